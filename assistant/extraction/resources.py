"""Loads the word lists beside the code, once. Interprets none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"


@cache
def load_words(name: str) -> Mapping[str, Any]:
    """The data file of that name."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (_DATA / f"{name}.yaml").open(encoding="utf-8") as file:
        data: Mapping[str, Any] = yaml.load(file, Loader=loader)
    return data


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(map(str, words), key=len, reverse=True))
