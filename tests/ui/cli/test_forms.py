"""Reports to take away, through the command: HTML, PDF, FHIR, the summary; and tables as Parquet."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from pyarrow import parquet

from tests.ui.cli.conftest import NOTE, Run
from ui.cli.__main__ import run

DAYS = ["--screening-date", "2026-03-12", "--lymphodepletion-date", "2026-03-16", "--infusion-date", "2026-03-20"]


def test_html_goes_to_the_terminal_or_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screen", "note.txt", *DAYS, "--format", "html", "-o", "out.html"]) == 0
    page = Path("out.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert 'id="r1-EXC-03.3"' in page
    assert run(["screen", "note.txt", *DAYS, "--format", "html"]) == 0
    assert capsys.readouterr().out == page


def test_fhir_is_a_bundle_that_the_program_reads(folder: Path) -> None:
    assert run(["screen", "note.txt", *DAYS, "--format", "fhir", "-o", "out.json"]) == 0
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["resourceType"] == "Bundle"
    assert run(["screen", "out.json", *DAYS, "--format", "json", "-o", "again.json"]) == 0
    again = json.loads(Path("again.json").read_text(encoding="utf-8"))
    assert [item["status"] for item in again["criteria"] if item["id"] == "EXC-03.3"] == ["fail"]
    assert again["documents"][0]["text"] == NOTE


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pdf_and_summary(folder: Path, lang: str) -> None:
    trials = ["--trial", "NCT07083349", "--trial", "NCT00709722"]
    assert run(["screen", "note.txt", *DAYS, *trials, "--format", "pdf", "--lang", lang, "-o", "out.pdf"]) == 0
    assert len(pypdfium2.PdfDocument("out.pdf")) > 2
    assert (
        run(["screen", "note.txt", *DAYS, *trials, "--format", "pdf", "--summary", "--lang", lang, "-o", "one.pdf"])
        == 0
    )
    assert len(pypdfium2.PdfDocument("one.pdf")) == 2
    assert run(["screen", "note.txt", *DAYS, "--format", "html", "--summary", "--lang", lang, "-o", "one.html"]) == 0
    assert 'class="one-page"' in Path("one.html").read_text(encoding="utf-8")


def test_a_text_report_loads_nothing_that_the_other_forms_need(prescreen: Run) -> None:
    program = (
        "import sys; from ui.cli.__main__ import run; run(['screen', 'note.txt']); "
        "print([n for n in ('reportlab', 'fhir', 'pypdfium2', 'docx', 'lxml', 'pyarrow') if n in sys.modules])"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": root},
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def patients(folder: Path) -> None:
    (folder / "charts").mkdir()
    for name in ("ann", "-bea"):
        (folder / "charts" / f"{name}.txt").write_text(NOTE, encoding="utf-8")
    (folder / "charts" / "cy.txt").write_bytes(b"")


def test_a_table_as_parquet(folder: Path) -> None:
    patients(folder)
    assert run(["batch", "charts", "-o", "out.parquet", *DAYS]) == 0
    rows = parquet.read_table("out.parquet").to_pylist()
    assert [row["patient"] for row in rows] == ["-bea", "ann", "cy"]  # no quotation mark: nothing here is a formula
    assert rows[1]["EXC-03.3"] == "fail"
    assert rows[1]["screening"] == date(2026, 3, 12)
    assert "EXC-03.3" in rows[1]["fail"].split()
    assert rows[2]["error"] is not None
    assert rows[2]["overall"] is None
    assert sorted(path.name for path in folder.iterdir()) == ["charts", "note.txt", "out.parquet"]


def test_a_parquet_table_is_resumed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patients(folder)
    run(["batch", "charts", "-o", "out.parquet", *DAYS])
    before = parquet.read_table("out.parquet")
    capsys.readouterr()
    assert run(["batch", "charts", "-o", "out.parquet", *DAYS, "--resume"]) == 0
    assert "2 of them from an earlier run" in capsys.readouterr().out
    assert parquet.read_table("out.parquet").equals(before)


def test_a_parquet_table_that_is_none_is_not_resumed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patients(folder)
    (folder / "out.parquet").write_bytes(b"PAR1 no")
    assert run(["batch", "charts", "-o", "out.parquet", *DAYS, "--resume"]) == 2
    assert "out.parquet cannot be resumed" in capsys.readouterr().err
