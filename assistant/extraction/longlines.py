"""Keeps lines and gaps to a length that notes have, without changing where anything stands. Reads nothing.

Readers look at a line or sentence as a whole, so that the work on one grows faster than its length. A note pasted as a
single line, or padded with thousands of blanks, is therefore parted where a writer would have parted it.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.late import late

LINE = 4_000
"""Characters of a line at most; the longest of the labelled cases has 1,159."""
_GAP = 200
"""Characters of a run of blanks, or of dots that lead the eye, at most; the longest of the labelled cases has 69."""
_FILLING = "\x02"
"""Stands in the middle of a longer gap: no blank, letter, figure or sign to any reader. Files that hold it are rare."""
_LONG_GAP = late(rf"\s{{{_GAP + 1},}}|([.\-_=*·…])\1{{{_GAP},}}")
_LONG_LINE = late(rf"[^\n]{{{LINE + 1},}}")
_STOPS = (". ", "; ", "! ", "? ", "。", ";")
_BREAKS = (" ", "\t", ",", "、", "|")
"""Where a line is parted if no sentence ends: what stands there parts words or cells anyway."""


def parted(text: str) -> str:
    """The text, of the same length, with line breaks in lines and other characters in gaps that are too long."""
    if len(text) <= _GAP:
        return text
    filled = _LONG_GAP.sub(lambda gap: _filled(gap[0]), text)
    return filled if len(filled) <= LINE else _LONG_LINE.sub(lambda line: "".join(_pieces(line[0])), filled)


def _filled(gap: str) -> str:
    keep = _GAP // 2
    return gap[:keep] + _FILLING * (len(gap) - 2 * keep) + gap[-keep:]


def _pieces(line: str) -> Iterator[str]:
    at = 0
    while len(line) - at > LINE:
        first, last = at + LINE // 2, at + LINE
        stop = _last(line, _STOPS, first, last) or _last(line, _BREAKS, first, last)
        if not stop:
            yield line[at:last]
            at = last
            continue
        yield line[at : stop - 1] + "\n"
        at = stop
    yield line[at:]


def _last(line: str, signs: tuple[str, ...], first: int, last: int) -> int:
    """Where the last of the signs ends in a stretch, 0 if there is none."""
    return max(line.rfind(sign, first, last) + len(sign) if sign in line[first:last] else 0 for sign in signs)
