"""YAML tables out of the JSON made of them, for YAML takes ten times as long to read. Knows no table's meaning.

The tables of a folder stand together in its ``built.json``. An entry counts only while the hash of its table agrees: a
table that was changed is read itself until ``python -m rules.prepared FOLDER …`` has made the file anew.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

BUILT = "built.json"


def read(file: Path, expected: str) -> dict[str, Any]:
    """The mapping that a YAML file holds; ``expected`` says how such a file begins.

    Raises:
        ProtocolError: the file cannot be read, is no YAML, or holds no mapping.
    """
    entry = _built(file.parent).get(file.name)
    if isinstance(entry, dict) and file.is_file() and entry.get("made_from") == content_hash(file):
        content: dict[str, Any] = entry["content"]
        return content
    return read_yaml(file, expected)


def read_yaml(file: Path, expected: str = "it begins with a key and a colon") -> dict[str, Any]:
    """The mapping that the YAML itself holds."""
    from rules import yamlfile  # late: the parser is needed after a change only, and slow to import

    return yamlfile.read(file, expected)


def content_hash(file: Path) -> str:
    """What a file says, as a hash; the same on every platform's line endings."""
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@cache
def _built(folder: Path) -> Mapping[str, Any]:
    try:
        content = json.loads((folder / BUILT).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def build(folder: Path) -> int:
    """Write the folder's ``built.json`` anew and say how many tables it holds.

    Raises:
        ValueError: JSON cannot hold what a table says (a key that is no text, a date without quotes).
    """
    entries = []
    for file in sorted(folder.glob("*.yaml")):
        content = read_yaml(file)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) != content:
            raise ValueError(f"{file}: JSON holds no such keys; put the numbers among them in quotes")
        entries.append(f'"{file.name}":{{"made_from":"{content_hash(file)}","content":{text}}}')
    # A line for each table, so that a change shows where it was made.
    (folder / BUILT).write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")
    return len(entries)


def main(folders: Iterable[str]) -> int:
    """Make the files of these folders anew."""
    for folder in folders:
        print(f"{build(Path(folder))} tables of {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
