"""Facts and a protocol in, one verdict a criterion out. A pure function: no clock, no file, no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from rules import terminology
from rules.calculators import differential
from rules.chart import Chart, Dates, Question, Site
from rules.facts import Evidence, FactBase
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.predicates.logic import Node
from rules.protocol import Criterion, Protocol, SafetyNote
from rules.truth import Truth
from rules.verdicts import STATUS, Status, Verdict
from rules.worlds import leaning, one_sided, worlds_of

_UNSAID = Site()
_UNCONFIRMED, _DISPUTED = attrgetter("unconfirmed"), attrgetter("disputed")


def ask(protocol: Protocol, facts: Iterable[FactBase], dates: Dates, site: Site = _UNSAID) -> Question:
    """The chart as the predicates see it: confirmed facts, with the counts that follow from a differential."""
    return Question(_chart(tuple(facts)), dates, site, protocol.windows)


_latest: tuple[tuple[FactBase, ...], Chart] | None = None


def _chart(given: tuple[FactBase, ...]) -> Chart:
    """The chart of these facts; the same one for the very same facts again (another protocol, the report on them)."""
    global _latest
    latest, terms = _latest, terminology.load()
    if latest is None or latest[0] is not given or latest[1].terminology is not terms:
        sure = given if not any(map(_UNCONFIRMED, given)) else tuple([fact for fact in given if not fact.unconfirmed])
        latest = _latest = given, Chart((*sure, *differential(sure)), terms)
    return latest[1]


def check(protocol: Protocol, facts: Iterable[FactBase], dates: Dates, site: Site = _UNSAID) -> tuple[Verdict, ...]:
    """How every criterion stands, in the protocol's order."""
    given = tuple(facts)
    verdicts = _judged(protocol, ask(protocol, given, dates, site))
    if not any(map(_UNCONFIRMED, given)):
        return verdicts
    worlds = [_judged(protocol, ask(protocol, world, dates, site)) for world in worlds_of(given)]
    return tuple(_whatever_holds(given, *standing) for standing in zip(verdicts, *worlds, strict=True))


def _judged(protocol: Protocol, question: Question) -> tuple[Verdict, ...]:
    return tuple([judge(criterion, question) for criterion in protocol.criteria])


def _whatever_holds(facts: Sequence[FactBase], without: Verdict, *others: Verdict) -> Verdict:
    """What stands whether the unconfirmed facts hold or not; where that differs, nothing is decided."""
    if all(each.status is without.status for each in others):
        leans = leaning([each.finding for each in others], facts)
        return replace(without, needs_review=True) if leans else without
    differing = [each.finding for each in others if each.status is not without.status]
    finding = one_sided(leaning(differing, facts) or differing[0].facts)
    return _verdict(without.criterion, finding, Status.UNKNOWN, without.dates)


def undecided(protocol: Protocol, finding: Finding) -> tuple[Verdict, ...]:
    """Every criterion unknown for one reason (two patients' notes in one chart)."""
    return tuple(_verdict(criterion, finding, Status.UNKNOWN) for criterion in protocol.criteria)


def judge(criterion: Criterion, question: Question) -> Verdict:
    """How one criterion stands."""
    applies: Node | None = criterion.applies_when
    if applies is not None:
        scope: Finding | None = question.known.get(id(applies))
        if scope is None:
            scope = question.known[id(applies)] = applies.evaluate(question)
        if scope.truth is Truth.FALSE:
            return _verdict(criterion, scope, Status.NOT_APPLICABLE)
    finding: Finding = criterion.when.evaluate(question)
    return _verdict(criterion, finding, STATUS[criterion.kind, finding.truth], question.dates)


def safety(protocol: Protocol, question: Question) -> list[tuple[SafetyNote, Finding]]:
    """What a careful colleague would mention; it never changes a status."""
    found = [(note, note.when.evaluate(question)) for note in protocol.safety_notes]
    return [(note, finding) for note, finding in found if finding.truth is Truth.TRUE]


_UNSAID_HOW = (Remark("criterion_ask"),)
_NOTHING_MISSING: tuple[Remark, ...] = ()


def _verdict(criterion: Criterion, finding: Finding, status: Status, dates: Dates | None = None) -> Verdict:
    facts = finding.facts
    evidence = evidence_of(finding) if facts else ()
    missing, settled_by, remedy = _NOTHING_MISSING, None, None
    if not evidence or status is Status.UNKNOWN:
        # A decision that no words stand behind is no decision.
        status, missing = Status.UNKNOWN, finding.missing or _UNSAID_HOW
        settled_by = finding.settled_by or criterion.settled_by
    elif status is Status.FAIL:
        remedy = criterion.remedy or finding.remedy
    return Verdict(
        criterion=criterion,
        status=status,
        finding=finding,
        evidence=evidence,
        missing=missing,
        settled_by=settled_by,
        remedy=remedy,
        needs_review=finding.review or any(map(_DISPUTED, facts)),
        dates=dates,
    )


def evidence_of(finding: Finding) -> tuple[Evidence, ...]:
    """The words behind a finding, each once, in the order of the facts."""
    facts = finding.facts
    words = facts[0].evidence if len(facts) == 1 else tuple([item for fact in facts for item in fact.evidence])
    if len(words) <= 1:
        return words
    return tuple({(item.document, item.start, item.end, item.role): item for item in words}.values())
