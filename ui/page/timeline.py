"""Works out the rows of the timeline: treatments, tests and windows beside the three dates. Draws nothing.

Everything comes from the report's own ``ahead.windows``, facts and dates; no window is counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

Report = Mapping[str, Any]
Group = Literal["washout", "lasting", "given", "result", "denial"]
State = Literal["running", "open", "over", "valid", "stale", "ongoing"]
ANCHORS = ("screening", "lymphodepletion", "infusion")
GROUPS: tuple[Group, ...] = ("washout", "lasting", "given", "result", "denial")
_GROUP_OF: Mapping[str, Group] = {"away": "washout", "settled": "lasting", "lasting": "lasting", "fresh": "result"}
# Where one fact is counted to several dates, the state that a reader must know of comes first.
_WEIGHT: Mapping[str, int] = {"running": 0, "stale": 1, "open": 2, "valid": 3, "over": 4, "ongoing": 5}
PAST, FUTURE, MARGIN = 120, 400, 7
"""Days shown at most before screening and after it, and beside the outermost mark."""


@dataclass(frozen=True, slots=True)
class Row:
    """One bar. ``begins`` and ``ends`` are the two ends of an interval; ``None`` where an end is not known."""

    group: Group
    names: tuple[str, ...]
    state: State
    begins: tuple[date | None, date | None]
    ends: tuple[date | None, date | None]
    anchors: tuple[str, ...]
    criteria: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int, date]:
        """What a reader must know first: by group, by state, by the day that it ends."""
        return GROUPS.index(self.group), _WEIGHT[self.state], self.ends[1] or self.ends[0] or date.max


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from the left edge of the picture to its right edge."""

    first: date
    last: date

    def percent(self, day: date) -> float:
        """Where a day stands, from 0 (left) to 100; days outside stand on the edge."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(100 * min(max(share, 0.0), 1.0), 2)


def interval(value: Any) -> tuple[date | None, date | None]:
    """Both ends of a date of the report: a day, an interval, or nothing."""
    if isinstance(value, Mapping):
        return _day(value.get("earliest")), _day(value.get("latest"))
    return _day(value), _day(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def planned(report: Report) -> dict[str, date]:
    """The dates that are set, in their order."""
    return {name: day for name in ANCHORS if (day := _day(report["dates"].get(name)))}


def rows(report: Report) -> list[Row]:
    """All bars, what runs first: wash-outs, what must last, what is given, results by when they go stale, denials."""
    facts = {str(fact["id"]): fact for fact in report.get("facts") or ()}
    windows = (report.get("ahead") or {}).get("windows") or ()
    judged = _merged(_by_facts(windows, facts), facts)
    shown = {name for row in judged if row.group == "washout" and row.state == "running" for name in row.names}
    given = [row for row in _given(facts.values()) if row.names[0] not in shown]
    return sorted([*judged, *given], key=lambda row: row.weight)


def _by_facts(windows: Iterable[Mapping[str, Any]], facts: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """One row for each fact and stretch of days, its anchors and criteria joined."""
    found: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for window in windows:
        about = [facts[each] for each in window.get("facts") or () if each in facts]
        group = _GROUP_OF.get(str(window["rule"]))
        if group is None or not about or any(fact["kind"] == "demographic" for fact in about):
            continue
        if group == "result" and all(fact.get("certainty") == "denied" for fact in about):
            group = "denial"
        names = tuple(dict.fromkeys(str(fact["name"]) for fact in about))
        found.setdefault((group, names, interval(window["from"]), interval(window["to"])), []).append(window)
    return [
        Row(
            group,
            names,
            min((window["state"] for window in same), key=_WEIGHT.__getitem__),
            begins,
            ends,
            _unique(window["anchor"] for window in same),
            _unique(window["criterion"] for window in same),
        )
        for (group, names, begins, ends), same in found.items()
    ]


def _merged(found: Sequence[Row], facts: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Results of one day that go stale together are one row, and so are denials; all others stand alone."""
    joined: dict[tuple[Any, ...], list[Row]] = {}
    for row in found:
        alone = row.names if row.group not in ("result", "denial") else ()
        key = (row.group, alone, row.begins, row.ends, row.state, row.anchors if alone or row.group == "result" else ())
        joined.setdefault(key, []).append(row)
    return [
        Row(
            same[0].group,
            _unique(name for row in same for name in row.names),
            same[0].state,
            same[0].begins,
            same[0].ends,
            _unique(anchor for row in same for anchor in row.anchors),
            _unique(criterion for row in same for criterion in row.criteria),
        )
        for same in joined.values()
    ]


def _given(facts: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Drugs that the patient takes now, from their known beginning (a dose that has not changed since counts too)."""
    facts = list(facts)
    gone = {each for fact in facts for each in fact.get("supersedes") or ()}
    # A course that the note dates and then ends was written down as two facts: it is not given any more.
    ended = {
        fact["name"] for fact in facts if fact["kind"] == "treatment" and fact.get("status") in ("stopped", "held")
    }
    begun: dict[str, tuple[date | None, date | None]] = {}
    for fact in facts:
        if (
            fact["kind"] != "treatment"
            or fact.get("status") != "ongoing"
            or fact["id"] in gone
            or fact["name"] in ended
        ):
            continue
        if fact.get("subject") != "patient" or fact.get("certainty") != "stated":
            continue
        starts = [interval(fact.get(key)) for key in ("started", "stable_since", "changed") if fact.get(key)]
        known = [each for each in [*starts, begun.get(str(fact["name"]), (None, None))] if each[0]]
        begun[str(fact["name"])] = min(known, key=lambda each: each[0] or date.max) if known else (None, None)
    return [Row("given", (name,), "ongoing", start, (None, None), (), ()) for name, start in begun.items()]


def scale(report: Report, found: Sequence[Row]) -> Scale:
    """The stretch of days that shows the dates and all that runs towards them, and no more."""
    days = planned(report)
    screening = days.get("screening") or date.fromisoformat(report["dates"]["screening"])
    early = [day for row in found for day in row.begins if day and screening - day < timedelta(PAST)]
    late = [day for row in found for day in row.ends if day and day - screening < timedelta(FUTURE)]
    # A bar that ended long ago, or an age of denials that ends in a year, must not squeeze the rest.
    running = [day for row in found if row.state in ("running", "open") for day in row.ends if day]
    ends = [day for day in late if day <= max([*days.values(), *running, screening + timedelta(60)])]
    first = min([screening - timedelta(14), *early])
    last = max([*days.values(), *ends, screening + timedelta(21)])
    return Scale(first - timedelta(MARGIN), last + timedelta(MARGIN))


def months(along: Scale) -> list[date]:
    """The first days of the months inside the picture."""
    found, day = [], date(along.first.year, along.first.month, 1)
    while day <= along.last:
        if day >= along.first:
            found.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
