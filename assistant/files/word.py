"""Renders a Word file (.docx) as text: head, paragraphs and tables in their order, notes and foot. Runs no macro.

What a reader of the file sees is rendered: insertions that wait to be accepted are, deletions are not; nor are words
that are hidden or struck through, whose withdrawal a plain text could not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from assistant.errors import InputError
from assistant.files.archive import opened
from assistant.files.pieces import MAX_CHARACTERS
from assistant.files.wordtext import blocks

_PARTS = ("header", "body", "footnotes", "endnotes", "comments", "footer")
_MAIN = "word/document.xml"


def word_text(data: bytes, name: str) -> str:
    """The text of the file.

    Raises:
        InputError: it is no Word file, damaged, protected, unpacks to too much, or holds no text.
    """
    with opened(data, name) as archive:
        if _MAIN not in archive.namelist():
            raise InputError("no_word", name=name)
    lines: list[str] = []
    size = 0
    for part in _parts(data, name):
        for line in blocks(part):
            lines.append(line)
            size += len(line) + 1
            if size > MAX_CHARACTERS:
                raise InputError("too_much_text", name=name)
        if lines and lines[-1].strip():
            lines.append("")
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise InputError("no_words", name=name)
    return text + "\n"


def _parts(data: bytes, name: str) -> Iterator[Any]:
    """The roots of the file's parts that hold text, in the order in which they are read."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        document = docx.Document(BytesIO(data))
        found: dict[str, list[Any]] = {part: [] for part in _PARTS}
        found["body"].append(document.element.body)
        for relation in document.part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind in found and not relation.is_external:
                found[kind].append(_root(relation.target_part))
    except (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError, TypeError, OSError, NotImplementedError):
        raise InputError("damaged", name=name) from None
    except Exception as error:  # zlib's own error has no common ancestor with the others
        if type(error).__module__ in ("zlib", "zipfile"):
            raise InputError("damaged", name=name) from None
        raise
    for kind in _PARTS:
        yield from _distinct(found[kind])


def _root(part: Any) -> Any:
    if hasattr(part, "element"):
        return part.element
    from docx.oxml.parser import parse_xml  # entities are not expanded, nothing is fetched

    return parse_xml(part.blob)


def _distinct(roots: list[Any]) -> Iterator[Any]:
    """Each part but those that say the same: the first page's head and that of the others, as a rule."""
    said: set[str] = set()
    for root in roots:
        text = "\n".join(blocks(root))
        if text.strip() and text not in said:
            said.add(text)
            yield root
