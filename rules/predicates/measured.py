"""Results of tests compared with limits: which result counts, against which limit, and what if none does."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from pydantic import Field, ValidationInfo, field_validator, model_validator

from rules import limits
from rules.amounts import Amount, AsWritten, Limit
from rules.calculators import Computed, Lacking, activity_items, clearance, corrected_qt
from rules.chart import Question
from rules.dates import DateInterval
from rules.facts import FactBase, Measurement
from rules.findings import Finding, Remark
from rules.frozen import replace
from rules.intervals import Interval, at_least, at_most, format_number, less_than, more_than
from rules.limits import COPIES, TIMES_UPPER_LIMIT, UPPER_LIMIT
from rules.predicates.base import Anchor, Predicate, frame_of, length_of, silence, span_of
from rules.predicates.counting import latest_of, maybe_after, not_after, surely_counts
from rules.predicates.results import in_copies, numeric, upper_limit, written
from rules.traces import Margin, Window
from rules.truth import Truth, agree

_VIRAL_LOADS = ("hbv_dna", "hcv_rna")
"""Not detected is below any limit."""
_COMPARE = {"at_most": at_most, "at_least": at_least, "more_than": more_than, "less_than": less_than}
_NEAR = 0.02
"""A value within 2 % of its limit is shown to a person; the figure is this project's own."""


class _Asked(NamedTuple):
    """A limit taken apart: how it is compared, its number and unit, the number as a bound and as it is shown."""

    how: str
    compare: Callable[[Interval, Interval], Truth]
    number: float
    unit: str | None
    bound: Interval
    shown: Limit


class Measured(Predicate):
    """Whether the latest result in the window meets a limit, or is positive or negative.

    Limits are in any unit of the analyte (``80 g/L``, ``8 g/dL``; converted when the protocol is loaded), a multiple of
    the upper limit of normal (``1.5 ULN``) or, for HBV DNA, ``copies/mL``. ``until`` lets later results count up to
    another anchor. ``ever: positive`` is a result that decides at any time; ``known_as`` is the condition that says the
    same. ``or_computed`` names a calculator to fall back on.
    """

    of: str
    at_most: str | float | None = None
    at_least: str | float | None = None
    more_than: str | float | None = None
    less_than: str | float | None = None
    is_: Literal["positive", "negative"] | None = None
    within: str | None = None
    before: Anchor = "screening"
    until: Anchor | None = None
    ever: Literal["positive"] | None = None
    known_as: str | None = Field(default=None, description="a condition on record that is such a result: hiv_infection")
    or_computed: Literal["cockcroft_gault", "qt_correction", "sledai_items"] | None = None
    instead: str | None = Field(default=None, description="a test that doesn't count but is worth naming: urine_hcg")

    @field_validator("at_most", "at_least", "more_than", "less_than")
    @classmethod
    def _in_the_canonical_unit(cls, value: str | float | None, info: ValidationInfo) -> str | float | None:
        return limits.canonical(str(info.data.get("of")), value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Measured:
        if len(self._limits) + (self.is_ is not None) != 1:
            raise ValueError("a measurement has one limit, or 'is: positive' or negative; join several with 'all'")
        return self

    def evaluate(self, question: Question) -> Finding:
        """The latest valid result on or before the anchor decides, if it lies in the window."""
        results = question.chart.measurements(self.of)
        if self.ever == "positive":
            found = [fact for fact in results if fact.validity == "valid" and self._sign(fact, question) == "positive"]
            if found:
                return replace(self._finding(question, found[-1:], Truth.TRUE, "result_positive"), windows=())
        if self.known_as is not None:
            known = [fact for fact in question.chart.conditions(self.known_as) if fact.certainty == "stated"]
            if known:
                return Finding(truth=Truth.TRUE, code="present", data={"what": self.known_as}, facts=(known[-1],))
        usable, problem = self._usable(question, results)
        if problem is None:
            return self._compare(question, usable)
        if self.or_computed is None:
            return problem
        result = self._calculated(question)
        if isinstance(result, Lacking):
            return replace(problem, missing=(*problem.missing, *_inputs(result)))
        computed = self._judged(question, result)
        # A sum of items is a lower bound: it may decide that a limit is passed, and never that it is not.
        return problem if self.or_computed == "sledai_items" and computed.truth is not Truth.TRUE else computed

    def _window_end(self, question: Question) -> DateInterval:
        day: DateInterval = getattr(question.dates, self.until or self.before)
        return day

    def _usable(self, question: Question, results: Sequence[Measurement]) -> tuple[list[Measurement], Finding | None]:
        """The results that count, or the finding that says why none does."""
        end = self._window_end(question).latest
        past: list[Measurement] = []
        pending: list[Measurement] = []
        dated: list[Measurement] = []
        for fact in results:
            if fact.validity == "pending":
                pending.append(fact)
            elif not_after(fact, end):
                past.append(fact)
                if fact.date is not None and fact.date.latest is not None:
                    dated.append(fact)
        if not dated:
            return [], self._none(question, past, pending)
        latest = latest_of(dated)
        if self.within is None:
            return latest, None
        frame = frame_of(self.within, self.before, question)
        if len(latest) == 1 and surely_counts(latest[0], frame, end):
            return latest, None
        return self._in_window(question, self.within, latest, pending)

    def _in_window(
        self, question: Question, window: str, latest: list[Measurement], pending: list[Measurement]
    ) -> tuple[list[Measurement], Finding | None]:
        """Those of the latest results that lie in the window, or the finding that says why none does."""
        end, frame = self._window_end(question).latest, frame_of(window, self.before, question)
        placed = [(fact, frame.holds(fact.date)) for fact in latest if fact.date]
        recent = [fact for fact, inside in placed if inside is not Truth.FALSE]
        if not recent:
            old = latest[-1]
            data: dict[str, Any] = {"analyte": self.of, "date": old.date, "value": written(old), "before": self.before}
            data["window"] = length_of(window, question)
            code = "result_stale" if not pending else "result_pending"
            return [], Finding(
                truth=Truth.UNKNOWN,
                code=code,
                data=data,
                facts=(old,),
                missing=(Remark("repeat_test", data),),
                windows=self._windows(question, (old,)),
            )
        valid = [fact for fact in recent if fact.validity == "valid"]
        if not valid:
            data = {"analyte": self.of, "value": written(recent[-1])}
            missing = (Remark("repeat_test", data),)
            return [], Finding(
                truth=Truth.UNKNOWN, code="result_declared_false", data=data, facts=tuple(recent), missing=missing
            )
        unsure = [
            fact
            for fact, inside in placed
            if fact.validity == "valid"
            and (inside is Truth.UNKNOWN or (inside is Truth.TRUE and maybe_after(fact, end)))
        ]
        if unsure and not self._inside_until(unsure, question):
            data = {
                "analyte": self.of,
                "date": unsure[-1].date,
                "window": length_of(window, question),
                "before": self.before,
            }
            return [], Finding(
                truth=Truth.UNKNOWN,
                code="result_window_open",
                data=data,
                facts=tuple(unsure),
                missing=(Remark("date_of_result", data),),
                windows=self._windows(question, unsure),
            )
        return valid, None

    def _windows(self, question: Question, facts: Sequence[FactBase]) -> tuple[Window, ...]:
        """How long these results count."""
        if self.within is None:
            return ()
        span = span_of(self.within, question)
        return tuple([Window("fresh", (fact,), _dated(fact), span, (self.before,)) for fact in facts])

    def _inside_until(self, facts: Sequence[Measurement], question: Question) -> bool:
        """Later than the anchor but not later than ``until``: such results count, whatever the window."""
        start, end = question.dates.anchor(self.before).earliest, self._window_end(question).latest
        return (
            self.until is not None
            and start is not None
            and all(
                fact.date is not None
                and fact.date.earliest is not None
                and fact.date.latest is not None
                and fact.date.earliest >= start
                and (end is None or fact.date.latest <= end)
                for fact in facts
            )
        )

    def _none(self, question: Question, past: list[Measurement], pending: list[Measurement]) -> Finding:
        data: dict[str, Any] = {"analyte": self.of, "window": self.within and length_of(self.within, question)}
        if pending:
            missing = (Remark("await_result", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="result_pending", data=data, facts=tuple(pending[-1:]), missing=missing
            )
        if past:
            missing = (Remark("date_of_result", data),)
            return Finding(truth=Truth.UNKNOWN, code="result_undated", data=data, facts=(past[-1],), missing=missing)
        other = question.chart.measurements(self.instead) if self.instead else []
        if other:
            data = {**data, "instead": self.instead}
            missing = (Remark("test_needed", data),)
            return Finding(truth=Truth.UNKNOWN, code="other_test_only", data=data, facts=(other[-1],), missing=missing)
        return silence("test_needed", **data)

    def _compare(self, question: Question, facts: list[Measurement]) -> Finding:
        if self.is_ is not None:
            truths = [_sign_truth(self._sign(fact, question), self.is_) for fact in facts]
            truth = agree(truths)
            code = f"result_{self._sign(facts[-1], question)}" if truth is not Truth.UNKNOWN else "result_unclear"
            return self._finding(question, facts, truth, code)
        if len(facts) == 1:
            return self._against(question, facts[0])
        findings = [self._against(question, fact) for fact in facts]
        truth = agree(finding.truth for finding in findings)
        if truth is Truth.UNKNOWN and len({finding.truth for finding in findings}) > 1:
            return self._finding(question, facts, truth, "results_conflict", review=True)
        return findings[-1]

    def _sign(self, fact: Measurement, question: Question) -> str:
        if isinstance(fact.value, str):
            return fact.value
        number = numeric(fact)
        data = (
            question.chart.terminology.concepts[self.of].data if self.of in question.chart.terminology.concepts else {}
        )
        limit = fact.upper_limit if fact.upper_limit is not None else data.get("negative_below")
        if number is not None and limit is None and self.of in _VIRAL_LOADS and _undetected(fact, number):
            return "negative"
        if number is None or limit is None:
            return "indeterminate"
        grey = data.get("indeterminate")
        if grey and at_least(number, Interval.of(float(grey[0]))) is not Truth.FALSE:
            above = more_than(number, Interval.of(float(grey[1])))
            return "positive" if above is Truth.TRUE else "indeterminate"
        below = less_than(number, Interval.of(float(limit)))
        return {Truth.TRUE: "negative", Truth.FALSE: "positive", Truth.UNKNOWN: "indeterminate"}[below]

    @cached_property
    def _limits(self) -> list[tuple[str, str]]:
        chosen = [(name, getattr(self, name)) for name in _COMPARE]
        return [(name, str(limit)) for name, limit in chosen if limit is not None]

    @cached_property
    def _asked(self) -> _Asked:
        """The one limit, read once."""
        name, text = self._limits[0]
        number, unit = limits.parse(text)
        bound = Interval.of(number)
        return _Asked(name, _COMPARE[name], number, unit, bound, Limit(bound, self.of))

    def _against(self, question: Question, fact: Measurement) -> Finding:
        name, compare, factor, unit, bound, limit_shown = self._asked
        number = numeric(fact)
        if number is None and fact.value == "negative" and self.of in _VIRAL_LOADS:
            number = Interval.of(0)
        if fact.unit == TIMES_UPPER_LIMIT and unit != UPPER_LIMIT:
            number = None
        if number is None:
            data: dict[str, Any] = {"analyte": self.of, "value": written(fact)}
            missing = (Remark("number_needed", data),)
            return Finding(truth=Truth.UNKNOWN, code="result_without_number", data=data, facts=(fact,), missing=missing)
        facts: tuple[FactBase, ...] = (fact,)
        assumptions: tuple[Remark, ...] = ()
        upper = bound
        if unit == UPPER_LIMIT:
            limit, by, assumptions = upper_limit(question, fact)
            if fact.unit == TIMES_UPPER_LIMIT:
                limit, by, assumptions = Interval.of(1), (), ()
            if limit is None:
                return self._finding(question, [fact], Truth.UNKNOWN, "limit_unknown")
            facts, upper, bound = (fact, *by), limit, limit.scaled(factor)
            limit_shown = Limit(bound, self.of)
        elif unit == COPIES:
            number = in_copies(number, fact)
        truth = compare(number, bound)
        data = {
            "analyte": self.of,
            "value": Amount(number, self.of),
            "as_written": AsWritten(fact),
            "written": written(fact),
            "limit": limit_shown,
            "unit": "{copies}/mL" if unit == COPIES else fact.unit or "",
            "date": fact.date,
            "how": name,
        }
        if unit == UPPER_LIMIT:
            data = {"uln": Limit(upper), "factor": format_number(factor), **data}
        windows = self._windows(question, (fact,))
        margin = Margin(facts, self.of, (number,), name, bound, str(data["unit"]))
        if truth is Truth.UNKNOWN:
            missing = (Remark("limit_needed" if unit == UPPER_LIMIT else "number_needed", data),)
            return Finding(
                truth=truth,
                code="result_near",
                data=data,
                facts=facts,
                missing=missing,
                assumptions=assumptions,
                windows=windows,
                margin=margin,
                review=True,
            )
        near = math.isclose(number.low, bound.low, rel_tol=_NEAR) or math.isclose(
            number.high, bound.high, rel_tol=_NEAR
        )
        return Finding(
            truth=truth,
            code="result_compared",
            data=data,
            facts=facts,
            assumptions=assumptions,
            remedy="retest",
            windows=windows,
            margin=margin,
            review=near or bool(assumptions),
        )

    def _calculated(self, question: Question) -> Computed | Lacking:
        span = span_of(self.within or "28 days", question)
        if self.or_computed == "qt_correction":
            return corrected_qt(question, span, self._window_end(question))
        return (clearance if self.or_computed == "cockcroft_gault" else activity_items)(question, span)

    def _judged(self, question: Question, result: Computed) -> Finding:
        name, compare, _, unit, bound, _ = self._asked
        truth = agree(compare(value, bound) for value in result.values)
        data: dict[str, Any] = {"analyte": self.of, "limit": str(bound), "how": name, **result.data}
        return Finding(
            truth=truth,
            code=result.code,
            data=data,
            facts=result.facts,
            missing=(Remark("test_needed", data),) if truth is Truth.UNKNOWN else (),
            assumptions=(Remark(f"computed_{self.or_computed}", data),),
            remedy="retest",
            windows=self._windows(question, result.dated),
            margin=Margin(result.facts, self.of, result.values, name, bound, unit or ""),
            review=truth is Truth.UNKNOWN,
        )

    def _finding(
        self, question: Question, facts: list[Measurement], truth: Truth, code: str, *, review: bool = False
    ) -> Finding:
        data: dict[str, Any] = {"analyte": self.of, "value": written(facts[-1]), "date": facts[-1].date}
        missing = (Remark("repeat_test", data),) if truth is Truth.UNKNOWN else ()
        return Finding(
            truth=truth,
            code=code,
            data=data,
            facts=tuple(facts),
            missing=missing,
            remedy="retest",
            windows=self._windows(question, facts),
            review=review,
        )


def _inputs(result: Lacking) -> tuple[Remark, ...]:
    """What would still have to be known to compute the value, where a part of it is known."""
    return tuple(Remark("input_needed", {"analyte": name}) for name in result.missing) if result.given else ()


def _dated(fact: FactBase) -> DateInterval | None:
    return fact.date if type(fact) is Measurement else fact.written_on


_DETECTION = 1000.0
"""The highest limit of detection that assays of viral DNA print as "below", in IU or copies per mL."""


def _undetected(fact: Measurement, number: Interval) -> bool:
    """Whether a viral load is only said to lie below the limit of its assay, which is that of the normal: "<20"."""
    return fact.comparator in ("<", "<=") and number.high <= _DETECTION


def _sign_truth(sign: str, wanted: str) -> Truth:
    if sign not in ("positive", "negative"):
        return Truth.UNKNOWN
    return Truth.TRUE if sign == wanted else Truth.FALSE
