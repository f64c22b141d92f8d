"""The lines of one part of a Word file, from its elements. Opens no file.

A table's row is a line, its cells parted by tabs, an empty one marked so that what follows stays under its head; a row
whose cells hold several paragraphs is a form laid out as a table, and is read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BLOCKS = (f"{_W}p", f"{_W}tbl")
_LEFT_OUT = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}pPr")
)
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": ""}
# Boxes and ticks of the fonts that Word's symbols come from.
_SYMBOLS = {
    "F0FE": "☒", "F078": "☒", "F0FD": "☒", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F071": "☐", "F0A3": "☐",
    "F0FC": "✓", "F0FB": "✗", "F0B3": "≥", "F0A1": "≤", "F0B1": "±", "F06D": "μ", "F062": "β", "F061": "α", "F0B0": "°",
}  # fmt: skip
_EMPTY = "—"
"""What an empty cell is shown as: a limit must not be taken for the result that is not there."""
_LONG = 200
_DEPTH = 40
"""Of tables in tables and groups in groups: nobody's note has a tenth of it."""
_NOTES = frozenset((f"{_W}footnote", f"{_W}endnote"))


def blocks(root: Any) -> list[str]:
    """The lines of a part."""
    return list(_lines(root, 0))


def _lines(node: Any, depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    for child in node:
        tag = child.tag
        if tag == f"{_W}p":
            yield from _paragraph(child, depth)
        elif tag == f"{_W}tbl":
            yield from _table(child, depth + 1)
        elif tag in _LEFT_OUT or (tag in _NOTES and child.get(f"{_W}type")):
            continue  # the lines that part footnotes from the page have a type
        elif isinstance(tag, str):
            yield from _lines(child, depth + 1)


def _paragraph(node: Any, depth: int) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_words(node, boxes, 0)).strip("\n")
    bullet = "- " if text.strip() and node.find(f"{_W}pPr/{_W}numPr") is not None else ""
    yield from (bullet + text).split("\n")
    for box in boxes:  # what stands in a frame beside the paragraph
        yield from _lines(box, depth + 1)


def _words(node: Any, boxes: list[Any], depth: int) -> Iterator[str]:
    if depth > _DEPTH:
        return
    for child in node:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag == f"{_W}sym":
            yield _SYMBOLS.get(str(child.get(f"{_W}char", "")).upper(), "□")
        elif tag == f"{_W}txbxContent":
            boxes.append(child)
        elif tag == f"{_W}checkBox":
            yield "☒ " if _is_on(child) else "☐ "
        elif tag in _LEFT_OUT or (tag == f"{_W}r" and _withdrawn(child)):
            continue
        elif isinstance(tag, str):
            yield from _words(child, boxes, depth + 1)


def _is_on(box: Any) -> bool:
    """Whether a box of an old form is ticked."""
    state = box.find(f"{_W}checked")
    if state is None:
        state = box.find(f"{_W}default")
    return state is not None and _true(state)


def _true(element: Any) -> bool:
    return str(element.get(f"{_W}val", "true")).lower() not in ("0", "false", "off", "none")


def _withdrawn(run: Any) -> bool:
    """Whether words are hidden or struck through."""
    style = run.find(f"{_W}rPr")
    if style is None:
        return False
    marks = (style.find(f"{_W}{name}") for name in ("vanish", "strike", "dstrike"))
    return any(mark is not None and _true(mark) for mark in marks)


def _table(node: Any, depth: int) -> Iterator[str]:
    yield ""
    for row in _children(node, f"{_W}tr"):
        deleted = row.find(f"{_W}trPr/{_W}del")
        if deleted is None:
            yield from _row(row, depth)
    yield ""


def _children(node: Any, wanted: str) -> Iterator[Any]:
    """The rows or cells of a table, those in a control or an insertion as well."""
    for child in node:
        if child.tag == wanted:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"):
            yield from _children(child, wanted)


def _row(row: Any, depth: int) -> Iterator[str]:
    cells: list[list[str]] = []
    for cell in _children(row, f"{_W}tc"):
        cells.append([line for line in _lines(cell, depth + 1) if line.strip()])
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        cells += [[]] * (_span(span) - 1)
    if any(len(cell) > 1 or len("".join(cell)) > _LONG for cell in cells):
        for cell in cells:
            yield from cell
        yield ""
    elif any(cells):
        while not cells[-1]:
            cells.pop()
        yield "\t".join(" ".join(" ".join(cell).split()) or _EMPTY for cell in cells)


def _span(element: Any) -> int:
    value = "1" if element is None else str(element.get(f"{_W}val", "1"))
    return min(60, max(1, int(value))) if value.isascii() and value.isdigit() and len(value) < 4 else 1
