"""Patterns that are compiled when they are first used. Finds nothing itself.

A note needs two thirds of the program's patterns, and compiling them all took a quarter of start-up.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")


class _Late:
    """Stands for a pattern: the first use compiles it and puts its methods in the place of this class's look-up."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:  # called only for what was not put in place yet
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, to be compiled when it is first used. For the constants of modules."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
