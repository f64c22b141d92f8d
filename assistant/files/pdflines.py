"""Makes lines of text from where the characters of a page stand. Knows no file format.

Characters whose boxes overlap in height are one line. A gap of a few characters' width parts columns: it becomes as
many spaces as the columns need to stand under each other, so that a table's cell stays under its head.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_SPACE = 0.17
"""A gap of this share of the type's size parts words."""
_COLUMN = 0.8
"""And one of this many sizes parts columns."""
_WIDE = 3
"""The least number of spaces between columns."""
_APART = 1.55
"""Lines that stand this many times the usual distance apart are of two paragraphs."""
_PROSE_LINES = 8
_PROSE_WIDTH = 24


class Glyph(NamedTuple):
    """A character with its box (left, right, bottom, top; points, upwards) and how far it is turned (degrees)."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    turn: int = 0


class _Line(NamedTuple):
    glyphs: list[Glyph]
    bottom: float
    top: float


def page_lines(glyphs: Sequence[Glyph]) -> list[str]:
    """The lines of a page from top to bottom, an empty one between paragraphs.

    What is written aslant, such as a watermark, comes first; what is turned otherwise than most of the page, last.
    """
    aslant = "".join(glyph.char for glyph in glyphs if _quarter(glyph.turn) is None)
    lines = [" ".join(aslant.split()), ""] if aslant.strip() else []
    turns = Counter(turn for glyph in glyphs if (turn := _quarter(glyph.turn)) is not None)
    for turn, _ in turns.most_common():
        upright = [_turned(glyph, turn) for glyph in glyphs if _quarter(glyph.turn) == turn]
        lines += [text for part in _columns(_lines(upright)) for text in _texts(part)]
    return lines


def _quarter(turn: int) -> int | None:
    """The quarter turn that is meant; none for what is written aslant, such as a watermark."""
    nearest = round(turn / 90) * 90
    return nearest % 360 if abs(turn - nearest) <= 3 else None


def _turned(glyph: Glyph, turn: int) -> Glyph:
    """The character as it stands once its page is held upright."""
    char, left, right, bottom, top, _ = glyph
    if turn == 270:  # a line that runs up the page
        return Glyph(char, bottom, top, -right, -left)
    if turn == 180:
        return Glyph(char, -right, -left, -top, -bottom)
    if turn == 90:
        return Glyph(char, -top, -bottom, left, right)
    return Glyph(char, left, right, bottom, top)


def _lines(glyphs: Iterable[Glyph]) -> list[_Line]:
    """The characters by line, from the top down; a character raised or lowered in its line stays in it."""
    lines: list[_Line] = []
    for glyph in sorted(glyphs, key=lambda each: (-(each.bottom + each.top), each.left)):
        if glyph.top <= glyph.bottom:
            continue
        for index in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            line = lines[index]
            shared = min(line.top, glyph.top) - max(line.bottom, glyph.bottom)
            if shared >= 0.5 * min(glyph.top - glyph.bottom, line.top - line.bottom):
                line.glyphs.append(glyph)
                taller = glyph.top - glyph.bottom > line.top - line.bottom
                lines[index] = _Line(line.glyphs, glyph.bottom, glyph.top) if taller else line
                break
        else:
            lines.append(_Line([glyph], glyph.bottom, glyph.top))
    for line in lines:
        line.glyphs.sort(key=lambda each: each.left)
    return [line for line in lines if any(not glyph.char.isspace() for glyph in line.glyphs)]


def _size(line: _Line) -> float:
    return line.top - line.bottom


def _runs(line: _Line) -> list[list[Glyph]]:
    """The line cut where columns part."""
    runs: list[list[Glyph]] = [[]]
    right = None
    for glyph in line.glyphs:
        if glyph.char.isspace():
            continue
        if right is not None and glyph.left - right > _COLUMN * _size(line):
            runs.append([])
        runs[-1].append(glyph)
        right = glyph.right if right is None else max(right, glyph.right)
    return [run for run in runs if run]


def _columns(lines: list[_Line]) -> list[list[_Line]]:
    """Stretches of lines in the order of reading: prose set in two columns is read down the left one first."""
    parts: list[list[_Line]] = [[]]
    index = 0
    while index < len(lines):
        end, middle = _prose(lines, index)
        if end - index >= _PROSE_LINES:
            parts += [_half(lines[index:end], middle, left=True), _half(lines[index:end], middle, left=False), []]
            index = end
        else:
            parts[-1].append(lines[index])
            index += 1
    return [part for part in parts if part]


def _prose(lines: Sequence[_Line], start: int) -> tuple[int, float]:
    """Where a stretch of lines ends that all have one gap at the same place, much text on either side of it."""
    low, high, index = float("-inf"), float("inf"), start
    while index < len(lines):
        runs = _runs(lines[index])
        if len(runs) != 2 or min(map(_columns_of, runs)) < _PROSE_WIDTH * (index - start < _PROSE_LINES):
            break
        left, right = max(low, runs[0][-1].right), min(high, runs[1][0].left)
        if left >= right:
            break
        low, high, index = left, right, index + 1
    return index, (low + high) / 2


def _columns_of(run: Sequence[Glyph]) -> int:
    return sum(_width(glyph.char) for glyph in run)


def _half(lines: Sequence[_Line], middle: float, *, left: bool) -> list[_Line]:
    halves = [
        _Line([glyph for glyph in line.glyphs if (glyph.left < middle) is left], line.bottom, line.top)
        for line in lines
    ]
    return [line for line in halves if line.glyphs]


def _texts(lines: Sequence[_Line]) -> list[str]:
    if not lines:
        return []
    margin = min(line.glyphs[0].left for line in lines)
    step = _step(lines)
    usual = median([first.bottom - second.bottom for first, second in pairwise(lines)] or [0])
    texts = [_text(lines[0], margin, step)]
    for above, line in pairwise(lines):
        if above.bottom - line.bottom > _APART * max(usual, _size(line)):
            texts.append("")
        texts.append(_text(line, margin, step))
    return [*texts, ""]


def _step(lines: Sequence[_Line]) -> float:
    """How wide a character of one column is, as a rule."""
    widths = [
        (glyph.right - glyph.left) / _width(glyph.char)
        for line in lines
        for glyph in line.glyphs
        if glyph.right > glyph.left and not glyph.char.isspace()
    ]
    return max(1.0, median(widths or [1.0]))


def _text(line: _Line, margin: float, step: float) -> str:
    """The line with its words and columns parted by spaces."""
    runs = _runs(line)
    text = " " * _place(runs[0], margin, step) if len(runs) > 1 else ""
    for index, run in enumerate(runs):
        if index:
            text += " " * max(_WIDE, _place(run, margin, step) - sum(map(_width, text)))
        text += _words(run, line)
    return text.rstrip()


def _place(run: Sequence[Glyph], margin: float, step: float) -> int:
    return min(400, max(0, round((run[0].left - margin) / step)))


def _words(run: Sequence[Glyph], line: _Line) -> str:
    """A run of characters, with the spaces that stand between them or that a gap says."""
    spaces = [glyph for glyph in line.glyphs if glyph.char.isspace() and run[0].left < glyph.left < run[-1].left]
    text, right, size = "", None, _size(line)
    for glyph in sorted([*run, *spaces], key=lambda each: each.left):
        if glyph.char.isspace():
            text += "" if text.endswith(" ") else " "
        elif right is not None and glyph.left - right > _SPACE * size and not text.endswith(" "):
            text += " " + glyph.char
        else:
            text += glyph.char
        right = glyph.right if right is None else max(right, glyph.right)
    return text


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
