"""Reads that one drug was added to another ("on top of prednisone", 在激素基础上): the other was there before it.

It dates only the drug that was there: begun no later than what was added to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.frame import Frame
from assistant.extraction.late import late
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.owners import runs_of
from assistant.extraction.treatments.words import words
from rules.dates import DateInterval

_WORDS_BETWEEN = 12
_LEAD = 40
"""How far before a drug the words that make it the older one may begin."""


def date_bases(frame: Frame, here: Sequence[Record]) -> None:
    """Gives the older drugs of a sentence a start that is no later than that of the drug added to them."""
    known = words().lupus_classes
    drugs = [record for record in here if record.drug_class in known and not record.planned and not record.refused]
    if len(drugs) < 2:
        return
    for run in runs_of(frame, drugs):
        if not _is_base(frame, run, drugs) or any(event.role == "stopped" for event in run[-1].events):
            continue
        for added in (record for record in drugs if record not in run):
            start = next((event for event in added.events if event.role == "started" and event.interval), None)
            if start is None or start.interval is None or start.interval.latest is None:
                continue
            older = Event(
                "started", start.start, start.end, DateInterval(None, start.interval.latest), "older", start.at
            )
            for record in run:
                if not any(event.role == "started" and event.interval for event in record.events):
                    record.events.append(older)


def _is_base(frame: Frame, run: Sequence[Record], drugs: Sequence[Record]) -> bool:
    """Whether words before or behind these drugs say that another one came to them."""
    first, last = run[0].mention, run[-1].mention
    if words().base_named.match(frame.lower, last.end):
        return True
    if all(_never_stopped(record) for record in run) and _added_behind(frame, last.end, drugs):
        return True
    floor = max((record.mention.end for record in drugs if record.mention.end <= first.start), default=None)
    start = max(first.start - _LEAD, floor if floor is not None else frame.sentences[first.sentence].start)
    ends = [lead.end() for lead in words().beside_base.finditer(frame.lower, start, first.start)]
    return bool(ends) and first.start - ends[-1] <= _WORDS_BETWEEN


def _never_stopped(record: Record) -> bool:
    """Whether a drug is only said to have been taken all the time: 泼尼松一直吃."""
    return any(event.cue == "unbroken" and event.interval is None for event in record.events)


def _added_behind(frame: Frame, end: int, drugs: Sequence[Record]) -> bool:
    """Whether the next drug of the sentence is said to have been added."""
    following = next((record.mention for record in drugs if record.mention.start >= end), None)
    return (
        following is not None
        and _ADDED.search(frame.lower, max(end, following.start - 14), following.start) is not None
    )


_ADDED = late(r"加|联合|\badd")
