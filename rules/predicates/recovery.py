"""Recovery from operations and injuries near an anchor: healed, not healed, or not said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rules.chart import Question
from rules.facts import FactBase, Procedure
from rules.findings import Finding, Remark
from rules.predicates.base import (
    Before,
    Deniable,
    Predicate,
    covers,
    denials,
    freshness,
    puts_before,
    silence,
    span_of,
    written_day,
)
from rules.truth import Truth

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
        unhealed = [fact for fact in unhealed if not any(_healed_since(fact, item, question) for item in healed)]
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


def _healed_since(unhealed: FactBase, healed: FactBase, question: Question) -> bool:
    """Whether the same note or a later one calls the same thing healed, under the same, a wider or a narrower name."""
    terms = question.chart.terminology
    same = terms.is_a(unhealed.name, healed.name) or terms.is_a(healed.name, unhealed.name)
    return same and date.min < written_day(unhealed) <= written_day(healed)


def _since(fact: FactBase, day: date) -> bool:
    when = getattr(fact, "date", None)
    return when is None or when.latest is None or when.latest >= day
