"""Facts of one chart that cannot both hold, with the rule by which the checker deals with them. Decides nothing itself.

Each pair is shown with both quotes; what the rule does to a verdict is the predicates' business and tested with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from rules.chart import Question
from rules.dates import DateInterval
from rules.facts import Condition, Demographic, FactBase, Measurement, Procedure, Treatment
from rules.intervals import Interval
from rules.predicates.results import numeric
from rules.scores import documented

_SCORE, _TABLE = "sledai_2k", "sledai2k"
_BESIDE = 120
"""Items written so many characters behind a total are its own list."""
_SAME = 0.02
"""Two results of one day that differ by less than 2 % are one, rounded; the figure is this project's own."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts that exclude each other. ``code`` names the sort, and in the catalogues the rule that is followed."""

    code: str
    about: str
    facts: tuple[FactBase, FactBase]
    data: Mapping[str, Any] = field(default_factory=dict)


def contradictions(question: Question, all_facts: Sequence[FactBase]) -> tuple[Contradiction, ...]:
    """Every pair of the chart, one for each sort and thing; corrected facts are those that a later note takes back."""
    facts = [fact for fact in question.chart.facts if fact.subject == "patient"]
    corrected = {gone for fact in facts for gone in fact.supersedes}
    live = [fact for fact in facts if fact.id not in corrected]
    found = [
        *_pairs("same_day", [fact for fact in live if type(fact) is Measurement], _two_values),
        *_pairs("two_births", [fact for fact in live if type(fact) is Demographic], _two_births),
        *_pairs("two_last_doses", [fact for fact in live if type(fact) is Treatment], _two_last_doses),
        *_pairs("said_and_denied", [fact for fact in live if type(fact) in (Condition, Procedure)], _denied),
        *_scores(question),
        *_corrected(all_facts),
    ]
    return tuple(found)


def _pairs(code: str, facts: Iterable[Any], clash: Callable[[Any, Any], bool]) -> Iterable[Contradiction]:
    """For each thing the first pair that clashes."""
    groups: dict[str, list[Any]] = {}
    for fact in facts:
        groups.setdefault(fact.name, []).append(fact)
    for name, items in groups.items():
        pair = next((pair for pair in combinations(items, 2) if clash(*pair)), None)
        if pair is not None:
            yield Contradiction(code, name, pair, {"what": name, "date": getattr(pair[0], "date", None)})


def _two_values(first: Measurement, second: Measurement) -> bool:
    same = first.date == second.date and first.date is not None and first.date.day is not None
    if not same or first.specimen != second.specimen or {first.validity, second.validity} != {"valid"}:
        return False
    if first.derived_from or second.derived_from or first.method != second.method:
        return False
    if isinstance(first.value, str) and isinstance(second.value, str):
        return {first.value, second.value} == {"positive", "negative"}
    one, other = numeric(first), numeric(second)
    return one is not None and other is not None and _apart(one, other)


def _apart(one: Interval, other: Interval) -> bool:
    below, above = (one, other) if one.low <= other.low else (other, one)
    return above.low > below.high * (1 + _SAME)


def _two_births(first: Demographic, second: Demographic) -> bool:
    if not isinstance(first.value, DateInterval) or not isinstance(second.value, DateInterval):
        return first.name == "sex" and first.value != second.value
    return _before(first.value, second.value) or _before(second.value, first.value)


def _two_last_doses(first: Treatment, second: Treatment) -> bool:
    """The patient and the chart tell different last doses. (The later of two in the chart is simply the last.)"""
    one, other = first.last_given, second.last_given
    if one is None or other is None or (first.source == "patient") is (second.source == "patient"):
        return False
    return _before(one, other) or _before(other, one)


def _before(first: DateInterval, second: DateInterval) -> bool:
    return first.latest is not None and second.earliest is not None and first.latest < second.earliest


def _denied(first: Condition | Procedure, second: Condition | Procedure) -> bool:
    """One is stated, the other denies the very same for as long as anybody can tell."""
    if {first.certainty, second.certainty} != {"stated", "denied"}:
        return False
    stated, denied = (first, second) if first.certainty == "stated" else (second, first)
    planned = getattr(stated, "status", None) in ("planned", "refused", "resolved", "historical")
    bounded = denied.period is not None or denied.others_only or denied.reach in ("now", "recent")
    return not planned and not bounded and not getattr(stated, "substance", None)


def _scores(question: Question) -> Iterable[Contradiction]:
    """A stated total below what the items listed beside it already sum to."""
    stated = [fact for fact in question.chart.measurements(_SCORE) if fact.validity == "valid" and fact.evidence]
    if not stated:
        return
    place, total = stated[-1].evidence[0], numeric(stated[-1])

    def beside(fact: FactBase) -> bool:
        words = fact.evidence[0] if fact.evidence else None
        listed = words is not None and words.document == place.document and 0 < words.start - place.start <= _BESIDE
        return listed and not isinstance(fact, Measurement)

    items = documented(question.chart, _TABLE, beside)
    if total is not None and items.facts and total.high < items.total:
        data = {"what": _SCORE, "stated": str(total), "summed": str(items.total)}
        yield Contradiction("two_scores", _SCORE, (stated[-1], items.facts[0]), data)


def _corrected(facts: Sequence[FactBase]) -> Iterable[Contradiction]:
    by_id = {fact.id: fact for fact in facts if fact.id}
    for fact in facts:
        for gone in fact.supersedes:
            if gone in by_id:
                yield Contradiction("corrected", fact.name, (by_id[gone], fact), {"what": fact.name})
