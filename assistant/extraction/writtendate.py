"""A date as it is written: what was not written is missing. Knows no calendar beyond whether there is such a day."""

from __future__ import annotations

import calendar

from rules.frozen import dataclass, replace


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written: what was not written is ``None``. ``part`` is early, middle or late, or a season."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    part: str | None = None
    year_shift: int | None = None
    """去年 is -1, 今年 0: years from that of the note."""
    last_year: int | None = None
    """Of a span of years (2020-21)."""
    either: bool = False
    """Day and month may stand the other way round: 3/4/2026 in a chart that does not show its order."""

    @property
    def turned(self) -> WrittenDate:
        """The same figures with day and month exchanged."""
        return replace(self, month=self.day, day=self.month, either=False)

    @property
    def plausible(self) -> bool:
        """Whether there is such a day."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.year is not None and not 1900 <= self.year <= 2100:
            return False
        if self.day is None or self.month is None:
            return self.day is None
        return 1 <= self.day <= calendar.monthrange(self.year or 2024, self.month)[1]


def may_turn(month: str, day: str) -> bool:
    """Whether two figures could be day and month as well as month and day, and would be another day."""
    return int(day) <= _MONTHS and int(month) != int(day)


_MONTHS = 12
