"""Reads files and typed text into dated documents. Reads no facts from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from assistant.errors import InputError
from assistant.extraction.late import late
from assistant.extraction.notedates import NoteDate, date_notes
from assistant.files import Piece, rendered
from assistant.files.kinds import MAX_BYTES
from rules.dates import DateInterval

_CHINESE = late(r"[\u3400-\u9fff]+")
NOTE_LINE = late(r"^[ \t]*={2,}[ \t]*NOTE[ \t]*[:：][ \t]*(.*?)[ \t]*={2,}[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """One note of a chart. ``text`` is what quotes are cut from: decoded, nothing else changed."""

    id: str
    title: str
    text: str
    written_on: DateInterval | None
    language: str
    source: str
    sha256: str
    date_order: str = "mdy"
    """How the chart writes dates with slashes: ``mdy`` or ``dmy``."""
    years_from: date | None = None
    """The day from which dates without a year are completed; the neighbouring note's where this one has none."""
    rendered_from: str | None = None
    """The form of the file (``pdf``, ``docx``, ``fhir``) of which the text was rendered; none where it stands in it."""
    left_out: tuple[tuple[str, str], ...] = ()
    """What of the file is in no document: what it is, and the code for why. Stands with the file's first document."""


def read_documents(
    data: bytes | str, name: str, note_date: date | None = None, source: str = "file"
) -> tuple[Document, ...]:
    """The notes of one file, dated; ``note_date`` is that of the notes which give none of their own.

    Raises:
        InputError: the data is empty, too large or no text.
    """
    return read_chart([(name, data)], note_date, source=source)


def _undated(data: bytes | str, name: str, source: str) -> list[tuple[Document, Piece]]:
    """The notes of one file, each with the text that it was cut from."""
    form, pieces, left_out = _texts(data, name)
    parts = [(title, part, piece) for piece in pieces for title, part in split_notes(piece.text)]
    return [
        (
            Document(
                id=f"{name}#{number}" if len(parts) > 1 else name,
                title=title or piece.title,
                text=part,
                written_on=None,
                language=detect_language(part),
                source=source,
                sha256=hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest(),
                rendered_from=form,
                left_out=left_out if number == 1 else (),
            ),
            piece,
        )
        for number, (title, part, piece) in enumerate(parts, 1)
    ]


def _texts(data: bytes | str, name: str) -> tuple[str | None, tuple[Piece, ...], tuple[tuple[str, str], ...]]:
    """The texts of a file; where it was no plain text the form that they were rendered from, and what is in none."""
    _refuse_large(data, name)
    plain = isinstance(data, str) or data.isspace() or not data
    made = None if isinstance(data, str) or plain else rendered(data, name, decode)
    if made is None:
        return None, (Piece("", decode(data, name)),), ()
    return made.form, made.pieces, made.left_out


def _refuse_large(data: bytes | str, name: str) -> None:
    if len(data) > MAX_BYTES:
        raise InputError("too_large", name=name, limit=MAX_BYTES // 2**20)


def decode(data: bytes | str, name: str) -> str:
    """The text of the data: UTF-8, its byte-order mark stripped, else GB18030, or Big5 where it reads as Chinese so.

    Raises:
        InputError: the data is empty, too large or no text.
    """
    _refuse_large(data, name)
    text = _characters(data, name).removeprefix("\ufeff")
    if "\0" in text:
        raise InputError("no_text", name=name)
    if not text.strip():
        raise InputError("empty", name=name)
    return text


def _characters(data: bytes | str, name: str) -> str:
    if isinstance(data, str):
        return data
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    found = [text for text in (_decoded(data, "gb18030"), _decoded(data, "cp950")) if text is not None]
    if not found:
        raise InputError("no_text", name=name)
    # Nearly all bytes are characters in either encoding: the wrong one gives characters that nobody writes.
    return max(found, key=_everyday)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


_EVERYDAY = frozenset(
    "的一是不了在人有这這中大来來上国國个個到说說为為子和地出时時年得就那要下以生会會自去之过過家对對可她后後小多天能好"
    "都没沒日起还還发發成用行方前所本见見经經头頭面同三已从從动動两兩长長知患者病史治疗療检檢查诊診断斷月剂劑量次性炎感染药藥医醫院"
    "正常血尿白细細胞女男岁歲无無未否认認疹关關节節肾腎红紅斑狼疮瘡泼潑尼松周週每停予服口注射复復明显顯近期目"
)
"""The characters that the notes of either script are full of."""


def _everyday(text: str) -> float:
    """Which share of the Chinese characters of a text are everyday ones."""
    chinese = [char for char in text if char >= "\u2e80"]
    return sum(char in _EVERYDAY for char in chinese) / len(chinese) if chinese else 0.0


def split_notes(text: str) -> list[tuple[str, str]]:
    """Title and text of each note; text before the first ``=== NOTE: title ===`` is a note of its own."""
    heads = list(NOTE_LINE.finditer(text))
    if not heads:
        return [("", text)]
    parts = [] if not text[: heads[0].start()].strip() else [("", text[: heads[0].start()])]
    for head, end in zip(heads, [*(other.start() for other in heads[1:]), len(text)], strict=True):
        parts.append((head[1], text[head.start() : end]))
    return parts


def detect_language(text: str) -> str:
    """``zh`` where a tenth of the letters are Chinese, else ``en``."""
    if text.isascii():
        return "en"
    chinese = sum(map(len, _CHINESE.findall(text)))
    if chinese * 10 > len(text):
        return "zh"  # whatever the other characters are
    letters = sum(map(str.isalpha, text))
    return "zh" if chinese * 10 > letters else "en"


def read_chart(
    files: Iterable[tuple[str, bytes | str]],
    note_date: date | None = None,
    screening: date | None = None,
    source: str = "file",
) -> tuple[Document, ...]:
    """The notes of all files of one patient, each given as name and content, dated.

    A date without a year in a note's head is completed from the other notes' dates or the screening date. A note
    without any date, or with no other than that of typing or admission, has that of the caller, if given.

    Raises:
        InputError: a file is empty, too large or no text.
    """
    notes = [note for name, data in files for note in _undated(data, name, source)]
    dated = date_notes([(note.title, note.text, note.language) for note, _ in notes], screening)
    given = DateInterval.on(note_date) if note_date else None
    return tuple(_dated(note, piece, found, given) for (note, piece), found in zip(notes, dated, strict=True))


def _dated(note: Document, piece: Piece, found: NoteDate, given: DateInterval | None) -> Document:
    """A note with its date: the file's own, else the text's, else the caller's."""
    if piece.written_on is not None:
        on = DateInterval.on(piece.written_on)
        return replace(note, written_on=on, date_order=found.order, years_from=piece.written_on)
    if piece.undated:
        return replace(note, date_order=found.order, years_from=found.years_from)
    if found.on is None and piece.else_on is not None:
        return replace(
            note, written_on=DateInterval.on(piece.else_on), date_order=found.order, years_from=piece.else_on
        )
    if found.on is None or (found.weak and given is not None):
        years_from = given.earliest if given else found.years_from
        return replace(note, written_on=given, date_order=found.order, years_from=years_from)
    return replace(note, written_on=found.on, date_order=found.order, years_from=found.years_from)
