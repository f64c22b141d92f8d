"""What a sentence or two decide in a Chinese note of 10 March 2026 that says nothing else.

A line of ``bare_notes/zh.txt`` is ``CRITERION status | text``; the days are screening 12, lymphodepletion 16 and
infusion 20 March 2026.
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


@cache
def protocol() -> Protocol:
    return load_protocol("NCT07083349")


def cases() -> Iterator[tuple[str, str, str]]:
    for line in (Path(__file__).parent / "bare_notes/zh.txt").read_text(encoding="utf-8").splitlines():
        head, bar, text = line.partition(" | ")
        if bar and not line.startswith("#"):
            criterion, status = head.split()
            yield criterion, status, text.replace("\\n", "\n")


@pytest.mark.parametrize(("criterion", "status", "text"), list(cases()))
def test_the_bare_note_decides_the_criterion_so(criterion: str, status: str, text: str) -> None:
    documents = read_chart([("note", f"=== NOTE: 门诊 2026-03-10 ===\n{text}\n")], screening=SCREENING)
    report = screen(documents, protocol(), DATES)
    (verdict,) = [one for one in report.verdicts if one.criterion.id == criterion]
    assert verdict.status.value == status
