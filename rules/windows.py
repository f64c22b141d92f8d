"""Spans of time before an anchor day, and whether an event falls inside one.

Both ends are inside (28 days is within 4 weeks). Weeks are 7 days; months are calendar months, clamped to the month's
end; half-lives are the drug's own range in days and may be fractions. A day count is compared without rounding.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from functools import lru_cache

from rules.dates import DateInterval, add_months
from rules.frozen import dataclass
from rules.truth import Truth

_SPAN = re.compile(r"(\d+(?:\.\d+)?) (day|week|month|year|half_li(?:fe|ve))s?")
_DAYS = {"day": 1.0, "week": 7.0}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: whole calendar months, or days as an interval (half-lives are a range)."""

    months: int = 0
    days_low: float = 0.0
    days_high: float = 0.0

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(text: str, half_life: tuple[float, float] | None = None) -> Span:
        """Read ``4 weeks``, ``28 days``, ``3 months`` or ``3 half_lives`` (which needs ``half_life`` in days).

        Raises:
            ValueError: the text is no span, or half-lives are asked for and not known.
        """
        match = _SPAN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a span of time: write e.g. 28 days, 4 weeks, 3 months or 3 half_lives")
        number, unit = float(match[1]), match[2]
        if unit in _DAYS:
            return Span(days_low=number * _DAYS[unit], days_high=number * _DAYS[unit])
        if unit in ("month", "year"):
            return Span(months=round(number * (12 if unit == "year" else 1)))
        if half_life is None:
            raise ValueError("the half-life is not known")
        return Span(days_low=number * half_life[0], days_high=number * half_life[1])

    def start_before(self, anchor: date) -> tuple[date, date]:
        """The first day inside the window that ends on ``anchor``: with the longest and with the shortest span."""
        if self.months:
            day = add_months(anchor, -self.months)
            return day, day
        first = anchor - timedelta(days=math.floor(self.days_high))
        if self.days_low == self.days_high:
            return first, first
        return first, anchor - timedelta(days=math.floor(self.days_low))

    def first_outside(self, event: date) -> tuple[date, date]:
        """The first anchor day that no longer has ``event`` in its window: with the shortest and the longest span."""
        if not self.months:
            short, long = math.floor(self.days_low) + 1, math.floor(self.days_high) + 1
            first = event + timedelta(days=short)
            return first, first if long == short else event + timedelta(days=long)
        day = add_months(event, self.months)
        while add_months(day, -self.months) <= event:
            day += timedelta(days=1)
        return day, day

    def first_reaching(self, event: date) -> tuple[date, date]:
        """The first anchor day with ``event`` at least the span back: with the shortest and the longest span."""
        if not self.months:
            short, long = math.ceil(self.days_low), math.ceil(self.days_high)
            return event + timedelta(days=short), event + timedelta(days=long)
        day = add_months(event, self.months)
        while add_months(day, -self.months) < event:
            day += timedelta(days=1)
        return day, day


def longest(first: Span, second: Span, anchor: date) -> Span:
    """Whichever span reaches further back from ``anchor``, end by end."""
    lengths = [_days(span, anchor) for span in (first, second)]
    return Span(days_low=max(low for low, _ in lengths), days_high=max(high for _, high in lengths))


def _days(span: Span, anchor: date) -> tuple[float, float]:
    if span.months:
        days = float((anchor - add_months(anchor, -span.months)).days)
        return days, days
    return span.days_low, span.days_high


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the calendar: the days of a span before an anchor, worked out once for all events."""

    first: date | None
    """The first day that may be inside; ``None`` where nobody knows the anchor."""
    sure: date | None
    """The first day that is inside for certain; ``None`` where the anchor may be any later day."""

    @staticmethod
    def of(span: Span, anchor: DateInterval) -> Frame:
        """The window of length ``span`` that ends on ``anchor``."""
        if anchor.earliest is None:
            return Frame(None, None)
        first, sure = span.start_before(anchor.earliest)
        if anchor.latest is anchor.earliest:
            return Frame(first, sure)
        if anchor.latest is None:
            return Frame(first, None)
        return Frame(first, span.start_before(anchor.latest)[1])

    def holds(self, event: DateInterval) -> Truth:
        """Whether ``event`` lies inside. What is later than the anchor is a plan; callers leave plans out."""
        if self.first is None:
            return Truth.UNKNOWN
        if event.latest is not None and event.latest < self.first:
            return Truth.FALSE
        if event.earliest is None or self.sure is None:
            return Truth.UNKNOWN
        return Truth.TRUE if event.earliest >= self.sure else Truth.UNKNOWN


def within(event: DateInterval, span: Span, anchor: DateInterval) -> Truth:
    """Whether ``event`` lies in the window of length ``span`` that ends on ``anchor``."""
    return Frame.of(span, anchor).holds(event)


def days_between(event: DateInterval, anchor: DateInterval) -> tuple[int | None, int | None]:
    """The fewest and the most days from ``event`` to ``anchor``; ``None`` where an end is open."""
    fewest = None if event.latest is None or anchor.earliest is None else (anchor.earliest - event.latest).days
    most = None if event.earliest is None or anchor.latest is None else (anchor.latest - event.earliest).days
    return fewest, most
