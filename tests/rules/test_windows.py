"""Windows before an anchor day: both ends inside, months clamped, fractions of days kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import DateInterval, add_months
from rules.truth import Truth
from rules.windows import Span, days_between, longest, within

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


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 day", Span(days_low=1, days_high=1)),
        ("28 days", Span(days_low=28, days_high=28)),
        ("2 weeks", Span(days_low=14, days_high=14)),
        ("1.5 weeks", Span(days_low=10.5, days_high=10.5)),
        ("3 months", Span(months=3)),
        ("2 years", Span(months=24)),
        (" 1 year ", Span(months=12)),
        ("1 half_life", Span(days_low=18.3, days_high=19.8)),
        ("2 half_lives", Span(days_low=36.6, days_high=39.6)),
    ],
)
def test_a_span_is_whole_months_or_days(text: str, span: Span) -> None:
    assert Span.parse(text, BELIMUMAB) == span


def test_half_lives_of_a_drug_without_one_are_no_span() -> None:
    with pytest.raises(ValueError, match="half-life is not known"):
        Span.parse("3 half_lives")


HALF_LIVES = Span(days_low=54.9, days_high=59.4)


@pytest.mark.parametrize(
    ("span", "starts", "outside", "reaching"),
    [
        pytest.param(Span(days_low=28, days_high=28), (28, 28), (29, 29), (28, 28), id="days"),
        pytest.param(Span(days_low=10.5, days_high=10.5), (10, 10), (11, 11), (11, 11), id="a part of a day"),
        pytest.param(HALF_LIVES, (59, 54), (55, 60), (55, 60), id="half-lives"),
    ],
)
def test_the_days_of_a_window(
    span: Span, starts: tuple[int, int], outside: tuple[int, int], reaching: tuple[int, int]
) -> None:
    """Its first day before an anchor; the first day after an event that is outside; the first a whole span later."""
    assert span.start_before(ANCHOR) == tuple(ANCHOR - timedelta(days=days) for days in starts)
    assert span.first_outside(ANCHOR) == tuple(ANCHOR + timedelta(days=days) for days in outside)
    assert span.first_reaching(ANCHOR) == tuple(ANCHOR + timedelta(days=days) for days in reaching)


@pytest.mark.parametrize(
    ("event", "outside", "reaching"),
    [
        pytest.param(date(2026, 1, 15), date(2026, 2, 16), date(2026, 2, 15), id="the same day of the month"),
        pytest.param(date(2026, 1, 31), date(2026, 3, 1), date(2026, 3, 1), id="a month without that day, clamped"),
        pytest.param(date(2026, 2, 28), date(2026, 4, 1), date(2026, 3, 28), id="the end of February"),
    ],
)
def test_the_days_of_a_window_of_months(event: date, outside: date, reaching: date) -> None:
    month = Span.parse("1 month")
    assert month.first_outside(event) == (outside, outside)
    assert month.first_reaching(event) == (reaching, reaching)


@given(days, st.integers(1, 24))
def test_the_first_day_that_is_a_whole_span_later_is_the_first(event: date, months: int) -> None:
    span = Span(months=months)
    first, last = span.first_reaching(event)
    assert first == last
    assert span.start_before(first)[0] >= event > span.start_before(first - timedelta(days=1))[0]


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        pytest.param(Span(days_low=28, days_high=28), HALF_LIVES, 54.9, 59.4, id="the half-lives"),
        pytest.param(Span(days_low=57, days_high=57), HALF_LIVES, 57, 59.4, id="each end by itself"),
        pytest.param(Span(months=1), Span(days_low=30, days_high=30), 30, 30, id="a month of 28 days"),
        pytest.param(Span(months=3), HALF_LIVES, 90, 90, id="three months of 90 days"),
    ],
)
def test_the_longer_of_two_spans(first: Span, second: Span, low: float, high: float) -> None:
    assert longest(first, second, ANCHOR) == longest(second, first, ANCHOR) == Span(days_low=low, days_high=high)


def back(most: int | None, fewest: int | None) -> DateInterval:
    """From so many days before the anchor to so many."""
    ends = [None if days is None else ANCHOR - timedelta(days=days) for days in (most, fewest)]
    return DateInterval(*ends)


@pytest.mark.parametrize(
    ("event", "anchor", "expected"),
    [
        pytest.param(back(28, 10), on(ANCHOR), T, id="all of it inside, on the edge"),
        pytest.param(back(29, 10), on(ANCHOR), N, id="a day of it outside"),
        pytest.param(back(40, 29), on(ANCHOR), F, id="all of it outside, by a day"),
        pytest.param(back(40, 28), on(ANCHOR), N, id="its last day on the edge"),
        pytest.param(back(None, 10), on(ANCHOR), N, id="nobody knows since when"),
        pytest.param(back(None, 29), on(ANCHOR), F, id="over before the window"),
        pytest.param(back(10, None), on(ANCHOR), T, id="begun inside, no end told"),
        pytest.param(back(None, None), on(ANCHOR), N, id="on any day"),
        pytest.param(on(ANCHOR - timedelta(days=28)), back(0, -1), N, id="the anchor may be a day later"),
        pytest.param(on(ANCHOR - timedelta(days=27)), back(0, -1), T, id="inside for both anchors"),
        pytest.param(on(ANCHOR - timedelta(days=29)), back(0, -1), F, id="outside for both anchors"),
        pytest.param(on(ANCHOR), DateInterval(None, ANCHOR), N, id="an anchor that nobody knows the first day of"),
        pytest.param(on(ANCHOR - timedelta(days=400)), DateInterval(None, ANCHOR), N, id="nor long before it"),
    ],
)
def test_a_window_of_four_weeks(event: DateInterval, anchor: DateInterval, expected: Truth) -> None:
    assert within(event, Span.parse("4 weeks"), anchor) is expected


@pytest.mark.parametrize(
    ("event", "anchor", "expected"),
    [
        pytest.param(on(ANCHOR), on(ANCHOR), (0, 0), id="the same day"),
        pytest.param(back(9, 3), on(ANCHOR), (3, 9), id="some day of a week"),
        pytest.param(back(9, 3), back(0, -2), (3, 11), id="to some day of three"),
        pytest.param(back(None, 3), on(ANCHOR), (3, None), id="nobody knows since when"),
        pytest.param(back(9, None), on(ANCHOR), (None, 9), id="nobody knows until when"),
        pytest.param(back(9, 3), DateInterval(ANCHOR, None), (3, None), id="an anchor without an end"),
        pytest.param(back(9, 3), DateInterval(None, ANCHOR), (None, 9), id="or without a beginning"),
    ],
)
def test_the_fewest_and_the_most_days_between(
    event: DateInterval, anchor: DateInterval, expected: tuple[int | None, int | None]
) -> None:
    assert days_between(event, anchor) == expected


def test_a_span_that_cannot_be_read_says_how_to_write_one() -> None:
    with pytest.raises(ValueError, match=r"write e\.g\. 28 days"):
        Span.parse("a while")
