"""Every limit and window of every protocol, just inside, on it and just outside: the cases come from the protocol.

What is expected is worked out here from the words of the protocol file, by other means than the predicates use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from rules import terminology
from rules.facts import FactBase
from rules.protocol import load_protocol
from rules.truth import Truth
from rules.units import canonical_unit
from tests.rules.builders import DATES, WINDOWS, ask, fact

TRIALS = ("NCT07083349", "NCT00709722", "NCT05481619")
T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
HOLDS = {
    "at_most": lambda value, limit: value <= limit,
    "at_least": lambda value, limit: value >= limit,
    "more_than": lambda value, limit: value > limit,
    "less_than": lambda value, limit: value < limit,
}
ULN = 40.0
IN_CANONICAL = {
    ("creatinine", "mg/dL"): 10_000 / 113.12,
    ("bilirubin_total", "mg/dL"): 10_000 / 584.66,
    ("hb", "g/dL"): 10.0,
    ("igg", "mg/dL"): 0.01,
    **{(count, "/uL"): 0.001 for count in ("wbc", "anc", "plt")},
}
"""What one of another unit is in the canonical one: molar masses in g/mol, and powers of ten."""
DAY = timedelta(days=1)


def leaves(node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The predicates of a rule as its file writes them."""
    if isinstance(node, list):
        for item in node:
            yield from leaves(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in ("all", "any", "not", "known_by", "when", "applies_when"):
                yield from leaves(value)
            elif name == "readings":
                yield from leaves(list(value["of"].values()))
            else:
                yield name, value


def predicates(wanted: str) -> list[Any]:
    """The predicates of one name, with their criterion as the name of the case."""
    found = {}
    for trial in TRIALS:
        for criterion in load_protocol(trial).criteria:
            for number, (name, value) in enumerate(leaves(dict(criterion.rule))):
                if name == wanted:
                    found[f"{trial} {criterion.id} {number}"] = pytest.param(
                        value, id=f"{trial} {criterion.id} {number}"
                    )
    return list(found.values())


def has_limit(value: Mapping[str, Any]) -> bool:
    return bool(HOLDS.keys() & value.keys()) and "copies/mL" not in str(value)


def measured(rule: Mapping[str, Any], value: float, on: date) -> FactBase:
    name = rule["of"]
    limits = {"upper_limit": ULN} if "ULN" in str(rule) else {}
    known = name in terminology.load().concepts
    return fact("measurement", name, value=value, date=on, unit=canonical_unit(name) if known else None, **limits)


@pytest.mark.parametrize("rule", [case for case in predicates("measurement") if has_limit(case.values[0])])
def test_a_value_just_inside_on_and_just_outside_each_limit(rule: Mapping[str, Any]) -> None:
    how = next(name for name in HOLDS if name in rule)
    number, _, unit = str(rule[how]).partition(" ")
    limit = float(number) * (ULN if unit == "ULN" else IN_CANONICAL.get((rule["of"], unit), 1.0))
    anchor = DATES.anchor(rule.get("before", "screening")).day
    assert anchor is not None
    for value in (limit - 0.001, limit, limit + 0.001):
        found = ask({"measurement": dict(rule)}, measured(rule, value, anchor))
        assert found.truth is (T if HOLDS[how](value, limit) else F), f"{value} against {how} {rule[how]}"


def first_day(span: str, anchor: date) -> date:
    """The first day inside a window, counted by another library."""
    number, unit = WINDOWS.get(span, span).split()
    units = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
    return anchor - relativedelta(**{units[unit.rstrip("s")]: int(number)})


@pytest.mark.parametrize("rule", [case for case in predicates("measurement") if "within" in case.values[0]])
def test_a_result_on_the_first_day_of_its_window_counts_and_one_a_day_older_does_not(rule: Mapping[str, Any]) -> None:
    anchor = DATES.anchor(rule.get("before", "screening")).day
    assert anchor is not None
    first = first_day(rule["within"], anchor)
    value: Any = rule.get("is", 7.5)
    plain = {key: rule[key] for key in rule if key not in ("or_computed", "ever")}

    def answer(on: date) -> Truth:
        return ask({"measurement": plain}, measured(rule, value, on)).truth

    assert answer(first) is not N
    assert answer(first + DAY) is answer(first)
    assert answer(anchor) is answer(first)
    assert answer(first - DAY) is N
    if "until" not in rule:
        assert answer(anchor + DAY) is N


def exposed(rule: Mapping[str, Any], on: date) -> FactBase:
    """What the rule asks for, given or done on this day."""
    name = rule["of"][0]
    kind = terminology.load().concepts[name].kind
    if kind == "treatment":
        return fact("treatment", name, last_given=on, status="stopped")
    status = {"status": "done", "major": True} if kind == "procedure" else {}
    return fact(kind, name, date=on, **status)


def windows() -> list[Any]:
    cases = [case for name in ("has", "received") for case in predicates(name)]
    return [case for case in cases if isinstance(case.values[0].get("within"), str)]


@pytest.mark.parametrize("rule", windows())
def test_an_event_is_inside_to_the_last_day_and_outside_the_day_before(rule: Mapping[str, Any]) -> None:
    name = "received" if terminology.load().concepts[rule["of"][0]].kind == "treatment" else "has"
    before = rule.get("before", "infusion")
    anchors = [before] if isinstance(before, str) else before["readings"]
    days = [day for each in anchors if (day := DATES.anchor(each).day) is not None]
    last_reading = min(first_day(rule["within"], day) for day in days)
    first_reading = max(first_day(rule["within"], day) for day in days)
    # An older event alone does not always show that there was no later one: then it is open, but never inside.
    outside = (N,) if rule.get("earlier") == "unknown" else (F, N)

    def answer(on: date) -> Truth:
        return ask({name: dict(rule)}, exposed(rule, on)).truth

    assert answer(first_reading) is T
    assert answer(last_reading - DAY) in outside
    if last_reading < first_reading:
        assert answer(first_reading - DAY) is N
        assert answer(last_reading) is N


@pytest.mark.parametrize("rule", predicates("age"))
def test_the_birthdays_that_decide_the_age(rule: Mapping[str, Any]) -> None:
    day = DATES.anchor(rule.get("on", "screening")).day
    assert day is not None

    def answer(born: date) -> Truth:
        return ask({"age": dict(rule)}, fact("demographic", "birth_date", value=born)).truth

    if "at_least" in rule:
        youngest = day - relativedelta(years=rule["at_least"])
        assert [answer(youngest), answer(youngest + DAY)] == [T, F]
    if "at_most" in rule:
        oldest = day - relativedelta(years=rule["at_most"] + 1) + DAY
        assert [answer(oldest), answer(oldest - DAY)] == [T, F]


def test_the_protocol_has_limits_and_windows_to_try() -> None:
    assert len([case for case in predicates("measurement") if has_limit(case.values[0])]) >= 30
    assert len(windows()) >= 10
