"""Results of one sign, of ticked boxes, of lists and of diseases that are known; intervals by two formulas."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import results, shorts

VIRAL = ["hbsag negative", "anti_hcv negative", "hiv negative"]


@pytest.mark.parametrize(
    "text",
    [
        "乙肝表面抗原阴　丙肝抗体阴　HIV阴",
        "HBsAg－；抗HCV－；HIV抗原抗体－",
        "3.10 乙肝表面抗原- HCV抗体- HIV-",
        "HBsAg □阳 ■阴（3/10）   抗HCV □阳 ■阴（3/10）  HIV  □阳 ■阴（3/10）",
        "Hep B sAg -ve, Hep C Ab -ve, HIV -ve",
        "Blood-borne virus screen negative (HBsAg, anti-HCV, HIV), 4 March 2026.",
        "HBsAg (CMIA), Anti-HCV, HIV I & II (ELISA) - all Non-Reactive",
        "Hepatitis B surface antigen? Negative\nHepatitis C antibody? Negative\nHIV test? Negative",
        "HBsAg阴性，丙肝抗体阴性，HIV、梅毒阴性",
    ],
)
def test_short_results_are_read(text: str) -> None:
    found = [f"{draft.name} {draft.fields.get('value')}" for draft in results(text)]
    assert sorted(found) == sorted(VIRAL)


@pytest.mark.parametrize(
    "text",
    [
        "HIV-1 and HBV-DNA",
        "HBsAg — | HIV —",
        "HIV □阳 □阴",
        "HIV、梅毒阳性",
        "慢乙肝（HBeAg阴性）活动",
        "HIV - never tested.",
    ],
)
def test_no_result_where_none_is_said(text: str) -> None:
    assert [draft for draft in results(text) if draft.name in ("hbsag", "hiv", "anti_hcv")] == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("55M with HIV since 2009 and lupus.", True),
        ("HIV: Biktarvy, VL <20, CD4 512.", True),
        ("1. HIV, controlled on Biktarvy.", True),
        ("HIV (diagnosed 2015, undetectable VL)", True),
        ("No HIV since 2009 testing.", False),
        ("HIV viral load not detected.", False),
    ],
)
def test_a_known_infection_is_positive(text: str, known: bool) -> None:
    assert [draft.fields["value"] for draft in results(text, "hiv")] == (["positive"] if known else [])


@pytest.mark.parametrize(
    "text",
    [
        "QTc 486 (Bazett) / 459 (Fridericia).",
        "QTc 486 ms by Bazett, 459 ms by Fridericia",
        "QTc 486(B)/459(F)",
        "QTc 486/459 (Bazett/Fridericia)",
        "QTc Bazett 486 / Fridericia 459 ms",
        "QTc 486ms(Bazett公式)，459ms(Fridericia公式)",
    ],
)
def test_one_tracing_by_two_formulas(text: str) -> None:
    found = [(draft.fields["value_as_written"], draft.fields.get("method")) for draft in results(text, "qtc")]
    assert found == [("486", "bazett"), ("459", "fridericia")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C3/C4 low, dsDNA high", {"c3": "low", "c4": "low", "anti_dsdna": "positive"}),
        ("补体C3、C4均降低，抗dsDNA升高", {"c3": "low", "c4": "low", "anti_dsdna": "positive"}),
        ("C3 and C4 not low", {}),
        ("C3 normal", {}),
    ],
)
def test_lupus_serology_in_words(text: str, expected: dict[str, str]) -> None:
    found = {draft.name: draft.fields["value"] for draft in results(text)}
    assert {name: value for name, value in found.items() if value in ("low", "positive")} == expected


@pytest.mark.parametrize(
    ("text", "flag"),
    [("C3 0.49g/L降低", "low"), ("C3 0.49↓", "low"), ("dsDNA 420 IU/mL升高", "high"), ("C3 0.9 (0.8-1.6)", None)],
)
def test_a_flag_is_kept(text: str, flag: str | None) -> None:
    assert [draft.fields.get("flag") for draft in results(text)] == [flag]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("SLEDAI-2K today (Dr Ropata) .................... 9   (arthritis 4, mucosal 2, DNA 2, platelets 1)", 9),
        ("I make her SLEDAI-2K arthritis 4, rash 2, mucosal 2, DNA 2.", 10),
        ("SLEDAI-2K: 4 arthritis + 2 rash + 2 mucosal ulcers + 2 low complement", 10),
        ("斯莱带二K 关节四皮疹二脱发二粘膜二", 10),
        ("SLEDAI-2K关节炎4、皮疹2、粘膜溃疡2、补体低2", 10),
        ("SLEDAI-2K评分十二分", 12),
        ("I scored her SLEDAI-2K today at ten", 10),
    ],
)
def test_scores_however_listed(text: str, total: int) -> None:
    (draft,) = results(text, "sledai_2k")
    value = draft.fields.get("value") or draft.fields["value_as_written"]
    assert (value if isinstance(value, float) else {"十二": 12.0}.get(value) or float(value)) == total


def test_a_score_that_rose_since_last_month() -> None:
    assert [text for text in shorts("SLEDAI-2K：上月8分，今日12分") if text.startswith("sledai")] == [
        "sledai_2k 8",
        "sledai_2k 12",
    ]
