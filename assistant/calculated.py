"""What the calculators make of a chart, as data: each value as an interval with its inputs, or what is missing for it.

Shown for checking; the predicates call the same calculators and decide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from rules.calculators import Computed, Lacking, classification_points, clearance, corrected_qt
from rules.chart import Question
from rules.facts import Condition, FactBase
from rules.scores import bounds
from rules.truth import Truth
from rules.windows import Span, within

_WINDOW = Span.parse("28 days")
"""Inputs of a value at screening; the record names no length (4 weeks is common)."""


def calculated(question: Question) -> list[dict[str, Any]]:
    """Clearance, QTc, SLEDAI-2K and 2019 EULAR/ACR points, each with the ids of the facts it came from."""
    qt = corrected_qt(question, _WINDOW, question.dates.lymphodepletion)
    return [
        _value("creatinine_clearance", "cockcroft_gault", "mL/min", clearance(question, _WINDOW)),
        _value("qtc", "bazett, fridericia", "ms", qt),
        _sledai(question),
        _classification(question),
    ]


def _value(name: str, method: str, unit: str, result: Computed | Lacking) -> dict[str, Any]:
    if isinstance(result, Lacking):
        return _row(name, method, unit, [], result.given, result.missing)
    return _row(name, method, unit, [[item.low, item.high] for item in result.values], result.facts, ())


def _sledai(question: Question) -> dict[str, Any]:
    """From the items that notes of the window document or rule out; the rest may or may not be there."""

    def usable(fact: FactBase) -> bool:
        if isinstance(fact, Condition):
            when = fact.written_on
            return fact.status == "active" and when is not None and _current(when, question)
        when = getattr(fact, "date", None)
        return when is not None and _current(when, question)

    found = bounds(question.chart, "sledai2k", usable)
    return _row("sledai_2k", "items", "{score}", [[found.low, found.high]], found.facts, found.open_items)


def _current(when: Any, question: Question) -> bool:
    return within(when, _WINDOW, question.dates.screening) is Truth.TRUE


def _classification(question: Question) -> dict[str, Any]:
    points, entry = classification_points(question.chart, "eular_acr_2019")
    missing = [name for name, known in (("ana_titre", entry), ("clinical_item", points.clinical)) if not known]
    return _row("eular_acr_2019", "items", "{score}", [[points.total, math.inf]], points.facts, missing)


def _row(
    name: str, method: str, unit: str, values: list[list[float]], facts: Iterable[FactBase], missing: Iterable[str]
) -> dict[str, Any]:
    shown = [[_number(low), _number(high)] for low, high in values]
    row: Mapping[str, Any] = {
        "name": name,
        "method": method,
        "unit": unit,
        "values": shown,
        "facts": [fact.id for fact in facts],
        "missing": list(missing),
    }
    return dict(row)


def _number(value: float) -> float | None:
    """JSON has no infinity: an open end is null."""
    return None if math.isinf(value) else round(float(value), 2)
