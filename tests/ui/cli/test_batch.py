"""`prescreen batch`: one row a patient, whatever happens to one of them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui.cli.__main__ import run
from ui.cli.commands.batch import Progress

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Captured = pytest.CaptureFixture[str]
NOTE = "34-year-old woman with SLE, seen 10 Mar 2026. Last belimumab infusion 25 Feb 2026.\n"


@pytest.fixture
def patients(folder: Path) -> Path:
    """Two charts that can be read and one file that cannot."""
    made = folder / "patients"
    (made / "bea").mkdir(parents=True)
    (made / "ann.txt").write_text(NOTE, encoding="utf-8")
    (made / "bea" / "visit.txt").write_text(NOTE, encoding="utf-8")
    (made / "bea" / "later.txt").write_text("12 Mar 2026: anti-HCV negative.\n", encoding="utf-8")
    (made / "bea" / ".hidden").write_bytes(b"\0")
    (made / "cy.txt").write_bytes(b"")
    return made


def rows(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def lines(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").split("\n") if line]


def test_a_row_for_every_patient_and_an_error_row_for_a_bad_file(prescreen: Run, patients: Path) -> None:
    done = prescreen("batch", "patients", "-o", "out.csv", "--screening-date", "2026-03-12")
    assert (done.returncode, done.stderr) == (0, b"")
    ann, bea, cy = rows("out.csv")
    assert [row["patient"] for row in (ann, bea, cy)] == ["ann", "bea", "cy"]
    assert ann["trial"] == "NCT07083349"
    assert ann["INC-01"] == "pass"
    assert ann["screening"] == "2026-03-12"
    assert (ann["error"], bea["error"]) == ("", "")
    assert bea["files"] == "bea/later.txt bea/visit.txt"
    assert "cy.txt is empty" in cy["error"]
    assert cy["overall"] == ""
    assert not Path("out.csv.part").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_among_the_patients_is_an_error_row_and_is_not_waited_for(patients: Path) -> None:
    os.mkfifo(patients / "pipe.txt")
    assert run(["batch", "patients", "-o", "out.csv", "--screening-date", "2026-03-12"]) == 0
    *_, pipe = rows("out.csv")
    assert pipe["error"] == "pipe.txt is no file: put the notes there as text files."


def test_lines_hold_whole_reports(patients: Path) -> None:
    assert run(["batch", "patients", "-o", "out.jsonl", "--screening-date", "2026-03-12", "--no-text"]) == 0
    ann, bea, cy = lines("out.jsonl")
    assert len(ann["criteria"]) == 44
    assert [each["document"] for each in bea["documents"]] == ["bea/later.txt", "bea/visit.txt"]
    assert "text" not in ann["documents"][0]
    assert (cy["overall"], cy["trial"]["id"]) == (None, "NCT07083349")


def test_workers_give_the_same_rows_in_the_same_order(prescreen: Run, patients: Path) -> None:
    one = prescreen("batch", "patients", "-o", "one.csv", "--screening-date", "2026-03-12", "--workers", "1")
    two = prescreen("batch", "patients", "-o", "two.csv", "--screening-date", "2026-03-12", "--workers", "2")
    assert (one.returncode, two.returncode, two.stderr) == (0, 0, b"")
    assert Path("one.csv").read_text(encoding="utf-8") == Path("two.csv").read_text(encoding="utf-8")


def test_each_patients_days_stand_in_a_table_beside_the_notes(patients: Path, capsys: Captured) -> None:
    table = "\ufeffPatient,Screening date,Infusion,Remark\nann.txt,2026-03-12,2026/3/20,x\nbea,2026-02-30,,\nzoe,,,\n"
    (patients / "dates.csv").write_text(table, encoding="utf-8")
    assert run(["batch", "patients", "-o", "out.csv", "--screening-date", "2026-03-01"]) == 0
    ann, bea, _ = rows("out.csv")
    assert (ann["screening"], ann["infusion"]) == ("2026-03-12", "2026-03-20")
    assert "dates.csv, screening of bea: '2026-02-30' is not a possible date" in bea["error"]
    remarks = capsys.readouterr().err
    assert "the column 'remark' is not used" in remarks
    assert "'zoe', who is not in the folder" in remarks


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("name,screening\nann,2026-03-12\n", "line 1: there is no column 'patient'"),
        ("patient,screening\nann,2026-03-12\nann,2026-03-13\n", "line 3: the patient 'ann' stands twice"),
        ("patient,screening\n,2026-03-12\n", "line 2: no patient is named"),
    ],
)
def test_a_table_of_days_that_cannot_be_used(patients: Path, capsys: Captured, table: str, words: str) -> None:
    (patients / "dates.csv").write_text(table, encoding="utf-8")
    assert run(["batch", "patients", "-o", "out.csv"]) == 2
    assert words in capsys.readouterr().err


def _mark(file: str, old: str, new: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_second_run_keeps_what_was_finished_and_tries_errors_again(
    patients: Path, capsys: Captured, form: str
) -> None:
    arguments = ["batch", "patients", "-o", f"out.{form}", "--screening-date", "2026-03-12"]
    assert run(arguments) == 0
    _mark(f"out.{form}", "NK510" if form == "jsonl" else "embedded", "kept")
    (patients / "cy.txt").write_text(NOTE, encoding="utf-8")
    capsys.readouterr()
    assert run([*arguments, "--resume"]) == 0
    assert "2 of them from an earlier run" in capsys.readouterr().out
    found = rows("out.csv") if form == "csv" else lines("out.jsonl")
    assert sorted(row["patient"] for row in found) == ["ann", "bea", "cy"]
    assert ["kept" in str(row) for row in found] == [True, True, False]
    assert not any(row["error"] for row in found)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_run_that_was_broken_off_goes_on_from_its_part(patients: Path, capsys: Captured, form: str) -> None:
    arguments = ["batch", "patients", "-o", f"out.{form}", "--screening-date", "2026-03-12"]
    assert run(arguments) == 0
    whole = Path(f"out.{form}").read_text(encoding="utf-8")
    torn = whole[: whole.index("bea/later.txt") + 3]
    Path(f"out.{form}.part").write_text(torn, encoding="utf-8")
    Path(f"out.{form}").unlink()
    capsys.readouterr()
    assert run([*arguments, "--resume"]) == 0
    assert "1 of them from an earlier run" in capsys.readouterr().out
    assert Path(f"out.{form}").read_text(encoding="utf-8") == whole


def test_a_row_is_made_again_where_its_note_or_its_days_have_changed(patients: Path, capsys: Captured) -> None:
    arguments = ["batch", "patients", "-o", "out.csv", "--resume", "--screening-date"]
    assert run([*arguments, "2026-03-12"]) == 0
    (patients / "ann.txt").write_text(NOTE + "anti-HCV negative.\n", encoding="utf-8")
    capsys.readouterr()
    assert run([*arguments, "2026-03-12"]) == 0
    assert "1 of them from an earlier run" in capsys.readouterr().out
    assert run([*arguments, "2026-03-13"]) == 0
    assert "earlier run" not in capsys.readouterr().out


def test_a_table_of_another_kind_is_not_resumed(patients: Path, capsys: Captured) -> None:
    Path("out.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(["batch", "patients", "-o", "out.csv", "--resume"]) == 2
    assert "its columns differ" in capsys.readouterr().err
    assert Path("out.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_the_output_may_lie_in_the_folder_and_is_no_patient(patients: Path) -> None:
    for _ in range(2):
        assert run(["batch", "patients", "-o", "patients/out.csv", "--screening-date", "2026-03-12"]) == 0
    assert [row["patient"] for row in rows("patients/out.csv")] == ["ann", "bea", "cy"]


def test_two_files_of_one_name_keep_their_endings(patients: Path) -> None:
    (patients / "ann.md").write_text(NOTE, encoding="utf-8")
    assert run(["batch", "patients", "-o", "out.csv", "--screening-date", "2026-03-12"]) == 0
    assert [row["patient"] for row in rows("out.csv")] == ["ann.md", "ann.txt", "bea", "cy"]


def test_no_cell_is_a_formula(patients: Path) -> None:
    (patients / "=1+1.txt").write_text(NOTE, encoding="utf-8")
    assert run(["batch", "patients", "-o", "out.csv", "--screening-date", "2026-03-12"]) == 0
    assert rows("out.csv")[0]["patient"] == "'=1+1"


def test_a_fault_on_one_patient_is_a_row_without_the_notes_words(
    patients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise KeyError("belimumab")

    monkeypatch.setattr("assistant.screening.read", failing)
    assert run(["batch", "patients", "-o", "out.csv"]) == 0
    errors = [row["error"] for row in rows("out.csv")]
    assert all(errors)
    assert "belimumab" not in " ".join(errors)


def test_an_interrupt_leaves_the_finished_rows_in_the_part(patients: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import screening

    reading, calls = screening.read, []

    def interrupted(*documents: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return reading(*documents)

    monkeypatch.setattr("assistant.screening.read", interrupted)
    assert run(["batch", "patients", "-o", "out.csv", "--screening-date", "2026-03-12"]) == 130
    assert [row["patient"] for row in rows("out.csv.part")] == ["ann"]
    assert not Path("out.csv").exists()


class _Watched:
    def __init__(self, watched: bool) -> None:
        self.watched, self.text = watched, ""

    def isatty(self) -> bool:
        return self.watched

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_progress_is_shown_to_a_person_only() -> None:
    for watched in (True, False):
        stream = _Watched(watched)
        progress = Progress(stream, 2)  # type: ignore[arg-type]
        progress.step(0)
        progress.step(1)
        progress.end()
        assert ("2 of 2 patients, 1 with an error" in stream.text) is watched
