"""What would change the overall answer: the smallest sets of changes, and the best and the worst that is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from rules.ahead.opening import Opens, opening
from rules.findings import Finding
from rules.truth import Truth
from rules.verdicts import PASSES, Status, Verdict

_SETS = 4
"""At most so many sets of one size: a person reads them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would have to come out otherwise, and what could bring it about."""

    criterion: str
    was: str
    becomes: str
    remedy: str
    finding: Finding
    opens: Opens | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """Changes that together give another overall answer; ``possible`` is false where one of them cannot come about."""

    overall: str
    changes: tuple[Change, ...]

    @property
    def possible(self) -> bool:
        """Whether nothing among them is permanent."""
        return all(change.remedy != "permanent" for change in self.changes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An overall answer with its outlook, if all that is open came out one way."""

    overall: str
    outlook: str


def flips(verdicts: Sequence[Verdict], overall: str) -> tuple[Flip, ...]:
    """The smallest sets of changes that give another overall answer.

    From ``ineligible`` up: every fail has to go, each in its smallest way. From ``needs_information`` up: everything
    open has to pass; down: one of them fails. From ``potentially_eligible`` nothing is open that a note could decide.
    """
    if overall == "ineligible":
        fails = [verdict for verdict in verdicts if verdict.status is Status.FAIL]
        after = "needs_information" if _open(verdicts) else "potentially_eligible"
        return tuple(Flip(after, tuple(chosen)) for chosen in _smallest([_lifted(verdict) for verdict in fails]))
    if overall == "needs_information":
        undecided = _open(verdicts)
        up = tuple(change for verdict in undecided for change in _settled(verdict, "pass"))
        down = [Flip("ineligible", _settled(verdict, "fail")[:1]) for verdict in undecided]
        return (Flip("potentially_eligible", up), *down)
    return ()


def _open(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [item for item in verdicts if item.status is Status.UNKNOWN and not item.left_to_people]


def _smallest(options: list[list[tuple[Change, ...]]]) -> list[list[Change]]:
    """One way for each fail, combined; the shortest combinations only."""
    sets = [[change for part in chosen for change in part] for chosen in product(*(ways[:_SETS] for ways in options))]
    size = min((len(one) for one in sets), default=0)
    return [one for one in sets if len(one) == size][:_SETS]


def _lifted(verdict: Verdict) -> list[tuple[Change, ...]]:
    """The smallest ways in which a failing criterion stops failing."""
    wanted = PASSES[verdict.criterion.kind]
    return [tuple(_change(verdict, leaf, "pass") for leaf in way) for way in _ways(verdict.finding, wanted)]


def _ways(finding: Finding, wanted: Truth) -> list[tuple[Finding, ...]]:
    """The smallest sets of single answers that would have to change."""
    if finding.truth is wanted:
        return [()]
    if not finding.children:
        return [(finding,)]
    parts = [_ways(child, wanted) for child in finding.children]
    if (finding.joined == "all") is (wanted is Truth.TRUE):
        whole = [tuple(leaf for part in chosen for leaf in part) for chosen in product(*parts)]
    else:
        whole = [way for part in parts for way in part]
    size = min(len(way) for way in whole)
    return [way for way in whole if len(way) == size][:_SETS]


def _settled(verdict: Verdict, becomes: str) -> tuple[Change, ...]:
    return (
        Change(verdict.id, "unknown", becomes, _remedy(verdict, verdict.finding), verdict.finding, verdict.passes_on),
    )


def _change(verdict: Verdict, leaf: Finding, becomes: str) -> Change:
    opens = None if verdict.dates is None else opening(leaf, PASSES[verdict.criterion.kind], verdict.dates)
    return Change(verdict.id, verdict.status.value, becomes, _remedy(verdict, leaf), leaf, opens)


_BY_OWNER = {"test": "retest", "chart": "work_up", "patient": "work_up", "site": "work_up"}


def _remedy(verdict: Verdict, leaf: Finding) -> str:
    """What could bring the change about; what is only open needs its answer, not a cure."""
    if verdict.status is Status.UNKNOWN:
        if verdict.passes_on is not None:
            return "wait"
        return _BY_OWNER[verdict.settled_by or verdict.criterion.settled_by]
    return verdict.criterion.remedy or leaf.remedy or "work_up"


def best_case(verdicts: Sequence[Verdict]) -> Outcome:
    """If everything that is open came out well."""
    fails = [verdict for verdict in verdicts if verdict.status is Status.FAIL]
    if not fails:
        return Outcome("potentially_eligible", "refer")
    return Outcome("ineligible", _outlook([verdict.remedy for verdict in fails]))


def worst_case(verdicts: Sequence[Verdict]) -> Outcome:
    """If everything that is open came out badly."""
    bad = [verdict for verdict in verdicts if verdict.status in (Status.FAIL, Status.UNKNOWN)]
    if not bad:
        return Outcome("potentially_eligible", "refer")
    return Outcome("ineligible", _outlook([item.remedy or if_failed(item) for item in bad]))


def _outlook(remedies: Iterable[str | None]) -> str:
    return "unlikely" if "permanent" in set(remedies) else "wait"


def if_failed(verdict: Verdict) -> str | None:
    """What could cure this criterion if it failed, as far as the protocol alone tells."""
    node = verdict.criterion.when
    bounded = getattr(node, "within", None) is not None
    return verdict.criterion.remedy or verdict.finding.remedy or ("wait" if bounded else getattr(node, "remedy", None))
