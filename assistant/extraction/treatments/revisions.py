"""Takes back changes of dose that a later note says were never made: the wrong facts are named in ``supersedes``.

It looks over a whole chart and reads no dates of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from assistant.extraction.cues import CueSet, load_data
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from rules.dates import DateInterval


@cache
def _cues() -> CueSet:
    return CueSet({"undone": load_data("treatments")["aside"]["undone"]})


def take_back(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts (which have ids) with the changes superseded that notes of the chart call never made."""
    made = list(drafts)
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    for place, frame in enumerate(frames[1:], 1):
        for start, end in _undone(frame):
            for index, fact in enumerate(made):
                if fact.document == frame.document.id and _is_inside(fact, start, end):
                    wrong = [other.draft_id for other in made if _is_taken_back(frame, other, fact, order, place)]
                    known = tuple(fact.fields.get("supersedes", ()))
                    if wrong:
                        made[index] = replace(fact, fields={**fact.fields, "supersedes": (*known, *wrong)})
    return made


def _undone(frame: Frame) -> Iterator[tuple[int, int]]:
    """The lines that say that a change was never made."""
    for cue in _cues().find(frame.lower):
        if not frame.is_ignored(cue.start):
            line = frame.lines[frame.line_at(cue.start)]
            yield line.start, line.end


def _is_inside(fact: DraftFact, start: int, end: int) -> bool:
    return fact.kind == "treatment" and fact.certainty == "stated" and start <= fact.quotes[0].start < end


def _is_taken_back(frame: Frame, other: DraftFact, fact: DraftFact, order: dict[str, int], place: int) -> bool:
    """Whether an earlier note's fact tells of a change of the same drug after the day since when it is unchanged."""
    if other.kind != "treatment" or order.get(other.document, place) >= place or other.certainty != "stated":
        return False
    kinds = frame.terminology
    if not (kinds.is_a(other.name, fact.name) or kinds.is_a(fact.name, other.name)):
        return False
    changed, since = other.fields.get("changed"), fact.fields.get("stable_since") or fact.fields.get("changed")
    if not isinstance(changed, DateInterval) or not isinstance(since, DateInterval):
        return False
    return changed.earliest is not None and since.latest is not None and changed.earliest > since.latest
