"""Finds the cue words of context (negation, doubt, plan, family …) in one pass. Applies none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from assistant.extraction.late import late
from assistant.extraction.resources import load_words
from assistant.extraction.text import is_cjk
from assistant.extraction.wordfinder import WordFinder


class CueWord(NamedTuple):
    """A cue of the text; one word may have several labels."""

    start: int
    end: int
    labels: frozenset[str]

    def has(self, *labels: str) -> bool:
        """Whether it has one of the labels."""
        return not self.labels.isdisjoint(labels)


@cache
def _finder() -> WordFinder[tuple[int, frozenset[str]]]:
    labels: dict[str, set[str]] = {}
    for label, words in load_words("context")["cues"].items():
        for word in words:
            labels.setdefault(str(word).lower(), set()).add(label)
    return WordFinder({word: (len(word), frozenset(found)) for word, found in labels.items()})


_BEHIND = frozenset({"deny_after"})
_BARE_NO = late(
    r"(?:\.{2,}|[:?\t]|[ \t]{2})[ \t.]*(?P<no>(?:n|x)(?:[ \t]*/[ \t]*(?:n|x))*)[ \t]*(?=$|\n|[;,])", re.MULTILINE
)
"""The N or cross that answers a line of a form: "Biologic ever? .. N", 其他试验4周  x."""


def find_cues(lower: str, taken: Sequence[tuple[int, int]]) -> list[CueWord]:
    """The cues of a lower-case text in order, the longest where they overlap, none inside the taken spans."""
    found: list[tuple[int, int, frozenset[str]]] = []
    for last, (length, labels) in _finder().find(lower):
        start = last - length + 1
        if _stands_alone(lower, start, last + 1):
            found.append((start, last + 1, labels))
    found += [(match.start("no"), match.end("no"), _BEHIND) for match in _BARE_NO.finditer(lower)]
    found.sort(key=lambda item: (item[0], -item[1]))
    cues: list[CueWord] = []
    at = 0
    place = 0
    for start, end, labels in found:
        while place < len(taken) and taken[place][1] <= start:
            place += 1
        inside = place < len(taken) and taken[place][0] < end and end - start <= taken[place][1] - taken[place][0]
        if start >= at and (not inside or labels is _BEHIND):
            at = end
            cues.append(CueWord(start, end, labels))
    return cues


def _stands_alone(lower: str, start: int, end: int) -> bool:
    first, last = lower[start], lower[end - 1]
    if first.isalnum() and not is_cjk(first) and start and _joins(lower[start - 1]):
        return False
    return not (last.isalnum() and not is_cjk(last) and end < len(lower) and _joins(lower[end]))


def _joins(char: str) -> bool:
    return char.isalpha() and not is_cjk(char)
