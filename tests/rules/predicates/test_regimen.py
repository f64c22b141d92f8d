"""Background treatment: doses that were left unchanged, and drugs that were combined for long enough."""

from __future__ import annotations

from datetime import date

import pytest

from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import ago, ask, given

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


STABLE = {
    "stable_dose": {
        "of": ["glucocorticoid", "immunosuppressant"],
        "ignoring": ["antimalarial"],
        "for_more_than": "2 weeks",
    }
}
COMBINED = {
    "combined": {
        "base": "glucocorticoid",
        "partners": ["immunosuppressant", "biologic"],
        "not_partners": ["antimalarial"],
        "for_at_least": "2 months",
    }
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("prednisone", status="ongoing", changed=ago(15))], T, id="changed 15 days ago"),
        pytest.param([given("prednisone", status="ongoing", changed=ago(14))], F, id="changed 14 days ago"),
        pytest.param([given("prednisone", status="ongoing", dose="10 mg")], N, id="a dose says nothing of stability"),
        pytest.param([given("prednisone", status="ongoing", stable_since=ago(60))], T, id="unchanged since"),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("mycophenolate_mofetil", status="held", changed=ago(8))],
            F,
            id="a hold is a change",
        ),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("hydroxychloroquine", changed=ago(3))],
            T,
            id="an antimalarial",
        ),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("prednisone", changed=ago(5), source="patient")],
            N,
            id="the patient says otherwise",
        ),
        pytest.param(
            [given("prednisone", status="ongoing", changed=DateInterval.of_month(2026, 2))],
            N,
            id="some day of February",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_stable_dose(facts: list[FactBase], expected: Truth) -> None:
    assert ask(STABLE, *facts).truth is expected


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        pytest.param(
            given("mycophenolate_mofetil", started=date(2026, 1, 12), status="ongoing"), T, id="2 months to the day"
        ),
        pytest.param(given("mycophenolate_mofetil", started=date(2026, 1, 13), status="ongoing"), F, id="a day less"),
        pytest.param(
            given("hydroxychloroquine", started=date(2020, 1, 1), status="ongoing"), F, id="an antimalarial only"
        ),
        pytest.param(given("mycophenolate_mofetil", status="planned"), N, id="only planned"),
        pytest.param(given("immunosuppressant", certainty="denied", reach="ever"), F, id="never an immunosuppressant"),
        pytest.param(
            given("mycophenolate_mofetil", started=date(2024, 1, 1), status="held", changed=ago(20)),
            N,
            id="ended before screening",
        ),
        pytest.param(
            given("methotrexate", status="stopped", changed=date(2023, 3, 1)), F, id="over before the steroid was begun"
        ),
    ],
)
def test_combination(partner: FactBase, expected: Truth) -> None:
    steroid = given("prednisone", started=date(2024, 1, 1), status="ongoing")
    assert ask(COMBINED, steroid, partner).truth is expected
