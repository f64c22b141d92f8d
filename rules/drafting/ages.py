"""The ages that a clause asks for. Every word is a filler, a day or a bound; with any other it is not understood."""

from __future__ import annotations

import re
from typing import Any

from rules.drafting.days import day
from rules.drafting.lexicon import table
from rules.drafting.quantities import signed

Node = dict[str, Any]
_MEN, _WOMEN = r"(?:adult )?(?:males?|men|man)", r"(?:adult )?(?:females?|women|woman)"
_EVERYBODY = re.compile(
    rf"\b(?:{_MEN} ?(?:or|and|/) ?{_WOMEN}|{_WOMEN} ?(?:or|and|/) ?{_MEN}|both (?:sexes|genders)|either (?:sex|gender)|"
    r"(?:of )?(?:all|any) genders?|regardless of (?:sex|gender)|(?:there is )?no (?:gender|sex) limitation|"
    r"(?:gender|sex) (?:is )?not limited)\b(?: and\b)?"
)
_WHEN = re.compile(r"\b(?:at|on|as of|when)\s+((?:(?!\bat\b|\bon\b)[a-z ])+?)\s*(?=[,;()]|$)")
_CONSENT = re.compile(r"(?:signing|the|of|time|day|date|informed|consent|form|icf|\s)+")
_BOUNDS = re.compile(r"(?:[≥≤<] ?\d+(?: (?:and|to) | ?, ?| |$)){1,2}")
_BOUND = re.compile(r"([≥≤<]) ?(\d+)")
_RANGE = re.compile(r"(\d+) ?(?:-|–|~|to|through|and) ?(\d+)")
_FROM = re.compile(r"(\d+),? (?:(?:or|and) (?:older|over|above|up)|\+)")


def rule(text: str, topic: str = "") -> Node | None:
    """The age predicate; a bare ``18 and over`` needs the topic "age" above it."""
    text = signed(text.lower().replace("younger than", "less than"))
    text = re.sub(r"\s+", " ", text).strip()
    if not all(_known(said[1]) for said in _WHEN.finditer(text)):
        return None
    text = _EVERYBODY.sub(" ", _WHEN.sub(" ", text))
    words = re.findall(r"[a-z]+|\d+|\S", text)
    in_years = topic == "age" or any(word in table()["ages"]["years"] for word in words)
    core = " ".join(
        word for word in words if word not in table()["ages"]["years"] and word not in table()["ages"]["fillers"]
    )
    found = _limits(re.sub(r"^and |(?<= )and$", "", core).strip())
    return {"age": {**found, "on": "screening"}} if in_years and found else None


def _known(when: str) -> bool:
    """A day on or after screening, or that of the consent: the age on it is taken for the age at screening."""
    return (
        _CONSENT.fullmatch(when) is not None
        or day(re.sub(r"^(?:the )?(?:time|day|date) of (?:the )?", "", when)) is not None
    )


def _limits(core: str) -> dict[str, int] | None:
    """Both ends inside. "Over 18" may mean 18 or 19, so only what is clear in completed years counts."""
    both, open_ended = _RANGE.fullmatch(core), _FROM.fullmatch(core)
    if both:
        return {"at_least": int(both[1]), "at_most": int(both[2])}
    if open_ended:
        return {"at_least": int(open_ended[1])}
    if not _BOUNDS.fullmatch(core):
        return None
    found: dict[str, int] = {}
    for sign, number in _BOUND.findall(core):
        how = "at_least" if sign == "≥" else "at_most"
        if how in found:
            return None
        found[how] = int(number) - (sign == "<")
    return found
