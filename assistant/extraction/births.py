"""Lets the birth date of a note that calls another one mistyped replace that one. Reads no birth dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.frozen import replace
from assistant.extraction.late import late
from rules.dates import DateInterval

_IN_ERROR = late(
    r"[^\n;]{0,60}?(?:in error|by mistake|erroneous\w*|mis-?typed|mis-?entered|mis-?recorded|typo|wrong\w*|incorrect\w*"
    r"|更正|纠正|有误|误录|误写|录错|写错|笔误|登记错)"
)
_YEAR = late(r"(?:19|20)\d\d")


def replace_wrong_births(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts, a birth date with words such as "typed 1955 in error" behind it superseding those of other notes."""
    texts = {frame.document.id: frame.lower for frame in frames}
    births = [draft for draft in drafts if draft.name == "birth_date"]
    wrong: dict[str, tuple[str, ...]] = {}
    for draft in births if len(births) > 1 else ():
        said = _IN_ERROR.match(texts.get(draft.document, ""), draft.quotes[0].end)
        if said is None:
            continue
        named = set(_YEAR.findall(said[0])) - _years(draft)
        wrong[draft.draft_id] = tuple(
            other.draft_id
            for other in births
            if other.document != draft.document
            and other.fields["value"] != draft.fields["value"]
            and (not named or named & _years(other))
        )
    return [
        replace(draft, fields={**draft.fields, "supersedes": wrong[draft.draft_id]})
        if wrong.get(draft.draft_id)
        else draft
        for draft in drafts
    ]


def _years(draft: DraftFact) -> set[str]:
    value = draft.fields["value"]
    ends = (value.earliest, value.latest) if isinstance(value, DateInterval) else ()
    return {str(day.year) for day in ends if day is not None} or set(re.findall(r"(?:19|20)\d\d", str(value)))
