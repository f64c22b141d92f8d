"""The FHIR report: valid R4, every reference inside it, the same criteria and quotes as the report."""

from __future__ import annotations

import base64
import json
from typing import Any, Literal

import pytest
from fhir.resources.R4B import get_fhir_model_class

from assistant.documents import read_documents
from tests.ui.reports.charts import HOSTILE, example, report_of
from ui.reports import fhir_bundle

Lang = Literal["en", "zh"]


def valid(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The resources by kind, once the whole Bundle is found valid and complete in itself."""
    get_fhir_model_class("Bundle").model_validate(bundle)
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in bundle["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    urls = {entry["fullUrl"] for entry in bundle["entry"]}
    assert set(_references(bundle)) <= urls
    return found


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["reference"]] if isinstance(node.get("reference"), str) else []
        return own + [each for child in node.values() for each in _references(child)]
    return [each for child in node for each in _references(child)] if isinstance(node, list) else []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("name", "status"), [("wait", "ineligible"), ("never", "ineligible"), ("refer", "candidate")])
def test_a_report_is_a_valid_bundle(name: str, status: str, lang: Lang) -> None:
    report = example(name, lang)
    found = valid(fhir_bundle([report], lang))
    assert found["ResearchSubject"][0]["status"] == status
    items = {item["linkId"]: item for item in found["QuestionnaireResponse"][0]["item"]}
    for criterion in report["criteria"]:
        (answer,) = items[criterion["id"]]["answer"]
        assert answer["valueCoding"]["code"] == criterion["status"]
        parts = {part["linkId"]: part for part in answer["item"]}
        assert parts[f"{criterion['id']}/reason"]["answer"][0]["valueString"] == " ".join(criterion["reason"].split())
        assert (f"{criterion['id']}/quotes" in parts) == bool(criterion["evidence"])


def test_the_notes_are_in_it_byte_for_byte_or_not_at_all() -> None:
    report = example("wait", "zh")
    (note,) = valid(fhir_bundle([report], "zh"))["DocumentReference"]
    assert base64.b64decode(note["content"][0]["attachment"]["data"]).decode() == report["documents"][0]["text"]
    (bare,) = valid(fhir_bundle([example("wait", "zh", kept=False)], "zh"))["DocumentReference"]
    assert "data" not in bare["content"][0]["attachment"]


def test_safety_notes_are_issues_with_their_notes() -> None:
    issues = valid(fhir_bundle([example("wait", "en")], "en"))["DetectedIssue"]
    assert [issue["code"]["coding"][0]["code"] for issue in issues] == ["anti_hbc_positive"]
    assert issues[0]["evidence"][0]["detail"]


def test_two_trials_share_the_patient_and_the_notes() -> None:
    reports = [example("wait", "en"), example("wait", "en", trial="NCT00709722")]
    found = valid(fhir_bundle(reports, "en"))
    assert [len(found[kind]) for kind in ("Patient", "DocumentReference", "ResearchStudy", "ResearchSubject")] == [
        1,
        1,
        2,
        2,
    ]


def test_the_same_report_has_the_same_ids() -> None:
    first, second = (fhir_bundle([example("wait", "en")], "en") for _ in range(2))
    assert [entry["fullUrl"] for entry in first["entry"]] == [entry["fullUrl"] for entry in second["entry"]]


def test_a_hostile_note_makes_no_invalid_bundle() -> None:
    valid(json.loads(json.dumps(fhir_bundle([report_of(HOSTILE)], "en"))))


def test_a_bundle_of_a_report_can_be_read_again() -> None:
    data = json.dumps(fhir_bundle([example("wait", "en")], "en")).encode()
    (letter,) = read_documents(data, "report.json")
    assert "last belimumab infusion 25 Feb 2026" in letter.text
