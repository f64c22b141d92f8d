"""Facts that cannot both hold are named with the rule that is followed, and the checker follows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.contradictions import contradictions
from rules.dates import DateInterval
from rules.facts import Evidence, FactBase
from rules.truth import Truth
from tests.rules.builders import SCREENING, ask, fact, lab, question

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
HB = {"measurement": {"of": "hb", "at_least": "80 g/L", "within": "28 days"}}
BELIMUMAB = {
    "received": {"of": ["biologic"], "within": {"longest_of": ["4 weeks", "3 half_lives"]}, "before": "infusion"}
}


def at(start: int, words: str) -> dict[str, Any]:
    return {"evidence": (Evidence(document="note", start=start, end=start + len(words), quote=words),)}


def found(*facts: FactBase) -> list[tuple[str, str]]:
    named = tuple(each.model_copy(update={"id": f"f{number}"}) for number, each in enumerate(facts, 1))
    return [(item.code, item.about) for item in contradictions(question(named), named)]


@pytest.mark.parametrize(
    ("values", "truth"),
    [
        pytest.param((78.0, 84.0), N, id="one on each side of the limit: open"),
        pytest.param((82.0, 90.0), T, id="both above it: met"),
        pytest.param((70.0, 78.0), F, id="both below it: not met"),
    ],
)
def test_two_results_of_one_day(values: tuple[float, float], truth: Truth) -> None:
    results = [lab("hb", value) for value in values]
    assert found(*results) == [("same_day", "hb")]
    assert ask(HB, *results).truth is truth


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param((lab("hb", 101), lab("hb", 102)), id="the same, rounded"),
        pytest.param((lab("hb", 101), lab("hb", 78, date(2026, 3, 5))), id="on two days"),
        pytest.param((lab("hb", 101), lab("hb", 7, validity="declared_false")), id="one declared false"),
        pytest.param((lab("hb", 101), lab("hb", 70, subject="family")), id="somebody else's"),
        pytest.param((lab("qtc", 486, method="bazett"), lab("qtc", 462, method="fridericia")), id="two formulas"),
        pytest.param((lab("hb", 101), lab("plt", 60)), id="two tests"),
    ],
)
def test_results_that_can_both_hold(pair: tuple[FactBase, FactBase]) -> None:
    assert found(*pair) == []


def test_the_patient_and_the_chart_tell_different_last_doses() -> None:
    chart = fact("treatment", "belimumab", status="stopped", last_given=date(2025, 12, 1))
    said = fact("treatment", "belimumab", status="stopped", last_given=date(2026, 3, 1), source="patient")
    assert found(chart, said) == [("two_last_doses", "belimumab")]
    assert ask(BELIMUMAB, chart, said).truth is N
    agreeing = fact(
        "treatment", "belimumab", status="stopped", last_given=DateInterval.of_month(2025, 12), source="patient"
    )
    assert found(chart, agreeing) == []
    assert ask(BELIMUMAB, chart, agreeing).truth is F


def test_said_and_denied() -> None:
    said = fact("condition", "melanoma", status="active")
    assert found(said, fact("condition", "melanoma", certainty="denied", reach="ever")) == [
        ("said_and_denied", "melanoma")
    ]
    assert found(said, fact("condition", "melanoma", certainty="denied", reach="now")) == []
    assert found(said, fact("condition", "melanoma", certainty="denied", others_only=True)) == []


def test_two_births() -> None:
    births = [fact("demographic", "birth_date", value=date(year, 3, 1)) for year in (1955, 1980)]
    assert found(*births) == [("two_births", "birth_date")]
    assert ask({"age": {"at_least": 18, "at_most": 70}}, *births).truth is N
    assert found(births[0], fact("demographic", "birth_date", value=DateInterval.of_year(1955))) == []


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        pytest.param(4.0, [("two_scores", "sledai_2k")], id="less than its items"),
        pytest.param(12.0, [], id="more than the items named"),
    ],
)
def test_a_total_below_the_sum_of_the_items_beside_it(total: float, expected: list[tuple[str, str]]) -> None:
    facts = (
        lab("sledai_2k", total, **at(100, "SLEDAI-2K 4")),
        fact("condition", "arthritis", status="active", **at(115, "arthritis 4")),
        fact("condition", "rash", status="active", **at(130, "rash 2")),
        fact("condition", "alopecia", status="active", **at(600, "alopecia")),
    )
    assert found(*facts) == expected


def test_a_corrected_fact_is_shown_beside_the_one_that_holds() -> None:
    wrong = lab("plt", 38).model_copy(update={"id": "a"})
    right = lab("plt", 74).model_copy(update={"id": "b", "supersedes": ("a",)})
    (item,) = contradictions(question((wrong, right)), (wrong, right))
    assert (item.code, item.facts) == ("corrected", (wrong, right))
    assert ask({"measurement": {"of": "plt", "at_least": "50 10*9/L", "within": "28 days"}}, wrong, right).truth is T
    assert item.facts[1].written_on == DateInterval.on(SCREENING)
