"""How active a condition is now: the latest note's words, a disease's activity, a functional class."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from rules.chart import Question
from rules.facts import Condition, FactBase, Measurement, Procedure
from rules.findings import Finding, Remark
from rules.intervals import Interval, at_least, at_most
from rules.predicates.base import Predicate, covers, denials, freshness, silence, span_of, was_then, written_day
from rules.predicates.results import numeric
from rules.truth import Truth


def activity_of(fact: Condition | Procedure) -> Finding:
    """What one mention says: active, not active, suspected, or present without a word on activity."""
    status = fact.status if isinstance(fact, Condition) else None
    data: dict[str, Any] = {"what": fact.name, "status": status or ""}
    if fact.certainty == "suspected":
        missing = (Remark("work_up", data),)
        return Finding(truth=Truth.UNKNOWN, code="suspected", data=data, facts=(fact,), missing=missing)
    if status == "active":
        return Finding(truth=Truth.TRUE, code="active", data=data, facts=(fact,), remedy="treat")
    if status in ("remission", "resolved"):
        return Finding(truth=Truth.FALSE, code="inactive", data=data, facts=(fact,))
    missing = (Remark("activity_needed", data),)
    return Finding(truth=Truth.UNKNOWN, code="activity_not_said", data=data, facts=(fact,), missing=missing)


class Proof(BaseModel):
    """What shows that a condition of a certain severity is active where no word says so.

    ``severity`` is a pattern of the classes that count; a value above its limit or one of the ``signs`` is the proof.
    ``since`` is how long before screening a dated diagnosis may lie, for the value alone to speak of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    severity: str
    above: Mapping[str, float] = {}
    signs: tuple[str, ...] = ()
    since: str = "18 months"
    fresh: str = "3 months"


class LatestState(Predicate):
    """Whether a condition is active now, judged by the latest note that says so; its denial means it is absent.

    ``proven_by`` says what makes a condition without a stated activity an active one.
    """

    of: str
    proven_by: Proof | None = None

    def evaluate(self, question: Question) -> Finding:
        """The words of the latest note decide; within one note ``active`` outweighs ``inactive``."""
        told = question.chart.conditions(self.of)
        said = [fact for fact in told if not fact.others_only and not (fact.certainty == "denied" and was_then(fact))]
        if not said:
            return silence("not_mentioned", what=self.of)
        clear = [fact for fact in said if fact.certainty == "denied" or (fact.certainty == "stated" and fact.status)]
        clear = [fact for fact in clear if fact.status != "historical" or fact.certainty == "denied"]
        active = [fact for fact in clear if fact.certainty == "stated" and fact.status == "active"]
        if active and written_day(active[-1]) >= max(written_day(fact) for fact in clear):
            return activity_of(active[-1])
        quiet = [fact for fact in clear if fact not in active]
        if quiet and not self._later_doubt(said, quiet[-1]):
            fact = quiet[-1]
            if fact.certainty == "denied":
                return Finding(truth=Truth.FALSE, code="denied", data={"what": self.of}, facts=(fact,))
            return activity_of(fact)
        return self._proven(said, question) or activity_of(said[-1])

    def _later_doubt(self, said: Sequence[Condition], quiet: Condition) -> bool:
        return any(fact.certainty == "suspected" and written_day(fact) > written_day(quiet) for fact in said)

    def _proven(self, said: Sequence[Condition], question: Question) -> Finding | None:
        """Active by a fresh value or sign, if the class on record is one that counts."""
        if self.proven_by is None:
            return None
        pattern = re.compile(self.proven_by.severity, re.IGNORECASE)
        graded = [one for one in said if one.certainty == "stated" and one.severity and pattern.search(one.severity)]
        sign = self._sign(question) if graded else None
        proof = sign or (self._value(question) if any(self._recent(one, question) for one in graded) else None)
        if proof is None:
            return None
        data: dict[str, Any] = {"what": self.of, "analyte": proof.name}
        facts = (graded[-1], proof)
        return Finding(truth=Truth.TRUE, code="active_by_result", data=data, facts=facts, remedy="treat", review=True)

    def _recent(self, fact: Condition, question: Question) -> bool:
        """Whether the diagnosis is not dated to long ago."""
        when = fact.date or fact.onset
        if self.proven_by is None or fact.status == "historical":
            return False
        if when is None or when.latest is None:
            return True
        return when.latest >= span_of(self.proven_by.since, question).start_before(question.dates.screening_day)[0]

    def _value(self, question: Question) -> Measurement | None:
        """The latest value of an analyte, if it is fresh and above its limit."""
        if self.proven_by is None:
            return None
        first = span_of(self.proven_by.fresh, question).start_before(question.dates.screening_day)[0]
        for name, limit in self.proven_by.above.items():
            dated = [
                (fact.date.latest, fact)
                for fact in question.chart.measurements(name)
                if fact.validity == "valid" and fact.date and fact.date.latest and fact.date.latest >= first
            ]
            fact = max(dated, key=lambda pair: pair[0])[1] if dated else None
            number = None if fact is None else numeric(fact)
            if number is not None and at_most(number, Interval.of(limit)) is Truth.FALSE:
                return fact
        return None

    def _sign(self, question: Question) -> Condition | None:
        if self.proven_by is None:
            return None
        active = [
            fact
            for name in self.proven_by.signs
            for fact in question.chart.conditions(name)
            if fact.certainty == "stated" and fact.status == "active"
        ]
        return active[-1] if active else None


class StillActive(Predicate):
    """Whether the disease remains active: said so, a manifestation on record, or a score above the limit.

    ``serology`` names manifestations that are results only; they make no active disease by themselves. ``lasting``
    names those that stay on record when they are over: they count only where they are said to be active.
    """

    disease: str
    manifestations: str
    serology: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    score: str
    more_than: float

    def evaluate(self, question: Question) -> Finding:
        """Remission, or a score at or below the limit without a manifestation, decides against."""
        active, quiet = self._states(question)
        signs = self._signs(question)
        score = self._score(question)
        number = None if score is None else numeric(score)
        high = number is not None and at_most(number, Interval.of(self.more_than)) is Truth.FALSE
        low = number is not None and at_least(Interval.of(self.more_than), number) is Truth.TRUE
        data: dict[str, Any] = {"what": self.disease}
        if active is not None and quiet is not None:
            return self._divided(active, quiet, score, low=low, high=high)
        if active is not None:
            return Finding(truth=Truth.TRUE, code="active", data=data, facts=(active,))
        if quiet is not None and (signs or high):
            facts = (quiet, *signs[-1:], *((score,) if high and score else ()))
            missing = (Remark("activity_needed", data),)
            return Finding(truth=Truth.UNKNOWN, code="conflict", data=data, facts=facts, missing=missing, review=True)
        if quiet is not None:
            return Finding(
                truth=Truth.FALSE, code="inactive", data={**data, "status": quiet.status}, facts=(quiet,), remedy="wait"
            )
        scored = {"analyte": self.score, "value": str(number), "limit": f"{self.more_than:g}"}
        if high and score is not None:
            return Finding(truth=Truth.TRUE, code="active_by_score", data=scored, facts=(score,))
        if signs:
            return Finding(
                truth=Truth.TRUE, code="active_signs", data={"what": signs[-1].name}, facts=tuple(signs[-3:])
            )
        if low and score is not None:
            return Finding(truth=Truth.FALSE, code="inactive_by_score", data=scored, facts=(score,), remedy="retest")
        return silence("activity_needed", what=self.disease)

    def _divided(
        self, active: Condition, quiet: Condition, score: Measurement | None, *, low: bool, high: bool
    ) -> Finding:
        """One note says both: the score decides, if there is one."""
        data: dict[str, Any] = {"what": self.disease, "status": quiet.status}
        scored = (score,) if score is not None else ()
        if high:
            return Finding(truth=Truth.TRUE, code="active", data=data, facts=(active, *scored), review=True)
        if low:
            return Finding(
                truth=Truth.FALSE, code="inactive", data=data, facts=(quiet, *scored), remedy="wait", review=True
            )
        missing = (Remark("activity_needed", data),)
        return Finding(
            truth=Truth.UNKNOWN, code="conflict", data=data, facts=(active, quiet), missing=missing, review=True
        )

    def _states(self, question: Question) -> tuple[Condition | None, Condition | None]:
        """The latest note's words for active and for remission."""
        said = [fact for fact in question.chart.conditions(self.disease) if fact.certainty == "stated"]
        said = [fact for fact in said if fact.status in ("active", "remission") and fact.name == self.disease]
        if not said:
            return None, None
        last = max(written_day(fact) for fact in said)
        latest = [fact for fact in said if written_day(fact) == last]
        active = [fact for fact in latest if fact.status == "active"]
        quiet = [fact for fact in latest if fact.status == "remission"]
        return (active[-1] if active else None), (quiet[-1] if quiet else None)

    def _signs(self, question: Question) -> list[Condition]:
        terms = question.chart.terminology
        return [
            fact
            for fact in question.chart.conditions(self.manifestations)
            if fact.certainty == "stated"
            and fact.status not in ("historical", "resolved", "remission")
            and not any(terms.is_a(fact.name, name) for name in self.serology)
            and (fact.status == "active" or not any(terms.is_a(fact.name, name) for name in self.lasting))
        ]

    def _score(self, question: Question) -> Measurement | None:
        day = question.dates.screening_day
        dated = [
            fact
            for fact in question.chart.measurements(self.score)
            if fact.validity == "valid" and fact.date and fact.date.latest and fact.date.latest <= day
        ]
        return max(dated, key=lambda fact: fact.date.latest if fact.date and fact.date.latest else day, default=None)


_SAME_VISIT = 14
"""Days that a functional class and the visit that gave it may lie apart."""
_LIMITED = "exertional_limitation"


class Functional(Predicate):
    """Whether the functional class is at or above a limit now; a past class that was regained stays open."""

    of: str
    at_least: float
    denied_by: tuple[str, ...] = ()

    def evaluate(self, question: Question) -> Finding:
        """From the latest class; without one, a denial of what the class measures decides against."""
        graded = [fact for fact in question.chart.measurements(self.of) if fact.validity == "valid" and numeric(fact)]
        if graded:
            dated = [fact for fact in graded if fact.date is not None and fact.date.latest is not None]
            day = question.dates.screening_day
            current = max(
                dated, key=lambda fact: fact.date.latest if fact.date and fact.date.latest else day, default=None
            )
            worst = [fact for fact in graded if self._may_reach(fact)]
            if current is not None and self._reaches(current) and not self._old(current, question):
                data: dict[str, Any] = {"analyte": self.of, "value": str(numeric(current))}
                return Finding(truth=Truth.TRUE, code="class_reached", data=data, facts=(current,), remedy="treat")
            if worst and worst[-1] is current and not self._reaches(current):
                # A class given as a range (I-II) lies on both sides of the limit.
                data = {"analyte": self.of, "value": str(numeric(current))}
                missing = (Remark("number_needed", data),)
                return Finding(
                    truth=Truth.UNKNOWN, code="class_unclear", data=data, facts=(current,), missing=missing, review=True
                )
            if worst:
                data = {"analyte": self.of, "value": str(numeric(worst[-1]))}
                facts = (worst[-1], *((current,) if current is not None and current is not worst[-1] else ()))
                missing = (Remark("ask_sponsor_regained", {"what": self.of, "value": data["value"]}),)
                return Finding(
                    truth=Truth.UNKNOWN, code="class_regained", data=data, facts=facts, missing=missing, review=True
                )
            data = {"analyte": self.of, "value": str(numeric(graded[-1]))}
            since = None if current is None else self._limited_since(current, question)
            if current is not None and since is not None:
                missing = (Remark("conflict", {"what": since.name}),)
                return Finding(
                    truth=Truth.UNKNOWN,
                    code="conflict",
                    data={"what": since.name},
                    facts=(current, since),
                    missing=missing,
                    review=True,
                )
            return Finding(truth=Truth.FALSE, code="class_below", data=data, facts=(current or graded[-1],))
        return self._by_denial(question)

    def _limited_since(self, graded: Measurement, question: Question) -> Condition | None:
        """The limitation that a note written after the day of the class tells of as going on."""
        day = graded.date.latest if graded.date is not None else None
        if day is None:
            return None
        told = question.chart.conditions(_LIMITED) if _LIMITED in self.denied_by else ()
        later = [fact for fact in told if fact.certainty == "stated" and fact.status == "active"]
        later = [fact for fact in later if (written_day(fact) - day).days > _SAME_VISIT]
        return later[-1] if later else None

    def _by_denial(self, question: Question) -> Finding:
        """A denial that nothing of its own kind contradicts is enough: breathlessness makes no heart disease."""
        denied = [
            fact for fact in denials(self.denied_by, question) if covers(fact, question, question.dates.screening_day)
        ]
        for fact in reversed(denied):
            present = [one for one in question.chart.conditions(fact.name) if one.certainty == "stated"]
            if not present:
                fresh = freshness(fact, question, question.dates.screening_day)
                data = {"what": fact.name}
                return Finding(truth=Truth.FALSE, code="denied", data=data, facts=(fact,), windows=fresh)
        if denied:
            data = {"what": present[-1].name}
            missing = (Remark("conflict", data),)
            facts = (denied[0], present[-1])
            return Finding(truth=Truth.UNKNOWN, code="conflict", data=data, facts=facts, missing=missing, review=True)
        return silence("test_needed", analyte=self.of)

    def _reaches(self, fact: Measurement) -> bool:
        number = numeric(fact)
        return number is not None and number.low >= self.at_least

    def _may_reach(self, fact: Measurement) -> bool:
        number = numeric(fact)
        return number is not None and number.high >= self.at_least

    def _old(self, fact: FactBase, question: Question) -> bool:
        when = getattr(fact, "date", None)
        return when is None or when.latest is None or (question.dates.screening_day - when.latest).days > 180
