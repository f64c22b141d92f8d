"""Finds the labelled cue words of one reader in a text in one pass; knows nothing of sentences, facts or concepts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick

from assistant.extraction.resources import load_words

_SPACES = re.compile(r"\s{2,}")
CJK = "\u3400"
"""From here on letters are Chinese: words have no borders."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue word of the text with its label."""

    start: int
    end: int
    label: str


def load_data(name: str) -> Mapping[str, Any]:
    """The data file of a reader."""
    return load_words(name)


class CueSet:
    """Words by label. ``agree*`` may go on; ``*word`` may have letters before; Chinese words have no borders."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._automaton = ahocorasick.Automaton()
        entries: dict[str, list[tuple[str, bool, bool]]] = {}
        for label, listed in words.items():
            for word in listed.split("|"):
                key = word.strip().lower()
                open_left, open_right = key.startswith("*"), key.endswith("*")
                key = key.strip("*")
                entries.setdefault(key, []).append((label, open_left, open_right))
        for key, found in entries.items():
            self._automaton.add_word(key, (len(key), found))
        self._automaton.make_automaton()

    def find(self, lower: str) -> list[Cue]:
        """All cues of a lower-case text in order; of two with one label, the longer one that contains the other."""
        text, place = _collapse(lower)
        hits: list[Cue] = []
        for last, (length, entries) in self._automaton.iter(text):
            start = last + 1 - length
            left, right = _joined(text, start - 1), _joined(text, last)
            for label, open_left, open_right in entries:
                if (open_left or not left) and (open_right or not right):
                    hits.append(Cue(place(start), place(last) + 1, label))
        return _longest(hits)


def _joined(text: str, at: int) -> bool:
    """Whether the letter at a place and the next one belong to one Latin word or number."""
    pair = text[at : at + 2] if at >= 0 else ""
    return len(pair) == 2 and pair.isalnum() and pair[0] < CJK and pair[1] < CJK


def _longest(hits: Sequence[Cue]) -> list[Cue]:
    """Without the cues that lie inside a longer one of their own label."""
    kept: list[Cue] = []
    reach: dict[str, int] = {}
    for hit in sorted(hits, key=lambda cue: (cue.start, -cue.end)):
        if hit.end > reach.get(hit.label, -1):
            kept.append(hit)
            reach[hit.label] = hit.end
    return kept


def _collapse(text: str) -> tuple[str, Any]:
    """The text with runs of white space as one space, and the way back to its own offsets."""
    runs = [match.span() for match in _SPACES.finditer(text)]
    if not runs:
        return text, int
    pieces: list[str] = []
    starts, shifts = [0], [0]
    begin = shift = 0
    for start, end in runs:
        pieces.append(text[begin:start])
        pieces.append("\n" if "\n" in text[start:end] else " ")
        shift += end - start - 1
        starts.append(end - shift)
        shifts.append(shift)
        begin = end
    pieces.append(text[begin:])

    def place(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        return offset + shifts[index]

    return "".join(pieces), place
