"""`prescreen protocol import`: a draft from a registry record, and how a screening with it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.__main__ import run

Captured = pytest.CaptureFixture[str]
TEXT = """Inclusion Criteria:

  - 18 years or older

  - A clear mind

Exclusion Criteria:

  - History of malignancy
"""


def _record(**parts: Any) -> str:
    name = {"nctId": "NCT00000001", "briefTitle": "A trial of something"}
    content = {"identificationModule": name, "eligibilityModule": {"eligibilityCriteria": TEXT}, **parts}
    return json.dumps({"protocolSection": content})


@pytest.fixture
def study(folder: Path) -> Path:
    file = folder / "study.json"
    file.write_text(_record(), "utf-8")
    return file


def test_a_draft_is_written_beside_its_record(study: Path, folder: Path, capsys: Captured) -> None:
    assert run(["protocol", "import", "study.json"]) == 0
    said = capsys.readouterr().out
    assert "NCT00000001: a draft of 3 criteria. 2 have a rule, 1 are left to encode." in said
    assert "DRAFT, not reviewed" in said
    assert "INC-02" in said
    assert (folder / "NCT00000001" / "record.json").read_bytes() == study.read_bytes()
    assert run(["protocol", "check", "NCT00000001"]) == 0


@pytest.mark.usefixtures("study")
def test_in_chinese_and_to_another_folder(capsys: Captured) -> None:
    assert run(["protocol", "import", "study.json", "-o", "mine", "--lang", "zh"]) == 0
    assert "mine：草稿共 3 条标准，2 条已有规则，1 条留待编码。" in capsys.readouterr().out
    assert run(["protocol", "show", "mine", "--lang", "zh"]) == 0
    assert "草稿，未经审核" in capsys.readouterr().out


@pytest.mark.usefixtures("study")
def test_a_screening_with_a_draft_says_so_and_makes_nobody_eligible(capsys: Captured) -> None:
    assert run(["protocol", "import", "study.json"]) == 0
    capsys.readouterr()
    command = ["screen", "note.txt", "--trial", "NCT00000001", "--screening-date", "2026-03-12"]
    assert run(command) == 0
    text = capsys.readouterr().out
    assert "DRAFT, NOT REVIEWED" in text
    assert "its rule is left to encode" in text
    assert run([*command, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["trial"]["draft"] is True
    assert (report["overall"], report["outlook"]) == ("needs_information", "complete_the_chart")
    assert {item["id"]: item["status"] for item in report["criteria"]} == {
        "INC-01": "pass",
        "INC-02": "unknown",
        "EXC-01": "pass",
    }


def test_a_draft_with_nothing_open_is_still_not_decided(folder: Path, capsys: Captured) -> None:
    module = {"eligibilityModule": {"eligibilityCriteria": "Exclusion Criteria:\n\n- History of malignancy"}}
    (folder / "study.json").write_text(_record(**module), "utf-8")
    draft = str(folder / "whole")
    assert run(["protocol", "import", "study.json", "-o", draft]) == 0
    assert run(["screen", "note.txt", "--trial", draft, "--screening-date", "2026-03-12"]) == 0
    assert "Not decided: a draft that nobody has reviewed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("none.json", "There is no file none.json"),
        (".", "is a folder: name the record's file"),
        ("bare.json", "bare.json has no criterion in its eligibility text"),
        ("note.txt", "note.txt is not a record of the ClinicalTrials.gov API v2"),
        ("study.json -o note.txt", "is a file: name a folder with -o"),
        ("study.json -o no/where", "there is no folder no"),
        ("study.json -o taken", "exists already: choose another folder with -o; nothing was written"),
    ],
)
@pytest.mark.usefixtures("study")
def test_what_cannot_be_imported(folder: Path, arguments: str, message: str, capsys: Captured) -> None:
    bare = {"eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:"}}
    (folder / "bare.json").write_text(_record(**bare), "utf-8")
    (folder / "taken").mkdir()
    (folder / "taken" / "protocol.yaml").write_text("id: mine\n", "utf-8")
    assert run(["protocol", "import", *arguments.split()]) == 2
    assert message in capsys.readouterr().err
    assert (folder / "taken" / "protocol.yaml").read_text("utf-8") == "id: mine\n"
    assert sorted(path.name for path in (folder / "taken").iterdir()) == ["protocol.yaml"]


def test_a_record_in_the_folder_itself_stays(folder: Path) -> None:
    (folder / "mine").mkdir()
    record = folder / "mine" / "record.json"
    record.write_text(_record(), "utf-8")
    assert run(["protocol", "import", "mine/record.json", "-o", "mine"]) == 0
    assert record.read_text("utf-8") == _record()
    assert (folder / "mine" / "protocol.yaml").is_file()


@pytest.mark.usefixtures("study")
def test_a_batch_with_a_draft_says_so(folder: Path, capsys: Captured) -> None:
    assert run(["protocol", "import", "study.json"]) == 0
    (folder / "patients").mkdir()
    (folder / "note.txt").rename(folder / "patients" / "one.txt")
    assert run(["batch", "patients", "-o", "out.csv", "--trial", "NCT00000001", "--screening-date", "2026-03-12"]) == 0
    assert "NCT00000001 is a draft that nobody has reviewed" in capsys.readouterr().err
    assert "needs_information" in (folder / "out.csv").read_text("utf-8")
