"""The words of the clinic as data: every concept a note may name, its names in both languages and what it is a kind of.

It knows nothing of notes or criteria; the tables beside this file are the only place where drug, disease and test names
are written down.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent
BUILT = FOLDER / "built.json"
"""All tables in one file, made from the YAML by ``python -m rules.terminology``; used only while its hash agrees."""

NAME_GROUPS = ("en", "zh", "brand", "abbrev", "ocr")
"""The groups of names that a note is searched for; ``abbrev`` with regard to case, the others without."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a note may name. ``parents`` are the broader concepts; ``data`` holds the fields of its kind."""

    id: str
    kind: str
    parents: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    data: Mapping[str, Any]

    def is_ambiguous(self, name: str) -> bool:
        """Whether this name means the concept only in a fitting context."""
        return name in self.names.get("ambiguous", ())


@dataclass(frozen=True, slots=True, eq=False)
class Terminology:
    """All concepts and how they hang together, and the scoring tables (``sledai2k``, ``eular_acr_2019``) by name."""

    concepts: Mapping[str, Concept]
    tables: Mapping[str, Mapping[str, Any]]
    digest: str
    """What the tables say, as a hash: a stored report names the terminology it was made with."""
    _ancestors: Mapping[str, frozenset[str]]
    _descendants: Mapping[str, frozenset[str]]

    def is_a(self, concept_id: str, ancestor: str) -> bool:
        """Whether the first is the second or a kind of it; an id that is not in the tables is only itself."""
        return concept_id == ancestor or ancestor in self._ancestors.get(concept_id, frozenset())

    def ancestors(self, concept_id: str) -> frozenset[str]:
        """All broader concepts, without the concept itself."""
        return self._ancestors.get(concept_id, frozenset())

    def descendants(self, concept_id: str) -> frozenset[str]:
        """All narrower concepts, without the concept itself."""
        return self._descendants.get(concept_id, frozenset())

    def of_kind(self, kind: str) -> tuple[Concept, ...]:
        """The concepts of one kind, in the order of the tables."""
        return tuple(concept for concept in self.concepts.values() if concept.kind == kind)


def table_files() -> tuple[Path, ...]:
    """The YAML files, in a fixed order."""
    return tuple(sorted(FOLDER.glob("*.yaml")))


def content_hash(files: Iterable[Path]) -> str:
    """What the tables say, as a hash; the same on every platform's line endings."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


@cache
def load() -> Terminology:
    """The terminology, read once per process.

    Raises:
        TerminologyError: a table was changed and does not hold together; the message names the file and the id.
    """
    files = table_files()
    made_from = content_hash(files)
    return assemble(_prepared(made_from) or {"made_from": made_from, **_from_yaml(files)})


def assemble(content: Mapping[str, Any]) -> Terminology:
    """The terminology from the plain content that the builder makes and ``built.json`` keeps."""
    concepts = {item["id"]: _concept(item) for item in content["concepts"]}
    up = {concept_id: frozenset(_closure(concept_id, concepts)) for concept_id in concepts}
    down: dict[str, set[str]] = {}
    for concept_id, broader in up.items():
        for ancestor in broader:
            down.setdefault(ancestor, set()).add(concept_id)
    return Terminology(
        concepts=MappingProxyType(concepts),
        tables=MappingProxyType(dict(content["tables"])),
        digest=content.get("made_from", ""),
        _ancestors=up,
        _descendants={ancestor: frozenset(ids) for ancestor, ids in down.items()},
    )


def _prepared(made_from: str) -> Mapping[str, Any] | None:
    """The content of ``built.json``, if it was made from the very tables of this hash."""
    try:
        content = json.loads(BUILT.read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and content.get("made_from") == made_from else None


def _from_yaml(files: Iterable[Path]) -> Mapping[str, Any]:
    # Imported here because reading YAML is the slow way, needed only after a table was changed.
    from rules.terminology.building import read_tables

    return read_tables(files)


def _concept(item: Mapping[str, Any]) -> Concept:
    names = {group: tuple(values) for group, values in item["names"].items()}
    return Concept(
        item["id"], item["kind"], tuple(item["is_a"]), MappingProxyType(names), MappingProxyType(item["data"])
    )


def _closure(concept_id: str, concepts: Mapping[str, Concept]) -> set[str]:
    found: set[str] = set()
    waiting = list(concepts[concept_id].parents)
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(concepts[parent].parents)
    return found
