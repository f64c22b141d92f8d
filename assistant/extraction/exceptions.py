"""Reads what a denial leaves out ("no allergies except X", 除X外无Y): it is there. Names nothing itself."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from assistant.extraction.late import late
from assistant.extraction.model import Mention
from assistant.extraction.resources import any_of, load_words

_CHINESE = late(r"除(?:了|去|开)?([^,;。\n除]{1,24}?)(?:之|以|而)?外(?![科周院用伤源阴显敷籍])")
_OTHER_THAN = late(r"(?<![a-z])(?:other|else|further|additional|different)\b[^,;.\n]{0,50}?\s(than)(?![a-z])")
_PART = late(r"[;。\n]|,\s*(?:but|and no|no|denies|without|not)\b|\.\s")


class Exempt(NamedTuple):
    """One exception: the words that make it, and where what it exempts stands."""

    start: int
    end: int
    named_from: int
    named_to: int


@cache
def _latin() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{any_of(load_words('context')['exceptions'])})(?![a-z])")


def exempted(lower: str, start: int, end: int) -> list[Exempt]:
    """The exceptions of a stretch of text."""
    found = [
        Exempt(match.start(), match.end(), match.start(1), match.end(1))
        for match in _CHINESE.finditer(lower, start, end)
    ]
    places = [match.span() for match in _latin().finditer(lower, start, end)]
    places += [match.span(1) for match in _OTHER_THAN.finditer(lower, start, end)]
    for left, right in sorted(places):
        stop = _PART.search(lower, right, end)
        found.append(Exempt(left, right, right, stop.start() if stop else end))
    return found


def with_exceptions(mentions: list[Mention], lower: str, start: int, end: int) -> None:
    """What an exception names is there; what is denied beside it is denied but for that."""
    if not any(mention.certainty == "denied" for mention in mentions):
        return
    for one in exempted(lower, start, end):
        denials = [mention for mention in mentions if mention.certainty == "denied" and not _named(one, mention)]
        parts = [match.end() for match in _PART.finditer(lower, start, one.start)]
        first = max(parts, default=start)
        stop = _PART.search(lower, one.end, end)
        last = stop.start() if stop else end
        beside = [mention for mention in denials if first <= mention.start < last]
        for place, mention in enumerate(mentions):
            if mention in beside:
                mentions[place] = replace(mention, others_only=True)
            elif beside and mention.certainty == "denied" and _named(one, mention):
                mentions[place] = replace(mention, certainty="stated", reach=None, period=None, cues=())


def _named(one: Exempt, mention: Mention) -> bool:
    return one.named_from <= mention.start and mention.end <= one.named_to
