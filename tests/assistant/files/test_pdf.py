"""PDF files: lines, columns, tables, turned pages, filled forms, and what is refused with a sentence that helps."""

from __future__ import annotations

import time

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import read_chart, read_documents
from assistant.errors import InputError
from assistant.files.pages import joined
from assistant.screening import extract
from tests.assistant.files.making import pdf, picture

PROSE = "left prose that goes on to the end of it"
OTHER = "right words of quite another matter here"


def text(data: bytes) -> str:
    (document,) = read_documents(data, "note.pdf")
    return document.text


def table(canvas: Canvas) -> None:
    canvas.drawString(60, 800, "Laboratory 2026-03-10")
    rows = [("Test", "Result", "Unit", "Reference"), ("WBC", "3.6", "10*9/L", "3.5-9.5"), ("ALT", "22", "U/L", "9-50")]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            canvas.drawString(60 + 90 * column, 770 - 14 * row, cell)


def test_every_quote_of_a_pdf_stands_in_its_text() -> None:
    (document,) = read_chart([("note.pdf", pdf(table))])
    facts, _ = extract([document])
    assert document.rendered_from == "pdf"
    assert {fact.name for fact in facts} == {"wbc", "alt"}
    for fact in facts:
        for item in fact.evidence:
            assert document.text[item.start : item.end] == item.quote


def test_a_row_of_a_table_is_a_line_and_has_its_limits() -> None:
    (document,) = read_chart([("note.pdf", pdf(table))])
    lines = document.text.splitlines()
    assert lines.index(next(line for line in lines if line.startswith("WBC"))) > 0
    assert next(line for line in lines if line.startswith("WBC")).split() == ["WBC", "3.6", "10*9/L", "3.5-9.5"]
    facts, _ = extract([document])
    wbc = next(fact for fact in facts if fact.name == "wbc")
    assert (wbc.value, wbc.unit, wbc.upper_limit, str(wbc.date)) == (3.6, "10*9/L", 9.5, "2026-03-10")


def test_an_empty_cell_keeps_the_next_one_under_its_head() -> None:
    def page(canvas: Canvas) -> None:
        cells = [("Test", "2026-02-01", "2026-03-01"), ("Creatinine (umol/L)", "", "72"), ("ALT (U/L)", "22", "")]
        for row, line in enumerate(cells):
            for column, cell in enumerate(line):
                canvas.drawString(60 + 140 * column, 770 - 14 * row, cell)

    facts, _ = extract(read_chart([("labs.pdf", pdf(page))]))
    assert {(fact.name, str(fact.date)) for fact in facts} == {("creatinine", "2026-03-01"), ("alt", "2026-02-01")}


def test_chinese_without_an_embedded_font_is_read() -> None:
    lines = ["门诊病历 2026年3月10日", "患者，女，34岁。否认结核病史。", "白细胞3.6×10^9/L（3.5-9.5）"]
    assert text(pdf(lines, font="STSong-Light")).splitlines() == lines


def test_a_raised_figure_stays_in_its_line() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "WBC 3.6 x 10")
        canvas.setFont("Helvetica", 6)
        canvas.drawString(60 + canvas.stringWidth("WBC 3.6 x 10", "Helvetica", 10), 704, "9")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(64 + canvas.stringWidth("WBC 3.6 x 10", "Helvetica", 10), 700, "/L")

    assert text(pdf(page)) == "WBC 3.6 x 109/L\n"


def test_prose_in_two_columns_is_read_down_each() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(10):
            canvas.drawString(50, 780 - 12 * number, PROSE)
            canvas.drawString(320, 780 - 12 * number, OTHER)

    lines = [line for line in text(pdf(page)).splitlines() if line]
    assert lines == [PROSE] * 10 + [OTHER] * 10


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side(turn: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(0, 0, "ALT   22 U/L")
        canvas.drawString(0, -14, "on 2026-03-01")

    assert [" ".join(line.split()) for line in text(pdf(page)).splitlines()] == ["ALT 22 U/L", "on 2026-03-01"]


def test_a_watermark_is_not_mixed_into_the_lines() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 500, "Denies tuberculosis and hepatitis at any time.")
        canvas.translate(60, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "VOID VOID VOID VOID VOID")

    assert text(pdf(page)).splitlines() == [
        "VOID VOID VOID VOID VOID",
        "",
        "Denies tuberculosis and hepatitis at any time.",
    ]


def test_what_was_filled_into_a_form_is_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Tuberculosis:")
        canvas.acroForm.textfield(name="tb", value="never", x=140, y=695, width=100, height=16, borderWidth=0)

    assert text(pdf(page)).split() == ["Tuberculosis:", "never"]


def test_a_sentence_goes_on_overleaf_past_heads_and_feet() -> None:
    pages = [["Jane Roe  MRN 1", "She denies", "Page 1 of 2"], ["Jane Roe  MRN 1", "tuberculosis.", "Page 2 of 2"]]
    assert text(pdf(*pages)).splitlines() == ["Jane Roe MRN 1", "She denies", "tuberculosis.", "Page 2 of 2"]


def test_a_head_with_another_date_is_kept() -> None:
    assert (
        joined([["Visit 2026-03-01", "One."], ["Visit 2026-03-08", "Two."]])
        .split("\n\n")[1]
        .startswith("Visit 2026-03-08")
    )


def test_several_notes_in_one_file() -> None:
    data = pdf(["=== NOTE: Clinic 2026-03-01 ===", "ALT 22 U/L"], ["=== NOTE: Clinic 2026-03-08 ===", "ALT 30 U/L"])
    found = read_documents(data, "two.pdf")
    assert [(one.id, str(one.written_on)) for one in found] == [
        ("two.pdf#1", "2026-03-01"),
        ("two.pdf#2", "2026-03-08"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(pdf(picture), "scanned", id="a scan"),
        pytest.param(pdf([]), "scanned", id="an empty page"),
        pytest.param(pdf(["Text of a note."], picture), "scanned_pages", id="one page of two is a scan"),
        pytest.param(pdf(["x"], encrypt=pdfencrypt.StandardEncryption("secret")), "protected_pdf", id="a password"),
        pytest.param(b"%PDF-1.7\nabc", "damaged", id="damaged"),
        pytest.param(pdf(["Text of a note."])[:400], "damaged", id="cut short"),
        pytest.param(pdf(*[["x"]] * 401), "too_many_pages", id="one page too many"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_documents(data, "note.pdf")
    assert refused.value.code == code
    assert refused.value.said("en") != refused.value.said("zh")


def test_the_pages_that_are_scans_are_named() -> None:
    with pytest.raises(InputError, match=r"\(2, 4\)"):
        read_documents(pdf(["One."], picture, ["Three."], picture), "note.pdf")


def test_ten_thousand_pages_are_refused_at_once() -> None:
    data = pdf(*[["x"]] * 10_000)
    began = time.monotonic()
    with pytest.raises(InputError):
        read_documents(data, "note.pdf")
    assert time.monotonic() - began < 5


def test_a_file_that_wants_no_password_to_be_read_is_read() -> None:
    only_printing = pdfencrypt.StandardEncryption("", ownerPassword="owner", canModify=0)
    assert text(pdf(["ALT 22 U/L"], encrypt=only_printing)) == "ALT 22 U/L\n"
