"""Kleene's three-valued logic. The rest of the project never writes ``if truth``: it would lose the third value."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """True, false, or not decided by what is known."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # each value exists once; the hash that Enum writes in Python is slow

    def __bool__(self) -> bool:
        raise TypeError("Truth has three values: write `is Truth.TRUE`, not `if truth`.")


def of(value: bool) -> Truth:
    """A truth that is decided."""
    return Truth.TRUE if value else Truth.FALSE


def not_(value: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    if value is Truth.UNKNOWN:
        return Truth.UNKNOWN
    return of(value is Truth.FALSE)


def all_of(values: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true (also of nothing)."""
    result = Truth.TRUE
    for value in values:
        if value is Truth.FALSE:
            return Truth.FALSE
        if value is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false (also of nothing)."""
    result = Truth.FALSE
    for value in values:
        if value is Truth.TRUE:
            return Truth.TRUE
        if value is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def agree(values: Iterable[Truth]) -> Truth:
    """The common value where all readings agree, else unknown. Of nothing: unknown."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else Truth.UNKNOWN
