"""The harness from end to end: a tiny case with known figures, and the aims on the cases the reader is developed on."""

import json
from pathlib import Path

import pytest

from eval.cases import load_suite, select
from eval.floors import breaches, load_floors
from eval.run import Evaluation, command, evaluate, main

NOTE = "Clinic note 2026-03-10\nMr Doe is a 45-year-old man. HIV antibody negative on 2026-03-05.\n"
LABELS = {
    "id": "en-01",
    "language": "en",
    "screening_date": "2026-03-12",
    "overall": "needs_information",
    # The first is right, the second a fail that the note does not support, the third a pass that nobody can find.
    "gold": {"INC-01": "pass", "EXC-06a": "fail", "EXC-09": "pass"},
    "why": {"EXC-06a": "wrong on purpose"},
    "evidence": {"INC-01": ["45-year-old"], "EXC-06a": ["HIV antibody negative"], "EXC-09": ["Clinic note"]},
}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "en-01.json").write_text(json.dumps(LABELS), "utf-8")
    (folder / "en-01.txt").write_text(NOTE, "utf-8")
    return folder


def test_a_tiny_case_has_the_figures_counted_by_hand(suite: Path) -> None:
    found = evaluate(load_suite(str(suite)))
    figures = found.groups["en", "fresh"]
    assert (figures.agreement.hits, figures.agreement.total) == (1, 3)
    assert (figures.fails_found.hits, figures.fails_found.total) == (0, 1)
    assert [miss.criterion for miss in figures.fails_called_pass] == ["EXC-06a"]
    assert (figures.left_unknown.hits, figures.left_unknown.total) == (1, 3)
    assert figures.fails_right.value is None
    assert figures.overall_right.value == 1
    assert found.faults == ()


def test_every_miss_names_its_stage(suite: Path) -> None:
    stages = {miss.criterion: miss.stage.partition(":")[0] for miss in evaluate(load_suite(str(suite))).misses}
    assert stages == {"EXC-06a": "rule", "EXC-09": "reading"}


def test_results_are_written_and_compared(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main([str(suite)], out=out) == 0
    results = json.loads((out / "results.json").read_text("utf-8"))
    assert results["figures"]["en fresh"]["agreement"]["hits"] == 1
    assert "| en-01 | fresh | EXC-06a | fail | pass | wrong on purpose |" in (out / "misses.md").read_text("utf-8")
    results["verdicts"]["en-01"]["INC-01"] = "unknown"
    (out / "results.json").write_text(json.dumps(results), "utf-8")
    capsys.readouterr()
    assert command([str(suite), "--baseline", str(out)]) == 0
    assert "mended: en-01 INC-01: unknown -> pass (gold pass)" in capsys.readouterr().out


def test_the_figures_stand_before_the_misses(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command([str(suite)]) == 0
    shown = capsys.readouterr().out
    assert (
        shown.index("agreement")
        < shown.index("Evidence: 0 faults")
        < shown.index("lost by")
        < shown.index("Misses (2)")
    )
    assert "!! en-01 EXC-06a: gold fail, got pass" in shown


def test_one_criterion_and_the_misses_alone_can_be_asked_for(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command([str(suite), "--criterion", "EXC-09", "--misses"]) == 0
    shown = capsys.readouterr().out
    assert "EXC-09" in shown
    assert "EXC-06a" not in shown
    assert "agreement" not in shown


def test_figures_below_a_floor_that_was_asked_for_exit_1(suite: Path) -> None:
    assert command([str(suite), "--floor"]) == 1
    assert command([str(suite)]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nk51"], "there is no suite 'nk51'"),
        (["nk510", "--case", "en-99"], "no case of these suites"),
        (["nk510", "--baseline", "nowhere"], "nowhere"),
        (["nk510", "--extractor", "abacus"], "there is no extractor 'abacus'"),
    ],
)
def test_unusable_input_exits_2_with_a_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.fixture(scope="module")
def tuned() -> Evaluation:
    return evaluate(select(load_suite("nk510"), part="tuned"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_aims_hold_on_the_cases_the_reader_is_developed_on(tuned: Evaluation, language: str) -> None:
    figures = tuned.groups[language, "tuned"]
    assert {name: getattr(figures, name) for name in breaches(figures, load_floors())} == {}


def test_every_quote_stands_where_it_says(tuned: Evaluation) -> None:
    assert tuned.faults == ()


def test_the_gap_to_the_held_out_cases_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["nk510", "--case", "en-01", "--case", "en-03"]) == 0
    assert "tuned less held out (aim <=0.03): en untuned" in capsys.readouterr().out
