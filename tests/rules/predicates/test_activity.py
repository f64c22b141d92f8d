"""How active a condition is now: a functional class."""

from __future__ import annotations

import pytest

from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import ask, fact, lab

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
