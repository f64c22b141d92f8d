"""A drug that a plan orders to be started is none that was taken: its trial asks whether one ever was."""

from __future__ import annotations

import pytest

from assistant.documents import read_documents
from assistant.screening import screen
from rules.protocol import load_protocol
from tests.rules.builders import DATES

NOTE = "Clinic, 10 March 2026. 34-year-old woman with SLE.\n{}\n"


def status(text: str) -> str:
    report = screen(read_documents(NOTE.format(text), "note"), load_protocol("NCT00709722"), DATES)
    return next(one.status.value for one in report.verdicts if one.criterion.id == "INC-07")


@pytest.mark.parametrize(
    "text",
    [
        "Plan: start azathioprine",
        "Plan: start azathioprine 50 mg daily.",
        "Plan\n- start azathioprine 50 mg daily",
        "Plan:\n1. begin mycophenolate 500 mg bid\n2. bloods",
        "Start azathioprine if TPMT normal.",
        "Plan: bloods, then start azathioprine 50 mg.",
        "Recommendations: commence mycophenolate 500 mg bid.",
        "We will add azathioprine.",
        "Azathioprine to be started",
    ],
)
def test_an_order_leaves_open_whether_it_was_taken(text: str) -> None:
    assert status(text) == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Plan: continue azathioprine 50 mg",
        "Plan: increase azathioprine to 100 mg",
        "Plan: stop azathioprine, start belimumab",
        "Started azathioprine in 2024.",
        "On azathioprine 100 mg since 2023. Plan: start belimumab.",
        "Plan: start azathioprine. She took mycophenolate from 2020 to 2022.",
    ],
)
def test_what_goes_on_or_was_given_counts(text: str) -> None:
    assert status(text) == "pass"
