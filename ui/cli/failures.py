"""Says which mistake the program made, and where in it, without the message: that may repeat what a note says."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

_OURS = ("assistant", "rules", "ui", "eval", "prompts")


def fault(error: BaseException) -> str:
    """``KeyError in rules.checker, line 12``: the mistake and the innermost place in this project."""
    places = [
        f" in {name}, line {line}" for name, line in _places(error.__traceback__) if name.partition(".")[0] in _OURS
    ]
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{name}{places[-1] if places else ''}"


def while_reading(error: BaseException) -> bool:
    """Whether the mistake happened inside what reads the notes."""
    return any(name.startswith("assistant.extraction") for name, _ in _places(error.__traceback__))


def _places(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield str(trace.tb_frame.f_globals.get("__name__", "")), trace.tb_lineno
        trace = trace.tb_next
