"""Turns readings into drafts with their quotes. Reads nothing itself."""

from __future__ import annotations

import re
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.late import late
from assistant.extraction.measurements.numbers import plain_number
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.tails import FLAGGED

_LOGARITHM = late(r"(?i)log\s?(?:10)?\s?(?=[a-z])")
"""A viral load of 3.2 log10 IU/mL is 10 to the 3.2."""
_MOST_POWERS = 12
_OTHERWISE_WRITTEN = late(r"0,\d+|\d{1,3},\d{1,2}|[零〇一二两三四五六七八九十百千点]+")


def draft(page: Page, reading: Reading) -> DraftFact | None:
    """The draft of a reading; nothing for words that are no part of the chart."""
    if page.frame.is_ignored(reading.start):
        return None
    text = page.frame.document.text
    fields = _as_written(reading, text) | _judged(reading)
    return DraftFact(
        kind="measurement",
        name=reading.analyte,
        document=page.frame.document.id,
        quotes=tuple(_quotes(reading)),
        fields=fields,
        subject=reading.subject or "patient",  # type: ignore[arg-type]
        reader="measurements",
    )


def _as_written(reading: Reading, text: str) -> dict[str, Any]:
    """The words for value, unit and limits."""
    fields: dict[str, Any] = {}
    if reading.written is not None:
        fields["value_as_written"] = text[slice(*reading.written)]
        if _OTHERWISE_WRITTEN.fullmatch(fields["value_as_written"]):
            fields["value"] = plain_number(fields["value_as_written"])
    if reading.unit is not None:
        fields["unit_as_written"] = text[slice(*reading.unit)]
        logarithm = _LOGARITHM.match(fields["unit_as_written"])
        number = plain_number(fields.get("value_as_written", "")) if logarithm else None
        if logarithm and number is not None and number < _MOST_POWERS:
            fields["value"] = round(10**number, 1)
            fields["unit_as_written"] = fields["unit_as_written"][logarithm.end() :]
    elif reading.guessed_unit is not None:
        fields["unit"] = reading.guessed_unit
    if reading.limit_texts is not None:
        fields["limits_as_written"] = tuple(_decimal_point(limit) for limit in reading.limit_texts)
    return fields


def _decimal_point(text: str) -> str:
    return text.replace(",", ".") if re.fullmatch(r"0,\d+|\d{1,3},\d{1,2}", text) else text


def _judged(reading: Reading) -> dict[str, Any]:
    """What the words mean where they are no plain figures, with date and validity."""
    fields: dict[str, Any] = {}
    for key in ("value", "low", "high", "comparator", "specimen", "method"):
        if (value := getattr(reading, key)) is not None:
            fields[key] = value
    if reading.analyte == "height" and reading.value is not None:
        fields["unit"] = "cm"
    if reading.flag is not None and reading.analyte in FLAGGED:
        fields["flag"] = reading.flag
    if reading.validity != "valid":
        fields["validity"] = reading.validity
    if reading.day is not None:
        fields["date"] = reading.day
    if reading.past and reading.day is None:
        fields["undated_history"] = True
    return fields


def _quotes(reading: Reading) -> list[Quote]:
    """The name with the value, or each alone where they stand apart; then unit, date and limits."""
    start, end = reading.start, reading.end
    quotes = []
    if reading.name.end <= start <= reading.name.end + 40 and not reading.table:
        quotes.append(Quote(reading.name.start, end))
    else:
        quotes += [Quote(start, end), Quote(reading.name.start, reading.name.end)]
    quotes += [Quote(*span) for span in (*reading.items, *reading.notes)]
    if reading.unit is not None:
        quotes.append(Quote(*reading.unit, role="unit"))
    if reading.day_span is not None:
        quotes.append(Quote(*reading.day_span, role="date"))
    if reading.limits is not None:
        quotes.append(Quote(*reading.limits, role="limit"))
    return quotes
