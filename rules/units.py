"""Units of the laboratory, converted exactly: which unit a text means, and the factor to the canonical one.

Factors are decimals from ``rules/terminology`` (molar masses where mass meets amount). HBV DNA in copies stays so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from rules import terminology


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one analyte: canonical = (value - subtract) × factor (subtract 32 from °F)."""

    text: str
    factor: Decimal
    subtract: Decimal = Decimal(0)
    kept: bool = False
    """Not converted: the value stays in this unit (HBV DNA in copies/mL)."""
    guessed: bool = True
    """Whether a bare number may be taken to be in this unit; rare ones must be written out."""


_SPELLING = str.maketrans(
    {"μ": "µ", "－": "-", "×": "x", "*": "x", "·": "x", "，": ",", "℃": "C", "°": "", "º": "", "◦": "", "˚": ""}
)
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


_SHORT = {
    "per": "/", "microliter": "ul", "microlitre": "ul", "deciliter": "dl", "decilitre": "dl", "milliliter": "ml",
    "millilitre": "ml", "liter": "l", "litre": "l", "minute": "min", "millisecond": "ms", "msec": "ms", "second": "s",
    "degree": "", "deg": "", "fahrenheit": "f", "celsius": "c", "of": "", "th": "k", "gram": "g", "kilo": "kg",
}  # fmt: skip
"""Units written out, whole words; their plurals too."""
_CHINESE = {
    "毫摩尔": "mmol", "微摩尔": "umol", "摩尔": "mol", "毫克": "mg", "微克": "ug", "克": "g", "毫升": "ml", "升": "l",
    "毫秒": "ms", "国际单位": "iu", "单位": "u", "每": "/",
}  # fmt: skip
_WORDS = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})s?(?![a-z])")


@cache
def normal(text: str) -> str:
    """A unit's spelling without what does not matter: case, blanks, superscripts, the kind of micro sign."""
    text = text.translate(_SUPER).translate(_SPELLING).lower()
    text = re.sub(r"^o(?=[cf]$)", "", text)  # a raised o for the degree sign; before "of" is read as a word
    for word, symbol in _CHINESE.items() if not text.isascii() else ():
        text = text.replace(word, symbol)
    text = _WORDS.sub(lambda match: _SHORT[match[0] if match[0] in _SHORT else match[0].rstrip("s")], text)
    text = text.replace("µ", "u").replace("^", "").replace(" ", "").replace("mcl", "ul").replace("mcmol", "umol")
    text = text.replace("micromol", "umol").replace("cubicmillimeter", "mm3").replace("cubicmillimetre", "mm3")
    text = re.sub(r"^x(?=10)", "", text).replace("mo1/", "mol/")
    text = (
        text.replace("cu.mm", "mm3")
        .replace("cumm", "mm3")
        .replace("cmm", "mm3")
        .replace("thousand", "k")
        .replace("thou", "k")
    )
    text = text.replace("10x9", "109").replace("10x3", "103").replace("10e9", "109").replace("10e3", "103")
    text = re.sub(r"(?:^|(?<=10\d))cells?(?=/)", "", text)
    return re.sub(r"(?<=\d)o", "0", text)


@cache
def units_of(analyte: str) -> Mapping[str, Unit]:
    """The units that a result of this analyte may have, by their normal spelling."""
    concept = terminology.load().concepts.get(analyte)
    known: dict[str, Unit] = {}
    for item in [] if concept is None else concept.data.get("units", ()):
        unit = _unit(item)
        if unit is not None:
            known[normal(unit.text)] = unit
    return known


def _unit(item: Mapping[str, Any]) -> Unit | None:
    text, factor = str(item["text"]), item.get("factor")
    if factor is None:
        return Unit(text, Decimal(1), kept=True) if item.get("keep") else None
    return Unit(text, Decimal(str(factor)), Decimal(str(item.get("subtract", 0))), guessed=item.get("guess", True))


def canonical_unit(analyte: str) -> str | None:
    """The UCUM unit that values of this analyte are kept in."""
    concept = terminology.load().concepts.get(analyte)
    unit = None if concept is None else concept.data.get("canonical_unit")
    return None if unit is None else str(unit)


def find(analyte: str, text: str) -> Unit | None:
    """The unit that ``text`` means for this analyte, if it is one."""
    return units_of(analyte).get(normal(text))


def convert(value: Decimal, unit: Unit) -> float:
    """The value in the canonical unit, exactly; rounded only when it becomes a float."""
    return float((value - unit.subtract) * unit.factor)


def plausible(analyte: str, value: float) -> bool:
    """Whether a value in the canonical unit is one that a living adult can have."""
    concept = terminology.load().concepts.get(analyte)
    span = None if concept is None else concept.data.get("plausible")
    return span is None or float(span[0]) <= value <= float(span[1])


def guess(analyte: str, value: Decimal) -> Unit | None:
    """The unit of a bare number: the only one that makes it plausible, or far more usual than any other.

    Units of equal factor count as one. Usual is measured on a logarithmic scale.
    """
    fitting: dict[tuple[Decimal, Decimal], Unit] = {}
    for unit in units_of(analyte).values():
        if unit.guessed and not unit.kept and plausible(analyte, convert(value, unit)):
            fitting.setdefault((unit.factor, unit.subtract), unit)
    if len(fitting) <= 1:
        return next(iter(fitting.values()), None)
    centre = _usual(analyte)
    if centre is None or value <= 0:
        return None
    ranked = sorted(fitting.values(), key=lambda unit: abs(math.log10(convert(value, unit) / centre)))
    first, second = (abs(math.log10(convert(value, unit) / centre)) for unit in ranked[:2])
    return ranked[0] if first <= _USUAL and second >= first + _USUAL else None


_USUAL = 0.7
"""Within a factor of five of the centre, and the next unit another factor of five away."""


def _usual(analyte: str) -> float | None:
    """A usual value of the analyte, or half its upper limit of normal, where the terminology has one."""
    concept = terminology.load().concepts.get(analyte)
    if concept is not None and concept.data.get("usual"):
        return float(concept.data["usual"])
    limits = None if concept is None else concept.data.get("default_upper_limit")
    pairs = list(limits.values()) if isinstance(limits, Mapping) else [limits] if limits else []
    ends = [float(end) for pair in pairs for end in pair]
    return sum(ends) / len(ends) / 2 if ends else None
