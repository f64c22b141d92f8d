"""Dates as closed intervals of days, because charts seldom give the day. Knows nothing about facts or protocols.

A day is an interval whose ends agree; ``Jan 2026`` is 1 to 31 January; an end that nobody gave is open (``None``).
Calendar-month arithmetic clamps to the end of the month: one month before 31 March is 28 (or 29) February.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from rules.frozen import dataclass

_IN_EVERY_MONTH = 28


def add_months(day: date, months: int) -> date:
    """The same day ``months`` calendar months later (earlier if negative), clamped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if day.day <= _IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class DateInterval:
    """All days from ``earliest`` to ``latest``, both included; ``None`` is an open end.

    Raises:
        ValueError: the ends are in the wrong order.
    """

    earliest: date | None
    latest: date | None

    def __post_init__(self) -> None:
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise ValueError(f"the interval {self.earliest} to {self.latest} ends before it begins")

    @staticmethod
    def on(day: date) -> DateInterval:
        """The interval of one known day."""
        return DateInterval(day, day)

    @staticmethod
    def of_month(year: int, month: int) -> DateInterval:
        """A month of which the day is not known."""
        return DateInterval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @staticmethod
    def of_year(year: int) -> DateInterval:
        """A year of which the month is not known."""
        return DateInterval(date(year, 1, 1), date(year, 12, 31))

    @staticmethod
    def parse(value: object) -> DateInterval:
        """Read an ISO day, ``{"earliest", "latest"}``, a ``date`` or an interval.

        Raises:
            ValueError: the value has another shape.
        """
        if isinstance(value, DateInterval):
            return value
        if isinstance(value, date):
            return DateInterval.on(value)
        if isinstance(value, str):
            return DateInterval.on(date.fromisoformat(value))
        if isinstance(value, dict):
            ends = [value.get("earliest"), value.get("latest")]
            days = [date.fromisoformat(end) if isinstance(end, str) else end for end in ends]
            return DateInterval(days[0], days[1])
        raise ValueError(f"{value!r} is not a date: write 2026-03-12 or {{earliest: …, latest: …}}")

    @property
    def day(self) -> date | None:
        """The day, where it is known exactly."""
        return self.earliest if self.earliest == self.latest else None

    def shifted(self, days: int) -> DateInterval:
        """The interval moved by whole days; open ends stay open."""
        step = timedelta(days=days)
        return DateInterval(
            None if self.earliest is None else self.earliest + step,
            None if self.latest is None else self.latest + step,
        )

    def to_json(self) -> Any:
        """An ISO day, or an object with both ends."""
        if self.earliest is not None and self.earliest == self.latest:
            return self.earliest.isoformat()
        return {
            "earliest": None if self.earliest is None else self.earliest.isoformat(),
            "latest": None if self.latest is None else self.latest.isoformat(),
        }

    def __str__(self) -> str:
        if self.earliest is not None and self.earliest == self.latest:
            return self.earliest.isoformat()
        return f"{self.earliest or '…'} to {self.latest or '…'}"
