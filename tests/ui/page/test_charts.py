"""Dates are read in one way only, and charts keep what was entered apart."""

from __future__ import annotations

from datetime import date

import pytest

from ui.page.charts import Chart, Entry, PlannedDates, parse_day


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-12",
        "2026/3/12",
        "2026.03.12",
        "20260312",
        "12 Mar 2026",
        "12 March 2026",
        "2026年3月12日",
        "２０２６-03-12",
        " 2026-3-12 ",
    ],
)
def test_a_day_that_everybody_reads_alike_is_read(text: str) -> None:
    assert parse_day(text) == date(2026, 3, 12)


@pytest.mark.parametrize("text", ["", "3/12/2026", "12.3.2026", "2026-02-30", "12 Foo 2026", "today", "2026"])
def test_a_day_that_could_be_another_is_not_read(text: str) -> None:
    assert parse_day(text) is None


def test_dates_that_are_not_given_do_not_disturb_the_order() -> None:
    assert PlannedDates(date(2026, 3, 12), None, date(2026, 3, 20)).in_order
    assert not PlannedDates(date(2026, 3, 12), None, date(2026, 3, 1)).in_order


def test_a_removed_entry_leaves_the_others() -> None:
    chart = Chart().adding((Entry("a", "x", "typed"), Entry("b", "y", "typed"), Entry("c", "z", "typed")))
    assert [entry.name for entry in chart.without(1).entries] == ["a", "c"]
