"""Looks up the page's words in one language and writes dates in it. Decides nothing and draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "words"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """The nested words of a language, as in its files: ``en.yaml``, and ``NAME.en.yaml`` for a part of the page."""
    files = [_FOLDER / f"{lang}.yaml", *sorted(_FOLDER.glob(f"*.{lang}.yaml"))]
    return {key: words for file in files for key, words in yaml.safe_load(file.read_text(encoding="utf-8")).items()}


class Words:
    """The words of one language: ``words("decision.wait_from", possible="21 Apr 2026")``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._tree = catalogue(lang)

    def _find(self, key: str) -> Any:
        node: Any = self._tree
        for part in key.split("."):
            if not isinstance(node, Mapping) or part not in node:
                return None
            node = node[part]
        return node

    def has(self, key: str) -> bool:
        return isinstance(self._find(key), str)

    def __call__(self, key: str, **values: object) -> str:
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(f"{self.lang}.yaml has no words for {key}")
        return found.format(**values) if values else found

    def count(self, key: str, n: int) -> str:
        """The singular or plural words for a number."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n)

    def day(self, value: object) -> str:
        """A day, or the two ends of an interval, as a reader of the language writes it."""
        if isinstance(value, Mapping):
            ends = [self.day(value[end]) if value.get(end) else "…" for end in ("earliest", "latest")]
            return " – ".join(ends)
        day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def short_day(self, value: date) -> str:
        """A day without its year, where the year stands beside it."""
        return f"{value.month}月{value.day}日" if self.lang == "zh" else f"{value.day} {_MONTHS[value.month - 1]}"

    def span(self, first: date, last: date) -> str:
        """Two ends of an interval, no part said twice: ``2018``, ``Nov 2025``, ``20–25 Apr 2026``."""
        if first == last:
            return self.day(first)
        one_year, whole = first.year == last.year, first.day == 1 and (last + timedelta(1)).day == 1
        if one_year and whole and (first.month, last.month) == (1, 12):
            return f"{first.year}年" if self.lang == "zh" else str(first.year)
        if one_year and whole and first.month == last.month:
            return f"{first.year}年{first.month}月" if self.lang == "zh" else f"{_MONTHS[first.month - 1]} {first.year}"
        if not one_year:
            return f"{self.day(first)} – {self.day(last)}"
        if self.lang == "zh":
            return f"{self.day(first)}–{f'{last.day}日' if first.month == last.month else self.short_day(last)}"
        return f"{first.day if first.month == last.month else self.short_day(first)}–{self.day(last)}"

    def month(self, value: date) -> str:
        """The month of a day, with its year where that begins: for the marks of an axis."""
        if self.lang == "zh":
            return f"{value.year}年1月" if value.month == 1 else f"{value.month}月"
        return f"Jan {value.year}" if value.month == 1 else _MONTHS[value.month - 1]

    def listed(self, items: list[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(items)
