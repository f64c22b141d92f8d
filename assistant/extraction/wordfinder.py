"""Finds many words in one pass over a text. Knows nothing of borders, cases or what the words mean.

The automaton looks a character up among the children of its state one by one, and thousands of Chinese words begin
with as many characters. So a text without Chinese is searched for the other words alone, and one with it as the bytes
of its UTF-8, of which hardly more than sixty can follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, Generic, TypeVar

import ahocorasick

from assistant.extraction.text import has_cjk

Value = TypeVar("Value")


class WordFinder(Generic[Value]):
    """The words of a mapping, each with what it stands for."""

    def __init__(self, words: Mapping[str, Value]) -> None:
        self._words = words

    def find(self, text: str) -> Iterable[tuple[int, Value]]:
        """Where each word that stands in the text ends (its last character), in order, and what it stands for."""
        if not self._words:
            return ()
        if not has_cjk(text):
            found: Iterable[tuple[int, Value]] = self._plain.iter(text)
            return found
        encoded, places = _encoded(text)
        return [(places[last], value) for last, value in self._chinese.iter(encoded)]

    @cached_property
    def _plain(self) -> Any:
        return _automaton((word, value) for word, value in self._words.items() if not _is_chinese(word))

    @cached_property
    def _chinese(self) -> Any:
        keys = _bytes("\n".join(self._words)).split("\n")
        return _automaton(zip(keys, self._words.values(), strict=True))


def _automaton(words: Iterable[tuple[str, Any]]) -> Any:
    made = ahocorasick.Automaton()
    for word, value in words:
        made.add_word(word, value)
    made.make_automaton()
    return made


def _is_chinese(word: str) -> bool:
    return not word.isascii() and max(word) >= "\u3400"


def _bytes(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


_FOLLOWING = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))
"""A byte that begins a character counts one, those that follow in it none."""


# All readers search the same text one after the other, as it is and with its blanks collapsed.
@lru_cache(maxsize=8)
def _encoded(text: str) -> tuple[str, Sequence[int]]:
    """The text as one character a byte, and for each the place of its own character in the text."""
    data = text.encode("utf-8", "surrogatepass")
    return data.decode("latin-1"), list(accumulate(data.translate(_FOLLOWING), initial=-1))[1:]
