"""Allergies to what a protocol gives."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import Evidence, FactBase
from rules.truth import Truth
from tests.rules.builders import ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


ALLERGY = {"allergic_to": {"of": ["cyclophosphamide"], "doubt": ["sulfonamide"]}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("condition", "allergy", substance="cyclophosphamide")], T, id="a protocol drug"),
        pytest.param([fact("condition", "allergy", substance="sulfonamide")], N, id="what such protocols give"),
        pytest.param([fact("condition", "allergy", substance="penicillin")], F, id="unrelated"),
        pytest.param([fact("condition", "allergy", certainty="denied")], F, id="none known"),
        pytest.param(
            [
                fact("condition", "allergy", substance="cyclophosphamide", source="patient"),
                fact("condition", "allergy", certainty="denied"),
            ],
            N,
            id="the patient against the chart",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_allergy(facts: list[FactBase], expected: Truth) -> None:
    assert ask(ALLERGY, *facts).truth is expected


BOTH = {"allergic_to": {"of": ["cyclophosphamide", "fludarabine"], "doubt": ["sulfonamide"]}}


def allergy(substance: str | None = "cyclophosphamide", **fields: Any) -> FactBase:
    return fact("condition", "allergy", substance=substance, **fields)


def none(substance: str | None = None, **fields: Any) -> FactBase:
    return allergy(substance, certainty="denied", **fields)


def at(start: int, document: str = "note") -> dict[str, Any]:
    return {"evidence": (Evidence(document=document, start=start, end=start + 4, quote="said"),)}


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([allergy()], T, "allergic", id="to a drug of the protocol"),
        pytest.param([allergy("fludarabine")], T, "allergic", id="to the other one"),
        pytest.param([allergy(certainty="suspected")], N, "allergy_unconfirmed", id="suspected"),
        pytest.param([allergy("sulfonamide", certainty="suspected")], N, "allergy_doubtful", id="beside, suspected"),
        pytest.param([allergy("sulfonamide"), allergy()], T, "allergic", id="what decides comes first"),
        pytest.param([allergy(subject="family")], N, "allergy_not_mentioned", id="the mother's"),
        pytest.param([allergy("penicillin"), none()], F, "no_known_allergy", id="none, beside an unrelated one"),
        pytest.param([allergy(), none()], T, "allergic", id="the chart names one and denies any: the name counts"),
        pytest.param([allergy(), none(source="patient")], N, "allergy_unconfirmed", id="the patient denies any"),
        pytest.param(
            [allergy(), none("cyclophosphamide", source="patient")], N, "allergy_unconfirmed", id="or denies this one"
        ),
        pytest.param([allergy(), none("penicillin", source="patient")], T, "allergic", id="or denies another"),
        pytest.param([allergy(), none(source="patient", others_only=True)], T, "allergic", id="or denies any other"),
        pytest.param([allergy(written_on=ago(9)), none("cyclophosphamide")], F, "unrelated_allergy", id="taken back"),
        pytest.param([allergy(), none("cyclophosphamide", written_on=ago(9))], T, "allergic", id="found later"),
        pytest.param(
            [allergy(**at(9)), none("cyclophosphamide", **at(30))], F, "unrelated_allergy", id="taken back below"
        ),
        pytest.param([allergy(**at(30)), none("cyclophosphamide", **at(9))], T, "allergic", id="denied above"),
        pytest.param(
            [allergy(written_on=ago(9)), none("cyclophosphamide", source="patient")], N, "allergy_unconfirmed",
            id="the patient takes back nothing that the chart says",
        ),
        pytest.param([allergy(written_on=ago(9)), none("penicillin")], T, "allergic", id="another is taken back"),
        pytest.param([allergy(None)], F, "unrelated_allergy", id="to nothing that the protocol gives"),
        pytest.param([none("cyclophosphamide")], N, "allergy_not_mentioned", id="one of two denied"),
        pytest.param(
            [none("cyclophosphamide"), none("fludarabine")], F, "no_known_allergy", id="both denied, each by its name"
        ),
        pytest.param(
            [none("cyclophosphamide"), none("cyclophosphamide")], N, "allergy_not_mentioned", id="one denied twice"
        ),
        pytest.param([none("penicillin"), none("sulfonamide")], N, "allergy_not_mentioned", id="others denied"),
        pytest.param([none(others_only=True)], F, "no_known_allergy", id="no other, and none was understood"),
        pytest.param(
            [none(others_only=True), fact("treatment", "fludarabine", status="stopped")], N, "other_allergy",
            id="no other, and such a drug was once given",
        ),
        pytest.param(
            [none(others_only=True), none(), fact("treatment", "fludarabine")], F, "no_known_allergy", id="none at all"
        ),
        pytest.param(
            [none(others_only=True), allergy("penicillin"), fact("treatment", "fludarabine")], F, "no_known_allergy",
            id="no other than one that is known",
        ),
        pytest.param(
            [none(others_only=True), fact("treatment", "prednisone")], F, "no_known_allergy",
            id="another drug was given"
        ),
    ],
)  # fmt: skip
def test_allergies_to_what_a_protocol_gives(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(BOTH, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "allergy_not_mentioned")
    assert found.remedy == ("permanent" if expected is T else None)
    assert found.review is (expected is N and code != "allergy_not_mentioned")


def test_the_words_of_both_sides_of_a_conflict_are_shown() -> None:
    mine, theirs = allergy(), none(source="patient")
    assert ask(BOTH, mine, theirs).facts == (mine, theirs)
    unrelated, general = allergy("penicillin"), none()
    assert ask(BOTH, unrelated, general).facts == (general, unrelated)


ASKED = allergy(None, certainty="suspected")
"""Somebody wrote that allergies were not asked about."""


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([allergy(**at(9)), none("cyclophosphamide", **at(9))], T, "allergic",
                     id="denied in the same words"),
        pytest.param([allergy(**at(9, "note#2")), none("cyclophosphamide", **at(30, "note#1"))], T, "allergic",
                     id="denied in the note before"),
        pytest.param([allergy(**at(30, "note#1")), none("cyclophosphamide", **at(9, "note#2"))], F, "unrelated_allergy",
                     id="denied in the note after"),
        pytest.param([allergy(evidence=()), none("cyclophosphamide", **at(9))], F, "unrelated_allergy",
                     id="denied where the allergy has no place"),
    ],
)  # fmt: skip
def test_the_later_word_of_one_day_counts(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(BOTH, *facts)
    assert (found.truth, found.code) == (expected, code)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([ASKED], N, "allergies_not_asked", id="not asked about"),
        pytest.param([ASKED, none()], N, "allergies_not_asked", id="and denied by the same note"),
        pytest.param([ASKED, none(**at(9, "another"))], F, "no_known_allergy", id="denied by another note"),
        pytest.param([ASKED, none(), none(**at(9, "another"))], F, "no_known_allergy", id="by both"),
        pytest.param([ASKED, allergy("penicillin")], N, "allergies_not_asked", id="beside an unrelated one"),
        pytest.param([ASKED, allergy()], T, "allergic", id="beside one that decides"),
        pytest.param([allergy("penicillin", certainty="suspected")], F, "unrelated_allergy", id="a suspected one"),
        pytest.param([allergy(None)], F, "unrelated_allergy", id="one without a substance"),
    ],
)
def test_allergies_that_nobody_asked_about(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(BOTH, *facts)
    assert (found.truth, found.code) == (expected, code)
    if code == "allergies_not_asked":
        assert found.facts == (ASKED,)
        assert [remark.code for remark in found.missing] == ["ask_allergies"]


def test_the_tenth_note_comes_after_the_second() -> None:
    told, denied = allergy(**at(9, "file#2")), none("cyclophosphamide", **at(9, "file#10"))
    assert ask(BOTH, told, denied).truth is F
    assert ask(BOTH, allergy(**at(9, "file#10")), none("cyclophosphamide", **at(9, "file#2"))).truth is T
