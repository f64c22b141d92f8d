"""Corrections: what a later note withdraws, redates or gives to another patient; never the patient's word alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import EmbeddedExtractor


def read(*notes: tuple[str, str]) -> list[DraftFact]:
    text = "\n".join(f"=== NOTE: {title} ===\n{body}" for title, body in notes)
    return EmbeddedExtractor().extract(read_documents(text, "chart.txt"))


def standing(drafts: list[DraftFact], name: str) -> list[DraftFact]:
    gone = {item for draft in drafts for item in draft.fields.get("supersedes", ())}
    return [
        draft
        for draft in drafts
        if draft.name == name
        and draft.draft_id not in gone
        and draft.subject == "patient"
        and draft.fields.get("validity") != "declared_false"
    ]


@pytest.mark.parametrize(
    ("first", "second", "name", "earliest"),
    [
        (
            ("Clinic 3/2/26", "Stroke in November 2025."),
            (
                "Neurology 3/5/26",
                "The date in the clinic note (November 2025) is incorrect; should read November 2024.",
            ),
            "stroke",
            date(2024, 11, 1),
        ),
        (
            ("Clinic 3/2/26", "Stroke in November 2025."),
            ("Neurology 3/5/26", "Addendum: correction, the stroke was in November 2024, not November 2025."),
            "stroke",
            date(2024, 11, 1),
        ),
        (
            ("门诊 2025-12-02", "2025年11月4日脑梗死。"),
            ("筛选 2025-12-20", "前抄“11月4日”有误，更正为10月24日。"),
            "stroke",
            date(2025, 10, 24),
        ),
    ],
)
def test_a_wrong_date_gives_way_to_the_right_one(
    first: tuple[str, str], second: tuple[str, str], name: str, earliest: date
) -> None:
    assert {draft.fields["date"].earliest for draft in standing(read(first, second), name)} == {earliest}


def test_a_withdrawn_value_is_declared_false() -> None:
    drafts = read(
        ("Lab 3/2/26", "PLT 471 K/uL\nHgb 10.2 g/dL"),
        ("Lab 3/3/26", "The printed 471 is withdrawn. Repeat PLT 96 K/uL."),
    )
    assert [draft.fields["value_as_written"] for draft in standing(drafts, "plt")] == ["96"]
    assert len(standing(drafts, "hb")) == 1


def test_a_replaced_report_keeps_what_it_does_not_repeat() -> None:
    drafts = read(
        ("检验报告 2026-03-02", "PLT 471×10⁹/L\nHb 102 g/L"),
        ("检验报告 2026-03-03", "原报告作废，以本报告为准。采样2026-03-02\nPLT 96×10⁹/L"),
    )
    assert [draft.fields["value_as_written"] for draft in standing(drafts, "plt")] == ["96"]
    assert len(standing(drafts, "hb")) == 1


def test_a_result_of_the_next_bed_is_anothers() -> None:
    drafts = read(
        ("ICU 3/2/26", "Hgb 6.2 g/dL\nPLT 150 K/uL"),
        ("ICU 3/3/26", "The Hgb 6.2 belongs to the patient in the next bed."),
    )
    assert standing(drafts, "hb") == []
    assert len(standing(drafts, "plt")) == 1


def test_a_line_copied_from_another_chart_is_anothers() -> None:
    drafts = read(
        ("Clinic 3/2/26", "Rituximab 1 g 2/1/26.\nThis line was copied from another chart.\nPrednisone 10 mg daily.")
    )
    assert standing(drafts, "rituximab") == []
    assert standing(drafts, "prednisone")


@pytest.mark.parametrize(
    "second",
    [
        "Patient says the date 11/4/25 is wrong, it was 10/4/25.",
        "Nothing wrong with the ECG of 11/4/25.",
        "Steroids withdrawn from 11/4/25.",
    ],
)
def test_what_corrects_nothing(second: str) -> None:
    drafts = read(("Clinic 12/2/25", "Stroke 11/4/25."), ("Phone 12/5/25", second))
    assert date(2025, 11, 4) in {draft.fields["date"].earliest for draft in standing(drafts, "stroke")}
