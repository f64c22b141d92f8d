"""Maps the free name in a claim to the terminology, and says whether the note's words bear it. Reads no context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache

from assistant.extraction.frame import Frame, names_in
from assistant.extraction.model import Hit, Mention
from assistant.extraction.text import normalise
from assistant.llm.quoting import Place
from rules.terminology import Terminology

_LIKE = 0.84
"""So much of a misspelt name must agree with a known one (difflib's ratio): belimumad is 0.89, prednisone and
prednisolone 0.91, but names that are known by themselves never count as misspelt others."""
_SHORTEST = 7
"""Shorter names are other words too easily (RA, MMF, gout)."""
_KINDS: Mapping[str, frozenset[str]] = {
    "measurement": frozenset({"measurement"}),
    "condition": frozenset({"condition", "substance", "treatment"}),
    "treatment": frozenset({"treatment", "procedure"}),
    "procedure": frozenset({"procedure", "treatment"}),
}
"""Kinds of concepts that a claim may name: an allergy is named by its drug, phototherapy is told among treatments."""


def meant(name: str, kind: str, terminology: Terminology) -> frozenset[str]:
    """The ids of the concepts that a claim's name means; empty where the terminology knows none."""
    known = terminology.concepts.get(name.strip())
    if known is not None and known.kind in _KINDS.get(kind, ()):
        return frozenset({known.id})
    return frozenset(
        hit.concept.id for hit in names_in(name[:200], terminology) if hit.concept.kind in _KINDS.get(kind, ())
    )


def related(name: str, ids: frozenset[str], terminology: Terminology) -> bool:
    """Whether a concept is one of these, or a kind of one, or the other way round."""
    return any(terminology.is_a(name, each) or terminology.is_a(each, name) for each in ids)


def borne(frame: Frame, place: Place, ids: frozenset[str]) -> tuple[Mention, ...]:
    """The mentions inside the quote that bear one of the names."""
    inside = Frame.in_span(frame.mentions, place.start, place.end)
    return tuple(each for each in inside if related(each.concept.id, ids, frame.terminology))


def misspelt(frame: Frame, place: Place, ids: frozenset[str]) -> Hit | None:
    """The stretch of the quote that is one of these names but for a slip of the pen, if there is one."""
    taken = [(each.start, each.end) for each in Frame.in_span(frame.mentions, place.start, place.end)]
    words = [
        match
        for match in re.finditer(r"[A-Za-z][A-Za-z-]+", frame.text[place.start : place.end])
        if not any(start < place.start + match.end() and place.start + match.start() < end for start, end in taken)
    ]
    best: tuple[float, Hit] | None = None
    for concept_id in sorted(ids):
        concept = frame.terminology.concepts[concept_id]
        for name in _spellings(concept.id, frame.terminology):
            for match in words:
                like = SequenceMatcher(None, match[0].lower(), name, autojunk=False).ratio()
                if like >= _LIKE and (best is None or like > best[0]):
                    start = place.start + match.start()
                    best = (like, Hit(concept, start, start + len(match[0]), "ocr", False))
    return best[1] if best else None


@cache
def _spellings(concept_id: str, terminology: Terminology) -> tuple[str, ...]:
    names = terminology.concepts[concept_id].names
    single = (normalise(name).lower() for group in ("en", "brand") for name in names.get(group, ()))
    return tuple(name for name in single if len(name) >= _SHORTEST and " " not in name)
