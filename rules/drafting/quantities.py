"""Comparators, numbers and units of a clause into limits in the analyte's canonical unit: exactly, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from rules import units
from rules.drafting.lexicon import table

How = Literal["at_least", "at_most", "more_than", "less_than"]
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?"
_SIGNS = {"≥": "at_least", "≤": "at_most", ">": "more_than", "<": "less_than"}
_MULTIPLE = re.compile(
    rf"(?P<factor>{NUMBER})?\s*(?:[x×*]|times|-?\s?fold)?\s*(?:of\s+)?(?:the\s+)?(?:institutional\s+|laboratory\s+|local\s+)?"
    r"(?:uln|unl|upper\s+(?:normal\s+limit|limits?\s+of\s+(?:the\s+)?normal(?:\s+range)?)(?:\s*\((?:uln|unl)\))?)"
    r"(?:\s+of\s+normal)?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>.*)")
_TWICE = re.compile(r"([^()]+?)\s*\(\s*(?:or\s+|i\.?e\.?,?\s*|=\s*)?(\d[^()]*)\)")
"""A limit in two units, the second one in brackets."""
_UNIT_AGAIN = re.compile(rf"({NUMBER})\s*([^()\d][^()]*?)\s*\(([^()]+)\)")
_READABLE = 7
"""A limit whose number has more characters in the canonical unit is kept in the record's own unit."""
_BETWEEN = re.compile(rf"\b(?:between|from)\s+({NUMBER})\s*(?:and|to|-|–)\s*({NUMBER})", re.IGNORECASE)
_LINK = re.compile(
    r"^(?:(?:must|should|shall|to)\s+be\s+|is\s+|are\s+|was\s+|of\s+|=\s*|:\s*|level\s+|levels\s+|values?\s+|counts?\s+|\s)*"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison as a measurement predicate writes it."""

    how: How
    text: str | int | float


def plain(text: str) -> str:
    """A clause for the grammar: one sign for each comparator, straight quotes, no full stop at the end."""
    for wrong, right in (
        ("≧", "≥"),
        ("≦", "≤"),
        ("⩾", "≥"),
        ("⩽", "≤"),
        ("＞", ">"),
        ("＜", "<"),
        ("’", "'"),
        ("“", '"'),
    ):
        text = text.replace(wrong, right)
    text = re.sub(r"=\s?>|>\s?=|>\s*or\s*=", "≥", text)
    text = re.sub(r"=\s?<|<\s?=|<\s*or\s*=", "≤", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?:[;,]?\s+(?:and|AND)|[.;,])+$", "", text).strip()
    return _BETWEEN.sub(r"\1–\2", text)


def signed(text: str) -> str:
    """The text with comparators in words as signs: ``no greater than 35`` is ``≤ 35``."""
    return _in_words().sub(lambda match: f" {_sign_of(match[0])} ", text)


@cache
def _in_words() -> re.Pattern[str]:
    words = sorted((word for group in table()["comparators"].values() for word in group), key=len, reverse=True)
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, words))})(?=\s*(?:\d|the\s+(?:upper|uln)|uln|upper))", re.IGNORECASE
    )


def _sign_of(words: str) -> str:
    lowered = re.sub(r"\s+", " ", words.lower())
    return next(str(table()["symbols"][how]) for how, group in table()["comparators"].items() if lowered in group)


def has_limit(text: str) -> bool:
    """Whether a text compares something with a number."""
    return re.search(r"[≥≤<>]\s*(?:\d|uln)", signed(plain(text)), re.IGNORECASE) is not None


def limits(text: str, analyte: str) -> tuple[Limit, ...]:
    """The comparisons that a text makes of an analyte; none unless every word of it is understood."""
    text = _LINK.sub("", text.strip())
    if re.fullmatch(r"(?:within\s+(?:the\s+)?)?normal(?:\s+(?:limits?|range))?", text, re.IGNORECASE):
        return (Limit("at_most", "1 ULN"),) if analyte in table()["normal_is_upper_limit"] else ()
    ends = re.fullmatch(rf"({NUMBER})\s*[–-]\s*({NUMBER})\s*(.*)", text)
    if ends:
        both = [_amount(f"{number} {ends[3]}", analyte) for number in (ends[1], ends[2])]
        if both[0] is None or both[1] is None:
            return ()
        return Limit("at_least", both[0]), Limit("at_most", both[1])
    if text[:1] not in _SIGNS:
        return ()
    bound = _amount(text[1:].strip(), analyte)
    return () if bound is None else (Limit(_how(text[0]), bound),)


def _how(sign: str) -> How:
    found: dict[str, How] = {"≥": "at_least", "≤": "at_most", ">": "more_than", "<": "less_than"}
    return found[sign]


def _amount(text: str, analyte: str) -> str | int | float | None:
    """A number with its unit as the canonical unit has it, or a multiple of the upper limit of normal."""
    multiple = _MULTIPLE.fullmatch(text.strip())
    if multiple:
        return f"{_written(_decimal(multiple['factor'] or '1'))} ULN"
    text = _same_unit(text.strip(), analyte)
    twice = _TWICE.fullmatch(text.strip())
    if twice:
        first, second = _amount(twice[1], analyte), _amount(twice[2], analyte)
        return first if first == second else None
    if analyte.endswith("_titre"):
        titre = re.fullmatch(r"1:(\d+)", text.strip())
        return int(titre[1]) if titre else None
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or analyte in table()["only_multiples"]:
        return None
    value, written = _decimal(match["number"]), match["unit"].strip()
    if not written or analyte in table()["bare_numbers"]:
        bare = analyte in table()["bare_numbers"] and written.lower() in ("", "points", "point")
        return _number(value) if bare else None
    unit = units.find(analyte, written)
    if unit is None or unit.kept:
        return None
    exact = (value - unit.subtract) * unit.factor
    if not units.plausible(analyte, float(exact)):
        return None
    if len(_written(exact)) > _READABLE:
        return f"{_written(value)} {unit.text}"
    return f"{_written(exact)} {units.canonical_unit(analyte)}"


def _same_unit(text: str, analyte: str) -> str:
    """Without the unit's abbreviation in brackets: ``8 grams per deciliter (g/dL)``."""
    match = _UNIT_AGAIN.fullmatch(text)
    same = match and units.find(analyte, match[2]) and units.find(analyte, match[2]) == units.find(analyte, match[3])
    return f"{match[1]} {match[2]}" if match and same else text


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(" ", ""))


def _written(value: Decimal) -> str:
    """The number that a result of the same value becomes, digit for digit, so that both meet exactly."""
    return repr(float(value)).removesuffix(".0")


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
