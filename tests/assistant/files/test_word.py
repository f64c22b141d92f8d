"""Word files: order, tables, revisions, boxes, and archives that are none or would unpack to too much."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assistant.documents import read_chart, read_documents
from assistant.errors import InputError
from assistant.screening import extract
from tests.assistant.files.making import word

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def text(build: Callable[[Any], None]) -> str:
    (document,) = read_documents(word(build), "note.docx")
    return document.text


def xml(inner: str) -> Callable[[Any], None]:
    """A document with this XML in its one paragraph, between two words."""

    def build(document: Any) -> None:
        paragraph = document.add_paragraph("before ")
        for element in parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"):
            paragraph._p.append(element)
        paragraph.add_run(" after")

    return build


def rows(document: Any, *lines: tuple[str, ...]) -> None:
    table = document.add_table(len(lines), len(lines[0]))
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell


def clinic(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "City Hospital 2026-03-10"
    document.sections[0].footer.paragraphs[0].text = "Dr Chen"
    document.add_heading("Laboratory", 1)
    rows(
        document,
        ("Test", "Result", "Unit", "Reference"),
        ("WBC", "3.6", "10*9/L", "3.5-9.5"),
        ("ALT", "", "U/L", "9-50"),
    )
    document.add_paragraph("否认结核病史。")


def test_head_paragraphs_tables_and_foot_stand_in_their_order() -> None:
    assert text(clinic).split("\n") == [
        "City Hospital 2026-03-10", "", "Laboratory", "", "Test\tResult\tUnit\tReference", "WBC\t3.6\t10*9/L\t3.5-9.5",
        "ALT\t—\tU/L\t9-50", "", "否认结核病史。", "", "Dr Chen", "",
    ]  # fmt: skip


def test_every_quote_stands_in_the_text_with_the_limits_of_its_row() -> None:
    (document,) = read_chart([("note.docx", word(clinic))])
    facts, _ = extract([document])
    assert document.rendered_from == "docx"
    assert {fact.name for fact in facts} == {"wbc", "tuberculosis"}
    for fact in facts:
        for item in fact.evidence:
            assert document.text[item.start : item.end] == item.quote
    wbc = next(fact for fact in facts if fact.name == "wbc")
    assert (wbc.value, wbc.upper_limit, str(wbc.date)) == (3.6, 9.5, "2026-03-10")


R, T = "<w:r>{}</w:r>", "<w:r><w:t>{}</w:t></w:r>"
BOX = R.format("<w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar>")


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        pytest.param(f"<w:ins w:id='1' w:author='a'>{T.format('no ')}</w:ins>", "no ", id="inserted"),
        pytest.param("<w:del w:id='1' w:author='a'><w:r><w:delText>SLE</w:delText></w:r></w:del>", "", id="deleted"),
        pytest.param(f"<w:moveFrom w:id='1' w:author='a'>{T.format('SLE')}</w:moveFrom>", "", id="moved away"),
        pytest.param("<w:r><w:rPr><w:strike/></w:rPr><w:t>SLE</w:t></w:r>", "", id="struck through"),
        pytest.param("<w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>SLE</w:t></w:r>", "SLE", id="not struck through"),
        pytest.param("<w:r><w:rPr><w:vanish/></w:rPr><w:t>SLE</w:t></w:r>", "", id="hidden"),
        pytest.param(f"<w:hyperlink>{T.format('linked')}</w:hyperlink>", "linked", id="a link"),
        pytest.param(f"<w:sdt><w:sdtContent>{T.format('chosen')}</w:sdtContent></w:sdt>", "chosen", id="a control"),
        pytest.param(R.format("<w:tab/>"), "\t", id="a tab"),
        pytest.param(R.format("<w:br/>"), "\n", id="a line break"),
        pytest.param(R.format("<w:noBreakHyphen/>"), "-", id="a hyphen"),
        pytest.param(R.format("<w:sym w:font='Wingdings' w:char='F0FE'/>"), "☒", id="a ticked box of a symbol font"),
        pytest.param(BOX.format("<w:checked/>"), "☒ ", id="a ticked box of an old form"),
        pytest.param(BOX.format("<w:default w:val='0'/>"), "☐ ", id="an empty box of an old form"),
        pytest.param(R.format("<w:instrText>DATE</w:instrText>"), "", id="the code of a field"),
    ],
)  # fmt: skip
def test_what_a_reader_of_the_paper_would_see(inner: str, said: str) -> None:
    assert text(xml(inner)) == f"before {said} after\n"


def test_items_of_a_list_and_tables_in_tables() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("hydroxychloroquine")
        paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}/>"))
        outer = document.add_table(1, 1)
        outer.cell(0, 0).text = "Complaint"
        outer.cell(0, 0).add_paragraph("Rash for 3 months.")
        inner = outer.cell(0, 0).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "ALT", "22 U/L"

    assert [line for line in text(build).split("\n") if line] == [
        "- hydroxychloroquine", "Complaint", "Rash for 3 months.", "ALT\t22 U/L",
    ]  # fmt: skip


def test_merged_cells_keep_the_columns() -> None:
    def build(document: Any) -> None:
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Day"
        table.cell(0, 2).text = "Limit"
        for column, cell in enumerate(("a", "b", "c")):
            table.cell(1, column).text = cell

    assert [line for line in text(build).split("\n") if line] == ["Day\t—\tLimit", "a\tb\tc"]


def archive(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def with_member(name: str, content: bytes) -> bytes:
    """A sound Word file in which one member is another."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(word(clinic))) as sound,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for member in sound.namelist():
            if member != name:
                packed.writestr(member, sound.read(member))
        packed.writestr(name, content)
    return stream.getvalue()


DEEP = b"<a>" * 100_000 + b"</a>" * 100_000
LAUGHS = b"""<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"PK\x03\x04abc", "damaged", id="damaged"),
        pytest.param(word(clinic)[:3000], "damaged", id="cut short"),
        pytest.param(archive(a__b=b"x"), "no_word", id="another archive"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), "protected_word", id="protected by a password"),
        pytest.param(with_member("word/document.xml", b" " * 70 * 2**20), "expands", id="a bomb of blanks"),
        pytest.param(with_member("word/media/a.bin", bytes(30 * 2**20)), "expands", id="a bomb beside the text"),
        pytest.param(with_member("word/document.xml", DEEP), "damaged", id="nested without end"),
        pytest.param(with_member("word/document.xml", b"<no"), "damaged", id="no XML"),
        pytest.param(word(lambda document: None), "no_words", id="no text"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_documents(data, "note.docx")
    assert refused.value.code == code
    assert refused.value.said("en") != refused.value.said("zh")


def test_entities_are_not_expanded() -> None:
    (document,) = read_documents(with_member("word/document.xml", LAUGHS), "note.docx")
    assert "ha" not in document.text
