"""Reads the second day of a stretch within one month: "May 2 to 9, 2026", "Feb 20-23". Reads no first days."""

from __future__ import annotations

import re

from assistant.extraction.late import late

_RANGE_TAIL = late(
    r"\s?(?:-|\u2013|to|through|thru|until|till|and|&)\s?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)(?![\d/.-]\d)"
)
_DAYS = 31


def closing_day(lower: str, end: int) -> tuple[tuple[int, int, int, int], ...]:
    """Start, end, year and day of the second day behind a first one; the year belongs to both."""
    closing = _RANGE_TAIL.match(lower, end)
    return ((closing.start("day"), closing.end(), int(closing["year"]), int(closing["day"])),) if closing else ()


def not_closing_day(lower: str, match: re.Match[str], year: str | None, end: int) -> tuple[str | None, int]:
    """The year and the end, but where the figures behind a hyphen end a stretch: "Feb 20-23", not "Feb-3-26"."""
    first, second = match["d2"], match["short"]
    if not second or first is None or match["d1"] or lower[match.start("short") - 1] != "-":
        return year, end
    if not int(first) < int(second) <= _DAYS or not lower[match.start("d2") - 1].isspace():
        return year, end
    return None, match.end("d2")
