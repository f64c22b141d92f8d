"""`prescreen protocol import`: a draft protocol from a registry record. Writes two files, never over others."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InputError
from ui.cli.charts import load_trials
from ui.cli.inputs import shown
from ui.cli.layout import Page, page_for, wrap
from ui.cli.output import replace_file, unwritable, write
from ui.cli.wording import Words, words_in

if TYPE_CHECKING:
    from rules.drafting.drafts import Draft
    from rules.records import Record


def run(arguments: Namespace) -> int:
    """Draft, write, check, and say what is left to encode."""
    from rules.drafting.drafts import draft
    from rules.drafting.writing import protocol_yaml

    file = Path(arguments.record)
    found = draft(_record(file))
    if not found.criteria:
        raise InputError("record_no_criterion", name=shown(file))
    folder = _folder(arguments.output or found.record.id or file.stem, file)
    _save(folder, file, protocol_yaml(found))
    load_trials([str(folder)])
    words, page = words_in(arguments.lang), page_for(sys.stdout)
    write("".join(f"{line}\n" for line in _told(found, shown(folder), words, page)), None)
    return 0


def _record(file: Path) -> Record:
    from rules import records
    from rules.errors import ProtocolError

    if file.is_dir():
        raise InputError("record_is_folder", name=shown(file))
    if not file.exists():
        raise InputError("no_file", name=shown(file))
    try:
        return records.read(file)
    except ProtocolError:
        raise InputError("record_wrong", name=shown(file)) from None


def _folder(name: str, record: Path) -> Path:
    """The folder to write to, seen before the work: nothing in it may be lost."""
    folder = Path(name)
    if folder.exists() and not folder.is_dir():
        raise InputError("output_draft_file", name=shown(folder))
    if not folder.parent.is_dir():
        raise InputError("output_nowhere", name=shown(folder), folder=shown(folder.parent))
    for written in ("protocol.yaml", "record.json"):
        there = folder / written
        if there.exists() and not (record.exists() and there.samefile(record)):
            raise InputError("output_exists", name=shown(there))
    return folder


def _save(folder: Path, record: Path, text: str) -> None:
    try:
        folder.mkdir(exist_ok=True)
        copy = folder / "record.json"
        if not copy.exists():
            copy.write_bytes(record.read_bytes())
        replace_file(folder / "protocol.yaml", text)
    except OSError as error:
        raise unwritable(folder, error) from None


def _told(draft: Draft, folder: str, words: Words, page: Page) -> Iterator[str]:
    whole, left = len(draft.criteria), [item for item in draft.criteria if item.rule.because is not None]
    yield from wrap(words("import.made", folder=folder, n=whole, drafted=whole - len(left), left=len(left)), page.width)
    yield from wrap(words("import.draft"), page.width)
    for key, values in _reasons(draft).items():
        reason = words.name("import.because", key)
        yield from wrap(words("import.left", reason=reason, ids=words.listed(values)), page.width, "  ", "    ")
    yield from wrap(words("import.next", folder=folder), page.width)


def _reasons(draft: Draft) -> dict[str, list[str]]:
    """The ids that are left to encode, by the reason."""
    found: dict[str, list[str]] = {}
    for item in draft.criteria:
        if item.rule.because is not None:
            found.setdefault(item.rule.because, []).append(item.id)
    return found
