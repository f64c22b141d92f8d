"""Reads the two ends of a stretch of time: "from 8/21 to 8/24", 2月1日-5日. Does not say what went on in it."""

from __future__ import annotations

import re
from datetime import date

from assistant.extraction.frame import Frame, TimeMention
from assistant.extraction.late import late

_RANGE = late(r"\s*(?:-|~|to|through|thru|until|till|and|至|到|、|,|&|\s)\s*(?:on\s*)?(?=$)", re.IGNORECASE)
_TO = late(r"-|~|to|through|thru|until|till|至|到", re.IGNORECASE)
_TAIL = late(
    r"\s?[-~至到]\s?(?:(?P<month>\d{1,2})\s?[/月.])?\s?(?P<day>\d{1,2})(?:[/.](?:20)?\d\d)?\s?(?:日|号)?"
    r"(?![\d/%:.]|\s?(?:mg|天|周|月|年|day|week))"
)


def is_range(frame: Frame, first: TimeMention, second: TimeMention) -> bool:
    """Whether two dates are the ends of one stretch of time."""
    if first.kind == "duration" or second.kind == "duration":
        return False
    between = frame.lower[first.end : second.start]
    return len(between) <= 12 and _RANGE.fullmatch(between) is not None and _TO.search(between) is not None


def tail_of_range(frame: Frame, time: TimeMention) -> tuple[date, int] | None:
    """The last day of "2/1-2/3/26" or 2月1日-5日, where only the first day was read as a date."""
    first = time.interval.day
    match = _TAIL.match(frame.lower, time.end) if first is not None and time.kind == "day" else None
    if match is None or first is None:
        return None
    month, day = int(match["month"] or first.month), int(match["day"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    for year in (first.year, first.year + 1):
        try:
            last = date(year, month, day)
        except ValueError:
            continue
        if 0 <= (last - first).days < 200:
            return last, match.end()
    return None
