"""YAML files that people write: read safely, with the line of a mistake when there is one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from rules.errors import ProtocolError

_SAFE: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LOADER(_SAFE):  # type: ignore[misc]
    """Safe, and with the truth values of YAML 1.2: ``on``, ``yes`` and ``no`` are words that protocols use."""


LOADER.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _SAFE.yaml_implicit_resolvers.items()  # type: ignore[attr-defined]
}
LOADER.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


_MOST_BRACKETS = 20_000
"""Tens of thousands of open brackets exhaust the parser's stack."""


def read(file: Path, expected: str) -> dict[str, Any]:
    """The mapping that the file holds; ``expected`` says how such a file begins.

    Raises:
        ProtocolError: the file cannot be read, is no YAML, or holds no mapping.
    """
    try:
        text = file.read_text(encoding="utf-8")
        if text.count("[") > _MOST_BRACKETS or text.count("{") > _MOST_BRACKETS:
            raise ProtocolError(f"{file} has more brackets than a file of this kind can need: check that it is one.")
        raw = yaml.load(text, Loader=LOADER)
    except OSError as error:
        raise ProtocolError(f"{file} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not text in UTF-8"
        raise ProtocolError(f"{file}{line}: this is not YAML ({problem}).") from None
    if not isinstance(raw, dict):
        raise ProtocolError(f"{file}, line 1: {expected}.")
    return raw


def line_of(file: Path, path: tuple[str | int, ...]) -> int:
    """The line of a place in the file; the nearest one above it where the place itself is not there."""
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=LOADER)
    line = 1 if node is None else node.start_mark.line + 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            names = {"is_": "is"}
            match = [(key, value) for key, value in node.value if key.value == names.get(str(part), str(part))]
            if not match:
                break
            key, node = match[0]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
