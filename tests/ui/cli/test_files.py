"""Files that are no plain text, through the command: screened, listed, in a batch, and refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assistant.files.bundles import bundle, entry
from tests.assistant.files.making import pdf, picture, word
from ui.cli.__main__ import run

LINES = ["Clinic 2026-03-10", "34-year-old woman with SLE. Last belimumab infusion 25 Feb 2026."]
DAYS = ["--screening-date", "2026-03-12", "--lymphodepletion-date", "2026-03-16", "--infusion-date", "2026-03-20"]


@pytest.fixture
def charts(folder: Path) -> Path:
    (folder / "charts").mkdir()
    (folder / "charts" / "ann.pdf").write_bytes(pdf(LINES))
    (folder / "charts" / "bea.docx").write_bytes(
        word(lambda document: [document.add_paragraph(line) for line in LINES])
    )
    (folder / "charts" / "cy.pdf").write_bytes(pdf(picture))
    drug = {"medicationCodeableConcept": "Belimumab", "effectiveDateTime": "2026-02-25"}
    given, encounter = entry("MedicationAdministration", **drug), {"resourceType": "Encounter"}
    (folder / "dee.json").write_bytes(bundle(given, encounter))
    return folder / "charts"


@pytest.mark.parametrize("name", ["ann.pdf", "bea.docx"])
def test_a_file_is_screened_and_its_quotes_stand_in_the_rendered_text(charts: Path, name: str) -> None:
    assert run(["screen", f"charts/{name}", *DAYS, "--format", "json", "-o", "out.json"]) == 0
    report = json.loads(Path("out.json").read_text(encoding="utf-8"))
    (document,) = report["documents"]
    assert document["rendered_from"] == name.partition(".")[2]
    (washout,) = [item for item in report["criteria"] if item["id"] == "EXC-03.3"]
    assert washout["status"] == "fail"
    for item in washout["evidence"]:
        assert document["text"][item["start"] : item["end"]] == item["quote"]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "ann.pdf was taken from the file"), ("zh", "charts/ann.pdf的文字由文件转换而来")]
)
@pytest.mark.parametrize("command", ["screen", "facts"])
def test_the_report_says_that_the_text_was_rendered(
    charts: Path, capsys: pytest.CaptureFixture[str], command: str, lang: str, words: str
) -> None:
    assert run([command, "charts/ann.pdf", "--lang", lang]) == 0
    assert words in "".join(capsys.readouterr().out.split("\n  ")).replace("\n", " ")


def test_a_bundle_is_screened_and_what_was_not_read_is_said(charts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screen", "dee.json", *DAYS, "--format", "json", "-o", "out.json"]) == 0
    report = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert [item["status"] for item in report["criteria"] if item["id"] == "EXC-03.3"] == ["fail"]
    assert report["documents"][0]["left_out"] == [{"what": "Encounter", "why": "not_read", "count": 1}]
    for lang, words in (
        ("en", "! Not read from dee.json: Encounter (of a kind"),
        ("zh", "! dee.json中未读取：Encounter（不读取"),
    ):
        for command in ("screen", "facts"):
            assert run([command, "dee.json", "--lang", lang]) == 0
            assert words in capsys.readouterr().out


def test_a_batch_reads_them_and_has_a_row_for_what_cannot_be_read(charts: Path) -> None:
    assert run(["batch", "charts", "-o", "out.jsonl", *DAYS]) == 0
    ann, bea, cy = (json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines())
    assert ann["overall"] == bea["overall"] == "ineligible"
    assert "cy.pdf has no text, only pictures" in cy["error"]


def test_what_cannot_be_read_is_one_sentence(charts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screen", "charts/cy.pdf", "--lang", "zh"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "OCR" in captured.err
