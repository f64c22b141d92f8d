"""A denial that ends on a day or with an event: "no biologics until January"."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import conditions, treatments
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology


def facts(text: str) -> list[DraftFact]:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    return treatments.read(build_frame(document, terminology.load()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No biologics until rituximab on 5 March 2026.", "rituximab"),
        ("Biologic-naive until January, when she got one rituximab infusion (5 Jan 2026).", "rituximab"),
        ("Biologic-naive until Jan 2026.", "biologic"),
        ("Never on a biologic until January 2026.", "biologic"),
        ("No prior biologics till belimumab in Feb 2026.", "belimumab"),
        ("未用过生物制剂，直到2026年1月用利妥昔单抗。", "rituximab"),
        ("Not in any other study since stopping the XYZ-001 trial, last dose 2 March 2026.", "experimental_treatment"),
    ],
)
def test_a_denial_ends_where_the_drug_begins(text: str, name: str) -> None:
    found = [one for one in facts("Clinic 12 March 2026. " + text) if one.kind == "treatment"]
    given = [one for one in found if one.name == name and one.certainty == "stated"]
    assert given
    assert given[0].fields.get("status") != "planned"
    assert given[0].fields["last_given"].latest >= date(2026, 1, 5)
    assert not any(one.certainty == "denied" and one.fields.get("reach") == "ever" for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Before January 2026 she was never on a biologic.",
        "No biologic before January 2026.",
        "Never took belimumab up to Feb 2026.",
        "No biologics as of January 2026.",
        "截至2026年1月未用过生物制剂。",
        "2026年1月前未用生物制剂。",
        "2026年1月以前未用过生物制剂。",
    ],
)
def test_a_denial_up_to_a_day_says_nothing_of_the_days_after(text: str) -> None:
    (found,) = [one for one in facts("Clinic 12 March 2026. " + text) if one.kind == "treatment"]
    assert found.certainty == "denied"
    assert "reach" not in found.fields
    assert found.fields["period"].latest <= date(2026, 2, 1)


@pytest.mark.parametrize("text", ["No biologics as of 12 March 2026.", "截至2026年3月12日未用过生物制剂。"])
def test_a_denial_up_to_the_day_of_the_note_is_whole(text: str) -> None:
    (found,) = [one for one in facts("Clinic 12 March 2026. " + text) if one.kind == "treatment"]
    assert (found.certainty, found.fields.get("reach")) == ("denied", "ever")


@pytest.mark.parametrize(
    "text", ["2024年曾疑干燥综合征，唇腺活检阴性，已排除。", "Previously suspected Sjogren's, later excluded."]
)
def test_a_doubt_that_was_settled_is_a_denial(text: str) -> None:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    found = conditions.read(build_frame(document, terminology.load()))
    assert {one.certainty for one in found if one.name == "sjogren_syndrome"} == {"denied"}
