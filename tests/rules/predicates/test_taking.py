"""What is taken now or ever, and how much a day: each answer, its denial, an old note and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.dates import DateInterval
from rules.doses import Daily, daily, limit
from rules.facts import FactBase
from rules.intervals import Interval
from rules.predicates.taking import DailyDose
from rules.truth import Truth
from tests.rules.builders import SCREENING, ago, ask, fact, lab

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


def more(how: str, limit_: str) -> dict[str, Any]:
    return {"daily_dose": {"of": "glucocorticoid", how: limit_}}


@pytest.mark.parametrize(
    ("how", "below", "on", "above"),
    [("at_most", T, T, F), ("at_least", F, T, T), ("more_than", F, F, T), ("less_than", T, F, F)],
)
def test_each_way_to_compare_a_daily_dose(how: str, below: Truth, on: Truth, above: Truth) -> None:
    doses = [ask(more(how, "20 mg"), steroid(dose=f"{dose} mg qd")) for dose in (19, 20, 21)]
    assert [found.truth for found in doses] == [below, on, above]
    assert {found.remedy for found in doses} == {"treat"}
    assert [found.review for found in doses] == [False] * 3
    nothing = ask(more(how, "20 mg"), none())
    assert nothing.truth is below
    margin = doses[1].margin
    assert margin is not None
    assert (margin.values, margin.how, margin.limit, margin.unit) == ((Interval.of(20),), how, Interval.of(20), "mg")


def test_a_daily_dose_has_one_limit_and_it_is_a_dose() -> None:
    for limits in ({}, {"at_least": "1 mg", "at_most": "2 mg"}):
        with pytest.raises(ValueError, match="one limit"):
            DailyDose(of="glucocorticoid", **limits)
    with pytest.raises(ValueError, match="not a daily dose"):
        DailyDose(of="glucocorticoid", at_most="two tablets")


FRESH, STALE = date(2026, 2, 12), date(2026, 2, 11)


@pytest.mark.parametrize(
    ("facts", "truth", "code"),
    [
        pytest.param([steroid(dose="5 mg qd", written_on=FRESH)], T, "dose_compared", id="by a note of 28 days ago"),
        pytest.param([steroid(dose="5 mg qd", written_on=STALE)], N, "dose_stale", id="by one of 29 days ago"),
        pytest.param([steroid(dose="5 mg qd", written_on=None)], T, "dose_compared", id="by an undated note"),
        pytest.param([none(reach="now", written_on=FRESH)], T, "denied", id="none 28 days ago"),
        pytest.param([none(reach="now", written_on=STALE)], N, "dose_history_needed", id="none 29 days ago"),
        pytest.param([none("prednisone")], N, "dose_history_needed", id="one of the class denied"),
        pytest.param([steroid(status="stopped", written_on=FRESH), none(reach="now")], T, "denied",
                     id="stopped, and none since"),
        pytest.param([steroid(status="stopped"), none(reach="now", written_on=FRESH)], N, "whether_taken_unclear",
                     id="none, and stopped after"),
        pytest.param([steroid(dose="30 mg qd", written_on=FRESH), steroid(dose="5 mg qd")], T, "dose_compared",
                     id="the latest note's dose"),
        pytest.param([steroid(dose="5 mg qd", written_on=FRESH), steroid(dose="30 mg qd")], F, "dose_compared",
                     id="also where it is higher"),
        pytest.param([steroid(dose="30 mg qd"), steroid()], F, "dose_compared",
                     id="a mention without a dose says nothing"),
        pytest.param([steroid(dose="30 mg qd", status="held"), steroid(dose="5 mg qd")], T, "dose_compared",
                     id="one that is held does not count"),
        pytest.param([steroid(dose="5 mg qd", status=None, last_given=FRESH)], N, "whether_taken_unclear",
                     id="a last dose, and nothing says that it goes on"),
        pytest.param([steroid(dose="5 mg qd", status=None)], T, "dose_compared", id="at most that, or nothing"),
        pytest.param([steroid(dose="5 mg qd", status="held")], N, "whether_taken_unclear", id="held"),
        pytest.param([steroid(dose="5 mg qd", intent="placebo")], N, "whether_taken_unclear", id="placebo"),
        *(
            pytest.param([steroid(dose="5 mg qd", route=route)], N, "whether_taken_unclear", id=route)
            for route in ("inhaled", "ophthalmic", "intra_articular")
        ),
        pytest.param([steroid(dose="5 mg qd", route="iv")], T, "dose_compared", id="by vein"),
        pytest.param([steroid("glucocorticoid", dose="30 mg qd"), steroid(dose="5 mg qd")], T, "dose_compared",
                     id="the class beside a drug of it"),
        pytest.param([steroid(dose="5 mg qd"), none(written_on=FRESH)], T, "dose_compared", id="denied before"),
        pytest.param([steroid(dose="5 mg qd"), none("prednisone")], N, "whether_taken_unclear", id="this drug denied"),
        pytest.param([steroid(dose="5 mg qd"), none(others_only=True)], T, "dose_compared", id="no other"),
        pytest.param([steroid(dose="5 mg qd"), steroid("methylprednisolone", dose="a tablet")], N, "dose_unreadable",
                     id="one of two that is not read"),
        pytest.param([steroid(dose="5 mg qd"), steroid("methylprednisolone", dose="4 mg qd", written_on=STALE)], N,
                     "dose_stale", id="one of two by an old note"),
    ],
)  # fmt: skip
def test_the_dose_that_is_taken_now(facts: list[FactBase], truth: Truth, code: str) -> None:
    found = ask(AT_MOST_20, *facts)
    assert (found.truth, found.code) == (truth, code)
    assert bool(found.missing) is (truth is N)
    assert bool(found.facts) is (code != "dose_history_needed")


AT_LEAST_5 = more("at_least", "5 mg")


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        pytest.param([steroid(dose="5 mg qd")], T, id="goes on"),
        pytest.param([steroid(dose="5 mg qd", status=None)], N, id="a pulse that may be over"),
        pytest.param([steroid(dose="5 mg qd"), steroid(dose="10 mg qd")], T, id="either dose is enough"),
        pytest.param([steroid(dose="4 mg qd"), steroid(dose="10 mg qd")], N, id="one of two doses is"),
        pytest.param(
            [steroid(dose="5 mg qd"), steroid("methylprednisolone", dose="4 mg qd", status=None)], T, id="two"
        ),
        pytest.param([steroid(dose="5 mg")], N, id="how often is not said"),
        pytest.param([steroid(dose="10 mg")], T, id="every other day would do"),
    ],
)
def test_a_dose_that_must_be_reached(facts: list[FactBase], truth: Truth) -> None:
    assert ask(AT_LEAST_5, *facts).truth is truth


def test_how_a_dose_was_counted_is_said() -> None:
    plain = ask(AT_MOST_20, steroid(dose="5 mg qd"))
    assert (plain.assumptions, plain.review) == ((), False)
    often = ask(AT_MOST_20, steroid(dose="5 mg"))
    assert ([remark.code for remark in often.assumptions], often.review) == (["dose_often_unsaid"], True)
    other = ask(AT_MOST_20, steroid("methylprednisolone", dose="16 mg qd"))
    assert [remark.code for remark in other.assumptions] == ["prednisone_equivalent"]
    near = ask(AT_MOST_20, steroid(dose="20 mg"))
    assert ([remark.code for remark in near.missing], near.review) == (["dose_needed"], True)
    assert near.data["dose"] == "10-80 mg"


ORAL = {"daily_dose": {"of": "glucocorticoid", "at_most": "20 mg", "route": "oral"}}
AS_WRITTEN = {"daily_dose": {"of": "glucocorticoid", "at_most": "20 mg", "as_prednisone": False}}


def test_what_is_given_by_vein_does_not_count_by_mouth() -> None:
    pulse = steroid("methylprednisolone", dose="500 mg qd", route="iv")
    assert ask(ORAL, steroid(dose="5 mg qd"), pulse).truth is T
    assert ask(AT_MOST_20, steroid(dose="5 mg qd"), pulse).truth is F
    assert ask(ORAL, steroid(dose="5 mg qd", route="oral")).truth is T


def test_a_drug_counts_as_written_where_no_equivalent_is_asked_for() -> None:
    assert ask(AS_WRITTEN, steroid("methylprednisolone", dose="20 mg qd")).truth is T
    assert ask(AT_MOST_20, steroid("methylprednisolone", dose="20 mg qd")).truth is F
    assert ask(AS_WRITTEN, steroid("glucocorticoid", dose="20 mg qd")).truth is T


def kilos(value: float, on: str = "2026-03-12", **fields: Any) -> FactBase:
    return lab("weight", value, on, **fields)


@pytest.mark.parametrize(
    ("weights", "truth"),
    [
        pytest.param([kilos(60.0)], T, id="60 kg"),
        pytest.param([kilos(59.0)], F, id="59 kg"),
        pytest.param([kilos(60.0, "2025-09-10")], T, id="183 days ago"),
        pytest.param([kilos(60.0, "2025-09-09")], N, id="184 days ago"),
        pytest.param([kilos(60.0, "2026-03-13")], N, id="after screening"),
        pytest.param([kilos(30.0, "2026-01-01"), kilos(60.0)], T, id="the latest"),
        pytest.param([kilos(60.0), kilos(30.0, "2026-01-01")], T, id="in either order"),
        pytest.param([kilos(60.0, validity="declared_false")], N, id="declared false"),
        pytest.param([kilos(60.0, comparator="<")], N, id="less than that"),
        pytest.param([kilos(0.0)], N, id="nought"),
        pytest.param([fact("measurement", "weight", value=60.0)], N, id="undated"),
        pytest.param([fact("measurement", "weight", low=55.0, high=65.0, date="2026-03-12")], N, id="a range"),
    ],
)
def test_a_dose_for_each_kilogram_of_the_latest_weight(weights: list[FactBase], truth: Truth) -> None:
    found = ask(PER_KG, steroid(dose="60 mg qd"), *weights)
    assert found.truth is truth
    if truth is not N:
        assert found.facts[-1].name == "weight"
        assert found.data["dose"].endswith("mg/kg")


def test_a_dose_by_weight_beside_a_limit_that_is_none() -> None:
    assert ask(AT_MOST_20, steroid(dose="0.5 mg/kg/d"), kilos(40.0)).truth is T
    assert ask(AT_MOST_20, steroid(dose="0.5 mg/kg/d"), kilos(41.0)).truth is F
    assert ask(AT_MOST_20, steroid(dose="0.5 mg/kg/d")).code == "weight_needed"


CLASS_NOW = {"treated": {"of": ["glucocorticoid"], "time": "now"}}


@pytest.mark.parametrize(
    ("rule", "facts", "truth", "code"),
    [
        pytest.param(CLASS_NOW, [steroid(written_on=FRESH)], T, "is_taken", id="by a note of 28 days ago"),
        pytest.param(CLASS_NOW, [steroid(written_on=STALE)], N, "whether_taken_unclear", id="by one of 29 days ago"),
        pytest.param(CLASS_NOW, [steroid(written_on=None)], T, "is_taken", id="by an undated note"),
        pytest.param(CLASS_NOW, [steroid(certainty="suspected")], N, "whether_taken_unclear", id="suspected"),
        pytest.param(CLASS_NOW, [steroid(status=None)], N, "whether_taken_unclear", id="not said to go on"),
        pytest.param(CLASS_NOW, [steroid(intent="placebo")], N, "not_mentioned", id="placebo"),
        pytest.param(CLASS_NOW, [none(reach="now", written_on=STALE)], N, "not_mentioned", id="none 29 days ago"),
        pytest.param(CLASS_NOW, [none(reach="now", others_only=True)], N, "not_mentioned", id="no other"),
        pytest.param(CLASS_NOW, [steroid(), none(reach="now", written_on=FRESH)], T, "is_taken", id="denied before"),
        pytest.param(CLASS_NOW, [steroid(written_on=FRESH), none(reach="now")], F, "no_longer_taken",
                     id="denied since"),
        pytest.param(CLASS_NOW, [steroid(), none(reach="now")], N, "whether_taken_unclear",
                     id="denied by the same note"),
        pytest.param(CLASS_NOW, [steroid(status="stopped"), none(reach="now")], F, "no_longer_taken",
                     id="stopped, and denied by the same note"),
        pytest.param(DRUG_NOW, [fact("treatment", "azathioprine", status="stopped")], F, "no_longer_taken",
                     id="stopped"),
        pytest.param(DRUG_NOW, [fact("treatment", "azathioprine", last_given=OLD)], F, "no_longer_taken",
                     id="a last dose"),
        pytest.param(DRUG_NOW, [fact("treatment", "azathioprine")], N, "whether_taken_unclear", id="named"),
        pytest.param(NOW, [steroid(route="oral")], T, "is_taken", id="by mouth"),
        pytest.param(NOW, [steroid(route=None)], T, "is_taken", id="no route said"),
        *(
            pytest.param(NOW, [steroid(route=route)], N, "not_mentioned", id=route)
            for route in ("iv", "topical", "inhaled", "ophthalmic", "intra_articular")
        ),
        pytest.param(CLASS_NOW, [steroid(route="topical")], T, "is_taken", id="where no route is asked for, any"),
        pytest.param(EVER, [fact("treatment", "azathioprine", certainty="suspected")], N, "whether_taken_unclear",
                     id="perhaps, ever"),
        pytest.param(EVER, [fact("treatment", "azathioprine", intent="placebo")], N, "not_mentioned",
                     id="placebo, ever"),
        pytest.param(EVER, [fact("treatment", "belimumab"), none("immunosuppressant")], F, "denied",
                     id="one that may not count, and none of the class"),
        pytest.param(EVER, [fact("treatment", "belimumab")], N, "borderline", id="one that may not count"),
        pytest.param(EVER, [fact("treatment", "belimumab", intent="placebo")], N, "not_mentioned", id="as a placebo"),
        pytest.param(EVER, [fact("treatment", "azathioprine"), fact("treatment", "belimumab")], T, "was_taken",
                     id="beside one that does"),
    ],
)  # fmt: skip
def test_what_decides_whether_a_drug_is_taken(
    rule: dict[str, Any], facts: list[FactBase], truth: Truth, code: str
) -> None:
    found = ask(rule, *facts)
    assert (found.truth, found.code) == (truth, code)
    assert bool(found.missing) is (truth is N)
    assert bool(found.facts) is (code != "not_mentioned")
    denied = any(each.certainty == "denied" for each in facts)
    assert found.review is (code == "borderline" or (code == "whether_taken_unclear" and denied))


ORAL_MMF = steroid("methylprednisolone", dose="4 mg qd")


@pytest.mark.parametrize(
    ("facts", "truth", "code"),
    [
        pytest.param([steroid(dose="5 mg qd", route="topical"), ORAL_MMF], T, "dose_compared",
                     id="a cream comes first"),
        pytest.param([steroid(status="stopped"), ORAL_MMF], T, "dose_compared", id="one that was stopped comes first"),
        pytest.param([steroid(dose="30 mg qd", status="stopped"), steroid(dose="5 mg qd")], T, "dose_compared",
                     id="a dose that was stopped, in the same note"),
        pytest.param([steroid(dose="5 mg qd"), steroid(status=None)], T, "dose_compared", id="named again"),
        pytest.param([steroid(dose="5 mg qd"), steroid(status="stopped")], N, "whether_taken_unclear",
                     id="stopped after"),
        pytest.param([steroid(dose="30 mg qd", written_on=FRESH), steroid()], N, "dose_unreadable",
                     id="a later note without a dose"),
        pytest.param([steroid(dose="15 mg qd", written_on=FRESH), steroid("methylprednisolone", dose="8 mg qd")], F,
                     "dose_compared", id="each drug by its own latest note"),
        pytest.param([steroid(dose="5 mg qd"), none(reach="now", written_on=STALE)], T, "dose_compared",
                     id="denied long before"),
        pytest.param([steroid(dose="5 mg qd", written_on=STALE), none(reach="then")], N, "dose_stale",
                     id="a denial of another time"),
        pytest.param([steroid(dose="5 mg qd", written_on=FRESH), steroid("methylprednisolone", dose="4 mg qd"),
                      none(reach="now", written_on=ago(3))], T, "dose_compared", id="denied before the last note"),
        pytest.param([steroid(status="stopped"), none(reach="now")], T, "denied",
                     id="stopped, and none by the same note"),
        pytest.param([steroid(status="stopped"), none(reach="now", written_on=ago(3))], N, "whether_taken_unclear",
                     id="none, and stopped by a later note"),
        pytest.param([steroid(dose="10 mg qd"), steroid(dose="10 mg qd", status=None)], T, "dose_compared",
                     id="told twice"),
    ],
)  # fmt: skip
def test_which_mentions_give_the_dose(facts: list[FactBase], truth: Truth, code: str) -> None:
    found = ask(AT_MOST_20, *facts)
    assert (found.truth, found.code) == (truth, code)


def test_the_same_dose_told_twice_is_taken_once() -> None:
    assert ask(AT_MOST_20, steroid(dose="15 mg qd"), steroid(dose="15 mg qd")).truth is T
    assert ask(AT_MOST_20, steroid(dose="5-15 mg qd")).data["dose"] == "5-15 mg"
    assert ask(AT_MOST_20, steroid(dose="5-15 mg qd"), steroid(dose="5-15 mg qd")).data["dose"] == "5-15 mg"
    assert ask(AT_MOST_20, steroid(dose="5 mg qd"), steroid(dose="10 mg qd", status=None)).data["dose"] == "5-15 mg"
    assert ask(AT_MOST_20, steroid(dose="5 mg qd", status=None)).data["dose"] == "0-5 mg"


def test_the_dose_of_several_drugs_is_a_range_where_one_of_them_is() -> None:
    found = ask(AT_MOST_20, steroid(dose="5-10 mg qd"), steroid("methylprednisolone", dose="4-8 mg qd"))
    assert (found.truth, found.data["dose"]) == (T, "10-20 mg")


def test_words_and_remedies_of_open_doses() -> None:
    stale = ask(AT_MOST_20, steroid(dose="5 mg qd", written_on=STALE))
    assert stale.data["what"] == "prednisone"
    doubt = ask(AT_MOST_20, steroid(dose="5 mg qd"), none())
    assert (doubt.data["what"], doubt.review) == ("prednisone", True)
    stopped = ask(AT_MOST_20, steroid(status="stopped"))
    assert stopped.data["what"] == "prednisone"
    assert ask(AT_MOST_20, none()).remedy == "treat"
    unread = ask(AT_MOST_20, steroid("methylprednisolone", dose="4 mg qd"), steroid(dose="a tablet"))
    assert unread.code == "dose_unreadable"
    weighed = ask(PER_KG, steroid(dose="60 mg qd"), steroid("methylprednisolone", dose="4 mg qd"), kilos(90.0))
    assert [each.name for each in weighed.facts].count("weight") == 1
    assert [remark.code for remark in ask(EVER, fact("treatment", "belimumab")).assumptions] == ["borderline"]


@pytest.mark.parametrize(
    ("day", "truth"),
    [
        pytest.param(DateInterval(date(2025, 9, 10), SCREENING), T, id="some day of the half year"),
        pytest.param(DateInterval(date(2025, 9, 9), SCREENING), N, id="or a day before it"),
        pytest.param(DateInterval(date(2025, 9, 10), date(2026, 3, 13)), N, id="or a day after screening"),
        pytest.param(DateInterval(date(2025, 9, 10), None), N, id="since a day"),
        pytest.param(DateInterval(None, SCREENING), N, id="by a day"),
    ],
)
def test_a_weight_of_some_day(day: DateInterval, truth: Truth) -> None:
    found = ask(PER_KG, steroid(dose="60 mg qd"), fact("measurement", "weight", value=60.0, date=day))
    assert found.truth is truth


def test_of_two_rough_weights_the_one_that_ends_later_counts() -> None:
    early = fact("measurement", "weight", value=30.0, date=DateInterval(date(2026, 2, 1), date(2026, 2, 2)))
    late = fact("measurement", "weight", value=60.0, date=DateInterval(date(2026, 1, 1), date(2026, 2, 3)))
    for weights in ([early, late], [late, early]):
        assert ask(PER_KG, steroid(dose="60 mg qd"), *weights).truth is T


@pytest.mark.parametrize(
    ("facts", "truth", "code"),
    [
        pytest.param([steroid(written_on=STALE), steroid()], T, "is_taken", id="an old note and a fresh one"),
        pytest.param([steroid(), steroid(written_on=STALE)], T, "is_taken", id="in either order"),
        pytest.param([steroid(written_on=FRESH), steroid("methylprednisolone"), none(reach="now", written_on=ago(3))],
                     T,
                     "is_taken", id="denied before the last note"),
        pytest.param([steroid(status="stopped"), steroid("methylprednisolone", status=None)],
                     N, "whether_taken_unclear",
                     id="one stopped, one not said"),
        pytest.param([steroid(status="stopped", written_on=FRESH), steroid("methylprednisolone", status="stopped"),
                      none(reach="now", written_on=ago(3))], N, "whether_taken_unclear", id="stopped after the denial"),
        pytest.param([steroid(status="stopped"), steroid(status=None)], N, "whether_taken_unclear",
                     id="stopped and named"),
    ],
)  # fmt: skip
def test_of_several_mentions_the_latest_counts(facts: list[FactBase], truth: Truth, code: str) -> None:
    found = ask(CLASS_NOW, *facts)
    assert (found.truth, found.code) == (truth, code)


def test_by_vein_is_not_by_mouth_and_the_other_way() -> None:
    by_vein = {"treated": {"of": ["glucocorticoid"], "time": "now", "route": "iv"}}
    assert ask(by_vein, steroid(route="iv")).truth is T
    assert ask(by_vein, steroid(route="oral")).truth is N
    assert ask(by_vein, steroid(route=None)).truth is T
