"""Makes the files that the tests read: PDF by reportlab, Word by python-docx."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import docx
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def pdf(*pages: Sequence[str] | Callable[[Canvas], None], font: str = "Helvetica", **options: Any) -> bytes:
    """A PDF file of these pages, each given as its lines or as what draws it."""
    stream = BytesIO()
    canvas = Canvas(stream, **options)
    for page in pages:
        canvas.setFont(font, 10)
        if callable(page):
            page(canvas)
        else:
            for number, line in enumerate(page):
                canvas.drawString(60, 790 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def picture(canvas: Canvas) -> None:
    """A page that is a scan: one picture from edge to edge."""
    from PIL import Image

    image = Image.new("L", (200, 280), 200)
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)


def word(build: Callable[[Any], None]) -> bytes:
    """A Word file, as this builds it."""
    document = docx.Document()
    build(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
