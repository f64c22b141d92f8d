"""Compiled patterns kept between runs, as Python keeps byte-code: beside it, for this very interpreter. Finds nothing.

Compiling the reader's patterns takes a third of a short run. What ``re`` makes of a pattern is kept under the pattern's
own text, so that a pattern that was changed is simply not found and compiled anew. Without the file, with another
Python's, or should the standard library look otherwise inside one day, every pattern is compiled as ever.
"""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "__pycache__" / f"patterns.{sys.implementation.cache_tag}.bin"
Key = tuple[str, int]
Entry = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""Flags, code, number of groups, names of groups and groups by number: what the engine itself is given."""


_ASKED: dict[Key, None] = {}


def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, from what was kept if it is there. For patterns made of word lists, never of a note's own words."""
    _ASKED[source, int(flags)] = None
    entry = _kept(FILE).get((source, flags))
    if entry is not None:
        try:
            pattern: re.Pattern[str] = import_module("_sre").compile(source, *entry)
        except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
            return re.compile(source, flags)
        return pattern
    return re.compile(source, flags)


def asked() -> list[Key]:
    """The patterns that were asked for so far."""
    return list(_ASKED)


@cache
def _kept(file: Path) -> dict[Key, Entry]:
    try:
        made_by, entries = marshal.loads(file.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return entries if made_by == _interpreter() else {}


def _interpreter() -> str:
    return f"{sys.version} {getattr(import_module('_sre'), 'MAGIC', '')}"


def keep(patterns: Iterable[Key], file: Path = FILE) -> int:
    """Write what these patterns compile to; how many could be kept."""
    entries = {key: entry for key in patterns if (entry := _code_of(*key)) is not None}
    file.parent.mkdir(exist_ok=True)
    part = file.with_suffix(".tmp")
    part.write_bytes(marshal.dumps((_interpreter(), entries)))
    part.replace(file)
    return len(entries)


def _code_of(source: str, flags: int) -> Entry | None:
    """What ``re.compile`` hands to the engine; nothing where this Python does it otherwise."""
    try:
        parser: Any = import_module("re._parser")
        compiler: Any = import_module("re._compiler")
        parsed = parser.parse(source, flags)
        code = [int(word) for word in compiler._code(parsed, flags)]
        state = parsed.state
        names: list[str | None] = [None] * state.groups
        for name, number in state.groupdict.items():
            names[number] = name
        return int(flags | state.flags), code, state.groups - 1, dict(state.groupdict), tuple(names)
    except (ImportError, AttributeError, TypeError):
        return None


def main(notes: Iterable[str]) -> int:
    """Keep the patterns that the reader's modules hold, and those that it makes of its words to read these notes."""
    from pkgutil import walk_packages

    import assistant.extraction as readers
    from assistant.documents import read_chart
    from assistant.extraction.embedded import EmbeddedExtractor
    from assistant.extraction.keptpatterns import asked  # this file, run as a program, is another module
    from assistant.extraction.late import sources

    for found in walk_packages(readers.__path__, f"{readers.__name__}."):
        import_module(found.name)
    for note in notes:
        EmbeddedExtractor().extract(read_chart([(note, Path(note).read_bytes())]))
    print(f"{keep([*sources(), *asked()])} patterns kept")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
