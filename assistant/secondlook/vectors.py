"""Turns words into numbers, so that like stands near like: runs of letters, counted. Needs no model and no download.

A run of three letters (two Chinese characters) gets a place by its hash, and weighs the more the fewer of the
passages have it. Names of both languages are looked up, so no translation is needed.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.extraction.text import normalise

PLACES = 4096
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")


class Vectors:
    """The measure of nearness for the passages of one chart."""

    def __init__(self, passages: Sequence[str]) -> None:
        counted = Counter(place for text in passages for place in set(_places(text)))
        self._weights = {place: math.log((1 + len(passages)) / count) for place, count in counted.items()}

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of length 1 for each text; of zeros where it has no letter or digit."""
        rows = np.zeros((len(texts), PLACES), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, count in Counter(_places(text)).items():
                row[place] = (1 + math.log(count)) * self._weights.get(place, _RARE)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    def of_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector for several names: near is what has much of many of them."""
        return np.asarray(self.of(texts).sum(axis=0), dtype=np.float32)


_RARE = 1.0
"""The weight of what no passage has: a name counts by how much of it is found."""


def _places(text: str) -> list[int]:
    found: list[int] = []
    for word in _WORD.findall(normalise(text).lower()):
        size = 3 if word[0].isascii() else 2
        edged = f" {word} " if size == 3 else word
        runs = [edged[at : at + size] for at in range(max(1, len(edged) - size + 1))]
        if size == 3:
            runs.append(f"={word}")  # "AST" is in "last" and "breast", but it is not those words
        found += [zlib.crc32(run.encode()) % PLACES for run in runs]
    return found
