"""Reads the files and dates that a person names on the command line. Understands nothing of what a note says."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from assistant.errors import InputError, Phrase, refusal

Named = tuple[str, bytes]
"""A file's name, as reports show it, and its content."""

STDIN = "stdin"
ANCHORS = ("screening", "lymphodepletion", "infusion")
_YEARS = range(1900, 2200)
_DATE = r"(\d{4})([-/.年])(\d{1,2})(?:\2|月)(\d{1,2})日?"


def did_you_mean(word: str, known: Iterable[str]) -> Phrase | str:
    """`` Did you mean 'screen'?``, or nothing where no known word comes close."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Phrase("did_you_mean", word=repr(close[0])) if close else ""


def shown(path: str | Path) -> str:
    """A path as text that can be printed: bytes of its name that are no UTF-8 are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_notes(paths: Sequence[str]) -> list[Named]:
    """The files of one patient's chart, in the order given; ``-`` is standard input.

    Raises:
        InputError: a file is missing, a folder, too large, or named twice.
    """
    named = []
    for path in paths:
        if paths.count(path) > 1:
            raise InputError("named_twice", name=shown(path))
        named.append((STDIN, _read_stdin()) if path == "-" else (shown(path), read_file(Path(path))))
    return named


def read_file(path: Path, name: str = "") -> bytes:
    """The content of one file of notes; refused by its size before it is read.

    Raises:
        InputError: the file is missing, a folder, unreadable or too large.
    """
    name = name or shown(path)
    try:
        state = path.stat()
    except FileNotFoundError:
        raise InputError("no_file", name=name) from None
    except (OSError, ValueError) as error:
        raise InputError("unreadable", name=name, reason=refusal(error)) from None
    if stat.S_ISDIR(state.st_mode):
        raise InputError("is_folder", name=name)
    _refuse_large(state.st_size, name)
    try:
        with path.open("rb") as stream:
            content = stream.read(_limit() + 1)
    except OSError as error:
        raise InputError("forbidden", name=name, reason=refusal(error)) from None
    return _checked(content, name)


def _read_stdin() -> bytes:
    try:
        return _checked(sys.stdin.buffer.read(_limit() + 1), Phrase("standard_input"))
    except OSError as error:
        raise InputError("stdin_unreadable", reason=refusal(error)) from None


def _checked(content: bytes, name: str | Phrase) -> bytes:
    _refuse_large(len(content), name)
    return content


def _refuse_large(size: int, name: str | Phrase) -> None:
    if size > _limit():
        raise InputError("too_large", name=name, limit=_limit() // 2**20)


def _limit() -> int:
    from assistant.files.kinds import MAX_BYTES

    return MAX_BYTES


def parse_day(text: str, what: str | Phrase) -> date:
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
        raise InputError("not_a_date" if match is None else "impossible_date", what=what, text=repr(text))
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
            raise InputError("date_without_day", text=repr(item))
        if name not in ANCHORS:
            hint = did_you_mean(name, ANCHORS)
            raise InputError("unknown_date", text=repr(item), name=repr(name), hint=hint, known=ANCHORS)
        day = parse_day(text, f"--date {name}")
        if days.setdefault(name, day) != day:
            raise InputError("two_days", name=Phrase(name), first=days[name], second=day)
    return days
