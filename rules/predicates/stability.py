"""Whether the doses of a regimen were left unchanged before an anchor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from rules.chart import Question
from rules.courses import Course, course_of, taken
from rules.dates import DateInterval
from rules.doses import differ
from rules.facts import Treatment
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.predicates.base import Predicate, silence, span_of, window_of, written_day
from rules.truth import Truth


def is_over(course: Course, day: date) -> bool:
    """Whether a drug is no longer taken on this day: said to be stopped or held, or last given long before."""
    if course.ongoing:
        return False
    final = next((fact for fact in reversed(course.facts) if fact.status), None)
    if final is not None and final.status in ("stopped", "held"):
        return True
    return course.last is not None and course.last.latest is not None and (day - course.last.latest).days > 28


def _maybe_over(course: Course, day: date) -> bool:
    """The last dose may lie so far back that the drug is no longer taken, or not: its date is too vague to tell."""
    if course.ongoing or course.last is None or course.last.earliest is None or course.stopped is not None:
        return False
    return (day - course.last.earliest).days > 28 and not is_over(course, day)


class StableDose(Predicate):
    """Whether the doses of these drugs were unchanged for more than the span before the anchor.

    A dose change, a start, a hold or a stop inside the span decides against. ``except_stopping`` names classes whose
    stop is no change of the background treatment (a biologic that is being washed out).
    """

    of: tuple[str, ...]
    ignoring: tuple[str, ...] = ()
    for_more_than: str
    before: Literal["screening"] = "screening"

    def evaluate(self, question: Question) -> Finding:
        """Every drug that the patient is on must be stable; one change inside the span decides."""
        findings = [finding for group in self._drugs(question) for finding in self._drug(question, group)]
        current = [finding for finding in findings if finding.code != "stability_not_said" or _in_use(finding)]
        # A drug of which nothing says that it is still taken does not hang the answer, if others are known to be.
        findings = current or findings
        windows = tuple(window for finding in findings for window in finding.windows)
        for truth in (Truth.FALSE, Truth.UNKNOWN):
            chosen = [finding for finding in findings if finding.truth is truth]
            if chosen:
                return replace(chosen[0], windows=windows)
        if not findings:
            return silence("dose_history_needed", what=self.of[0])
        added = self._to_be_added(question)
        assumed: tuple[Remark, ...] = ()
        if added is not None and added.started is None:
            assumed = (Remark("not_yet_begun", {"what": added.name}),)
        elif added is not None:
            data = {"what": added.name, "span": self.for_more_than}
            missing = (Remark("dose_history_needed", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="start_planned", data=data, facts=(added,), missing=missing, windows=windows
            )
        facts = tuple(fact for finding in findings for fact in finding.facts)
        return Finding(
            truth=Truth.TRUE,
            code="dose_stable",
            data=findings[0].data,
            facts=facts,
            assumptions=assumed,
            windows=windows,
        )

    def _to_be_added(self, question: Question) -> Treatment | None:
        """A further drug that the latest notes plan to start, no day after screening being said."""
        chart, day = question.chart, question.dates.screening_day
        current = taken(chart, self.of)
        known = {fact.name for fact in current}
        latest = max((written_day(fact) for fact in current), default=date.min)
        for fact in (fact for name in self.of for fact in chart.treatments(name)):
            drug = chart.terminology.concepts.get(fact.name)
            own = drug is not None and drug.data.get("protocol_drug")
            if fact.status != "planned" or fact.certainty != "stated" or fact.name in known or own:
                continue
            if any(chart.terminology.is_a(fact.name, name) for name in self.ignoring) or fact.name in self.of:
                continue
            if latest <= written_day(fact) <= day and (fact.started is None or _by(fact.started, day)):
                return fact
        return None

    def _drugs(self, question: Question) -> list[list[Treatment]]:
        terms = question.chart.terminology
        groups: dict[str, list[Treatment]] = {}
        for fact in taken(question.chart, self.of):
            if fact.route in ("topical", "inhaled", "ophthalmic") or fact.intent in ("prophylaxis", "placebo"):
                continue
            if any(terms.is_a(fact.name, name) for name in self.ignoring):
                continue
            groups.setdefault(fact.name, []).append(fact)
        specific = [name for name in groups if name not in self.of]
        for name in self.of:
            inside = [item for item in specific if terms.is_a(item, name)]
            # "Steroids" without a name are those that go on.
            inside = [item for item in inside if any(fact.status == "ongoing" for fact in groups[item])] or inside
            if name in groups and inside:
                for item in inside:
                    groups[item] = [*groups[item], *groups[name]]
                del groups[name]
        return list(groups.values())

    def _drug(self, question: Question, facts: list[Treatment]) -> list[Finding]:
        day = question.dates.screening_day
        span = span_of(self.for_more_than, question)
        first_inside = day - timedelta(days=int(span.days_low))
        course = course_of(facts)
        undated = (window_of("settled", facts[-1:], _no_later(DateInterval(None, None), facts), span, (self.before,)),)
        held = facts[-1].status == "held" or (facts[-1].status is None and any(f.status == "held" for f in facts))
        if held and course.stopped is None and course.last is None:
            data: dict[str, Any] = {"what": facts[0].name, "span": self.for_more_than}
            missing: tuple[Remark, ...] = (Remark("dose_history_needed", data),)
            return [
                Finding(
                    truth=Truth.UNKNOWN,
                    code="hold_undated",
                    data=data,
                    facts=tuple(facts[-1:]),
                    missing=missing,
                    windows=undated,
                )
            ]
        if is_over(course, day) and not _recent_end(course, first_inside):
            return []
        data = {"what": facts[0].name, "span": self.for_more_than}
        if _maybe_over(course, day):
            missing = (Remark("dose_history_needed", data),)
            return [
                Finding(
                    truth=Truth.UNKNOWN, code="dose_history_needed", data=data, facts=tuple(facts[-1:]), missing=missing
                )
            ]
        chart, patient = _with_other_dose(
            facts, self._judge(facts, False, first_inside, day), self._judge(facts, True, first_inside, day)
        )
        runs = tuple(
            window_of("settled", (changed,), _no_later(on, facts), span, (self.before,))
            for changed, on in _changes(facts, first_inside)
        )
        if chart is not None and patient is not None and chart[0] is not patient[0]:
            missing = (Remark("conflict", data),)
            facts_used = (chart[1], patient[1])
            return [
                Finding(
                    truth=Truth.UNKNOWN,
                    code="conflict",
                    data=data,
                    facts=facts_used,
                    missing=missing,
                    windows=tuple(window._replace(may_not_count=True) for window in runs),
                    review=True,
                )
            ]
        verdict = chart or patient
        if verdict is None:
            missing = (Remark("dose_history_needed", data),)
            shown = [fact for fact in facts if fact.status in ("ongoing", "held")] or facts
            return [
                Finding(
                    truth=Truth.UNKNOWN,
                    code="stability_not_said",
                    data=data,
                    facts=tuple(shown[-1:]),
                    missing=missing,
                    windows=undated,
                )
            ]
        truth, fact, when = verdict
        data["date"] = when
        if truth is Truth.TRUE:
            return [Finding(truth=truth, code="dose_stable", data=data, facts=(fact,), windows=runs)]
        if truth is Truth.UNKNOWN:
            missing = (Remark("dose_history_needed", data),)
            return [
                Finding(
                    truth=truth, code="change_date_imprecise", data=data, facts=(fact,), missing=missing, windows=runs
                )
            ]
        return [Finding(truth=truth, code="dose_changed", data=data, facts=(fact,), remedy="wait", windows=runs)]

    def _judge(self, facts: list[Treatment], by_patient: bool, first_inside: date, day: date) -> _Said | None:
        """What one source says: changed inside the span, unchanged throughout it, or nothing."""
        own = [fact for fact in facts if (fact.source == "patient") is by_patient]
        changes = [(fact, when) for fact, when in _changes(own) if not _only_begun(fact, when, first_inside)]
        past = [(fact, when) for fact, when in changes if when.earliest is None or when.earliest <= day]
        inside = [(fact, when) for fact, when in past if when.earliest is not None and when.earliest >= first_inside]
        if inside:
            return (Truth.FALSE, *max(inside, key=lambda pair: pair[1].latest or date.max))
        stable = [(fact, fact.stable_since) for fact in own if fact.stable_since is not None]
        good = [(fact, when) for fact, when in stable if when.latest is not None and when.latest < first_inside]
        if good:
            return Truth.TRUE, good[-1][0], good[-1][1]
        before = [(fact, when) for fact, when in past if when.latest is not None and when.latest < first_inside]
        vague = [(fact, when) for fact, when in past if (fact, when) not in before]
        if vague:
            return Truth.UNKNOWN, vague[-1][0], vague[-1][1]
        dosed = [(fact, when) for fact, when in before if fact.changed is not None or fact.dose]
        if dosed:
            return Truth.TRUE, dosed[-1][0], dosed[-1][1]
        return None


def _by(when: DateInterval, day: date) -> bool:
    """Whether something may have happened by a day."""
    return when.earliest is None or when.earliest <= day


_Said = tuple[Truth, Treatment, DateInterval | None]


def _with_other_dose(
    facts: list[Treatment], chart: _Said | None, patient: _Said | None
) -> tuple[_Said | None, _Said | None]:
    """What chart and patient say of the dose, where one says no more than that it is another one."""
    other = _other_dose(facts)
    if other is None:
        return chart, patient
    if patient is None and chart is not None and chart[0] is Truth.TRUE:
        return chart, (Truth.UNKNOWN, other[1], None)
    if chart is None and patient is not None and patient[0] is Truth.FALSE:
        return (Truth.UNKNOWN, other[0], None), patient
    return chart, patient


def _other_dose(facts: list[Treatment]) -> tuple[Treatment, Treatment] | None:
    """The chart's latest dose and the one that the patient says to take now, where they differ."""
    told = [fact for fact in facts if fact.dose and fact.status == "ongoing"]
    chart = next((fact for fact in reversed(told) if fact.source != "patient"), None)
    own = next((fact for fact in reversed(told) if fact.source == "patient"), None)
    if chart is None or own is None or chart.dose is None or own.dose is None:
        return None
    return (chart, own) if differ(chart.dose, own.dose) else None


def _changes(facts: list[Treatment], since: date | None = None) -> list[tuple[Treatment, DateInterval]]:
    """Changes of dose and starts, in the order of their notes; those that may lie on or after a day."""
    changes = [(fact, fact.changed) for fact in facts if fact.changed is not None]
    changes += [(fact, fact.started) for fact in facts if fact.started is not None and fact.status != "stopped"]
    return [
        (fact, on)
        for fact, on in changes
        if since is None or ((on.latest is None or on.latest >= since) and not _only_begun(fact, on, since))
    ]


def _only_begun(fact: Treatment, on: DateInterval, since: date) -> bool:
    """Whether "for more than a year", "never interrupted" tells only that it had begun: no change on an unknown day."""
    return on is fact.started and on.earliest is None and (on.latest is None or on.latest >= since)


def _no_later(change: DateInterval, facts: list[Treatment]) -> DateInterval:
    """The change, which lies no later than the day since when the dose is said to be unchanged."""
    stable = [fact.stable_since.latest for fact in facts if fact.stable_since and fact.stable_since.latest]
    since = max(stable, default=None)
    if since is None or (change.earliest is not None and change.earliest > since):
        return change
    return DateInterval(change.earliest, first_of(change.latest, since))


def _in_use(finding: Finding) -> bool:
    return any(isinstance(fact, Treatment) and fact.status in ("ongoing", "held") for fact in finding.facts)


def _recent_end(course: Course, first_inside: date) -> bool:
    end = course.stopped or course.last
    return end is not None and end.latest is not None and end.latest >= first_inside


def first_of(one: date | None, other: date | None) -> date | None:
    """The earlier of two days, either of which may not be known."""
    return min(one or date.max, other or date.max) if one or other else None
