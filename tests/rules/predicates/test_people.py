"""Age and what people stated or agreed to: at the birthday, the day before, and told twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.predicates.people import Age, LeftToPerson
from rules.truth import Truth, not_
from tests.rules.builders import SCREENING, ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


AGE = {"age": {"at_least": 18, "at_most": 70}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("demographic", "birth_date", value=date(2008, 3, 12))], T, id="18 today"),
        pytest.param([fact("demographic", "birth_date", value=date(2008, 3, 13))], F, id="18 tomorrow"),
        pytest.param(
            [fact("demographic", "birth_date", value=date(1955, 3, 13))], T, id="the day before the 71st birthday"
        ),
        pytest.param([fact("demographic", "birth_date", value=date(1955, 3, 12))], F, id="71 today"),
        pytest.param([fact("demographic", "age", value=70)], T, id="70 as stated today"),
        pytest.param(
            [fact("demographic", "age", value=70, written_on=ago(90))], N, id="70 as stated three months ago may be 71"
        ),
        pytest.param([fact("demographic", "age", value=40, written_on=ago(90))], T, id="40 as stated three months ago"),
        pytest.param(
            [fact("demographic", "age", value=30), fact("demographic", "age", value=60)],
            N,
            id="two ages that do not fit",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_age_is_counted_in_completed_years_on_the_screening_day(facts: list[FactBase], expected: Truth) -> None:
    assert ask(AGE, *facts).truth is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("statement", "consent", value="yes")], T, id="signed"),
        pytest.param([fact("statement", "consent", value="no")], F, id="declined"),
        pytest.param([fact("statement", "consent", value="unclear")], N, id="handed out"),
        pytest.param(
            [
                fact("statement", "consent", value="unclear", written_on=ago(-1)),
                fact("statement", "consent", value="yes"),
            ],
            T,
            id="a later unclear word does not undo a signature",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_statements(facts: list[FactBase], expected: Truth) -> None:
    assert ask({"stated": {"of": "consent", "is": "yes"}}, *facts).truth is expected


BORN = {"birth_date": date(1985, 5, 1)}


def born(value: Any) -> FactBase:
    return fact("demographic", "birth_date", value=value)


@pytest.mark.parametrize(
    ("rule", "birth", "truth", "remedy"),
    [
        pytest.param({"at_least": 18}, date(2008, 3, 13), F, "wait", id="too young: time cures it"),
        pytest.param({"at_most": 70}, date(1955, 3, 12), F, "permanent", id="too old: nothing does"),
        pytest.param({"at_least": 18}, date(1900, 3, 12), T, "permanent", id="no upper limit is asked for"),
        pytest.param({"at_most": 70}, date(2026, 3, 1), T, "permanent", id="no lower limit is asked for"),
        pytest.param({"at_least": 18, "on": "infusion"}, date(2008, 3, 20), T, "permanent", id="18 on the infusion"),
        pytest.param({"at_least": 18, "on": "infusion"}, date(2008, 3, 21), F, "wait", id="18 the day after it"),
        pytest.param({"at_least": 18}, DateInterval.of_year(2008), N, None, id="18 this year, some day"),
        pytest.param({"at_least": 18}, DateInterval.of_year(2007), T, "permanent", id="18 since last year"),
    ],
)
def test_an_age_on_a_day(rule: dict[str, Any], birth: Any, truth: Truth, remedy: str | None) -> None:
    found = ask({"age": rule}, born(birth))
    assert found.truth is truth
    assert remedy is None or found.remedy == remedy
    assert bool(found.missing) is found.review is (truth is N)
    assert [each.name for each in found.facts] == ["birth_date"]


def test_an_infusion_that_nobody_dated_is_counted_to_its_earliest_day() -> None:
    node = {"age": {"at_least": 18, "on": "infusion"}}
    assert ask(node, born(date(2008, 3, 12)), dates=Dates.planned(SCREENING)).truth is T
    assert ask(node, born(date(2008, 3, 13)), dates=Dates.planned(SCREENING)).truth is F


@pytest.mark.parametrize(
    ("rule", "birth", "expected"),
    [
        pytest.param(
            {"at_least": 18, "at_most": 70}, date(1985, 5, 1), [("lasting", 216), ("younger", 852)], id="both"
        ),
        pytest.param({"at_least": 18}, date(1985, 5, 1), [("lasting", 216)], id="no upper limit"),
        pytest.param({"at_most": 70}, date(1985, 5, 1), [("younger", 852)], id="no lower limit"),
        pytest.param({"at_least": 18, "at_most": 70}, date(1950, 5, 1), [("lasting", 216)], id="too old for good"),
    ],
)
def test_the_birthdays_that_change_the_answer(rule: dict[str, Any], birth: date, expected: list[Any]) -> None:
    found = ask({"age": {**rule, "on": "infusion"}}, born(birth))
    assert [(window.rule, window.span and window.span.months) for window in found.windows] == expected
    assert {window.anchors for window in found.windows} == {("infusion",)}
    assert {window.event for window in found.windows} == {DateInterval.on(birth)}


@pytest.mark.parametrize(
    ("rule", "code"),
    [({"at_least": 18}, "age_from"), ({"at_most": 70}, "age_to"), ({"at_least": 18, "at_most": 70}, "age")],
)
def test_an_age_is_told_with_the_limits_that_are_asked_for(rule: dict[str, Any], code: str) -> None:
    assert ask({"age": rule}, born(date(1985, 5, 1))).code == code


def test_ages_that_do_not_fit_are_told_from_ages_that_nobody_mentions() -> None:
    assert ask(AGE).code == "age_not_mentioned"
    ages = [fact("demographic", "age", value=value) for value in (30, 60)]
    assert ask(AGE, *ages).code == "age_conflict"
    assert ask(AGE, born(date(1985, 5, 1)), born(date(1986, 5, 1))).code == "age_conflict"


def test_limits_of_age_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="is above at_most"):
        Age(at_least=19, at_most=18)
    assert ask({"age": {"at_least": 18, "at_most": 18}}, born(date(2008, 3, 12))).truth is T


WOMAN, MAN = (fact("demographic", "sex", value=value) for value in ("female", "male"))


@pytest.mark.parametrize(
    ("facts", "expected"), [([WOMAN], T), ([MAN], F), ([WOMAN, WOMAN], T), ([WOMAN, MAN], N), ([], N)]
)
def test_sex(facts: list[FactBase], expected: Truth) -> None:
    found = ask({"sex": {"is": "female"}}, *facts)
    assert found.truth is expected
    assert ask({"sex": {"is": "male"}}, *facts).truth is not_(expected)
    assert found.remedy == (None if expected is N else "permanent")
    assert found.facts == (() if expected is N else (facts[-1],))


def consent(value: str, **fields: Any) -> FactBase:
    return fact("statement", "consent", value=value, **fields)


@pytest.mark.parametrize(
    ("facts", "expected", "shown"),
    [
        pytest.param([consent("no", written_on=ago(9)), consent("yes")], T, 1, id="the later word counts"),
        pytest.param([consent("yes", written_on=ago(9)), consent("no")], F, 1, id="also where it is a refusal"),
        pytest.param([consent("yes"), consent("no")], N, 2, id="yes and no on one day"),
        pytest.param([consent("yes"), consent("yes")], T, 1, id="said twice"),
        pytest.param([consent("yes", subject="family")], N, 0, id="somebody else's"),
        pytest.param([consent("yes", written_on=ago(9)), consent("unclear")], T, 1, id="unclear undoes nothing"),
        pytest.param([consent("unclear")], N, 1, id="unclear alone"),
    ],
)
def test_the_latest_clear_word_counts(facts: list[FactBase], expected: Truth, shown: int) -> None:
    found = ask({"stated": {"of": "consent", "is": "yes", "remedy": "wait"}}, *facts)
    assert found.truth is expected
    assert ask({"stated": {"of": "consent", "is": "no"}}, *facts).truth is not_(expected)
    assert len(found.facts) == shown
    assert bool(found.missing) is (expected is N)
    assert found.remedy == (None if expected is N else "wait")
    assert found.review is (shown == 2)


def test_what_a_person_judges_is_said_in_both_languages() -> None:
    with pytest.raises(ValueError, match="both languages"):
        LeftToPerson(judge={"en": "whether"})
    found = ask({"left_to_person": {"judge": {"en": "whether", "zh": "是否"}}})
    assert (found.truth, found.settled_by, len(found.missing)) == (N, "site", 1)
