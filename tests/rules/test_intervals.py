"""Comparing numbers that are known only as intervals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.intervals import Interval, at_least, at_most, less_than, more_than
from rules.truth import Truth, not_

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
numbers = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    return Interval(low, high)


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        pytest.param(Interval.of(480), Interval.of(480), T, id="on the limit is at most it"),
        pytest.param(Interval.of(481), Interval.of(480), F, id="above"),
        pytest.param(Interval(470, 490), Interval.of(480), N, id="straddling"),
        pytest.param(Interval(-math.inf, 480, high_open=True), Interval.of(480), T, id="below a printed limit"),
        pytest.param(Interval(480, math.inf, low_open=True), Interval.of(480), F, id="above a printed limit"),
        pytest.param(Interval(480, math.inf), Interval.of(480), N, id="at least the limit"),
        pytest.param(Interval.of(100), Interval(105, 150), T, id="below every assumed limit"),
        pytest.param(Interval.of(120), Interval(105, 150), N, id="between the assumed limits"),
        pytest.param(Interval.of(0.1 + 0.2), Interval.of(0.3), T, id="rounding of binary floats is no difference"),
    ],
)
def test_at_most(value: Interval, limit: Interval, expected: Truth) -> None:
    assert at_most(value, limit) is expected


ON, UNDER, OVER = Interval.of(480), Interval(-math.inf, 480, high_open=True), Interval(480, math.inf, low_open=True)
UP_TO, FROM = Interval(-math.inf, 480), Interval(480, math.inf)


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        pytest.param(Interval.of(479), ON, T, id="below"),
        pytest.param(ON, ON, F, id="on the limit is not below it"),
        pytest.param(Interval.of(481), ON, F, id="above"),
        pytest.param(UNDER, ON, T, id="below a printed limit"),
        pytest.param(UP_TO, ON, N, id="at most the limit"),
        pytest.param(OVER, ON, F, id="above a printed limit"),
        pytest.param(FROM, ON, F, id="at least the limit"),
        pytest.param(ON, OVER, T, id="a limit that lies above the value"),
        pytest.param(ON, FROM, N, id="a limit that may be the value"),
        pytest.param(ON, UNDER, F, id="a limit that lies below the value"),
        pytest.param(Interval(470, 490), ON, N, id="straddling"),
        pytest.param(Interval(480, 490), Interval(470, 490), N, id="overlapping"),
        pytest.param(Interval(470, 480), Interval(480, 490), N, id="sharing an end"),
        pytest.param(Interval(470, 479), Interval(480, 490), T, id="all of it below"),
        pytest.param(Interval.of(0.3), Interval.of(0.1 + 0.2), F, id="rounding of binary floats is no difference"),
        pytest.param(Interval.of(0), Interval.of(1e-13), F, id="nor is it about nought"),
        pytest.param(Interval(0.2, 0.3, high_open=True), Interval.of(0.1 + 0.2), T, id="an open end after rounding"),
        pytest.param(Interval(0.2, 0.1 + 0.2, high_open=True), Interval.of(0.3), T, id="and the other way"),
        pytest.param(Interval.of(1_000_000.0), Interval.of(1_000_001.0), T, id="one in a million is one"),
    ],
)
def test_less_than(value: Interval, limit: Interval, expected: Truth) -> None:
    assert less_than(value, limit) is expected
    assert more_than(limit, value) is expected
    assert at_least(value, limit) is at_most(limit, value) is not_(expected)


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        (Interval.of(109.00000000000001), "109"),
        (Interval.of(2.5), "2.5"),
        (Interval.of(1_234_567.8), "1234568"),
        (Interval.of(-1_234_567.8), "-1234568"),
        (Interval.of(999_999.0), "999999"),
        (Interval.of(1_000_000.0), "1000000"),
        (Interval(18.3, 19.8), "18.3-19.8"),
        (UNDER, "<480"),
        (UP_TO, "≤480"),
        (OVER, ">480"),
        (FROM, "≥480"),
    ],
)
def test_an_interval_is_written_without_noise(interval: Interval, shown: str) -> None:
    assert str(interval) == shown


def test_a_scaled_interval_keeps_its_open_ends() -> None:
    assert Interval(1, 2, low_open=True).scaled(3) == Interval(3, 6, low_open=True)
    assert UNDER.scaled(0.5) == Interval(-math.inf, 240, high_open=True)


def test_an_interval_that_says_nothing_holds_every_number() -> None:
    assert at_most(Interval(), ON) is at_least(Interval(), ON) is N
    assert Interval() == Interval(-math.inf, math.inf, low_open=False, high_open=False)


@given(intervals(), intervals())
def test_at_most_is_the_opposite_of_more_than(a: Interval, b: Interval) -> None:
    assert at_most(a, b) is not_(more_than(a, b))
    assert at_least(a, b) is not_(less_than(a, b))


@given(intervals(), numbers, st.floats(0, 1), st.floats(0, 1))
def test_a_narrower_interval_never_turns_an_answer_round(
    a: Interval, limit: float, first: float, second: float
) -> None:
    ends = sorted(a.low + (a.high - a.low) * part for part in (first, second))
    narrow = Interval(max(a.low, ends[0]), max(min(a.high, ends[1]), max(a.low, ends[0])))
    before = at_most(a, Interval.of(limit))
    after = at_most(narrow, Interval.of(limit))
    assert before is N or after is before


def test_an_interval_with_its_ends_reversed_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        Interval(2, 1)
    for ends in ((math.nan, 1.0), (1.0, math.nan)):
        with pytest.raises(ValueError, match="no interval"):
            Interval(*ends)
