"""What is on record, and the points of a classification: what decides, and what only a person may fill in."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import FactBase
from rules.findings import Remark
from rules.truth import Truth
from tests.rules.builders import ago, ask, fact, lab

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
GILBERT = {"recorded": {"of": "gilbert_syndrome"}}


def gilbert(**fields: Any) -> FactBase:
    return fact("condition", "gilbert_syndrome", **fields)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([gilbert()], T, "present", id="on record"),
        pytest.param([gilbert(certainty="suspected")], N, "suspected", id="only suspected"),
        pytest.param([gilbert(certainty="suspected"), gilbert()], T, "present", id="suspected and found"),
        pytest.param([gilbert(certainty="denied")], F, "not_on_record", id="denied"),
        pytest.param([gilbert(subject="family")], F, "not_on_record", id="the mother's"),
        pytest.param([], F, "not_on_record", id="silence means no, which is said"),
    ],
)
def test_what_is_on_record(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(GILBERT, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert len(found.facts) == (0 if expected is F else 1)
    assert found.assumptions == ((Remark("not_on_record", {"what": "gilbert_syndrome"}),) if expected is F else ())
    assert found.missing == ((Remark("work_up", {"what": "gilbert_syndrome"}),) if expected is N else ())


CLASSIFIED = {"classified": {"by": "eular_acr_2019", "at_least": 10, "unless_stated": "sle_criteria"}}
ANA = lab("ana_titre", 80.0, ago(900))
ARTHRITIS, RASH = fact("condition", "arthritis"), fact("condition", "malar_rash")
COUNT = lab("plt", 50.0)
NEPHRITIS = fact("condition", "lupus_nephritis", severity="class IV")


def said(value: str, **fields: Any) -> FactBase:
    return fact("statement", "sle_criteria", value=value, **fields)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([ANA, ARTHRITIS, RASH], T, "classified", id="12 points with a clinical item and the entry"),
        pytest.param([ANA, NEPHRITIS], T, "classified", id="10 points are enough"),
        pytest.param([ANA, ARTHRITIS], N, "too_few_items", id="6 points"),
        pytest.param([ARTHRITIS, RASH], N, "entry_missing", id="no ANA"),
        pytest.param([lab("ana_titre", 79.0), ARTHRITIS, RASH], N, "entry_missing", id="ANA below 1:80"),
        pytest.param([ARTHRITIS], N, "too_few_items", id="neither"),
        pytest.param([ANA, ARTHRITIS, RASH, said("no")], F, "sle_criteria_no", id="a note says they are not met"),
        pytest.param([ANA, ARTHRITIS, RASH, said("unclear")], T, "classified", id="a note that is unclear"),
        pytest.param(
            [ANA, ARTHRITIS, RASH, said("no", written_on=ago(9)), said("yes")], T, "classified", id="taken back"
        ),
        pytest.param([ANA, ARTHRITIS, said("yes")], N, "too_few_items", id="met, without items: asked elsewhere"),
        pytest.param([], N, "too_few_items", id="silence"),
    ],
)
def test_the_points_of_a_classification(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(CLASSIFIED, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is bool(facts)


def test_what_a_note_says_of_the_criteria_counts_only_where_it_is_asked() -> None:
    node = {"classified": {"by": "eular_acr_2019", "at_least": 10}}
    assert ask(node, ANA, ARTHRITIS, RASH, said("no")).truth is T
