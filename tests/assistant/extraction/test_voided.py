"""A denial that is quoted only to be taken back rules nothing out."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import load_protocol

ZH = "女，34岁，SLE 8年。"
EN = "34F with SLE. "


def status(criterion: str, *notes: str) -> str:
    documents = read_chart([("a", "".join(notes))], screening=date(2026, 3, 12))
    report = screen(documents, load_protocol("NCT07083349"), Dates.planned(date(2026, 3, 12)))
    return next(verdict.status.value for verdict in report.verdicts if verdict.id == criterion)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (f'{ZH}继发性干燥综合征成立，3月1日"未合并SS"作废。', "fail"),
        (f"{ZH}继发性干燥综合征成立，3月1日“未合并SS”的记录有误。", "fail"),
        (f"{EN}Secondary Sjogren's now established; the entry \"no Sjogren's\" of 1 March is void.", "fail"),
        (f"{ZH}干燥综合征已排除，3月1日“合并SS”作废。", "unknown"),
    ],
)
def test_the_correction_and_not_what_it_quotes(later: str, expected: str) -> None:
    earlier = f"=== NOTE: 门诊 2026-03-01 ===\n{ZH}未合并SS。\n"
    assert status("EXC-04", earlier, f"=== NOTE: 更正 2026-03-09 ===\n{later}\n") == expected


def test_an_allergy_that_was_not_understood_is_no_denial_where_such_a_drug_was_given() -> None:
    told = "Within minutes of the first cyclophosphamide infusion in 2014 she had wheeze. No other drug allergies."
    assert status("EXC-02", f"Clinic 10 Mar 2026\n{EN}{told}\n") == "unknown"
    assert status("EXC-02", f"Clinic 10 Mar 2026\n{EN}Allergic to latex. No other drug allergies.\n") == "pass"
