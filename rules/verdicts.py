"""How each criterion stands, and what that means for the candidate: status, overall, outlook, earliest date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.facts import Evidence
from rules.findings import Finding, Opens, Remark
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
    """The first infusion date on which nothing runs any more: possibly and for certain."""

    status: str
    possible: date | None
    certain: date | None
    because: tuple[str, ...]


def overall(verdicts: Iterable[Verdict]) -> str:
    """Ineligible if anything fails; potentially eligible if only what people decide is open."""
    items = list(verdicts)
    if any(item.status is Status.FAIL for item in items):
        return "ineligible"
    if all(item.status is not Status.UNKNOWN or item.criterion.decided_by_people for item in items):
        return "potentially_eligible"
    return "needs_information"


CURED_BY_TIME = frozenset(("wait", "retest"))


def outlook(verdicts: Iterable[Verdict]) -> str:
    """What to do: refer, complete the chart, wait (nothing that fails is permanent), or it is unlikely."""
    items = list(verdicts)
    fails = [item for item in items if item.status is Status.FAIL]
    if any(item.remedy == "permanent" for item in fails):
        return "unlikely"
    if fails:
        return "wait"
    return "refer" if overall(items) == "potentially_eligible" else "complete_the_chart"


def earliest_eligible(verdicts: Iterable[Verdict], planned: date | None) -> Earliest:
    """The latest of the dates on which running windows end; never, where a fail is permanent."""
    items = list(verdicts)
    fails = [item for item in items if item.status is Status.FAIL]
    permanent = tuple(item.id for item in fails if item.remedy == "permanent")
    if permanent:
        return Earliest("never", None, None, permanent)
    running = [(item.id, item.passes_on) for item in items if item.passes_on is not None]
    stuck = tuple(item.id for item in fails if item.passes_on is None and item.remedy not in CURED_BY_TIME)
    if stuck:
        return Earliest("unknown", None, None, stuck)
    if running:
        possible = max(opens.possible for _, opens in running)
        certain = max(opens.certain for _, opens in running)
        because = tuple(name for name, opens in running if opens.certain == certain or opens.possible == possible)
        return Earliest("from", possible, certain, because)
    waiting = tuple(item.id for item in fails)
    if waiting:
        return Earliest("unknown", None, None, waiting)
    if overall(items) == "potentially_eligible":
        return Earliest("now", planned, planned, ())
    return Earliest("unknown", None, None, ())
