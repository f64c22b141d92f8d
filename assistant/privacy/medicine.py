"""The words of medicine in a text, which are no names of persons or places. Finds nothing that identifies."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from assistant.extraction.frame import names_in
from assistant.privacy.stretches import words
from rules import terminology

_SHORTEST = 3
"""Shorter Latin abbreviations (MD, PA, DO) are as often something else."""


class Medicine:
    """Where the terminology's names and the eponyms stand in a text."""

    def __init__(self, text: str) -> None:
        hits = names_in(text, terminology.load())
        spans = [(hit.start, hit.end) for hit in hits if not _slight(text[hit.start : hit.end])]
        self._named = _merged(spans)
        self._all = _merged([*spans, *(match.span() for match in _eponyms().finditer(text))])

    def at(self, start: int, end: int, *, eponyms: bool = True) -> tuple[int, int] | None:
        """The first word of medicine that the stretch touches; streets may be called like diseases."""
        spans = self._all if eponyms else self._named
        index = max(0, bisect_right(spans, start, key=lambda span: span[0]) - 1)
        return next((span for span in spans[index : index + 3] if span[0] < end and start < span[1]), None)


def _slight(name: str) -> bool:
    return len(name) < (_SHORTEST if name.isascii() else 2)


@cache
def _eponyms() -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in sorted(words()["eponyms"], key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{listed})(?![A-Za-z])")


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made
