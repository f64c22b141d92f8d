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


_HEAD = late(r"(?<![\d./-])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s?[-~]\s?|\s+(?:to|until|till|through|and)\s+)$")
_POINTS = late(
    r"(?<![\d./-])(?P<m1>1[0-2]|0?[1-9])[./](?P<d1>[12]\d|3[01]|0?[1-9])\s?(?:[-~至到])\s?"
    r"(?:(?P<m2>1[0-2]|0?[1-9])[./])?(?P<d2>[12]\d|3[01]|0?[1-9])(?![\d./%]|\s?(?:mg|g|ml|天|周|月|年|次|片|ug|u))"
)
_LONGEST = 120


def head_of_range(frame: Frame, time: TimeMention) -> tuple[date, int] | None:
    """The first day of "5-12 January", where only the last day was read as a date."""
    last = time.interval.day
    match = _HEAD.search(frame.lower, max(0, time.start - 14), time.start) if last and time.kind == "day" else None
    if match is None or last is None or not frame.text[time.start].isdigit():
        return None
    day = int(match["day"])
    return (last.replace(day=day), match.start()) if 1 <= day < last.day else None


def point_ranges(frame: Frame, start: int, end: int, note: date) -> list[tuple[date, date, int, int]]:
    """Days written 2.28-3.5, the latest that are not after the note; only where a course of treatment is told."""
    found = []
    for match in _POINTS.finditer(frame.text, start, end):
        if Frame.in_span(frame.times, match.start(), match.end()):
            continue
        month = int(match["m1"])
        for year in (note.year, note.year - 1):
            try:
                first = date(year, month, int(match["d1"]))
                last = date(year, int(match["m2"] or month), int(match["d2"]))
            except ValueError:
                continue
            if first > note:
                continue
            if 0 <= (last - first).days <= _LONGEST:
                found.append((first, last, match.start(), match.end()))
            break
    return found


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
