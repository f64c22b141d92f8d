"""Facts and questions for tests, with as few words as a case needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rules import terminology
from rules.chart import Chart, Dates, Question, Site
from rules.dates import DateInterval
from rules.facts import KINDS, Evidence, FactBase
from rules.findings import Finding
from rules.loader import parse_node

SCREENING = date(2026, 3, 12)
LYMPHODEPLETION = date(2026, 3, 16)
INFUSION = date(2026, 3, 20)
DATES = Dates.planned(SCREENING, LYMPHODEPLETION, INFUSION)
WINDOWS = {"screening_window": "28 days", "echo_window": "3 months"}


def fact(kind: str, name: str, **fields: Any) -> FactBase:
    """A fact said by the patient's chart on the screening day, with evidence."""
    quote = Evidence(document="note", start=0, end=4, quote="said")
    data = {"written_on": DateInterval.on(SCREENING), "evidence": (quote,), **fields}
    return KINDS[kind].model_validate({"kind": kind, "name": name, **data})


def given(name: str, **fields: Any) -> FactBase:
    """A drug or another treatment."""
    return fact("treatment", name, **fields)


def ago(days: int, day: date = SCREENING) -> date:
    """The day so many days before another one."""
    return day - timedelta(days=days)


def lab(name: str, value: float | str, on: date | str = SCREENING, **fields: Any) -> FactBase:
    """A dated result in its canonical unit."""
    return fact("measurement", name, value=value, date=on, **fields)


def question(facts: Sequence[FactBase], dates: Dates = DATES, site: Site | None = None) -> Question:
    """The facts as predicates see them."""
    return Question(Chart(tuple(facts), terminology.load()), dates, site or Site(), WINDOWS)


def ask(node: dict[str, Any], *facts: FactBase, dates: Dates = DATES, site: Site | None = None) -> Finding:
    """The finding of one predicate, written as in a protocol file."""
    return parse_node(node, ("test",), terminology.load()).evaluate(question(facts, dates, site))
