"""Until when what passes now goes on passing: results and denials that go stale, an age that is reached.

Knows nothing of what could be repeated; a lapse is what the checker would say if nobody did anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from rules.ahead.opening import EDGE, passed_from
from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.findings import Finding
from rules.traces import LEADS_TO, Window
from rules.truth import Truth, not_
from rules.verdicts import Status, Verdict

_FOR_EVER = 10**6


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last day of its anchor on which a criterion still passes: an interval where a date is imprecise."""

    criterion: str
    rule: str
    anchor: str
    last_day: DateInterval
    days_left: int
    """How many days the plan can still move for certain."""
    facts: tuple[FactBase, ...]
    by_record: bool


@dataclass(frozen=True, slots=True)
class _Lapse:
    window: Window
    anchor: str
    last: DateInterval
    left: int


def expiries(verdicts: Iterable[Verdict]) -> tuple[Expiry, ...]:
    """For each criterion that passes and will not pass for ever: until when. The first to lapse comes first."""
    found = []
    for verdict in verdicts:
        if verdict.status is not Status.PASS or verdict.dates is None:
            continue
        lapses = _lapses(verdict.finding, verdict.dates)
        if lapses:
            found.append(_expiry(verdict.id, lapses))
    return tuple(sorted(found, key=lambda item: item.days_left))


def _expiry(criterion: str, lapses: list[_Lapse]) -> Expiry:
    first = lapses[0]
    facts = {id(fact): fact for lapse in lapses for fact in lapse.window.facts}
    return Expiry(
        criterion,
        first.window.rule,
        first.anchor,
        first.last,
        first.left,
        tuple(facts.values()),
        first.window.by_record,
    )


def _lapses(finding: Finding, dates: Dates) -> list[_Lapse]:
    """What ends this answer first; nothing where it holds for ever."""
    if not finding.children:
        return _first(_leaf(finding, dates))
    parts = [_lapses(child, dates) for child in finding.children if child.truth is finding.truth]
    every = (finding.joined == "all") is (finding.truth is Truth.TRUE)
    if every:
        return _first([lapse for part in parts for lapse in part])
    return [] if not all(parts) else max(parts, key=lambda part: part[0].left)


def _leaf(finding: Finding, dates: Dates) -> list[_Lapse]:
    answer = not_(finding.truth) if finding.flipped else finding.truth
    return [
        _lapse(window, anchor, dates)
        for window in finding.windows
        if window.event is not None
        and window.span is not None
        and (window.rule == "fresh" or LEADS_TO[window.rule] is not answer)
        and passed_from(window, dates)[0] is not None
        for anchor in window.anchors
    ]


def _lapse(window: Window, anchor: str, dates: Dates) -> _Lapse:
    planned = dates.anchor(anchor).earliest or dates.screening_day
    last = last_days(window)
    left = _FOR_EVER if last.earliest is None else (last.earliest - planned).days
    return _Lapse(window, anchor, last, left)


def last_days(window: Window) -> DateInterval:
    """The last anchor day before the window has passed, with its shortest and its longest end."""
    if window.event is None or window.span is None:
        return DateInterval(None, None)
    first, last, edge = window.event.earliest, window.event.latest, EDGE[window.rule]
    day = timedelta(days=1)
    return DateInterval(
        None if first is None else edge(window.span, first)[0] - day,
        None if last is None else edge(window.span, last)[1] - day,
    )


def _first(lapses: list[_Lapse]) -> list[_Lapse]:
    """Those that come first, together."""
    soonest = min((lapse.left for lapse in lapses), default=_FOR_EVER)
    return [lapse for lapse in lapses if lapse.left == soonest and soonest != _FOR_EVER]
