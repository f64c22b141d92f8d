"""Dates as a person types them into a field: a day, a month, a year or two ends. Not for dates in notes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from rules.dates import DateInterval

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NUMBERS = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?,?\s+(\d{4})", re.ASCII | re.IGNORECASE)
_ENDS = re.compile(r"\s+(?:to|-|–|—)\s+|\s*(?:–|—|至|~)\s*")


def typed_span(text: str) -> DateInterval | None:
    """The days that a text means: ``2026-03-12``, ``Nov 2025``, ``2018``, ``2026年3月``, ``1 Mar 2026 – 5 Mar 2026``.

    ``None`` where it means nothing, or could be read in two ways (``3/4/2026`` is not among the ways of writing).
    """
    text = unicodedata.normalize("NFKC", text).strip()
    whole = _one(text)
    if whole is not None:
        return whole
    ends = _ENDS.split(text)
    spans = [_one(end) for end in ends]
    if len(spans) != 2 or spans[0] is None or spans[1] is None:
        return None
    try:
        return DateInterval(spans[0].earliest, spans[1].latest)
    except ValueError:  # it ends before it begins
        return None


def _one(text: str) -> DateInterval | None:
    try:
        if found := _NUMBERS.fullmatch(text):
            year, month, day = (int(part) if part else None for part in found.groups())
        elif (found := _NAMED.fullmatch(text)) and (name := found[2].lower()) and (name in _MONTHS or name in _LONG):
            year, month = int(found[3]), _MONTHS.index(name[:3]) + 1
            day = int(found[1]) if found[1] else None
        else:
            return None
        if year is None:
            return None
        if month is None:
            return DateInterval.of_year(year)
        return DateInterval.of_month(year, month) if day is None else DateInterval.on(date(year, month, day))
    except ValueError:  # no such day, as 30 February
        return None


def written_span(value: DateInterval) -> str:
    """The shortest way of writing an interval that ``typed_span`` reads back as the same days."""
    first, last = value.earliest, value.latest
    if first is None or last is None:
        known = first or last
        return known.isoformat() if known else ""
    if first == last:
        return first.isoformat()
    if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and (last + timedelta(1)).day == 1:
        return f"{first.year}-{first.month:02}"
    return f"{first.isoformat()} – {last.isoformat()}"
