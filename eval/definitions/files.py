"""Suites by name or path, read and checked. ``python -m eval.definitions.files`` writes the editors' schema anew."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from eval.cases import CaseError
from eval.definitions.models import SUITE, FactsSuite, MarkedNote, NotesFile, ScreeningSuite, Suite

FOLDER = Path(__file__).parent.parent / "suites"
SCHEMA = FOLDER / "schema.json"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def names() -> tuple[str, ...]:
    """The suites that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def path_of(suite: str) -> Path:
    """The file of a suite's name, or the suite file or folder of cases that the word names.

    Raises:
        CaseError: there is neither.
    """
    if suite in names():
        return FOLDER / f"{suite}.yaml"
    path = Path(suite)
    if path.is_dir() or (path.is_file() and path.suffix in (".yaml", ".yml")):
        return path
    raise CaseError(f"there is no suite {suite!r}: use one of {', '.join(names())}, a suite file or a folder of cases")


@cache
def load(path: Path) -> Suite:
    """The suite of a file, or of a folder of cases.

    Raises:
        CaseError: the file cannot be read or does not fit its model; the message names file, field and fault.
    """
    if path.is_dir():
        return ScreeningSuite(kind="screening", about="", folder=str(path.absolute()))
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=_LOADER)
        return SUITE.validate_python(raw)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} cannot be read: {type(error).__name__}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise CaseError(f"{path.name}: {where}{getattr(error, 'problem', None) or 'no YAML'}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise CaseError(f"{path.name}: {where or 'suite'}: {first['msg']}") from error


def notes_of(suite: FactsSuite, path: Path) -> tuple[MarkedNote, ...]:
    """The annotated notes of a facts suite, in the order of their ids.

    Raises:
        CaseError: a file is missing or holds something else, or two notes have one id.
    """
    notes: dict[str, MarkedNote] = {}
    for name in suite.files:
        found = load(path.parent / name)
        if not isinstance(found, NotesFile):
            raise CaseError(f"{name} holds no notes (kind: notes)")
        for note in found.notes:
            if note.id in notes:
                raise CaseError(f"{name}: the id {note.id} is taken")
            notes[note.id] = note
    return tuple(notes[name] for name in sorted(notes))


def schema() -> str:
    """The JSON schema of suite files, for editors."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A suite", **SUITE.json_schema()}
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), "utf-8")
