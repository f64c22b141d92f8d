"""What is on record, and classification points: questions that a single fact or a sum answers."""

from __future__ import annotations

from typing import Any, Literal

from rules.calculators import classification_points
from rules.chart import Question
from rules.facts import Statement
from rules.findings import Finding, Remark
from rules.predicates.base import (
    Predicate,
)
from rules.truth import Truth


class Recorded(Predicate):
    """Whether a condition is on record. Silence means no, so use it only where the record asks for one."""

    of: str

    def evaluate(self, question: Question) -> Finding:
        """True if stated, open if only suspected, else false, with the assumption said."""
        stated = [fact for fact in question.chart.conditions(self.of) if fact.certainty == "stated"]
        if stated:
            return Finding(truth=Truth.TRUE, code="present", data={"what": self.of}, facts=(stated[-1],))
        suspected = [fact for fact in question.chart.conditions(self.of) if fact.certainty == "suspected"]
        if suspected:
            data = {"what": self.of}
            missing = (Remark("work_up", data),)
            return Finding(truth=Truth.UNKNOWN, code="suspected", data=data, facts=(suspected[-1],), missing=missing)
        return Finding(
            truth=Truth.FALSE,
            code="not_on_record",
            data={"what": self.of},
            assumptions=(Remark("not_on_record", {"what": self.of}),),
        )


class Classified(Predicate):
    """Whether documented items reach the points of a classification set (with its entry criterion)."""

    by: Literal["eular_acr_2019"]
    at_least: int
    unless_stated: str | None = None
    """A statement that, where it says no, decides against: somebody has scored the items and found too few."""

    def evaluate(self, question: Question) -> Finding:
        """False only where a note says so: items that a note leaves out are not absent."""
        said = last_clear(question, self.unless_stated) if self.unless_stated else None
        if said is not None and said.value == "no":
            return Finding(truth=Truth.FALSE, code=f"{self.unless_stated}_no", facts=(said,))
        points, entry = classification_points(question.chart, self.by)
        facts = points.facts
        data: dict[str, Any] = {"points": points.total, "at_least": self.at_least}
        if entry and points.clinical and points.total >= self.at_least:
            return Finding(truth=Truth.TRUE, code="classified", data=data, facts=facts)
        missing = (Remark("classification_needed", data),)
        code = "entry_missing" if points.total >= self.at_least and not entry else "too_few_items"
        return Finding(truth=Truth.UNKNOWN, code=code, data=data, facts=facts[:3], missing=missing)


def last_clear(question: Question, name: str) -> Statement | None:
    """The last statement of that name that is clear."""
    clear = [fact for fact in question.chart.statements(name) if fact.value != "unclear"]
    return clear[-1] if clear else None
