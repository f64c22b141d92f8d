"""Maps the free name in a claim to the terminology, and says whether the note's words bear it. Reads no context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from assistant.extraction.frame import Frame, names_in
from assistant.extraction.model import Hit, Mention
from assistant.extraction.text import normalise
from assistant.llm.quoting import Place
from rules.terminology import Terminology

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
    """The word of the quote that is one of these drugs but for a single slip of the pen, if there is one.

    Drugs alone: between diseases one letter is another disease (arthritis, arteritis). Words that are names by
    themselves never count as others misspelt.
    """
    taken = [(each.start, each.end) for each in Frame.in_span(frame.mentions, place.start, place.end)]
    words = [
        match
        for match in re.finditer(r"[A-Za-z][A-Za-z-]+", frame.text[place.start : place.end])
        if not any(start < place.start + match.end() and place.start + match.start() < end for start, end in taken)
    ]
    for concept_id in sorted(ids):
        concept = frame.terminology.concepts[concept_id]
        for match in words if concept.kind == "treatment" else ():
            if any(one_slip(match[0].lower(), name) for name in _spellings(concept.id, frame.terminology)):
                start = place.start + match.start()
                return Hit(concept, start, start + len(match[0]), "ocr", False)
    return None


def one_slip(word: str, name: str) -> bool:
    """Whether a word is a name with one letter wrong, missing or too many, or two neighbours exchanged."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    same = next((i for i, pair in enumerate(zip(word, name, strict=False)) if pair[0] != pair[1]), None)
    first = min(len(word), len(name)) if same is None else same
    rest, wanted = word[first:], name[first:]
    return (
        rest[1:] == wanted[1:]
        or rest == wanted[1:]
        or rest[1:] == wanted
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:] and len(rest) > 1)
    )


@cache
def _spellings(concept_id: str, terminology: Terminology) -> tuple[str, ...]:
    names = terminology.concepts[concept_id].names
    single = (normalise(name).lower() for group in ("en", "brand") for name in names.get(group, ()))
    return tuple(name for name in single if len(name) >= _SHORTEST and " " not in name)
