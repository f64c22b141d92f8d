"""How active a condition is now: a functional class."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.dates import DateInterval
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
        "disease": "sle", "manifestations": "lupus_manifestation",
        "serology": ["low_complement", "increased_dna_binding"],
        "lasting": ["lupus_nephritis", "discoid_lupus"], "score": "sledai_2k", "more_than": 4,
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


def limited(**fields: Any) -> FactBase:
    return fact("condition", "exertional_limitation", **{"status": "active", **fields})


LIMITED = {"functional_class": {"of": "nyha", "at_least": 2, "denied_by": ["heart_disease", "exertional_limitation"]}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([nyha(1, ago(15)), limited()], N, id="limited, 15 days after a class of I"),
        pytest.param([nyha(1, ago(14)), limited()], F, id="at the same visit, or about then"),
        pytest.param([nyha(1, ago(15)), limited(status=None)], F, id="not said to be so now"),
        pytest.param([nyha(1, ago(15)), limited(certainty="suspected")], F, id="perhaps limited"),
        pytest.param([nyha(1), limited(written_on=ago(40))], F, id="limited before"),
        pytest.param([nyha(1, DateInterval(ago(60), ago(15))), limited()], N, id="after a class of some day"),
        pytest.param([nyha(1, DateInterval(ago(60), ago(14))), limited()], F, id="that may be of the same visit"),
        pytest.param([fact("measurement", "nyha", value=1), limited()], F, id="after a class that nobody dated"),
    ],
)
def test_a_limitation_told_of_after_a_low_class(facts: list[FactBase], expected: Truth) -> None:
    found = ask(LIMITED, *facts)
    assert found.truth is expected
    assert (found.code, found.review, len(found.missing), len(found.facts)) == (
        ("conflict", True, 1, 2) if expected is N else ("class_below", False, 0, 1)
    )
    assert ask(NYHA, *facts).truth is F


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([nyha(2, DateInterval(ago(300), ago(180)))], T, "class_reached",
                     id="some day, 180 ago at the latest"),
        pytest.param([nyha(2, DateInterval(ago(300), ago(181)))], N, "class_regained", id="181 at the latest"),
        pytest.param([nyha(2, DateInterval(ago(9), None))], N, "class_regained", id="since a day: of no known day"),
        pytest.param([nyha(2, DateInterval(ago(60), ago(9))), nyha(1, DateInterval(ago(80), ago(8)))],
                     N, "class_regained",
                     id="of two rough dates the one that ends later"),
        pytest.param([nyha(1, DateInterval(ago(60), ago(9))), nyha(2, DateInterval(ago(80), ago(8)))],
                     T, "class_reached",
                     id="also where it is the worse one"),
        pytest.param([fact("measurement", "nyha", value=3), nyha(1)], N, "class_regained", id="undated and worse"),
        pytest.param([fact("measurement", "nyha", value=1), nyha(2)], T, "class_reached", id="undated and better"),
    ],
)  # fmt: skip
def test_a_class_of_some_day(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(NYHA, *facts)
    assert (found.truth, found.code) == (expected, code)


def test_a_class_that_was_regained_is_shown_beside_the_present_one() -> None:
    worse, now = nyha(3, ago(9)), nyha(1)
    assert ask(NYHA, worse, now).facts == (worse, now)
    old = nyha(3, ago(400))
    assert ask(NYHA, old).facts == (old,)
    undated = fact("measurement", "nyha", value=3)
    assert ask(NYHA, undated).facts == (undated,)
    assert ask(NYHA, now).facts == (now,)
    low = fact("measurement", "nyha", value=1)
    assert ask(NYHA, low).facts == (low,)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([GRADED, protein(0.6, DateInterval(date(2025, 12, 1), date(2025, 12, 12)))], T,
                     id="fresh at the end"),
        pytest.param([GRADED, protein(0.6, DateInterval(date(2025, 12, 1), date(2025, 12, 11)))], N,
                     id="not even then"),
        pytest.param([GRADED, protein(0.6, DateInterval(ago(9), None))], N, id="since a day"),
        pytest.param([GRADED, protein(0.6, DateInterval(None, ago(9)))], T, id="by a day"),
        pytest.param([GRADED, protein(0.6, DateInterval(ago(40), ago(5))), protein(0.4, DateInterval(ago(30),
                     ago(9)))], T,
                     id="of two rough dates the one that ends later"),
        pytest.param([nephritis(severity="class IV", date=DateInterval.of_year(2024)), protein(0.6)], T,
                     id="diagnosed in the year that holds the first day"),
        pytest.param([nephritis(severity="class IV", date=DateInterval.of_year(2023)), protein(0.6)], N,
                     id="in the year before"),
        pytest.param([nephritis(severity="class IV", date=DateInterval(date(2020, 1, 1), None)), protein(0.6)], T,
                     id="since a year: it goes on"),
        pytest.param([GRADED, protein(0.4), lab("upcr", 0.9)], N, id="another value that is not asked for"),
    ],
)  # fmt: skip
def test_proofs_of_activity_on_rough_dates(facts: list[FactBase], expected: Truth) -> None:
    assert ask(STATE, *facts).truth is expected


def test_a_proof_is_three_months_fresh_and_a_diagnosis_18_months_recent_where_nothing_else_is_said() -> None:
    old = {
        "latest_state": {
            "of": "lupus_nephritis",
            "proven_by": {**STATE["latest_state"]["proven_by"], "fresh": "1 year"},
        }
    }
    assert ask(old, GRADED, protein(0.6, ago(300))).truth is T
    assert ask(STATE, GRADED, protein(0.6, "2025-12-12")).truth is T
    assert ask(STATE, GRADED, protein(0.6, "2025-12-11")).truth is N
    long = {
        "latest_state": {
            "of": "lupus_nephritis",
            "proven_by": {**STATE["latest_state"]["proven_by"], "since": "9 years"},
        }
    }
    assert ask(long, nephritis(severity="class IV", date="2020-01-01"), protein(0.6)).truth is T


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([score(9, DateInterval(ago(40), ago(9))), score(3, DateInterval(ago(30), ago(10)))], T,
                     id="the later"),
        pytest.param([score(3, DateInterval(ago(40), ago(9))), score(9, DateInterval(ago(30), ago(10)))], F,
                     id="either way"),
        pytest.param([score(9, DateInterval(ago(9), SCREENING))], T, id="by screening"),
        pytest.param([score(9, DateInterval(ago(9), ago(-1)))], N, id="perhaps after it"),
        pytest.param([score(9, DateInterval(ago(9), None))], N, id="since a day"),
        pytest.param([score(9, DateInterval(None, ago(9)))], T, id="by a day"),
        pytest.param([fact("condition", "lupus_nephritis", status="remission"), lupus("remission")], F,
                     id="both quiet"),
        pytest.param([fact("condition", "lupus_nephritis", status="remission")], N, id="a part of it is quiet"),
        pytest.param([fact("measurement", "sledai_2k", high=4.0, date=SCREENING)], F, id="four at most"),
        pytest.param([fact("measurement", "sledai_2k", low=4.0, date=SCREENING)], N, id="four at least"),
        pytest.param([fact("measurement", "sledai_2k", high=4.0, comparator="<", date=SCREENING)], F, id="below four"),
    ],
)  # fmt: skip
def test_activity_by_scores_of_some_day(facts: list[FactBase], expected: Truth) -> None:
    assert ask(ACTIVE, *facts).truth is expected


def test_of_many_signs_the_last_three_are_shown() -> None:
    signs = [fact("condition", name) for name in ("arthritis", "malar_rash", "seizure", "alopecia")]
    assert ask(ACTIVE, *signs).facts == tuple(signs[-3:])
    quiet, high = lupus("remission"), score(5)
    assert ask(ACTIVE, quiet, high).facts == (quiet, high)
    assert ask(ACTIVE, quiet, RASH, score(4)).facts == (quiet, RASH)


def test_a_suspicion_of_the_same_day_undoes_no_clear_word() -> None:
    assert ask(STATE, nephritis("remission"), nephritis(certainty="suspected")).truth is F
    assert ask(STATE, nephritis("remission", written_on=ago(1)), nephritis(written_on=SCREENING)).truth is F
