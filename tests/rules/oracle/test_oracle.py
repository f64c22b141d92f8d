"""Logic, partial dates and units give what an independent engine gives (``make.cjs`` wrote ``expected.json`` once)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules import units
from rules.ages import years_on
from rules.dates import DateInterval, add_months
from rules.intervals import Interval, at_most, less_than
from rules.truth import Truth, all_of, any_of, not_
from rules.windows import Span, days_between, within

EXPECTED: dict[str, Any] = json.loads(Path(__file__).with_name("expected.json").read_text("utf-8"))
TRUTH = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


def interval(text: str) -> DateInterval:
    """A day, a month or a year as the engine writes them."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return DateInterval.of_year(parts[0])
    return DateInterval.of_month(*parts) if len(parts) == 2 else DateInterval.on(date(*parts))


def days_of(span: DateInterval) -> list[date]:
    assert span.earliest is not None
    assert span.latest is not None
    return [span.earliest + timedelta(days=n) for n in range((span.latest - span.earliest).days + 1)]


def rows(table: str) -> list[Any]:
    """The rows of one table, each named by what goes in."""
    results = ("result", "low", "high", "less", "atMost", "values", "ucum")
    return [
        pytest.param(row, id=" ".join(str(value) for key, value in row.items() if key not in results))
        for row in EXPECTED[table]
    ]


@pytest.mark.parametrize("row", rows("logic"))
def test_three_valued_logic(row: dict[str, Any]) -> None:
    a, b = TRUTH[row["a"]], TRUTH[row.get("b")]
    found = {"not": not_(a), "and": all_of((a, b)), "or": any_of((a, b))}[row["op"]]
    assert found is TRUTH[row["result"]]


@pytest.mark.parametrize("row", [row for row in rows("adding") if row.values[0]["unit"] in ("month", "year")])
def test_calendar_months_clamp_alike(row: dict[str, Any]) -> None:
    months = row["n"] * (12 if row["unit"] == "year" else 1)
    assert add_months(date.fromisoformat(row["day"]), months) == date.fromisoformat(row["result"])


@pytest.mark.parametrize("row", rows("windows"))
def test_a_partial_date_in_a_window(row: dict[str, Any]) -> None:
    """Where the engine, which compares year, month and day in turn, gives up, every single day must say the same."""
    event, span, day = interval(row["event"]), Span.parse(f"{row['n']} {row['unit']}"), interval(row["day"])
    found = within(event, span, day)
    if row["result"] is None and found is not Truth.UNKNOWN:
        assert {within(DateInterval.on(each), span, day) for each in days_of(event)} == {found}
    else:
        assert found is TRUTH[row["result"]]


@pytest.mark.parametrize("row", rows("between"))
def test_days_between_partial_dates(row: dict[str, Any]) -> None:
    assert days_between(interval(row["event"]), interval(row["day"])) == (row["low"], row["high"])


@pytest.mark.parametrize("row", rows("ages"))
def test_ages_from_partial_birth_dates(row: dict[str, Any]) -> None:
    assert years_on(interval(row["born"]), date.fromisoformat(row["day"])) == Interval(row["low"], row["high"])


@pytest.mark.parametrize("row", rows("units"))
def test_units_are_converted_alike(row: dict[str, Any]) -> None:
    unit = units.find(row["analyte"], row["written"])
    assert unit is not None
    assert units.canonical_unit(row["analyte"]) == row["canonical"]
    for pair in row["values"]:
        # The engine rounds to eight decimal places.
        assert units.convert(Decimal(str(pair["value"])), unit) == pytest.approx(pair["result"], abs=1e-8)


@pytest.mark.parametrize("row", rows("comparing"))
def test_values_in_different_units_compare_alike(row: dict[str, Any]) -> None:
    spelling = {"10*3/uL": "K/uL"}.get(row["unitA"], row["unitA"])
    unit = units.find(row["analyte"], spelling)
    assert unit is not None
    a, b = Interval.of(units.convert(Decimal(str(row["a"])), unit)), Interval.of(row["b"])
    assert less_than(a, b) is TRUTH[row["less"]]
    assert at_most(a, b) is TRUTH[row["atMost"]]
