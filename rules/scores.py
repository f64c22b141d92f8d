"""Points of scored instruments from documented items: the 2019 EULAR/ACR set and SLEDAI-2K, both as tables.

A documented sum is a lower bound: what a note leaves out is not absent. Weights, domains and limits are data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rules.chart import Chart
from rules.facts import Condition, FactBase, Measurement
from rules.findings import unique
from rules.frozen import dataclass
from rules.terminology import Terminology

_ROMAN = re.compile(r"\b(IV|V|I{1,3})\b")
_ARABIC = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V"}
Usable = Callable[[FactBase], bool]


@dataclass(frozen=True, slots=True)
class Points:
    """A sum of documented items with the facts behind each; ``clinical`` if the notes name a clinical item among them.

    A low count alone is no such item: it has other causes, and no note says that it is the disease's.
    """

    total: int
    facts: tuple[FactBase, ...]
    clinical: bool


class _Item(NamedTuple):
    """One row of a table."""

    id: str
    domain: str
    weight: int
    clinical: bool
    concepts: tuple[str, ...]
    severity: tuple[str, ...] | None
    any_of: tuple[Mapping[str, Any], ...]
    all_of: tuple[Mapping[str, Any], ...]


class _Table(NamedTuple):
    """The rows, and which of them may be met by a fact of a name: a chart has facts for a few."""

    rows: tuple[_Item, ...]
    by_condition: Mapping[str, frozenset[int]]
    by_result: Mapping[str, frozenset[int]]

    def told_of(self, chart: Chart) -> list[_Item]:
        """The rows that the chart has a fact for, in the order of the table."""
        numbers = {
            number
            for kind, by_name in ((Condition, self.by_condition), (Measurement, self.by_result))
            for name in chart.named(kind, by_name.keys())
            for number in by_name[name]
        }
        return [self.rows[number] for number in sorted(numbers)]


@lru_cache(maxsize=16)
def _table(terminology: Terminology, name: str) -> _Table:
    rows = _items(terminology, name)
    conditions: dict[str, set[int]] = defaultdict(set)
    results: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for concept in row.concepts:
            conditions[concept].add(number)
        for rule in (*row.any_of, *row.all_of):
            results[str(rule["measurement"])].add(number)
    by_condition, by_result = ({key: frozenset(has) for key, has in each.items()} for each in (conditions, results))
    return _Table(rows, by_condition, by_result)


@lru_cache(maxsize=16)
def _items(terminology: Terminology, table: str) -> tuple[_Item, ...]:
    """The rows of a table, read once."""
    return tuple(
        _Item(
            str(row["id"]),
            str(row.get("domain") or row["id"]),
            int(row["weight"]),
            bool(row.get("clinical")),
            tuple(row.get("concepts", ())),
            None if row.get("severity") is None else tuple(row["severity"]),
            tuple(row.get("any_of", ())),
            tuple(row.get("all_of", ())),
        )
        for row in terminology.tables[table]["items"]
    )


def documented(chart: Chart, table: str, usable: Usable) -> Points:
    """The points of a table that facts document; of items in one domain only the highest counts."""
    best: dict[str, tuple[_Item, FactBase]] = {}
    for item in _table(chart.terminology, table).told_of(chart):
        fact = _evidence(chart, item, usable)
        if fact is not None and (item.domain not in best or item.weight > best[item.domain][0].weight):
            best[item.domain] = (item, fact)
    return Points(
        sum([item.weight for item, _ in best.values()]),
        unique([fact for _, fact in best.values()]),
        any(item.clinical and type(fact) is Condition for item, fact in best.values()),
    )


def _evidence(chart: Chart, item: _Item, usable: Usable) -> FactBase | None:
    """A fact that documents the item: its concept, or one (or all) of its measurements."""
    concepts = [
        fact
        for name in item.concepts
        for fact in chart.conditions(name)
        if fact.certainty == "stated" and usable(fact) and _graded(fact, item.severity)
    ]
    if concepts:
        return concepts[-1]
    for rule in item.any_of:
        found = _result(chart, rule, usable)
        if found is not None:
            return found
    if not item.all_of:
        return None
    every = [_result(chart, rule, usable) for rule in item.all_of]
    return every[0] if all(fact is not None for fact in every) else None


def _graded(fact: Condition, classes: Iterable[str] | None) -> bool:
    if classes is None:
        return True
    text = re.sub("[1-5Ⅰ-Ⅴ]", lambda match: _ARABIC[match[0]], (fact.severity or "").upper())
    return bool(set(_ROMAN.findall(text)) & set(classes))


def _result(chart: Chart, rule: Mapping[str, Any], usable: Usable) -> Measurement | None:
    for fact in reversed(chart.measurements(rule["measurement"])):
        if fact.validity == "valid" and usable(fact) and _holds(fact, rule):
            return fact
    return None


def _holds(fact: Measurement, rule: Mapping[str, Any]) -> bool:
    limit = rule["limit"]
    if limit in ("upper_limit", "lower_limit"):
        if fact.value == {"upper_limit": "positive", "lower_limit": "low"}[limit]:
            return True
        if fact.flag == {"upper_limit": "high", "lower_limit": "low"}[limit]:
            return True
        limit = getattr(fact, limit)
    if isinstance(limit, str) or limit is None:
        return fact.value == limit and limit is not None
    if not isinstance(fact.value, int | float) or fact.comparator is not None:
        return False
    return fact.value < float(limit) if rule["op"] == "<" else fact.value > float(limit)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A score between what is documented and what is not ruled out; ``open_items`` are neither."""

    low: int
    high: int
    facts: tuple[FactBase, ...]
    open_items: tuple[str, ...]


def bounds(chart: Chart, table: str, usable: Usable) -> Bounds:
    """The score of a table whose items each count (SLEDAI-2K: 24 descriptors): an interval, and what would narrow it.

    An item counts where a usable fact documents it, and counts nothing where its condition is denied or all the results
    that would score it are normal; every other item may or may not be there.
    """
    low, high = 0, 0
    facts: list[FactBase] = []
    unsettled: list[str] = []
    for item in _items(chart.terminology, table):
        fact, weight = _evidence(chart, item, usable), item.weight
        if fact is not None:
            low, high = low + weight, high + weight
            facts.append(fact)
        elif not _ruled_out(chart, item, usable):
            high += weight
            unsettled.append(item.id)
    return Bounds(low, high, unique(facts), tuple(unsettled))


def _ruled_out(chart: Chart, item: _Item, usable: Usable) -> bool:
    """Denied, or measured and normal by a limit that is known; ``needed`` results must all be there."""
    if any(fact.certainty == "denied" for name in item.concepts for fact in chart.conditions(name)):
        return True
    rules = (*item.any_of, *item.all_of)
    normal = [rule for rule in rules if _is_normal(chart, rule, usable)]
    measured = [rule for rule in rules if any(usable(fact) for fact in chart.measurements(rule["measurement"]))]
    needed = [rule for rule in rules if rule.get("needed")]
    return bool(normal) and len(normal) == len(measured) and all(rule in normal for rule in needed)


def _is_normal(chart: Chart, rule: Mapping[str, Any], usable: Usable) -> bool:
    results = [fact for fact in chart.measurements(rule["measurement"]) if fact.validity == "valid" and usable(fact)]
    limit = rule["limit"]
    known = [fact for fact in results if not isinstance(limit, str) or getattr(fact, limit) is not None]
    return bool(known) and len(known) == len(results) and not any(_holds(fact, rule) for fact in known)
