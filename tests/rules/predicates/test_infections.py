"""Infections and the drugs against them."""

from __future__ import annotations

import pytest

from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import LYMPHODEPLETION, ago, ask, fact, given

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


INFECTION = {
    "treated_infection": {
        "drugs": "anti_infective", "infections": "infection", "oral_open": ["antiviral", "antifungal"],
        "suppressive": ["hbv_antiviral"], "within": "14 days", "before": "lymphodepletion",
    }
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            [given("carbapenem", route="iv", last_given=ago(14, LYMPHODEPLETION))], T, id="a dose 14 days before"
        ),
        pytest.param(
            [
                given("carbapenem", route="iv", last_given=ago(15, LYMPHODEPLETION)),
                fact("condition", "pneumonia", status="resolved"),
            ],
            F,
            id="15 days before and healed",
        ),
        pytest.param(
            [given("carbapenem", route="iv", last_given=ago(15, LYMPHODEPLETION))], N, id="healed or not is not said"
        ),
        pytest.param([given("carbapenem", route="iv", status="ongoing")], T, id="going on"),
        pytest.param(
            [
                given("cefazolin", route="iv", intent="prophylaxis", last_given=ago(5)),
                fact("condition", "infection", certainty="denied"),
            ],
            F,
            id="prophylaxis",
        ),
        pytest.param([given("valacyclovir", route="oral", last_given=ago(5))], N, id="an oral antiviral in the window"),
        pytest.param(
            [
                given("entecavir", route="oral", status="ongoing"),
                fact("condition", "infection", certainty="denied", reach="now"),
            ],
            F,
            id="suppression of hepatitis B",
        ),
        pytest.param([fact("condition", "infection", certainty="denied", reach="now")], F, id="no infection now"),
        pytest.param([], N, id="silence"),
    ],
)
def test_treated_infection(facts: list[FactBase], expected: Truth) -> None:
    assert ask(INFECTION, *facts).truth is expected
