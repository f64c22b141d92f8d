"""The conversation's words in one language, looked up by key. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rules import catalogue, prepared
from rules.catalogue import Lang

DATA = Path(__file__).parent / "data"


@cache
def sentences(lang: Lang) -> Mapping[str, Any]:
    """The catalogue of one language."""
    return prepared.read(DATA / f"{lang}.yaml", "a catalogue begins with 'statuses:'")


def say(lang: Lang, key: str, **values: object) -> str:
    """The words of a key, such as ``earliest.both``; days are written as the language writes them.

    Raises:
        KeyError: the catalogue has no such words.
    """
    words: Any = sentences(lang)
    for part in key.split("."):
        words = words[part]
    return str(words).format(**{name: _shown(value, lang) for name, value in values.items()})


def count(lang: Lang, key: str, n: int, **values: object) -> str:
    """The words for one or for several."""
    return say(lang, f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)


def listed(items: Iterable[str], lang: Lang) -> str:
    """Names one after the other."""
    return ("、" if lang == "zh" else ", ").join(items)


def joined(parts: Iterable[str], lang: Lang) -> str:
    """Sentences one after the other."""
    return ("" if lang == "zh" else " ").join(part for part in parts if part)


def day(lang: Lang, value: date | str) -> str:
    """A day as a reader of the language writes it."""
    return catalogue.day(lang, value if isinstance(value, date) else date.fromisoformat(value))


def _shown(value: object, lang: Lang) -> str:
    return day(lang, value) if isinstance(value, date) else str(value)
