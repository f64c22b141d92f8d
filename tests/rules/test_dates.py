"""Dates that are known only as intervals: months and years, open ends, and arithmetic by calendar months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import DateInterval, add_months

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2060, 1, 1))
FEBRUARY = DateInterval(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 3, 12), 1, date(2026, 4, 12), id="a month later"),
        pytest.param(date(2026, 3, 12), 0, date(2026, 3, 12), id="none"),
        pytest.param(date(2026, 3, 12), -3, date(2025, 12, 12), id="into the year before"),
        pytest.param(date(2026, 12, 12), 1, date(2027, 1, 12), id="into the next year"),
        pytest.param(date(2026, 1, 12), -1, date(2025, 12, 12), id="December before January"),
        pytest.param(date(2026, 11, 12), 1, date(2026, 12, 12), id="December of the same year"),
        pytest.param(date(2026, 3, 31), -1, date(2026, 2, 28), id="clamped to the end of February"),
        pytest.param(date(2024, 3, 31), -1, date(2024, 2, 29), id="of a leap year"),
        pytest.param(date(2026, 3, 31), 1, date(2026, 4, 30), id="clamped to the 30th"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="a year after a leap day"),
        pytest.param(date(2026, 3, 12), -120, date(2016, 3, 12), id="ten years"),
    ],
)
def test_calendar_months_keep_the_day_or_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(days, st.integers(-600, 600))
def test_months_there_and_back_are_at_most_the_clamped_days_off(day: date, months: int) -> None:
    there = add_months(day, months)
    assert timedelta(0) <= day - add_months(there, -months) <= timedelta(3)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months


def test_a_month_and_a_year_hold_all_their_days() -> None:
    assert DateInterval.of_month(2024, 2) == FEBRUARY
    assert DateInterval.of_month(2025, 12) == DateInterval(date(2025, 12, 1), date(2025, 12, 31))
    assert DateInterval.of_year(2025) == DateInterval(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2024-02-29", DateInterval.on(date(2024, 2, 29)), id="an ISO day"),
        pytest.param(date(2024, 2, 29), DateInterval.on(date(2024, 2, 29)), id="a date"),
        pytest.param(FEBRUARY, FEBRUARY, id="an interval"),
        pytest.param({"earliest": "2024-02-01", "latest": "2024-02-29"}, FEBRUARY, id="both ends"),
        pytest.param({"earliest": date(2024, 2, 1), "latest": date(2024, 2, 29)}, FEBRUARY, id="ends that are dates"),
        pytest.param({"earliest": "2024-02-01"}, DateInterval(date(2024, 2, 1), None), id="open at the end"),
        pytest.param({"latest": "2024-02-29"}, DateInterval(None, date(2024, 2, 29)), id="open at the beginning"),
    ],
)
def test_a_date_is_read_in_every_form_that_a_file_may_have(written: Any, expected: DateInterval) -> None:
    assert DateInterval.parse(written) == expected


@pytest.mark.parametrize("written", [20240229, None, ["2024-02-29"]])
def test_another_shape_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        DateInterval.parse(written)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        DateInterval(date(2026, 3, 2), date(2026, 3, 1))
    assert DateInterval(date(2026, 3, 1), date(2026, 3, 1)).day == date(2026, 3, 1)


OPEN = [DateInterval(None, None), DateInterval(date(2024, 2, 1), None), DateInterval(None, date(2024, 2, 29))]


def test_only_a_day_that_is_known_exactly_is_a_day() -> None:
    assert DateInterval.on(date(2026, 3, 1)).day == date(2026, 3, 1)
    assert [each.day for each in (FEBRUARY, *OPEN)] == [None] * 4


@pytest.mark.parametrize(
    ("interval", "shown", "stored"),
    [
        (DateInterval.on(date(2024, 2, 1)), "2024-02-01", "2024-02-01"),
        (FEBRUARY, "2024-02-01 to 2024-02-29", {"earliest": "2024-02-01", "latest": "2024-02-29"}),
        (OPEN[0], "… to …", {"earliest": None, "latest": None}),
        (OPEN[1], "2024-02-01 to …", {"earliest": "2024-02-01", "latest": None}),
        (OPEN[2], "… to 2024-02-29", {"earliest": None, "latest": "2024-02-29"}),
    ],
)
def test_an_interval_is_written_and_read_back(interval: DateInterval, shown: str, stored: Any) -> None:
    assert str(interval) == shown
    assert interval.to_json() == stored
    assert DateInterval.parse(stored) == interval


def test_a_shift_moves_what_is_known_and_leaves_open_what_is_not() -> None:
    assert FEBRUARY.shifted(1) == DateInterval(date(2024, 2, 2), date(2024, 3, 1))
    assert [each.shifted(-1) for each in OPEN] == [
        DateInterval(None, None),
        DateInterval(date(2024, 1, 31), None),
        DateInterval(None, date(2024, 2, 28)),
    ]
