"""Lets a result that a later note corrects replace the earlier one of the same day. Reads no results.

"ECG over-read by hand: QTc 442" of a tracing whose machine said 494; an addendum of the laboratory that gives the valid
repeat. What is in one note is left to the reader of results.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.frozen import replace
from assistant.extraction.late import late
from rules.dates import DateInterval

_CORRECTS = late(
    r"\b(?:correct(?:ed|ion|s)|over-?read|re-?read|re-?measured|manual(?:ly)?|by hand|amended|replaces|supersedes"
    r"|in error|wrong|revised|valid repeat|not h(?:a)?emolyzed)\b"
    r"|更正|纠正|修正|勘误|人工|手工|手测|复核|重新测量|以此为准|作废|误报|有误"
)
_REACH = 160


def replace_remeasured(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts, those of a correcting note superseding the other values of the same result and day."""
    if len(frames) < 2:
        return list(drafts)
    place = {frame.document.id: index for index, frame in enumerate(frames)}
    measured = [draft for draft in drafts if draft.kind == "measurement" and _day(draft) is not None]
    same: dict[tuple[str, date | None], list[DraftFact]] = {}
    for draft in measured:
        same.setdefault((draft.name, _day(draft)), []).append(draft)
    gone: dict[str, tuple[str, ...]] = {}
    for draft in measured:
        frame = frames[place.get(draft.document, 0)]
        if draft.fields.get("validity", "valid") != "valid" or not _corrects(frame, draft):
            continue
        earlier = [
            other
            for other in same[draft.name, _day(draft)]
            if place.get(other.document, 0) < place.get(draft.document, 0) and _said(other) != _said(draft)
        ]
        if earlier:
            gone[draft.draft_id] = tuple(other.draft_id for other in earlier)
    return [_superseding(draft, gone.get(draft.draft_id, ())) for draft in drafts]


def _superseding(draft: DraftFact, ids: tuple[str, ...]) -> DraftFact:
    if not ids:
        return draft
    return replace(draft, fields={**draft.fields, "supersedes": (*draft.fields.get("supersedes", ()), *ids)})


def _day(draft: DraftFact) -> date | None:
    value = draft.fields.get("date")
    return value.day if isinstance(value, DateInterval) else None


def _said(draft: DraftFact) -> str:
    return str(draft.fields.get("value") or draft.fields.get("value_as_written"))


def _corrects(frame: Frame, draft: DraftFact) -> bool:
    """Whether words for a correction stand in the result's line, near it."""
    at = draft.quotes[0].start
    start = max(frame.lower.rfind("\n", 0, at) + 1, at - _REACH)
    end = frame.lower.find("\n", at)
    stop = min(len(frame.lower) if end < 0 else end, draft.quotes[0].end + _REACH)
    return _CORRECTS.search(frame.lower, start, stop) is not None
