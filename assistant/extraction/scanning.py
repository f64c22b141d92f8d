"""Looks for costly patterns only where a cheap sign of them stands. Finds what they would find anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import methodcaller

_START = methodcaller("start")


def around(sign: re.Pattern[str], reach: int, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """``pattern.finditer(text)`` for a pattern whose every match holds a match of ``sign``.

    ``reach`` is how far behind the beginning of the match the sign may begin. A pattern that begins with what may be
    missing, or with what may not stand before it, is tried at every character; a sign that begins with a letter or a
    class of them is found many times faster.
    """
    position = 0
    match_at = pattern.match
    for at in map(_START, sign.finditer(text)):
        for start in range(max(position, at - reach), at + 1):
            match = match_at(text, start)
            if match is not None:
                yield match
                position = match.end()
                break


def around_any(
    signs: Iterable[tuple[re.Pattern[str], int]],
    pattern: re.Pattern[str],
    text: str,
    begins: re.Pattern[str] | None = None,
) -> Iterator[re.Match[str]]:
    """As ``around``, for a pattern whose matches hold one of several signs, each with its own reach.

    ``begins`` is the one character with which a match begins, with what may not stand before it: where the reach is
    long, few places are left to try.
    """
    starts: set[int] = set()
    for sign, reach in signs:
        for at in map(_START, sign.finditer(text)):
            if not reach:
                starts.add(at)
            elif begins is None:
                starts.update(range(max(0, at - reach), at + 1))
            else:
                starts.update(map(_START, begins.finditer(text, max(0, at - reach), at + 1)))
    position = 0
    match_at = pattern.match
    for start in sorted(starts):
        match = match_at(text, start) if start >= position else None
        if match is not None:
            yield match
            position = match.end()
