"""Which lines head a list instead of asking something, and how they join what stands under them."""

from __future__ import annotations

import re
from typing import Literal

from rules.drafting.lexicon import table

Joins = Literal["each", "parts"]
"""``each``: every line below is a question of its own. ``parts``: they answer together with the line above."""

_KIND = re.compile(r"\b(?P<kind>inclusion|exclusion|non-?inclusion|included|excluded)\b", re.IGNORECASE)
_SECTION = re.compile(
    r"(?:[\w/&,'’()-]+[ :]+){0,7}?(?:(?:non-?)?inclusion|exclusion)s?(?:\s+criteri(?:a|on|as|um))?"
    r"(?:\s+[\w/&,'’()-]+){0,10}\s*[:.-]*",
    re.IGNORECASE,
)
_RUN_IN = re.compile(r"((?:key |main |major )?(?:inclusion|exclusion)(?: criteria)?\s*:)\s+(?=\S)", re.IGNORECASE)
_OLD_STYLE = re.compile(
    r"-{0,2}\s*(?:disease|patient|donor)\s+characteristics\s*-{0,2}\s*:?|prior\s*/?\s*concurrent\s+therapy\s*:?|"
    r"protocol entry criteria\s*:?|-{2}[^-]+-{2}",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(r"not specified|unspecified|see (?:disease|patient|protocol)[\w ]*|none|n/?a", re.IGNORECASE)
_ASKS = re.compile(r"\d|[<>≤≥=]")
_WORD = re.compile(r"[a-z][a-z'-]*|\S")


def section(text: str) -> str | None:
    """``inclusion`` or ``exclusion`` where a line heads such a section, ``either`` for one of the old style."""
    if _OLD_STYLE.fullmatch(text):
        return "either"
    if len(text.split()) > 14 or "/exclusion" in text.lower() or re.search(r"\bmay apply\b", text):
        return None
    kinds = {"exclusion" if match["kind"].lower() in _OUT else "inclusion" for match in _KIND.finditer(text)}
    if len(kinds) != 1 or not _SECTION.fullmatch(text):
        return None
    bare = re.fullmatch(r"(?:[\w-]+ ){0,3}(?:inclusion|exclusion)s?(?: criteri\w+)?\s*[:.-]*", text, re.IGNORECASE)
    if not bare and not text.rstrip().endswith(":"):
        return None
    return kinds.pop()


_OUT = ("exclusion", "excluded", "noninclusion", "non-inclusion")


def run_in(text: str) -> tuple[str, str] | None:
    """A section's heading with the first of its words on the same line, taken apart."""
    match = _RUN_IN.match(text)
    return None if match is None else (match[1], text[match.end() :])


def says_nothing(text: str) -> bool:
    """A line that only says that nothing is asked here, or where it is asked."""
    return _SAYS_NOTHING.fullmatch(text.rstrip(". ")) is not None


def subheading(text: str) -> bool:
    """A short line of a few words that names a topic: ``Hepatic``, ``Performance status``, ``Surgical cohort``."""
    words = text.split()
    if len(words) > 6 or _ASKS.search(text) or text.endswith((".", ";", ",")):
        return False
    return text.endswith(":") or len(words) <= 4


def introduces(text: str, kind: str) -> Joins | None:
    """How a line that ends in a colon joins what is under it; nothing where it asks something itself.

    Only lines made of plain joining words are introductions, and only if they join as their section does: each of a
    list must hold for inclusion, any of it excludes.
    """
    words = _WORD.findall(text.lower().strip())
    if not text.rstrip().endswith(":") or any(word not in _plain() for word in words):
        return None
    alternatives = {"any", "one", "either", "or"} & set(words)
    whole = "all" in words
    if kind == "inclusion":
        return "parts" if alternatives else "each"
    return "parts" if whole and not alternatives else "each"


def _plain() -> frozenset[str]:
    return frozenset(table()["introductions"])
