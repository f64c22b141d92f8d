"""Plays an ideal model: the scripted facts of a case, written as the claims that such a model would return."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from assistant.extraction.text import normalise
from eval.cases import Case
from rules import terminology, units
from rules.facts import KINDS
from rules.yamlfile import LOADER
from tests.assistant.llm.played import Play, shown_notes
from tests.rules.scripts import SCRIPTS

_CONDITION = {"resolved": "past", "historical": "past", "remission": "remission"}


Told = Callable[[dict[str, Any]], dict[str, Any]]


def perfect(case: Case, told: Told = lambda claim: claim) -> Play:
    """A play that answers each request with all claims of the case whose quotes it was shown.

    ``told`` says a claim as one who sees other words than the note's own would (masked ones).
    """
    notes = yaml.load((SCRIPTS / f"{case.id}.yaml").read_text("utf-8"), Loader=LOADER)
    claims = [(kind, told(claim)) for note in notes for line in note["facts"] for kind, claim in _claims(line)]

    def play(request: dict[str, Any]) -> str:
        shown = " ".join(shown_notes(request).split())
        answer: dict[str, list[Any]] = {
            name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")
        }
        for kind, claim in claims:
            if " ".join(claim["quote"].split()) in shown:
                answer[kind].append(claim)
        return json.dumps(answer, ensure_ascii=False)

    return play


def _claims(line: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = next(each for each in KINDS if each in line)
    quoted = line["quote"]
    line = {**line, "quote": quoted[0] if isinstance(quoted, list) else quoted}
    named = line[kind]
    for name in named if isinstance(named, list) else [named]:
        made = _MADE[kind](str(name), line)
        if made is not None:
            yield made


def _english(name: str) -> str:
    """What a model would call it: the first English name that the terminology has."""
    concept = terminology.load().concepts.get(name)
    return name if concept is None else (concept.names.get("en") or (name,))[0]


def _written(name: str, value: Any, quote: str) -> str:
    """The number of the quote that means the scripted value, which is in canonical units."""
    if not isinstance(value, int | float):
        return str(value)
    # "3.61O^9" is 3.6 times a power of ten whose sign was lost.
    if re.search(rf"(?<![\d.]){re.escape(str(value))}(?![,.]?\d(?!O\^))", normalise(quote)):
        return str(value)
    for written in re.findall(r"\d[\d,]*(?:\.\d+)?", normalise(quote)):
        number = Decimal(written.replace(",", ""))
        meant = [
            Decimal(number),
            *(Decimal(str(units.convert(number, unit))) for unit in units.units_of(name).values() if not unit.kept),
        ]
        if any(abs(float(each) - value) <= abs(value) * 0.012 for each in meant):
            return written
    return str(value)


def _person(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return "person", {"name": name, "value": str(line["value"]), "quote": line["quote"]}


def _result(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    if line.get("validity") == "pending":
        value = "pending"
    elif "value" in line:
        value = _written(name, line["value"], line["quote"])
    elif "comparator" in line:
        value = f"{line['comparator']}{line.get('high', line.get('low'))}"
    else:
        value = f"{line['low']}-{line['high']}"
    return "results", {"name": name, "value": value, "unit": None, "date": None, "quote": line["quote"]}


def _condition(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    certainty = line.get("certainty", "stated")
    if line.get("subject") == "family":
        status = "family"
    elif certainty != "stated":
        status = "absent" if certainty == "denied" else "suspected"
    else:
        status = _CONDITION.get(str(line.get("status")), "present")
    return "conditions", {"name": _english(name), "status": status, "date": None, "quote": line["quote"]}


def _treatment(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    status = "never" if line.get("certainty") == "denied" else str(line.get("status") or "ongoing")
    return "treatments", {
        "name": _english(name), "status": status, "started": None,
        "last_given": None, "quote": line["quote"],
    }  # fmt: skip


def _procedure(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    status = "never" if line.get("certainty") == "denied" else str(line.get("status") or "done")
    return "procedures", {"name": _english(name), "status": status, "date": None, "quote": line["quote"]}


def _statement(name: str, line: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    value = line["value"]
    value = "yes" if value is True else "no" if value is False else value
    return "statements", {"name": name, "value": value, "quote": line["quote"]}


_MADE: Mapping[str, Any] = {
    "demographic": _person,
    "measurement": _result,
    "condition": _condition,
    "treatment": _treatment,
    "procedure": _procedure,
    "statement": _statement,
}
