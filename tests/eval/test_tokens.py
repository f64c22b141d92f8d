"""One reading of a short note, prompt and answer together, costs less than one trial's prompts in TrialGPT."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench import SHORT_NOTES, asking
from eval.cases import load_suite
from eval.tokens import TRIALGPT, count, one_call


@pytest.mark.parametrize("note", sorted(SHORT_NOTES.glob("*.??.txt")), ids=lambda note: str(note.name))
def test_a_short_note_is_read_for_less(note: Path) -> None:
    line = asking(note)
    assert line.holds, line


def test_the_examples_are_three_notes_in_each_language() -> None:
    assert len(list(SHORT_NOTES.glob("*.en.txt"))) == len(list(SHORT_NOTES.glob("*.zh.txt"))) == 3


def test_further_trials_cost_no_further_call() -> None:
    note = min(SHORT_NOTES.glob("*.en.txt"))
    assert asking(note).figure == asking(note, trials=10).figure


@pytest.mark.parametrize("case", [case for case in load_suite("nk510") if case.id in ("en-01", "zh-01", "en-13")])
def test_the_prompt_for_a_whole_chart_is_shorter_too(case: object) -> None:
    given, _ = one_call(case.id, case.text)  # type: ignore[attr-defined]
    assert given < TRIALGPT


def test_chinese_costs_more_a_character() -> None:
    assert count("白细胞") > count("wbc")
