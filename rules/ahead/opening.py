"""From which infusion date a criterion passes, possibly and for certain, as time alone goes by.

Screening, lymphodepletion and infusion move together, keeping their gaps. What the notes tell is taken to be all that
happens: nothing new, and no result to repeat. What time does not cure has no date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from rules.chart import Dates
from rules.facts import FactBase
from rules.findings import Finding, unique
from rules.frozen import dataclass, field
from rules.traces import LEADS_TO, Rule, Window
from rules.truth import Truth, not_
from rules.windows import Span

_LONG_AGO = date.min

Edge = Callable[[Span, date], tuple[date, date]]
EDGE: Mapping[Rule, Edge] = {
    "away": Span.first_outside,
    "settled": Span.first_outside,
    "fresh": Span.first_outside,
    "lasting": Span.first_reaching,
    "younger": Span.first_reaching,
}
"""The first anchor day on which a window has passed, with its shortest and its longest span."""


@dataclass(frozen=True, slots=True)
class Opens:
    """The first infusion dates on which a running window lets the criterion pass: on one reading, and on all.

    ``certain`` is ``None`` where something that time does not answer is open beside the window.
    """

    possible: date
    certain: date | None
    facts: tuple[FactBase, ...] = field(default=(), compare=False)
    """The facts that set the dates."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a part comes to be as wanted: not at all (``first`` is ``None``), or from a first and a last day."""

    first: date | None
    last: date | None
    facts: tuple[FactBase, ...] = ()


_ALREADY = _Way(_LONG_AGO, _LONG_AGO)
_UNANSWERED = _Way(_LONG_AGO, None)
_NEVER = _Way(None, None)


def opening(finding: Finding, wanted: Truth, dates: Dates) -> Opens | None:
    """When the passing of time makes the answer ``wanted``; ``None`` unless a running window is what keeps it."""
    way = _way(finding, wanted, dates)
    floor = dates.infusion.earliest or dates.screening_day
    if way.first is None or (way.first <= floor and (way.last is None or way.last <= floor)):
        return None
    possible = max(way.first, floor)
    return Opens(possible, None if way.last is None else max(way.last, possible), way.facts)


def _way(finding: Finding, wanted: Truth, dates: Dates) -> _Way:
    if finding.truth is wanted:
        return _ALREADY
    if not finding.children:
        return _leaf(finding, not_(wanted) if finding.flipped else wanted, dates)
    ways = [_way(child, wanted, dates) for child in finding.children]
    if finding.joined == "readings":
        return _by_reading(ways)
    every = (finding.joined == "all") is (wanted is Truth.TRUE)
    return _every(ways) if every else _any(ways)


def _leaf(finding: Finding, wanted: Truth, dates: Dates) -> _Way:
    windows = [window for window in finding.windows if LEADS_TO[window.rule] is wanted]
    if not windows:
        return _UNANSWERED if finding.truth is Truth.UNKNOWN else _NEVER
    ways = [_passing(window, dates) for window in windows]
    # One long combination is enough; every wash-out must be over.
    return _any(ways) if windows[0].rule == "lasting" else _every(ways)


def _passing(window: Window, dates: Dates) -> _Way:
    first, last = passed_from(window, dates)
    return _Way(first, last, window.facts)


def passed_from(window: Window, dates: Dates) -> tuple[date | None, date | None]:
    """The first infusion date on which the window may have passed (``None``: never by itself), and must have."""
    if window.event is None:
        return None, None
    span, event = window.span, window.event
    firsts, lasts = [], []
    for name in window.anchors:
        shortest, longest = gaps(name, dates)
        if span is not None and event.earliest is not None:
            firsts.append(EDGE[window.rule](span, event.earliest)[0] + timedelta(days=shortest))
        if span is not None and event.latest is not None:
            lasts.append(EDGE[window.rule](span, event.latest)[1] + timedelta(days=longest))
    first = _LONG_AGO if window.may_not_count or not firsts else min(firsts)
    return first, (max(lasts) if lasts and window.settles else None)


def gaps(name: str, dates: Dates) -> tuple[int, int]:
    """The fewest and the most days from the named anchor to the infusion, as far as they are planned."""
    anchor, infusion = dates.anchor(name), dates.infusion
    if name == "infusion" or infusion.earliest is None or anchor.earliest is None:
        return 0, 0
    fewest = 0 if anchor.latest is None else max(0, (infusion.earliest - anchor.latest).days)
    most = ((infusion.latest or infusion.earliest) - anchor.earliest).days
    return fewest, max(fewest, most)


def _every(ways: Iterable[_Way]) -> _Way:
    """When all of them have come about."""
    found = list(ways)
    if any(way.first is None for way in found):
        return _NEVER
    first = max((way.first for way in found if way.first is not None), default=_LONG_AGO)
    last = None if any(way.last is None for way in found) else max(way.last for way in found if way.last is not None)
    return _Way(first, last, _setting(found, first, last))


def _any(ways: Iterable[_Way]) -> _Way:
    """When the first of them has come about."""
    found = [way for way in ways if way.first is not None]
    if not found:
        return _NEVER
    first = min(way.first for way in found if way.first is not None)
    last = min((way.last for way in found if way.last is not None), default=None)
    return _Way(first, last, _setting(found, first, last))


def _by_reading(ways: Iterable[_Way]) -> _Way:
    """Possibly when one reading has come about, for certain when all have."""
    found = list(ways)
    possible, certain = _any(found), _every(found)
    return _Way(possible.first, certain.last, unique((*possible.facts, *certain.facts)))


def _setting(ways: Iterable[_Way], first: date, last: date | None) -> tuple[FactBase, ...]:
    """The facts whose dates these are: those of the certain date first."""
    found = list(ways)
    latest = [fact for way in found if last is not None and way.last == last for fact in way.facts]
    return unique((*latest, *(fact for way in found if way.first == first for fact in way.facts)))
