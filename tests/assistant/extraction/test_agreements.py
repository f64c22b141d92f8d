"""Consent of another study or by somebody else, and agreements with a condition, are no plain yes."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import statements
from assistant.extraction.frame import build_frame
from rules import terminology


@pytest.mark.parametrize(
    "text",
    [
        "Signed ICF for the biobank; trial consent not yet.",
        "ICF signed for our observational cohort.",
        "Dr Lee signed the consent form; patient to sign tomorrow.",
        "She agrees to contraception, but only until the infusion.",
        "若丈夫同意则愿意避孕。",
        "Able to attend visits? Unclear, works offshore.",
        "She was able to attend all visits of the previous trial.",
        "Will attend all visits if transport is arranged.",
    ],
)
def test_no_plain_yes(text: str) -> None:
    (document,) = read_documents("Clinic 12 March 2026. " + text, "note", date(2026, 3, 12))
    found = statements.read(build_frame(document, terminology.load()))
    assert [one for one in found if one.fields.get("value") == "yes"] == []


@pytest.mark.parametrize(
    "text", ["Patient signed the ICF on 10 March 2026.", "Dr Lee explained the trial and the patient signed the ICF."]
)
def test_own_signature_is_consent(text: str) -> None:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    found = statements.read(build_frame(document, terminology.load()))
    assert "yes" in [one.fields.get("value") for one in found if one.name == "consent"]
