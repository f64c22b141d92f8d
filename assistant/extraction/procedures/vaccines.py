"""Reads vaccines that are named by their disease ("yellow fever in May") or handed out by a pharmacy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention, TimeMention
from assistant.extraction.procedures.words import Cues, words
from assistant.extraction.treatments.dispensing import rows

_NEAR = 40
_COMMA = 8


def dispensed_vaccines(frame: Frame, mentions: Sequence[Mention]) -> list[DraftFact]:
    """The vaccines among the rows of a pharmacy's list, each with the member who got it."""
    vaccines = [mention for mention in mentions if frame.terminology.is_a(mention.concept.id, "vaccine")]
    made = []
    for row in rows(frame, vaccines) if vaccines else []:
        text = frame.text[row.span.start : row.span.end]
        start = row.span.start + len(text) - len(text.lstrip())
        made.append(
            DraftFact(
                kind="procedure",
                name=row.mention.concept.id,
                document=frame.document.id,
                quotes=(Quote(start, row.span.start + len(text.rstrip())),),
                fields={"status": "done", "date": row.filled},
                subject=row.subject,
                reader="procedures",
            )
        )
    return made


def named_by_disease(frame: Frame, cues: Cues, mentions: Sequence[Mention]) -> list[DraftFact]:
    """Vaccines named only by the disease, where the sentence or its heading is about vaccines."""
    made: list[DraftFact] = []
    taken = [(mention.start, mention.end) for mention in mentions]
    for cue in cues.all:
        kind, _, name = cue.label.partition(":")
        if kind != "vaccine" or any(start <= cue.start < end or cue.start <= start < cue.end for start, end in taken):
            continue
        sentence = frame.sentences[frame.sentence_at(cue.start)]
        if not _about_vaccines(frame, cues, sentence.start, sentence.end):
            continue
        time = _time(frame, cue, sentence.start, sentence.end)
        if time is None or cues.inside(cue.start - 12, cue.start, "negated"):
            continue
        made.append(_made(frame, cues, cue, name, time))
    return made


def _about_vaccines(frame: Frame, cues: Cues, start: int, end: int) -> bool:
    if frame.section_at(start).id in ("immunizations", "vaccines", "vaccinations"):
        return True
    return bool(cues.inside(max(0, start - _NEAR), end, "vaccination"))


def _time(frame: Frame, cue: Cue, start: int, end: int) -> TimeMention | None:
    near = [time for time in frame.in_span(frame.times, start, end) if time.kind != "duration"]
    return min(near, key=lambda time: _gap(frame, cue, time), default=None)


def _gap(frame: Frame, cue: Cue, time: TimeMention) -> int:
    """How far a time stands; one behind a comma belongs rather to what follows it."""
    low, high = (cue.end, time.start) if time.start >= cue.end else (time.end, cue.start)
    return high - low + _COMMA * frame.text.count(",", low, max(low, high))


def _made(frame: Frame, cues: Cues, cue: Cue, name: str, time: TimeMention) -> DraftFact:
    sentence = frame.sentences[frame.sentence_at(cue.start)]
    span = (min(cue.start, time.start), max(cue.end, time.end))
    status = "planned" if cues.inside(sentence.start, sentence.end, "advised") else "done"
    fields: dict[str, Any] = {"status": status, "date": time.interval} if status == "done" else {"status": status}
    return DraftFact(
        kind="procedure",
        name=_kind_of(cues, name, cue, sentence.start, sentence.end),
        document=frame.document.id,
        quotes=(Quote(*span),),
        fields=fields,
        reader="procedures",
    )


def _kind_of(cues: Cues, name: str, cue: Cue, start: int, end: int) -> str:
    """The kind of vaccine by the words beside its name; without any, a vaccine of unknown kind."""
    kinds = words().vaccine_kinds.get(name)
    if kinds is None:
        return name
    beside = cues.inside(max(start, cue.start - 24), min(end, cue.end + 60), *kinds)
    if cues.inside(max(start, cue.start - 24), min(end, cue.end + 40), "unspecified"):
        return "vaccine"
    for label in ("not_live", "injected", "by_mouth", "live"):
        if any(item.label == label for item in beside) and label in kinds:
            return kinds[label]
    if name == "covid":
        return "covid_vaccine"
    return name if name.endswith("_vaccine") else "vaccine"
