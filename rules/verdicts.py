"""How each criterion stands, and what that means for the candidate: status, overall, outlook, earliest date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.ahead.opening import Opens
from rules.facts import Evidence, FactBase
from rules.findings import Finding, Remark
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One criterion for one patient, with the finding it rests on."""

    criterion: Criterion
    status: Status
    finding: Finding
    evidence: tuple[Evidence, ...]
    missing: tuple[Remark, ...]
    settled_by: str | None
    remedy: str | None
    passes_on: Opens | None
    needs_review: bool

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.criterion.id


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
    if not draft and all(item.status is not Status.UNKNOWN or item.criterion.decided_by_people for item in items):
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
    undated = [item for item in fails if item.passes_on is None]
    stuck = [item for item in undated if item.remedy not in CURED_BY_TIME]
    running = [(item.id, item.passes_on) for item in items if item.passes_on is not None]
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
