"""The days on which a test may be taken so that it counts: from the protocol's windows and the planned days alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.chart import Dates
from rules.predicates.logic import AllOf, AnyOf, NotOf, Readings
from rules.predicates.measured import Measured
from rules.protocol import Criterion
from rules.windows import Span


@dataclass(frozen=True, slots=True)
class Slot:
    """One test that a criterion asks for, with the first and the last day on which it may be taken."""

    criterion: str
    analyte: str
    anchor: str
    first: date
    last: date


def slots(criteria: Iterable[Criterion], dates: Dates, windows: dict[str, str]) -> tuple[Slot, ...]:
    """Every test with a window, one for each criterion and anchor whose day is planned."""
    return tuple(
        slot
        for criterion in criteria
        for test in measured(criterion.when)
        if (slot := _slot(criterion.id, test, dates, windows)) is not None
    )


def measured(node: Any) -> Iterator[Measured]:
    """The tests in a criterion's tree."""
    kind = type(node)
    if kind is Measured:
        yield node
    elif kind is AllOf or kind is AnyOf:
        for part in node.parts:
            yield from measured(part)
    elif kind is Readings:
        for _, part in node.parts:
            yield from measured(part)
    elif kind is NotOf:
        yield from measured(node.part)


def _slot(criterion: str, test: Measured, dates: Dates, windows: dict[str, str]) -> Slot | None:
    anchor, end = dates.anchor(test.before).day, dates.anchor(test.until or test.before).day
    if test.within is None or anchor is None:
        return None
    first = Span.parse(windows.get(test.within, test.within)).start_before(anchor)[0]
    return Slot(criterion, test.of, test.before, first, end or anchor)
