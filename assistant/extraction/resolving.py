"""Resolves written dates to days against the day they are told on. Finds none in a text."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.extraction.dateforms import WrittenDate
from assistant.extraction.resources import load_words
from rules.dates import DateInterval
from rules.frozen import replace

TOLERANCE = timedelta(days=3)
_FUTURE = timedelta(days=125)
_NEAR, _FAR = timedelta(days=90), timedelta(days=240)


def resolve(written: WrittenDate, anchor: date | None, direction: int = 0) -> DateInterval | None:
    """The days that a written date means; ``None`` if it lacks a year and there is nothing to count from.

    ``direction`` is 1 for a date said to be planned, -1 for one said to be past. A date whose day and month may stand
    either way is all days from the one to the other.
    """
    if written.either:
        return _either_way(written, anchor, direction)
    year = written.year
    if year is None and written.year_shift is not None and anchor is not None:
        year = anchor.year + written.year_shift
    if year is not None:
        return interval_of(year, written)
    if anchor is None or written.month is None:
        return None
    fitting = [made for shift in (-1, 0, 1) if (made := interval_of(anchor.year + shift, written)) is not None]
    past = [made for made in fitting if made.earliest is not None and made.earliest <= anchor + TOLERANCE]
    ahead = [made for made in fitting if made.earliest is not None and anchor <= made.earliest <= anchor + _FUTURE]
    if ahead and (direction > 0 or (direction == 0 and _rather_ahead(anchor, past, ahead[0]))):
        return ahead[0]
    return past[-1] if past else None


def _either_way(written: WrittenDate, anchor: date | None, direction: int) -> DateInterval | None:
    """From the earlier to the later of the two days; without a year only the near one, if the other is months away."""
    ways = [resolve(one, anchor, direction) for one in (replace(written, either=False), written.turned)]
    days = [on.day for on in ways if on is not None and on.day is not None]
    if written.year is None and anchor is not None:
        near = [day for day in days if abs(anchor - day) <= _NEAR]
        days = near if near and all(abs(anchor - day) > _FAR for day in days if day not in near) else days
    return DateInterval(min(days), max(days)) if days else None


def _rather_ahead(anchor: date, past: list[DateInterval], ahead: DateInterval) -> bool:
    """Nobody leaves out the year of a day nearly a year ago: three weeks ahead is meant."""
    soon = ahead.earliest is not None and ahead.earliest <= anchor + timedelta(days=21)
    old = not past or (past[-1].latest or anchor) < anchor - timedelta(days=300)
    return soon and old


def on_weekday(lower: str, written: WrittenDate, anchor: date | None) -> DateInterval | None:
    """The day whose weekday is written before it ("Wed 08/12"): it gives the year away."""
    if anchor is None or written.year is not None or written.month is None or written.day is None:
        return None
    found = re.search(
        r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*$", lower[max(0, written.start - 12) : written.start]
    )
    if not found:
        return None
    weekday = load_words("times")["weekdays"][found[1]]
    ways = (written, written.turned) if written.either else (written,)
    made = (interval_of(anchor.year + shift, way) for way in ways for shift in (0, 1, -1))
    fitting = [one for one in made if one and one.earliest and one.earliest.weekday() == weekday]
    near = [one for one in fitting if one.earliest and anchor - timedelta(days=366) < one.earliest <= anchor + _FUTURE]
    return near[0] if near else None


def interval_of(year: int, written: WrittenDate) -> DateInterval | None:
    """The days of a written date in this year; ``None`` if there is no such day."""
    try:
        if written.last_year is not None:
            return DateInterval(date(year, 1, 1), date(written.last_year, 12, 31))
        if written.month is None:
            return part_of_year(year, written.part)
        if written.day is not None:
            return DateInterval.on(date(year, written.month, written.day))
        month = DateInterval.of_month(year, written.month)
    except ValueError:
        return None
    first, last = month.earliest, month.latest
    if first is None or last is None or written.part is None:
        return month
    if written.part.startswith("week"):
        return _week_of(first, last, int(written.part[-1]))
    ends = {"early": (first, first.replace(day=10)), "middle": (first.replace(day=11), first.replace(day=20))}
    return DateInterval(*ends.get(written.part, (first.replace(day=21), last)))


def _week_of(first: date, last: date, number: int) -> DateInterval:
    """The first, second … or (5) last week of a month, a day more at either end: few count from the 1st."""
    if number > _WEEKS:
        return DateInterval(last - timedelta(days=7), last)
    start = first + timedelta(days=7 * number - 8)
    return DateInterval(max(start, first), start + timedelta(days=8))


_WEEKS = 4


def part_of_year(year: int, part: str | None) -> DateInterval:
    """A year, a third of it (early, middle, late) or a season; winter runs into the next year."""
    if part is None:
        return DateInterval.of_year(year)
    seasons = load_words("times")["seasons"]
    if part in seasons:
        first, last = seasons[part]
        end = DateInterval.of_month(year + (last < first), last)
        return DateInterval(date(year, first, 1), end.latest)
    if part.startswith("week"):
        number = int(part[-1])
        month = DateInterval.of_month(year, 12 if number > _WEEKS else 1)
        return _week_of(month.earliest or date(year, 1, 1), month.latest or date(year, 1, 31), number)
    first, last = {"early": (1, 4), "middle": (5, 8)}.get(part, (9, 12))
    return DateInterval(date(year, first, 1), DateInterval.of_month(year, last).latest)
