"""Looks up the command line's words in one language, and writes dates in it. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "words"
# The loader in C reads the catalogue ten times as fast; where PyYAML was built without it, the other one serves.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def words_in(language: str) -> Words:
    """The words of this language, read once."""
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Words(yaml.load(text, Loader=_LOADER), language)


class Words:
    """The words of one language: ``words("decision.from", possible="21 Apr 2026")``."""

    def __init__(self, tree: Mapping[str, Any], language: str = "en") -> None:
        self._tree, self.language = tree, language

    def find(self, key: str) -> Any:
        """What stands at a dotted key, or nothing."""
        node: Any = self._tree
        for part in key.split("."):
            node = node.get(part) if isinstance(node, Mapping) else None
        return node

    def __call__(self, key: str, **values: object) -> str:
        found = self.find(key)
        if not isinstance(found, str):
            raise KeyError(f"no words for {key}")
        return found.format(**values)

    def name(self, group: str, key: object) -> str:
        """The word for a code of the report; a code that the catalogue lacks stands for itself."""
        found = (self.find(group) or {}).get(str(key))
        return found if isinstance(found, str) else str(key)

    def count(self, key: str, n: int) -> str:
        """The words for this many."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n)

    def listed(self, items: Iterable[str]) -> str:
        """The items in one line."""
        return self("list.comma").join(items)

    def day(self, value: Any) -> str:
        """An ISO day, or an object with both its ends, as a reader of the language writes it."""
        if isinstance(value, Mapping):
            first, last = (self.day(value[end]) if value.get(end) else "…" for end in ("earliest", "latest"))
            return f"{first} – {last}"
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return str(value)
        months = self.find("day.months")
        return self("day.form", year=day.year, month=months[day.month - 1], day=day.day)
