"""Reads what a note says of all drugs before it lists them: "Unchanged since 8 Jan: prednisone 5 mg, azathioprine".

It gives the statement to the drugs of the list; what is said beside a drug itself is read elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import clamp, note_day
from assistant.extraction.treatments.events import events_of
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.words import Cues, words
from rules.dates import DateInterval
from rules.frozen import replace

_ALL_DRUGS = late(
    r"\b(?:meds?|medications?|medicines?|drugs?|dos(?:es?|ing)|dosages?|treatments?|therap(?:y|ies)|regimens?|tablets|rx)\b|用药|药物|方案|治疗|剂量|各药|服药"
)
_LEAD = 110
_BULLET = 8
"""How many letters may stand between the beginning of a line and the drug that it lists."""


def leading(frame: Frame, cues: Cues, sentence: Span, here: Sequence[Record]) -> Event | None:
    """The statement that a sentence makes of all doses before its first drug."""
    first = here[0].mention.start
    if len({record.name for record in here}) < 2 or first - sentence.start > _LEAD:
        return None
    return _unchanged(frame, cues, Span(sentence.start, first))


def heading(frame: Frame, cues: Cues, sentence: Span) -> Event | None:
    """The statement of a heading that names no drug: those listed on the lines below it are meant."""
    if sentence.end - sentence.start > _LEAD:
        return None
    return _unchanged(frame, cues, sentence)


def is_listed(frame: Frame, here: Sequence[Record]) -> bool:
    """Whether a line lists a drug: its name stands at the head."""
    at = here[0].mention.start
    return at - max(frame.lines[frame.line_at(at)].start, frame.sentences[here[0].mention.sentence].start) <= _BULLET


def tell(event: Event, here: Sequence[Record]) -> None:
    """Gives the statement to the drugs of the disease that are listed."""
    for record in here:
        if record.drug_class in words().lupus_classes and not record.planned and not record.refused:
            record.events.append(event)


_NO_CHANGE = late(
    r"\bno (?:med(?:ication|icine)?s?|drug|dose|dosage|treatment) (?:changes?|adjustments?)\b"
    r"|\bno changes? (?:to|in|of) "
)


def _regimen(frame: Frame, cues: Cues, span: Span) -> Event | None:
    """Reads "No medication changes in the last 8 weeks"."""
    said = _NO_CHANGE.search(frame.lower, *span)
    times = frame.in_span(frame.times, said.end(), span.end) if said is not None else ()
    if said is None or len(times) != 1 or times[0].kind != "duration" or times[0].interval.earliest is None:
        return None
    since = DateInterval(None, times[0].interval.earliest)
    return Event("stable", said.start(), times[0].end, since, "stable", said.start())


def _unchanged(frame: Frame, cues: Cues, span: Span) -> Event | None:
    cue = next((cue for cue in frame.in_span(cues.events, *span) if cue.label == "stable"), None)
    if cue is None and (regimen := _regimen(frame, cues, span)) is not None:
        return regimen
    if cue is None or _ALL_DRUGS.search(frame.lower, *span) is None:
        return None
    events = [event for event in events_of(frame, cues, *span) if event.role == "stable"]
    dated = next((event for event in events if event.interval is not None), None)
    if dated is not None:
        return dated
    note = note_day(frame)
    times = [time for time in frame.in_span(frame.times, *span) if time.kind != "duration"]
    if len(times) != 1 or note is None or (times[0].kind == "year" and times[0].relation is None):
        return None
    if not events:
        return None
    when = clamp(times[0].interval, frame)
    if when.latest is None or when.latest >= note:
        return None
    left, right = min(events[0].start, times[0].start), max(events[0].end, times[0].end)
    return replace(events[0], start=left, end=right, interval=when)
