"""Upper limits in prose, multiples of a limit, earlier values in brackets and scores that changed."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import dated, results, shorts


@pytest.mark.parametrize(
    "text",
    [
        "ALT 22 U/L (ULN 40)",
        "ALT 22U/L（正常上限40）",
        "ALT 22U/L，正常值上限为40",
        "ALT 22U/L（参考上限40）",
        "ALT 22, upper limit 40",
        "ALT 22 U/L (upper limit of normal 40)",
        "ALT 22, ULN=40",
        "ALT 22 U/L (lab ULN 40 U/L)",
        "ALT 22, ref to 40",
        "ALT 22 (normal < 40)",
        "ALT 22 (N<40)",
        "SGPT 22 U/L (N 5-40)",
        "SGPT 22 U/L (upto 40)",
        "ALT 22 U/L ≤40",
        "ALT 22 *H* 10-40 U/L",
        "ALT 22 (nl <=40)",
    ],
)
def test_the_upper_limit_beside_a_value(text: str) -> None:
    (found,) = results(text, "alt")
    assert found.fields["value_as_written"] == "22"
    assert found.fields["limits_as_written"][1] == "40"


def test_multiples_of_a_limit_have_a_unit_of_their_own() -> None:
    for text, name, times in (
        ("ALT 2x ULN", "alt", "2"),
        ("AST elevated at 3 times the upper limit of normal", "ast", "3"),
        ("ALT为正常上限的2.5倍", "alt", "2.5"),
    ):
        (found,) = results(text, name)
        assert (found.fields["value_as_written"], found.fields["unit"]) == (times, "xULN")
    assert shorts("ALT升高3倍; creatinine 2x ULN; platelets 2x ULN") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PLT 83 (prev 140 on 12/1/25)", [("plt 83", "2026-03-12"), ("plt 140", "2025-12-01")]),
        ("PLT 83（上次140，2025-12-01）", [("plt 83", "2026-03-12"), ("plt 140", "2025-12-01")]),
        ("SLEDAI-2K improved from 12 to 8", [("sledai_2k 12", "undated"), ("sledai_2k 8", "2026-03-12")]),
        ("SLEDAI由12分降至8分", [("sledai_2k 12", "undated"), ("sledai_2k 8", "2026-03-12")]),
        ("SLEDAI-2K 9（上次14）", [("sledai_2k 9", "2026-03-12"), ("sledai_2k 14", "undated")]),
        ("SLEDAI-2K total 8 (previously recorded as 12 in error)", [("sledai_2k 8", "2026-03-12")]),
        ("SLEDAI-2K at least 10", []),
    ],
)
def test_earlier_values_do_not_take_the_day_of_the_present_one(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    "text",
    ["SQH while plt >50.", "血红蛋白低于70g/L考虑输血", "目标：血压<130/80mmHg", "WBC<3.0停用CTX", "Cr<100后出院"],
)
def test_thresholds_are_no_results(text: str) -> None:
    assert shorts(text) == []


def test_a_bound_among_results_is_one() -> None:
    assert shorts("PLT <10, Hb 7.1, WBC 2.0") == ["plt <10", "hb 7.1", "wbc 2.0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weight loss of 11 kg, from 72 kg to 61 kg", [("weight 72", "undated"), ("weight 61", "2026-03-12")]),
        ("体重下降（63→55kg）", [("weight 63", "undated"), ("weight 55", "2026-03-12")]),
        ("QTc Bazett 489, Fridericia 472", [("qtc 489", "2026-03-12"), ("qtc 472", "2026-03-12")]),
        (
            "ADDENDUM 3/17/26 07:40: Hb today 10.4. Serum hCG negative.",
            [("hb 10.4", "2026-03-17"), ("serum_hcg negative", "2026-03-17")],
        ),
        ("We have your workup from 2023 on file, ANA 1:1280.", [("ana_titre 1:1280", "2023-01-01 to 2023-12-31")]),
        ("2026-02-25来诊，关节肿痛。同日血象：血小板152。", [("plt 152", "2026-02-25")]),
    ],
)
def test_days_of_pairs_addenda_and_the_same_day(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    "row",
    [
        "ALT\t\tU/L\t9-50",
        "ALT            U/L    9-50",
        "ALT\t\tU/L\t<50",
        "谷丙转氨酶\t\tU/L\t9-50",
        "PLT\t\t10*9/L\t100-300",
    ],
)
def test_the_limits_of_a_row_without_a_result_are_no_result(row: str) -> None:
    assert shorts(f"Test\tResult\tUnit\tReference\nWBC\t3.6\t10*9/L\t3.5-9.5\n{row}\n") == shorts(
        "Test\tResult\tUnit\tReference\nWBC\t3.6\t10*9/L\t3.5-9.5\n"
    )


@pytest.mark.parametrize(
    ("row", "written"),
    [
        ("ALT   U/L   22", "22"),
        ("LVEF (%)   50-55", "50-55"),
        ("LVEF  %  55-60", "55-60"),
        ("HBV-DNA\tIU/mL\t<20", "20"),
    ],
)
def test_a_result_behind_its_unit_is_one(row: str, written: str) -> None:
    (found,) = results(row)
    assert found.fields["value_as_written"] == written
