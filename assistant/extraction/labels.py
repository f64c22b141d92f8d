"""Takes a topic that heads its own denial (肿瘤:没有恶性肿瘤病史) for no finding. Reads no answers itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Mention
from assistant.extraction.resources import any_of, load_words

if TYPE_CHECKING:
    from rules.terminology import Terminology

_SIGN = late(r"[^,;。\n:]{0,16}?(?::|--+|\s-\s|\.{3,})")
_ANSWER_REACH = 48
_BORDERLINE = "malignancy_borderline"
"""What answers a heading for tumours without being one."""


@cache
def _open_ended() -> re.Pattern[str]:
    return compiled(any_of(load_words("context")["and_others"]))


def without_labels(found: Sequence[Mention], lower: str, end: int, terminology: Terminology) -> Sequence[Mention]:
    """The mentions of a sentence, without topics whose answer only denies things of their kind."""
    if not any(
        one.certainty == "denied" or terminology.is_a(one.concept.id, _BORDERLINE) or _in_first_cell(one, lower)
        for one in found
    ):
        return found
    kept = []
    for one in found:
        if one.certainty == "stated" and not one.cues and one.subject == "patient" and _in_first_cell(one, lower):
            continue
        if one.certainty == "stated" and _is_label(one, lower) and _answered(one, found, terminology):
            continue
        if one.certainty == "stated" and one.subject == "patient" and _is_label(one, lower):
            kin = [other for other in found if other.start > one.start and _related(one, other, terminology)]
            if kin and all(other.certainty == "denied" for other in kin):
                if not _open_ended().search(lower, kin[-1].start, min(end, kin[-1].end + 12)):
                    continue
                one = replace(kin[-1], concept=one.concept, start=one.start, end=one.end, others_only=False)
        kept.append(one)
    return kept


_CELL = late(r"[^\n]{0,24}?(?: {5,}|\t)\S")
_ROW = late(r"(?:^|\n)[ \t]*(?:[a-z]?\d{0,2}[.)]?)?[ \t]*(?:[a-z]{2,5} ?/ ?)?$")


def _in_first_cell(one: Mention, lower: str) -> bool:
    """Whether a group's name heads a row of a table whose next cell answers it: "Immune deficiency     none"."""
    if one.concept.kind != "condition" or one.concept.id not in load_words("context")["categories"]:
        return False
    begun = lower[lower.rfind("\n", 0, one.start) + 1 : one.start]
    return _CELL.match(lower, one.end) is not None and _ROW.search("\n" + begun) is not None


def _answered(one: Mention, found: Sequence[Mention], terminology: Terminology) -> bool:
    """Whether a heading for tumours is answered with a carcinoma in situ."""
    return one.concept.id == "malignancy" and any(
        0 < other.start - one.end < _ANSWER_REACH and terminology.is_a(other.concept.id, _BORDERLINE) for other in found
    )


def _is_label(one: Mention, lower: str) -> bool:
    if one.concept.id not in load_words("context")["categories"]:
        return False
    sign = _SIGN.match(lower, one.end)
    if sign is None:
        return False
    begun = lower[max(0, one.start - 12) : one.start].rstrip(" \t*-\u2014·#0123456789.、()")
    return (
        not begun
        or begun[-1] in "\n。;.:"
        or begun.endswith(("合并", "其他", "合并其他", "other", "any other", "既往", "重叠"))
    )


def _related(one: Mention, other: Mention, terminology: Terminology) -> bool:
    return terminology.is_a(other.concept.id, one.concept.id) or terminology.is_a(one.concept.id, other.concept.id)
