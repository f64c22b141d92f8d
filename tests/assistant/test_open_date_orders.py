"""Dates with slashes in a chart that does not show their order: decided only where both orders agree."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import load_protocol

SCREENING = date(2026, 3, 12)
DATES = Dates.planned(SCREENING, date(2026, 3, 16), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("criterion", "status", "text"),
    [
        ("INC-07.1b", "unknown", "Labs 3/2/2026: ALT 30 U/L (ref 0-40)."),
        ("INC-07.1b", "unknown", "Labs 2/3/2026: ALT 30 U/L (ref 0-40)."),
        ("INC-07.1b", "pass", "Labs 3/3/2026: ALT 30 U/L (ref 0-40)."),
        ("INC-07.1b", "pass", "Labs 3/2/2026: ALT 30 U/L (ref 0-40), no edema."),
        ("INC-07.1b", "unknown", "Labs 3/2/2026: ALT 30 U/L (ref 0-40), no oedema."),
        ("INC-07.1b", "pass", "Labs 2/3/2026: ALT 30 U/L (ref 0-40), no oedema."),
        ("INC-07.1b", "unknown", "ALT 30 (ref 0-40) on 3/1/2026; ALT 200 on 1/2/2026"),
        ("EXC-07b", "unknown", "ECG 3/2: QTc 430 ms."),
        ("EXC-07b", "pass", "ECG 3/5: QTc 430 ms."),
        ("EXC-07c", "unknown", "Stroke 8/10/2025."),
        ("EXC-03.3", "pass", "Rituximab last dose 5/8/2025."),
        ("EXC-03.3", "unknown", "Belimumab last infusion 2/1/2026."),
        ("INC-01", "pass", "DOB 3/4/1990"),
        ("INC-04a", "unknown", "On prednisone 10 mg and MMF 1 g bid since 3/1/2026."),
        ("INC-04a", "pass", "On prednisone 10 mg and MMF 1 g bid since 5/6/2025."),
    ],
)
def test_a_date_that_can_be_read_both_ways(criterion: str, status: str, text: str) -> None:
    note = f"Clinic note 10 March 2026\n34-year-old woman with SLE.\n{text}\n"
    report = screen(read_chart([("note", note)], screening=SCREENING), load_protocol("NCT07083349"), DATES)
    assert {one.criterion.id: one.status.value for one in report.verdicts}[criterion] == status
