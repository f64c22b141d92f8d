"""The texts of a file of any form that is read: plain text, PDF, Word, FHIR Bundle. Reads no facts from them.

What is no text is rendered as one, which stands in the report and is what quotes are cut from. ``kinds.py`` says what a
file is, by its first bytes and its name; each form has a module of its own, which alone imports what it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.files.kinds import kind_of
from assistant.files.pieces import Piece

__all__ = ["Piece", "Rendered", "rendered"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The texts rendered from a file, and what of it is in none of them (what it is, and the code for why)."""

    form: str
    pieces: tuple[Piece, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def rendered(data: bytes, name: str, decode: Callable[[bytes, str], str]) -> Rendered | None:
    """What is rendered from a file that is not plain text; nothing where it is. ``decode`` makes text of bytes.

    Raises:
        InputError: the file is of a form that is not read, is not what its name says, is protected or too large,
            or holds no text.
    """
    kind = kind_of(data, name)
    if kind == "pdf":
        from assistant.files.pdf import pdf_text

        return Rendered(kind, (Piece("", pdf_text(data, name)),))
    if kind == "docx":
        from assistant.files.word import word_text

        return Rendered(kind, (Piece("", word_text(data, name)),))
    if kind == "json":
        from assistant.files.fhir.text import bundle_texts

        return Rendered("fhir", *bundle_texts(data, name, decode))
    return None
