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
