"""Numbers as closed intervals, and their comparison with a limit that may be an interval too.

A value that the note gives as ``<0.5`` or ``50-55 %``, an upper limit that the laboratory did not print and a published
half-life are all intervals. Ends that differ by less than one part in 10**9 are equal: values that were converted
exactly may still have been stored as binary floats.
"""

from __future__ import annotations

import math

from rules.frozen import dataclass
from rules.truth import Truth

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``; an open end (``<5``) does not contain its bound.

    Raises:
        ValueError: the ends are in the wrong order or not numbers.
    """

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if not self.low <= self.high:  # so it is too where one of them is no number
            raise ValueError(f"{self.low} to {self.high} is no interval")

    @staticmethod
    def of(value: float) -> Interval:
        """The interval of one known number."""
        return Interval(value, value)

    def scaled(self, factor: float) -> Interval:
        """Every number multiplied by a positive factor."""
        return Interval(self.low * factor, self.high * factor, self.low_open, self.high_open)

    def __str__(self) -> str:
        if self.low == self.high:
            return format_number(self.low)
        if math.isinf(self.low):
            return f"{'<' if self.high_open else '≤'}{format_number(self.high)}"
        if math.isinf(self.high):
            return f"{'>' if self.low_open else '≥'}{format_number(self.low)}"
        return f"{format_number(self.low)}-{format_number(self.high)}"


def format_number(value: float) -> str:
    """A number without noise digits: 109 and not 109.00000000000001."""
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"


def _below(a: float, b: float) -> bool:
    """Whether a < b beyond rounding."""
    return a < b and not math.isclose(a, b, rel_tol=_SAME, abs_tol=1e-12)


def _same(a: float, b: float) -> bool:
    return a == b or math.isclose(a, b, rel_tol=_SAME, abs_tol=1e-12)


def less_than(a: Interval, b: Interval) -> Truth:
    """Whether the number in ``a`` is below the number in ``b``."""
    if _below(a.high, b.low) or (_same(a.high, b.low) and (a.high_open or b.low_open)):
        return Truth.TRUE
    if not _below(a.low, b.high):
        return Truth.FALSE
    return Truth.UNKNOWN


def at_most(a: Interval, b: Interval) -> Truth:
    """Whether the number in ``a`` is at most the number in ``b``."""
    if not _below(b.low, a.high):
        return Truth.TRUE
    if _below(b.high, a.low) or (_same(b.high, a.low) and (b.high_open or a.low_open)):
        return Truth.FALSE
    return Truth.UNKNOWN


def more_than(a: Interval, b: Interval) -> Truth:
    """Whether the number in ``a`` is above the number in ``b``."""
    return less_than(b, a)


def at_least(a: Interval, b: Interval) -> Truth:
    """Whether the number in ``a`` is at least the number in ``b``."""
    return at_most(b, a)
