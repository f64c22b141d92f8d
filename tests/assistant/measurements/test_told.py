"""Questions about limits, days that a sentence or a letter leaves to its reader, and scores in tables."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart
from tests.assistant.measurements.reading import dated, results


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("QTc＞480ms　　　是 / ■否（03-04：QTcF 449ms）", "qtc", ["449"]),
        ("LVEF＜50%　　　是 / ■否（03-04：58%）", "lvef", ["58"]),
        ("QTc > 480 ms?  [ ] Yes  [x] No", "qtc", []),
        ("SLEDAI-2K 5分（PLT<100应计1分）", "plt", []),
    ],
)
def test_a_question_about_a_limit_is_no_result(text: str, name: str, expected: list[str]) -> None:
    assert [draft.fields["value_as_written"] for draft in results(text, name)] == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("NYHA≥II级　　是 / ■否", 1.0, 1.0), ("NYHA >= II  [x] Yes [ ] No", 2.0, 4.0)],
)
def test_classes_that_an_answer_leaves(text: str, low: float, high: float) -> None:
    assert [(draft.fields["low"], draft.fields["high"]) for draft in results(text, "nyha")] == [(low, high)]


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("HIV Ag/Ab neg, HBsAg neg, HCV Ab neg (outside lab, 3/2025).", "hiv", "2025-03-01 to 2025-03-31"),
        ("HBsAg and HCV antibody negative, pre-methotrexate (April 2025).", "anti_hcv", "2025-04-01 to 2025-04-30"),
        ("Other results of the 4th. Haemoglobin 12.2", "hb", "2026-03-04"),
        ("On the 4th of March and after. Bloods on the 4th: Hb 122", "hb", "2026-03-04"),
        ("The ECG he brought, from February, shows a corrected QT of 436.", "qtc", "2026-02-01 to 2026-02-28"),
        ("Echo 3 March 2025, LVEF 59%. ECG the same week QTc 452 ms.", "qtc", "2025-03-03"),
        ("3-2住院时：HBsAg阴性", "hbsag", "2026-03-02"),
        ("妊娠：3-8血HCG<2mIU/ml", "serum_hcg", "2026-03-08"),
        ("Background (from referral summary): ANA 1:1280", "ana_titre", "undated"),
        ("ANA 1:1280, Sm pos.\nANA: sent out, pending", "ana_titre 1:1280", "undated"),
    ],
)  # fmt: skip
def test_days_that_the_words_leave(text: str, name: str, day: str) -> None:
    assert [when for shown, when in dated(text) if shown.startswith(name)] == [day]


def test_a_score_in_a_table_keeps_its_columns() -> None:
    head = "编号 342　女　50岁　确诊 2015-03　本次随访 2026-02-26"
    text = f"{head}\n项目｜V4 2025-11-20｜V6 2026-02-26\nSLEDAI-2K｜14｜8\n皮疹｜有｜有"
    assert [one for one in dated(text) if one[0].startswith("sledai")] == [
        ("sledai_2k 14", "2025-11-20"),
        ("sledai_2k 8", "2026-02-26"),
    ]


def test_points_of_an_item_are_not_the_total() -> None:
    (draft,) = results("SLEDAI 8分(关节炎4 血管炎0 溃疡2 补体低2；血细胞低考虑另有原因，不计)", "sledai_2k")
    assert draft.fields["value_as_written"] == "8"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("DICTATED SECOND OPINION                     Johannesburg, 3 March 2026\n\nDear colleague,", "2026-03-03"),
        ("多学科会诊（MDT）记录　编号 26-318　2026-03-03　15:30-16:20　第二会议室\n病例：女，48岁", "2026-03-03"),
        ("【语音转文字　3月3日　县中医院李医生】\n①有个男的", "2026-03-03"),
        ("台鉴：\n兹介绍病人一名，女，1979年10月5日出生，SLE。", "None"),
    ],
)
def test_days_of_letters_and_meetings(text: str, day: str) -> None:
    (document,) = read_chart([("note.txt", text)], screening=date(2026, 3, 12))
    assert str(document.written_on) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/11 CBC: 4.2>11.0/33.1<210", {"wbc": "4.2", "hb": "11.0", "plt": "210"}),
        ("H&H 10.1/30", {"hb": "10.1"}),
        ("BP 120 > 110/70", {}),
    ],
)
def test_counts_in_a_fishbone(text: str, expected: dict[str, str]) -> None:
    found = {draft.name: draft.fields["value_as_written"] for draft in results(text)}
    assert {name: value for name, value in found.items() if name in ("wbc", "hb", "plt")} == expected


def test_a_logarithm_of_a_viral_load() -> None:
    (draft,) = results("HBV DNA 3.2 log10 IU/mL", "hbv_dna")
    assert draft.fields["value"] == pytest.approx(1584.9)
    assert draft.fields["unit_as_written"] == "IU/mL"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NYHA □I ☑II □III □IV", [2.0]),
        ("NYHA ☑I □II □III □IV", [1.0]),
        ("NYHA II-ish? hard to tell.", []),
    ],
)
def test_ticked_classes(text: str, expected: list[float]) -> None:
    assert [draft.fields["value"] for draft in results(text, "nyha")] == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ANA pos 1:320 (chart biopsy era, 2016)", "2016-01-01 to 2016-12-31"),
        ("ANA 1:40 speckled (earlier: 1:320 in 2004)", "2026-03-12"),
        ("血红蛋白76g/L（3-10）", "2026-03-10"),
    ],
)
def test_a_day_in_brackets(text: str, day: str) -> None:
    assert dated(text)[0][1] == day


def test_a_sum_is_the_figure_behind_its_sign() -> None:
    (draft,) = results("SLEDAI-2K total today: 4 (joints) + 2 (rash) + 2 (ulcers) + 2 (C3) = 10", "sledai_2k")
    assert draft.fields["value_as_written"] == "10"
