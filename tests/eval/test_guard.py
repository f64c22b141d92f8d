"""The baseline: what counts as a fall, and that it only rises."""

import json
from pathlib import Path

import pytest

from eval.cases import CaseError
from eval.harness.guard import falls, raised, read_guarded

BEFORE = {"nk510": {"agreement": 0.95, "fail_called_pass": 0.01}, "facts": {"f1": 0.9}}


def test_higher_is_better_but_for_errors() -> None:
    now = {"nk510": {"agreement": 0.94, "fail_called_pass": 0.02}}
    assert [str(fall) for fall in falls(now, BEFORE)] == [
        "nk510 agreement: 0.9400, was 0.9500",
        "nk510 fail_called_pass: 0.0200, was 0.0100",
    ]
    assert falls({"nk510": {"agreement": 0.95, "fail_called_pass": 0.0}}, BEFORE) == ()


def test_a_figure_that_is_no_longer_measured_fell() -> None:
    assert [fall.figure for fall in falls({"nk510": {"agreement": 0.95}}, BEFORE)] == ["fail_called_pass"]


def test_the_baseline_only_rises() -> None:
    now = {"nk510": {"agreement": 0.90, "fail_called_pass": 0.0}, "dev": {"kappa_of_ours": 1.0, "agreement": 0.9}}
    now["dev"].pop("kappa_of_ours")
    assert raised(BEFORE, now) == {
        "nk510": {"agreement": 0.95, "fail_called_pass": 0.0},
        "facts": {"f1": 0.9},
        "dev": {"agreement": 0.9},
    }


def test_a_run_and_a_baseline_can_be_held_against(tmp_path: Path) -> None:
    suites = {"nk510": {"figures": {"agreement": {"value": 0.9}, "fail_sensitivity": {"hits": 0, "of": 0}}}}
    (tmp_path / "results.json").write_text(json.dumps({"made_by": {}, "suites": suites}), "utf-8")
    assert read_guarded(tmp_path) == {"nk510": {"agreement": 0.9}}
    with pytest.raises(CaseError, match="holds no results"):
        read_guarded(tmp_path / "nowhere")
