"""The same chart on other days: which criteria change, and on which of several days nothing stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from assistant.chat.case import Case
from assistant.chat.days import ANCHORS, Days
from rules.chart import Dates
from rules.dates import add_months
from rules.verdicts import Status

MOST = 62
"""So many days are tried at most: two months."""
FURTHEST = 731


class DaysError(ValueError):
    """Days that cannot be tried; ``code`` is the key of the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring days of one anchor on which the same criteria stand in the way."""

    anchor: str
    first: date
    last: date
    case: Case
    """The case on the first of these days."""
    last_case: Case
    open_on: int
    """The fewest criteria that are open on one of them."""
    doubtful: tuple[str, ...]
    """What stands in the way of the plan and is open on these days: it passes on one reading, or may."""

    @property
    def fails(self) -> tuple[str, ...]:
        """What stands in the way on each of these days."""
        return _ids(self.case, "fail")


def moved(dates: Dates, months: int, days: int) -> Dates:
    """The plan moved as a whole."""
    anchor = dates.infusion.day or dates.screening_day
    return dates.moved((add_months(anchor, months) + timedelta(days) - anchor).days)


def planned(dates: Dates, wanted: Mapping[str, date]) -> Dates:
    """The plan with these days set. With one day set the others move with it; those nobody planned stay open.

    Raises:
        DaysError: the days are in no possible order, or far from the plan.
    """
    known = {name: dates.anchor(name).day for name in ANCHORS}
    if len(wanted) == 1:
        ((name, day),) = wanted.items()
        before = known[name]
        if before is not None:
            known = {each: None if old is None else old + (day - before) for each, old in known.items()}
    known |= wanted
    if any(abs((day - dates.screening_day).days) > FURTHEST for day in wanted.values()):
        raise DaysError("too_far")
    screening = known["screening"]
    assert screening is not None
    try:
        assumed = () if "screening" in wanted else dates.assumed
        return Dates.planned(screening, known["lymphodepletion"], known["infusion"], assumed)
    except ValueError:
        raise DaysError("order") from None


def stretches(case: Case, wanted: Mapping[str, Days]) -> tuple[Stretch, ...]:
    """The days tried one by one, neighbours on which the same criteria fail put together.

    Raises:
        DaysError: as ``planned``.
    """
    (anchor, days), *others = sorted(wanted.items(), key=lambda item: item[1].first - item[1].last)
    fixed = {name: other.first for name, other in others}
    count = min((days.last - days.first).days + 1, MOST)
    tried = []
    for number in range(count):
        day = days.first + timedelta(number)
        tried.append((day, case.on(planned(case.screened.dates, {**fixed, anchor: day}))))
    failing = set(_ids(case, "fail"))
    found = []
    for (_, doubtful), group in groupby(tried, key=lambda item: _stand(item[1], failing)):
        same = list(group)
        fewest = min(len(each.with_status("unknown")) for _, each in same)
        found.append(Stretch(anchor, same[0][0], same[-1][0], same[0][1], same[-1][1], fewest, doubtful))
    return tuple(found)


def _ids(case: Case, status: str) -> tuple[str, ...]:
    return tuple(verdict.id for verdict in case.with_status(status))


def _stand(case: Case, failing: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands in the way, and what of that which does so now is open."""
    return _ids(case, "fail"), tuple(name for name in _ids(case, "unknown") if name in failing)


def changes(before: Case, after: Case) -> tuple[tuple[str, Status, Status], ...]:
    """The criteria whose status differs, with both statuses, in the protocol's order."""
    old = {name: verdict.status for name, verdict in before.verdicts.items()}
    return tuple(
        (name, old[name], verdict.status)
        for name, verdict in after.verdicts.items()
        if name in old and old[name] is not verdict.status
    )
