"""Changes of a note that keep its meaning, each a pure function of the note and a seed. Judges no verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from eval.transforms.layout import headings, irrelevant, newlines, sections, wraps
from eval.transforms.noise import digit_noise, word_noise
from eval.transforms.writing import dates, full_width, units

Way = Callable[[str, str, Random, float], str]
"""The note, its language, what chooses, and the share of the places that are changed."""

WAYS: Mapping[str, Way] = {
    "units": units,
    "dates": dates,
    "sections": sections,
    "wraps": wraps,
    "full_width": full_width,
    "word_noise": word_noise,
    "digit_noise": digit_noise,
    "irrelevant": irrelevant,
    "headings": headings,
    "newlines": newlines,
}


def change(way: str, text: str, language: str, *, seed: str, amount: float = 1.0) -> str:
    """The note changed in one way; the same seed changes it the same on every machine."""
    return WAYS[way](text, language, Random(f"{way} {seed}"), amount)
