"""How far each value lies from its limit, in the canonical unit and as a share of the limit. Judges nothing anew."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rules.facts import FactBase
from rules.findings import Finding
from rules.intervals import Interval
from rules.truth import Truth
from rules.verdicts import PASSES, Status, Verdict

_BELOW = ("at_most", "less_than")
NEAR = 0.1
"""A value within a tenth of its limit is called near; the figure is this project's own."""


@dataclass(frozen=True, slots=True)
class Room:
    """A value beside its limit. ``absolute`` is positive on the passing side and negative on the failing one."""

    criterion: str
    facts: tuple[FactBase, ...]
    analyte: str
    value: Interval
    limit: Interval
    unit: str
    passes: str
    """``at_most``, ``below``, ``at_least`` or ``above`` the limit."""
    absolute: Interval
    relative: Interval | None

    @property
    def near(self) -> bool:
        """Whether a small change of the value would change the answer."""
        if self.relative is None:
            return False
        return self.relative.low < NEAR and self.relative.high > -NEAR


def rooms(verdicts: Iterable[Verdict]) -> tuple[Room, ...]:
    """The margins of every criterion that was judged by a number, in the protocol's order."""
    return tuple(
        _room(verdict.id, leaf, PASSES[verdict.criterion.kind])
        for verdict in verdicts
        if verdict.status is not Status.NOT_APPLICABLE
        for leaf in verdict.finding.leaves()
        if leaf.margin is not None
    )


def _room(criterion: str, leaf: Finding, wanted: Truth) -> Room:
    margin = leaf.margin
    assert margin is not None
    holds = (wanted is Truth.TRUE) is not leaf.flipped
    below = (margin.how in _BELOW) is holds
    included = (margin.how in ("at_most", "at_least")) is holds
    value = Interval(min(one.low for one in margin.values), max(one.high for one in margin.values))
    limit = margin.limit
    ends = (
        (limit.low - value.high, limit.high - value.low) if below else (value.low - limit.high, value.high - limit.low)
    )
    passes = ("at_most" if included else "below") if below else ("at_least" if included else "above")
    return Room(
        criterion, margin.facts, margin.analyte, value, limit, margin.unit, passes, Interval(*ends), _share(ends, limit)
    )


def _share(ends: tuple[float, float], limit: Interval) -> Interval | None:
    """The distance as a part of the limit; of an assumed limit, the smallest and the largest part it can be."""
    if limit.low <= 0 or math.isinf(limit.high):
        return None
    parts = [end / bound for end in ends for bound in (limit.low, limit.high)]
    return Interval(min(parts), max(parts))
