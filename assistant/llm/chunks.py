"""Cuts a chart into passages that fit one call: short notes together, long ones along their borders. Reads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.documents import Document
from assistant.llm.quoting import Place

_BORDERS = (r"\n[ \t]*\n", r"\n", r"[.。!?！？;；]\s*", r"\s")
"""Where a note may be cut, the best first: a blank line, a line, a sentence, a word."""
SMALLEST = 400
"""A passage that is not cut further: if its answer does not fit either, the model runs on without end."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What one call shows: stretches of notes, with their numbers in the chart."""

    pieces: tuple[Place, ...]

    @property
    def length(self) -> int:
        """Characters in all."""
        return sum(piece.end - piece.start for piece in self.pieces)


def passages(documents: Sequence[Document], size: int, overlap: int) -> tuple[Passage, ...]:
    """The chart in passages of at most ``size`` characters; pieces of a long note share ``overlap`` characters."""
    made: list[Passage] = []
    waiting: list[Place] = []
    for number, document in enumerate(documents):
        for piece in _pieces(Place(number, 0, len(document.text)), document.text, size, overlap):
            if waiting and sum(each.end - each.start for each in waiting) + piece.end - piece.start > size:
                made.append(Passage(tuple(waiting)))
                waiting = []
            waiting.append(piece)
    if waiting:
        made.append(Passage(tuple(waiting)))
    return tuple(made)


def stretches(documents: Sequence[Document], size: int, overlap: int) -> tuple[Place, ...]:
    """The chart in stretches of at most ``size`` characters, none of two notes."""
    return tuple(
        piece
        for number, document in enumerate(documents)
        for piece in _pieces(Place(number, 0, len(document.text)), document.text, size, overlap)
    )


def halves(passage: Passage, documents: Sequence[Document], overlap: int) -> tuple[Passage, ...]:
    """The passage in two, for an answer that did not fit; empty where it is too small to be cut."""
    if passage.length <= SMALLEST:
        return ()
    if len(passage.pieces) > 1:
        middle = len(passage.pieces) // 2
        return Passage(passage.pieces[:middle]), Passage(passage.pieces[middle:])
    piece = passage.pieces[0]
    size = max(SMALLEST // 2, passage.length // 2 + 1)
    parts = _pieces(piece, documents[piece.note].text, size, min(overlap, size // 4))
    return tuple(Passage((part,)) for part in parts)


def _pieces(whole: Place, text: str, size: int, overlap: int) -> list[Place]:
    found: list[Place] = []
    start = whole.start
    while whole.end - start > size:
        end = _border(text, start + size // 2, start + size)
        found.append(Place(whole.note, start, end))
        start = max(_line_before(text, end - overlap, end), start + 1)
    found.append(Place(whole.note, start, whole.end))
    return found


def _border(text: str, lowest: int, highest: int) -> int:
    for border in _BORDERS:
        last = 0
        for match in re.compile(border).finditer(text, lowest, highest):
            last = match.end()
        if last:
            return last
    return highest


def _line_before(text: str, lowest: int, end: int) -> int:
    """Where the shared part begins: the first line or sentence after ``lowest``, else ``lowest`` itself."""
    for border in _BORDERS[1:]:
        match = re.compile(border).search(text, max(lowest, 0), end)
        if match and match.end() < end:
            return match.end()
    return max(lowest, 0)


def shown(passage: Passage, documents: Sequence[Document]) -> str:
    """The passage as the model sees it: each piece between tags with its note's number, title and date."""
    parts = []
    for piece in passage.pieces:
        document = documents[piece.note]
        written = "" if document.written_on is None else f' written="{_day(document.written_on.to_json())}"'
        title = re.sub(r'["<>\n]', " ", document.title)[:120]
        text = document.text[piece.start : piece.end]
        parts.append(f'<note number="{piece.note + 1}" title="{title}"{written}>\n{text}\n</note>')
    return "\n".join(parts)


def _day(value: object) -> str:
    return value if isinstance(value, str) else ""
