"""Age, sex, and what people stated or agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import field_validator, model_validator

from rules.ages import birth_of, years_on
from rules.chart import Question
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.findings import LEFT_TO_PERSON, Finding, Remark
from rules.intervals import Interval, at_least, at_most
from rules.predicates.base import Anchor, Predicate, silence
from rules.traces import Window
from rules.truth import Truth, all_of
from rules.windows import Span

NO_LIMIT = 200
"""An age that nobody reaches: no upper limit is asked for."""


class Age(Predicate):
    """Whether the age in completed years lies in the range, both ends included, on the named day."""

    at_least: int = 0
    at_most: int = NO_LIMIT
    on: Anchor = "screening"

    @model_validator(mode="after")
    def _in_order(self) -> Age:
        if self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least} is above at_most {self.at_most}")
        return self

    def evaluate(self, question: Question) -> Finding:
        """From the birth date, else from stated ages and the dates of their notes."""
        day = question.dates.anchor(self.on).earliest or question.dates.screening_day
        known = birth_of(question)
        if known is None:
            conflict = bool(question.chart.demographics("age") or question.chart.demographics("birth_date"))
            return silence("age_conflict" if conflict else "age_not_mentioned")
        birth, facts = known
        years = years_on(birth, day)
        limits = {"age": str(years), "at_least": self.at_least, "at_most": self.at_most, "on": day}
        young = at_least(years, Interval.of(self.at_least))
        old = at_most(years, Interval.of(self.at_most))
        truth = all_of((young, old))
        code = "age_from" if self.at_most == NO_LIMIT else "age" if self.at_least else "age_to"
        return Finding(
            truth=truth,
            code=code,
            data=limits,
            facts=facts,
            missing=(Remark("birth_date"),) if truth is Truth.UNKNOWN else (),
            remedy="wait" if young is Truth.FALSE else "permanent",
            windows=self._windows(facts, birth, passed=old is Truth.FALSE),
            review=truth is Truth.UNKNOWN,
        )

    def _windows(self, facts: tuple[FactBase, ...], birth: DateInterval, *, passed: bool) -> tuple[Window, ...]:
        """The birthdays that change the answer: not an age that all have, none has, or that is passed for good."""
        grown = Window("lasting", facts, birth, Span(months=12 * self.at_least), (self.on,))
        younger = Window("younger", facts, birth, Span(months=12 * (self.at_most + 1)), (self.on,))
        open_ended = passed or self.at_most == NO_LIMIT
        return (*((grown,) if self.at_least else ()), *(() if open_ended else (younger,)))


class Sex(Predicate):
    """Whether the patient is female (or male)."""

    is_: Literal["female", "male"]

    def evaluate(self, question: Question) -> Finding:
        """Unknown where the notes say nothing or disagree."""
        fact = question.chart.sex
        if fact is None:
            return silence("sex_not_mentioned")
        truth = Truth.TRUE if fact.value == self.is_ else Truth.FALSE
        return Finding(truth=truth, code="sex", data={"sex": fact.value}, facts=(fact,), remedy="permanent")


class Stated(Predicate):
    """Whether somebody's agreement, refusal or judgement is on record as ``yes`` (or ``no``)."""

    of: str
    is_: Literal["yes", "no"]
    remedy: str | None = None

    def evaluate(self, question: Question) -> Finding:
        """The latest note decides; a later ``unclear`` undoes no clear word; two clear words of one day conflict."""
        said = question.chart.statements(self.of)
        clear = [fact for fact in said if fact.value != "unclear"]
        if not clear:
            if said:
                return Finding(
                    truth=Truth.UNKNOWN,
                    code=f"{self.of}_unclear",
                    facts=(said[-1],),
                    missing=(Remark(f"{self.of}_needed"),),
                )
            return silence(f"{self.of}_not_mentioned")
        last = clear[-1]
        same_day = [fact for fact in clear if fact.written_on == last.written_on and fact.value != last.value]
        if same_day:
            return Finding(
                truth=Truth.UNKNOWN,
                code="conflict",
                data={"what": self.of},
                facts=(*same_day, last),
                missing=(Remark("conflict", {"what": self.of}),),
                review=True,
            )
        truth = Truth.TRUE if last.value == self.is_ else Truth.FALSE
        return Finding(truth=truth, code=f"{self.of}_{last.value}", facts=(last,), remedy=self.remedy)


class LeftToPerson(Predicate):
    """What no note decides: always unknown, and says in each language what a person must judge.

    It may be a criterion or a part of one. ``all`` is still false where another part is, and ``any`` true.
    """

    judge: Mapping[str, str]

    @field_validator("judge")
    @classmethod
    def _in_both_languages(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        if not {"en", "zh"} <= value.keys():
            raise ValueError("say what to judge in both languages: judge: {en: …, zh: …}")
        return value

    def evaluate(self, question: Question) -> Finding:
        """Unknown, whatever the chart says."""
        del question
        data = {"judge": self.judge}
        return Finding(
            truth=Truth.UNKNOWN,
            code=LEFT_TO_PERSON,
            data=data,
            missing=(Remark(LEFT_TO_PERSON, data),),
            settled_by="site",
        )
