"""What the checker says day by day, in every way to read record and chart: the slow truth behind the dates.

A world fixes each reading of the record, takes each half-life at one end and each imprecise date at one end. Then
screening, lymphodepletion and infusion move together one day at a time, and the checker is run on the same facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product

from rules.chart import Dates, Question, Site
from rules.checker import ask, judge
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.protocol import load_protocol
from rules.sites import readings_of
from rules.verdicts import Status, Verdict

NK510 = load_protocol("NCT07083349")
DATED = ("date", "last_given", "started", "changed", "stable_since", "value", "as_of")
NOTHING_NEW = ("since_then_not_said", "not_mentioned")
"""Only says that nobody told what happened since: time passes and nothing new happens."""


def worlds(
    criterion: str, facts: Sequence[FactBase], dates: Dates, beside: Sequence[FactBase] = ()
) -> Iterator[Question]:
    """Every way to fix what is open about these facts, as a question to the checker; those beside stay as they are."""
    readings = readings_of(NK510)
    anchors = readings["exc03_anchor"] if criterion.startswith("EXC-03") else ("infusion",)
    concepts = ask(NK510, facts, dates).chart.terminology.concepts
    lives = {
        fact.name: pair
        for fact in facts
        if fact.name in concepts and (pair := concepts[fact.name].data.get("half_life_days"))
    }
    for anchor, chart in product(anchors, list(product(*(_days(fact) for fact in facts)))):
        for end in (min, max) if lives else (min,):
            half_lives = {name: (float(end(pair)), float(end(pair))) for name, pair in lives.items()}
            yield ask(NK510, (*beside, *chart), dates, Site(readings={"exc03_anchor": anchor}, half_lives=half_lives))


def _days(fact: FactBase) -> list[FactBase]:
    """The fact with each imprecise date at its first and at its last day."""
    found = [fact]
    for name in DATED:
        when = getattr(fact, name, None)
        if isinstance(when, DateInterval) and when.earliest and when.latest and when.earliest != when.latest:
            found = [item.model_copy(update={name: DateInterval.on(day)}) for item in found for day in _ends(when)]
    return found


def _ends(when: DateInterval) -> list[object]:
    return [when.earliest, when.latest]


def verdict_on(question: Question, criterion: str, days: int = 0) -> Verdict:
    later = Question(question.chart, question.dates.moved(days), question.site, question.windows)
    return judge(NK510.criterion(criterion), later)


def passes(verdict: Verdict, at_first: str) -> bool:
    """Whether it passes, or says no more than that nothing was told since then (which it did not say at first)."""
    silent = verdict.status is Status.UNKNOWN and verdict.finding.code in NOTHING_NEW
    return verdict.status is Status.PASS or (silent and at_first != verdict.finding.code)


def first_days(
    criterion: str, facts: Sequence[FactBase], dates: Dates, horizon: int, beside: Sequence[FactBase] = ()
) -> tuple[int | None, int | None]:
    """By how many days the plan must move until one world no longer fails, and until all pass."""
    found = list(worlds(criterion, facts, dates, beside))
    at_first = verdict_on(ask(NK510, (*beside, *facts), dates), criterion).finding.code
    possible = certain = None
    for days in range(horizon):
        if possible is None and any(verdict_on(world, criterion, days).status is not Status.FAIL for world in found):
            possible = days
        if possible is not None and _all_pass(criterion, found, days, at_first):
            certain = days
            break
    return possible, certain


def _all_pass(criterion: str, found: list[Question], days: int, at_first: str) -> bool:
    """The world that held things up on the day before is asked first: it most often still does."""
    for index, world in enumerate(found):
        if not passes(verdict_on(world, criterion, days), at_first):
            found.insert(0, found.pop(index))
            return False
    return True


def opened(verdict: Verdict, dates: Dates) -> tuple[int | None, int | None] | None:
    """The dates of a verdict as days after the planned infusion."""
    opens, planned = verdict.passes_on, dates.infusion.earliest
    if opens is None or planned is None:
        return None
    certain = None if opens.certain is None else (opens.certain - planned) // timedelta(days=1)
    return (opens.possible - planned) // timedelta(days=1), certain
