"""`prescreen protocol diff`: an amendment, and the stored reports that it would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.amended import TRIAL, amended
from ui.cli.__main__ import run

Captured = pytest.CaptureFixture[str]
OLD_PATIENT = "68-year-old woman with SLE, seen 10 Mar 2026. SLEDAI-2K today 8.\n"
YOUNG_PATIENT = "34-year-old woman with SLE, seen 10 Mar 2026. SLEDAI-2K today 12.\n"


@pytest.fixture
def stored(folder: Path) -> Path:
    """Reports of two patients, one of whom the amendment concerns."""
    (folder / "reports").mkdir()
    for name, note in (("old", OLD_PATIENT), ("young", YOUNG_PATIENT)):
        (folder / f"{name}.txt").write_text(note, "utf-8")
        target = f"reports/{name}.json"
        command = ["screen", f"{name}.txt", "--screening-date", "2026-03-12", "--format", "json", "-o", target]
        assert run(command) == 0
    return folder / "reports"


def test_which_reports_would_change_and_how(stored: Path, tmp_path: Path, capsys: Captured) -> None:
    new = str(amended(tmp_path))
    assert run(["protocol", "diff", TRIAL, new, "--reports", str(stored), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(change["id"], change["what"]) for change in found["changes"]][:2] == [
        ("INC-01", "text"),
        ("INC-01", "rule"),
    ]
    assert found["reports"] == 2
    (only,) = found["would_change"]
    assert only["report"] == "old.json"
    assert only["criteria"] == [
        {"id": "INC-01", "was": "pass", "now": "fail"},
        {"id": "INC-05", "was": "fail", "now": "pass"},
    ]


def test_as_text_in_chinese(stored: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["protocol", "diff", TRIAL, str(amended(tmp_path)), "--reports", str(stored), "--lang", "zh"]) == 0
    text = capsys.readouterr().out
    assert "该试验2份已存报告中有1份会改变。" in text
    assert "18 to 65 years old" in text


@pytest.mark.usefixtures("stored")
def test_reports_need_a_protocol_and_not_a_record(tmp_path: Path, capsys: Captured) -> None:
    record = str(amended(tmp_path) / "record.json")
    assert run(["protocol", "diff", TRIAL, record, "--reports", "reports"]) == 2
    assert "is a record: stored reports need a protocol" in capsys.readouterr().err


def test_a_folder_without_reports(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    (folder / "none").mkdir()
    assert run(["protocol", "diff", TRIAL, str(amended(tmp_path)), "--reports", "none"]) == 2
    assert capsys.readouterr().err.startswith("prescreen: The folder none holds no report")
