"""Conditions and procedures: present, ruled out, in the window, or not said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import INFUSION, SCREENING, ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


READINGS = {"readings": ["infusion", "lymphodepletion", "screening"], "id": "exc03_anchor"}


def has(**fields: Any) -> dict[str, Any]:
    return {"has": fields}


CANCER = has(of=["malignancy"], doubt=["malignancy_borderline"])
AUTOIMMUNE = has(of=["autoimmune_disease"], suspected="counts", asks="now")
EVENT = has(of=["cardiovascular_event"], within="6 months", before="infusion", earlier="unknown")
SURGERY = has(of=["surgery"], excluding=["minor_procedure"], major=True, within="4 weeks", before=READINGS)
VACCINE = has(
    of=["live_vaccine"], doubt=["vaccine"], excluding=["inactivated_vaccine"], within="4 weeks", before=READINGS
)


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(CANCER, [fact("condition", "breast_cancer", status="resolved")], T, id="cured counts"),
        pytest.param(CANCER, [fact("condition", "breast_cancer", subject="family")], N, id="the mother's"),
        pytest.param(CANCER, [fact("condition", "malignancy", certainty="denied")], F, id="denied"),
        pytest.param(CANCER, [fact("condition", "lung_cancer", certainty="denied")], N, id="one kind denied"),
        pytest.param(
            CANCER, [fact("condition", "malignancy", certainty="denied", reach="now")], N, id="none at present"
        ),
        pytest.param(
            CANCER,
            [fact("condition", "carcinoma_in_situ"), fact("condition", "malignancy", certainty="denied")],
            N,
            id="carcinoma in situ",
        ),
        pytest.param(CANCER, [], N, id="silence"),
        pytest.param(
            AUTOIMMUNE, [fact("condition", "sjogren_syndrome", certainty="suspected")], T, id="a suspicion counts"
        ),
        pytest.param(AUTOIMMUNE, [fact("condition", "sjogren_syndrome", certainty="denied")], N, id="one excluded"),
        pytest.param(
            AUTOIMMUNE,
            [fact("condition", "autoimmune_disease", certainty="denied", others_only=True)],
            F,
            id="no other",
        ),
        pytest.param(EVENT, [fact("condition", "stroke", date=date(2025, 9, 20))], T, id="6 months to the day"),
        pytest.param(EVENT, [fact("condition", "stroke", date=date(2025, 9, 19))], N, id="earlier is open"),
        pytest.param(EVENT, [fact("condition", "stroke", date=DateInterval.of_month(2025, 9))], N, id="a month"),
        pytest.param(EVENT, [fact("condition", "cardiovascular_event", certainty="denied")], F, id="denied"),
        pytest.param(
            SURGERY,
            [fact("procedure", "joint_replacement", major=True, date=ago(29, INFUSION))],
            N,
            id="29 days to infusion, less to screening",
        ),
        pytest.param(
            SURGERY,
            [fact("procedure", "joint_replacement", major=True, date=ago(20, SCREENING))],
            T,
            id="inside for all",
        ),
        pytest.param(
            SURGERY, [fact("procedure", "kidney_biopsy", major=False, date=ago(3))], N, id="minor, others not denied"
        ),
        pytest.param(
            SURGERY,
            [
                fact(
                    "procedure",
                    "surgery",
                    certainty="denied",
                    period={"earliest": "2016-01-01", "latest": "2026-03-12"},
                )
            ],
            F,
            id="none since 2016",
        ),
        pytest.param(
            VACCINE,
            [fact("procedure", "influenza_inactivated_vaccine", date=ago(5))],
            N,
            id="inactivated says nothing of live",
        ),
        pytest.param(
            VACCINE, [fact("procedure", "vaccine", certainty="denied", reach="recent")], F, id="no vaccine of late"
        ),
        pytest.param(VACCINE, [fact("procedure", "mmr_vaccine", date=ago(5))], T, id="live"),
        pytest.param(VACCINE, [fact("procedure", "mmr_vaccine", date=ago(5), status="planned")], N, id="only advised"),
    ],
)
def test_conditions_and_procedures(node: dict[str, Any], facts: list[FactBase], expected: Truth) -> None:
    assert ask(node, *facts).truth is expected
