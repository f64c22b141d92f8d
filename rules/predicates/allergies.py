"""Allergies to what a protocol gives, and statements that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rules.chart import Question
from rules.courses import taken
from rules.facts import Condition
from rules.findings import Finding, Remark
from rules.predicates.base import (
    Predicate,
    silence,
    written_day,
)
from rules.truth import Truth

_ENOUGH = 2


def _taken_back(fact: Condition, denials_of: Sequence[Condition]) -> bool:
    """Whether a note of the same day or later denies the allergy to this very substance, on the same authority."""
    return any(
        item.substance == fact.substance
        and item.source == fact.source
        and (written_day(item), _place(item)) > (written_day(fact), _place(fact))
        for item in denials_of
    )


def _place(fact: Condition) -> tuple[int, str, int]:
    """Where it is said; the length first, so that note 2 comes before note 10."""
    if not fact.evidence:
        return 0, "", 0
    first = fact.evidence[0]
    return len(first.document), first.document, first.start


def _is_open(fact: Condition) -> bool:
    """Whether a note says that allergies to drugs were not asked about."""
    return fact.certainty == "suspected" and fact.substance is None


def _answered(fact: Condition, denials_of: Sequence[Condition]) -> bool:
    """Whether another note denies allergies, so that somebody did ask."""
    return any(_place(item)[:2] != _place(fact)[:2] for item in denials_of)


def _opposes(denial: Condition, fact: Condition) -> bool:
    """Whether a denial says otherwise: another's word, or a later note's."""
    return denial.source != fact.source or _place(denial)[:2] > _place(fact)[:2]


class AllergicTo(Predicate):
    """Whether there is an allergy to one of these substances. ``doubt`` names what such protocols commonly give."""

    of: tuple[str, ...]
    doubt: tuple[str, ...] = ()

    def evaluate(self, question: Question) -> Finding:
        """An unrelated allergy, or none, decides against; what the patient reports against the chart is open."""
        told = [fact for fact in question.chart.conditions("allergy") if fact.certainty != "denied"]
        said = [fact for fact in told if not _is_open(fact)]
        none = [fact for fact in question.chart.conditions("allergy") if fact.certainty == "denied"]
        for wanted, truth in ((self.of, Truth.TRUE), (self.doubt, Truth.UNKNOWN)):
            hits = [fact for fact in said if fact.substance and self._is(fact.substance, wanted, question)]
            hits = [fact for fact in hits if not _taken_back(fact, none)]
            if not hits:
                continue
            fact = hits[-1]
            denied = [item for item in none if item.substance == fact.substance or item.substance is None]
            opposed = [item for item in denied if not item.others_only and _opposes(item, fact)]
            data: dict[str, Any] = {"what": fact.substance}
            if truth is Truth.TRUE and (fact.certainty == "suspected" or opposed):
                facts = (fact, *opposed[-1:])
                missing = (Remark("allergy_to_confirm", data),)
                return Finding(
                    truth=Truth.UNKNOWN,
                    code="allergy_unconfirmed",
                    data=data,
                    facts=facts,
                    missing=missing,
                    review=True,
                )
            if truth is Truth.UNKNOWN:
                missing = (Remark("ask_sponsor_allergy", data),)
                return Finding(
                    truth=truth, code="allergy_doubtful", data=data, facts=(fact,), missing=missing, review=True
                )
            return Finding(truth=truth, code="allergic", data=data, facts=(fact,), remedy="permanent")
        general = [item for item in none if item.substance is None] or self._each(none, question)
        met = bool(taken(question.chart, self.of)) and not self._each(none, question)
        if general and not said and met and all(item.others_only for item in general):
            # "No other allergies" says that there is one. Which was not understood, and such a drug was once given.
            data = {"what": "allergy"}
            missing = (Remark("which_allergy", data),)
            return Finding(
                truth=Truth.UNKNOWN,
                code="other_allergy",
                data=data,
                facts=(general[-1],),
                missing=missing,
                review=True,
            )
        unasked = [fact for fact in told if _is_open(fact) and not _answered(fact, general)]
        if unasked:
            return Finding(
                truth=Truth.UNKNOWN,
                code="allergies_not_asked",
                facts=(unasked[-1],),
                missing=(Remark("ask_allergies", {"what": "allergy"}),),
            )
        if general:
            return Finding(truth=Truth.FALSE, code="no_known_allergy", facts=(general[-1], *said[-1:]))
        if said:
            return Finding(
                truth=Truth.FALSE, code="unrelated_allergy", data={"what": said[-1].substance or ""}, facts=(said[-1],)
            )
        return silence("allergy_not_mentioned")

    def _each(self, none: Sequence[Condition], question: Question) -> list[Condition]:
        """The denials of two or more of the substances asked about, each by its name; one alone says too little."""
        named = {
            name: item
            for item in none
            for name in self.of
            if item.substance is not None and question.chart.terminology.is_a(item.substance, name)
        }
        return list(named.values()) if len(named) >= _ENOUGH else []

    def _is(self, substance: str, wanted: tuple[str, ...], question: Question) -> bool:
        return any(question.chart.terminology.is_a(substance, name) for name in wanted)
