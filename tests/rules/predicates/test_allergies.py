"""Allergies to what a protocol gives."""

from __future__ import annotations

import pytest

from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import ask, fact

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
