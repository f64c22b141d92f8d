"""Finds the entries of logs and chats that begin with their own day and hour: "[08/05/2026, 16:31] …". Reads no times.

What such an entry says of today is said of its own day, not of the day on which the note was begun or printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.extraction.late import late
from assistant.extraction.model import TimeMention
from rules.frozen import dataclass

_BEFORE = late(r"[\s\[(【*•-]*")
_CLOCK = late(r"[\s,]{0,3}(?:上午|下午|晚上?|凌晨|早上?)?\s?\d{1,2}[:.]\d\d(?::\d\d)?\s?(?:[ap]\.?m\.?)?[\s\])】]*")
_ADDED = late(
    r"[^a-z\u3400-\u9fff\n]*(?:addendum|addenda|late entry|added|update[ds]?|补记|补登|补充|追加|更正)[^\n;。]{0,24}"
)
_HEAD_ENDS = late(r"[\s\d:)\]】hrs]{0,12}[:：.\-—]|\s*\n|\s\(")
_BRACKET = late(r"\s?[\])】]")


@dataclass(frozen=True, slots=True)
class Stamp:
    """An entry, ``start:end``, and the day with which it begins."""

    start: int
    end: int
    on: date


def find_stamps(lower: str, times: Sequence[TimeMention]) -> list[Stamp]:
    """The entries of a text, each to the next one, a blank line or a heading: several of a log, or an addendum."""
    begun: list[tuple[int, date]] = []
    added = False
    for time in times:
        day = time.interval.earliest
        if time.kind != "day" or day is None:
            continue
        line = lower.rfind("\n", 0, time.start) + 1
        before = lower[line : time.start]
        if begun and begun[-1][0] == line:
            continue
        if _ADDED.fullmatch(before) and _HEAD_ENDS.match(lower, time.end):
            begun.append((line, day))
            added = True
            continue
        if len(before) > 4 or not _BEFORE.fullmatch(before):
            continue
        if _CLOCK.match(lower, time.end) or (before.strip() and _BRACKET.match(lower, time.end)):
            begun.append((line, day))
    if len(begun) < 2 and not added:
        return []
    ends = [*(start for start, _ in begun[1:]), len(lower)]
    return [Stamp(start, _end(lower, start, end), day) for (start, day), end in zip(begun, ends, strict=True)]


def _end(lower: str, start: int, end: int) -> int:
    found = [at for sign in ("\n\n", "\n=") if (at := lower.find(sign, start, end)) >= 0]
    return min(found, default=end)
