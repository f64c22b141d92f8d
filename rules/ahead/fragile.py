"""Which answers hang on what could be otherwise: an assumed limit, a reading, an imprecise date, a near value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.ahead.margins import rooms
from rules.ahead.tables import tables
from rules.findings import Finding, Remark
from rules.traces import Window
from rules.verdicts import Status, Verdict


@dataclass(frozen=True, slots=True)
class Leaning:
    """One thing that a status leans on: its kind, and the remark that says more."""

    kind: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class Fragile:
    """A criterion whose status could be another one without anything new being found."""

    criterion: str
    status: str
    because: tuple[Leaning, ...]


def fragile(verdicts: Iterable[Verdict]) -> tuple[Fragile, ...]:
    """The criteria with what they lean on, in the protocol's order."""
    found = []
    for verdict in verdicts:
        if verdict.status is Status.NOT_APPLICABLE:
            continue
        because = (*_assumed(verdict.finding), *_imprecise(verdict.finding), *_near(verdict))
        if because:
            found.append(Fragile(verdict.id, verdict.status.value, tuple(because)))
    return tuple(found)


def _assumed(finding: Finding) -> Iterator[Leaning]:
    kinds = tables()["leaning"]
    for remark in finding.assumptions:
        if remark.code in kinds:
            yield Leaning(kinds[remark.code], remark)


def _imprecise(finding: Finding) -> Iterator[Leaning]:
    """Dates that are known to lie between two days, where another of these days would count otherwise."""
    for leaf in finding.leaves():
        for window in leaf.windows:
            if leaf.truth.value == "unknown" and _between(window):
                fact = window.facts[0]
                yield Leaning("date", Remark("date_imprecise", {"what": fact.name, "date": window.event}))


def _between(window: Window) -> bool:
    event = window.event
    return event is not None and event.earliest is not None and event.latest is not None and event.day is None


def _near(verdict: Verdict) -> Iterator[Leaning]:
    for room in rooms([verdict]):
        if room.near:
            data = {"analyte": room.analyte, "value": str(room.value), "limit": str(room.limit), "unit": room.unit}
            yield Leaning("value", Remark("value_near", data))
