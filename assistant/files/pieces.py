"""What is rendered from a file: one text, which becomes a document of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MAX_CHARACTERS = 5_000_000
"""Of all that is rendered from one file: more than any patient's chart."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that was rendered from a file, or stood in it whole."""

    title: str
    text: str
    written_on: date | None = None
    """The day that the file itself gives; without it, the text's own."""
    else_on: date | None = None
    """A day for a text that gives none of its own."""
    undated: bool = False
    """Of things without a day: no day of another may be taken for theirs."""
