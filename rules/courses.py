"""What several mentions of one drug amount to: one course, with its start, its last dose and whether it goes on.

Joins facts about the same drug and route; it never fills a gap. Where the patient's word and the chart differ about the
last dose, both ends are kept and the course is marked as in conflict.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rules.chart import Chart
from rules.dates import DateInterval
from rules.facts import Treatment
from rules.frozen import dataclass

_NOT_TAKEN = ("planned", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One drug as it was taken. ``last`` is the last dose, or the latest day on which it can have been given."""

    name: str
    facts: tuple[Treatment, ...]
    started: DateInterval | None = None
    last: DateInterval | None = None
    ongoing: bool = False
    stopped: DateInterval | None = None
    intent: str | None = None
    route: str | None = None
    conflict: bool = False
    suspected: bool = False


def taken(chart: Chart, names: Iterable[str]) -> list[Treatment]:
    """Treatments of these drugs or classes that were (or are) really given, oldest note first."""
    seen: dict[int, Treatment] = {}
    for name in names:
        for fact in chart.treatments(name):
            if fact.certainty != "denied" and fact.status not in _NOT_TAKEN:
                seen.setdefault(id(fact), fact)
    return list(seen.values())


def courses(chart: Chart, names: Iterable[str]) -> tuple[Course, ...]:
    """One course for each drug, and for each route and intent of an anti-infective."""
    asked = tuple(names)
    known: tuple[Course, ...] | None = chart.known.get(asked)
    if known is None:
        known = chart.known[asked] = _courses(chart, asked)
    return known


def _courses(chart: Chart, names: tuple[str, ...]) -> tuple[Course, ...]:
    groups: dict[tuple[str, str, str], list[Treatment]] = {}
    given = taken(chart, names)
    for fact in given:
        key = fact.name, "", ""
        if chart.terminology.is_a(fact.name, "anti_infective"):
            key = fact.name, fact.route or "", fact.intent or _only_intent(fact.name, given)
        groups.setdefault(key, []).append(fact)
    return tuple([course_of(items) for items in groups.values()])


def named_courses(chart: Chart, names: Iterable[str]) -> list[Course]:
    """The courses without those of a class ("biologics") beside a drug of that class: they tell the same twice."""
    found = courses(chart, names)
    if not found:
        return []
    named = [course.name for course in found if not is_class(chart, course.name)]
    return [
        course
        for course in found
        if not is_class(chart, course.name) or not any(chart.terminology.is_a(name, course.name) for name in named)
    ]


def is_class(chart: Chart, name: str) -> bool:
    """Whether the name is a class of drugs and not one of them."""
    return bool(chart.terminology.descendants(name))


def _only_intent(name: str, facts: list[Treatment]) -> str:
    """What the drug is given for, where every mention that says so says the same."""
    said = {fact.intent for fact in facts if fact.name == name and fact.intent}
    return said.pop() or "" if len(said) == 1 else ""


def course_of(facts: list[Treatment]) -> Course:
    """The course that these facts about one drug describe."""
    last, conflict = _last_dose(facts)
    lasting = [fact for fact in facts if not is_burst(fact)] or facts
    final = next((fact for fact in reversed(lasting) if fact.status is not None), None)
    stopped = _stop(lasting)
    ongoing = final is not None and final.status == "ongoing" and not _ended(last, final)
    if last is None and final is not None and final.status in ("stopped", "held"):
        last = stopped and _up_to(stopped, _start(facts))
    intents = [fact.intent for fact in facts if fact.intent]
    return Course(
        name=facts[0].name,
        facts=tuple(sorted(facts, key=lambda fact: fact.last_given is None)),
        started=_started(facts),
        last=last,
        ongoing=ongoing,
        stopped=stopped if final is not None and final.status in ("stopped", "held") else None,
        intent="placebo" if "placebo" in intents else (intents[-1] if intents else None),
        route=next((fact.route for fact in facts if fact.route), None),
        conflict=conflict,
        suspected=all(fact.certainty == "suspected" for fact in facts),
    )


BURST_DAYS = 31
"""A course that began and ended within a month, on top of a lasting one, is a burst."""


def is_burst(fact: Treatment) -> bool:
    """Whether one fact tells of a short course that is over (a pulse, a few days of a higher dose)."""
    end = fact.last_given or fact.changed
    if fact.status != "stopped" or fact.started is None or end is None:
        return False
    first, last = fact.started.earliest, end.latest
    return first is not None and last is not None and (last - first).days <= BURST_DAYS


def _started(facts: list[Treatment]) -> DateInterval | None:
    """The earliest start that is told; else it was begun before its dose was changed or found unchanged."""
    known = [fact.started for fact in facts if fact.started is not None and not is_burst(fact)]
    known += [DateInterval(None, fact.stable_since.latest) for fact in facts if fact.stable_since is not None]
    if not known:
        known = [DateInterval(None, fact.changed.latest) for fact in facts if fact.changed is not None]
    return min(known, key=lambda when: when.latest or date.max, default=None)


def _start(facts: list[Treatment]) -> date | None:
    """The first day that the drug can have been taken; that of a burst where nothing else is told."""
    bursts = [fact.started.earliest for fact in facts if fact.started is not None and is_burst(fact)]
    if len(bursts) == len(facts):
        return min(day for day in bursts if day is not None)
    started = _started(facts)
    return None if started is None else started.earliest


def _up_to(stopped: DateInterval, start: date | None) -> DateInterval:
    """The days on which the last dose can lie. A start told after the stop is of another course and bounds nothing."""
    after_all = start is not None and stopped.latest is not None and start > stopped.latest
    return DateInterval(None if after_all else start, stopped.latest)


def _stop(facts: list[Treatment]) -> DateInterval | None:
    known = [fact.changed or fact.last_given for fact in facts if fact.status in ("stopped", "held")]
    known = [when for when in known if when is not None]
    return known[-1] if known else None


def _ended(last: DateInterval | None, final: Treatment) -> bool:
    """A last dose that was named ends the course, unless it is the latest of a running one in the same breath."""
    return last is not None and final.last_given is None and not _resumed(last, final)


def _resumed(last: DateInterval, final: Treatment) -> bool:
    """Whether the running treatment is told to have begun, changed or been steady since a day after that last dose."""
    days = [when.earliest for when in (final.started, final.stable_since, final.changed) if when is not None]
    return any(day is not None and last.latest is not None and day > last.latest for day in days)


def _last_dose(facts: list[Treatment]) -> tuple[DateInterval | None, bool]:
    """The latest last dose, and whether the patient and the chart tell different ones."""
    known = [fact for fact in facts if fact.last_given is not None]
    if not known:
        return None, False

    def end(fact: Treatment) -> tuple[date, date]:
        when = fact.last_given
        assert when is not None
        return when.latest or date.max, when.earliest or date.min

    latest = max(known, key=end)
    by_patient = [fact for fact in known if fact.source == "patient"]
    by_chart = [fact for fact in known if fact.source != "patient"]
    conflict = bool(by_patient and by_chart) and _apart(max(by_patient, key=end), max(by_chart, key=end))
    return latest.last_given, conflict


def _apart(first: Treatment, second: Treatment) -> bool:
    a, b = first.last_given, second.last_given
    assert a is not None
    assert b is not None
    return (a.latest or date.max) < (b.earliest or date.min) or (b.latest or date.max) < (a.earliest or date.min)
