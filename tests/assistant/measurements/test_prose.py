"""Values beside their names in running text and in rows of one result."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import results, short, shorts

CASES = {
    "counts per cubic millimetre": (
        "white count 3,900/mm3, absolute neutrophils 2,100/mm3, hemoglobin 10.9 g/dL, platelets 46,000/mm3",
        ["wbc 3,900 /mm3", "anc 2,100 /mm3", "hb 10.9 g/dL", "plt 46,000 /mm3"],
    ),
    "powers of ten with a star": ("Hb 101g/L，PLT 148*10^9/L", ["hb 101 g/L", "plt 148 *10^9/L"]),
    "sentences": (
        "Creatinine of 1.4 mg/dL was noted. The platelet count was 67 × 10^9/L with a WBC of 19,000/mcL.",
        ["creatinine 1.4 mg/dL", "plt 67 × 10^9/L", "wbc 19,000 /mcL"],
    ),
    "lost carets": ("platelets 141 × 109/L, WBC 56 × 103/µL", ["plt 141 × 109/L", "wbc 56 × 103/µL"]),
    "Indian units": (
        "Platelets: 1.2 lakh/cumm; TLC 4500/cumm; Hb 9.8 gm%",
        ["plt 1.2 lakh/cumm", "wbc 4500 /cumm", "hb 9.8 gm%"],
    ),
    "Indian grouping of figures": ("Platelet count: 1,10,000 /cu.mm", ["plt 1,10,000 /cu.mm"]),
    "laboratory shorthand": ("WBC-5.9 Hgb-10.9* Plt Ct-214", ["wbc 5.9", "hb 10.9", "plt 214"]),
    "no blanks at all": (
        "WBC3.2×10^9/L,N%62%,L%21%,HGB98g/L,PLT8.6万/μl",
        ["wbc 3.2 ×10^9/L", "neutrophil_percent 62 %", "lymphocyte_percent 21 %", "hb 98 g/L", "plt 8.6 万/μl"],
    ),
    "full-width characters": (
        "ＮＥＵＴ：２．７×10⁹/L　ＰＬＴ：１３９×10⁹/L",
        ["anc ２．７ ×10⁹/L", "plt １３９ ×10⁹/L"],
    ),
    "letters read for figures": (
        "白细胞WBC3.61O^9/L 血小板PLT34 1O^9/L↓ TBIL9.4umo1/L",
        ["wbc 3.6 1O^9/L", "plt 34 1O^9/L", "bilirubin_total 9.4 umo1/L"],
    ),
    "short Chinese differential": (
        "WBC 4.8，N 71%，L 19.5%",
        ["wbc 4.8", "neutrophil_percent 71 %", "lymphocyte_percent 19.5 %"],
    ),
    "single letters as counts": ("WBC 3.6 x10*9/L, N 2.1 x10*9/L", ["wbc 3.6 x10*9/L", "anc 2.1 x10*9/L"]),
    "percentage before its cells": (
        "WBC 8.1 with 64% neutrophils and 18% lymphocytes",
        ["wbc 8.1", "neutrophil_percent 64 %", "lymphocyte_percent 18 %"],
    ),
    "two names and two values": ("AST and ALT were 45 and 60 U/L, respectively", ["ast 45 U/L", "alt 60 U/L"]),
    "slashes": ("C3 / C4 58 / 7 mg/dL", ["c3 58 mg/dL", "c4 7 mg/dL"]),
    "an unread name among them": (
        "serum urea nitrogen and creatinine, 18.9 mmol/L and 366 μmol/L",
        ["creatinine 366 μmol/L"],
    ),
    "unit at the end of a list": ("ALT 15、AST 18 U/L", ["alt 15", "ast 18 U/L"]),
    "vital signs in short": (
        "BP 118/72 HR 74 T 98.4 Wt 63.2 kg",
        ["systolic_bp 118", "diastolic_bp 72", "heart_rate 74", "temperature 98.4", "weight 63.2 kg"],
    ),
    "vital signs in Chinese": (
        "查体：体温36.5℃，脉搏80次/min，呼吸20次/min，血压120/80mmHg，身高165 cm，体重60 kg",
        ["temperature 36.5 ℃", "heart_rate 80 次/min", "systolic_bp 120 mmHg", "diastolic_bp 80 mmHg",
         "height 165 cm", "weight 60 kg"],
    ),
    "tall and heavy": (
        "The patient weighed 67.2 kg, and was 173 cm tall.",
        ["weight 67.2 kg", "height 173 cm"],
    ),
    "a bare weight after the age": ("男，26岁，78kg", ["weight 78 kg"]),
    "breaths are no pulse": ("respirations 18, heart rate of 144", ["heart_rate 144"]),
    "total and direct": (
        "Total bilirubin: 1.8 mg/dl (direct 0.6 mg/dl)",
        ["bilirubin_total 1.8 mg/dl", "bilirubin_direct 0.6 mg/dl"],
    ),
    "unit beside the name": ("Hgb (g/dL): 8.6", ["hb 8.6 g/dL"]),
    "viral load": ("HBV-DNA 1.2E+03 copies/mL; HBV DNA <20 IU/mL", ["hbv_dna 1.2E+03 copies/mL", "hbv_dna <20 IU/mL"]),
    "urine is not blood": ("UA: WBC 30, RBC 2/hpf. CBC: WBC 5.1", ["wbc 5.1"]),
    "protein of the day": (
        "24h尿蛋白定量 1250mg/24h, UPCR 850 mg/g",
        ["urine_protein_24h 1250 mg/24h", "upcr 850 mg/g"],
    ),
    "ranges": ("EF 55-60%; LVEF 60 to 65 percent", ["lvef 55-60 %", "lvef 60 to 65 percent"]),
    "tracing": (
        "ECG: sinus rhythm 72, QTc 491 ms (Fridericia), QT 512ms",
        ["heart_rate 72", "qtc 491 ms", "qt 512 ms"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_values_beside_their_names(text: str, expected: list[str]) -> None:
    assert shorts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Keep Hb > 80 g/L and transfuse if platelets < 20.",
        "prednisone 10 mg, meropenem 1 g q8h",
        "goal BP <130/80",
        "If T >= 100.4 F call back.",
        "weight loss of 10 lbs",
        "creatinine decreased by 1.11 mg/dL",
        "IgG 3+, C3 2+",
        "维持血红蛋白>80 g/L",
        "vitamin B12 and CD19 were normal",
    ],
)
def test_wishes_thresholds_doses_and_changes_are_no_values(text: str) -> None:
    assert shorts(text) == []


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Creatinine 92 umol/L [45-84]", ("45", "84")),
        ("ALT 26 IU/L [<41]", ("", "41")),
        ("AST 24 (ref <=34)", ("", "34")),
        ("Total bilirubin 0.7 mg/dL (0.2 to 1.2)", ("0.2", "1.2")),
        ("Creat 1.6 mg/dL (H, ref 0.5-1.0)", ("0.5", "1.0")),
        ("肌酐172（57-111）", ("57", "111")),
        ("TBIL 16.5 μmol/L（≤21）", ("", "21")),
        ("WBC\t3.62\t3.5-9.5\t10^9/L\t", ("3.5", "9.5")),
        ("Hemoglobin      8.3       gm/dl     12.0-15.5     L", ("12.0", "15.5")),
    ],
)
def test_limits_beside_the_value(text: str, limits: tuple[str, str]) -> None:
    (draft,) = results(text)
    assert draft.fields["limits_as_written"] == limits
    assert "limit" in {quote.role for quote in draft.quotes}


def test_limits_said_of_two_values() -> None:
    drafts = results("AST 26 and ALT 21 (both less than 40).")
    assert [draft.fields["limits_as_written"] for draft in drafts] == [("", "40"), ("", "40")]


def test_row_unit_may_follow_the_limits() -> None:
    assert shorts("WBC\t3.62\t3.5-9.5\t10^9/L\t") == ["wbc 3.62 10^9/L"]


@pytest.mark.parametrize(
    ("text", "centimetres"), [("5'4\"", 162.56), ("5 feet 6 inches tall", 167.64), ("Ht 5 ft 2 in", 157.48)]
)
def test_feet_and_inches(text: str, centimetres: float) -> None:
    (draft,) = results(text, "height")
    assert draft.fields["value"] == centimetres
    assert draft.fields["unit"] == "cm"


def test_bare_number_takes_the_unit_of_its_like() -> None:
    drafts = results("Bilirubin 2.9 mg%\nPrior bili 4.4, platelets 44", "bilirubin_total")
    assert [short(draft) for draft in drafts] == ["bilirubin_total 2.9 mg%", "bilirubin_total 4.4 mg%"]


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [("C4 0.08", "c4", "g/L"), ("C4 8", "c4", "mg/dL"), ("wt 66, HR 78", "weight", "kg"), ("Hgb 7.7", "hb", "g/dL")],
)
def test_unit_of_a_bare_number(text: str, name: str, unit: str) -> None:
    (draft,) = results(text, name)
    assert draft.fields["unit"] == unit


def test_formula_of_the_corrected_interval() -> None:
    drafts = results("QTcB 462 ms, QTcF 448 ms", "qtc")
    assert [draft.fields["method"] for draft in drafts] == ["bazett", "fridericia"]


def test_values_of_others_have_their_subject() -> None:
    drafts = results("Her sister attends the clinic with nephritis, creatinine 212.")
    assert [draft.subject for draft in drafts] == ["family"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("白细胞四点九 血红蛋白一百三十一 血小板一百八十四", ["wbc 四点九", "hb 一百三十一", "plt 一百八十四"]),
        ("QTc四百一十六", ["qtc 四百一十六"]),
        ("白细胞一直偏低，血小板十分稳定，血小板三四天复查", []),
        ("ANC 10*3/uL   1.4    L   1.8-7.7", ["anc 1.4 10*3/uL"]),
        ("HIV 1&2 NR", ["hiv negative"]),
        ("HBsAg ☑阴性 ☐阳性；HIV ☐阴性 ☐阳性", ["hbsag negative"]),
        ("Serum hCG 02/09/2027 0742: <5 mIU/mL NEG.", ["serum_hcg negative mIU/mL"]),
        ("血色素94克/升，肌酐55微摩尔/升", ["hb 94 克/升", "creatinine 55 微摩尔/升"]),
    ],
)
def test_dictated_figures_rows_boxes_and_times_of_day(text: str, expected: list[str]) -> None:
    assert shorts(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NYHA one", 1.0),
        ("心功能二级", 2.0),
        ("NYHA | I级 |", 1.0),
        ("NYHA ................. I", 1.0),
        ("NYHA functional class I/IV", 1.0),
    ],
)
def test_classes_of_heart_failure_in_words_and_forms(text: str, value: float) -> None:
    (found,) = results(text, "nyha")
    assert found.fields["value"] == value
