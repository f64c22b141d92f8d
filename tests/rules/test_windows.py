"""Windows before an anchor day: both ends inside, months clamped, fractions of days kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import DateInterval, add_months
from rules.truth import Truth
from rules.windows import Span, longest, within

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
ANCHOR = date(2026, 3, 20)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1))
BELIMUMAB = (18.3, 19.8)


def on(day: date) -> DateInterval:
    return DateInterval.on(day)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("4 weeks", ANCHOR - timedelta(days=28), T),
        ("4 weeks", ANCHOR - timedelta(days=29), F),
        ("6 weeks", ANCHOR - timedelta(days=42), T),
        ("6 weeks", ANCHOR - timedelta(days=43), F),
        ("7 days", ANCHOR - timedelta(days=8), F),
        ("3 months", date(2025, 12, 20), T),
        ("3 months", date(2025, 12, 19), F),
        ("6 months", date(2025, 9, 20), T),
    ],
)
def test_both_ends_of_a_window_are_inside(text: str, day: date, expected: Truth) -> None:
    assert within(on(day), Span.parse(text), on(ANCHOR)) is expected


def test_a_month_before_the_31st_is_clamped() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert within(on(date(2026, 2, 28)), Span.parse("1 month"), on(date(2026, 3, 31))) is T


@pytest.mark.parametrize(("ago", "expected"), [(54, T), (55, N), (59, N), (60, F)])
def test_three_half_lives_of_belimumab_leave_a_band(ago: int, expected: Truth) -> None:
    span = longest(Span.parse("4 weeks"), Span.parse("3 half_lives", BELIMUMAB), ANCHOR)
    assert within(on(ANCHOR - timedelta(days=ago)), span, on(ANCHOR)) is expected


def test_a_month_without_a_day_is_undecided_where_the_answer_differs() -> None:
    february = DateInterval.of_month(2026, 2)
    assert within(february, Span.parse("4 weeks"), on(ANCHOR)) is N
    assert within(DateInterval.of_month(2025, 12), Span.parse("4 weeks"), on(ANCHOR)) is F


def test_an_anchor_that_nobody_gave_decides_only_what_is_outside_at_its_earliest() -> None:
    anchor = DateInterval(ANCHOR, None)
    assert within(on(ANCHOR - timedelta(days=10)), Span.parse("4 weeks"), anchor) is N
    assert within(on(ANCHOR - timedelta(days=29)), Span.parse("4 weeks"), anchor) is F


@given(days, st.integers(0, 400), st.integers(1, 200), st.integers(-4000, 4000))
def test_moving_both_days_changes_nothing(anchor: date, ago: int, length: int, by: int) -> None:
    span, event = Span.parse(f"{length} days"), anchor - timedelta(days=ago)
    move = timedelta(days=by)
    assert within(on(event), span, on(anchor)) is within(on(event + move), span, on(anchor + move))


@given(days, st.sampled_from(["28 days", "4 weeks", "3 months", "6 months"]))
def test_the_first_day_outside_is_the_first(event: date, text: str) -> None:
    span = Span.parse(text)
    first, last = span.first_outside(event)
    assert first == last
    assert within(on(event), span, on(first)) is F
    assert within(on(event), span, on(first - timedelta(days=1))) is T


def test_a_span_that_cannot_be_read_says_how_to_write_one() -> None:
    with pytest.raises(ValueError, match=r"write e\.g\. 28 days"):
        Span.parse("a while")
