"""The same words in another layout, in another order, under translated headings or beside text that says nothing."""

from __future__ import annotations

import re
from random import Random
from unicodedata import east_asian_width

from eval.transforms.words import words

_NOTE = re.compile(r"^(?==== NOTE:)", re.MULTILINE)
_DATED = re.compile(r"20\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}")
_COLUMNS = re.compile(r"\S {2,}\S|\t|\|")
_WIDTH = 72
"""Columns of a wrapped line; a Chinese character takes two."""
_WRAPPED_ALREADY = 1.6
"""A note whose longest line of prose is shorter than this many widths was wrapped by whoever wrote it."""
_PIECE = re.compile(r"[!-~]+ *|[^!-~ ][，。；、：？！）】」％]* *| +")


def sections(text: str, language: str, chance: Random, amount: float) -> str:
    """Notes in another order if each heading says its day; within a note, the movable sections in another order."""
    parts = [part for part in _NOTE.split(text) if part]
    if len(parts) > 1 and all(_DATED.search(part.partition("\n")[0]) for part in parts):
        if not parts[-1].endswith("\n"):
            parts[-1] += "\n"
        chance.shuffle(parts)
    return "".join(_sections(part, language, chance) for part in parts)


def _sections(note: str, language: str, chance: Random) -> str:
    names = "|".join(sorted(map(re.escape, words()["movable"][language]), key=len, reverse=True))
    movable = re.compile(rf"(?:{names})\s*[:：]")
    lines = note.split("\n")
    places = [place for place, line in enumerate(lines) if movable.match(line) and _stands_alone(lines, place)]
    moved = [lines[place] for place in places]
    chance.shuffle(moved)
    for place, line in zip(places, moved, strict=True):
        lines[place] = line
    return "\n".join(lines)


def _stands_alone(lines: list[str], place: int) -> bool:
    """Whether the section is this one line: the next is blank, a further heading or the end."""
    following = lines[place + 1] if place + 1 < len(lines) else ""
    return not following.strip() or bool(re.match(r"[^\s:：]{1,40}(?: [^\s:：]+){0,3}[:：]", following))


def wraps(text: str, language: str, chance: Random, amount: float) -> str:
    """Long lines of prose broken as a mail program or a page breaks them; tables and wrapped notes stay as they are."""
    lines = text.split("\n")
    prose = [_columns(line) for line in lines if not _is_table(line)]
    if max(prose, default=0) < _WIDTH * _WRAPPED_ALREADY:
        return text
    return "\n".join(line if _is_table(line) else _wrap(line) for line in lines)


def _is_table(line: str) -> bool:
    return bool(_COLUMNS.search(line.strip())) or line.startswith("=== NOTE")


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _wrap(line: str) -> str:
    """The line in pieces that fit: broken at blanks, and before any Chinese character but never before a sign."""
    made, filled = [""], 0
    for piece in _PIECE.findall(line):
        if filled + _columns(piece.rstrip()) > _WIDTH and made[-1]:
            made[-1] = made[-1].rstrip(" ")
            made.append("")
            filled = 0
        made[-1] += piece
        filled += _columns(piece)
    return "\n".join(made)


def newlines(text: str, language: str, chance: Random, amount: float) -> str:
    """The line ends of another system."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def irrelevant(text: str, language: str, chance: Random, amount: float) -> str:
    """Sentences about the hospital and its paperwork between the paragraphs and at the end."""
    said = list(words()["irrelevant"][language])
    chance.shuffle(said)
    blocks = text.split("\n\n")
    for place in range(len(blocks) - 1, 0, -1):
        if said and not blocks[place].startswith("=== NOTE") and chance.random() < 0.4:
            blocks.insert(place, said.pop())
    return "\n\n".join(blocks).rstrip("\n") + f"\n\n{said[0] if said else words()['irrelevant'][language][0]}\n"


def headings(text: str, language: str, chance: Random, amount: float) -> str:
    """Headings in the other language, the text under them as it is."""
    pairs = words()["headings"]
    table = pairs if language == "en" else {zh: en for en, zh in reversed(list(pairs.items()))}
    names = "|".join(sorted(map(re.escape, table), key=len, reverse=True))
    return re.sub(rf"^({names})(?=\s*[:：])", lambda m: str(table[m[1]]), text, flags=re.MULTILINE)
