from __future__ import annotations

from typing import Any

import pytest

from ui.cli.facts_report import describe, facts_report
from ui.cli.layout import Page
from ui.cli.wording import words_in

DAY = "2026-03-10"
MONTH = {"earliest": "2026-01-01", "latest": "2026-01-31"}


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        pytest.param(
            {
                "name": "creatinine",
                "value": 61.88,
                "unit": "umol/L",
                "value_as_written": "0.70",
                "unit_as_written": "mg/dL",
                "upper_limit": 88.4017,
                "date": DAY,
            },
            "creatinine 61.88 µmol/L (written 0.70 mg/dL) · upper limit 88.4 · 10 Mar 2026",
            id="converted",
        ),
        pytest.param(
            {"name": "hb", "value": 101.0, "unit": "g/L", "value_as_written": "101", "unit_as_written": "g/L"},
            "hb 101 g/L",
            id="written as it is understood",
        ),
        pytest.param({"name": "lvef", "low": 50.0, "high": 55.0, "unit": "%"}, "lvef 50–55 %", id="an interval"),
        pytest.param({"name": "ana", "low": 2560.0}, "ana 2560–…", id="an open end"),
        pytest.param(
            {"name": "egfr", "value": 47, "unit": "mL/min/{1.73_m2}"}, "egfr 47 mL/min/1.73 m²", id="a unit in words"
        ),
        pytest.param(
            {"name": "crp", "value": 0.5, "comparator": "<", "unit": "mg/L"}, "crp <0.5 mg/L", id="a comparator"
        ),
        pytest.param(
            {"name": "hiv", "value": "negative", "date": MONTH}, "hiv negative · 1 Jan 2026 – 31 Jan 2026", id="a month"
        ),
        pytest.param({"name": "birth_date", "value": DAY}, "date of birth 2026-03-10", id="a day is a value"),
        pytest.param(
            {"name": "sle", "certainty": "suspected", "subject": "family"},
            "sle · suspected · in the family",
            id="whose and how sure",
        ),
        pytest.param(
            {"name": "belimumab", "status": "stopped", "last_given": DAY},
            "belimumab · stopped · last given 10 Mar 2026",
            id="a treatment",
        ),
        pytest.param(
            {"name": "plt", "value": 9, "validity": "declared_false"}, "plt 9 · declared false", id="not valid"
        ),
    ],
)
def test_a_fact_in_one_line(fact: dict[str, Any], line: str) -> None:
    assert describe(fact, words_in("en")) == line


def test_quotes_stand_under_the_fact_with_their_note_where_there_are_several() -> None:
    evidence = [
        {"document": "b.txt", "role": "unit", "quote": "g/dL"},
        {"document": "b.txt", "role": "value", "quote": "Hb\x1b[2J 10.1"},
        {"document": "b.txt", "role": "date", "quote": "9 Mar"},
    ]
    facts = [{"kind": "measurement", "name": "hb", "value": 101, "evidence": evidence}]
    text = facts_report({"facts": facts, "documents": [{}, {}]}, words_in("en"), Page())
    assert "      “Hb [2J 10.1” “9 Mar” (b.txt)\n" in text
    assert text.endswith("1 fact from 2 notes.\n")


def test_no_facts_are_said_to_be_none() -> None:
    assert facts_report({"facts": [], "documents": [{}]}, words_in("zh"), Page()) == "未读到任何事实。\n"
