"""The first days of screening, lymphodepletion and infusion that meet every window at once, and what to repeat by then.

The planned gaps are kept. Only what the notes tell is counted: a test that is stale by then, failed or is missing has
to be (re)taken inside its window; an age that is reached cannot be put off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.ahead.lapsing import Expiry
from rules.ahead.slots import Slot, slots
from rules.ahead.tables import by_concept
from rules.chart import Dates
from rules.verdicts import Earliest, Status, Verdict

HORIZON = 366
"""How many days ahead is searched; later plans are made anew."""


@dataclass(frozen=True, slots=True)
class _Reason:
    why: str
    analytes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A test to take or repeat, with the days on which it counts for all that it is needed for."""

    sample: str
    analytes: tuple[str, ...]
    criteria: tuple[str, ...]
    why: tuple[str, ...]
    """``stale`` by then, ``failed``, ``missing``: one or more of them."""
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Schedule:
    """The plan that fits. ``status`` is ``found``, ``none`` (nothing fits within the horizon) or ``unknown``.

    ``moved`` counts the days from the dates as planned; ``until`` is by how many days it may move further at most.
    """

    status: str
    dates: Dates | None = None
    moved: int = 0
    for_certain: bool = True
    until: int | None = None
    repeats: tuple[Repeat, ...] = ()
    because: tuple[str, ...] = ()


def schedule(
    verdicts: Sequence[Verdict],
    dates: Dates,
    earliest: Earliest,
    lapses: Sequence[Expiry],
    windows: dict[str, str],
    told_until: date | None,
) -> Schedule:
    """The first fitting plan on or after the planned one. ``told_until``: no test can be taken before the last note."""
    stuck = _stuck(verdicts)
    if earliest.status == "never" or stuck:
        status = "none" if earliest.status == "never" else "unknown"
        return Schedule(status, because=earliest.because if earliest.status == "never" else stuck)
    floor = dates.infusion.earliest or dates.screening_day
    goal = earliest.certain or earliest.possible or floor
    moved = max(0, (goal - floor).days)
    hard = [item for item in lapses if item.rule not in ("fresh",)]
    limit = min((item.days_left for item in hard), default=None)
    if moved > HORIZON or (limit is not None and moved > limit):
        late = [item.criterion for item in hard if item.days_left < moved]
        return Schedule("none", because=tuple(dict.fromkeys((*late, *earliest.because))))
    later = dates.moved(moved)
    criteria = [verdict.criterion for verdict in verdicts]
    repeats = _repeats(verdicts, moved, lapses, slots(criteria, later, windows), told_until)
    left = None if limit is None else limit - moved
    sure = earliest.status != "from" or earliest.certain is not None
    return Schedule("found", later, moved, sure, left, repeats, earliest.because if moved else ())


def _stuck(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """What fails now and neither time nor a repeated test cures by a known day."""
    fails = [verdict for verdict in verdicts if verdict.status is Status.FAIL]
    return tuple(item.id for item in fails if item.remedy != "retest" and item.passes_on is None)


def _repeats(
    verdicts: Sequence[Verdict],
    moved: int,
    lapses: Sequence[Expiry],
    all_slots: Sequence[Slot],
    told_until: date | None,
) -> tuple[Repeat, ...]:
    """One entry for each sample: taken once where one day counts for all that it is needed for, else one for each."""
    reasons = _reasons(verdicts, moved, lapses)
    samples: dict[str, list[Slot]] = {}
    for slot in all_slots:
        if slot.criterion in reasons and _asked(slot, reasons[slot.criterion], all_slots):
            samples.setdefault(by_concept("samples").get(slot.analyte, slot.analyte), []).append(slot)
    found: list[Repeat] = []
    for sample, items in samples.items():
        first, last = max(slot.first for slot in items), min(slot.last for slot in items)
        groups = [items] if first <= last else [[s for s in items if s.anchor == name] for name in _anchors(items)]
        found += [repeat for group in groups if (repeat := _repeat(sample, group, reasons, told_until)) is not None]
    return tuple(sorted(found, key=lambda item: item.last))


def _asked(slot: Slot, reason: _Reason, all_slots: Sequence[Slot]) -> bool:
    """Whether this is one of the tests wanted; where their names tell nothing, all of the criterion's are."""
    own = {item.analyte for item in all_slots if item.criterion == slot.criterion}
    return slot.analyte in reason.analytes or not own & set(reason.analytes)


def _anchors(items: Iterable[Slot]) -> list[str]:
    return list(dict.fromkeys(slot.anchor for slot in items))


def _repeat(sample: str, group: Sequence[Slot], reasons: dict[str, _Reason], told_until: date | None) -> Repeat | None:
    first, last = max(slot.first for slot in group), min(slot.last for slot in group)
    if told_until is not None:
        first = min(max(first, told_until), last)
    if first > last:
        return None
    criteria = tuple(dict.fromkeys(slot.criterion for slot in group))
    why = tuple(dict.fromkeys(reasons[name].why for name in criteria))
    return Repeat(sample, tuple(dict.fromkeys(slot.analyte for slot in group)), criteria, why, first, last)


def _reasons(verdicts: Sequence[Verdict], moved: int, lapses: Sequence[Expiry]) -> dict[str, _Reason]:
    """Why each criterion's test has to be taken for the new plan; those whose result still counts are left out."""
    reasons = {
        item.criterion: _Reason("stale", frozenset(fact.name for fact in item.facts))
        for item in lapses
        if item.rule == "fresh" and item.days_left < moved
    }
    for verdict in verdicts:
        asked = frozenset(str(remark.data["analyte"]) for remark in verdict.missing if "analyte" in remark.data)
        if verdict.status is Status.FAIL and verdict.remedy == "retest":
            reasons[verdict.id] = _Reason("failed", frozenset(fact.name for fact in verdict.finding.facts))
        elif verdict.status is Status.UNKNOWN and asked:
            reasons[verdict.id] = _Reason("missing", asked)
    return reasons
