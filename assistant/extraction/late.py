"""Patterns that are compiled when they are first used. Finds nothing itself.

A note needs two thirds of the program's patterns, and compiling them all took a quarter of start-up.
"""

from __future__ import annotations

import re
from typing import Any, cast

from assistant.extraction.keptpatterns import compiled

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


_KNOWN: list[tuple[str, int]] = []


def sources() -> list[tuple[str, int]]:
    """The text and flags of every pattern that the modules loaded so far hold."""
    return list(dict.fromkeys((pattern, int(flags)) for pattern, flags in _KNOWN))


class _Late:
    """Stands for a pattern: the first use compiles it and puts its methods in the place of this class's look-up."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source, self._flags = pattern, flags
        _KNOWN.append((pattern, flags))

    def __getattr__(self, name: str) -> Any:  # called only for what was not put in place yet
        pattern = compiled(self._source, self._flags)
        self.__dict__.update({method: getattr(pattern, method) for method in _METHODS})
        return getattr(pattern, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, to be compiled when it is first used. For the constants of modules."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
