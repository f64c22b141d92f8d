"""From findings to verdicts: the status by the criterion's kind, what is missing, who settles it and what cures it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from rules.chart import Question, Site
from rules.checker import ask, check, evidence_of, judge, safety, undecided
from rules.facts import Evidence
from rules.findings import Finding, Remark
from rules.protocol import Criterion, Protocol, SafetyNote
from rules.truth import Truth
from rules.verdicts import Status
from tests.rules.builders import DATES, fact, lab, question

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
FACT = fact("condition", "arthritis")
SILENT = fact("condition", "arthritis", evidence=())


@dataclass
class Says:
    """A question with its answer."""

    finding: Finding

    def evaluate(self, _: Question) -> Finding:
        return self.finding


def says(truth: Truth, **fields: Any) -> Says:
    return Says(Finding(truth=truth, code="said", **{"facts": (FACT,), **fields}))


def criterion(kind: str, when: Says, **fields: Any) -> Criterion:
    words = {"en": "…", "zh": "…"}
    data = {"title": words, "text": ("…",), "settled_by": "chart", "ask": words, **fields}
    return Criterion.model_validate({"id": "C", "kind": kind, "when": when, **data})


def protocol(*criteria: Criterion, **fields: Any) -> Protocol:
    named = dict.fromkeys(("id", "title", "recruitment", "encoded_from"), "…")
    empty: dict[str, Any] = {"record_version": None, "reviewed": None, "windows": {}, "preamble": ()}
    return Protocol.model_validate({**named, **empty, "criteria": criteria, **fields})


@pytest.mark.parametrize(
    ("kind", "truth", "status"),
    [
        ("inclusion", T, Status.PASS),
        ("inclusion", F, Status.FAIL),
        ("inclusion", N, Status.UNKNOWN),
        ("exclusion", T, Status.FAIL),
        ("exclusion", F, Status.PASS),
        ("exclusion", N, Status.UNKNOWN),
    ],
)
def test_fail_stands_in_the_way_for_either_kind(kind: str, truth: Truth, status: Status) -> None:
    (verdict,) = check(protocol(criterion(kind, says(truth))), (), DATES)
    assert verdict.status is status
    assert verdict.evidence == FACT.evidence
    assert verdict.dates == DATES
    assert bool(verdict.missing) is bool(verdict.settled_by) is (status is Status.UNKNOWN)
    (silent,) = check(protocol(criterion(kind, says(truth, facts=(SILENT,)))), (), DATES)
    assert silent.status is Status.UNKNOWN


@pytest.mark.parametrize(("scope", "expected"), [(T, Status.FAIL), (N, Status.FAIL), (F, Status.NOT_APPLICABLE)])
def test_a_criterion_applies_unless_it_certainly_does_not(scope: Truth, expected: Status) -> None:
    asked = criterion("exclusion", says(T), applies_when=says(scope))
    assert judge(asked, question([])).status is expected
    nobody_said = criterion("exclusion", says(N), applies_when=says(F, facts=()))
    assert judge(nobody_said, question([])).status is Status.UNKNOWN


def test_an_open_criterion_says_what_is_missing_and_who_settles_it() -> None:
    own = judge(criterion("inclusion", says(N, missing=(Remark("scan"),), settled_by="site")), question([]))
    assert (own.missing, own.settled_by) == ((Remark("scan"),), "site")
    asked = judge(criterion("inclusion", says(N)), question([]))
    assert (asked.missing, asked.settled_by) == ((Remark("criterion_ask"),), "chart")
    decided = judge(criterion("inclusion", says(T, missing=(Remark("scan"),), settled_by="site")), question([]))
    assert (decided.missing, decided.settled_by) == ((), None)


def test_only_a_fail_has_a_remedy_and_the_protocols_own_comes_first() -> None:
    fails, passes = says(F, remedy="retest"), says(T, remedy="retest")
    assert judge(criterion("inclusion", fails), question([])).remedy == "retest"
    assert judge(criterion("inclusion", fails, remedy="permanent"), question([])).remedy == "permanent"
    assert judge(criterion("inclusion", passes, remedy="permanent"), question([])).remedy is None


def test_a_finding_that_asks_for_a_persons_eye_keeps_asking() -> None:
    assert judge(criterion("inclusion", says(T, review=True)), question([])).needs_review
    assert not judge(criterion("inclusion", says(T)), question([])).needs_review


def test_nothing_is_decided_of_two_patients_in_one_chart() -> None:
    two = Finding(truth=N, code="two_patients", facts=(FACT,), review=True)
    (verdict,) = undecided(protocol(criterion("inclusion", says(T))), two)
    assert (verdict.status, verdict.finding, verdict.dates) == (Status.UNKNOWN, two, None)


def test_what_a_careful_colleague_would_mention() -> None:
    notes = tuple(SafetyNote(code=truth.value, text={"en": "…", "zh": "…"}, when=says(truth)) for truth in (T, F, N))
    told = safety(protocol(safety_notes=notes), question([]))
    assert [(note.code, finding.truth) for note, finding in told] == [("true", T)]


def test_the_words_behind_a_finding_are_shown_once_in_the_order_of_the_facts() -> None:
    said = [Evidence(document="note", start=start, end=start + 4, quote="said") for start in (9, 0, 9)]
    other = Evidence(document="other", start=9, end=13, quote="said")
    dated = Evidence(document="note", start=9, end=13, quote="said", role="date")
    facts = (fact("condition", "arthritis", evidence=(said[0], dated)), fact("condition", "rash", evidence=(said[1],)))
    again = fact("condition", "rash", evidence=(said[2], other))
    assert evidence_of(Finding(truth=T, code="said", facts=(*facts, again))) == (said[0], dated, said[1], other)


def test_a_question_holds_the_counts_of_a_differential_and_the_sites_settings() -> None:
    site = Site(readings={"anchor": "infusion"})
    asked = ask(protocol(windows={"near": "28 days"}), (lab("wbc", 4.0), lab("neutrophil_percent", 50.0)), DATES, site)
    assert [count.value for count in asked.chart.measurements("anc")] == [2.0]
    assert (asked.dates, asked.site, asked.windows) == (DATES, site, {"near": "28 days"})
