"""What may stand between a name and its value, and what makes the value none: wishes, limits, other fluids."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.numbers import Value, match_unit
from assistant.extraction.measurements.page import Page

_ASCII_WORD = late(r"[a-z']+|[^\sa-z]")
_PLAIN = frozenset(":=-,()[]\"/*~.#>→|+%?!'{}<_^·…↑↓&")
LOOSE_LIMIT = 60
_STOPS = late(r"[;。!\n]|\. ")


@cache
def _word() -> re.Pattern[str]:
    # Late, because a class of all Chinese characters takes long to compile.
    return compiled(r"[a-z']+|[\u3400-\u9fff]+|[^\sa-z\u3400-\u9fff]")


def is_tight(page: Page, start: int, end: int) -> bool:
    """Whether only small words, signs and dates stand between a name and a value."""
    gap = without_times(page, start, end)
    if len(gap) > 90 or "\n" in gap.strip():
        return False
    for word in (_ASCII_WORD if gap.isascii() else _word()).findall(gap):
        if word[0] >= "\u3400":
            if page.catalogue.link_chinese.sub("", word):
                return False
        elif word[0].isalpha():
            if word not in page.catalogue.links:
                return False
        elif word not in _PLAIN:
            return False
    return True


def without_times(page: Page, start: int, end: int) -> str:
    """The words of a stretch with its dates taken out."""
    pieces, at = [], start
    for time in page.times_in(start, end):
        pieces.append(page.lower[at : time.start])
        at = min(time.end, end)
    pieces.append(page.lower[at:end])
    return _HOUR.sub(" ", " ".join(pieces)) if ":" in page.lower[start:end] else " ".join(pieces)


_HOUR = late(r"(?<!\d)\d{1,2}:\d\d(?!\d)")


def is_loose(page: Page, start: int, end: int) -> bool:
    """Whether a name and a value with a unit of its own still belong together over other words."""
    gap = without_times(page, start, end)
    chinese = any(char >= "\u3400" for char in gap)
    return len(gap) <= (18 if chinese else LOOSE_LIMIT) and not _STOPS.search(gap) and gap.count(",") <= 1


def hypothetical(page: Page, start: int, end: int, between: bool = False) -> bool:
    """Whether a wish, a threshold or a condition is spoken of rather than a result."""
    begin = (
        start
        if between
        else max(start - 45, page.frame.clauses[page.frame.clause_at(start)].start if page.frame.clauses else 0)
    )
    cues = page.cues_in("not_a_value", begin, end)
    cues = [
        cue for cue in cues if not (page.lower[cue.start : cue.end] == "当" and page.lower[cue.end] in "时日天地前")
    ]
    cues = [cue for cue in cues if not _NOT_GIVEN.search(page.lower, max(0, cue.start - 4), cue.start)]
    return any(not re.search(r"[,;.，。)]", page.lower[cue.end : start]) for cue in cues) if not between else bool(cues)


_NOT_GIVEN = late(r"(?:未|无|没|缺|\bno )[标附印给写有提供]{0,3}\s?$")
"""Before a word for a limit that is not printed: 未标参考值."""


_CHEMICAL = tuple("素酸毒")
"""Behind 尿 these make a substance of the blood: 尿素, 尿酸."""


def in_other_fluid(page: Page, position: int, reach: int) -> bool:
    """Whether the nearest word for a specimen before a name in its sentence means another fluid than blood."""
    start = page.sentence_start(position)
    fluids = [
        cue for cue in page.cues_in("fluids", start, position) if page.lower[cue.end : cue.end + 1] not in _CHEMICAL
    ]
    if not fluids:
        return False
    blood = page.cues_in("blood", fluids[-1].end, position)
    return not blood and position - fluids[-1].end < reach


_REFERENCE_WORD = late(r"(?:ref|normal|range|参考|正常|limit)[^\d]{0,12}$")


_EMPTY_CELL = late(r"(?:\t[ \t]*|[ ]{3,})(?P<unit>\S{1,24}(?: \S{1,12})?)(?:\t[ \t]*|[ ]{2,})$")

_VACANT = late(r"^(?:\t *\t|[ ]{8})")
"""What surely holds an empty cell: where the unit stands before the result, "<20" behind it is the result."""


def is_limit_of_an_empty_row(page: Page, start: int, value: Value) -> bool:
    """Whether a range after a name is its row's limits, behind a unit in a cell of its own: no result is given."""
    if value.number.high is None and value.number.comparator is None:
        return False
    cell = _EMPTY_CELL.search(page.lower[start : value.start])
    if cell is None or (value.number.high is None and not _VACANT.search(cell[0])):
        return False
    unit = match_unit(page.lower, start + cell.start("unit"))
    return unit is not None and unit.end - start == cell.end("unit")


def is_reference(page: Page, start: int, value: Value, stop: int) -> bool:
    """A range in brackets (or called normal) between the name and the value itself."""
    if value.number.high is None and value.number.comparator is None:
        return False
    before = page.lower[start : value.number.start]
    bracketed = before.rstrip().endswith(("(", "[")) and page.lower[value.end : value.end + 1] in ")]"
    if not bracketed and not _REFERENCE_WORD.search(before):
        return False
    return bool(page.values_in(value.end, stop))
