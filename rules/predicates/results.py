"""A result as an interval of numbers, in the unit of its limit, and the upper limit that it is held against."""

from __future__ import annotations

import math
from typing import Any

from rules.amounts import Written
from rules.chart import Question
from rules.facts import FactBase, Measurement
from rules.findings import Remark
from rules.intervals import Interval, format_number
from rules.limits import COPIES

COPIES_PER_IU = (3.41, 5.82)
"""HBV DNA copies in one IU: from the Abbott assay to the Roche and ARUP ones (assay package inserts)."""


_NUMBERS = (int, float)


def numeric(fact: Measurement) -> Interval | None:
    """The number as an interval, with its comparator; ``None`` for words."""
    if isinstance(fact.value, _NUMBERS):
        value = float(fact.value)
        if fact.comparator is None:
            return Interval(value, value)
        if fact.comparator in ("<", "<="):
            return Interval(-math.inf, value, high_open=fact.comparator == "<")
        if fact.comparator in (">", ">="):
            return Interval(value, math.inf, low_open=fact.comparator == ">")
        return Interval.of(value)
    if fact.low is None and fact.high is None:
        return None
    return Interval(
        -math.inf if fact.low is None else fact.low,
        math.inf if fact.high is None else fact.high,
        low_open=fact.comparator == ">",
        high_open=fact.comparator == "<",
    )


def written(fact: Measurement) -> Written:
    """The value as the note has it."""
    return Written(fact, None if fact.value_as_written else numeric(fact))


def in_copies(number: Interval, fact: Measurement) -> Interval:
    """HBV DNA in copies/mL: a result in IU/mL is an interval of copies, because assays differ."""
    if fact.unit in ("{copies}/mL", COPIES):
        return number
    low, high = COPIES_PER_IU
    return Interval(number.low * low, number.high * high, number.low_open, number.high_open)


def upper_limit(
    question: Question, fact: Measurement
) -> tuple[Interval | None, tuple[FactBase, ...], tuple[Remark, ...]]:
    """The upper limit of normal for this result: printed, fixed by the site, printed elsewhere, else assumed."""
    name = fact.name
    if fact.upper_limit is not None:
        return Interval.of(fact.upper_limit), (), ()
    if name in question.site.upper_limits:
        limit = question.site.upper_limits[name]
        return (
            Interval.of(limit),
            (),
            (
                Remark(
                    "limit_by_site",
                    {"analyte": name, "limit": format_number(limit), **question.site.sources.get("site", {})},
                ),
            ),
        )
    printed = [other for other in question.chart.measurements(name) if other.upper_limit is not None]
    if printed:
        value = printed[-1].upper_limit
        assert value is not None
        data: dict[str, Any] = {"analyte": name, "limit": format_number(value), "date": printed[-1].date}
        return Interval.of(value), (printed[-1],), (Remark("limit_from_other_result", data),)
    concept = question.chart.terminology.concepts.get(name)
    ranges = {} if concept is None else concept.data.get("default_upper_limit") or {}
    chosen = _for_sex(ranges, question)
    if chosen is None:
        return None, (), ()
    interval = Interval(float(chosen[0]), float(chosen[1]))
    return interval, (), (Remark("limit_assumed", {"analyte": name, "limit": str(interval)}),)


def _for_sex(ranges: object, question: Question) -> tuple[float, float] | None:
    """The assumed range: one for all, or by sex; both together where the sex is not known."""
    if isinstance(ranges, list | tuple):
        return (float(ranges[0]), float(ranges[1])) if ranges else None
    if not isinstance(ranges, dict) or not ranges:
        return None
    sex = question.chart.sex
    if sex is not None and sex.value in ranges:
        low, high = ranges[str(sex.value)]
        return float(low), float(high)
    values = [pair for pair in ranges.values() if isinstance(pair, list | tuple)]
    return (min(float(low) for low, _ in values), max(float(high) for _, high in values)) if values else None
