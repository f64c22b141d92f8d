"""Finds what identifies a person in a note: names, numbers, telephones, addresses, institutions. Replaces nothing.

Prefers to find too much: a masked word of medicine costs one fact of a model's reading, an unmasked name cannot be
taken back. But the names of the terminology, and the persons after whom diseases and formulas are called, are never
taken for a patient's or a doctor's unless a title or a label says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.privacy import ages, chinesenames, englishnames, numbers, places
from assistant.privacy.medicine import Medicine
from assistant.privacy.stretches import Name, Stretch


class Found(NamedTuple):
    """What identifies in one text by what stands beside it, and the names that are masked wherever else they stand."""

    stretches: tuple[Stretch, ...]
    names: tuple[Name, ...]


def find(text: str, medicine: Medicine) -> Found:
    """All stretches that identify by themselves, in the order of the text; they may overlap."""
    persons = [*englishnames.persons(text, medicine), *chinesenames.persons(text, medicine)]
    stretches: list[Stretch] = [Stretch(one.start, one.end, "person") for one in persons]
    for found in (numbers.find(text, medicine), places.find(text, medicine), ages.find(text)):
        stretches += found
    names = [name for one in persons for name in _names(text[one.start : one.end], one.sure)]
    return Found(tuple(sorted(stretches)), tuple(names))


def again(text: str, names: Iterable[Name], medicine: Medicine) -> list[Stretch]:
    """Every further place of these names."""
    chinese = {name.text for name in names if not _latin(name.text)}
    latin = [name for name in names if _latin(name.text)]
    return [*chinesenames.again(text, chinese), *englishnames.again(text, latin, medicine)]


def kept(names: Iterable[Name], texts: Sequence[str]) -> frozenset[Name]:
    """The names without the doubtful ones that the chart also writes as plain words."""
    return frozenset(
        name for name in names if name.sure or not _latin(name.text) or not englishnames.is_word(name.text, texts)
    )


def _names(text: str, sure: bool) -> list[Name]:
    parts = englishnames.parts(text) if _latin(text) else chinesenames.parts(text)
    return [Name(part, sure) for part in parts]


def _latin(text: str) -> bool:
    return not any("\u3400" <= char <= "\u9fff" for char in text)
