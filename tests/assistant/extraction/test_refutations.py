"""Refutations: diagnoses and totals that the chart itself takes back, and words that must not take anything back."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import EmbeddedExtractor


def standing(text: str, name: str) -> list[DraftFact]:
    drafts = EmbeddedExtractor().extract(read_documents(text, "note.txt", date(2026, 3, 12)))
    gone = {item for draft in drafts for item in draft.fields.get("supersedes", ())}
    return [draft for draft in drafts if draft.name == name and draft.draft_id not in gone]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            '"? melanoma 2020" left calf.\nHistology: dysplastic naevus, no melanoma, the list will be corrected.',
            "melanoma",
        ),
        ("The melanoma entry is wrong: histology showed a dysplastic naevus, no melanoma.", "melanoma"),
        ("Melanoma 2020 on the problem list was a coding error: a benign naevus, no melanoma.", "melanoma"),
        ("?Sjogren's 2021. Rheumatology reviewed: not Sjogren's, entry removed.", "sjogren_syndrome"),
        ("PMH lists MI 2018; cardiology reviewed the records: not an MI, entry corrected.", "myocardial_infarction"),
    ],
)
def test_a_diagnosis_taken_back_leaves_its_denial_alone(text: str, name: str) -> None:
    assert {draft.certainty for draft in standing(text, name)} == {"denied"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Melanoma 2020. No melanoma recurrence; the date was corrected on the list.", "melanoma"),
        ("Melanoma 2020, excised. Histology reviewed, margins clear.", "melanoma"),
        ("Active class IV lupus nephritis. Coding error elsewhere: no nephritis stage.", "lupus_nephritis"),
        ("Stroke 1/2026. Entry corrected: no TIA.", "stroke"),
        ("Possible APS, repeat awaited. Seen by haematology.", "antiphospholipid_syndrome"),
    ],
)
def test_what_is_not_taken_back_stands(text: str, name: str) -> None:
    assert {draft.certainty for draft in standing(text, name)} & {"stated", "suspected"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SLEDAI-2K 12 today, but this counted a seizure that was syncope; corrected total 4.", 4),
        ("SLEDAI-2K 3/12: 14. The seizure was syncope. Without it the total is 6, which I enter.", 6),
        ("SLEDAI-2K 12分，其中抽搐8分系晕厥，扣除后总分为4分。", 4),
        ("SLEDAI-2K 12. Corrected calcium 2.", 12),
    ],
)
def test_a_corrected_total_replaces_the_first(text: str, value: float) -> None:
    found = [draft for draft in standing(text, "sledai_2k") if draft.fields.get("validity") != "declared_false"]
    assert {float(draft.fields["value_as_written"]) for draft in found} == {value}
