"""Reads a pharmacy's list of what was handed out: one row, one fact. Leaves free text and prescriptions alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.extraction.cues import load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval
from rules.facts import Subject

_MEMBER = late(r"\b(\w{1,6})\s*=\s*([a-z]+)")
_AMOUNT = late(r"\s(\d{1,4})\s+(\d{1,3})(?=\s|$)")
_SIG = late(
    r"(?:\bx\s?(?P<n>\d{1,4})\b|(?P<pack>\d{1,4})\s?[片粒支]?\s?x\s?(?P<packs>\d{1,3})|\s(?P<plain>\d{1,4}))\s+"
    r"(?P<each>\d{1,2}(?:\.5)?)\s?(?:片|粒|tabs?|caps?)?\s?(?P<often>om|od|mane|nocte|on|qd|qn|daily|bd|bid|tds|tid|qds|qid)\b"
)
"""Quantity and directions: "x 84  3 om", 100片x2 6片 qd."""
_SIG_FIRST = late(
    r"\s(?P<each>\d{1,2}(?:\.5)?)\s?(?:片|粒|tabs?|caps?)?\s?(?P<often>om|od|mane|nocte|on|qd|qn|daily|bd|bid|tds|tid|qds|qid)\s+"
    r"x?(?P<n>\d{1,4})\b"
)
"""Directions, then the quantity: 1片 qd 60."""
_OFTEN = {"bd": 2, "bid": 2, "tds": 3, "tid": 3, "qds": 4, "qid": 4}
_STRENGTH = late(r"(\d+(?:\.\d+)?)\s*(mg|g|mcg)\b")
_DAILY = late(r"(\d+(?:\.\d+)?)\s*mg\s*/\s*(?:d|day)\b")
_PER_DAY = 45
"""The longest supply of a tablet whose daily dose is worth computing from quantity and days."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. ``days`` is how long the supply lasts, ``quantity`` how many units were handed out."""

    span: Span
    mention: Mention
    filled: DateInterval
    subject: Subject
    quantity: int | None
    days: int | None
    a_day: float | None = None


@dataclass(frozen=True, slots=True)
class Dispensing:
    """The facts of one row, and the places of its drug names, which then belong to no sentence."""

    places: tuple[int, ...]
    facts: tuple[DraftFact, ...]


def rows(frame: Frame, mentions: Sequence[Mention]) -> list[Row]:
    """The rows of the list, if the note holds one."""
    words = load_data("treatments")["dispensing"]
    if not any(word in frame.lower for word in words["heads"]):
        return []
    members = dict(_MEMBER.findall(frame.lower))
    found = []
    for line in frame.lines:
        times = frame.in_span(frame.times, line.start, line.end)
        named = frame.in_span(mentions, line.start, line.end)
        if not times or not named or frame.text[line.start : times[0].start].strip(" \t-*|"):
            continue
        amount = _amount(frame, named[-1].end, line.end)
        if amount is None:
            continue
        between = frame.lower[times[0].end : named[0].start].split()
        kin = next((members[word] for word in between if word in members), "patient")
        subject: Subject = "patient" if kin in words["patient"] else "other"
        found.append(Row(line, named[0], times[0].interval, subject, *amount))
    return found


def _amount(frame: Frame, start: int, end: int) -> tuple[int, int, float | None] | None:
    """How many units were handed out, for how many days, and how many a day if the directions say so."""
    sig = _SIG.search(frame.lower, start, end)
    if sig is None and (directed := _SIG_FIRST.search(frame.lower, start, end)) is not None:
        count, daily = int(directed["n"]), float(directed["each"]) * _OFTEN.get(directed["often"], 1)
        return (count, max(1, round(count / daily)), daily) if daily else None
    if sig is not None:
        count = int(sig["n"] or sig["plain"] or int(sig["pack"]) * int(sig["packs"]))
        daily = float(sig["each"]) * _OFTEN.get(sig["often"], 1)
        return (count, max(1, round(count / daily)), daily) if daily else None
    amount = _AMOUNT.search(frame.text, start, end)
    return (int(amount[1]), int(amount[2]), None) if amount is not None else None


def dispensings(frame: Frame, mentions: Sequence[Mention]) -> list[Dispensing]:
    """What was handed out, and drugs of which the list says that nothing more was."""
    found = rows(frame, mentions)
    daily: dict[str, str] = {}
    made = []
    for row in found:
        places = tuple(mention.start for mention in frame.in_span(mentions, row.span.start, row.span.end))
        made.append(Dispensing(places, (_fact(frame, row, daily),)))
    made.extend(_running(frame, found, made))
    made.extend(_no_more(frame, mentions, found))
    return made


def _fact(frame: Frame, row: Row, daily: dict[str, str]) -> DraftFact:
    fields: dict[str, Any] = {"drug_class": row.mention.concept.data.get("class"), "last_given": _last_use(row)}
    dose = _daily_dose(frame, row)
    if dose is not None:
        fields["dose"] = dose
        name = row.mention.concept.id
        if row.subject == "patient":
            if name in daily and daily[name] != dose:
                fields["changed"] = row.filled
            daily[name] = dose
    return _draft(frame, row, fields, row.span)


_FILLS = 2
_OVERDUE = 45


def _running(frame: Frame, found: Sequence[Row], made: Sequence[Dispensing]) -> list[Dispensing]:
    """Tablets fetched again and again up to now: taken since the first fill, and since when at the same dose."""
    note = note_day(frame)
    by_drug: dict[str, list[tuple[Row, DraftFact]]] = {}
    for row, dispensing in zip(found, made, strict=False):
        if row.subject == "patient" and row.mention.concept.data.get("class") != "biologic":
            by_drug.setdefault(row.mention.concept.id, []).append((row, dispensing.facts[0]))
    running = []
    for fills in by_drug.values():
        fills.sort(key=lambda fill: _filled_on(fill[0]))
        first, last = fills[0], fills[-1]
        until = _last_use(last[0]).latest
        if len(fills) < _FILLS or note is None or until is None or (note - until).days > _OVERDUE:
            continue
        doses = [fact.fields.get("dose") for _, fact in fills]
        fields: dict[str, Any] = {"drug_class": first[1].fields.get("drug_class"), "started": first[0].filled}
        fields["status"] = "ongoing"
        if doses[-1] is not None:
            same = next(place for place in range(len(doses)) if set(doses[place:]) == {doses[-1]})
            fields |= {"dose": doses[-1]} | ({"stable_since": fills[same][0].filled} if same < len(doses) - 1 else {})
        running.append(Dispensing((), (_draft(frame, first[0], fields, first[0].span),)))
    return running


def _draft(frame: Frame, row: Row, fields: dict[str, Any], span: Span) -> DraftFact:
    text = frame.text[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return DraftFact(
        kind="treatment",
        name=row.mention.concept.id,
        document=frame.document.id,
        quotes=(Quote(start, span.start + len(text.rstrip())),),
        fields={key: value for key, value in fields.items() if value is not None},
        subject=row.subject,
        reader="treatments",
    )


def _last_use(row: Row) -> DateInterval:
    """From the day of the fill to the day on which the last unit of the supply would be used."""
    first, days, quantity = row.filled.earliest, row.days, row.quantity
    if first is None or not days or not quantity:
        return row.filled
    interval = max(1, days // quantity)
    return DateInterval(first, (row.filled.latest or first) + timedelta(days=max(0, days - interval)))


def _filled_on(row: Row) -> date:
    return row.filled.latest or row.filled.earliest or date.min


def _daily_dose(frame: Frame, row: Row) -> str | None:
    """The dose of a day: as the row says, else strength times quantity over days."""
    text = frame.lower[row.mention.end : row.span.end]
    said = _DAILY.search(text)
    if said is not None:
        return f"{said[1]} mg/d"
    strength = _STRENGTH.search(text)
    if strength is not None and row.a_day:
        return f"{float(strength[1]) * row.a_day:g} {strength[2]}/d"
    if strength is None or not row.days or not row.quantity or row.quantity < row.days or row.days > _PER_DAY:
        return None
    return f"{float(strength[1]) * row.quantity / row.days:g} {strength[2]}/d"


def _no_more(frame: Frame, mentions: Sequence[Mention], found: Sequence[Row]) -> list[Dispensing]:
    """Reads "No fill after …": the drug cannot have gone on beyond its last supply."""
    made = []
    for mark in load_data("treatments")["dispensing"]["no_more"]:
        place = frame.lower.find(mark)
        if place < 0:
            continue
        line = frame.lines[frame.line_at(place)]
        for mention in frame.in_span(mentions, line.start, place):
            supply = [row for row in found if row.mention.concept.id == mention.concept.id and row.subject == "patient"]
            if supply:
                last = _last_use(max(supply, key=_filled_on))
                fields = {
                    "drug_class": mention.concept.data.get("class"),
                    "last_given": last,
                    "changed": last,
                    "status": "stopped",
                }
                row = supply[-1]
                draft = _draft(frame, row, fields, line)
                made.append(Dispensing((mention.start,), (draft,)))
    return made
