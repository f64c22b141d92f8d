"""The PDF report: its text can be taken out again, Chinese too; the summary is one page; nothing in it runs."""

from __future__ import annotations

from typing import Literal

import pypdfium2
import pytest

from assistant.documents import read_documents
from tests.ui.reports.charts import HOSTILE, example, report_of
from ui.reports import pdf_report, pdf_summary

Lang = Literal["en", "zh"]


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["wait", "never"])
def test_every_reason_and_the_note_can_be_taken_out_again(name: str, lang: Lang) -> None:
    report = example(name, lang)
    text = text_of(pdf_report([report], lang))
    for item in report["criteria"]:
        assert "".join(item["reason"].replace("⁹", "^9").split()) in text
    for line in report["documents"][0]["text"].splitlines():
        assert "".join(line.split())[:24] in text


def test_the_program_reads_its_own_report_back() -> None:
    (document,) = read_documents(pdf_report([example("wait", "zh")], "zh"), "report.pdf")
    assert document.language == "zh"
    assert "末次贝利尤单抗输注2026-02-25，已停" in document.text


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["wait", "never", "refer"])
def test_the_summary_is_one_page(name: str, lang: Lang) -> None:
    report = example(name, lang)
    assert len(pypdfium2.PdfDocument(pdf_summary([report], lang))) == 1
    assert len(pypdfium2.PdfDocument(pdf_summary([report, report], lang))) == 2


def test_the_summary_of_a_chart_with_much_to_ask_is_one_page() -> None:
    report = report_of("Clinic 10 Mar 2026. Woman.\n", "zh")
    data = pdf_summary([report], "zh")
    assert len(pypdfium2.PdfDocument(data)) == 1
    assert "另有" in text_of(data)


def test_a_hostile_note_is_text() -> None:
    data = pdf_report([report_of(HOSTILE)], "en")
    text = text_of(data)
    assert "<script>alert(1)</script>" in text
    assert "[U+202E]gnp.exe" in text
    assert not any(
        word in data for word in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/OpenAction")
    )


def test_the_font_is_in_the_file_and_only_what_is_used_of_it() -> None:
    data = pdf_report([example("wait", "zh")], "zh")
    assert b"/FontFile2" in data
    assert len(data) < 400_000


def test_a_character_that_the_font_lacks_is_a_box_and_no_fault() -> None:
    assert "□" in text_of(
        pdf_report([report_of("Clinic 10 Mar 2026. 34-year-old woman with SLE. \U0002a6a5 \U0001f600\n")], "en")
    )


def test_a_very_long_note_is_set_up_to_a_point() -> None:
    data = pdf_report([report_of("Clinic 10 Mar 2026. Woman with SLE. " + "word " * 20_000)], "en")
    assert "TheNotegoeson".lower() in text_of(data).lower()
