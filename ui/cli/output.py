"""Writes reports: to the terminal, or to a file that is either whole or not there. Composes no report."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import InputError, refusal
from ui.cli.inputs import shown


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says; a terminal that cannot show a character gets a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8", errors="replace")


def check_target(target: str | None, *inputs: str) -> None:
    """See before the work whether the output can be written.

    Raises:
        InputError: the target is a folder, lies in no folder, may not be written or is one of the inputs.
    """
    if target is None:
        return
    path, name = Path(target), shown(target)
    if path.is_dir():
        raise InputError("output_folder", name=name)
    if not path.parent.is_dir():
        raise InputError("output_nowhere", name=name, folder=shown(path.parent))
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError("output_forbidden", name=name)
    if path.exists() and any(item != "-" and Path(item).exists() and path.samefile(item) for item in inputs):
        raise InputError("output_is_note", name=name)


def write(text: str, target: str | None) -> None:
    """The text to the target, or to standard output.

    Raises:
        InputError: the target cannot be written.
    """
    if target is None:
        _print(text)
        return
    path = Path(target)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            path.write_text(text, encoding="utf-8", newline="\n")
        else:
            replace_file(path, text)
    except OSError as error:
        raise unwritable(target, error) from None


def write_bytes(content: bytes, target: str) -> None:
    """The bytes to the target.

    Raises:
        InputError: the target cannot be written.
    """
    path = Path(target)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            replace_file(path, content)
    except OSError as error:
        raise unwritable(target, error) from None


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_stdout()
        raise InputError("stdout_failed", reason=refusal(error)) from None


def silence_stdout() -> None:
    """Send what is still to be written nowhere, so that leaving the program does not fail on it again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def replace_file(path: Path, content: str | bytes) -> None:
    """The file with this content; what was there before stays until the new one is written whole."""
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        part.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def unwritable(target: str | Path, error: OSError) -> InputError:
    """The error for an output that failed while it was written."""
    return InputError("output_failed", name=shown(target), reason=refusal(error))


def json_text(data: Mapping[str, Any]) -> str:
    """JSON with a line for each member, and for each item of a list: quick to write, and still to be read and compared.

    (With ``indent`` the standard library falls back to Python code, ten times slower.)
    """
    members = [f"{_compact(key)}: {_member(value)}" for key, value in data.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, list | tuple) and value:
        return "[\n  " + ",\n  ".join(_compact(item) for item in value) + "\n]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
