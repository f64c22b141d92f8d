"""What clinicians write of drugs, trials and infections, each with the status of the criterion that it decides.

A line of ``treatment_verdicts/LANGUAGE.txt`` (of results: ``measurement_verdicts``) is ``CRITERION status, … | text``;
``\\n`` is a new line. The text stands in a small visit note of 2026-03-12; the days are screening 12,
lymphodepletion 16 and infusion 20 March 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import Protocol, load_protocol

SCREENING = date(2026, 3, 12)
DATES = Dates.planned(SCREENING, date(2026, 3, 16), date(2026, 3, 20))
AROUND = {
    "en": (
        "Rheumatology clinic, 12 March 2026\nMs A.B., 34-year-old woman, SLE since 2019 (2019 EULAR/ACR criteria).\n",
        "\nExam: BP 118/72, rash on cheeks, tender MCPs.\nLabs 3/11/26: WBC 5.2, Hb 118 g/L, PLT 210.\nSLEDAI-2K 10.\n",
    ),
    "zh": (
        "风湿免疫科门诊 2026-03-12\n患者，女，34岁，SLE病史7年（2019年EULAR/ACR标准）。\n",
        "\n查体：面部红斑，双手MCP压痛。\n辅查(2026-03-11)：WBC 5.2×10^9/L，Hb 118g/L，PLT 210×10^9/L。"
        "\nSLEDAI-2K 10分。\n",
    ),
}


@cache
def protocol() -> Protocol:
    return load_protocol("NCT07083349")


@cache
def statuses(language: str, text: str) -> dict[str, str]:
    before, after = AROUND[language]
    report = screen(read_chart([("note.txt", before + text + after)], screening=SCREENING), protocol(), DATES)
    return {verdict.criterion.id: verdict.status for verdict in report.verdicts}


def cases() -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(Path(__file__).parent.glob("*_verdicts/*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            heads, bar, text = line.partition(" | ")
            for head in heads.split(",") if bar and not line.startswith("#") else ():
                criterion, status = head.split()
                yield path.stem, criterion, status, text.replace("\\n", "\n")


@pytest.mark.parametrize(("language", "criterion", "status", "text"), list(cases()))
def test_the_note_decides_the_criterion_so(language: str, criterion: str, status: str, text: str) -> None:
    assert statuses(language, text)[criterion] == status
