"""Cuts a note into lines, sentences and clauses. Reads no facts from them.

A line break always ends a sentence: hard-wrapped prose has been joined before, and rows of tables, bullets and chat
lines are sentences of their own. A full stop ends one unless it belongs to a number, date or abbreviation. Clauses
are cut at semicolons and commas; 、 cuts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.extraction.late import late
from assistant.extraction.model import Span
from assistant.extraction.resources import load_words

_LINE = late(r"\n+")
_STOP = late(r"[\n。!?.](?:(?<=\n)\n*|(?<=[。!?])[。!?]*[\"')」]*|(?<=\.)\.*(?=[\"')]*(?:\s|$)))")
_CLAUSE_END = late(r"[;,]")
_BEFORE_NUMBERS = ("no", "nos", "ca")
"""Short for "number" and "circa" before a figure only; "Cancer: no." and "sister thyroid ca." end sentences."""
_AFTER_FIGURE = ("ms", "min", "hr", "hrs", "yr", "yrs", "wk", "wks", "mo")
"""Units after a figure or a slash: before a capital their full stop ends one ("64/min. QTc 506 ms. Repeated")."""
_PERIODS = ("yr", "yrs", "mo", "mos", "wk", "wks")
"""Before a capital their full stop ends a sentence: "No biologics in past yr. Rituximab 2/10/26"."""
_LEADER = 4
"""So many dots lead the eye from a question to its answer: "SLEDAI-2K today ........ 9"."""
_IN_BRACKETS = late(r"\s?\)")
_BEFORE_DOUBT = (".", ";", ":", "\n", "")
_WORD = late(r"[A-Za-z.]+$")


def find_lines(text: str) -> tuple[Span, ...]:
    """The lines, blank ones left out."""
    lines: list[Span] = []
    at = 0
    for stop in (*(match.end() for match in _LINE.finditer(text)), len(text)):
        if text[at:stop].strip():
            lines.append(Span(at, stop))
        at = stop
    return tuple(lines)


def find_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a normalised note."""
    return tuple(_cut(text, _sentence_ends(text), 0, len(text)))


def find_clauses(text: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    """The clauses of the sentences."""
    clauses: list[Span] = []
    for sentence in sentences:
        ends = (
            match.end() for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end) if _parts(text, match)
        )
        clauses.extend(_cut(text, ends, sentence.start, sentence.end))
    return tuple(clauses)


def _cut(text: str, ends: Iterator[int], start: int, end: int) -> Iterator[Span]:
    at = start
    for stop in (*ends, end):
        piece = text[at:stop]
        body = piece.lstrip()
        if body:
            yield Span(stop - len(body), stop)
        at = stop


def _parts(text: str, match: re.Match[str]) -> bool:
    """Whether a comma parts clauses: not that of 3,900."""
    at = match.start()
    return not (text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load_words("abbreviations")["abbreviations"])


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _STOP.finditer(text):
        if text[match.start()] == "." and match.end() - match.start() >= _LEADER:
            continue
        if text[match.start()] == "." and not _ends_sentence(text, match.start(), match.end()):
            continue
        if text[match.start()] == "?" and _last_before(text, match.start()) in _BEFORE_DOUBT:
            continue  # "… normal. ? secondary Sjogren's": it opens what follows
        if (
            text[match.start()] == "?"
            and match.end() < len(text)
            and text[match.end()].isalnum()
            and text[match.end()].isascii()
        ):
            continue
        yield match.end()


def _last_before(text: str, position: int) -> str:
    """The last sign before a position that is no blank; nothing at the text's beginning."""
    while position and text[position - 1] in " \t":
        position -= 1
    return text[position - 1 : position]


def _ends_sentence(text: str, start: int, end: int) -> bool:
    if end - start > 1 and _IN_BRACKETS.match(text, end):
        return False  # "(RA, celiac ...)  negative"
    following = text[end : end + 12].lstrip(" \"')")
    if not following or following[0] == "\n":
        return True
    word = _WORD.search(text, max(0, start - 8), start)
    if word is None:
        return True
    spelled = word[0].lower()
    if spelled in _BEFORE_NUMBERS and not following[0].isdigit():
        return True
    if spelled in _PERIODS and following[0].isupper():
        return True
    if spelled in _AFTER_FIGURE and following[0].isupper() and _of_figure(text, word.start()):
        return True
    if spelled in _abbreviations():
        # "10 mg q.d. Then" ends a sentence, "Dr. Smith" does not.
        return "." in spelled and following[0].isupper()
    return not (len(spelled) == 1 and following[0].islower())


def _of_figure(text: str, position: int) -> bool:
    """Whether a figure or a slash stands right before."""
    before = text[max(0, position - 2) : position].rstrip(" ")
    return before[-1:].isdigit() or before[-1:] == "/"
