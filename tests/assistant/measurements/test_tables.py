"""Tables with a column for each date, and with a column for each result."""

from __future__ import annotations

from datetime import date

from assistant.documents import read_documents
from assistant.extraction.embedded import EmbeddedExtractor
from tests.assistant.measurements.reading import dated, results, shorts

COLUMNS = """\
Labs        3/10/26      1/28/26     ref
WBC          3.4 L        2.7 L      4.0-11.0 K/uL
Hgb         10.1 L        9.8 L      11.7-15.5 g/dL
AST           31           58 H      10-35 U/L
Glucose       90           95        70-100
dsDNA        184 H        142 H      <10 IU/mL
"""
FULL_WIDTH = """\
日期　　　　　02-06　02-11　02-14　参考
WBC(G/L)　　　4.1　　4.4　　3.9　　3.5-9.5
N%　　　　　　61　　 63　　 60　　 40-75
AST(U/L)　　　58　　 212※　131　　15-40
※02-11标本轻度溶血，AST仅供参考，02-14复查
"""
RAGGED = """\
LABS            2/20     2/24     2/26     2/28
Hgb g/dL        7.4*     8.6      8.4      8.3      *2 u PRBC 2/21
Plt x10^3/uL    31       -        58       72
Creat mg/dL     2.4      1.3      1.0
      0.9      (0.5-1.1)
"""


def test_columns_of_dates() -> None:
    assert dated(COLUMNS) == [
        ("wbc 3.4", "2026-03-10"), ("wbc 2.7", "2026-01-28"),
        ("hb 10.1", "2026-03-10"), ("hb 9.8", "2026-01-28"),
        ("ast 31", "2026-03-10"), ("ast 58", "2026-01-28"),
        ("anti_dsdna 184", "2026-03-10"), ("anti_dsdna 142", "2026-01-28"),
    ]  # fmt: skip
    first, *_, last = results(COLUMNS)
    assert first.fields["unit_as_written"] == "K/uL"
    assert first.fields["limits_as_written"] == ("4.0", "11.0")
    assert last.fields["limits_as_written"] == ("", "10")


def test_full_width_blanks_and_a_footnote_that_takes_a_value_back() -> None:
    drafts = results(FULL_WIDTH)
    assert [draft.fields["unit_as_written"] for draft in drafts[:4]] == ["G/L", "G/L", "G/L", "%"]
    false = [(draft.name, draft.fields["value_as_written"]) for draft in drafts if "validity" in draft.fields]
    assert false == [("ast", "212")]


def test_empty_and_wrapped_cells_and_a_harmless_footnote() -> None:
    assert dated(RAGGED) == [
        ("hb 7.4", "2026-02-20"), ("hb 8.6", "2026-02-24"), ("hb 8.4", "2026-02-26"), ("hb 8.3", "2026-02-28"),
        ("plt 31", "2026-02-20"), ("plt 58", "2026-02-26"), ("plt 72", "2026-02-28"),
        ("creatinine 2.4", "2026-02-20"), ("creatinine 1.3", "2026-02-24"),
        ("creatinine 1.0", "2026-02-26"), ("creatinine 0.9", "2026-02-28"),
    ]  # fmt: skip
    assert all("validity" not in draft.fields for draft in results(RAGGED))


def test_columns_of_results() -> None:
    text = "Date      WBC   Hgb   PLT\n3/1/26    4.1   10.2   88\n3/8/26    4.4   10.6   95"
    assert dated(text) == [
        ("wbc 4.1", "2026-03-01"), ("hb 10.2", "2026-03-01"), ("plt 88", "2026-03-01"),
        ("wbc 4.4", "2026-03-08"), ("hb 10.6", "2026-03-08"), ("plt 95", "2026-03-08"),
    ]  # fmt: skip


def test_printout_with_tabs() -> None:
    text = (
        "项目\t结果\t参考范围\t单位\t提示\nNEUT#\t２．３１\t1.8-6.3\t10^9/L\t\n"
        "血清β-HCG\t<1.2\t0-5\tmIU/mL\t\nHIV Ag/Ab\t阴性\t阴性\t\t"
    )
    assert shorts(text) == ["anc ２．３１ 10^9/L", "serum_hcg <1.2 mIU/mL", "hiv negative"]


def test_rows_of_two_results_in_each_cell() -> None:
    text = (
        "             15/11/25   22/11/25\n"
        "TLC          5600       11800   /cumm\n"
        "N/L (%)      78/14      90/6\n"
        "T.Bil/D.Bil  0.9/0.4    0.8/0.3 mg/dl\n"
    )
    assert [one.fields["value_as_written"] for one in results(text, "lymphocyte_percent")] == ["14", "6"]
    assert [one.fields["value_as_written"] for one in results(text, "bilirubin_direct")] == ["0.4", "0.3"]


def test_a_list_of_named_words_is_no_row() -> None:
    text = "          3/1/26    3/8/26\nALT       40        41\nHBsAg reactive, HBeAg neg, anti-HBe pos\n"
    assert [one.fields["value"] for one in results(text, "hbsag")] == ["positive"]


def test_values_of_newborns_and_neighbours_are_not_the_patients() -> None:
    mother = results(
        "患者女，29岁，妊娠30周，血压150/95mmHg，血小板52。" + "诊疗经过。" * 60 + "新生儿心率152次/分，血小板205。"
    )
    assert [one.subject for one in mother if one.fields["value_as_written"] in ("152", "205")] == ["family", "family"]


def test_a_bound_in_brackets_is_no_value_of_the_next_column() -> None:
    text = "LABS 03/10/2026 (ref)      02/07/2026\n WBC 3.2 (4-11)            2.6\n T bili 1.1 (<=1.2)\n"
    assert [one.fields["value_as_written"] for one in results(text, "bilirubin_total")] == ["1.1"]


def test_several_results_in_one_column() -> None:
    text = (
        "LABS 03/10/2026            02/07/2026\n"
        " WBC 3.2                   2.6\n"
        " AST 52 (<=40)  ALT 70     AST 131  ALT 180\n"
    )
    assert [one for one in dated(text) if one[0].startswith("ast")] == [
        ("ast 52", "2026-03-10"),
        ("ast 131", "2026-02-07"),
    ]


LETTERS = """\
Bloods            12/6/26     16/6/26     19/6/26
Hb                  82       74       79
WCC                1.6      1.9      3.4
N                  0.7      0.9      2.2
L                  0.4      0.5      0.6
"""


def test_letters_below_white_cells_are_counts() -> None:
    assert [name for name in shorts(LETTERS) if name.startswith(("anc", "alc", "neutro", "lympho"))] == [
        "anc 0.7", "anc 0.9", "anc 2.2", "alc 0.4", "alc 0.5", "alc 0.6",
    ]  # fmt: skip


def test_letters_with_shares_stay_shares() -> None:
    shares = LETTERS.replace("0.7      0.9      2.2", "61.5     63.0     60.2").replace(
        "0.4      0.5      0.6", "3.1      2.9      4.0"
    )
    assert not [name for name in shorts(shares) if name.startswith(("anc", "alc"))]


BLOCKS = """
HEMATOLOGY             2026-02-11   2026-03-02   2026-03-08    REF            UNITS
 Leukocytes               3.8          3.1          2.4        4.0-11.0       x10e9/L
 Platelets                92          ----          31 #       150-400        x10e9/L
   # 03-08 EDTA tube: clumps on smear, EDTA count is not valid.
   Please send citrate.

CHEMISTRY
 ALT                       44           51           60        <50            U/L
 AST                       38           47          171 *      <40            U/L
   * 03-08 gross hemolysis. AST not valid, please recollect.
 Creatinine               121          138          160        62-106         umol/L

The creatinine was 88 in 2024.
"""


def test_the_head_of_a_table_holds_for_its_further_blocks() -> None:
    found = [day for shown, day in dated(BLOCKS) if shown.startswith("creatinine")]
    assert found[:3] == ["2026-02-11", "2026-03-02", "2026-03-08"]
    assert [draft.fields["value_as_written"] for draft in results(BLOCKS, "creatinine")][:3] == ["121", "138", "160"]


def test_a_footnote_takes_back_what_carries_its_mark_alone() -> None:
    drafts = EmbeddedExtractor().extract(read_documents(BLOCKS, "note.txt", date(2026, 3, 12)))
    void = [one.fields["value_as_written"] for one in drafts if one.fields.get("validity") == "declared_false"]
    assert sorted(void) == ["171", "31"]


CHART_AND_COURSE = """\
Discharge summary 14.12.2022
Test            05/12     08/12     14/12
Hb (g/dl)       7.9       7.4       9.0
SGPT (U/L)      38        412       66
* after 1 PRBC

2D echo: EF 60 %.
Course: HRZE started 06.12; jaundice on day 3, all drugs stopped when SGPT >5x ULN, then given one by one for 9 days.
Condition at discharge: afebrile, PR 84.
"""


def test_a_sentence_with_numbers_in_it_is_no_row_of_the_table_above() -> None:
    found = {draft.name for draft in results(CHART_AND_COURSE)}
    assert {"lvef", "heart_rate"} <= found
