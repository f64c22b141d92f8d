"""Every window that the checker judged, as stretches of days beside their anchors, for a drawing of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.ahead.lapsing import last_days
from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.traces import Window
from rules.verdicts import Status, Verdict

State = Literal["running", "over", "valid", "stale", "open"]
_INSIDE: Mapping[str, State] = {"fresh": "valid", "younger": "valid"}
_PAST: Mapping[str, State] = {"fresh": "stale", "younger": "stale"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One fact's window before one anchor. ``state`` says where the anchor's day lies: inside, past it, or not settled.

    Inside is ``running`` for what must be over (or must have lasted) and ``valid`` for what must be fresh; past it is
    ``over`` and ``stale``. ``ends`` is the last day inside.
    """

    criterion: str
    facts: tuple[FactBase, ...]
    begins: DateInterval
    ends: DateInterval
    anchor: str
    rule: str
    state: State


def stretches(verdicts: Iterable[Verdict]) -> tuple[Stretch, ...]:
    """The windows of every criterion that applies, in the protocol's order."""
    return tuple(
        _stretch(verdict.id, window, anchor, verdict.dates)
        for verdict in verdicts
        if verdict.status is not Status.NOT_APPLICABLE and verdict.dates is not None
        for leaf in verdict.finding.leaves()
        for window in leaf.windows
        for anchor in window.anchors
    )


def _stretch(criterion: str, window: Window, anchor: str, dates: Dates) -> Stretch:
    ends = last_days(window)
    begins = window.event or DateInterval(None, None)
    return Stretch(
        criterion, window.facts, begins, ends, anchor, window.rule, _state(window, ends, dates.anchor(anchor))
    )


def _state(window: Window, ends: DateInterval, anchor: DateInterval) -> State:
    if window.event is None:
        return "running"
    if ends.latest is not None and anchor.earliest is not None and anchor.earliest > ends.latest:
        return _PAST.get(window.rule, "over")
    if ends.earliest is not None and anchor.latest is not None and anchor.latest <= ends.earliest:
        return _INSIDE.get(window.rule, "running")
    return "open"
