"""An earlier value never takes the day of the note."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import dated, results

NOTE = "2026-03-12"
YEAR_AGO = "2025-01-01 to 2025-12-31"
MONTH_AGO = "2026-02-01 to 2026-02-28"
CASES = {
    "HIV negative last year.": [("hiv negative", YEAR_AGO)],
    "HIV negative last month.": [("hiv negative", MONTH_AGO)],
    "HIV negative in the autumn.": [("hiv negative", "2025-09-01 to 2025-11-30")],
    "Anti-HCV neg last summer.": [("anti_hcv neg", "2025-06-01 to 2025-08-31")],
    "EF 55% last year; repeat echo 2 Mar 2026 EF 45%.": [("lvef 55", YEAR_AGO), ("lvef 45", "2026-03-02")],
    "QTc 450 last autumn.": [("qtc 450", "2025-09-01 to 2025-11-30")],
    "SLEDAI-2K 12 last year.": [("sledai_2k 12", YEAR_AGO)],
    "SLEDAI-2K last visit 12.": [("sledai_2k 12", "undated")],
    "SLEDAI-2K 12 last visit.": [("sledai_2k 12", "undated")],
    "SLEDAI-2K was 12, 6 today.": [("sledai_2k 12", "undated")],
    "ANA 1:640 last year.": [("ana_titre 1:640", YEAR_AGO)],
    "ALT 30 last month; 200 yesterday.": [("alt 30", MONTH_AGO), ("alt 200", "2026-03-11")],
    "Platelets were 90 last week, 42 today.": [("plt 90", "2026-03-02 to 2026-03-08"), ("plt 42", NOTE)],
    "Hb 110 last year": [("hb 110", YEAR_AGO)],
    "LVEF was 55% in ICU, now 48%.": [("lvef 55", "undated"), ("lvef 48", NOTE)],
    "PLT 120 then, 45 today.": [("plt 120", "undated"), ("plt 45", NOTE)],
    "之前PLT 120，现45。": [("plt 120", "undated")],
    "上次SLEDAI-2K 12分。": [("sledai_2k 12", "undated")],
    "HIV阴性（上次）": [("hiv 阴性", "undated")],
    "HIV negative previously.": [("hiv negative", "undated")],
    "HIV previously negative.": [("hiv negative", "undated")],
    "Prior HBsAg negative.": [("hbsag negative", "undated")],
    "LVEF 60% at last visit.": [("lvef 60", "undated")],
    "LVEF 60% (prior).": [("lvef 60", "undated")],
    "LVEF 48% (last year it was 55%)": [("lvef 48", NOTE)],
    "ECG today: QTc 440 ms. LVEF 58% (echo 3 Sep 2025).": [("qtc 440", NOTE), ("lvef 58", "2025-09-03")],
    "EF was 48% in ICU Dec 2025, now 55% on 3/1/2026": [
        ("lvef 48", "2025-12-01 to 2025-12-31"),
        ("lvef 55", "2026-03-01"),
    ],
    "血小板 62→45×10^9/L（2026-03-01→2026-03-11）": [("plt 62", "undated"), ("plt 45", "2026-03-11")],
    "PLT 62 -> 45 (1 Mar -> 11 Mar)": [("plt 62", "undated"), ("plt 45", "2026-03-11")],
    "血红蛋白由102降至74g/L": [("hb 102", "undated"), ("hb 74", NOTE)],
    "血小板从120降到45": [("plt 120", "undated"), ("plt 45", NOTE)],
    "PLT 120 -> 45": [("plt 120", "undated"), ("plt 45", NOTE)],
    "HBV-DNA 5.2×10^2 IU/mL（2026-03-10，检测下限20）": [("hbv_dna 5.2×10^2", "2026-03-10")],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_an_earlier_value_has_its_own_day_or_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert [found for found in dated(text) if found[0] in {name for name, _ in expected}] == expected
    assert dated(text)[0] == expected[0]


def test_a_percentage_belongs_to_the_name_before_it() -> None:
    assert [name for name, _ in dated("WBC 2.4 中性粒百分比 55% 淋巴 3% HGB 118")] == [
        "wbc 2.4",
        "neutrophil_percent 55",
        "lymphocyte_percent 3",
        "hb 118",
    ]


@pytest.mark.parametrize("text", ["患者心功能Ⅱ级？", "NYHA II?"])
def test_a_class_with_a_question_mark_is_none(text: str) -> None:
    assert dated(text) == []


def test_a_day_in_brackets_is_no_range() -> None:
    (found,) = results("血常规（3-10）：Scr 105 (3-10)", "creatinine")
    assert "limits_as_written" not in found.fields
