"""Whether two doses are the same: amounts a day where both say how often, else the amounts as written."""

from __future__ import annotations

import pytest

from rules.doses import differ


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10 mg", "15 mg", True),
        ("7.5 mg od", "10 mg", True),
        ("10 mg daily", "10 mg", False),
        ("1 g bid", "2 g/day", False),
        ("1 g bid", "500 mg bid", True),
        ("0.5 mg/kg/d", "30 mg", False),
        ("a tablet", "10 mg", False),
    ],
)
def test_doses_differ(one: str, other: str, expected: bool) -> None:
    assert differ(one, other) is expected
    assert differ(other, one) is expected
