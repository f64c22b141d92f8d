"""Parts a course that went on by mouth from the drip before it: "IV 16 to 19 February, then capsules to the 26th".

Only where the second part names no drug of its own; what day each part ended stays as it was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from assistant.extraction.frame import Frame
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.words import Cues
from rules.dates import DateInterval

_LEAD = late(
    r"(?:\bthen|\bfollowed by|\b(?:switch|step|chang|convert|transition|mov)\w*(?: down| over)?(?: on)?(?: to)?"
    r"|\b(?:complet|finish|continu)\w*(?: with| on| the course)?|\bafter that|\bthereafter|\bto|后|继以|续|改为?|序贯)"
    r"\s+(?:an?\s+|the\s+|(?:\d+|one|two|three)\s+(?:more\s+)?(?:days?|weeks?)\s+(?:of\s+)?|some\s+|same\s+(?:drug\s+)?|on\s+|it\s+)*$"
    r"|(?:后|继以|续|改为?|序贯)$"
)
_REACH = 44
_SLACK = 1
"""A day more or less in the length of a course."""


def parted(frame: Frame, cues: Cues, records: Sequence[Record]) -> Iterator[Record]:
    """The parts by mouth of courses begun in a vein, as records of their own."""
    for place, record in enumerate(records):
        if record.route != "iv" or not record.is_a("anti_infective"):
            continue
        following = records[place + 1].mention.start if place + 1 < len(records) else len(frame.text)
        end = min(frame.sentences[record.mention.sentence].end, following)
        at = _by_mouth(frame, cues, record.mention.end, end)
        if at is None:
            continue
        later = [event for event in record.events if event.at >= at or event.start >= at]
        record.events = [event for event in record.events if event not in later]
        _close(frame, record)
        if later:
            made = Record(record.mention, record.family, record.drug_class, route="oral", intent=record.intent)
            made.events = later
            yield made


def _by_mouth(frame: Frame, cues: Cues, start: int, end: int) -> int | None:
    """Where the words begin that lead over to tablets; not where a drip is named again behind them."""
    for cue in frame.in_span(cues.asides, start, end):
        if cue.label != "oral":
            continue
        lead = _LEAD.search(frame.lower, max(start, cue.start - _REACH), cue.start)
        if lead is not None and cues.beside("iv", cue.end, end) is None:
            return lead.start()
    return None


def _close(frame: Frame, record: Record) -> None:
    """Ends the part in a vein after its length, where only its beginning and length are told."""
    if any(event.role in ("until", "last", "stopped", "given") and event.interval for event in record.events):
        return
    begun = next((event for event in record.events if event.role in ("from", "started") and event.interval), None)
    days = max((event.days for event in record.events), default=0)
    if begun is None or begun.interval is None or not days:
        return
    first, last, note = begun.interval.earliest, begun.interval.latest, note_day(frame)
    if first is None or last is None:
        return
    end = last + timedelta(days=days + _SLACK)
    interval = DateInterval(first + timedelta(days=days - 1), end if note is None else min(end, note))
    record.events.append(Event("until", begun.start, begun.end, interval, at=begun.at))
