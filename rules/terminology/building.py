"""Reads the YAML tables into plain content and checks that they hold together; run after a table was changed.

It adds no knowledge of its own: what it fills in is written in the head of the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from rules.terminology import BUILT, NAME_GROUPS, content_hash, table_files

KINDS = ("measurement", "condition", "treatment", "procedure", "substance", "decoy")
VERIFICATIONS = ("seen_in_search", "from_memory", "searched_not_found", "verified")
_HEAD_FIELDS = frozenset({"id", "kind", "is_a", "names"})


class TerminologyError(ValueError):
    """A table does not hold together; the message says where and how to mend it."""


def read_tables(files: Iterable[Path]) -> dict[str, Any]:
    """The content of all tables, checked.

    Raises:
        TerminologyError: an id, a parent or a name does not hold together.
    """
    concepts: list[dict[str, Any]] = []
    tables: dict[str, Any] = {}
    for file in files:
        content = _read(file)
        meta = content.get("meta") or {}
        concepts += [_expanded(item, meta, file.name) for item in content.get("concepts", ())]
        if "items" in content:
            tables[file.stem] = content
    check(concepts)
    return {"concepts": [_without_file(item) for item in concepts], "tables": tables}


def build(files: Iterable[Path] | None = None, target: Path = BUILT) -> int:
    """Write ``built.json`` anew and say how many concepts it holds."""
    chosen = tuple(files or table_files())
    content = {"made_from": content_hash(chosen), **read_tables(chosen)}
    target.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    return len(content["concepts"])


def check(concepts: Iterable[Mapping[str, Any]]) -> None:
    """Unique ids, known parents, no cycles, and no name claimed twice unless every claimant calls it ambiguous.

    Raises:
        TerminologyError: one of these does not hold.
    """
    listed = list(concepts)
    _check_ids(listed)
    _check_cycles({item["id"]: item for item in listed})
    for item in listed:
        _check_names(item)
    _check_claims(listed)


def _read(file: Path) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise TerminologyError(f"{file.name}: not readable as YAML ({error}); mend the line it names") from error
    if not isinstance(content, dict) or not ({"concepts", "items"} & content.keys()):
        raise TerminologyError(f"{file.name}: has neither concepts nor items; add one, or move the file elsewhere")
    return content


def _expanded(item: Mapping[str, Any], meta: Mapping[str, Any], file: str) -> dict[str, Any]:
    """The concept with what the head of its file says for all: kind and source. A treatment's class is its parent."""
    concept_id = str(item.get("id"))
    kind = item.get("kind", meta.get("kind"))
    if kind not in KINDS:
        raise TerminologyError(f"{file}: {concept_id}: kind {kind!r} does not exist; use one of {', '.join(KINDS)}")
    parents = list(item.get("is_a", ()))
    data = {key: value for key, value in item.items() if key not in _HEAD_FIELDS}
    data["source"] = _source(data, meta, f"{file}: {concept_id}")
    data.pop("verification", None)
    if kind == "treatment":
        data.setdefault("class", parents[0] if parents else concept_id)
    names = {group: list(values) for group, values in (item.get("names") or {}).items()}
    return {"id": concept_id, "kind": kind, "is_a": parents, "names": names, "data": data, "file": file}


def _source(data: Mapping[str, Any], meta: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The concept's source: its own, one it names or the file's default; with its own verification if given."""
    named = data.get("source", "default")
    source = named if isinstance(named, Mapping) else (meta.get("sources") or {}).get(named)
    if source is None:
        raise TerminologyError(f"{where}: source {named!r} is not in meta.sources of this file; add it there")
    whole = {"address": None, **source}
    if "verification" in data:
        whole["verification"] = data["verification"]
    if whole.get("verification") not in VERIFICATIONS:
        raise TerminologyError(f"{where}: verification must be one of {', '.join(VERIFICATIONS)}")
    return whole


def _without_file(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "file"}


def _where(item: Mapping[str, Any]) -> str:
    return f"{item.get('file', 'terminology')}: {item['id']}"


def _check_ids(concepts: list[Mapping[str, Any]]) -> None:
    seen: dict[str, Mapping[str, Any]] = {}
    for item in concepts:
        if item["id"] in seen:
            raise TerminologyError(f"{_where(item)}: the id is also in {seen[item['id']]['file']}; join the two")
        seen[item["id"]] = item
    for item in concepts:
        for parent in item["is_a"]:
            if parent not in seen:
                raise TerminologyError(f"{_where(item)}: its parent {parent!r} does not exist; add it or mend the name")


def _check_cycles(concepts: Mapping[str, Mapping[str, Any]]) -> None:
    done: set[str] = set()

    def visit(concept_id: str, path: tuple[str, ...]) -> None:
        if concept_id in path:
            raise TerminologyError(f"{_where(concepts[concept_id])}: is a kind of itself ({' > '.join(path)}); cut one")
        if concept_id not in done:
            for parent in concepts[concept_id]["is_a"]:
                visit(parent, (*path, concept_id))
            done.add(concept_id)

    for concept_id in concepts:
        visit(concept_id, ())


def _check_names(item: Mapping[str, Any]) -> None:
    groups = item["names"]
    for group, names in groups.items():
        if group not in (*NAME_GROUPS, "ambiguous"):
            raise TerminologyError(f"{_where(item)}: name group {group!r} does not exist; use {', '.join(NAME_GROUPS)}")
        for name in names:
            if not isinstance(name, str) or not name.strip():
                raise TerminologyError(f"{_where(item)}: {name!r} is read as no text by YAML; put it in quotes")
        if len(set(names)) < len(names):
            raise TerminologyError(f"{_where(item)}: {group} has a name twice; strike one")
    known = {name for group in NAME_GROUPS for name in groups.get(group, ())}
    for name in groups.get("ambiguous", ()):
        if name not in known:
            raise TerminologyError(
                f"{_where(item)}: ambiguous {name!r} is none of its names; add it to en, zh or abbrev"
            )


def _check_claims(concepts: list[Mapping[str, Any]]) -> None:
    """An abbreviation is compared with regard to case among its like, without it against written-out names."""
    words: dict[str, Mapping[str, Any]] = {}
    short: dict[str, Mapping[str, Any]] = {}
    for item in concepts:
        for group in NAME_GROUPS:
            for name in item["names"].get(group, ()):
                if group == "abbrev":
                    _claim(item, name, short.setdefault(name, item))
                else:
                    _claim(item, name, words.setdefault(name.casefold(), item))
    for item in concepts:
        for name in item["names"].get("abbrev", ()):
            _claim(item, name, words.get(name.casefold(), item))


def _claim(item: Mapping[str, Any], name: str, other: Mapping[str, Any]) -> None:
    if other["id"] != item["id"] and not all(name.casefold() in _open_names(one) for one in (item, other)):
        raise TerminologyError(
            f"{_where(item)}: the name {name!r} is also claimed by {_where(other)}; give it to one of them, "
            f"or list it as ambiguous in both"
        )


def _open_names(item: Mapping[str, Any]) -> set[str]:
    return {name.casefold() for name in item["names"].get("ambiguous", ())}
