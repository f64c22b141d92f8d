"""Says of which form a file is, by its first bytes, which must agree with the ending of its name. Reads no further."""

from __future__ import annotations

from assistant.errors import InputError, Phrase

MAX_BYTES = 20 * 1024 * 1024
READ = ("txt", "md", "pdf", "docx", "json")
"""The endings of the files that are read."""

_TEXT = ("txt", "md")
# Files that are surely no text, whatever their name: the first bytes say so.
_SIGNATURES = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "docx",
    b"PK\x05\x06": "docx",
    b"\xd0\xcf\x11\xe0": "an_old_word",
    b"{\\rtf": "a_rich_text",
    b"\x89PNG": "a_picture",
    b"\xff\xd8\xff": "a_picture",
    b"GIF8": "a_picture",
    b"II*\x00": "a_picture",
    b"MM\x00*": "a_picture",
    b"\x1f\x8b": "a_packed",
}
_CALLED = {"pdf": "a_pdf", "docx": "a_word", "json": "a_bundle"}
_JUNK = 1024
"""Readers of PDF files allow that much before the signature; some mail programs put it there."""


def kind_of(data: bytes, name: str) -> str:
    """``text``, ``pdf``, ``docx`` or ``json``.

    Raises:
        InputError: the file is of a form that is not read, or is not what the ending of its name says.
    """
    ending, found = _ending(name), _signature(data)
    if found not in ("text", "pdf", "docx"):
        if found == "an_old_word" and ending == "docx":
            raise InputError("protected_word", name=name)
        raise InputError("other_form", name=name, what=Phrase(found))
    if ending == "json" and found == "text":
        return "json"
    said = "text" if ending in _TEXT else ending if ending in _CALLED else found
    if said != found:
        if found == "text":
            raise InputError("not_as_named", name=name, what=Phrase(_CALLED[said]))
        raise InputError("named_otherwise", name=name, what=Phrase(_CALLED[found]), ending=f".{found}")
    return found


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _signature(data: bytes) -> str:
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    head = data[:_JUNK]
    return "pdf" if b"%PDF-" in head and b"\0" in data[: 16 * _JUNK] else "text"
