"""Diagnoses, events, allergies and states: present, ruled out, or not said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rules.chart import Question
from rules.dates import DateInterval
from rules.facts import Condition, FactBase, Procedure
from rules.findings import Finding, Remark, unique
from rules.frozen import replace
from rules.predicates.activity import activity_of
from rules.predicates.base import (
    Before,
    Deniable,
    Predicate,
    ancestors,
    covers,
    denials,
    frame_of,
    freshness,
    place,
    puts_before,
    silence,
    span_of,
    window_of,
    with_narrower,
    written_day,
)
from rules.predicates.recorded import last_clear
from rules.traces import Window
from rules.truth import Truth

Present = Condition | Procedure


class Several(BaseModel):
    """A denial of at least so many of these rules out the whole group; of alternatives in brackets one counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at_least: int
    of: tuple[str | tuple[str, ...], ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that a denial may have."""
        return frozenset(name for names in self.of for name in _names(names))


class Has(Predicate):
    """Whether the patient has (or had) one of these conditions or procedures.

    ``within``/``before`` restrict to a window; ``earlier: unknown`` leaves events before it open, where the record's
    wording can be read as "ever"; ``earlier: decides`` takes one before it for the only one, where nobody has two
    unnoticed (a transplant). ``suspected: counts`` takes a suspicion for the thing itself. ``doubt`` lists
    concepts that leave the question open when present; ``doubt_unless`` does so only while the other is not denied for
    good (a myocarditis long ago, without heart failure ever). A denial of the group or of something broader decides
    against, so does one of ``denied_by``. ``state: active`` asks for an active condition: remission is none.
    ``implied_by`` names a statement that speaks of the condition where no note names it.
    """

    of: tuple[str, ...]
    excluding: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    doubt_unless: Mapping[str, str] = {}
    suspected: Literal["counts", "unknown"] = "unknown"
    state: Literal["any", "active"] = "any"
    asks: Literal["ever", "now"] = "ever"
    contradicted: Literal["conflict", "denied"] = "conflict"
    major: bool | None = None
    within: str | None = None
    before: Before = Before(readings=("infusion",))
    earlier: Literal["passes", "decides", "unknown"] = "passes"
    denied_by: tuple[str | Several, ...] = ()
    remedy: str | None = "permanent"
    implied_by: str | None = None

    def evaluate(self, question: Question) -> Finding:
        """True if one is present, false if the group is denied for the time asked about, else unknown."""
        said = not question.chart.event_names.isdisjoint(self._named)
        since = self._since(question)
        denied = self._denied(question, since)
        if not said and not denied and self.implied_by is None:
            return self._silence
        present, suspects, doubts = self._said(question) if said else ([], [], [])
        if self.within and self.earlier != "unknown":
            present = [fact for fact in present if not any(puts_before(item, fact, question) for item in denied)]
            doubts = [fact for fact in doubts if not any(puts_before(item, fact, question) for item in denied)]
        finding = self._answer(question, present, suspects, doubts, since, denied)
        if self.within and (present or doubts):
            windows = self._windows(question, present, suspects, doubts)
            if finding.code == "conflict":
                windows = tuple(window._replace(may_not_count=True) for window in windows)
            return replace(finding, windows=(*windows, *finding.windows))
        return finding

    def _answer(
        self,
        question: Question,
        present: list[Present],
        suspects: list[Present],
        doubts: list[Present],
        since: date | None,
        denied: list[Deniable],
    ) -> Finding:
        if present:
            findings = [self._one(question, fact) for fact in present]
            decisive = next((item for item in findings if item.truth is Truth.TRUE), None)
            if decisive is not None:
                return self._against_denial(decisive, question)
            unsure = next((item for item in findings if item.truth is Truth.UNKNOWN), None)
            if unsure is not None:
                return unsure
        if suspects:
            return self._suspicion(suspects[-1])
        doubts = [fact for fact in doubts if self._may_be_inside(question, fact) and not self._settled(question, fact)]
        if doubts:
            return self._doubt(doubts[-1])
        if denied:
            data = {"what": denied[0].name}
            fresh = () if since is None else self._fresh(question, denied, since)
            return Finding(truth=Truth.FALSE, code="denied", data=data, facts=tuple(denied), windows=fresh)
        if present and (self.state == "active" or self.within):
            alone = self.state == "active" or self.earlier == "decides"
            return findings[-1] if alone else self._only_earlier(findings[-1])
        implied = last_clear(question, self.implied_by) if self.implied_by else None
        if implied is not None and implied.value == "yes":
            return Finding(truth=Truth.TRUE, code="present", data={"what": self.of[0]}, facts=(implied,))
        return self._silence

    @cached_property
    def _named(self) -> frozenset[str]:
        """Every name that an event which is looked at may have, or be a kind of."""
        return frozenset((*self.of, *self.doubt))

    @cached_property
    def _silence(self) -> Finding:
        return silence("not_mentioned", what=self.of[0], **({"window": self.within} if self.within else {}))

    def _windows(
        self, question: Question, present: list[Present], suspects: list[Present], doubts: list[Present]
    ) -> tuple[Window, ...]:
        """Every event that counts while it lies in the window; the end of one settles nothing beside a suspicion."""
        span, anchors = span_of(self.within or "", question), self.before.anchors(question)
        settles = self.earlier != "unknown" and not suspects
        return tuple(
            window_of("away", (fact,), _when(fact), span, anchors, may_not_count=doubtful, settles=settles)
            for facts, doubtful in ((present, False), (doubts, True))
            for fact in facts
        )

    def _fresh(self, question: Question, denied: list[Deniable], since: date) -> tuple[Window, ...]:
        """How long the denials are fresh: the latest of those of which one is enough, else each that is needed."""
        needed = [max(denied, key=written_day)]
        if any(isinstance(group, Several) for group in self.denied_by):
            enough = ancestors(self.of, question) | {group for group in self.denied_by if isinstance(group, str)}
            whole = [fact for fact in denied if fact.name in enough]
            needed = [max(whole, key=written_day)] if whole else denied
        return tuple(window for fact in needed for window in freshness(fact, question, since))

    def _said(self, question: Question) -> tuple[list[Present], list[Present], list[Present]]:
        chart, terms = question.chart, question.chart.terminology
        present: list[Present] = []
        suspects: list[Present] = []
        doubts: list[Present] = []
        names = (*self.of, *self.doubt)
        told = [fact for name in names for fact in chart.events(name) if fact.certainty != "denied"]
        if not told:
            return present, suspects, doubts
        excluded = with_narrower(terms, self.excluding)
        for item in unique(told):
            if type(item) is Procedure and item.status in ("planned", "refused"):
                continue
            if item.name in excluded:
                continue
            if self.major is not None and type(item) is Procedure and item.major is not self.major:
                if item.major is None:
                    doubts.append(item)
                continue
            if item.certainty == "suspected" and type(item) is Condition and item.status == "resolved":
                continue  # "R/O antiphospholipid syndrome - resolved": the suspicion is over, not the disease
            if self._doubtful(item, question):
                doubts.append(item)
            elif item.certainty == "suspected" and self.suspected != "counts":
                suspects.append(item)
            else:
                present.append(item)
        return present, suspects, doubts

    def _doubtful(self, item: Present, question: Question) -> bool:
        """Under ``doubt``, where that is narrower than what is asked for, or beside it."""
        if not self.doubt:
            return False
        terms = question.chart.terminology
        asked = with_narrower(terms, self.of)
        if item.name not in asked:
            return item.name in with_narrower(terms, self.doubt)
        return any(name in asked and terms.is_a(item.name, name) for name in self.doubt)

    def _since(self, question: Question) -> date | None:
        """The first day that a denial must reach back to; ``None`` where the criterion says ever."""
        if self.asks == "now" or self.state == "active":
            return question.dates.screening_day
        if self.within is None:
            return None
        starts = [frame_of(self.within, name, question).first for name in self.before.anchors(question)]
        return min([start for start in starts if start is not None])

    def _denied(self, question: Question, since: date | None) -> list[Deniable]:
        told = question.chart.denials
        found = [fact for fact in denials(ancestors(self.of, question), question) if covers(fact, question, since)]
        for group in self.denied_by:
            if isinstance(group, str):
                found += [fact for fact in told.get(group, ()) if covers(fact, question, since)]
            elif not told.keys().isdisjoint(group.names):
                named = [
                    hits[-1]
                    for names in group.of
                    if (hits := [fact for fact in denials(_names(names), question) if covers(fact, question, since)])
                ]
                if len(named) >= group.at_least:
                    found += named
        return found

    def _one(self, question: Question, fact: Present) -> Finding:
        if self.state == "active":
            return activity_of(fact)
        if self._only_the_group(question, fact):
            data: dict[str, Any] = {"what": fact.name}
            missing = (Remark("which_kind", data),)
            return Finding(
                truth=Truth.UNKNOWN, code="kind_not_named", data=data, facts=(fact,), missing=missing, review=True
            )
        if self.within is None:
            return Finding(
                truth=Truth.TRUE, code=_said_code(fact), data={"what": fact.name}, facts=(fact,), remedy=self.remedy
            )
        when = _when(fact)
        if when is None:
            data = {"what": fact.name}
            missing = (Remark("date_of_event", data),)
            return Finding(truth=Truth.UNKNOWN, code="event_undated", data=data, facts=(fact,), missing=missing)
        span = span_of(self.within, question)
        placed = place(when, span, self.before.anchors(question), question)
        data = {"what": fact.name, "date": when, "window": self.within}
        if placed.truth is Truth.UNKNOWN:
            code = "window_differs" if placed.differs else "event_date_imprecise"
            return _open(code, data, fact)
        if placed.truth is Truth.FALSE and self.earlier == "unknown":
            return _open("event_before_window", data, fact)
        return Finding(
            truth=placed.truth,
            code="event_in_window" if placed.truth is Truth.TRUE else "event_outside_window",
            data=data,
            facts=(fact,),
            assumptions=self.before.remarks(question),
            remedy="wait",
        )

    def _settled(self, question: Question, fact: Present) -> bool:
        """Whether what makes the doubtful thing matter is itself denied, for ever."""
        terms = question.chart.terminology
        others = [other for name, other in self.doubt_unless.items() if terms.is_a(fact.name, name)]
        return any(covers(denial, question, None) for denial in denials(others, question))

    def _may_be_inside(self, question: Question, fact: Present) -> bool:
        if self.within is None or fact.date is None or self.earlier == "unknown":
            return True
        span = span_of(self.within, question)
        return place(fact.date, span, self.before.anchors(question), question).truth is not Truth.FALSE

    def _only_the_group(self, question: Question, fact: Present) -> bool:
        """A bare group word (``malignancy``) without a kind, a date or a status: too little to turn a patient down.

        The *yes* to a question that asks for the group is enough.
        """
        if type(fact) is not Condition or fact.name not in self.of or fact.date or fact.onset or fact.status:
            return False
        if fact.answered and fact.certainty == "stated":
            return False
        return bool(question.chart.terminology.descendants(fact.name))

    def _against_denial(self, finding: Finding, question: Question) -> Finding:
        """A denial of the very same thing makes a conflict, unless a later note settles it.

        Between the patient's word and the chart, so does a denial of the whole group ("no malignancy").
        """
        fact = finding.facts[0]
        assert isinstance(fact, Condition | Procedure)
        if any(other.certainty == "stated" and other.name != fact.name for other in self._said(question)[0]):
            return finding
        opposed = [
            item
            for item in denials(ancestors((fact.name,), question), question)
            if not item.others_only
            and item.period is None
            and (item.source != fact.source or (item.name == fact.name and written_day(item) >= written_day(fact)))
        ]
        if not opposed or fact.certainty == "suspected":
            return finding
        data: dict[str, Any] = {"what": fact.name}
        over = self.asks == "now" and written_day(opposed[-1]) > written_day(fact)
        if self.contradicted == "denied" or over:
            return Finding(truth=Truth.FALSE, code="denied", data=data, facts=(opposed[-1], fact), remedy=self.remedy)
        return Finding(
            truth=Truth.UNKNOWN,
            code="conflict",
            data=data,
            facts=(fact, opposed[-1]),
            missing=(Remark("conflict", data),),
            review=True,
        )

    def _suspicion(self, fact: Present) -> Finding:
        data: dict[str, Any] = {"what": fact.name}
        return Finding(
            truth=Truth.UNKNOWN, code="suspected", data=data, facts=(fact,), missing=(Remark("work_up", data),)
        )

    def _doubt(self, fact: Present) -> Finding:
        data: dict[str, Any] = {"what": fact.name, "asked": self.of[0]}
        missing = (Remark("ask_sponsor", data),)
        return Finding(truth=Truth.UNKNOWN, code="borderline", data=data, facts=(fact,), missing=missing, review=True)

    def _only_earlier(self, finding: Finding) -> Finding:
        """Earlier events are known, but nobody said that nothing came after them."""
        data: dict[str, Any] = {**finding.data, "window": self.within}
        return Finding(
            truth=Truth.UNKNOWN,
            code="since_then_not_said",
            data=data,
            facts=finding.facts,
            missing=(Remark("not_mentioned", {"what": self.of[0], "window": self.within}),),
        )


def _when(fact: Present) -> DateInterval | None:
    return fact.date or (fact.onset if type(fact) is Condition else None)


def _names(one: str | tuple[str, ...]) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else one


def _said_code(fact: Present) -> str:
    return "suspected_counts" if fact.certainty == "suspected" else "present"


_ASSUMED = {"window_differs": "anchor_readings"}
_ASKED = {
    "window_differs": "ask_sponsor_window",
    "event_before_window": "ask_sponsor_event",
    "event_date_imprecise": "date_of_event",
}


def _open(code: str, data: dict[str, Any], fact: FactBase) -> Finding:
    return Finding(
        truth=Truth.UNKNOWN,
        code=code,
        data=data,
        facts=(fact,),
        missing=(Remark(_ASKED[code], data),),
        assumptions=(Remark(_ASSUMED.get(code, code), data),) if code != "event_date_imprecise" else (),
        review=True,
    )
