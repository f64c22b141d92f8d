"""What a predicate leaves behind for looking ahead: the time windows it judged, and how far a value lay from its limit.

Records only: nothing here computes a day. A predicate writes them down while it decides; ``rules/ahead`` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from rules.dates import DateInterval
from rules.facts import FactBase
from rules.intervals import Interval
from rules.truth import Truth
from rules.windows import Span

Rule = Literal["away", "settled", "lasting", "fresh", "younger"]
"""``away``: the event must lie before the window. ``settled``: so must the last change. ``lasting``: it must have begun
at least the span ago. ``fresh``: what is known counts while its day is inside. ``younger``: an age not yet reached."""

LEADS_TO: Mapping[Rule, Truth] = {
    "away": Truth.FALSE,
    "settled": Truth.TRUE,
    "lasting": Truth.TRUE,
    "fresh": Truth.UNKNOWN,
    "younger": Truth.FALSE,
}
"""What the predicate's own answer becomes when the window has passed."""


class Window(NamedTuple):
    """One fact before one or more anchors, as a predicate judged it."""

    rule: Rule
    facts: tuple[FactBase, ...]
    event: DateInterval | None
    """The day that is counted from, open where nobody gave it; ``None`` while what it tells of goes on."""
    span: Span | None
    """``None`` where its length is not known."""
    anchors: tuple[str, ...]
    may_not_count: bool = False
    """One way to read the record, or the note, leaves this event out."""
    settles: bool = True
    """Whether the answer is clear once the window has passed (not where an earlier event may count too)."""
    by_record: bool = True
    """Whether the record asks for this window; else it is this project's own rule for how long a denial is fresh."""


class Margin(NamedTuple):
    """A value beside its limit, both in one unit; several values are readings of one result."""

    facts: tuple[FactBase, ...]
    analyte: str
    values: tuple[Interval, ...]
    how: str
    limit: Interval
    unit: str
