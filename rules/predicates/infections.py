"""Infections and the drugs against them in a window: what needed treatment, what was given, whether it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from rules.chart import Question
from rules.courses import Course, courses, is_class
from rules.dates import DateInterval
from rules.facts import FactBase, Treatment
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.predicates.base import (
    Deniable,
    Predicate,
    ancestors,
    covers,
    denials,
    freshness,
    going_on,
    silence,
    span_of,
    window_of,
    written_day,
)
from rules.predicates.exposures import doses_conflict
from rules.traces import Window
from rules.truth import Truth
from rules.windows import Span, within


class TreatedInfection(Predicate):
    """Whether an uncontrolled infection needed intravenous anti-infectives in the window; prophylaxis is allowed.

    A course that lies before the window passes once the infection is over. An infection still treated by mouth, or an
    oral antiviral or antifungal in the window, is open. Suppression of chronic hepatitis B is no such treatment. A
    denial of the ``routine`` drugs (antibiotics) is taken as one of anti-infectives.
    """

    drugs: str
    infections: str
    oral_open: tuple[str, ...]
    suppressive: tuple[str, ...] = ()
    routine: tuple[str, ...] = ()
    within: str
    before: Literal["screening", "lymphodepletion", "infusion"]

    def evaluate(self, question: Question) -> Finding:
        """Intravenous courses first, then what is still treated, then what is denied."""
        span, anchor = span_of(self.within, question), question.dates.anchor(self.before)
        given = [
            course
            for course in courses(question.chart, (self.drugs,))
            if course.intent != "prophylaxis"
            and not any(question.chart.terminology.is_a(course.name, name) for name in self.suppressive)
        ]
        judged = [(course, self._inside(course, span, anchor, question)) for course in given]
        finding = self._judge(question, judged)
        return replace(finding, windows=self._windows(question, span, judged, finding)) if judged else finding

    def _judge(self, question: Question, judged: list[tuple[Course, Truth]]) -> Finding:
        by_vein = [(course, inside) for course, inside in judged if course.route == "iv"]
        for course, inside in by_vein:
            if inside is Truth.TRUE and not course.conflict:
                return self._running(course, question)
        for course, inside in by_vein:
            if inside is not Truth.FALSE:
                return doses_conflict(course) if course.conflict else self._open(course, "iv_date_unclear")
        for course, inside in judged:
            if course.route != "iv" and inside is not Truth.FALSE and self._still_open(course, question):
                return self._open(course, "oral_treatment")
        return self._infection(question, [course for course, _ in by_vein])

    def _inside(self, course: Course, span: Span, anchor: DateInterval, question: Question) -> Truth:
        if course.ongoing:
            said = course.facts[-1].written_on
            return (
                within(said, span, anchor)
                if said and anchor.latest and said.latest and ((anchor.latest - said.latest).days > 60)
                else Truth.TRUE
            )
        if course.last is None:
            return Truth.UNKNOWN if course.route == "iv" else Truth.FALSE
        if anchor.latest is None and anchor.earliest is not None:
            return within(course.last, span, DateInterval.on(anchor.earliest)) if course.last.latest else Truth.UNKNOWN
        return within(course.last, span, anchor)

    def _still_open(self, course: Course, question: Question) -> bool:
        terms = question.chart.terminology
        if is_class(question.chart, course.name):
            # "Antivirals were started" without a drug or day is as often told of another time as of today.
            return course.ongoing and (course.route == "oral" or any(map(_taken_that_day, course.facts)))
        return course.ongoing or any(terms.is_a(course.name, name) for name in self.oral_open)

    def _running(self, course: Course, question: Question) -> Finding:
        data: dict[str, Any] = {"what": course.name, "date": course.last, "window": self.within}
        return Finding(truth=Truth.TRUE, code="iv_treatment", data=data, facts=course.facts, remedy="treat")

    def _windows(
        self, question: Question, span: Span, judged: list[tuple[Course, Truth]], finding: Finding
    ) -> tuple[Window, ...]:
        """The courses that count, each to the day on which it no longer does."""
        counted = [
            (course, inside)
            for course, inside in judged
            if course.route == "iv" or (inside is not Truth.FALSE and self._still_open(course, question))
        ]
        running = any(inside is not Truth.FALSE for _, inside in counted)
        settles = not running or self._infection(question, []).truth is Truth.FALSE
        windows = [
            going_on("away", course.facts, span, (self.before,))
            if course.ongoing
            else window_of("away", course.facts, course.last, span, (self.before,), settles=settles)
            for course, _ in counted
        ]
        return (*windows, *finding.windows)

    def _open(self, course: Course, code: str) -> Finding:
        data: dict[str, Any] = {"what": course.name, "date": course.last, "window": self.within}
        missing: tuple[Remark, ...] = (Remark("infection_state", data),)
        return Finding(truth=Truth.UNKNOWN, code=code, data=data, facts=course.facts, missing=missing)

    def _infection(self, question: Question, earlier: list[Course]) -> Finding:
        chart = question.chart
        said = chart.conditions(self.infections)
        active = [fact for fact in said if fact.certainty == "stated" and fact.status == "active"]
        over = [fact for fact in said if fact.certainty == "stated" and fact.status in ("resolved", "historical")]
        since = question.dates.screening_day
        names = ancestors((self.infections,), question)
        none = [fact for fact in denials(names, question) if covers(fact, question, since)]
        no_drugs = [fact for fact in denials({self.drugs, *self.routine}, question) if covers(fact, question, since)]
        last = max((written_day(fact) for fact in (*over, *none)), default=None)
        if active and (last is None or written_day(active[-1]) > last):
            data: dict[str, Any] = {"what": active[-1].name}
            missing = (Remark("infection_state", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="infection_active", data=data, facts=(active[-1],), missing=missing
            )
        facts: tuple[FactBase, ...] = (*none[-1:], *no_drugs[-1:], *over[-1:])
        if facts and (none or no_drugs or over):
            return Finding(
                truth=Truth.FALSE,
                code="no_infection" if none or no_drugs else "infection_over",
                data={"window": self.within},
                facts=(*facts, *(fact for course in earlier for fact in course.facts)),
                windows=() if over else _last_to_lapse((*none[-1:], *no_drugs[-1:]), question, since),
            )
        if earlier:
            return self._open(earlier[-1], "infection_outcome_unknown")
        return silence("infection_not_mentioned")


def _taken_that_day(fact: Treatment) -> bool:
    """Whether a note says that a drug is taken on its own day."""
    return fact.last_given is not None and fact.written_on is not None and fact.last_given == fact.written_on


def _last_to_lapse(denied: Iterable[Deniable], question: Question, since: date) -> tuple[Window, ...]:
    """How long denials are fresh of which one is enough."""
    windows = [window for fact in denied for window in freshness(fact, question, since)]
    return tuple(sorted(windows, key=lambda window: window.event.latest or date.max if window.event else date.max)[-1:])
