"""Facts that are only roughly known: ranges across a limit, months across a day, births and courses told twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.courses import course_of
from rules.dates import DateInterval
from rules.facts import Treatment
from rules.truth import Truth
from tests.rules.builders import SCREENING, ask, fact, lab

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
NYHA = {"functional_class": {"of": "nyha", "at_least": 2}}
AGE = {"age": {"at_least": 18, "at_most": 70}}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        pytest.param(1, 1, F, id="class I"),
        pytest.param(1, 2, N, id="class I-II lies on both sides"),
        pytest.param(2, 3, T, id="class II-III"),
    ],
)
def test_a_functional_class_given_as_a_range(low: float, high: float, expected: Truth) -> None:
    found = ask(NYHA, fact("measurement", "nyha", low=low, high=high, date=SCREENING))
    assert found.truth is expected


@pytest.mark.parametrize(
    ("births", "expected"),
    [
        pytest.param([DateInterval.of_year(1955), date(1955, 3, 12)], F, id="the exact one of two that agree: 71"),
        pytest.param([date(1955, 3, 13), DateInterval.of_year(1955)], T, id="70 until tomorrow, in either order"),
        pytest.param([DateInterval.of_year(1955), DateInterval.of_year(1956)], N, id="two that cannot both hold"),
    ],
)
def test_births_told_twice(births: list[Any], expected: Truth) -> None:
    assert ask(AGE, *(fact("demographic", "birth_date", value=value) for value in births)).truth is expected


MARCH = DateInterval.of_month(2026, 3)


@pytest.mark.parametrize(
    ("written_on", "expected"),
    [
        pytest.param(date(2026, 3, 10), T, id="in a note of the 10th it is of the 10th at the latest"),
        pytest.param(date(2026, 3, 25), N, id="in a later note it may be of a day after screening"),
        pytest.param(None, T, id="an undated note lies in the chart that is screened"),
    ],
)
def test_a_result_of_the_month_of_screening(written_on: date | None, expected: Truth) -> None:
    found = ask({"measurement": {"of": "hb", "at_least": "80 g/L", "within": "28 days"}},
                lab("hb", 101, MARCH, written_on=written_on))  # fmt: skip
    assert found.truth is expected


def test_a_stop_that_is_told_before_the_start_is_kept_as_it_is() -> None:
    told: list[dict[str, Any]] = [
        {"started": DateInterval.of_month(2026, 2)},
        {"status": "held", "changed": date(2025, 8, 4)},
    ]
    course = course_of([fact for each in told if isinstance(fact := _belimumab(each), Treatment)])
    assert course.last == DateInterval(None, date(2025, 8, 4))


def _belimumab(fields: dict[str, Any]) -> Any:
    return fact("treatment", "belimumab", **fields)
