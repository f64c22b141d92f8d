"""Quotes of a report are checked against the text they claim to come from."""

from typing import Any

import pytest

from eval.evidence import evidence_faults


def report(status: str = "pass", **evidence: Any) -> dict[str, Any]:
    item = {"document": "n.txt", "role": "value", "start": 2, "end": 5, "quote": "PLT", **evidence}
    return {
        "documents": [{"document": "n.txt", "text": "a PLT 98"}],
        "criteria": [{"id": "INC-07.3d", "status": status, "evidence": [item]}],
        "facts": [{"id": "f1", "name": "plt", "evidence": [item]}],
    }


def test_a_quote_at_its_place_is_no_fault() -> None:
    assert evidence_faults(report()) == []


@pytest.mark.parametrize(
    "change", [{"start": 1}, {"quote": "plt"}, {"document": "m.txt"}, {"start": -6, "end": -3}, {"end": 2, "quote": ""}]
)
def test_a_quote_that_is_not_there_is_a_fault_of_criterion_and_fact(change: dict[str, Any]) -> None:
    assert [fault.split(":")[0] for fault in evidence_faults(report(**change))] == ["INC-07.3d", "fact f1 (plt)"]


@pytest.mark.parametrize(("status", "faults"), [("pass", 1), ("fail", 1), ("not_applicable", 1), ("unknown", 0)])
def test_a_decided_criterion_needs_evidence(status: str, faults: int) -> None:
    bare = report(status)
    bare["criteria"][0]["evidence"] = []
    assert len(evidence_faults(bare)) == faults
