"""Finds the labelled cue words of one reader in a text in one pass; knows nothing of sentences, facts or concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from assistant.extraction.late import late
from assistant.extraction.resources import load_words
from assistant.extraction.wordfinder import WordFinder

_SPACES = late(r"\s{2,}")
CJK = "\u3400"
"""From here on letters are Chinese: words have no borders."""


class Cue(NamedTuple):
    """One cue word of the text with its label. A tuple, because a note has hundreds of them."""

    start: int
    end: int
    label: str


def load_data(name: str) -> Mapping[str, Any]:
    """The data file of a reader."""
    return load_words(name)


class CueSet:
    """Words by label. ``agree*`` may go on; ``*word`` may have letters before; Chinese words have no borders."""

    def __init__(self, words: Mapping[str, str]) -> None:
        entries: dict[str, list[_Entry]] = {}
        for label, listed in words.items():
            for word in listed.split("|"):
                key = word.strip().lower()
                open_left, open_right = key.startswith("*"), key.endswith("*")
                key = key.strip("*")
                if key:
                    entries.setdefault(key, []).append((label, open_left, open_right))
        self._words = WordFinder({key: _word(key, found) for key, found in entries.items()})

    def find(self, lower: str) -> list[Cue]:
        """All cues of a lower-case text in order; of two with one label, the longer one that contains the other."""
        text, places = _collapse(lower)
        hits: list[tuple[int, int, int, str]] = []
        for last, (length, word_first, word_last, closed, entries) in self._words.find(text):
            start = last + 1 - length
            # Whether the word goes on with a Latin letter or digit on either side. Most hits are letters inside a
            # longer word, so this is the check that must be cheap.
            left = word_first and start > 0 and text[start - 1] < CJK and text[start - 1].isalnum()
            if left and closed:
                continue
            right = word_last and text[last + 1 : last + 2] < CJK and text[last + 1 : last + 2].isalnum()
            for label, open_left, open_right in entries:
                if (open_left or not left) and (open_right or not right):
                    # The running number keeps cues of one place in the order in which they were found.
                    hits.append((start, -last, len(hits), label))
        hits.sort()
        return [Cue(places[start], places[last] + 1, label) for start, last, label in _longest(hits)]


_Entry = tuple[str, bool, bool]
"""A label, and whether letters may stand before and behind the word."""


def _word(key: str, entries: list[_Entry]) -> tuple[int, bool, bool, bool, list[_Entry]]:
    """Length of a word, whether Latin letters begin and end it, whether none may stand before it, and its entries."""
    return len(key), _is_latin(key[0]), _is_latin(key[-1]), not any(entry[1] for entry in entries), entries


def _is_latin(char: str) -> bool:
    """Whether a character is a letter or digit of a word that has borders."""
    return char < CJK and char.isalnum()


def _longest(hits: Sequence[tuple[int, int, int, str]]) -> list[tuple[int, int, str]]:
    """First and last place and label, without the cues that lie inside a longer one of their own label."""
    kept: list[tuple[int, int, str]] = []
    reach: dict[str, int] = {}
    for start, negative_last, _, label in hits:
        if -negative_last > reach.get(label, -1):
            kept.append((start, -negative_last, label))
            reach[label] = -negative_last
    return kept


# The readers search the same text one after the other; the last notes' collapsed texts are kept for them.
@lru_cache(maxsize=4)
def _collapse(text: str) -> tuple[str, Sequence[int]]:
    """The text with runs of white space as one space, and for each of its characters the offset in the text."""
    pieces: list[str] = []
    places: list[int] = []
    begin = 0
    for run in _SPACES.finditer(text):
        start, end = run.span()
        pieces += (text[begin:start], "\n" if "\n" in run[0] else " ")
        places += range(begin, start + 1)
        begin = end
    if not pieces:
        return text, range(len(text))
    pieces.append(text[begin:])
    places += range(begin, len(text))
    return "".join(pieces), places
