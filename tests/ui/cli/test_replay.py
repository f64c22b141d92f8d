"""`prescreen replay`: stored reports derived anew, by a person at a terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ui.cli.__main__ import run

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Captured = pytest.CaptureFixture[str]
DATES = ("--screening-date", "2026-03-12", "--infusion-date", "2026-03-20")


def test_a_report_is_the_same_byte_for_byte(prescreen: Run) -> None:
    assert prescreen("screen", "note.txt", *DATES, "--no-text", "--format", "json", "-o", "r.json").returncode == 0
    done = prescreen("replay", "r.json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"r.json NCT07083349: the same, byte for byte.\n"


def test_the_lines_of_a_batch_are_replayed_and_error_rows_left_out(folder: Path, capsys: Captured) -> None:
    (folder / "patients").mkdir()
    (folder / "patients" / "ann.txt").write_bytes((folder / "note.txt").read_bytes())
    (folder / "patients" / "cy.txt").write_bytes(b"")
    assert run(["batch", "patients", "-o", "out.jsonl", *DATES]) == 0
    capsys.readouterr()
    assert run(["replay", "out.jsonl", "--format", "json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)["replays"]
    assert (only["same"], only["differences"]) == (True, [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "There is no file r.json: check the path.", id="missing"),
        pytest.param("hello", "r.json, line 1: this is no JSON: name a report of `--format json`.", id="no JSON"),
        pytest.param("{}", "r.json, line 1: this is no report of `prescreen screen --format json`.", id="no report"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_file_that_is_no_report(content: str | None, words: str, capsys: Captured) -> None:
    if content is not None:
        Path("r.json").write_text(content, encoding="utf-8")
    assert run(["replay", "r.json"]) == 2
    assert capsys.readouterr().err == f"prescreen: {words}\n"


def test_what_differs_is_named_in_the_language_asked_for(folder: Path, capsys: Captured) -> None:
    assert run(["screen", "note.txt", *DATES, "--format", "json", "-o", "r.json"]) == 0
    report = json.loads((folder / "r.json").read_text("utf-8"))
    report["overall"] = "potentially_eligible"
    (folder / "r.json").write_text(json.dumps(report), "utf-8")
    assert run(["replay", "r.json", "--lang", "zh"]) == 1
    assert capsys.readouterr().out == (
        "r.json NCT07083349: 有1处不同。\n  overall：potentially_eligible → ineligible\n"
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        pytest.param("protocol", "Changed since: the protocol.", id="the hash of the protocol"),
        pytest.param("facts", "It was changed after it was written", id="the hash of the facts"),
    ],
)
def test_a_report_with_another_hash_is_not_the_same(folder: Path, capsys: Captured, part: str, words: str) -> None:
    assert run(["screen", "note.txt", *DATES, "--format", "json", "-o", "r.json"]) == 0
    report = json.loads((folder / "r.json").read_text("utf-8"))
    report["made_with"][part] = "0" * 64
    (folder / "r.json").write_text(json.dumps(report), "utf-8")
    assert run(["replay", "r.json"]) == 1
    assert words in capsys.readouterr().out


def test_one_report_that_differs_does_not_keep_the_others_from_being_looked_at(folder: Path, capsys: Captured) -> None:
    assert run(["screen", "note.txt", *DATES, "--format", "json", "-o", "a.json"]) == 0
    report = json.loads((folder / "a.json").read_text("utf-8"))
    report["facts"] = report["facts"][1:]
    (folder / "b.json").write_text(json.dumps(report), "utf-8")
    assert run(["replay", "b.json", "a.json"]) == 1
    assert "a.json NCT07083349: the same, byte for byte." in capsys.readouterr().out
