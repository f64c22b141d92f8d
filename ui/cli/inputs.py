"""Reads the files and dates that a person names on the command line. Understands nothing of what a note says."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from assistant.errors import InputError

Named = tuple[str, bytes]
"""A file's name, as reports show it, and its content."""

STDIN = "stdin"
ANCHORS = ("screening", "lymphodepletion", "infusion")
_YEARS = range(1900, 2200)
_DATE = r"(\d{4})([-/.年])(\d{1,2})(?:\2|月)(\d{1,2})日?"
_PLANNED = {".pdf": "PDF files", ".docx": "Word files", ".json": "FHIR Bundles"}
# Files that are surely no text, whatever their name: the first bytes say so.
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a Word file or archive",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean 'screen'?``, or nothing where no known word comes close."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


def shown(path: str | Path) -> str:
    """A path as text that can be printed: bytes of its name that are no UTF-8 are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_notes(paths: Sequence[str]) -> list[Named]:
    """The files of one patient's chart, in the order given; ``-`` is standard input.

    Raises:
        InputError: a file is missing, a folder, too large, no text, or named twice.
    """
    named = []
    for path in paths:
        if paths.count(path) > 1:
            raise InputError(f"{shown(path)} is named twice: name each note once.")
        named.append((STDIN, _read_stdin()) if path == "-" else (shown(path), read_file(Path(path))))
    return named


def read_file(path: Path, name: str = "") -> bytes:
    """The content of one file of notes; refused by its size before it is read.

    Raises:
        InputError: the file is missing, a folder, unreadable, too large or surely no text.
    """
    name = name or shown(path)
    try:
        state = path.stat()
    except FileNotFoundError:
        raise InputError(f"There is no file {name}: check the path.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name} cannot be read ({_reason(error)}): check the path.") from None
    if stat.S_ISDIR(state.st_mode):
        raise InputError(
            f"{name} is a folder: name the files in it, or use `prescreen batch` for a folder of patients."
        )
    _refuse_large(state.st_size, name)
    _refuse_planned(path, name)
    try:
        with path.open("rb") as stream:
            content = stream.read(_limit() + 1)
    except OSError as error:
        raise InputError(f"{name} cannot be read ({_reason(error)}): check its permissions.") from None
    return _checked(content, name)


def _read_stdin() -> bytes:
    try:
        return _checked(sys.stdin.buffer.read(_limit() + 1), "standard input")
    except OSError as error:
        raise InputError(f"Standard input cannot be read ({_reason(error)}): name a file.") from None


def _checked(content: bytes, name: str) -> bytes:
    _refuse_large(len(content), name)
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise InputError(f"{name} is {what}, which cannot be read yet: save the note as UTF-8 text.")
    return content


def _refuse_large(size: int, name: str) -> None:
    if size > _limit():
        raise InputError(f"{name} is larger than {_limit() // 2**20} MB: give the notes of one patient only, as text.")


def _refuse_planned(path: Path, name: str) -> None:
    what = _PLANNED.get(path.suffix.lower())
    if what:
        raise InputError(f"{name}: reading {what} is not built yet: save the note as UTF-8 text (.txt).")


def _limit() -> int:
    from assistant.documents import MAX_BYTES

    return MAX_BYTES


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def parse_day(text: str, what: str) -> date:
    """A day as a person writes it, the year first.

    Raises:
        InputError: it is no day of the calendar, or of a year that cannot be meant.
    """
    match = re.fullmatch(_DATE, text.strip())
    try:
        day = date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        fault = "is not a date" if match is None else "is not a possible date"
        raise InputError(f"{what}: {text!r} {fault}: write year, month and day as in 2026-03-12.")
    return day


def today() -> date:
    """Today, where this machine stands."""
    return datetime.now().astimezone().date()


def planned_days(given: Mapping[str, str | None], named: Sequence[str]) -> dict[str, date]:
    """The days of the anchors, from the options of their own (``given``) and from ``--date NAME=D`` (``named``).

    Raises:
        InputError: a day is impossible, an anchor unknown or given two days.
    """
    days = {name: parse_day(text, f"--{name}-date") for name, text in given.items() if text is not None}
    for item in named:
        name, equals, text = item.partition("=")
        name = name.strip().lower()
        if not equals:
            raise InputError(f"--date {item!r} names no day: write --date NAME=2026-03-12.")
        if name not in ANCHORS:
            raise InputError(
                f"--date {item!r}: there is no date called {name!r}.{did_you_mean(name, ANCHORS)}"
                f" Dates here: {', '.join(ANCHORS)}."
            )
        day = parse_day(text, f"--date {name}")
        if days.setdefault(name, day) != day:
            raise InputError(f"Two different days are given for {name}: {days[name]} and {day}. Give one.")
    return days
