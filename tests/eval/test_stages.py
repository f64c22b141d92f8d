"""Which stage is blamed for a wrong verdict."""

import pytest

from eval.stages import Claim, is_relevant, lost_at, places_of
from rules.dates import DateInterval
from rules.facts import Condition, FactBase, Measurement

NOTE = "PLT 98 on 3/2. No history of cancer."
GOLD = places_of(["PLT 98 on 3/2"], [("n", NOTE)])
DAY = DateInterval.parse("2026-03-02")


def claim(fact: FactBase | None, start: int = 0, end: int = 6, name: str = "plt", rejection: str = "") -> Claim:
    return Claim(name=fact.name if fact else name, places=(("n", start, end),), fact=fact, rejection=rejection)


@pytest.mark.parametrize(
    ("claims", "stage"),
    [
        pytest.param([], "reading", id="nothing was read"),
        pytest.param([claim(Measurement(name="plt", value=98, date=DAY), 20, 30)], "reading", id="read elsewhere"),
        pytest.param([claim(Condition(name="sle"))], "reading", id="only another kind of fact was read there"),
        pytest.param([claim(None, rejection="value_not_in_quote")], "grounding", id="the draft was rejected"),
        pytest.param([claim(Measurement(name="plt", value=98))], "normalising", id="a value without its date"),
        pytest.param([claim(Measurement(name="plt", date=DAY))], "normalising", id="a date without its value"),
        pytest.param(
            [claim(Measurement(name="plt", value=98, date=DAY, validity="pending"))], "normalising", id="not valid"
        ),
        pytest.param([claim(Measurement(name="plt", value=98, date=DAY))], "rule", id="read whole: the rule lost it"),
    ],
)
def test_the_first_stage_that_lost_the_evidence_is_blamed(claims: list[Claim], stage: str) -> None:
    assert lost_at("INC-07.3d", GOLD, claims, verdict_has_evidence=True).stage == stage


@pytest.mark.parametrize(("has_evidence", "stage"), [(False, "reading"), (True, "rule")])
def test_without_labelled_evidence_the_verdict_tells(has_evidence: bool, stage: str) -> None:
    assert lost_at("INC-07.3d", (), [], verdict_has_evidence=has_evidence).stage == stage


def test_every_place_of_the_labelled_words_counts() -> None:
    assert places_of(["ab"], [("n#1", "ab ab"), ("n#2", "ab")]) == (("n#1", 0, 2), ("n#1", 3, 5), ("n#2", 0, 2))


def test_narrower_concepts_bear_on_a_criterion() -> None:
    assert is_relevant("EXC-03.3", "belimumab")
    assert not is_relevant("EXC-03.3", "hydroxychloroquine")
    assert is_relevant("another trial's criterion", "anything")
