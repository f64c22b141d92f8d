"""Tables parted by tabs or bars, rows of several results, heads with hours, limits beside the names of rows."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import dated, results

N, L = "neutrophil_percent", "lymphocyte_percent"
TABS = """检验项目	2026-02-05	2026-02-22	2026-03-06	参考区间	单位
WBC	3.88	3.20	2.79	3.5-9.5	10^9/L
TBIL	19.0	26.4	—	0-21	umol/L
ANA滴度	1:320	—	1:40	<1:40
抗-HCV	阴性(-)			阴性
ALT(7-40)	22	—	24"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bilirubin_total", [("19.0", "2026-02-05"), ("26.4", "2026-02-22")]),
        ("ana_titre", [("1:320", "2026-02-05"), ("1:40", "2026-03-06")]),
        ("anti_hcv", [("(-)", "2026-02-05")]),
        ("alt", [("22", "2026-02-05"), ("24", "2026-03-06")]),
    ],
)
def test_cells_parted_by_tabs_keep_their_columns(name: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.fields["value_as_written"], str(one.fields["date"])) for one in results(TABS, name)] == expected


def test_limits_of_a_column_and_of_a_label() -> None:
    limits = {draft.name: draft.fields.get("limits_as_written") for draft in results(TABS)}
    assert limits["wbc"] == ("3.5", "9.5")
    assert limits["alt"] == ("7", "40")


def test_bars_and_their_rule() -> None:
    text = "| | 03/02/26 | 03/11/26 | Ref |\n|---|---|---|---|\n| ANC | 1.9 | 1.6 | 1.8-7 |\n| Plt | 61 | - | 150-400 |"
    assert dated(text) == [("anc 1.9", "2026-03-02"), ("anc 1.6", "2026-03-11"), ("plt 61", "2026-03-02")]


def test_a_head_with_hours() -> None:
    text = """LABS        03/10 22:30   03/11 05:00   ref
 ANC         1.9           1.4
 Plt          71            49      150-400"""
    assert dated(text) == [
        ("anc 1.9", "2026-03-10"),
        ("anc 1.4", "2026-03-11"),
        ("plt 71", "2026-03-10"),
        ("plt 49", "2026-03-11"),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "DLC  N/L/E/M   94/4/1/1    91/3/2/4",
            [(N, "94"), (L, "4"), (N, "91"), (L, "3")],
        ),
        ("ALT/AST         22/31       25/36", [("alt", "22"), ("ast", "31"), ("alt", "25"), ("ast", "36")]),
        ("ALT/AST         —           25/36", [("alt", "25"), ("ast", "36")]),
        ("T. Bilirubin (mg%)  1.3         0.9", [("bilirubin_total", "1.3"), ("bilirubin_total", "0.9")]),
    ],
)  # fmt: skip
def test_rows_of_several_results(row: str, expected: list[tuple[str, str]]) -> None:
    text = f"INVESTIGATIONS  28/02/26    11/03/26\nHb (g%)          7.6         9.1\n{row}"
    found = [(one.name, one.fields["value_as_written"]) for one in results(text) if one.name != "hb"]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HIV阳性             □是 ☑否　查于2026.03.03", [("negative", "2026-03-03")]),
        ("HIV阳性             ☑是 □否", [("positive", "2026-03-12")]),
        ("HIV positive?  [ ] Yes [x] No  (tested 3/3/26)", [("negative", "2026-03-03")]),
        ("HIV positive: No (3/3/26)", [("negative", "2026-03-03")]),
        ("HIV阳性：否（3-3）", [("negative", "2026-03-03")]),
        ("HIV negative?  [x] Yes [ ] No", [("negative", "2026-03-12")]),
        ("HIV positive, no AIDS", [("positive", "2026-03-12")]),
    ],
)
def test_answers_to_questions_for_results(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.fields["value"], str(one.fields["date"])) for one in results(text, "hiv")] == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("乙肝五项（03-10）：HBsAb+，余阴性。", "hbsag", ["negative"]),
        ("乙肝五项（03-10）：HBsAg+、HBcAb+，余阴性。", "hbsag", ["positive"]),
        ("Hepatitis B and C: HCV Ab positive, rest negative.", "hbsag", ["negative"]),
    ],
)
def test_the_rest_of_a_panel(text: str, name: str, expected: list[str]) -> None:
    assert [one.fields["value"] for one in results(text, name)] == expected


def test_a_count_in_single_letters() -> None:
    found = {one.name: one.fields["value_as_written"] for one in results("3.10血：W 4.9 N 3.2 L 1.1 Hb 127 P 88。")}
    assert found == {"wbc": "4.9", "anc": "3.2", "alc": "1.1", "hb": "127", "plt": "88"}
    assert results("Week 4.9, P 88, T 36.5", "plt") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("SLEDAI-2K was 12 at the November visit.", "2025-11-01 to 2025-11-30"),
        ("外地1-10评SLEDAI 10分，今日未评。", "2026-01-10"),
        ("SLEDAI-2K 9分（3-9评）。", "2026-03-09"),
    ],
)
def test_days_of_scores(text: str, day: str) -> None:
    assert [str(one.fields["date"]) for one in results(text, "sledai_2k")] == [day]


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("LVEF 60%（超声2025.11.30）", "lvef", "2025-11-30"),
        ("心电图03-10：QTc 444ms；超声（2025年11月）：LVEF 55%", "lvef", "2025-11-01 to 2025-11-30"),
        ("QTc 3.10机器打 472。", "qtc", "2026-03-10"),
        ("检验3-11：Hb 118，PLT 61；HBsAg、抗HCV、HIV均阴性(3-10)。", "plt", "2026-03-11"),
        ("血β-HCG（03-11 08:10采）1482 mIU/mL，阳性", "serum_hcg", "2026-03-11"),
        ("丙肝抗体阴——都是今年3.1的单子", "anti_hcv", "2026-03-01"),
    ],
)
def test_days_beside_results(text: str, name: str, day: str) -> None:
    assert [str(one.fields["date"]) for one in results(text, name)] == [day]


def test_of_a_panel_only_the_clumped_count_is_void() -> None:
    found = results("WBC 4.8   Hgb 13.6   Plt 44 (clumped, count not valid; redraw ordered)")
    assert {one.name: one.fields.get("validity") for one in found} == {
        "wbc": None,
        "hb": None,
        "plt": "declared_false",
    }
