"""A report as PDF, by reportlab. The font is shipped and its used part embedded, so that Chinese shows everywhere.

Nothing in the file runs or leads outside it; the quotes lead to their place in the notes at its end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from ui.cli.wording import Words, words_in
from ui.reports.content import Content, Item, Quote, Report, Told, cited, content
from ui.reports.marks import HIDDEN, Stretch, stretches
from ui.reports.summary import Summary, summary

FONT = "NotoSansSC"
_FILE = Path(__file__).parent / "fonts" / "NotoSansSC-subset.ttf"
_INK, _SOFT, _ACCENT, _TINT = (HexColor(code) for code in ("#1b2430", "#566171", "#1f5a96", "#e2ecf7"))
_MARGIN = 15 * mm
_MOST_NOTE = 60_000
"""Characters of one note that are set; a longer one stands whole in the HTML report."""
_PIECE = 1_500
"""Paragraphs are set in pieces of this many characters: a line of a megabyte is set in bounded steps."""


@cache
def _registered() -> frozenset[int]:
    """Register the font; the result is which characters it has."""
    font = TTFont(FONT, str(_FILE))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


@cache
def _style(name: str) -> ParagraphStyle:
    _registered()
    size, colour, before = {
        "title": (14, _INK, 0), "head": (11.5, _ACCENT, 9), "decision": (12.5, _INK, 4), "text": (9.3, _INK, 1.5),
        "soft": (8, _SOFT, 1), "name": (9.8, _INK, 5), "note": (8.4, _INK, 0), "inner": (9, _INK, 1),
    }[name]  # fmt: skip
    indent = 10 if name == "inner" else 0
    return ParagraphStyle(
        name,
        fontName=FONT,
        fontSize=size,
        leading=size * 1.42,
        textColor=colour,
        spaceBefore=before,
        alignment=TA_LEFT,
        leftIndent=indent,
        splitLongWords=1,
    )


@cache
def _chinese(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-zh", parent=style, wordWrap="CJK")


def _para(markup: str, style: str) -> Paragraph:
    """A paragraph; one with Chinese in it may be broken between any two characters, another only between words."""
    chosen = _style(style)
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in markup)
    return Paragraph(markup, _chinese(chosen) if wide else chosen)


def _esc(text: object) -> str:
    """Any text as what it is, in characters that the font has."""
    known = _registered()
    shown = HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", _RAISED.sub(_raised, str(text)))
    return escape("".join(char if ord(char) in known or char in "\n\t " else "□" for char in shown))


_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def _raised(found: re.Match[str]) -> str:
    """Raised figures, which the font lacks, as laboratories print them: 10^9."""
    return "^" + unicodedata.normalize("NFKC", found[0])


class _Pages(BaseDocTemplate):
    """Pages with their number and what the report is at their foot."""

    def __init__(self, stream: BytesIO, title: str, foot: str, words: Words) -> None:
        super().__init__(
            stream, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
            title=HIDDEN.sub("", title), author="prescreen", subject=HIDDEN.sub("", foot), invariant=1,
            lang="zh-Hans" if words.language == "zh" else "en",
        )  # fmt: skip
        frame = Frame(_MARGIN, _MARGIN + 4 * mm, A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN - 4 * mm, 0, 0, 0, 0)
        self._foot, self._words = foot, words
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self._draw_foot))

    def _draw_foot(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7)
        canvas.setFillColor(_SOFT)
        canvas.drawString(_MARGIN, 10 * mm, "".join(char for char in self._foot if ord(char) in _registered())[:110])
        canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, self._words("report.page", n=document.page))
        canvas.restoreState()


def _made(parts: Iterable[Flowable], title: str, foot: str, words: Words) -> bytes:
    _registered()
    stream = BytesIO()
    _Pages(stream, title, foot, words).build(list(parts))
    return stream.getvalue()


def pdf(reports: Sequence[Report], lang: str) -> bytes:
    """The reports, each on pages of its own, with its notes at the end."""
    words = words_in(lang)
    shown = [content(report, words) for report in reports]
    parts: list[Flowable] = []
    for number, each in enumerate(shown, 1):
        parts += [*([PageBreak()] if parts else []), *_report(each, words, f"r{number}-")]
    title = shown[0].trial if shown else "prescreen"
    return _made(parts, title, f"{title} · {shown[0].version}" if shown else "", words)


def summary_pdf(reports: Sequence[Report], lang: str) -> bytes:
    """The referral summary of each report, on one page: its type is made smaller until it fits."""
    words = words_in(lang)
    pages = [summary(content(report, words)) for report in reports]
    parts: list[Flowable] = []
    for page in pages:
        parts += [*([PageBreak()] if parts else []), _OnePage(_summary(page, words))]
    return _made(parts, words("report.summary"), " · ".join([words("report.summary"), pages[0].version]), words)


class _OnePage(Flowable):
    """Everything scaled so that it fits on what is left of one page."""

    def __init__(self, parts: list[Flowable]) -> None:
        super().__init__()
        self._parts = parts

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._scale = 1.0
        for _ in range(12):
            wide = width / self._scale
            self._sizes = [part.wrap(wide, 10_000)[1] + part.getSpaceBefore() for part in self._parts]
            if sum(self._sizes) * self._scale <= height:
                break
            self._scale *= 0.95
        return width, min(height, sum(self._sizes) * self._scale)

    def draw(self) -> None:
        canvas = self.canv
        canvas.scale(self._scale, self._scale)
        top = sum(self._sizes)
        for part, size in zip(self._parts, self._sizes, strict=True):
            top -= size
            part.drawOn(canvas, 0, top)


def _lines(texts: Iterable[str], style: str) -> list[Flowable]:
    return [_para(_esc(text), style) for text in texts if text]


def _report(shown: Content, words: Words, key: str) -> list[Flowable]:
    parts = [*_lines([shown.trial], "title"), *_lines([shown.dates], "soft"), *_lines([shown.draft], "text")]
    parts += [*_lines([shown.decision], "decision"), *_lines(shown.details, "text"), *_lines([shown.counts], "soft")]
    parts += _lines((f"! {text}" for text in shown.warnings), "text")
    if shown.identity:
        parts += [
            *_lines([words("sections.identity")], "head"),
            *(_told(each, shown, words, key) for each in shown.identity),
        ]
    for group in shown.groups:
        parts += _lines([f"{group.heading} ({len(group.items)})"], "head")
        for item in group.items:
            parts += _card(item, shown, words, key)
    if shown.safety:
        parts += [
            *_lines([words("sections.safety")], "head"),
            *(_told(each, shown, words, key) for each in shown.safety),
        ]
    if shown.assumptions:
        parts += [
            *_lines([words("sections.assumptions")], "head"),
            *_lines((f"· {text}" for text in shown.assumptions), "text"),
        ]
    parts += [
        *_lines([words("sections.about")], "head"),
        *_lines(shown.about, "soft"),
        *_lines([shown.version], "soft"),
    ]
    return [*parts, *_notes(shown, words, key)]


_SHAPES = {"fail": "×", "unknown": "?", "pass": "√", "not_applicable": "–"}


def _card(item: Item, shown: Content, words: Words, key: str) -> list[Flowable]:
    status = f"{_SHAPES.get(item.status, '?')} {item.id}  {item.title}"
    mark = f" · {words('lines.review')}" if item.review else ""
    said = f" · {words.name('status', item.status)}{mark}"
    head = f'<a name="{key}{_esc(item.id)}"/>{_esc(status)}{_soft(said)}'
    first: list[Flowable] = [_para(head, "name"), *_lines([item.reason], "inner")]
    label = '<font color="#566171">{}</font> {}'
    rows = [(words("lines.registry"), _esc(words("list.quote", quote=item.registry)))] if item.registry else []
    rows += [(words("lines.gloss"), _esc(item.gloss))] if item.gloss else []
    rows += [(words("lines.note"), _quote(quote, shown, words, key)) for quote in item.quotes]
    rows += [(words("lines.change"), _esc(item.helps))] if item.helps else []
    rows += [(words("status.unknown"), _esc(text)) for text in item.missing]
    rows += [(words("sections.assumptions"), _esc(text)) for text in item.assumptions]
    rest = [_para(label.format(_esc(name), text), "inner") for name, text in rows]
    return [KeepTogether([*first, *rest[:1]]), *rest[1:]]


def _soft(text: str) -> str:
    return f'<font color="#566171">{_esc(text)}</font>'


def _quote(quote: Quote, shown: Content, words: Words, key: str) -> str:
    note = shown.notes[quote.document]
    said = _esc(words("list.quote", quote=quote.text))
    if note.text is not None and quote.end <= _MOST_NOTE:
        said = f'<a href="#{key}d{quote.document}-{quote.start}-{quote.end}" color="#1f5a96">{said}</a>'
    return said + (f' <font color="#566171">({_esc(note.title)})</font>' if len(shown.notes) > 1 else "")


def _told(told: Told, shown: Content, words: Words, key: str) -> Flowable:
    return _para(" ".join([_esc(told.text), *(_quote(quote, shown, words, key) for quote in told.quotes)]), "text")


def _notes(shown: Content, words: Words, key: str) -> list[Flowable]:
    if not any(note.text is not None for note in shown.notes):
        return _lines([words("report.left_out")], "soft")
    parts: list[Flowable] = [
        PageBreak(),
        *_lines([words("report.notes")], "head"),
        *_lines([words("report.marked")], "soft"),
    ]
    for index, note in enumerate(shown.notes):
        parts += [*_lines([note.title], "name"), *_lines([note.byline], "soft"), Spacer(0, 4)]
        parts += _note(stretches(shown, index), key)
        if len(note.text or "") > _MOST_NOTE:
            parts += _lines([words("report.more")], "soft")
    return parts


def _note(pieces: Iterable[Stretch], key: str) -> list[Flowable]:
    """The text of a note line by line, its quotes on a tinted ground."""
    parts: list[Flowable] = []
    line, held, used = "", 0, 0
    for piece in pieces:
        anchors = "".join(f'<a name="{key}d{one.document}-{one.start}-{one.end}"/>' for one in piece.begins)
        for number, text in enumerate(piece.text[: max(0, _MOST_NOTE - used)].split("\n")):
            if number:
                parts.append(_para(line or "&nbsp;", "note"))
                line, held = "", 0
            for start in range(0, max(1, len(text)), _PIECE):
                part = text[start : start + _PIECE]
                if held + len(part) > _PIECE and line:
                    parts.append(_para(line, "note"))
                    line, held = "", 0
                line += anchors + _marked(part, piece.quoted)
                held, anchors = held + len(part), ""
        used += len(piece.text)
    return [*parts, _para(line or "&nbsp;", "note")]


def _marked(text: str, quoted: bool) -> str:
    drawn = _esc(text.replace("\t", "    ")).replace("  ", "&nbsp; ")
    return f'<font backColor="#d3e4f6">{drawn}</font>' if quoted and drawn else drawn


def _summary(page: Summary, words: Words) -> list[Flowable]:
    numbers = cited([*page.obstacles, *page.safety])
    parts = [*_lines([words("report.summary")], "title"), *_lines([page.trial], "text"), *_lines([page.dates], "soft")]
    parts += [*_lines([page.draft], "text"), *_lines([page.decision], "decision"), *_lines(page.details, "text")]
    for heading, told, more in page.lists(words):
        parts += _lines([heading], "head")
        items = [" ".join([each.text, *(f"[{numbers[one]}]" for one in each.quotes)]) for each in told]
        items += [words.count("report.further", more)] if more else []
        parts += _lines((f"· {text}" for text in items or [words("report.nothing")]), "inner")
    if numbers:
        parts += _lines([words("report.citations")], "head")
        for quote, number in numbers.items():
            said = _esc(f"[{number}] {words('list.quote', quote=quote.text)} ")
            parts.append(_para(said + _soft(page.place(quote)), "inner"))
    return [*parts, *_lines([words("about.intended"), page.version], "soft")]
