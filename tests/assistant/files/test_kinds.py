"""What a file is: its first bytes say so, and the ending of its name must agree."""

from __future__ import annotations

import pytest

from assistant.errors import InputError
from assistant.files.kinds import kind_of

PDF, ZIP, OLE = b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"note", "text"),
        ("a", b"note", "text"),
        ("A.PDF", PDF, "pdf"),
        ("a", PDF, "pdf"),
        ("a.tmp", ZIP, "docx"),
        ("a.docx", ZIP, "docx"),
        ("a.json", b"{}", "json"),
        ("a.txt", b"{}", "text"),
        ("mailed.pdf", b"\r\n\r\n%PDF-1.4\n\0", "pdf"),
        ("about.txt", b"A file that begins with %PDF- is a PDF file.", "text"),
    ],
)
def test_a_file_is_what_its_bytes_and_its_name_say(name: str, data: bytes, kind: str) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("a.pdf", b"note", "not_as_named", "is not a PDF file"),
        ("a.docx", b"note", "not_as_named", "is not a Word file"),
        ("a.txt", PDF, "named_otherwise", "is a PDF file, though its name says otherwise: rename it to end in .pdf"),
        ("a.md", ZIP, "named_otherwise", "end in .docx"),
        ("a.pdf", ZIP, "named_otherwise", "end in .docx"),
        ("a.json", PDF, "named_otherwise", "end in .pdf"),
        ("a.doc", OLE, "other_form", "is an old Word file"),
        ("a.docx", OLE, "protected_word", "password"),
        ("a.pdf", b"\x89PNG", "other_form", "is a picture"),
        ("a.txt", b"{\\rtf1", "other_form", "is a rich-text file"),
    ],
)
def test_what_is_not_read_or_not_as_named(name: str, data: bytes, code: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        kind_of(data, name)
    assert refused.value.code == code
    assert name in refused.value.said("zh")
