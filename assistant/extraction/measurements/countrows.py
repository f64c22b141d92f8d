"""Tells rows of counts from rows of shares: "N 0.9 2.2" below "WCC 1.9 3.4" are cells, not per cent. Reads none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.numbers import plain_number
from assistant.extraction.measurements.page import Page, Reading

_COUNTS: Mapping[str, str] = {"neutrophil_percent": "anc", "lymphocyte_percent": "alc"}
_IN_THOUSANDS = 100.0
"""White cells below this are printed in thousands, as the counts of such a row are."""
_MOST = 20.0
"""No share of neutrophils so low stands in a whole row, and no such count is exceeded but in leukaemia."""


def as_counts(page: Page, readings: Sequence[Reading]) -> None:
    """Make counts of a table's bare shares of which none exceeds the white cells of its own day."""
    cells = {_place(one): number for one in readings if one.analyte == "wbc" and (number := _number(page, one))}
    cells = {place: number for place, number in cells.items() if number < _IN_THOUSANDS}
    rows: dict[tuple[str, int], list[Reading]] = {}
    for reading in readings:
        if reading.table and reading.analyte in _COUNTS:
            rows.setdefault((reading.analyte, reading.name.start), []).append(reading)
    for (analyte, _), row in rows.items():
        numbers = [_number(page, one) for one in row]
        fitting = [
            number is not None and number <= min(_MOST, cells.get(_place(one), 0.0))
            for one, number in zip(row, numbers, strict=True)
        ]
        if (
            not all(fitting)
            or not any(_has_decimals(page, one) for one in row)
            or any(_says_percent(page, one) for one in row)
        ):
            continue
        for reading in row:
            reading.analyte = _COUNTS[analyte]
            reading.name = NameHit(reading.name.start, reading.name.end, page.catalogue.analytes[_COUNTS[analyte]])
            reading.unit, reading.guessed_unit = None, None


def _number(page: Page, reading: Reading) -> float | None:
    return plain_number(page.lower[slice(*reading.written)]) if reading.written else None


def _has_decimals(page: Page, reading: Reading) -> bool:
    return reading.written is not None and "." in page.lower[slice(*reading.written)]


def _place(reading: Reading) -> tuple[int, int] | None:
    return None if reading.time is None else (reading.time.start, reading.time.end)


def _says_percent(page: Page, reading: Reading) -> bool:
    line = page.line(reading.name.start)
    return "%" in page.lower[slice(*line)]
