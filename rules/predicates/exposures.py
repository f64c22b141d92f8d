"""Drugs and therapies received inside a window: wash-outs, trials, treated infections, recovery from operations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rules.chart import Question
from rules.courses import Course, courses, is_class, named_courses
from rules.dates import DateInterval
from rules.facts import Condition, FactBase, Procedure, Treatment
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.predicates.base import (
    Before,
    Deniable,
    Predicate,
    ancestors,
    covers,
    denials,
    freshness,
    going_on,
    place,
    puts_before,
    silence,
    span_of,
    window_of,
)
from rules.traces import Window
from rules.truth import Truth, agree
from rules.windows import Span, longest, within

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
        findings = [self._course(question, course) for course in given]
        findings += self._borderline(question)
        windows = tuple(window for finding in findings for window in finding.windows)
        for truth in (Truth.TRUE, Truth.UNKNOWN):
            chosen = [finding for finding in findings if finding.truth is truth]
            if chosen:
                return replace(_slowest(chosen), windows=windows)
        if findings:
            return replace(findings[-1], windows=windows)
        reach = self._reach(question)
        since = reach.start_before(question.dates.screening_day)[0]
        denied = [
            fact
            for fact in denials(ancestors(self.of, question), question)
            if covers(fact, question, since) and (not fact.others_only or self._others_told(question, fact))
        ]
        if excused:
            data: dict[str, Any] = {"what": excused[-1].name, "intent": excused[-1].intent or ""}
            return Finding(truth=Truth.FALSE, code="excused", data=data, facts=excused[-1].facts)
        if denied:
            fresh = freshness(denied[-1], question, since, reach, ("screening",))
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
        span = self._span(question, course, question.dates.screening_day)
        anchors = self.before.anchors(question)
        if course.ongoing:
            runs = (going_on("away", course.facts, span, anchors),)
            return Finding(
                truth=Truth.TRUE, code="still_given", data=data, facts=course.facts, remedy="wait", windows=runs
            )
        if course.conflict:
            return replace(_conflict(course), windows=(window_of("away", course.facts, None, span, anchors),))
        if course.last is None:
            missing: tuple[Remark, ...] = (Remark("last_dose", data),)
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
            missing = (Remark("last_dose", data),)
            return Finding(
                truth=Truth.UNKNOWN,
                code="exposure_uncertain",
                data=data,
                facts=course.facts,
                missing=missing,
                windows=counted,
            )
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


def _conflict(course: Course) -> Finding:
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
                return _conflict(course) if course.conflict else self._open(course, "iv_date_unclear")
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
            # "On antivirals" without a drug is as often a heading or a question as a treatment.
            return course.ongoing and course.route == "oral"
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
        last = max((_written(fact) for fact in (*over, *none)), default=None)
        if active and (last is None or _written(active[-1]) > last):
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


def _last_to_lapse(denied: Iterable[Deniable], question: Question, since: date) -> tuple[Window, ...]:
    """How long denials are fresh of which one is enough."""
    windows = [window for fact in denied for window in freshness(fact, question, since)]
    return tuple(sorted(windows, key=lambda window: window.event.latest or date.max if window.event else date.max)[-1:])


def _written(fact: FactBase) -> date:
    return fact.written_on.latest if fact.written_on and fact.written_on.latest else date.min


_TWO_KINDS = 2


class NotRecovered(Predicate):
    """Whether recovery from a major operation or an injury is documented as incomplete near the anchor."""

    operations: str
    injuries: str
    within: str
    before: Before

    def evaluate(self, question: Question) -> Finding:
        """Incomplete recovery decides; without any operation or injury of late, both must be denied."""
        anchor = question.dates.anchor(self.before.anchors(question)[0])
        start = anchor.earliest or question.dates.screening_day
        recent = start - timedelta(days=90)
        done = [fact for fact in question.chart.procedures(self.operations) if self._counts(fact)]
        hurt = [
            fact
            for fact in question.chart.conditions(self.injuries)
            if fact.certainty == "stated" and (fact.severity != "minor" or fact.status == "resolved")
        ]
        unhealed = [fact for fact in done if fact.recovered is False] + [
            fact for fact in hurt if fact.status == "active"
        ]
        healed = [fact for fact in done if fact.recovered] + [fact for fact in hurt if fact.status == "resolved"]
        last_healed = max((_written(fact) for fact in healed), default=date.min)
        unhealed = [fact for fact in unhealed if _written(fact) > last_healed or _written(fact) == date.min]
        if unhealed:
            data: dict[str, Any] = {"what": unhealed[-1].name}
            return Finding(truth=Truth.TRUE, code="not_recovered", data=data, facts=tuple(unhealed[-2:]), remedy="wait")
        span = span_of(self.within, question)
        since = min(span.start_before(start)[0], question.dates.screening_day)
        no_operation = self._ruled_out(self.operations, question, since)
        no_injury = self._ruled_out(self.injuries, question, since)
        open_ones = [
            fact
            for fact in (*done, *hurt)
            if fact not in healed
            and _since(fact, recent)
            and not any(puts_before(item, fact, question) for item in (*no_operation, *no_injury))
        ]
        if open_ones and not healed:
            data = {"what": open_ones[-1].name, "date": getattr(open_ones[-1], "date", None)}
            missing = (Remark("recovery_needed", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="recovery_not_said", data=data, facts=(open_ones[-1],), missing=missing
            )
        recent_operation = [fact for fact in done if fact in healed and _since(fact, recent)]
        recent_injury = [fact for fact in hurt if fact in healed and _since(fact, recent)]
        if (no_injury or recent_injury) and (no_operation or recent_operation):
            return Finding(
                truth=Truth.FALSE,
                code="no_operation_or_injury",
                facts=(*no_operation[-1:], *no_injury[-1:], *healed[-1:]),
                windows=tuple(
                    window
                    for denied, events in ((no_operation, recent_operation), (no_injury, recent_injury))
                    for fact in (() if events else denied)
                    for window in freshness(fact, question, since)
                ),
            )
        code = "injury_not_mentioned" if no_operation else "operation_not_mentioned"
        return silence(code)

    def _ruled_out(self, group: str, question: Question, since: date) -> list[Deniable]:
        """Denials of the group, of its major kind, or of two of its kinds."""
        named = [fact for fact in denials({group, f"major_{group}"}, question) if covers(fact, question, since)]
        if named:
            return [named[-1]]
        kinds = denials(question.chart.terminology.descendants(group), question)
        covered: dict[str, Deniable] = {fact.name: fact for fact in kinds if covers(fact, question, since)}
        return [*covered.values()][:2] if len(covered) >= _TWO_KINDS else []

    def _counts(self, fact: Procedure) -> bool:
        return fact.certainty == "stated" and fact.status not in ("planned", "refused") and fact.major is not False


def _since(fact: FactBase, day: date) -> bool:
    when = getattr(fact, "date", None)
    return when is None or when.latest is None or when.latest >= day


def worst(truths: Iterable[Truth]) -> Truth:
    """The common truth of several readings, else unknown."""
    return agree(truths)


Exposure = Treatment | Condition
