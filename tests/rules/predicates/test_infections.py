"""Infections and the drugs against them."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import DATES, LYMPHODEPLETION, SCREENING, ago, ask, fact, given

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


INFECTION = {
    "treated_infection": {
        "drugs": "anti_infective", "infections": "infection", "oral_open": ["antiviral", "antifungal"],
        "suppressive": ["hbv_antiviral"], "within": "14 days", "before": "lymphodepletion",
    }
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            [given("carbapenem", route="iv", last_given=ago(14, LYMPHODEPLETION))], T, id="a dose 14 days before"
        ),
        pytest.param(
            [
                given("carbapenem", route="iv", last_given=ago(15, LYMPHODEPLETION)),
                fact("condition", "pneumonia", status="resolved"),
            ],
            F,
            id="15 days before and healed",
        ),
        pytest.param(
            [given("carbapenem", route="iv", last_given=ago(15, LYMPHODEPLETION))], N, id="healed or not is not said"
        ),
        pytest.param([given("carbapenem", route="iv", status="ongoing")], T, id="going on"),
        pytest.param(
            [
                given("cefazolin", route="iv", intent="prophylaxis", last_given=ago(5)),
                fact("condition", "infection", certainty="denied"),
            ],
            F,
            id="prophylaxis",
        ),
        pytest.param([given("valacyclovir", route="oral", last_given=ago(5))], N, id="an oral antiviral in the window"),
        pytest.param(
            [
                given("entecavir", route="oral", status="ongoing"),
                fact("condition", "infection", certainty="denied", reach="now"),
            ],
            F,
            id="suppression of hepatitis B",
        ),
        pytest.param([fact("condition", "infection", certainty="denied", reach="now")], F, id="no infection now"),
        pytest.param([], N, id="silence"),
    ],
)
def test_treated_infection(facts: list[FactBase], expected: Truth) -> None:
    assert ask(INFECTION, *facts).truth is expected


def drug(name: str = "carbapenem", **fields: Any) -> FactBase:
    return given(name, **{"route": "iv", **fields})


def infection(name: str = "pneumonia", **fields: Any) -> FactBase:
    return fact("condition", name, **fields)


def none(**fields: Any) -> FactBase:
    return fact("condition", "infection", certainty="denied", **{"reach": "now", **fields})


OPEN = Dates.planned(SCREENING)
LAST = ago(14, LYMPHODEPLETION)
BEFORE = ago(15, LYMPHODEPLETION)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([drug(last_given=LAST)], T, "iv_treatment", id="by vein, on the first day of the window"),
        pytest.param([drug(last_given=LAST), none()], T, "iv_treatment", id="whatever is denied"),
        pytest.param([drug(last_given=BEFORE), none()], F, "no_infection", id="a day before, and no infection now"),
        pytest.param([drug(last_given=BEFORE)], N, "infection_outcome_unknown", id="a day before, outcome not said"),
        pytest.param(
            [drug(last_given=BEFORE), infection(status="resolved")], F, "infection_over", id="a day before, and over"
        ),
        pytest.param(
            [drug(last_given=BEFORE), infection(status="historical")], F, "infection_over", id="a day before, long over"
        ),
        pytest.param(
            [drug(last_given=BEFORE), infection(status="active")], N, "infection_active", id="and not over"
        ),
        pytest.param(
            [drug(last_given=BEFORE), infection(status="resolved", certainty="suspected")], N,
            "infection_outcome_unknown", id="a suspicion that is over ends no infection",
        ),
        pytest.param([drug(last_given=DateInterval.of_month(2026, 3))], N, "iv_date_unclear", id="some day of March"),
        pytest.param([drug()], N, "iv_date_unclear", id="by vein, nobody knows when"),
        pytest.param([drug(), none()], N, "iv_date_unclear", id="also where no infection is left"),
        pytest.param([drug(last_given=LAST, intent="prophylaxis"), none()], F, "no_infection", id="to prevent one"),
        pytest.param(
            [drug(last_given=LAST), drug(last_given=BEFORE, source="patient")], N, "conflict",
            id="a day before, says the patient",
        ),
        pytest.param(
            [drug(last_given=ago(90)), drug(last_given=LAST, source="patient")], N, "conflict",
            id="the patient's day is inside, the chart's is not",
        ),
        pytest.param([drug(status="ongoing")], T, "iv_treatment", id="going on"),
        pytest.param(
            [drug(status="ongoing", written_on=ago(61, LYMPHODEPLETION))], N, "infection_outcome_unknown",
            id="going on by a note of 61 days ago",
        ),
        pytest.param(
            [drug(status="ongoing", written_on=ago(60, LYMPHODEPLETION))], T, "iv_treatment", id="by one of 60 days ago"
        ),
        pytest.param([drug(route="oral", status="ongoing")], N, "oral_treatment", id="by mouth, going on"),
        pytest.param([drug(route="oral", last_given=LAST)], N, "infection_not_mentioned", id="by mouth, over"),
        pytest.param([drug(route="oral", last_given=LAST), none()], F, "no_infection", id="by mouth, none left"),
        pytest.param([drug("valacyclovir", route="oral", last_given=LAST), none()], N, "oral_treatment",
                     id="an antiviral by mouth, inside"),
        pytest.param([drug("valacyclovir", route="oral", last_given=BEFORE), none()], F, "no_infection",
                     id="an antiviral by mouth, before"),
        pytest.param([drug("valacyclovir", route="oral"), none()], F, "no_infection", id="by mouth, nobody knows when"),
        pytest.param([drug("antiviral", route=None, status="ongoing"), none()], F, "no_infection", id="a bare class"),
        pytest.param([drug("antiviral", route=None, status="ongoing", last_given=SCREENING), none()], N,
                     "oral_treatment", id="a class, taken on the day of the note"),
        pytest.param([drug("antiviral", route="oral", status="ongoing"), none()], N, "oral_treatment",
                     id="a class by mouth, going on"),
        pytest.param([drug("antiviral", route="oral", last_given=LAST), none()], F, "no_infection",
                     id="a class by mouth, over"),
        pytest.param([drug("entecavir", route="oral", status="ongoing"), none()], F, "no_infection", id="suppression"),
        pytest.param([infection(status="active")], N, "infection_active", id="an active infection"),
        pytest.param([infection(status="active", written_on=ago(9)), none()], F, "no_infection", id="gone since"),
        pytest.param([infection(status="active"), none()], F, "no_infection", id="gone by the same note"),
        pytest.param([infection(status="active"), none(written_on=ago(9))], N, "infection_active", id="come since"),
        pytest.param(
            [infection(status="active", written_on=ago(9)), infection("sepsis", status="resolved")], F,
            "infection_over", id="another that is over, later",
        ),
        pytest.param([infection()], N, "infection_not_mentioned", id="an infection of which nothing is said"),
        pytest.param([none(written_on=ago(28))], F, "no_infection", id="denied 28 days ago"),
        pytest.param([none(written_on=ago(29))], N, "infection_not_mentioned", id="denied 29 days ago"),
        pytest.param([given("anti_infective", certainty="denied", reach="now")], F, "no_infection", id="no such drug"),
        pytest.param([given("antibiotic", certainty="denied", reach="now")], N, "infection_not_mentioned",
                     id="no antibiotic, which this protocol does not take for all"),
        pytest.param([], N, "infection_not_mentioned", id="silence"),
    ],
)  # fmt: skip
def test_infections_and_their_treatment(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(INFECTION, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "infection_not_mentioned")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(ago(14), T, id="inside if lymphodepletion is on the first day that it can be"),
        pytest.param(ago(15), F, id="outside on that day, and so on each"),
        pytest.param(DateInterval(ago(30), None), N, id="nobody knows until when"),
    ],
)
def test_a_lymphodepletion_that_nobody_dated(day: Any, expected: Truth) -> None:
    assert ask(INFECTION, drug(last_given=day), none(), dates=OPEN).truth is expected


def routine(*facts: FactBase) -> Truth:
    node = {"treated_infection": {**INFECTION["treated_infection"], "routine": ["antibiotic"]}}
    return ask(node, *facts).truth


def test_a_denial_of_routine_drugs_counts_where_the_protocol_says_so() -> None:
    assert routine(given("antibiotic", certainty="denied", reach="now")) is F
    assert routine(given("antibiotic", certainty="denied", reach="now", written_on=ago(29))) is N


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([drug(last_given=LAST)], [("away", LAST, False)], id="inside: what comes after is not said"),
        pytest.param([drug(last_given=LAST), none()], [("away", LAST, True)], id="inside, and no infection is left"),
        pytest.param([drug(status="ongoing")], [("away", None, True)], id="going on: not begun to run"),
        pytest.param([none()], [("fresh", SCREENING, True)], id="a denial"),
        pytest.param(
            [none(written_on=ago(9)), given("anti_infective", certainty="denied", reach="now")],
            [("fresh", SCREENING, True)], id="of two denials the one that lasts longer",
        ),
        pytest.param([infection(status="resolved"), none()], [], id="over: holds for ever"),
    ],
)  # fmt: skip
def test_the_windows_that_are_judged(facts: list[FactBase], expected: list[Any]) -> None:
    windows = ask(INFECTION, *facts).windows
    assert [(each.rule, each.event and each.event.day, each.settles) for each in windows] == expected


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([drug(last_given=DateInterval(LAST, None))], T, "iv_treatment", id="since the first day"),
        pytest.param([drug(last_given=DateInterval(None, BEFORE)), none()], F, "no_infection", id="by the day before"),
        pytest.param([drug("vancomycin", status="ongoing", written_on=DateInterval(ago(90), ago(50)))],
                     T, "iv_treatment",
                     id="going on by a note of about then"),
        pytest.param([drug(status="ongoing", written_on=None)], T, "iv_treatment", id="going on by an undated note"),
        pytest.param([drug("entecavir", status="ongoing"), drug(last_given=LAST)], T, "iv_treatment", id="beside"),
        pytest.param([drug(route=None, last_given=LAST), none()], F, "no_infection", id="no route said, over"),
        pytest.param([drug("meropenem", route=None, status="ongoing"), none()], N, "oral_treatment",
                     id="no route said, going on"),
        pytest.param([infection(status="active", written_on=ago(9)), infection("sepsis", status="active")], N,
                     "infection_active", id="two that are active"),
        pytest.param([infection(status="resolved", written_on=ago(9)), infection("sepsis", status="active",
                                                                                 written_on=ago(5)), none()], F,
                     "no_infection", id="over, active, and denied"),
    ],
)  # fmt: skip
def test_infections_on_some_day(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(INFECTION, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert found.remedy == ("treat" if expected is T else None)


@pytest.mark.parametrize(
    ("written", "dates", "expected"),
    [
        pytest.param(DateInterval(ago(80), ago(57)), None, N, id="61 days before lymphodepletion at the latest"),
        pytest.param(DateInterval(ago(80), ago(56)), None, T, id="60 days before"),
        pytest.param(ago(90), OPEN, T, id="before a lymphodepletion that nobody dated"),
    ],
)
def test_how_long_a_note_says_that_a_drug_goes_on(written: Any, dates: Dates | None, expected: Truth) -> None:
    given_ = [drug(status="ongoing", written_on=written)]
    assert ask(INFECTION, *given_, dates=dates or DATES).truth is expected


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        pytest.param([drug("valacyclovir", route="oral", last_given=LAST)], ["away"], id="an antiviral inside"),
        pytest.param([drug("valacyclovir", route="oral", last_given=BEFORE)], [], id="before"),
        pytest.param([drug(route="oral", last_given=LAST)], [], id="another drug by mouth, over"),
        pytest.param([drug(last_given=BEFORE)], ["away"], id="by vein, before"),
        pytest.param([drug(last_given=BEFORE), none()], ["away", "fresh"], id="and none now"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_the_courses_that_have_windows(facts: list[FactBase], rules: list[str]) -> None:
    found = ask(INFECTION, *facts)
    assert [window.rule for window in found.windows] == rules
    settles = [window.settles for window in found.windows if window.rule == "away"]
    assert settles == [LAST not in [getattr(each, "last_given", None) and each.last_given.day for each in facts]] * len(
        settles
    )


def test_of_denials_of_which_one_is_enough_the_last_to_lapse_counts() -> None:
    early, late = none(written_on=ago(9)), given("anti_infective", certainty="denied", reach="now", written_on=ago(3))
    (window,) = ask(INFECTION, early, late).windows
    assert window.facts == (late,)
    undated = none(written_on=None)
    assert ask(INFECTION, undated).windows == ()


def test_each_suppressive_drug_is_left_out() -> None:
    node = {"treated_infection": {**INFECTION["treated_infection"], "suppressive": ["hbv_antiviral", "valacyclovir"]}}
    for name in ("entecavir", "valacyclovir"):
        assert ask(node, drug(name, route="oral", status="ongoing"), none()).truth is F


def test_infections_without_courses_have_no_windows_of_theirs() -> None:
    assert ask(INFECTION, infection(status="active")).windows == ()
    two = [drug(last_given=BEFORE), drug("valacyclovir", route="oral", last_given=LAST)]
    assert [window.settles for window in ask(INFECTION, *two).windows] == [False, False]
    over = [*two, infection(status="resolved")]
    assert [window.settles for window in ask(INFECTION, *over).windows] == [True, True]
