"""Reads the answer to a question for the last dose ("her last rituximab?" - "in October") on the lines behind it."""

from __future__ import annotations

from dataclasses import replace

from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import clamp, note_day
from assistant.extraction.treatments.model import Event
from assistant.extraction.treatments.words import Cues

_LAST_ASKED = late(r"\b(?:last|latest|most recent)\b|最后|末次|上次|最近一次")
_PATIENT_SPEAKS = late(r"\s*(?:\[[^\]\n]*\]\s*)?(?:patient|pt|患者|病人|本人)\s*:")
_AHEAD = late(r"\b(?:next|booked|due|scheduled|planned)\b|下次|下一|预约")
_LINES = 2
_SHORT = 24
_QUESTION_TAIL = 30


def asks_when(frame: Frame, mention: Mention) -> bool:
    """Whether a question takes for granted that the drug was given: "when was her last rituximab?"."""
    line = frame.lines[frame.line_at(mention.start)]
    return _LAST_ASKED.search(frame.lower, line.start, min(line.end, mention.end + _QUESTION_TAIL)) is not None


def taken_as_given(frame: Frame, mention: Mention) -> Mention:
    """The mention as one of a drug that was given, told by whoever answers."""
    index = frame.line_at(mention.start) + 1
    speaks = index < len(frame.lines) and _PATIENT_SPEAKS.match(frame.lower, frame.lines[index].start)
    return replace(mention, planned=False, certainty="stated", source="patient" if speaks else mention.source)


def answer(frame: Frame, cues: Cues, mention: Mention) -> Event | None:
    """The latest date of the first line behind the question that tells of a dose or holds little but a date."""
    question = frame.text.find("?", mention.end)
    first = frame.line_at(mention.start)
    note = note_day(frame)
    if question < 0 or question - mention.end > _QUESTION_TAIL or note is None:
        return None
    for index in range(first, min(first + _LINES + 1, len(frame.lines))):
        line = frame.lines[index]
        start = question + 1 if index == first else line.start
        times = [t for t in frame.in_span(frame.times, start, line.end) if t.kind != "duration"]
        times = [t for t in times if not _AHEAD.search(frame.lower, max(start, t.start - _SHORT), t.start)]
        past = [t for t in times if t.interval.earliest is not None and t.interval.earliest <= note]
        told = any(cue.label in ("last", "given") for cue in frame.in_span(cues.events, start, line.end))
        if past and (told or line.end - start <= past[0].end - past[0].start + _SHORT):
            time = max(past, key=lambda t: t.interval.latest or note)
            return Event("last", time.start, time.end, clamp(time.interval, frame), "last", time.start)
    return None
