"""Renders the text layer of a PDF file, page by page, as its lines stand. Recognises no pictures and runs no script.

PDFium opens the file; where each character stands becomes lines in ``pdflines.py``. A page that is a picture without
text is refused with its number: a chart with a part missing would mislead.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterator
from typing import Any

from assistant.errors import InputError
from assistant.files.pages import joined
from assistant.files.pdflines import Glyph, page_lines
from assistant.files.pieces import MAX_CHARACTERS

MAX_PAGES = 400
_MAX_GLYPHS = 200_000
"""Of one page: a page of the smallest print has a tenth of it."""
_SCANNED = 0.4
"""A page of which pictures cover this share, with hardly a word beside them, is a scan."""
_HARDLY = 80
_PICTURES = 200
_DEPTH = 4
_PASSWORD = 4  # PDFium's code for a file that wants a password
_HYPHEN = "\x02"  # how PDFium gives a hyphen at a line's end
_LOCK = threading.Lock()
"""PDFium serves one thread at a time."""


def pdf_text(data: bytes, name: str) -> str:
    """The text of all pages.

    Raises:
        InputError: the file is damaged, protected by a password, has too many pages, or pages that are pictures.
    """
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            code = "protected_pdf" if getattr(error, "err_code", None) == _PASSWORD else "damaged"
            raise InputError(code, name=name) from None
        try:
            return _text(document, name)
        except pypdfium2.PdfiumError:
            raise InputError("damaged", name=name) from None
        finally:
            document.close()


def _text(document: Any, name: str) -> str:
    count = len(document)
    if count > MAX_PAGES:
        raise InputError("too_many_pages", name=name, limit=MAX_PAGES)
    document.init_forms()
    pages: list[list[str]] = []
    scans: list[int] = []
    size = 0
    for number in range(count):
        glyphs, scanned = _page(document, number, name)
        if scanned:
            scans.append(number + 1)
        pages.append(page_lines(glyphs))
        size += len(glyphs)
        if size > MAX_CHARACTERS:
            raise InputError("too_much_text", name=name)
    if scans or not any(line.strip() for lines in pages for line in lines):
        if not scans or len(scans) == count:
            raise InputError("scanned", name=name)
        raise InputError("scanned_pages", name=name, pages=[str(number) for number in scans])
    return joined(pages)


def _page(document: Any, number: int, name: str) -> tuple[list[Glyph], bool]:
    """The characters of a page, what was filled into its fields and notes included, and whether it is a scan."""
    import pypdfium2.raw as pdfium

    page = document[number]
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            glyphs = list(_glyphs(textpage, name))
        finally:
            textpage.close()
        return glyphs, len(glyphs) < _HARDLY and _covered(page) >= _SCANNED
    finally:
        page.close()


def _glyphs(textpage: Any, name: str) -> Iterator[Glyph]:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(textpage)
    if count > _MAX_GLYPHS:
        raise InputError("too_much_text", name=name)
    box = pdfium.FS_RECTF()
    for index in range(count):
        # Spaces and line ends that PDFium makes up are told from where the characters stand instead.
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = "-" if chr(code) == _HYPHEN else chr(code)
        if not _shown(char) or not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        turn = round(math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index))) % 360
        yield Glyph(char, box.left, box.right, box.bottom, box.top, turn)


def _shown(char: str) -> bool:
    """Whether a character is one: no control character, half of a pair or hole in the file's own tables."""
    return char == " " or (char.isprintable() and char != "\ufffd") or char == "\u3000" or char == "\xa0"


def _covered(page: Any) -> float:
    """Which share of a page pictures cover, of the largest one."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    largest = 0.0
    for index, item in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH)):
        if index >= _PICTURES:
            break
        left, bottom, right, top = item.get_bounds()
        largest = max(largest, abs((right - left) * (top - bottom)))
    return largest / (width * height) if width and height else 0.0
