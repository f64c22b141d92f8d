"""What the finders of identifying words give, and the words that they share. Finds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from rules import prepared

_WORDS = Path(__file__).with_name("words.yaml")
CJK = r"\u3400-\u9fff"
KINDS = ("person", "number", "phone", "email", "handle", "address", "institution", "age")


class Stretch(NamedTuple):
    """A stretch of text that identifies, and what it is: one of ``KINDS``."""

    start: int
    end: int
    kind: str


class Person(NamedTuple):
    """A stretch that names a person; ``sure`` where a title, a full name or a plain label says so."""

    start: int
    end: int
    sure: bool


class Name(NamedTuple):
    """A single name that is masked wherever it stands."""

    text: str
    sure: bool


@cache
def words() -> Mapping[str, Any]:
    """The labels, titles and names."""
    return prepared.read(_WORDS, "a file of words begins with a key and a colon")
