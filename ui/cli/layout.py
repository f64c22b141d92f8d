"""Fits text to the columns of a terminal: width of Chinese, wrapping, styles. Knows nothing of reports.

A Chinese character takes two columns and may be followed by a line break; a Latin word is kept whole.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

PAGE_WIDTH = 100
"""Where nothing says how wide the page is, and at most: longer lines are hard to read."""
NARROWEST = 40

_NEVER_FIRST = frozenset("，。、；：？！）」』】》〉”’…%,.;:?!)]}")
_NEVER_LAST = frozenset("（「『【《〈“‘([{")
# Control characters could move the cursor or hide words, bidirectional marks could reorder them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


@dataclass(frozen=True, slots=True)
class Page:
    """What the text is laid out for: its columns, and whether it may be coloured."""

    width: int = PAGE_WIDTH
    coloured: bool = False

    def styled(self, text: str, *styles: str) -> str:
        """The text in these styles, or as it is where colours are off."""
        codes = ";".join(_CODES[style] for style in styles if style)
        return f"\x1b[{codes}m{text}\x1b[0m" if self.coloured and codes and text else text


def page_for(stream: TextIO) -> Page:
    """The page that this stream gives: a terminal's width and colours, else plain text of the usual width."""
    if not stream.isatty():
        return Page()
    from shutil import get_terminal_size  # late: it brings the archive formats with it

    width = get_terminal_size((PAGE_WIDTH, 24)).columns
    return Page(max(NARROWEST, min(width, PAGE_WIDTH)), coloured=_may_colour())


def _may_colour() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return os.name != "nt" or bool(os.environ.get("WT_SESSION") or os.environ.get("TERM"))


def printable(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would obey."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def columns(text: str) -> int:
    """How many columns the text takes."""
    return len(text) if text.isascii() else sum(_columns_of(char) for char in text)


def _columns_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """The text, cut at a word where it is wider than ``width`` and then ended by an ellipsis."""
    text = printable(text)
    if columns(text) <= width:
        return text
    kept, used = "", 0
    for piece in _pieces(text):
        used += columns(piece)
        if used > width - 1:
            break
        kept += piece
    return (kept.rstrip(" ,;，；、") or text[: max(1, width // 2 - 1)]) + "…"


_SENTENCE_ENDS = (". ", "。")
_CLAUSE_ENDS = ("; ", "；")


def in_brief(text: str, width: int) -> str:
    """As much of the text as fits and still says something whole: its first sentences, or the first one's clauses.

    Empty where not even the first clause fits: half a sentence would leave out the number that it is about.
    """
    if columns(text) <= width:
        return text
    for ends, close in ((_SENTENCE_ENDS, ""), (_CLAUSE_ENDS, "…")):
        cuts = {found + (0 if close else 1) for end in ends for found in _places(text, end)}
        fitting = [cut for cut in cuts if columns(text[:cut] + close) <= width]
        if fitting:
            return text[: max(fitting)] + close
    return ""


def _places(text: str, end: str) -> Iterator[int]:
    found = text.find(end)
    while found >= 0:
        yield found
        found = text.find(end, found + 1)


def pad(text: str, width: int) -> str:
    """The text with spaces up to ``width`` columns."""
    return text + " " * max(0, width - columns(text))


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The text in lines of at most ``width`` columns, beginning with ``first``, the later ones with ``rest``."""
    rest = first if rest is None else rest
    lines: list[str] = []
    line, used, empty = first, columns(first), True
    for piece in _pieces(printable(text)):
        size = columns(piece.rstrip())
        if not empty and used + size > width:
            lines.append(line.rstrip())
            line, used, empty = rest, columns(rest), True
        for part in _fitting(piece, width - columns(rest)) if empty else [piece]:
            if not empty and used + columns(part.rstrip()) > width:
                lines.append(line.rstrip())
                line, used = rest, columns(rest)
            line, used, empty = line + part, used + columns(part), False
    return [*lines, line.rstrip()]


def _fitting(piece: str, width: int) -> list[str]:
    """The piece, cut into parts where it is wider than a whole line."""
    if columns(piece.rstrip()) <= width:
        return [piece]
    step = max(1, width if piece.isascii() else width // 2)
    return [piece[start : start + step] for start in range(0, len(piece), step)]


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a Latin word with the space after it, a Chinese character with its punctuation."""
    piece = ""
    for index, char in enumerate(text):
        piece += char
        following = text[index + 1 : index + 2]
        if not following or _may_break(char, following):
            yield piece
            piece = ""


def _may_break(char: str, following: str) -> bool:
    if char == " ":
        return True
    if following == " " or following in _NEVER_FIRST or char in _NEVER_LAST:
        return False
    return _columns_of(char) == 2 or _columns_of(following) == 2
