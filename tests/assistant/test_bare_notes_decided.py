"""What a sentence or two decide in a note of 10 March 2026 that says nothing else.

A line of ``bare_notes/LANGUAGE*.txt`` is ``CRITERION status, … | text``; a text that begins with a heading of a note
brings its own. The days are screening 12, lymphodepletion 16 and infusion 20 March 2026.
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
HEADINGS = {"en": "Clinic 10 March 2026", "zh": "门诊 2026-03-10"}


@cache
def protocol() -> Protocol:
    return load_protocol("NCT07083349")


@cache
def statuses(language: str, text: str) -> dict[str, str]:
    note = text if text.startswith("=== NOTE") else f"=== NOTE: {HEADINGS[language]} ===\n{text}\n"
    report = screen(read_chart([("note", note)], screening=SCREENING), protocol(), DATES)
    return {verdict.criterion.id: verdict.status.value for verdict in report.verdicts}


def cases() -> Iterator[tuple[str, str, str, str]]:
    for path in sorted((Path(__file__).parent / "bare_notes").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            heads, bar, text = line.partition(" | ")
            for head in heads.split(",") if bar and not line.startswith("#") else ():
                criterion, status = head.split()
                yield path.stem[:2], criterion, status, text.replace("\\n", "\n")


@pytest.mark.parametrize(("language", "criterion", "status", "text"), list(cases()))
def test_the_bare_note_decides_the_criterion_so(language: str, criterion: str, status: str, text: str) -> None:
    assert statuses(language, text)[criterion] == status
