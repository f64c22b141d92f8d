"""How each criterion stands, and what that means for the candidate: status, overall, outlook, earliest date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property

from rules.ahead.opening import Opens, opening
from rules.chart import Dates
from rules.facts import Evidence, FactBase
from rules.findings import LEFT_TO_PERSON, Finding, Remark
from rules.frozen import dataclass
from rules.protocol import Criterion
from rules.truth import Truth


class Status(StrEnum):
    """``fail`` stands in the way of enrolment and ``pass`` does not, for inclusion and exclusion alike."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


STATUS: Mapping[tuple[str, Truth], Status] = {
    ("inclusion", Truth.TRUE): Status.PASS,
    ("inclusion", Truth.FALSE): Status.FAIL,
    ("inclusion", Truth.UNKNOWN): Status.UNKNOWN,
    ("exclusion", Truth.TRUE): Status.FAIL,
    ("exclusion", Truth.FALSE): Status.PASS,
    ("exclusion", Truth.UNKNOWN): Status.UNKNOWN,
}

PASSES: Mapping[str, Truth] = {"inclusion": Truth.TRUE, "exclusion": Truth.FALSE}
"""The answer to a criterion's question with which it doesn't stand in the way."""


_MAY_YET_PASS = (Status.FAIL, Status.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One criterion for one patient, with the finding it rests on."""

    criterion: Criterion
    status: Status
    finding: Finding
    evidence: tuple[Evidence, ...]
    missing: tuple[Remark, ...]
    settled_by: str | None
    remedy: str | None
    needs_review: bool
    dates: Dates | None = None
    """The plan that it was judged for; ``None`` where nothing was judged."""

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.criterion.id

    @property
    def left_to_people(self) -> bool:
        """Whether no note can decide it: the protocol says so, or all that is open is for a person to judge."""
        judged = self.missing and all(remark.code == LEFT_TO_PERSON for remark in self.missing)
        return self.criterion.decided_by_people or bool(judged)

    @property
    def passes_on(self) -> Opens | None:
        """The first infusion dates on which it passes, where a running time window is what keeps it from that."""
        return self._opens if self.status in _MAY_YET_PASS else None

    @cached_property
    def _opens(self) -> Opens | None:
        # Worked out when it is first asked for: most verdicts are only counted.
        return None if self.dates is None else opening(self.finding, PASSES[self.criterion.kind], self.dates)


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first infusion date on which nothing runs any more: possibly and for certain.

    ``status`` is ``now``, ``from``, ``never`` (a fail is permanent) or ``unknown``. ``certain`` is ``None`` where
    something without a date stands beside the windows.
    """

    status: str
    possible: date | None
    certain: date | None
    because: tuple[str, ...]
    set_by: tuple[tuple[str, FactBase], ...] = ()
    """The facts that set the dates, each with the id of its criterion."""


def overall(verdicts: Iterable[Verdict], *, draft: bool = False) -> str:
    """Ineligible if anything fails; potentially eligible if only what people decide is open, and never by a draft."""
    items = list(verdicts)
    if any(item.status is Status.FAIL for item in items):
        return "ineligible"
    if not draft and all(item.status is not Status.UNKNOWN or item.left_to_people for item in items):
        return "potentially_eligible"
    return "needs_information"


CURED_BY_TIME = frozenset(("wait", "retest"))


def outlook(verdicts: Iterable[Verdict], *, draft: bool = False) -> str:
    """What to do: refer, complete the chart, wait (nothing that fails is permanent), or it is unlikely."""
    items = list(verdicts)
    fails = [item for item in items if item.status is Status.FAIL]
    if any(item.remedy == "permanent" for item in fails):
        return "unlikely"
    if fails:
        return "wait"
    return "refer" if overall(items, draft=draft) == "potentially_eligible" else "complete_the_chart"


def earliest_eligible(verdicts: Iterable[Verdict], planned: date | None, *, draft: bool = False) -> Earliest:
    """The latest of the dates on which running windows end; never, where a fail is permanent.

    A failed result can be repeated by then, so it changes no date; what goes on without an end (a drug still given)
    leaves no date certain; what needs treatment or a work-up leaves none at all.
    """
    items = list(verdicts)
    fails = [item for item in items if item.status is Status.FAIL]
    permanent = [item for item in fails if item.remedy == "permanent"]
    if permanent:
        set_by = tuple((item.id, fact) for item in permanent for fact in item.finding.facts)
        return Earliest("never", None, None, tuple(item.id for item in permanent), set_by)
    running = [(item.id, opens) for item in items if (opens := item.passes_on) is not None]
    dated = {name for name, _ in running}
    undated = [item for item in fails if item.id not in dated]
    stuck = [item for item in undated if item.remedy not in CURED_BY_TIME]
    if stuck or (undated and not running):
        return Earliest("unknown", None, None, tuple(item.id for item in stuck or undated))
    if running:
        return _latest(running, [item.id for item in undated if item.remedy == "wait"])
    if overall(items, draft=draft) == "potentially_eligible":
        return Earliest("now", planned, planned, ())
    return Earliest("unknown", None, None, ())


def _latest(running: list[tuple[str, Opens]], endless: list[str]) -> Earliest:
    possible = max(opens.possible for _, opens in running)
    ends = [opens.certain for _, opens in running]
    certain = None if endless or None in ends else max(end for end in ends if end is not None)
    setting = [
        (name, opens)
        for name, opens in running
        if opens.possible == possible or opens.certain is None or opens.certain == certain
    ]
    because = tuple(dict.fromkeys((*(name for name, _ in setting), *endless)))
    return Earliest(
        "from", possible, certain, because, tuple((name, fact) for name, opens in setting for fact in opens.facts)
    )
