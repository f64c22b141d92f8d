"""Background treatment: whether two drugs were combined for long enough."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from rules.chart import Question
from rules.courses import Course, course_of, courses, is_burst
from rules.dates import DateInterval
from rules.facts import FactBase, Treatment
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.predicates.base import Predicate, denials, silence, span_of, window_of
from rules.predicates.stability import first_of, is_over
from rules.truth import Truth
from rules.windows import Span

_NEXT_DAY = timedelta(days=1)
_EVER = date(1900, 1, 1)
"""From here on a denial speaks of all the time before the day on which it ends."""


class Combined(Predicate):
    """Whether a base drug and at least one partner were taken together for the span before the anchor.

    A combination of that length which ended before the anchor is open: the record does not say that it must be current.
    """

    base: str
    partners: tuple[str, ...]
    not_partners: tuple[str, ...] = ()
    for_at_least: str
    before: Literal["screening"] = "screening"

    def evaluate(self, question: Question) -> Finding:
        """The partner with the longest overlap decides."""
        base = [course for course in courses(question.chart, (self.base,)) if not _local(course)]
        partners = [
            course
            for course in courses(question.chart, self.partners)
            if not _local(course)
            and not any(question.chart.terminology.is_a(course.name, name) for name in self.not_partners)
        ]
        if not base:
            return self._no_base(question, partners)
        if not partners:
            return self._alone(question, base)
        partners = [_not_before(partner, self.partners, question) for partner in partners]
        findings = [self._pair(question, _merged(base), partner) for partner in partners]
        running = [finding for finding in findings if finding.windows]
        for truth in (Truth.TRUE, Truth.UNKNOWN):
            chosen = [finding for finding in findings if finding.truth is truth]
            if chosen:
                return _beside(chosen[0], chosen if truth is Truth.TRUE else running)
        return _beside(min(running or findings, key=_begin), running)

    def _from_now(self, question: Question) -> dict[str, Any]:
        """How long it must be, and the first screening date if it were begun on the planned one."""
        day = question.dates.screening_day
        until = span_of(self.for_at_least, question).first_reaching(day)[1]
        return {"span": self.for_at_least, "from": day, "until": until}

    def _no_base(self, question: Question, partners: list[Course]) -> Finding:
        denied = denials({self.base}, question)
        if denied:
            data: dict[str, Any] = {"base": self.base, **self._from_now(question)}
            return Finding(truth=Truth.FALSE, code="not_combined", data=data, facts=tuple(denied[-1:]), remedy="treat")
        return silence("treatment_history_needed", what=self.base)

    def _alone(self, question: Question, base: list[Course]) -> Finding:
        named = self.partners[0]
        denied = [fact for name in self.partners for fact in denials({name}, question) if not _only_recent(fact)]
        never = [fact for fact in denied if fact.name == named]
        others = [fact for name in self.not_partners for fact in question.chart.treatments(name)]
        if never or (others and any(course.ongoing for course in base)):
            facts: tuple[FactBase, ...] = (*base[0].facts[-1:], *never[-1:], *others[-1:])
            assumed = () if never else (Remark("regimen_complete", {"what": named}),)
            return Finding(
                truth=Truth.FALSE,
                code="base_alone",
                data={"what": base[0].name, **self._from_now(question)},
                facts=facts,
                assumptions=assumed,
                remedy="treat",
                review=not never,
            )
        data: dict[str, Any] = {"what": named}
        missing = (Remark("treatment_history_needed", data),)
        return Finding(
            truth=Truth.UNKNOWN, code="partner_not_mentioned", data=data, facts=base[0].facts, missing=missing
        )

    def _pair(self, question: Question, base: Course, partner: Course) -> Finding:
        day = question.dates.screening_day
        span = span_of(self.for_at_least, question)
        facts: tuple[FactBase, ...] = (*partner.facts, *base.facts)
        data: dict[str, Any] = {"what": partner.name, "base": base.name, **self._from_now(question)}
        begin = _later(base.started, partner.started)
        ended = [course for course in (base, partner) if is_over(course, day)]
        if begin is None:
            if ended and not _long_ago(ended[0], day):
                return self._ended(data, facts)
            if ended:
                return Finding(truth=Truth.FALSE, code="not_combined", data=data, facts=facts, remedy="treat")
            missing = (Remark("start_needed", data),)
            return Finding(truth=Truth.UNKNOWN, code="start_unknown", data=data, facts=facts, missing=missing)
        data["date"] = begin
        if ended:
            if _never_met(base, partner) and _long_ago(ended[0], day):
                # Nothing shows that the two ever overlapped, and one of them ended long ago.
                return Finding(truth=Truth.FALSE, code="not_combined", data=data, facts=facts, remedy="treat")
            return self._of_the_past(data, facts, begin, ended[0], span, day)
        enough = span.start_before(day)[1]
        if begin.latest is not None and begin.latest <= enough:
            return Finding(truth=Truth.TRUE, code="combined", data=data, facts=facts)
        if _taken_before(base) and partner.started and partner.started.latest and partner.started.latest <= enough:
            assumed = (Remark("base_start_not_said", data),)
            return Finding(
                truth=Truth.TRUE, code="combined_with_base", data=data, facts=facts, assumptions=assumed, review=True
            )
        if _taken_before(base) and partner.started is not None:
            since = DateInterval(begin.earliest, first_of(begin.latest, partner.started.latest))
        else:
            since = begin
        runs = (window_of("lasting", facts, since, span, (self.before,)),)
        if begin.earliest is not None and begin.earliest > span.start_before(day)[0]:
            return Finding(
                truth=Truth.FALSE, code="combined_too_short", data=data, facts=facts, remedy="wait", windows=runs
            )
        missing = (Remark("start_needed", data),)
        return Finding(
            truth=Truth.UNKNOWN,
            code="combination_date_imprecise",
            data=data,
            facts=facts,
            missing=missing,
            windows=runs,
        )

    def _of_the_past(
        self,
        data: dict[str, Any],
        facts: tuple[FactBase, ...],
        begin: DateInterval,
        over: Course,
        span: Span,
        day: date,
    ) -> Finding:
        end = over.last.latest if over.last and over.last.latest else (over.stopped.latest if over.stopped else day)
        if begin.earliest is not None and end is not None and begin.earliest > span.start_before(end)[0]:
            return Finding(truth=Truth.FALSE, code="not_combined", data=data, facts=facts, remedy="treat")
        return self._ended(data, facts)

    def _ended(self, data: dict[str, Any], facts: tuple[FactBase, ...]) -> Finding:
        missing = (Remark("ask_sponsor_ended", data),)
        return Finding(
            truth=Truth.UNKNOWN,
            code="combination_ended",
            data=data,
            facts=facts,
            missing=missing,
            assumptions=(Remark("combination_ended", data),),
            review=True,
        )


def _beside(chosen: Finding, findings: list[Finding]) -> Finding:
    """The chosen answer with the windows of all pairs that run: the first that lasts long enough will do."""
    windows = tuple(window for finding in findings for window in finding.windows)
    return chosen if windows == chosen.windows else replace(chosen, windows=windows)


def _begin(finding: Finding) -> date:
    begin = finding.windows[0].event if finding.windows else None
    return begin.latest or date.max if begin is not None else date.max


def _not_before(course: Course, names: tuple[str, ...], question: Question) -> Course:
    """The course with the day before which none of its class was taken, where the note says so and no start."""
    if course.started is not None:
        return course
    kinds = question.chart.terminology
    told = [
        fact.period.latest
        for name in names
        for fact in denials({name}, question)
        if kinds.is_a(course.name, name)
        and fact.period is not None
        and fact.period.latest is not None
        and fact.period.earliest is not None
        and fact.period.earliest <= _EVER
    ]
    return replace(course, started=DateInterval(max(told), None)) if told else course


def _only_recent(fact: FactBase) -> bool:
    return getattr(fact, "reach", None) in ("now", "recent", "then") or getattr(fact, "others_only", False)


def _local(course: Course) -> bool:
    return course.route in ("topical", "inhaled", "ophthalmic", "intra_articular")


def _merged(bases: list[Course]) -> Course:
    """Several drugs of the base class (prednisone, then methylprednisolone) are one exposure."""
    if len(bases) == 1:
        return bases[0]
    lasting = [course for course in bases if course.ongoing or course.last is None] or bases
    merged = course_of([fact for course in lasting for fact in course.facts])
    ended = [course for course in bases if course not in lasting]
    for earlier in sorted(ended, key=lambda course: _end(course) or date.min, reverse=True):
        merged = _taken_over(merged, earlier)
    return merged


def _end(course: Course) -> date | None:
    end = course.stopped or course.last
    return None if end is None else end.latest


def _taken_over(course: Course, earlier: Course) -> Course:
    """The course with the start of the drug that it took over from by the next day; open where that is not certain."""
    begun, end = course.started, earlier.stopped or earlier.last
    if begun is None or begun.earliest is None or end is None or end.latest is None:
        return course
    if end.latest < begun.earliest - _NEXT_DAY:
        return course
    told = [fact.started for fact in earlier.facts if fact.started is not None]
    before = min(told, key=lambda when: when.latest or date.max, default=DateInterval(None, end.latest))
    first = before.earliest and min(before.earliest, begun.earliest)
    certain = end.earliest is not None and begun.latest is not None and end.earliest >= begun.latest - _NEXT_DAY
    last = first_of(before.latest, begun.latest) if certain else begun.latest
    return replace(course, started=DateInterval(first, last), facts=(*course.facts, *earlier.facts))


def _later(first: DateInterval | None, second: DateInterval | None) -> DateInterval | None:
    if first is None and second is None:
        return None
    if first is None or second is None:
        # The other began nobody knows when: together they began no earlier than the one that is known.
        known = first or second
        return known and DateInterval(known.earliest, None)
    earliest = max(first.earliest or date.min, second.earliest or date.min)
    latest = max(first.latest or date.max, second.latest or date.max)
    return DateInterval(None if earliest == date.min else earliest, None if latest == date.max else latest)


def _taken_before(base: Course) -> bool:
    """No start is told, but the dose was changed or called unchanged: the drug was there before."""
    told = any(
        fact.started is not None and fact.started.earliest is not None and not is_burst(fact) for fact in base.facts
    )
    return not told and any(
        fact.changed is not None or fact.stable_since is not None or _by_the_note(fact) for fact in base.facts
    )


def _by_the_note(fact: Treatment) -> bool:
    """Whether a drug was only said to be taken without a break: begun by the day of the note."""
    begun, written = fact.started, fact.written_on
    return begun is not None and begun.latest is not None and written is not None and begun.latest == written.latest


def _never_met(base: Course, partner: Course) -> bool:
    """Nothing shows that the base drug had begun when the partner ended."""
    end = partner.last or partner.stopped
    if base.started is None or end is None or end.latest is None:
        return base.started is None or base.started.latest is None
    return base.started.latest is None or base.started.latest > end.latest


def _long_ago(course: Course, day: date) -> bool:
    end = course.last or course.stopped
    return end is not None and end.latest is not None and (day - end.latest).days > 365
