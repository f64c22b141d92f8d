"""Words of records for the concepts of the terminology. Stricter than reading a note: only what means the same.

A note's names are triggers and may be narrower than their concept ("epilepsy" for seizure). A rule that leans on one
would decide what the record does not ask, so names come from the ids, the drugs' own names and the table beside this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rules import prepared, terminology

_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_FIRST = re.compile(r"^(?:serum|plasma|blood|peripheral|screening|resting|an?|the|calculated|estimated|measured)\s+")
_LAST = re.compile(r"\s+(?:levels?|counts?|values?|concentrations?|scores?|intervals?|total)$")


@cache
def table() -> Mapping[str, Any]:
    """The words beside the terminology."""
    return prepared.read(Path(__file__).with_name("words.yaml"), "the words begin with 'introductions:'")


def normal(name: str) -> str:
    """A name without what does not matter: case, hyphens, possessives, doubled blanks."""
    name = name.lower().replace("’", "'").replace("-", " ").replace("*", "")
    return re.sub(r"\s+", " ", name).strip(" .,;:")


@cache
def _labs() -> Mapping[str, str]:
    words = table()
    closed, left_out = set(words["no_labs"]), {normal(name) for name in words["no_lab_names"]}
    found: dict[str, str] = {}
    for concept in terminology.load().concepts.values():
        data = concept.data
        numeric = data.get("canonical_unit") and (data.get("titre") or not data.get("qualitative"))
        if concept.kind != "measurement" or not numeric or concept.id in closed:
            continue
        for name in (*concept.names.get("en", ()), *concept.names.get("abbrev", ())):
            found.setdefault(normal(name), concept.id)
    found |= {normal(name): concept for name, concept in words["labs"].items()}
    return {name: concept for name, concept in found.items() if name not in left_out}


def lab(name: str) -> str | None:
    """The result that a record means by a name, its abbreviation in brackets included."""
    name = normal(name)
    inside = _BRACKETS.findall(name)
    bare = _plain_lab(_BRACKETS.sub("", name))
    if bare is None or len(inside) > 1:
        return None
    if inside:
        same = _plain_lab(inside[0])
        known = same == bare or (same is None and re.fullmatch(r"[a-z0-9]{2,5}", inside[0]) is not None)
        if not known or normal(inside[0]) in {normal(item) for item in table()["no_lab_names"]}:
            return None
    return bare


def _plain_lab(name: str) -> str | None:
    known = _labs()
    name = name.strip()
    while name not in known:
        shorter = _FIRST.sub("", name)
        if shorter == name:
            shorter = _LAST.sub("", name)
        if shorter == name:
            return None
        name = shorter
    return known[name]


def lab_at_start(text: str) -> bool:
    """Whether a text begins with the name of a result."""
    words = text.replace(",", " ,").split()
    return any(lab(" ".join(words[:length])) for length in range(1, min(len(words), 8) + 1))


@cache
def _named() -> Mapping[str, tuple[str, ...]]:
    words = table()
    closed = set(words["no_conditions"])
    found: dict[str, tuple[str, ...]] = {}
    for concept in terminology.load().concepts.values():
        if concept.kind in ("condition", "procedure") and concept.id not in closed:
            found |= dict.fromkeys(_spelled(concept.id), (concept.id,))
    return found | {normal(name): tuple(ids) for name, ids in words["conditions"].items()}


@cache
def _drugs() -> Mapping[str, tuple[str, ...]]:
    words = table()
    closed = set(words["no_drugs"])
    concepts = terminology.load().concepts
    parents = {parent for concept in concepts.values() for parent in concept.parents}
    found: dict[str, tuple[str, ...]] = {}
    for concept in concepts.values():
        if concept.kind != "treatment" or concept.id in closed:
            continue
        found |= dict.fromkeys(_spelled(concept.id), (concept.id,))
        own = (*concept.names.get("en", ()), *concept.names.get("brand", ()))
        if concept.parents and concept.id not in parents and own and normal(own[0]) in _spelled(concept.id):
            found |= dict.fromkeys(map(normal, concept.names.get("brand", ())), (concept.id,))
    return found | {normal(name): tuple(ids) for name, ids in words["drugs"].items()}


def _spelled(concept_id: str) -> Iterable[str]:
    """The id as words, in singular and plural, as a disease or an infection."""
    name = concept_id.replace("_", " ")
    base = name.removesuffix("s") if name.endswith("ases") else name
    plural = f"{base[:-1]}ies" if base.endswith("y") else f"{base}s"
    return (name, base, plural)


def conditions(name: str) -> tuple[str, ...]:
    """The conditions or procedures that a record means by a name; several where any of them is meant."""
    return _lookup(name, _named())


def drugs(name: str) -> tuple[str, ...]:
    """The drugs or classes that a record means by a name."""
    return _lookup(name, _drugs())


def _lookup(name: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    name = normal(name)
    inside = _BRACKETS.findall(name)
    bare = known.get(re.sub(r"^(?:any|an?|the|other)\s+(?=\w)", "", _BRACKETS.sub("", name).strip()), ())
    if name.startswith("other ") or len(inside) > 1:
        return ()
    if inside and known.get(inside[0], bare) != bare:
        return ()
    return bare if not inside or re.fullmatch(r"[a-z0-9]{2,6}", inside[0]) else ()


def names_kind_of(text: str, concept_id: str) -> bool:
    """Whether a text names the concept, or something narrower, in any of the words that a note may use."""
    terms = terminology.load()
    lowered = f" {normal(text)} "
    for name in terms.descendants(concept_id) | {concept_id}:
        concept = terms.concepts[name]
        for word in (*concept.names.get("en", ()), name.replace("_", " ")):
            if f" {normal(word)} " in lowered:
                return True
    return False
