"""Loads the word lists beside the code, once. Interprets none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rules import prepared

_DATA = Path(__file__).parent / "data"


@cache
def load_words(name: str) -> Mapping[str, Any]:
    """The data file of that name."""
    return prepared.read(_DATA / f"{name}.yaml", "a file of words begins with a key and a colon")


def any_word(words: Iterable[str]) -> str:
    """``(?<![a-z])(?:any of the words)``, each with its first letter in front: it is found sooner so."""
    return "|".join(
        rf"{re.escape(word[0])}(?<![a-z].){any_of([word[1:]])}"
        for word in sorted(map(str, words), key=len, reverse=True)
    )


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(map(str, words), key=len, reverse=True))
