"""A registry record as a draft protocol: clauses with ids and kinds, rules for those that are understood in full."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rules.drafting.clauses import Rule, left, rule_for
from rules.drafting.naming import ids
from rules.drafting.splitting import split
from rules.records import Record


@dataclass(frozen=True, slots=True)
class Drafted:
    """One criterion of a draft."""

    id: str
    kind: Literal["inclusion", "exclusion"]
    text: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft protocol; ``preamble`` are the headings, which ask nothing."""

    record: Record
    preamble: tuple[str, ...]
    criteria: tuple[Drafted, ...]


def draft(record: Record) -> Draft:
    """The draft of a record. Nothing is left out: every word is in a criterion or in the preamble."""
    clauses = split(record.eligibility)
    trial = (record.title, *record.conditions)
    criteria = [
        Drafted(name, "exclusion" if clause.kind == "exclusion" else "inclusion", clause.text, rule_for(clause, trial))
        for name, clause in zip(ids(clauses), clauses, strict=True)
        if clause.kind != "heading"
    ]
    preamble = dict.fromkeys(clause.text for clause in clauses if clause.kind == "heading")
    return Draft(record, tuple(preamble), (*criteria, *_fields(record, criteria)))


def _fields(record: Record, criteria: list[Drafted]) -> list[Drafted]:
    """The record's own fields for age and sex, where no clause's rule says them already."""
    said = {key for item in criteria for key in ("age", "sex") if key in item.rule.when}
    found: list[Drafted] = []
    bounds = {
        how: _years(record.fields.get(name)) for how, name in (("at_least", "minimumAge"), ("at_most", "maximumAge"))
    }
    ages = {how: years for how, years in bounds.items() if years is not None}
    line = record.line("minimumAge", "maximumAge")
    if "age" not in said and line:
        complete = len(ages) == line.count(":")
        rule = Rule({"age": {**ages, "on": "screening"}}) if complete else left("not_understood")
        found.append(Drafted("REC-01", "inclusion", line, rule))
    sex = record.fields.get("sex", "").lower()
    if "sex" not in said and sex in ("female", "male"):
        found.append(Drafted("REC-02", "inclusion", record.line("sex"), Rule({"sex": {"is": sex}})))
    return found


def _years(text: str | None) -> int | None:
    match = re.fullmatch(r"(\d+) Years?", text or "", re.IGNORECASE)
    return None if match is None else int(match[1])
