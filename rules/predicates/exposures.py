"""Drugs and therapies received inside a window: wash-outs and trials."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from rules.chart import Question
from rules.courses import Course, courses, named_courses
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.predicates.base import (
    Before,
    Predicate,
    ancestors,
    covers,
    denials,
    freshness,
    going_on,
    place,
    silence,
    span_of,
    window_of,
    written_day,
)
from rules.traces import Window
from rules.truth import Truth
from rules.windows import Span, longest

_LONGEST_REACH = Span(days_low=120, days_high=120)


class Longest(BaseModel):
    """The longer of several spans; half-lives are those of the drug in question."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    longest_of: tuple[str, ...]


class Received(Predicate):
    """Whether a drug of these classes was received within the window before the anchor, or is still being given.

    ``borderline`` names drugs of which the record does not say whether they count: they leave the question open if
    inside ``borderline_within``. ``excluding_intent`` leaves out e.g. a documented placebo arm.
    """

    of: tuple[str, ...]
    within: str | Longest
    before: Before
    borderline: tuple[str, ...] = ()
    borderline_within: str = "4 weeks"
    excluding_intent: tuple[str, ...] = ()

    def evaluate(self, question: Question) -> Finding:
        """The drug that clears last decides; with none on record, only a denial rules the class out."""
        given = [
            course for course in named_courses(question.chart, self.of) if course.intent not in self.excluding_intent
        ]
        excused = [course for course in courses(question.chart, self.of) if course.intent in self.excluding_intent]
        findings = [_gainsaid(question, course, self._course(question, course)) for course in given]
        findings += self._borderline(question)
        windows = tuple(window for finding in findings for window in finding.windows)
        for truth in (Truth.TRUE, Truth.UNKNOWN):
            chosen = [finding for finding in findings if finding.truth is truth]
            if chosen:
                return replace(_slowest(chosen), windows=windows)
        if findings:
            return replace(findings[-1], windows=windows)
        since = self._reach(question).start_before(question.dates.screening_day)[0]
        denied = [
            fact
            for fact in denials(ancestors(self.of, question), question)
            if covers(fact, question, since) and (not fact.others_only or self._others_told(question, fact))
        ]
        if excused:
            data: dict[str, Any] = {"what": excused[-1].name, "intent": excused[-1].intent or ""}
            return Finding(truth=Truth.FALSE, code="excused", data=data, facts=excused[-1].facts)
        if denied:
            fresh = freshness(denied[-1], question, since)
            facts = tuple(denied[-1:])
            return Finding(truth=Truth.FALSE, code="denied", data={"what": self.of[0]}, facts=facts, windows=fresh)
        return silence("not_mentioned", what=self.of[0])

    def _others_told(self, question: Question, denial: FactBase) -> bool:
        """Whether a denial of *other* drugs stands beside one that was itself denied, refused or only planned."""
        facts = (fact for name in self.of for fact in question.chart.treatments(name))
        return any(fact.name != denial.name for fact in facts)

    def _reach(self, question: Question) -> Span:
        """How far back a denial must speak: the whole window, where half-lives make no one know its length."""
        return _LONGEST_REACH if isinstance(self.within, Longest) else span_of(self.within, question)

    def _span(self, question: Question, course: Course, anchor: date) -> Span | None:
        if isinstance(self.within, str):
            return span_of(self.within, question)
        half_life = question.site.half_lives.get(course.name) or _half_life(question, course.name)
        result: Span | None = None
        for text in self.within.longest_of:
            if "half_li" in text and half_life is None:
                return None
            span = Span.parse(text, half_life)
            result = span if result is None else longest(result, span, anchor)
        return result

    def _course(self, question: Question, course: Course) -> Finding:
        data: dict[str, Any] = {"what": course.name, "date": course.last}
        missing: tuple[Remark, ...]
        span = self._span(question, course, question.dates.screening_day)
        anchors = self.before.anchors(question)
        if course.ongoing:
            runs = (going_on("away", course.facts, span, anchors),)
            if course.suspected and not self.excluding_intent:
                # Nobody says whether it is the drug or its placebo; a trial counts until its placebo is documented.
                return _uncertain(course, data, runs)
            return Finding(
                truth=Truth.TRUE, code="still_given", data=data, facts=course.facts, remedy="wait", windows=runs
            )
        if course.conflict:
            return replace(doses_conflict(course), windows=(window_of("away", course.facts, None, span, anchors),))
        if course.last is None:
            missing = (Remark("last_dose", data),)
            return Finding(
                truth=Truth.UNKNOWN,
                code="last_dose_unknown",
                data=data,
                facts=course.facts,
                missing=missing,
                windows=(window_of("away", course.facts, None, span, anchors),),
            )
        dated = [fact for fact in course.facts if fact.last_given is not None] or course.facts
        counted = (window_of("away", dated, course.last, span, anchors, may_not_count=course.suspected),)
        if span is None:
            unknown = (Remark("half_life_needed", data),)
            return Finding(
                truth=Truth.UNKNOWN,
                code="half_life_unknown",
                data=data,
                facts=course.facts,
                missing=unknown,
                assumptions=(Remark("half_life_unknown", data),),
                windows=counted,
                review=True,
            )
        placed = place(course.last, span, anchors, question)
        data |= _day_counts(course.last, span, question)
        if course.suspected and placed.truth is Truth.TRUE:
            return _uncertain(course, data, counted)
        code = {
            Truth.TRUE: "washout_running",
            Truth.FALSE: "washed_out",
            Truth.UNKNOWN: "washout_differs" if placed.differs else "washout_imprecise",
        }[placed.truth]
        if anchors == ("screening",) and placed.truth is Truth.TRUE:
            code = "washout_running_at_screening"
        missing = (
            ()
            if placed.truth is not Truth.UNKNOWN
            else (Remark("ask_sponsor_anchor" if placed.differs else "last_dose", data),)
        )
        return Finding(
            truth=placed.truth,
            code=code,
            data=data,
            facts=course.facts,
            missing=missing,
            assumptions=(Remark("anchor_readings", {"anchors": list(anchors)}),)
            if placed.truth is Truth.UNKNOWN and len(anchors) > 1
            else self.before.remarks(question),
            remedy="wait",
            windows=counted,
            review=placed.truth is Truth.UNKNOWN,
        )

    def _borderline(self, question: Question) -> list[Finding]:
        found = []
        span, anchors = span_of(self.borderline_within, question), self.before.anchors(question)
        for course in courses(question.chart, self.borderline):
            data: dict[str, Any] = {"what": course.name, "date": course.last, "window": self.borderline_within}
            inside = (
                Truth.TRUE
                if course.ongoing or course.last is None
                else place(course.last, span, anchors, question).truth
            )
            if inside is Truth.FALSE:
                continue
            missing = (Remark("ask_sponsor", data),)
            last = None if course.ongoing else course.last
            found.append(
                Finding(
                    truth=Truth.UNKNOWN,
                    code="borderline",
                    data={**data, "asked": self.of[0]},
                    facts=course.facts,
                    missing=missing,
                    assumptions=(Remark("borderline", {**data, "asked": self.of[0]}),),
                    windows=(window_of("away", course.facts, last, span, anchors, may_not_count=True),),
                    review=True,
                )
            )
        return found


def _half_life(question: Question, name: str) -> tuple[float, float] | None:
    concept = question.chart.terminology.concepts.get(name)
    pair = None if concept is None else concept.data.get("half_life_days")
    return (float(pair[0]), float(pair[1])) if pair else None


def _slowest(findings: list[Finding]) -> Finding:
    return findings[0] if len(findings) == 1 else max(findings, key=_clears)


def _clears(finding: Finding) -> date:
    """The last day on which a drug still counts, whatever it is counted to; the latest of all where nobody knows."""
    ends = [window.event.latest for window in finding.windows if window.event is not None]
    spans = [window.span for window in finding.windows]
    if not ends or ends[0] is None or spans[0] is None:
        return date.max
    return spans[0].first_outside(ends[0])[1]


def _gainsaid(question: Question, course: Course, finding: Finding) -> Finding:
    """The finding, or a conflict: the chart tells of a dose that counts and the patient denies it, or the reverse."""
    if finding.truth is not Truth.TRUE:
        return finding
    since = course.last.earliest if course.last is not None and not course.ongoing else question.dates.screening_day
    told = max(written_day(fact) for fact in course.facts)
    by_patient = {fact.source == "patient" for fact in course.facts}
    against = [
        denial
        for denial in denials(ancestors((course.name,), question), question)
        if not denial.others_only
        and by_patient == {denial.source != "patient"}
        and written_day(denial) >= told
        and covers(denial, question, since)
    ]
    if not against:
        return finding
    open_ = doses_conflict(course)
    return replace(open_, facts=(*course.facts, against[-1]), windows=finding.windows)


def _uncertain(course: Course, data: dict[str, Any], windows: tuple[Window, ...]) -> Finding:
    """Nobody says whether the drug was really received."""
    missing = (Remark("last_dose", data),)
    return Finding(
        truth=Truth.UNKNOWN,
        code="exposure_uncertain",
        data=data,
        facts=course.facts,
        missing=missing,
        windows=windows,
    )


def doses_conflict(course: Course) -> Finding:
    """The patient and the chart tell different last doses: open until somebody settles it."""
    data: dict[str, Any] = {"what": course.name, "date": course.last}
    missing = (Remark("conflict", data),)
    return Finding(truth=Truth.UNKNOWN, code="conflict", data=data, facts=course.facts, missing=missing, review=True)


def _day_counts(event: DateInterval, span: Span, question: Question) -> dict[str, Any]:
    """The arithmetic to show: days to the infusion and to screening, and how many are needed."""
    infusion, screening = question.dates.infusion.earliest, question.dates.screening_day
    data: dict[str, Any] = {
        "days_to_infusion": (infusion - event.latest).days if infusion and event.latest else None,
        "days": (infusion - event.latest).days if infusion and event.latest else None,
        "days_to_screening": (screening - event.latest).days if event.latest else None,
    }
    if span.months:
        return {**data, "needed": f"{span.months} months"}
    low, high = round(span.days_low, 1), round(span.days_high, 1)
    return {**data, "needed": f"{low:g}" if low == high else f"{low:g}-{high:g}"}
