"""How active a condition is now: a functional class."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import SCREENING, ago, ask, fact, lab

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


NYHA = {"functional_class": {"of": "nyha", "at_least": 2, "denied_by": ["heart_disease"]}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([lab("nyha", 2)], T, id="II"),
        pytest.param([lab("nyha", 1)], F, id="I"),
        pytest.param([lab("nyha", 3, "2023-05-01"), lab("nyha", 1)], N, id="regained"),
        pytest.param([fact("condition", "heart_disease", certainty="denied")], F, id="no heart disease"),
        pytest.param([], N, id="silence"),
    ],
)
def test_functional_class(facts: list[FactBase], expected: Truth) -> None:
    assert ask(NYHA, *facts).truth is expected


def nyha(value: float, on: Any = SCREENING, **fields: Any) -> FactBase:
    return lab("nyha", value, on, **fields)


NO_HEART = fact("condition", "heart_disease", certainty="denied", reach="now")


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([nyha(2)], T, "class_reached", id="on the limit"),
        pytest.param([nyha(1)], F, "class_below", id="below it"),
        pytest.param([nyha(2, ago(180))], T, "class_reached", id="180 days old"),
        pytest.param([nyha(2, ago(181))], N, "class_regained", id="181 days old"),
        pytest.param([nyha(1, ago(400))], F, "class_below", id="never worse, whenever"),
        pytest.param([nyha(2, ago(9)), nyha(3)], T, "class_reached", id="worse now"),
        pytest.param([nyha(3, ago(9)), nyha(1)], N, "class_regained", id="better now"),
        pytest.param([nyha(3, validity="declared_false"), nyha(1)], F, "class_below", id="one that was declared false"),
        pytest.param([fact("measurement", "nyha", value=3)], N, "class_regained", id="undated"),
        pytest.param([fact("measurement", "nyha", value=1)], F, "class_below", id="undated, below the limit"),
        pytest.param(
            [fact("measurement", "nyha", low=1, high=2, date=SCREENING)], N, "class_unclear", id="on both sides"
        ),
        pytest.param(
            [nyha(3, ago(9)), fact("measurement", "nyha", low=1, high=2, date=SCREENING)], N, "class_unclear",
            id="on both sides now",
        ),
        pytest.param([NO_HEART], F, "denied", id="no heart disease"),
        pytest.param([NO_HEART, nyha(2)], T, "class_reached", id="a class counts more than a denial"),
        pytest.param([NO_HEART, fact("condition", "heart_failure")], N, "conflict", id="a heart disease beside it"),
        pytest.param(
            [NO_HEART, fact("condition", "heart_failure", certainty="suspected")], F, "denied", id="a suspicion"
        ),
        pytest.param(
            [fact("condition", "heart_disease", certainty="denied", reach="now", written_on=ago(29))], N, "test_needed",
            id="denied 29 days ago",
        ),
        pytest.param([], N, "test_needed", id="silence"),
    ],
)  # fmt: skip
def test_a_functional_class(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(NYHA, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "test_needed")
    assert found.remedy == ("treat" if expected is T else None)
    assert found.review is (expected is N and code != "test_needed")
    assert bool(found.windows) is (code == "denied")


def lupus(status: str | None = None, **fields: Any) -> FactBase:
    return fact("condition", "sle", status=status, **fields)


STATE = {
    "latest_state": {
        "of": "lupus_nephritis",
        "proven_by": {
            "severity": r"\b(III|IV)\b",
            "above": {"urine_protein_24h": 0.5},
            "signs": ["renal_lupus_activity"],
        },
    }
}


def nephritis(status: str | None = None, **fields: Any) -> FactBase:
    return fact("condition", "lupus_nephritis", status=status, **fields)


def protein(value: float, on: Any = SCREENING, **fields: Any) -> FactBase:
    return lab("urine_protein_24h", value, on, **fields)


GRADED = nephritis(severity="class IV", date=ago(300))


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([nephritis("active")], T, "active", id="active"),
        pytest.param([nephritis("remission")], F, "inactive", id="in remission"),
        pytest.param([nephritis("resolved")], F, "inactive", id="resolved"),
        pytest.param([nephritis("historical")], N, "activity_not_said", id="of the past: now is not said"),
        pytest.param([nephritis()], N, "activity_not_said", id="on record"),
        pytest.param([nephritis(certainty="suspected")], N, "suspected", id="suspected"),
        pytest.param([nephritis(certainty="denied")], F, "denied", id="denied"),
        pytest.param([nephritis("historical", certainty="denied")], F, "denied", id="denied of the past"),
        pytest.param([nephritis("remission", written_on=ago(9)), nephritis("active")], T, "active", id="a flare"),
        pytest.param([nephritis("active", written_on=ago(9)), nephritis("remission")], F, "inactive", id="remission"),
        pytest.param([nephritis("active"), nephritis("remission")], T, "active", id="both in one note: active counts"),
        pytest.param(
            [nephritis("remission", written_on=ago(9)), nephritis(certainty="suspected")], N, "suspected",
            id="suspected since",
        ),
        pytest.param(
            [nephritis("remission"), nephritis(certainty="suspected", written_on=ago(9))], F, "inactive",
            id="suspected before",
        ),
        pytest.param([nephritis(certainty="denied", others_only=True)], N, "not_mentioned", id="no other"),
        pytest.param([], N, "not_mentioned", id="silence"),
        pytest.param([GRADED, protein(0.6)], T, "active_by_result", id="a class that counts and protein above 0.5 g"),
        pytest.param([GRADED, protein(0.5)], N, "activity_not_said", id="protein on the limit"),
        pytest.param([GRADED, protein(0.6, "2025-12-12")], T, "active_by_result", id="three months old"),
        pytest.param([GRADED, protein(0.6, "2025-12-11")], N, "activity_not_said", id="a day older"),
        pytest.param([GRADED, protein(0.6, ago(9)), protein(0.4)], N, "activity_not_said", id="better since"),
        pytest.param([GRADED, protein(0.4, ago(9)), protein(0.6)], T, "active_by_result", id="worse since"),
        pytest.param([GRADED, protein(0.6, validity="pending")], N, "activity_not_said", id="pending"),
        pytest.param([GRADED, fact("measurement", "urine_protein_24h", value=0.6)], N, "activity_not_said",
                     id="undated"),
        pytest.param(
            [nephritis(severity="class II", date=ago(300)), protein(0.6)], N, "activity_not_said", id="another class"
        ),
        pytest.param([nephritis(), protein(0.6)], N, "activity_not_said", id="no class"),
        pytest.param(
            [nephritis(severity="class IV", certainty="suspected"), protein(0.6)], N, "suspected", id="suspected class"
        ),
        pytest.param(
            [nephritis(severity="class IV", date="2024-09-12"), protein(0.6)], T, "active_by_result",
            id="diagnosed 18 months ago",
        ),
        pytest.param(
            [nephritis(severity="class IV", date="2024-09-11"), protein(0.6)], N, "activity_not_said", id="a day more"
        ),
        pytest.param(
            [nephritis(severity="class IV", onset="2024-09-11"), protein(0.6)], N, "activity_not_said",
            id="by its onset"
        ),
        pytest.param([nephritis(severity="class IV"), protein(0.6)], T, "active_by_result",
                     id="nobody says since when"),
        pytest.param(
            [nephritis("historical", severity="class IV"), protein(0.6)], N, "activity_not_said", id="of the past"
        ),
        pytest.param(
            [nephritis("historical", severity="class IV"), fact("condition", "renal_lupus_activity", status="active")],
            T, "active_by_result", id="an active sign shows it whenever it was found",
        ),
        pytest.param([GRADED, fact("condition", "renal_lupus_activity")], N, "activity_not_said",
                     id="a sign not said to be active"),
        pytest.param(
            [GRADED, fact("condition", "renal_lupus_activity", status="active", certainty="suspected")], N,
            "activity_not_said", id="a suspected sign",
        ),
        pytest.param([nephritis("remission"), GRADED, protein(0.6)], F, "inactive", id="words count more than values"),
    ],
)  # fmt: skip
def test_the_latest_state_of_a_condition(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(STATE, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "not_mentioned")
    assert found.remedy == ("treat" if expected is T else None)
    assert found.review is (code == "active_by_result")


def test_a_condition_without_a_proof_is_judged_by_words_alone() -> None:
    assert ask({"latest_state": {"of": "lupus_nephritis"}}, GRADED, protein(0.6)).truth is N


ACTIVE = {
    "still_active": {
        "disease": "sle", "manifestations": "lupus_manifestation", "serology": ["low_complement"],
        "lasting": ["lupus_nephritis"], "score": "sledai_2k", "more_than": 4,
    }
}  # fmt: skip
RASH, LOW_C3, OLD_NEPHRITIS = (fact("condition", name) for name in ("malar_rash", "low_complement", "lupus_nephritis"))


def score(value: float, on: Any = SCREENING, **fields: Any) -> FactBase:
    return lab("sledai_2k", value, on, **fields)


def range_(low: float, high: float) -> FactBase:
    return fact("measurement", "sledai_2k", low=low, high=high, date=SCREENING)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([lupus("active")], T, "active", id="said to be active"),
        pytest.param([lupus("remission")], F, "inactive", id="said to be in remission"),
        pytest.param([lupus("remission", written_on=ago(9)), lupus("active")], T, "active", id="a flare since"),
        pytest.param([lupus("active", written_on=ago(9)), lupus("remission")], F, "inactive", id="remission since"),
        pytest.param([lupus("active", certainty="suspected")], N, "activity_needed", id="perhaps active"),
        pytest.param([lupus("resolved")], N, "activity_needed", id="resolved is no word for lupus"),
        pytest.param([lupus("active"), lupus("remission")], N, "conflict", id="one note says both"),
        pytest.param([lupus("active"), lupus("remission"), score(5)], T, "active", id="both, and the score is high"),
        pytest.param([lupus("active"), lupus("remission"), score(4)], F, "inactive", id="both, and the score is low"),
        pytest.param(
            [lupus("active"), lupus("remission"), range_(3, 6)], N, "conflict", id="both, and a score on both sides"
        ),
        pytest.param([lupus("remission"), RASH], N, "conflict", id="remission with a rash"),
        pytest.param([lupus("remission"), score(5)], N, "conflict", id="remission with a high score"),
        pytest.param([lupus("remission"), score(4)], F, "inactive", id="remission with a low score"),
        pytest.param([lupus("remission"), LOW_C3], F, "inactive", id="remission with serology only"),
        pytest.param([lupus("remission"), OLD_NEPHRITIS], F, "inactive", id="remission with a nephritis on record"),
        pytest.param([score(5)], T, "active_by_score", id="a score above the limit"),
        pytest.param([score(4)], F, "inactive_by_score", id="a score on the limit"),
        pytest.param([range_(3, 6)], N, "activity_needed", id="a score on both sides"),
        pytest.param([score(4), RASH], T, "active_signs", id="a low score with a rash"),
        pytest.param([score(5), RASH], T, "active_by_score", id="a high score with a rash"),
        pytest.param([score(9, ago(9)), score(4)], F, "inactive_by_score", id="the latest score"),
        pytest.param([score(4), score(9, ago(-1))], F, "inactive_by_score", id="a score of after screening"),
        pytest.param([score(9, validity="declared_false")], N, "activity_needed", id="one that was declared false"),
        pytest.param([fact("measurement", "sledai_2k", value=9)], N, "activity_needed", id="an undated one"),
        pytest.param([RASH], T, "active_signs", id="a rash"),
        pytest.param([LOW_C3], N, "activity_needed", id="serology alone"),
        pytest.param([OLD_NEPHRITIS], N, "activity_needed", id="a nephritis on record"),
        pytest.param([fact("condition", "lupus_nephritis", status="active")], T, "active_signs", id="an active one"),
        pytest.param([fact("condition", "malar_rash", certainty="suspected")], N, "activity_needed", id="perhaps one"),
        pytest.param([fact("condition", "malar_rash", certainty="denied")], N, "activity_needed", id="no rash"),
        *(
            pytest.param([fact("condition", "malar_rash", status=status)], N, "activity_needed", id=f"a {status} rash")
            for status in ("historical", "resolved", "remission")
        ),
        pytest.param([], N, "activity_needed", id="silence"),
    ],
)  # fmt: skip
def test_whether_lupus_is_still_active(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(ACTIVE, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "activity_needed")
    assert found.remedy == {"inactive": "wait", "inactive_by_score": "retest"}.get(code)


def test_what_contradicts_itself_is_shown_to_a_person() -> None:
    active, quiet = lupus("active"), lupus("remission")
    for beside in ((), (score(5),), (score(4),)):
        found = ask(ACTIVE, active, quiet, *beside)
        assert found.review
        assert set(found.facts) >= set(beside)
    assert ask(ACTIVE, quiet, RASH, score(5)).facts[0] == quiet
    assert ask(ACTIVE, quiet, RASH, score(5)).review
    assert not ask(ACTIVE, active).review
