"""Reads the scripted facts: what a careful reader would note down from a case's text, with its words.

A script lists the case's notes in their order, each with its date and facts. A fact is one line: its kind and name (or
several names that share everything else), further fields as in ``rules.facts``, and ``quote``, words of that note.
Dates may be a day, a month (``2026-01``), a year, or ``first..last`` with an open end. Units that are left out are
canonical. An undated statement has the date of its note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from eval.cases import Case
from rules import terminology
from rules.dates import DateInterval
from rules.facts import KINDS, Evidence, FactBase
from rules.units import canonical_unit
from rules.yamlfile import LOADER

SCRIPTS = Path(__file__).parent / "scripted"
_HEAD = re.compile(r"^=== NOTE: .*$", re.MULTILINE)
_DATES = {"date", "onset", "resolved_on", "started", "last_given", "changed", "stable_since", "period", "as_of"}


class ScriptError(ValueError):
    """A script does not fit its case: the message names the case and the line."""


def read_script(case: Case) -> tuple[FactBase, ...]:
    """The scripted facts of a case, each with evidence found in its note."""
    notes = yaml.load((SCRIPTS / f"{case.id}.yaml").read_text("utf-8"), Loader=LOADER)
    texts = _notes(case.text)
    if len(notes) != len(texts):
        raise ScriptError(f"{case.id}: {len(notes)} notes are scripted, the case has {len(texts)}")
    facts: list[FactBase] = []
    for number, (note, text) in enumerate(zip(notes, texts, strict=True), 1):
        written_on = _interval(note["written_on"])
        for line in note["facts"]:
            for name in _listed(_name(case, line)):
                facts.append(_fact(case, line, name, f"{case.id}#{number}", text, written_on, len(facts)))
    return tuple(facts)


def _notes(text: str) -> list[str]:
    starts = [match.start() for match in _HEAD.finditer(text)] or [0]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _kind(case: Case, line: Mapping[str, Any]) -> str:
    kinds = [kind for kind in KINDS if kind in line]
    if len(kinds) != 1:
        raise ScriptError(f"{case.id}: a fact has one kind of {', '.join(KINDS)}: {line}")
    return kinds[0]


def _name(case: Case, line: Mapping[str, Any]) -> Any:
    return line[_kind(case, line)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _fact(
    case: Case, line: Mapping[str, Any], name: str, document: str, text: str, written_on: DateInterval, number: int
) -> FactBase:
    kind = _kind(case, line)
    for concept in (name, line.get("substance")):
        known = name in ("age", "birth_date", "sex") or kind == "statement" or concept is None
        if not known and concept not in terminology.load().concepts:
            raise ScriptError(f"{case.id}: {concept} is no id of the terminology: {line}")
    fields = {key: value for key, value in line.items() if key not in (kind, "quote")}
    fields |= {key: _interval(fields[key]) for key in _DATES & set(fields)}
    if name == "birth_date":
        fields["value"] = _interval(fields["value"])
    if name == "age":
        fields.setdefault("as_of", written_on)
    if kind == "measurement" and name in terminology.load().concepts:
        fields.setdefault("unit", canonical_unit(name))
    evidence = tuple(_evidence(case, quote, document, text) for quote in _listed(line["quote"]))
    head = {"kind": kind, "name": name, "id": f"f{number}", "written_on": written_on, "evidence": evidence}
    return KINDS[kind].model_validate({**head, **fields})


def _evidence(case: Case, quote: str, document: str, text: str) -> Evidence:
    start = text.find(quote)
    if start < 0:
        raise ScriptError(f"{case.id}: {document} does not say {quote!r}")
    return Evidence(document=document, start=start, end=start + len(quote), quote=quote)


def _interval(value: Any) -> DateInterval:
    """A day, a month, a year, or ``first..last`` where either may be left out."""
    if isinstance(value, date):
        return DateInterval.on(value)
    text = str(value)
    if ".." in text:
        first, last = text.split("..")
        earliest = _interval(first).earliest if first else None
        return DateInterval(earliest, _interval(last).latest if last else None)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return DateInterval.of_year(parts[0])
    return DateInterval.of_month(*parts) if len(parts) == 2 else DateInterval.on(date(*parts))
