"""How a result and a limit are shown: as objects that become text only when somebody reads them.

Checking a chart makes dozens of findings and a report shows a few of them, so the text is made late; and once, because
a report that shows a finding shows its values in several places.
"""

from __future__ import annotations

from rules import units
from rules.facts import Measurement
from rules.frozen import dataclass
from rules.intervals import Interval, format_number

_WHOLE = 10.0


class Shown:
    """A text that is made when it is first read, and kept."""

    _text: str | None = None

    def __str__(self) -> str:
        text = self._text
        if text is None:
            text = self._text = self._made()
        return text

    def _made(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Amount(Shown):
    """A value in its canonical unit: a titre as 1:320, numbers without noise digits."""

    number: Interval
    analyte: str

    def _made(self) -> str:
        low, high = self.number.low, self.number.high
        if low != high:
            return str(self.number)
        if self.analyte.endswith("_titre"):
            return f"1:{format_number(low)}"
        return format_number(round(low, 1 if abs(low) >= _WHOLE else 3))


@dataclass(frozen=True)
class AsWritten(Shown):
    """What the note has, in brackets, where the value was converted; else nothing."""

    fact: Measurement

    def _made(self) -> str:
        fact = self.fact
        if not fact.unit_as_written or not fact.value_as_written:
            return ""
        unit = units.find(fact.name, fact.unit_as_written)
        if unit is None or unit.kept or unit.factor == 1:
            return ""
        return f" ({fact.value_as_written} {fact.unit_as_written})"


@dataclass(frozen=True)
class Written(Shown):
    """The value as the note has it, with its unit."""

    fact: Measurement
    number: Interval | None

    def _made(self) -> str:
        if self.fact.value_as_written:
            return f"{self.fact.value_as_written} {self.fact.unit_as_written or ''}".strip()
        return str(self.fact.value) if self.number is None else str(self.number)


@dataclass(frozen=True)
class Limit(Shown):
    """A limit or an upper limit of normal, rounded for reading."""

    bound: Interval
    analyte: str = ""

    def _made(self) -> str:
        if self.analyte.endswith("_titre"):
            return f"1:{self.bound}"
        low, high = round(self.bound.low, 1), round(self.bound.high, 1)
        return format_number(low) if low == high else str(Interval(low, high))
