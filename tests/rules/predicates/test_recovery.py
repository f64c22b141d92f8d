"""Recovery from operations and injuries."""

from __future__ import annotations

import pytest

from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


RECOVERY = {"not_recovered": {"operations": "surgery", "injuries": "trauma", "within": "2 weeks", "before": "infusion"}}
NO_SURGERY = fact("procedure", "surgery", certainty="denied")
NO_TRAUMA = fact("condition", "trauma", certainty="denied")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([NO_SURGERY, NO_TRAUMA], F, id="neither"),
        pytest.param([NO_SURGERY], N, id="no surgery leaves injuries open"),
        pytest.param(
            [fact("procedure", "joint_replacement", major=True, recovered=False, date=ago(10))], T, id="not healed"
        ),
        pytest.param(
            [fact("procedure", "joint_replacement", major=True, recovered=True, date=ago(30)), NO_TRAUMA],
            F,
            id="healed",
        ),
        pytest.param([fact("procedure", "joint_replacement", major=True, date=ago(10)), NO_TRAUMA], N, id="not said"),
        pytest.param([], N, id="silence"),
    ],
)
def test_recovery(facts: list[FactBase], expected: Truth) -> None:
    assert ask(RECOVERY, *facts).truth is expected
