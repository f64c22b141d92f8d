"""Cuts a note into lines, sentences and clauses. Reads no facts from them."""

from __future__ import annotations

import re

from assistant.extraction.model import Span

_SENTENCE_END = re.compile(r"\n+|[。！？!?]+|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s+[A-Z]|\n|$)")
_CLAUSE_END = re.compile(r"[;；,，]")


def _cut(text: str, pattern: re.Pattern[str], start: int, end: int) -> list[Span]:
    spans = []
    at = start
    for match in pattern.finditer(text, start, end):
        if text[at : match.end()].strip():
            spans.append(Span(at, match.end()))
        at = match.end()
    if text[at:end].strip():
        spans.append(Span(at, end))
    return spans


def find_lines(text: str) -> tuple[Span, ...]:
    """The lines, blank ones left out."""
    return tuple(_cut(text, re.compile(r"\n"), 0, len(text)))


def find_sentences(text: str) -> tuple[Span, ...]:
    """The sentences; a line of a table or list is one of its own."""
    return tuple(_cut(text, _SENTENCE_END, 0, len(text)))


def find_clauses(text: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    """The clauses of the sentences, cut at semicolons and commas."""
    return tuple(span for sentence in sentences for span in _cut(text, _CLAUSE_END, sentence.start, sentence.end))
