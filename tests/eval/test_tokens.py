"""One reading of a short note, prompt and answer together, costs less than one trial's prompts in TrialGPT."""

from __future__ import annotations

import pytest

from eval.bench import SHORT_NOTES, asking
from eval.cases import load_suite
from eval.tokens import TRIALGPT, bound, one_call


@pytest.mark.parametrize(
    "note", sorted([*SHORT_NOTES.glob("wait.*.txt"), *SHORT_NOTES.glob("never.*.txt")]), ids=lambda note: str(note.name)
)
def test_a_short_note_is_read_for_less(note: object) -> None:
    line = asking(note)  # type: ignore[arg-type]
    assert line.holds, line


@pytest.mark.parametrize("case", [case for case in load_suite("nk510") if case.id in ("en-01", "zh-01", "en-13")])
def test_the_prompt_for_a_whole_chart_is_shorter_too(case: object) -> None:
    given, _ = one_call(case.id, case.text)  # type: ignore[attr-defined]
    assert given < TRIALGPT


def test_chinese_costs_more_a_character() -> None:
    assert bound("白细胞") > bound("wbc")
