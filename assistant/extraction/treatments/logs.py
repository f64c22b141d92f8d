"""Reads the log of an infusion room: whose row it is, rows that were cancelled, blinded drugs, and when tablets began.

A row begins with its date. It reads no doses and leaves the days of the infusions to the reader of sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.extraction.cues import load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from assistant.extraction.treatments.trials import TRIAL
from rules.dates import DateInterval
from rules.facts import Subject

_OWNER = late(r"\b(\d{2,8})\s*=\s*([^\n|;]{3,40}?)(?=\s{2,}|[\n|;(,]|$)")
_WORD = late(r"\w+")
_CELL_END = late(r"\s{2,}|\t|\|")
_DENIED = late(r"\bunblind|\bno\b|\bnot in\b|\bdenie|揭盲|破盲|未参加|否认")
_CELLS = 3
_FEWEST = 3
"""Rows that make a log."""
_RECENT = 62


@dataclass(frozen=True, slots=True)
class _Row:
    span: Span
    when: DateInterval
    subject: Subject
    cancelled: bool
    blinded: bool


def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = load_data("treatments")["log"]
    return found


def _rows(frame: Frame) -> list[_Row]:
    """The rows of the log, if the note holds one."""
    owners: dict[str, Subject] = {
        match[1]: "patient" if any(word in match[2] for word in _words()["patient"]) else "other"
        for match in (_OWNER.finditer(frame.lower) if "=" in frame.lower else ())
    }
    if "patient" not in owners.values():
        owners = {}
    made = []
    for line in frame.lines:
        times = frame.in_span(frame.times, line.start, line.end)
        if not times or frame.text[line.start : times[0].start].strip(" \t-*|"):
            continue
        said = frame.lower[line.start : line.end].strip()
        if len(_CELL_END.findall(said)) < _CELLS - 1:
            continue
        whose: Subject = next((owners[word] for word in _WORD.findall(said) if word in owners), "patient")
        cancelled = any(word in said for word in _words()["cancelled"])
        blinded = any(word in said for word in _words()["blinded"]) and _DENIED.search(said) is None
        end = line.start + len(frame.text[line.start : line.end].rstrip())
        made.append(_Row(Span(line.start, end), times[0].interval, whose, cancelled, blinded))
    return made if len(made) >= _FEWEST else []


def of_log(frame: Frame, facts: Sequence[DraftFact]) -> list[DraftFact]:
    """The facts with what the rows of a log say of them, and the blinded study drugs among its rows."""
    rows = _rows(frame)
    if not rows:
        return list(facts)
    made: list[DraftFact] = []
    for fact in facts:
        start = fact.quotes[0].start
        row = next((row for row in rows if row.span.start <= start < row.span.end), None)
        made.append(fact if row is None else _in_row(fact, row))
    told = {frame.line_at(fact.quotes[0].start) for fact in facts if fact.name == TRIAL}
    made += [_study_drug(frame, row) for row in rows if row.blinded and frame.line_at(row.span.start) not in told]
    return [*made, *_begun(frame, made, rows)]


def _in_row(fact: DraftFact, row: _Row) -> DraftFact:
    if row.subject == "other":
        return replace(fact, subject="other")
    if row.cancelled:
        kept = {key: value for key, value in fact.fields.items() if key in ("drug_class", "dose", "route", "intent")}
        return replace(fact, fields={**kept, "status": "planned"})
    return fact


def _study_drug(frame: Frame, row: _Row) -> DraftFact:
    fields = {"drug_class": TRIAL, "intent": "trial", "last_given": row.when}
    return DraftFact(
        kind="treatment",
        name=TRIAL,
        document=frame.document.id,
        quotes=(Quote(row.span.start, row.span.end),),
        fields={"drug_class": TRIAL, "intent": "trial", "status": "planned"} if row.cancelled else fields,
        subject=row.subject,
        certainty="suspected",
        reader="treatments",
    )


def _begun(frame: Frame, facts: Sequence[DraftFact], rows: Sequence[_Row]) -> list[DraftFact]:
    """Tablets handed out again and again: taken since the day of the first row, if the last is not long ago."""
    note = note_day(frame)
    named: dict[str, list[tuple[DraftFact, _Row]]] = {}
    for fact in facts:
        row = next((row for row in rows if row.span.start <= fact.quotes[0].start < row.span.end), None)
        told = fact.fields.get("drug_class") in _words()["tablets"] and fact.certainty == "stated"
        if row is not None and told and fact.subject == "patient" and not row.cancelled:
            named.setdefault(fact.name, []).append((fact, row))
    made = []
    for found in named.values():
        first, last = found[0], found[-1][1].when.latest
        if len(found) < _FEWEST or note is None or last is None or (note - last).days > _RECENT:
            continue
        quotes = (Quote(first[1].span.start, first[1].span.end),)
        fields = {"drug_class": first[0].fields["drug_class"], "started": first[1].when, "status": "ongoing"}
        made.append(replace(first[0], quotes=quotes, fields=fields))
    return made
