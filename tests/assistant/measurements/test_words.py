"""Results in words, titres, pending and withdrawn results, scores."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import dated, results, shorts

QUALITIES = {
    "one word each": ("HBsAg neg, HCV Ab nonreactive, HIV NR", ["hbsag negative", "anti_hcv negative", "hiv negative"]),
    "one word for all": ("HBsAg, HCV Ab, HIV neg", ["hbsag negative", "anti_hcv negative", "hiv negative"]),
    "one word for all with and": (
        "HBsAg, anti-HCV and HIV negative.",
        ["hbsag negative", "anti_hcv negative", "hiv negative"],
    ),
    "signs": ("HBsAg（-）、抗HCV（-）、HIV（+）", ["hbsag negative", "anti_hcv negative", "hiv positive"]),
    "words in Chinese": ("HBsAg 阳性；HBeAg 阴性；抗HCV 阴性", ["hbsag positive", "anti_hcv negative"]),
    "written out": (
        "Hepatitis B surface antigen negative, hepatitis C antibody negative",
        ["hbsag negative", "anti_hcv negative"],
    ),
    "word before the name": ("Positive hepatitis B core antibody.", ["anti_hbc positive"]),
    "not detected": ("HBV DNA not detected", ["hbv_dna negative"]),
    "slashes in the name": ("HIV 1/2 Ab: Non-reactive    HBsAg: Reactive", ["hiv negative", "hbsag positive"]),
    "surface antibody is not read": ("HBsAb >100, HBsAg neg", ["hbsag negative"]),
    "not taken yet": ("乙肝两对半、丙肝抗体、HIV都还没抽", []),
    "serum test": ("Serum hCG qual: negative", ["serum_hcg negative"]),
    "urine test": ("home pregnancy test last week, negative", ["urine_hcg negative"]),
    "test in nothing named": ("Pregnancy test negative.", ["hcg negative"]),
    "specimen after the word": ("hCG negative (serum).", ["serum_hcg negative"]),
    "concentration means blood": ("β-HCG 0.5 mIU/mL", ["serum_hcg 0.5 mIU/mL"]),
}


@pytest.mark.parametrize(("text", "expected"), QUALITIES.values(), ids=QUALITIES)
def test_results_in_words(text: str, expected: list[str]) -> None:
    assert shorts(text) == expected


@pytest.mark.parametrize(
    ("text", "comparator", "number"),
    [
        ("ANA 1:640 speckled", None, 640),
        ("ANA 1：1000 颗粒型", None, 1000),
        ("ANA <1:100", "<", 100),
        ("ANA negative at 1:80", "<", 80),
        ("ANA positive, titre 1:320", None, 320),
        ("ANA titer 640", None, 640),
        ("抗核抗体阳性（1:320）", None, 320),
    ],
)
def test_titres(text: str, comparator: str | None, number: float) -> None:
    (draft,) = results(text)
    assert draft.name == "ana_titre"
    assert draft.fields.get("comparator") == comparator
    assert draft.fields.get("high" if comparator else "value") == number


def test_titre_without_dilution_is_a_word() -> None:
    assert shorts("ANA阳性（滴度未报）") == ["ana_titre positive"]


def test_second_sample_of_the_same_result() -> None:
    text = "ANA sent 02.02.2026 was negative at 1:80, and the sample taken on 04.03.2026 reads the same."
    assert [day for _, day in dated(text)] == ["2026-02-02", "2026-03-04"]


@pytest.mark.parametrize("text", ["HBV-DNA送检中", "HBV DNA pending", "24h尿蛋白 待回报", "HIV Ab in process"])
def test_results_not_there_yet(text: str) -> None:
    (draft,) = results(text)
    assert draft.fields["validity"] == "pending"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PLT34 10^9/L 备注：镜检血小板聚集成簇，计数不可靠", ["declared_false"]),
        ("PLT 21 x10^9/L (clumped, citrate repeat 130 x10^9/L)", ["declared_false", "valid"]),
        ("血小板 45×10^9/L（标本凝集，以复检结果为准），复检 118×10^9/L", ["declared_false", "valid"]),
        ("platelets 46,000/mm3; smear confirms no clumping", ["valid"]),
        ("Platelets 56 thou/cmm (smear: true value, no clumps)", ["valid"]),
        ("ALT 32 U/L, AST 88 U/L (hemolyzed specimen)", ["valid", "declared_false"]),
        ("Hb 76 g/L，黄疸考虑合并溶血", ["valid"]),
    ],
)
def test_results_taken_back(text: str, expected: list[str]) -> None:
    assert [draft.fields.get("validity", "valid") for draft in results(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SLEDAI-2K: 10 (11/12/2025)", [("sledai_2k 10", "2025-11-12")]),
        (
            "SLEDAI-2K today = 12 (arthritis 4, rash 2, DNA 2). It was 6 last August on Benlysta.",
            [("sledai_2k 12", "2026-03-12"), ("sledai_2k 6", "2025-08-01 to 2025-08-31")],
        ),
        ("SLEDAI-2K 13分（关节炎4、新发皮疹2、抗dsDNA升高2、血小板减少1）", [("sledai_2k 13", "2026-03-12")]),
        ("SLEDAI-2K, for what it is worth, was 4 (arthritis only).", [("sledai_2k 4", "2026-03-12")]),
        ("SLEDAI-2K not re-scored today; last 10 on 1/5/26.", [("sledai_2k 10", "2026-01-05")]),
        ("本次未复查SLEDAI，2026-01-20评分10分", [("sledai_2k 10", "2026-01-20")]),
        ("SLEDAI-2K\n  Arthritis   4\n  Rash   2\n  All other items   0\n  TOTAL   6", [("sledai_2k 6", "2026-03-12")]),
        ("SLEDAI-2K = 4+2+2+2 = 10", [("sledai_2k 10", "2026-03-12")]),
        ("SLEDAI-2K评分估计不止8分。", []),
        ("SLEDAI-2K is probably above 8.", []),
        ("SLEDAI-2K not re-scored today.", []),
    ],
)
def test_activity_scores(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


def test_items_without_a_total_are_added_with_each_as_evidence() -> None:
    (draft,) = results("SLEDAI-2K today: arthritis 4, rash 2, low complement 2, thrombocytopenia 1.")
    assert draft.fields["value"] == 9
    assert sum(quote.role == "value" for quote in draft.quotes) == 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NYHA class I", 1),
        ("心功能II级", 2),
        ("NYHA III级", 3),
        ("New York Heart Association class IV", 4),
        ("NYHA FC 2", 2),
    ],
)
def test_heart_failure_classes(text: str, value: float) -> None:
    (draft,) = results(text)
    assert (draft.name, draft.fields["value"]) == ("nyha", value)


def test_class_between_two() -> None:
    (draft,) = results("NYHA class II-III")
    assert (draft.fields["low"], draft.fields["high"]) == (2, 3)


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("ALT 37，AST 158，TBIL 12\n备注：标本中度溶血，AST假性升高，结果无效", ["ast"]),
        ("AST 33, ALT 36 (<40). Bili: hemolyzed specimen, result not valid.", []),
        ("HBsAg 阴性　抗HCV 阴性　HIV 筛查试剂批号失效，结果作废", []),
        ('Plt EDTA 38 "clumped, invalid", citrate repeat 1/12: 74.', ["plt"]),
    ],
)
def test_a_declaration_takes_back_what_it_names(text: str, bad: list[str]) -> None:
    assert [one.name for one in results(text) if one.fields.get("validity") == "declared_false"] == bad


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Plt 50, no clumps [2/3: Hgb 7.4, Plt 39, ANC 1.1]",
            ["plt 50 2026-03-12", "hb 7.4 2026-02-03", "plt 39 2026-02-03", "anc 1.1 2026-02-03"],
        ),
        ("Serum pregnancy test negative (23 March booked for repeat)", ["serum_hcg negative 2026-03-12"]),
        (
            "HBsAg(-)、抗HCV(+)、HIV(-)。以上均为2月21日。",
            ["hbsag (-) 2026-02-21", "anti_hcv (+) 2026-02-21", "hiv (-) 2026-02-21"],
        ),
        (
            "SLEDAI-2K 3/8: 14 incl. 8 for seizure. Without it the total is 6.",
            ["sledai_2k 14 2026-03-08", "sledai_2k 6 2026-03-08"],
        ),
    ],
)
def test_days_of_lists_in_brackets_and_of_all_above(text: str, expected: list[str]) -> None:
    assert [" ".join(one) for one in dated(text)] == expected


def test_a_corrected_total_takes_back_the_first() -> None:
    found = results("SLEDAI-2K 3/8: 14 incl. 8 for seizure. Without it the total is 6.", "sledai_2k")
    assert [one.fields.get("validity") for one in found] == ["declared_false", None]
