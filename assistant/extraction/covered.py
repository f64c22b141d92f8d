"""Stretches of a text that know at once what lies in them, where asking each of them would take as long as the note."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Covered:
    """What some stretches cover together: none is empty, and they may overlap."""

    def __init__(self, stretches: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(stretches):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, position: int) -> bool:
        """Whether one of them holds a position."""
        place = bisect_right(self._starts, position)
        return place > 0 and position < self._ends[place - 1]

    def meets(self, start: int, end: int) -> bool:
        """Whether one of them shares a position with another stretch."""
        place = bisect_left(self._starts, end)
        return place > 0 and start < self._ends[place - 1]

    def add(self, start: int, end: int) -> None:
        """Cover one more stretch, which must not meet any of them."""
        place = bisect_left(self._starts, start)
        self._starts.insert(place, start)
        self._ends.insert(place, end)


class Placed(Generic[Item]):
    """Items with a stretch each, ordered by where they begin, of which those around a place are found at once."""

    def __init__(self, items: Iterable[Item], stretch: Callable[[Item], tuple[int, int]]) -> None:
        placed = sorted(((*stretch(item), item) for item in items), key=itemgetter(0))
        self._starts = [start for start, _, _ in placed]
        self._items = [item for _, _, item in placed]
        self._longest = max((end - start for start, end, _ in placed), default=0)

    def around(self, start: int, end: int) -> Sequence[Item]:
        """Those that begin up to ``start`` and may reach ``end``: whether one does is left to be asked."""
        if not self._items:
            return ()
        return self._items[bisect_left(self._starts, end - self._longest) : bisect_right(self._starts, start)]
