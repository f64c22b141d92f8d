"""Finds where a model's quote stands in a note: exact words, forgiving only case, white space and full-width forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.extraction.text import normalise

MOST_PLACES = 50
"""Words that stand in more places than this ("no") point to none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: a document by its number in the chart, and the stretch of its text."""

    note: int
    start: int
    end: int


def places(quote: str, texts: Sequence[str], shown: Sequence[Place]) -> tuple[Place, ...]:
    """Every place of the quote in these stretches of the notes, whose plain texts (``Frame.text``) are given.

    None where it stands nowhere or nearly everywhere.
    """
    pattern = _pattern(quote)
    if pattern is None:
        return ()
    found: list[Place] = []
    for piece in shown:
        for match in pattern.finditer(texts[piece.note], piece.start, piece.end):
            found.append(Place(piece.note, *match.span()))
            if len(found) > MOST_PLACES:
                return ()
    return tuple(found)


def _pattern(quote: str) -> re.Pattern[str] | None:
    parts = normalise(quote).split()
    if not parts or len(quote) > 2000:
        return None
    body = r"\s+".join(re.escape(part) for part in parts)
    # A quote is whole words: "12" must not be found inside "124", nor "RA" inside "ORAL".
    opens = r"(?<![A-Za-z0-9.])" if _plain(parts[0][0]) else ""
    closes = r"(?![A-Za-z0-9])(?!\.\d)" if _plain(parts[-1][-1]) else ""
    return re.compile(opens + body + closes, re.IGNORECASE)


def _plain(char: str) -> bool:
    return char.isascii() and char.isalnum()
