"""Verdicts of sentences about diagnoses, allergies and activity, in notes that say nothing else of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant import screening
from assistant.documents import read_chart
from rules.chart import Dates
from rules.protocol import load_protocol

_NOTES = {
    "en": (
        "Rheumatology clinic, 10 March 2026\n34-year-old woman with SLE since 2015.\n"
        "She takes prednisone 10 mg daily and mycophenolate 1 g bid.\n\n{}\n\nWeight 61 kg. BP 118/72.\n"
    ),
    "zh": (
        "风湿科门诊病历 2026-03-10\n患者女，34岁，系统性红斑狼疮11年。\n"
        "目前泼尼松10mg qd，吗替麦考酚酯1g bid。\n{}\n体重61kg，血压118/72mmHg。\n"
    ),
}
_DATES = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))


def _rows() -> Iterator[tuple[str, str, str, str]]:
    table = yaml.safe_load((Path(__file__).parent / "condition_verdicts.yaml").read_text(encoding="utf-8"))
    for group in table:
        for status in ("pass", "fail", "unknown"):
            for text in group.get(status, ()):
                yield group["criterion"], group["language"], status, text


@pytest.mark.parametrize(("criterion", "language", "status", "text"), list(_rows()))
def test_what_a_sentence_decides(criterion: str, language: str, status: str, text: str) -> None:
    documents = read_chart([("note.txt", _NOTES[language].format(text))], screening=date(2026, 3, 12))
    report = screening.screen(documents, load_protocol("NCT07083349"), _DATES)
    (verdict,) = [one for one in report.verdicts if one.criterion.id == criterion]
    assert verdict.status.value == status
