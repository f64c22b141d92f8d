"""Eligibility text as items: which lines belong together, the mark that an item begins with, and how deep it stands.

Knows no medicine and no headings; the words of an item are the record's own, with blanks squeezed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)](?!\d)"
_MARK = re.compile(rf"[ \t]*(?P<mark>(?:[-–—•·●○▪*]|{_NUMBER}|o(?=\s+[A-Z]))(?=\s|\(|[A-Z≥≤<>]))[ \t]*")
_NOTHING = re.compile(r"[-–—•·●○▪*\s,;:.]*")
_AGAIN = re.compile(r"(?:[-–—•●○*]|\d{1,2}[.)]?(?=\s+[A-Z]))\s+(?=\S)")
_RUN_IN = re.compile(r"(?:(?<=\s)|^)(\d{1,2})[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph or bullet; ``column`` is where its words begin, ``marked`` whether a list mark stands before."""

    text: str
    column: int
    marked: bool


def items(text: str) -> list[Item]:
    """The items of a text in order, wrapped lines joined and numbered lists that run in one line taken apart."""
    return [part for item in _blocks(text) for part in _taken_apart(item) if not _NOTHING.fullmatch(part.text)]


def _blocks(text: str) -> Iterator[Item]:
    held: list[str] = []
    column, marked = 0, False
    widest = max(map(len, text.split("\n")))
    for line in [*text.replace("\t", "    ").split("\n"), ""]:
        begins = _begins(line)
        if held and (begins is not None or not line.strip()):
            yield Item(squeezed(" ".join(held)), column, marked)
            held = []
        if not line.strip():
            continue
        if begins is not None:
            column, marked = begins, True
            held = [line[begins:]]
        elif held and not marked and _new_item(held[-1], line, widest):
            yield Item(squeezed(" ".join(held)), column, marked)
            held = [line]
        elif held:
            held.append(line)
        else:
            column, marked = len(line) - len(line.lstrip()), False
            held = [line]


def _new_item(before: str, line: str, widest: int) -> bool:
    """Whether a line without a mark is an item of its own: it begins like one, and would have fitted above."""
    words = line.split()
    fits = widest not in _WRAPPED or len(before.rstrip()) + 1 + len(words[0]) <= widest
    return fits and re.match(r"[A-Z0-9≥≤<>]", words[0]) is not None


_WRAPPED = range(60, 91)
"""A text whose widest line has so many characters may be wrapped; a shorter or a longer one is not."""


def _begins(line: str) -> int | None:
    """The column of the words behind a list mark, further marks (``- 1``) skipped; nothing where there is no mark."""
    match = _MARK.match(line)
    if match is None or match.end() >= len(line) or not line[match.end() :].strip():
        return None
    if _several(line, match):
        return match.start("mark")
    column = match.end()
    again = _AGAIN.match(line, column)
    return again.end() if again and match["mark"] in "-–—•*" else column


def _several(line: str, match: re.Match[str]) -> bool:
    """Whether a mark is the first of several in one line: then they are part of the words."""
    if match["mark"] == "(i)":
        return "(ii)" in line
    return match["mark"] in ("1.", "1)") and re.search(r"\s2[.)]\s.*\s3[.)]\s", line) is not None


def _taken_apart(item: Item) -> Iterator[Item]:
    """``1. Age 18 or over 2. Consent 3. …`` as one item a number, if the numbers follow each other from 1."""
    marks = list(_RUN_IN.finditer(item.text))
    chosen: list[re.Match[str]] = []
    for mark in marks:
        if int(mark[1]) == len(chosen) + 1:
            chosen.append(mark)
    if len(chosen) < 3 or (item.marked and chosen[0].start() > 0):
        yield item
        return
    before = item.text[: chosen[0].start()].strip()
    if before:
        yield Item(before, item.column, item.marked)
    for number, mark in enumerate(chosen):
        end = chosen[number + 1].start() if number + 1 < len(chosen) else len(item.text)
        yield Item(item.text[mark.end() : end].strip(), item.column + 4, True)


def squeezed(text: str) -> str:
    """The text with single blanks."""
    return re.sub(r"\s+", " ", text).strip()
