"""Until when what passes now goes on passing: results and denials that go stale, an age that is reached.

Knows nothing of what could be repeated; a lapse is what the checker would say if nobody did anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from rules.ahead.opening import EDGE, passed_from
from rules.chart import Dates, Question
from rules.checker import judge
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
    overtaken: bool = False
    """Whether a later result in the chart decides from the next day on, before this one is stale."""


@dataclass(frozen=True, slots=True)
class _Lapse:
    window: Window
    anchor: str
    last: DateInterval
    left: int


def expiries(verdicts: Iterable[Verdict], question: Question | None = None) -> tuple[Expiry, ...]:
    """For each criterion that passes and will not pass for ever: until when. The first to lapse comes first.

    With the question that was asked, what stands behind a lapsing result is looked at too: a later result that decides
    from its day on, another value that the criterion may be computed from.
    """
    found = []
    for verdict in verdicts:
        if verdict.status is Status.PASS and verdict.dates is not None:
            expiry = _expiry(verdict, verdict.dates, question)
            if expiry is not None:
                found.append(expiry)
    return tuple(sorted(found, key=lambda item: item.days_left))


_STEPS = 8
"""So many results, one after the other, are followed at most."""


def _expiry(verdict: Verdict, planned: Dates, question: Question | None) -> Expiry | None:
    now, passed = verdict, 0
    for _ in range(_STEPS):
        dates = planned.moved(passed)
        lapses = _lapses(now.finding, dates)
        if not lapses:
            return None
        if question is None or lapses[0].left < 0:
            break
        step = _next_step(lapses, dates, question)
        then = judge(now.criterion, question.on(dates.moved(step)))
        if then.status is not Status.PASS:
            return _ended(verdict.id, lapses, passed, step)
        now, passed = then, passed + step
    return _ended(verdict.id, lapses, passed, lapses[0].left + 1)


def _next_step(lapses: list[_Lapse], dates: Dates, question: Question) -> int:
    """Days to the next thing that may change the answer: a later result of the same kind, else the lapse itself."""
    step = lapses[0].left + 1
    for lapse in lapses:
        anchor = dates.anchor(lapse.anchor).earliest or dates.screening_day
        for name in {fact.name for fact in lapse.window.facts}:
            for fact in question.chart.measurements(name):
                day = None if fact.date is None else fact.date.earliest
                if day is not None and day > anchor:
                    step = min(step, (day - anchor).days)
    return step


def _ended(criterion: str, lapses: list[_Lapse], passed: int, step: int) -> Expiry:
    first, left = lapses[0], lapses[0].left
    cut = step <= left
    last = first.last
    if cut:
        assert last.earliest is not None
        last = DateInterval.on(last.earliest - timedelta(days=left - step + 1))
    facts = {id(fact): fact for lapse in lapses for fact in lapse.window.facts}
    window = first.window
    return Expiry(
        criterion, window.rule, first.anchor, last, passed + step - 1, tuple(facts.values()), window.by_record, cut
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
