"""What a denial leaves out is there: "no allergies except X", 除X外无Y."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import conditions, procedures, treatments
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology


def facts(text: str) -> list[DraftFact]:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    frame = build_frame(document, terminology.load())
    return [draft for reader in (conditions, procedures, treatments) for draft in reader.read(frame)]


@pytest.mark.parametrize(
    ("text", "left_out", "denied"),
    [
        ("No other autoimmune disease than Sjogren's.", "sjogren_syndrome", "autoimmune_disease"),
        (
            "No other autoimmune disease than antiphospholipid syndrome.",
            "antiphospholipid_syndrome",
            "autoimmune_disease",
        ),
        ("No autoimmune disease other than SLE and Sjogren's.", "sjogren_syndrome", "autoimmune_disease"),
        ("No infections save for a UTI.", "urinary_tract_infection", "infection"),
        ("No malignancy with the exception of melanoma 2022.", "melanoma", "malignancy"),
        ("No surgery except cholecystectomy on 2 March 2026.", "cholecystectomy", "surgery"),
        ("No biologics but for rituximab.", "rituximab", "biologic"),
        ("否认除SLE以外的自身免疫病。", "sle", "autoimmune_disease"),
        ("除贝利尤单抗外未用生物制剂。", "belimumab", "biologic"),
        ("除干燥综合征外无其他自身免疫病。", "sjogren_syndrome", "autoimmune_disease"),
    ],
)
def test_the_exception_is_there_and_only_others_are_denied(text: str, left_out: str, denied: str) -> None:
    found = facts(text)
    assert [one.certainty for one in found if one.name == left_out] == ["stated"]
    denials = [one for one in found if one.name == denied and one.certainty == "denied"]
    assert denials
    assert all(one.fields.get("others_only") for one in denials)


@pytest.mark.parametrize(
    "text",
    [
        "No allergies except {}.",
        "NKDA except {}.",
        "Allergies: NKDA except {}.",
        "Allergies: none except {}.",
        "No known drug allergies aside from {}.",
        "No known allergies but for {}.",
        "除{}外无药物过敏。",
        "否认除{}外的药物过敏史。",
        "除了{}以外，否认药物过敏。",
    ],
)
def test_an_allergy_left_out_of_the_denial_is_one(text: str) -> None:
    allergies = [one for one in facts(text.format("cyclophosphamide")) if one.name == "allergy"]
    substances = [one.fields.get("substance") for one in allergies if one.certainty == "stated"]
    assert substances == ["cyclophosphamide"]
    assert all(one.fields.get("others_only") for one in allergies if one.certainty == "denied")


def test_a_transplant_left_out_leaves_no_plain_denial() -> None:
    found = [one for one in facts("No prior transplant except kidney 2015.") if one.certainty == "denied"]
    assert found
    assert all(one.fields.get("others_only") for one in found)
