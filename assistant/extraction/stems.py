"""Finds drugs that no table lists by the ending of their international nonproprietary names. Finds no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.model import Hit

if TYPE_CHECKING:
    from rules.terminology import Concept, Terminology

STEM = "stem"
"""The form of such a hit."""
UNLISTED = "unlisted_biologic"
_LEAST = 4
"""So many letters at least stand before the ending."""


def with_stems(lower: str, hits: Sequence[Hit], terminology: Terminology) -> Sequence[Hit]:
    """The hits, and the words that end as the names of biologics do, in the order of the text."""
    concept = terminology.concepts.get(UNLISTED)
    if concept is None:
        return hits
    words = [match for match in _pattern(concept).finditer(lower) if match[0] not in concept.data["not_of_stem"]]
    taken = {place for hit in hits for place in range(hit.start, hit.end)} if words else set()
    found = [Hit(concept, *match.span(), STEM, False) for match in words if match.start() not in taken]
    return sorted([*hits, *found], key=lambda hit: hit.start) if found else hits


def _pattern(concept: Concept) -> re.Pattern[str]:
    return _of_stems(tuple(concept.data["stems"]))


@lru_cache(maxsize=1)
def _of_stems(stems: Iterable[str]) -> re.Pattern[str]:
    return compiled(rf"(?<![a-z0-9_-])[a-z]{{{_LEAST},}}(?:{'|'.join(stems)})(?![a-z])")
