"""Finds ages over 89, which are so few that they tell who it is. Other ages stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.stretches import Stretch

_OLD = r"(?P<age>9\d|1[01]\d)"
_AGES = (
    re.compile(
        rf"(?<![\d.]){_OLD}[ -]?(?:years?[ -]olds?|years? of age|y/?o\b|yo\b|y\.o\.|yr[ -]old|year[ -]old)", re.I
    ),
    re.compile(rf"(?<![a-z])(?:aged?|age of|died at|dead at|until)[: ]+{_OLD}(?![\d.%/])", re.I),
    re.compile(rf"(?:年龄|享年|卒于|终年)[:： ]?{_OLD}(?!\d)"),
    re.compile(rf"(?<![\d.]){_OLD}\s?(?:周岁|岁)"),
)


def find(text: str) -> Iterator[Stretch]:
    """The numbers of such ages."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            yield Stretch(*match.span("age"), "age")
