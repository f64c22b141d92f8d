"""Reads reports that were written earlier: one, several in one file, or the lines of a batch. Derives nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from ui.cli.inputs import shown

Report = dict[str, Any]
_SUFFIXES = (".json", ".jsonl")


def stored_reports(file: Path) -> list[Report]:
    """The reports of a file that ``screen --format json`` or ``batch -o OUT.jsonl`` wrote; error rows are left out.

    Raises:
        InputError: the file is missing or holds no such report; the sentence names the file and the line.
    """
    name = shown(file)
    if file.is_dir():
        raise InputError("report_is_folder", name=name)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("no_file", name=name) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("report_unreadable", name=name, reason=type(error).__name__) from None
    entries = list(_entries(text, name))
    reports = [each for _, each in entries if not each.get("error")]
    for line, each in entries:
        if not each.get("error") and not _is_report(each):
            raise InputError("report_none", name=name, line=line)
    return reports


def report_files(folder: Path) -> list[Path]:
    """The files of a folder that may hold reports, in order.

    Raises:
        InputError: there is no such folder, or none in it.
    """
    if not folder.is_dir():
        raise InputError("folder_absent", name=shown(folder))
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.suffix.lower() in _SUFFIXES)
    if not files:
        raise InputError("folder_no_report", name=shown(folder))
    return files


def _entries(text: str, name: str) -> Iterator[tuple[int, Report]]:
    """Each object with the line it begins on: the whole file is one, or every line is."""
    try:
        yield from _members(json.loads(text), 1)
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        try:
            objects = [(number, json.loads(line)) for number, line in lines]
        except ValueError:
            line = getattr(error, "lineno", 1)
            raise InputError("report_no_json", name=name, line=line) from None
        for number, item in objects:
            yield from _members(item, number)


def _members(content: Any, line: int) -> Iterable[tuple[int, Report]]:
    if isinstance(content, dict) and isinstance(content.get("reports"), list):
        return [(line, each if isinstance(each, dict) else {}) for each in content["reports"]]
    return [(line, content if isinstance(content, dict) else {})]


def _is_report(entry: Report) -> bool:
    return isinstance(entry.get("criteria"), list) and isinstance(entry.get("trial"), dict) and "id" in entry["trial"]
