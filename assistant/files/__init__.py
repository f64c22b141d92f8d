"""The texts of a file of any form that is read: plain text, PDF, Word, FHIR Bundle. Reads no facts from them.

What is no text is rendered as one, which stands in the report and is what quotes are cut from. ``kinds.py`` says what a
file is, by its first bytes and its name; each form has a module of its own, which alone imports what it needs.
"""

from __future__ import annotations

from assistant.files.kinds import kind_of
from assistant.files.pieces import Piece

__all__ = ["Piece", "rendered"]


def rendered(data: bytes, name: str) -> tuple[str, tuple[Piece, ...]] | None:
    """The form of a file that is not plain text, and the texts rendered from it; nothing where it is plain text.

    Raises:
        InputError: the file is of a form that is not read, is not what its name says, is protected or too large,
            or holds no text.
    """
    kind = kind_of(data, name)
    if kind == "pdf":
        from assistant.files.pdf import pdf_text

        return kind, (Piece("", pdf_text(data, name)),)
    if kind == "docx":
        from assistant.files.word import word_text

        return kind, (Piece("", word_text(data, name)),)
    return None
