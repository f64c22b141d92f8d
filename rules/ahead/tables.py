"""The tables of looking ahead: what a question costs and decides, what one sample answers. Holds no logic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rules import prepared


@cache
def tables() -> Mapping[str, Any]:
    """``asking.yaml``, read once."""
    return prepared.read(Path(__file__).parent / "asking.yaml", "the table begins with 'effort:'")


@cache
def by_concept(group: str) -> Mapping[str, str]:
    """Which sample (``samples``) or topic (``topics``) a concept or a code of the messages belongs to."""
    return {
        name: key for key, entry in tables()[group].items() for name in (*entry.get("of", ()), *entry.get("codes", ()))
    }
