"""Cuts a note where the quotes of a report begin and end. Knows no form in which it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ui.reports.content import Content, Quote

# What could hide words or show them in another order than they stand in; and what no page may hold.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_WEIGHT = {"fail": 0, "unknown": 1, "pass": 2, "not_applicable": 3}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a note: the quotes that begin here, and the criterion to which it leads where it is quoted."""

    text: str
    begins: tuple[Quote, ...]
    quoted: bool
    criterion: str


def stretches(content: Content, index: int) -> Iterator[Stretch]:
    """The whole text of a note, cut at both ends of each quote: quotes may cross."""
    text = content.notes[index].text or ""
    users = _users(content, index)
    cuts = sorted({0, len(text), *(edge for one in users for edge in (one.start, one.end) if 0 <= edge <= len(text))})
    for start, end in pairwise(cuts):
        covering = [one for one in users if one.start <= start and end <= one.end]
        named = sorted((users[one] for one in covering if users[one][1]), key=lambda each: each[0])
        begins = tuple(one for one in covering if one.start == start)
        yield Stretch(text[start:end], begins, bool(covering), named[0][1] if named else "")


def _users(content: Content, index: int) -> Mapping[Quote, tuple[int, str]]:
    """Each quote of a note with the criterion that matters most among those that use it."""
    found: dict[Quote, tuple[int, str]] = {}
    for told in (*content.identity, *content.safety):
        found.update((quote, (9, "")) for quote in told.quotes if quote.document == index)
    for item in content.items:
        for quote in item.quotes:
            if quote.document == index:
                found[quote] = min(found.get(quote, (9, "")), (_WEIGHT.get(item.status, 3), item.id))
    return found
