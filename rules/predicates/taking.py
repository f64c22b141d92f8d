"""What is taken now or was ever taken, and how much of it a day. Wash-outs are in ``exposures``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import field_validator, model_validator

from rules import doses
from rules.chart import Question
from rules.courses import Course, is_class, named_courses, taken
from rules.facts import FactBase, Measurement, Treatment
from rules.findings import Finding, Remark
from rules.intervals import Interval, at_least, at_most, format_number, less_than, more_than
from rules.predicates.base import Deniable, Predicate, ancestors, covers, denials, silence, written_day
from rules.traces import Margin
from rules.truth import Truth

_COMPARE = {"at_most": at_most, "at_least": at_least, "more_than": more_than, "less_than": less_than}
_NOT_SYSTEMIC = frozenset(("topical", "inhaled", "ophthalmic", "intra_articular"))
_NO_INTERVAL = Interval.of(0)
WEIGHT_DAYS = 183
"""A weight is used for half a year; the figure is this project's own."""


def _fresh(day: date, question: Question) -> bool:
    return day == date.min or day >= question.stale_before


class Treated(Predicate):
    """Whether a drug of these classes is taken now (``time: now``) or was taken at any time (``time: ever``).

    Given, running and stopped drugs count for ``ever``; planned and refused ones never do. For ``now`` a note of the
    last four weeks must say that it goes on. ``borderline`` names drugs of which the record does not say whether they
    count. Never by silence: only a denial of the class rules it out.
    """

    of: tuple[str, ...]
    time: Literal["now", "ever"]
    route: Literal["oral", "iv"] | None = None
    borderline: tuple[str, ...] = ()

    def evaluate(self, question: Question) -> Finding:
        """A drug on record decides; with none, a denial that reaches far enough; else it is open."""
        found = [course for course in named_courses(question.chart, self.of) if self._counts(course)]
        sure = [course for course in found if not course.suspected and not course.conflict]
        running = [course for course in sure if self._goes_on(course, question)]
        told = max((written_day(fact) for course in found for fact in course.facts), default=date.min)
        denied = self._denied(question)
        opposed = [fact for fact in denied if written_day(fact) >= told]
        taken_so = sure if self.time == "ever" else running
        if taken_so and not opposed:
            code = "was_taken" if self.time == "ever" else "is_taken"
            course = taken_so[-1]
            return Finding(truth=Truth.TRUE, code=code, data={"what": course.name}, facts=course.facts)
        if denied and not found:
            return Finding(truth=Truth.FALSE, code="denied", data={"what": denied[-1].name}, facts=tuple(denied[-1:]))
        if found:
            return self._unclear(found, denied, question)
        unsure = [course for course in named_courses(question.chart, self.borderline) if self._counts(course)]
        if unsure:
            data: dict[str, Any] = {"what": unsure[-1].name, "asked": self.of[0]}
            return Finding(
                truth=Truth.UNKNOWN,
                code="borderline",
                data=data,
                facts=unsure[-1].facts,
                missing=(Remark("ask_sponsor", data),),
                assumptions=(Remark("borderline", data),),
                review=True,
            )
        return silence("not_mentioned", what=self.of[0])

    def _counts(self, course: Course) -> bool:
        if self.route is not None and course.route in {"oral", "iv", *_NOT_SYSTEMIC} - {self.route}:
            return False
        return course.intent != "placebo"

    def _goes_on(self, course: Course, question: Question) -> bool:
        return course.ongoing and _fresh(max(written_day(fact) for fact in course.facts), question)

    def _denied(self, question: Question) -> list[Deniable]:
        since = None if self.time == "ever" else question.dates.screening_day
        found = denials(ancestors(self.of, question), question)
        return [fact for fact in found if not fact.others_only and covers(fact, question, since)]

    def _unclear(self, found: Sequence[Course], denied: Sequence[Deniable], question: Question) -> Finding:
        """Something is on record which does not decide: stopped, uncertain, from an old note, or contradicted."""
        course = found[-1]
        data: dict[str, Any] = {"what": course.name}
        over = all(not item.ongoing and (item.last or _stopped(item)) for item in found)
        told = max(written_day(fact) for item in found for fact in item.facts)
        same_day = [fact for fact in denied if written_day(fact) == told]
        after = [fact for fact in denied if written_day(fact) > told] or (same_day if over else [])
        one_drug = len(self.of) == 1 and not is_class(question.chart, self.of[0])
        if self.time == "now" and (after or (over and one_drug)):
            facts = (*course.facts, *after[-1:])
            return Finding(truth=Truth.FALSE, code="no_longer_taken", data=data, facts=facts)
        return Finding(
            truth=Truth.UNKNOWN,
            code="whether_taken_unclear",
            data=data,
            facts=(*course.facts, *denied[-1:]),
            missing=(Remark("whether_taken", data),),
            review=bool(denied),
        )


def _stopped(course: Course) -> bool:
    return any(fact.status == "stopped" for fact in course.facts)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the doses of several drugs come to, or which remark says what is missing."""

    amount: Interval
    facts: tuple[FactBase, ...]
    often: bool = True
    assumptions: tuple[Remark, ...] = ()
    missing: Remark | None = None


class DailyDose(Predicate):
    """Whether what is taken of a class comes to a limit in mg a day (``20 mg``) or for each kilogram (``1 mg/kg``).

    ``as_prednisone`` counts glucocorticoids as prednisone; without it each drug counts as written. The latest note's
    dose of each running drug counts, all together. Drugs on the skin, inhaled or into a joint don't. A denial of the
    class is a dose of nothing. Never by silence, and never from a note older than four weeks.
    """

    of: str
    at_most: str | None = None
    at_least: str | None = None
    more_than: str | None = None
    less_than: str | None = None
    as_prednisone: bool = True
    route: Literal["oral"] | None = None

    @field_validator("at_most", "at_least", "more_than", "less_than")
    @classmethod
    def _is_a_dose(cls, value: str | None) -> str | None:
        if value is not None:
            doses.limit(value)
        return value

    @model_validator(mode="after")
    def _one_limit(self) -> DailyDose:
        if len([name for name in _COMPARE if getattr(self, name) is not None]) != 1:
            raise ValueError("a daily dose has one limit here: at_most, at_least, more_than or less_than")
        return self

    def evaluate(self, question: Question) -> Finding:
        """The sum of the running drugs as an interval, against the limit."""
        name = next(name for name in _COMPARE if getattr(self, name) is not None)
        number, per_kg = doses.limit(getattr(self, name))
        groups = self._running(question)
        data: dict[str, Any] = {"what": self.of, "limit": getattr(self, name), "how": name}
        if not groups:
            return self._nothing(question, name, number, data)
        doubt = self._doubtful(question, groups)
        if doubt:
            data |= {"what": groups[0][-1].name}
            missing = (Remark("whether_taken", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="whether_taken_unclear", data=data, facts=doubt, missing=missing, review=True
            )
        if stale := [group for group in groups if not _fresh(written_day(group[-1]), question)]:
            data |= {"what": stale[0][-1].name}
            missing = (Remark("dose_needed", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="dose_stale", data=data, facts=tuple(stale[0][-1:]), missing=missing
            )
        total = self._total(question, groups, per_kg)
        if total.missing is not None:
            return Finding(
                truth=Truth.UNKNOWN,
                code=total.missing.code,
                data={**data, **total.missing.data},
                facts=total.facts,
                missing=(replace(total.missing, data={**data, **total.missing.data}),),
                assumptions=total.assumptions,
            )
        bound = Interval.of(number)
        truth = _COMPARE[name](total.amount, bound)
        unit = "mg/kg" if per_kg else "mg"
        data |= {"dose": f"{_rounded(total.amount)} {unit}"}
        often = () if total.often else (Remark("dose_often_unsaid", data),)
        open_ = truth is Truth.UNKNOWN
        return Finding(
            truth=truth,
            code="dose_near" if open_ else "dose_compared",
            data=data,
            facts=total.facts,
            missing=(Remark("dose_needed", data),) if open_ else (),
            assumptions=(*total.assumptions, *often),
            remedy="treat",
            margin=Margin(total.facts, self.of, (total.amount,), name, bound, unit),
            review=open_ or not total.often,
        )

    def _running(self, question: Question) -> list[list[Treatment]]:
        """The mentions of each drug of the class in the latest note that says something of it, if it goes on."""
        chart = question.chart
        by_name: dict[str, list[Treatment]] = {}
        for fact in taken(chart, (self.of,)):
            local = fact.route in _NOT_SYSTEMIC or (self.route == "oral" and fact.route == "iv")
            if not local and fact.intent not in ("placebo",):
                by_name.setdefault(fact.name, []).append(fact)
        named = [name for name in by_name if not is_class(chart, name)]
        running = []
        for name, facts in by_name.items():
            if is_class(chart, name) and named:
                continue
            final = [fact for fact in facts if fact.status is not None][-1:] or facts[-1:]
            if final[0].status in ("stopped", "held") or (final[0].status is None and final[0].last_given is not None):
                continue
            day = max(written_day(fact) for fact in facts)
            said = [fact for fact in facts if written_day(fact) == day and fact.status not in ("stopped", "held")]
            running.append([fact for fact in said if fact.dose] or said or facts[-1:])
        return running

    def _doubtful(self, question: Question, groups: Sequence[Sequence[Treatment]]) -> tuple[FactBase, ...]:
        """What makes it uncertain that a drug is taken: only suspected, or denied by the same or a later note."""
        unsure = [fact for group in groups for fact in group if fact.certainty == "suspected"]
        last = max(written_day(group[-1]) for group in groups)
        names = ancestors([self.of, *(group[-1].name for group in groups)], question)
        day = question.dates.screening_day
        denied = [
            fact
            for fact in denials(names, question)
            if not fact.others_only and written_day(fact) >= last and covers(fact, question, day)
        ]
        return (*unsure, *denied[-1:], *groups[0][-1:]) if unsure or denied else ()

    def _nothing(self, question: Question, name: str, number: float, data: dict[str, Any]) -> Finding:
        day = question.dates.screening_day
        denied = [fact for fact in denials(ancestors((self.of,), question), question) if covers(fact, question, day)]
        stopped = taken(question.chart, (self.of,))
        if denied and not any(written_day(fact) > written_day(denied[-1]) for fact in stopped):
            truth = _COMPARE[name](_NO_INTERVAL, Interval.of(number))
            return Finding(truth=truth, code="denied", data=data, facts=tuple(denied[-1:]), remedy="treat")
        if stopped:
            data |= {"what": stopped[-1].name}
            missing = (Remark("whether_taken", data),)
            return Finding(
                truth=Truth.UNKNOWN,
                code="whether_taken_unclear",
                data=data,
                facts=tuple(stopped[-1:]),
                missing=missing,
            )
        return silence("dose_history_needed", what=self.of)

    def _total(self, question: Question, groups: Sequence[Sequence[Treatment]], per_kg: bool) -> _Sum:
        amount, often = Interval.of(0), True
        facts: list[FactBase] = []
        weight, weighed = _weight(question)
        assumptions: list[Remark] = []
        for group in groups:
            facts += group
            name = group[-1].name
            readings = [doses.daily(fact.dose) if fact.dose else None for fact in group]
            if None in readings:
                return _Sum(amount, tuple(facts), missing=Remark("dose_unreadable", {"what": name}))
            factor = self._factor(question, name)
            if factor is None:
                return _Sum(amount, tuple(facts), missing=Remark("dose_not_comparable", {"what": name}))
            parts = []
            for read in readings:
                assert read is not None
                often = often and read.often
                part = read.amount.scaled(factor)
                if read.per_kg is not per_kg:
                    if weight is None or weighed is None:
                        return _Sum(amount, tuple(facts), missing=Remark("weight_needed", {"what": name}))
                    if weighed not in facts:
                        facts.append(weighed)
                    part = part.scaled(weight if read.per_kg else 1 / weight)
                parts.append(part)
            if factor != 1:
                assumptions.append(Remark("prednisone_equivalent", {"what": name, "factor": format_number(factor)}))
            # Several doses of one drug in one note: any of them may be the present one, and they may add up.
            highest = sum(part.high for part in parts) if len({str(part) for part in parts}) > 1 else parts[0].high
            # A drug that no word says to go on (a pulse of last month) may be over.
            goes_on = any(fact.status == "ongoing" for fact in group)
            lowest = min(part.low for part in parts) if goes_on else 0.0
            amount = Interval(amount.low + lowest, amount.high + highest)
        return _Sum(amount, tuple(facts), often, tuple(assumptions))

    def _factor(self, question: Question, name: str) -> float | None:
        if not self.as_prednisone:
            return 1.0
        concept = question.chart.terminology.concepts.get(name)
        factor = None if concept is None else concept.data.get("prednisone_factor")
        return None if factor is None else float(factor)


def _rounded(amount: Interval) -> str:
    return str(Interval(round(amount.low, 2), round(amount.high, 2)))


def _weight(question: Question) -> tuple[float | None, Measurement | None]:
    """The latest weight of the last half year, in kilograms."""
    last = question.dates.screening_day
    first = last - timedelta(days=WEIGHT_DAYS)
    found = [
        (fact.date.latest, float(fact.value), fact)
        for fact in question.chart.measurements("weight")
        if fact.validity == "valid"
        and isinstance(fact.value, int | float)
        and fact.comparator is None
        and fact.value > 0
        and fact.date is not None
        and fact.date.earliest is not None
        and fact.date.latest is not None
        and first <= fact.date.earliest <= fact.date.latest <= last
    ]
    if not found:
        return None, None
    _, value, fact = max(found, key=lambda item: item[0])
    return value, fact
