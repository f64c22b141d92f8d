"""Finds the patients of a folder, their files and their planned days. Reads no note.

A file or a subfolder is one patient, called by its name without the suffix (with it, where two would be called alike).
``dates.csv`` beside them may give each patient's days.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from assistant.errors import InputError
from ui.cli.inputs import ANCHORS, Named, did_you_mean, read_file, shown

DATES_FILE = "dates.csv"
_TABLES = (".csv", ".jsonl", ".parquet", ".part", ".tmp")
"""Endings of what a batch writes; no note has them."""
_PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of a folder: files by the name that reports show, and the days of ``dates.csv`` as written there."""

    name: str
    files: tuple[tuple[str, Path], ...]
    days: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> list[Named]:
        """The content of all files.

        Raises:
            InputError: there is no file, or one cannot be read: a chart with a part missing would mislead.
        """
        if not self.files:
            raise InputError("folder_empty", name=self.name)
        for name, path in self.files:
            if path.exists() and not path.is_file():
                # A pipe or device in a folder would be waited for without end.
                raise InputError("no_plain_file", name=name)
        return [(name, read_file(path, name)) for name, path in self.files]


def find_patients(folder: Path, leave_out: Iterable[Path] = ()) -> tuple[list[Patient], list[str]]:
    """The patients in order of their names, and what a person should know of ``dates.csv`` that is no error.

    Raises:
        InputError: the folder is missing or has no patient, or ``dates.csv`` cannot be used.
    """
    if not folder.is_dir():
        raise InputError("folder_is_file" if folder.exists() else "folder_missing", name=shown(folder))
    beside = [path for path in sorted(folder.iterdir()) if _is_patient(path)]
    left_out = {path.resolve() for path in leave_out}
    tables = [path for path in beside if path.is_file() and path.suffix.lower() in _TABLES]
    entries = [path for path in beside if path not in tables and path.resolve() not in left_out]
    if not entries:
        raise InputError("folder_no_patient", name=shown(folder))
    names = _names(entries)
    days, remarks = _read_days(folder / DATES_FILE)
    found = []
    for path in entries:
        given = _take(days, {names[path], shown(path.name)})
        found.append(Patient(names[path], tuple(_files(path, folder)), given))
    remarks += [f"{shown(path)} is a table and is left out." for path in tables if path.resolve() not in left_out]
    remarks += [f"{DATES_FILE} names {patient!r}, who is not in the folder." for patient in days]
    return found, remarks


def _is_patient(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() != DATES_FILE


def _names(entries: Sequence[Path]) -> dict[Path, str]:
    """Each entry's name without its suffix, where that is nobody else's."""
    stems = {path: shown(path.name if path.is_dir() else path.stem) for path in entries}
    uses = Counter(stems.values())
    return {path: stem if uses[stem] == 1 else shown(path.name) for path, stem in stems.items()}


def _files(path: Path, folder: Path) -> list[tuple[str, Path]]:
    if not path.is_dir():
        return [(shown(path.name), path)]
    inside = [each for each in sorted(path.rglob("*")) if each.is_file()]
    relative = [(each.relative_to(folder), each) for each in inside]
    return [
        (shown(name.as_posix()), each)
        for name, each in relative
        if not any(part.startswith(".") for part in name.parts)
    ]  # fmt: skip


def _read_days(path: Path) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The days of each patient, and remarks on columns that are not used."""
    return days_in(read_file(path, DATES_FILE)) if path.exists() else ({}, [])


def days_in(table: bytes) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The days of each patient in the content of a ``dates.csv``, and remarks on columns that are not used.

    Raises:
        InputError: it has no column of patients, or names one twice or not at all.
    """
    from assistant.documents import decode

    text = decode(table, DATES_FILE)
    first = text.partition("\n")[0]
    rows = csv.reader(StringIO(text), delimiter=";" if ";" in first and "," not in first else ",")
    columns = [_column(cell) for cell in next(rows, [])]
    if _PATIENT not in columns:
        raise InputError("table_column", name=DATES_FILE, column=repr(_PATIENT), header=_header())
    remarks = [
        f"{DATES_FILE}: the column {column!r} is not used.{did_you_mean(column, ANCHORS)}"
        for column in columns
        if column not in (_PATIENT, *ANCHORS)
    ]
    days: dict[str, dict[str, str]] = {}
    for row in rows:
        cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False)}
        name = cells.get(_PATIENT, "")
        if not name and not any(cells.values()):
            continue
        if not name or name in days:
            code = "table_twice" if name else "table_nobody"
            raise InputError(code, name=DATES_FILE, line=rows.line_num, patient=repr(name))
        days[name] = {anchor: cells[anchor] for anchor in ANCHORS if cells.get(anchor)}
    return days, remarks


def _column(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").removesuffix("_date")


def _header() -> str:
    return ",".join((_PATIENT, *ANCHORS))


def _take(days: dict[str, dict[str, str]], names: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found |= days.pop(name, {})
    return found
