"""What is taken now or ever, and how much a day: each answer, its denial, an old note and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.doses import Daily, daily, limit
from rules.facts import FactBase
from rules.intervals import Interval
from rules.truth import Truth
from tests.rules.builders import ask, fact, lab

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
OLD = date(2026, 1, 10)
"""A note more than four weeks before screening."""


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20 mg daily", 20, 20),
        ("8 mg po qd", 8, 8),
        ("20mg qd口服", 20, 20),
        ("8mg/日", 8, 8),
        ("每日20mg", 20, 20),
        ("20mg 每日2次", 40, 40),
        ("10 mg b.i.d.", 20, 20),
        ("1 g BID", 2000, 2000),
        ("10-15 mg/day", 10, 15),
        ("20 mg every other day", 10, 10),
        ("20mg隔日一次", 10, 10),
        ("15 mg weekly", 15 / 7, 15 / 7),
        ("4mg", 2, 16),
    ],
)
def test_a_dose_is_read_as_milligrams_a_day(text: str, low: float, high: float) -> None:
    found = daily(text)
    assert found is not None
    assert (found.amount.low, found.amount.high) == pytest.approx((low, high))


@pytest.mark.parametrize("text", ["60 mg tapering", "20 mg am and 10 mg pm", "2片", "low dose", "", "20 mg x 3 days"])
def test_a_dose_that_is_not_read_whole_is_not_read(text: str) -> None:
    assert daily(text) is None


def test_a_dose_for_each_kilogram_is_kept_as_such() -> None:
    assert daily("0.5 mg/kg/d") == Daily(Interval.of(0.5), per_kg=True)
    assert limit("1.0 mg/kg") == (1.0, True)
    assert limit("1 g") == (1000.0, False)
    with pytest.raises(ValueError, match="20 mg or 1 mg/kg"):
        limit("two tablets")


def steroid(name: str = "prednisone", **fields: Any) -> FactBase:
    return fact("treatment", name, **{"status": "ongoing", **fields})


def none(name: str = "glucocorticoid", **fields: Any) -> FactBase:
    return fact("treatment", name, certainty="denied", **{"reach": "ever", **fields})


AT_MOST_20 = {"daily_dose": {"of": "glucocorticoid", "at_most": "20 mg"}}
PER_KG = {"daily_dose": {"of": "glucocorticoid", "at_most": "1 mg/kg"}}
HEAVY, LIGHT, LAST_YEAR = lab("weight", 60.0), lab("weight", 30.0), lab("weight", 60.0, "2025-06-01")


@pytest.mark.parametrize(
    ("rule", "facts", "truth", "code"),
    [
        pytest.param(AT_MOST_20, [steroid(dose="20 mg daily")], T, "dose_compared", id="on the limit"),
        pytest.param(AT_MOST_20, [steroid(dose="20.1 mg daily")], F, "dose_compared", id="just above"),
        pytest.param(AT_MOST_20, [steroid(dose="20 mg")], N, "dose_near", id="how often is not said"),
        pytest.param(AT_MOST_20, [steroid(dose="5 mg")], T, "dose_compared", id="four times a day would do too"),
        pytest.param(AT_MOST_20, [steroid()], N, "dose_unreadable", id="no dose"),
        pytest.param(
            AT_MOST_20, [steroid(dose="40 mg qd", status=None)], N, "dose_near", id="whether it goes on is not said"
        ),
        pytest.param(
            AT_MOST_20, [steroid(dose="20 mg qd", status=None)], T, "dose_compared", id="it would fit if it did"
        ),
        pytest.param(AT_MOST_20, [], N, "dose_history_needed", id="silence"),
        pytest.param(AT_MOST_20, [none()], T, "denied", id="none is a dose of nothing"),
        pytest.param(AT_MOST_20, [none(subject="family")], N, "dose_history_needed", id="a sister takes none"),
        pytest.param(AT_MOST_20, [steroid(dose="5 mg qd", written_on=OLD)], N, "dose_stale", id="an old note"),
        pytest.param(AT_MOST_20, [steroid("methylprednisolone", dose="16 mg qd")], T, "dose_compared", id="as 20"),
        pytest.param(AT_MOST_20, [steroid("methylprednisolone", dose="20 mg qd")], F, "dose_compared", id="as 25"),
        pytest.param(AT_MOST_20, [steroid("glucocorticoid", dose="5 mg qd")], N, "dose_not_comparable", id="unnamed"),
        pytest.param(
            AT_MOST_20,
            [steroid(dose="15 mg qd"), steroid("methylprednisolone", dose="8 mg qd")],
            F,
            "dose_compared",
            id="two drugs add up",
        ),
        pytest.param(
            AT_MOST_20,
            [steroid(dose="5 mg qd"), steroid(dose="10 mg qd")],
            T,
            "dose_compared",
            id="either, or both",
        ),
        pytest.param(
            AT_MOST_20, [steroid(dose="10 mg qd"), steroid(dose="15 mg qd")], N, "dose_near", id="two doses may add up"
        ),
        pytest.param(AT_MOST_20, [steroid(dose="5 mg qd"), none()], N, "whether_taken_unclear", id="contradicted"),
        pytest.param(
            AT_MOST_20, [steroid(dose="5 mg qd", certainty="suspected")], N, "whether_taken_unclear", id="suspected"
        ),
        pytest.param(AT_MOST_20, [steroid(dose="5 mg qd", status="planned")], N, "dose_history_needed", id="planned"),
        pytest.param(AT_MOST_20, [steroid(dose="5 mg qd", status="stopped")], N, "whether_taken_unclear", id="stopped"),
        pytest.param(AT_MOST_20, [steroid(dose="5 mg qd", route="topical")], N, "whether_taken_unclear", id="a cream"),
        pytest.param(PER_KG, [steroid(dose="60 mg qd"), HEAVY], T, "dose_compared", id="1 mg/kg"),
        pytest.param(PER_KG, [steroid(dose="60 mg qd"), LIGHT], F, "dose_compared", id="2 mg/kg"),
        pytest.param(PER_KG, [steroid(dose="60 mg qd")], N, "weight_needed", id="without a weight"),
        pytest.param(PER_KG, [steroid(dose="60 mg qd"), LAST_YEAR], N, "weight_needed", id="old"),
        pytest.param(PER_KG, [steroid(dose="1 mg/kg/d")], T, "dose_compared", id="as written, no weight needed"),
    ],
)
def test_a_daily_dose_beside_its_limit(rule: dict[str, Any], facts: list[FactBase], truth: Truth, code: str) -> None:
    found = ask(rule, *facts)
    assert (found.truth, found.code) == (truth, code)
    assert found.missing or truth is not N


EVER = {"treated": {"of": ["immunosuppressant"], "time": "ever", "borderline": ["biologic"]}}
NOW = {"treated": {"of": ["glucocorticoid"], "time": "now", "route": "oral"}}
DRUG_NOW = {"treated": {"of": ["azathioprine"], "time": "now"}}


@pytest.mark.parametrize(
    ("rule", "facts", "truth"),
    [
        pytest.param(EVER, [fact("treatment", "azathioprine", status="stopped", written_on=OLD)], T, id="long ago"),
        pytest.param(EVER, [fact("treatment", "azathioprine", status="planned")], N, id="planned"),
        pytest.param(EVER, [fact("treatment", "azathioprine", status="refused")], N, id="refused"),
        pytest.param(EVER, [fact("treatment", "azathioprine", subject="family")], N, id="a sister's"),
        pytest.param(EVER, [none("immunosuppressant")], F, id="never"),
        pytest.param(EVER, [none("immunosuppressant", reach="now")], N, id="none at present"),
        pytest.param(EVER, [fact("treatment", "azathioprine"), none("immunosuppressant")], N, id="contradicted"),
        pytest.param(EVER, [none("azathioprine")], N, id="one of them never"),
        pytest.param(EVER, [fact("treatment", "belimumab", status="stopped")], N, id="one that may not count"),
        pytest.param(EVER, [], N, id="silence"),
        pytest.param(NOW, [steroid()], T, id="goes on"),
        pytest.param(NOW, [steroid(route="iv")], N, id="by vein"),
        pytest.param(NOW, [steroid(written_on=OLD)], N, id="goes on by an old note"),
        pytest.param(NOW, [none(reach="now")], F, id="none now"),
        pytest.param(NOW, [steroid(status="stopped"), none(reach="now")], F, id="stopped, and none now"),
        pytest.param(NOW, [steroid(written_on=OLD), none(reach="now")], F, id="by an old note, none now"),
        pytest.param(NOW, [steroid(), none(reach="now")], N, id="contradicted by the same note"),
        pytest.param(NOW, [steroid(status="stopped", changed="2026-01-01")], N, id="one of a class stopped"),
        pytest.param(DRUG_NOW, [fact("treatment", "azathioprine", status="stopped", changed=OLD)], F, id="it stopped"),
    ],
)
def test_taken_now_or_ever(rule: dict[str, Any], facts: list[FactBase], truth: Truth) -> None:
    assert ask(rule, *facts).truth is truth


def test_a_denial_must_speak_of_the_whole_window() -> None:
    rule = {"received": {"of": ["biologic"], "within": "12 weeks", "before": "screening"}}
    month = none("biologic", reach=None, period={"earliest": "2026-02-12", "latest": "2026-03-12"})
    quarter = none("biologic", reach=None, period={"earliest": "2025-12-12", "latest": "2026-03-12"})
    assert ask(rule, month).truth is N
    assert ask(rule, quarter).truth is F


PREGNANT = {
    "known_by": [
        {"measurement": {"of": "serum_hcg", "is": "positive", "within": "28 days"}},
        {"has": {"of": ["pregnancy"], "state": "active", "asks": "now"}},
    ]
}


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        ([lab("serum_hcg", "negative")], F),
        ([fact("condition", "pregnancy", certainty="denied", reach="now")], F),
        ([lab("serum_hcg", "positive")], T),
        ([lab("serum_hcg", "positive"), fact("condition", "pregnancy", certainty="denied", reach="now")], N),
        ([lab("serum_hcg", "negative", "2025-12-01")], N),
        ([], N),
    ],
)
def test_one_answer_is_enough_and_two_that_disagree_are_none(facts: list[FactBase], truth: Truth) -> None:
    assert ask(PREGNANT, *facts).truth is truth


def test_what_is_left_to_a_person_is_always_unknown_and_names_the_judge() -> None:
    found = ask({"left_to_person": {"judge": {"en": "whether it is severe", "zh": "是否严重"}}})
    assert (found.truth, found.settled_by) == (N, "site")
    assert found.missing[0].data["judge"]["en"] == "whether it is severe"
