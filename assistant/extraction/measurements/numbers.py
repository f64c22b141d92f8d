"""Finds numbers, units, ranges and titres in plain text. Does not know what they are values of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from assistant.extraction.dateforms import spelled_number
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import load_words
from assistant.extraction.scanning import around
from assistant.extraction.text import has_cjk
from rules.frozen import dataclass

_FIGURE = (
    r"0,\d{1,3}(?!\d)|\d{1,3},\d{1,2}(?=\s?(?:mg|g/|mmol|[uμ]mol|m\b|kg|°|x\s?10))"  # a decimal comma
    r"|\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?=\s?(?:/|cells|per\b|iu\b|cop))"
    r"|\d+(?:\.\d+)?|\.\d+"
)
_COMPARATOR = r"(?<![-=])(?:<\s?=|>\s?=|[<>≤≥≦≧~])"
_NUMBER = late(
    rf"(?P<cmp>{_COMPARATOR})?\s?"
    # A value run together with its power of ten: 3.61O^9/L is 3.6 x10^9/L.
    rf"(?P<a>(?:\d+(?:\.\d+)?(?=\s?1[o0]\s?\^\s?\d))"
    rf"|(?:{_FIGURE})(?:e[+-]?\d{{1,2}}|\s?[x*]\s?10\s?\^?\s?(?:[2-9]|[²-⁹]|\(\d\))(?=\s?(?:cop|iu|拷贝|cps|/m?l\b(?<!/l))))?)"
    rf"(?: ?(?:-{{1,2}}|~|to|至|到) ?(?P<b>{_FIGURE}))?",
)
_DIGIT = late(r"\d")
_LEAD = 6
"""How far before its first figure a number may begin, with its comparator: "< = .5"."""
_LEADING = frozenset("<>=≤≥≦≧~.")
_TITRE = late(
    r"(?P<cmp><\s?=?|>\s?=?|[≤≥]|(?<![a-z])(?:less than|lower than|below|under|greater than|more than|above"
    r"|over)(?=\s))?"
    r"\s?(?<!\d)(?:1\s?(?:[:/比]|in\s|to\s)|one to |一比)\s?"
    r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6}|[一二三四五六七八九十百千]{2,6})(?!\d|\.\d)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range of numbers; ``start:end`` covers the comparator too, ``at:end`` the figures alone."""

    start: int
    at: int
    end: int
    comparator: str | None
    low: float
    high: float | None = None
    first_end: int = 0
    """Where the first figure of a range ends."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written and its family (``mass``, ``count`` …)."""

    start: int
    end: int
    family: str


@dataclass(frozen=True, slots=True)
class Titre:
    """A dilution: 1:640."""

    start: int
    end: int
    comparator: str | None
    reciprocal: float


_THOUSANDS = late(r"(?<![\d.])[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?!\d)")
_SIGNS = {
    **dict.fromkeys(("lessthan", "lowerthan", "below", "under"), "<"),
    **dict.fromkeys(("greaterthan", "morethan", "above", "over"), ">"),
    "≤": "<=",
    "≦": "<=",
    "≥": ">=",
    "≧": ">=",
}


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def plain_number(text: str) -> float | None:
    """The figure that a text writes, thousands separators and powers of ten included."""
    try:
        return float(text)
    except ValueError:
        cleaned = text.replace(" ", "")
    if cleaned and cleaned[0] in "零〇一二两三四五六七八九十百千":
        whole, _, part = cleaned.partition("点")
        number, digits = spelled_number(whole), spelled_number(part) if part else 0
        return None if number is None or digits is None else number + digits / 10 ** len(part)
    cleaned = cleaned.replace(",", "" if _THOUSANDS.search(cleaned) else ".")
    cleaned = cleaned.translate(_SUPERSCRIPTS)
    cleaned = re.sub(r"[x*]10\^?\(?(\d+)\)?", r"e\1", cleaned)
    try:
        return float(cleaned)
    except ValueError:
        return None


def _sign(text: str | None) -> str | None:
    if not text:
        return None
    text = text.replace(" ", "")
    return _SIGNS.get(text, text)


def find_numbers(lower: str, taken: Sequence[tuple[int, int]]) -> list[Number]:
    """The numbers outside the taken stretches (dates), in order, those glued to a letter before them included."""
    found: list[Number] = []
    position, index = 0, 0
    while True:
        figure = _DIGIT.search(lower, position)
        if figure is None:
            return found
        at = figure.start()
        led = lower[max(position, at - 2) : at].strip()[-1:] in _LEADING
        match = _NUMBER.search(lower, max(position, at - _LEAD)) if led else _NUMBER.match(lower, at)
        if match is None:
            return found
        start, end = match.span("a")
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index < len(taken) and taken[index][0] < match.end() and taken[index][0] <= start:
            position = max(taken[index][1], start + 1)
            continue
        low, high, whole = plain_number(match["a"]), None, end
        if match["b"] and not (index < len(taken) and taken[index][0] < match.end()):
            high, whole = plain_number(match["b"]), match.end("b")
        position = whole
        if low is None or _is_part(lower, start, whole) or _AFTER.match(lower, whole):
            continue
        if index and _CLOCK.match(lower, start) and not lower[taken[index - 1][1] : start].strip(" ,"):
            continue
        if high is not None and high < low:
            high, whole, position = None, end, end
        begin = match.start("cmp") if match["cmp"] else start
        found.append(Number(begin, start, whole, _sign(match["cmp"]), low, high, end))


_AFTER = late(
    r"\+|:\d{2}|(?:st|nd|rd|th)(?![a-z])|\s?(?:x\s?(?:the\s)?(?:uln|unl|upper|normal|limit)|times\b|-?fold\b|倍)"
)
"""What makes a figure no value: 2+ is a grade, 1:40 a dilution, 08:55 a time, 4th an ordinal."""
_MINUTES = late(r"(?<![\d/.-])(?:[01]\d|2[0-3]):$")
"""Before the minutes of a time of day."""
_CLOCK = late(r"(?:[01]\d|2[0-3])[0-5]\d(?![\d.])(?=\s?(?:h\b|hrs?\b|[:;,)\n]|$))")
"""A time of day without a colon, which counts as one right after a date: 02/09/2027 0742."""


def _is_part(lower: str, start: int, end: int) -> bool:
    """Whether these figures are the 10 or the exponent of a power of ten, or the minutes of a time of day."""
    if end - start == 2 and lower[start - 1] == ":" and _MINUTES.search(lower, max(0, start - 3), start):
        return True
    before = lower[max(0, start - 2) : start]
    if before.endswith("^"):
        return True
    return lower[start:end] == "10" and end < len(lower) and lower[end] in "^*⁹³⁶"


@dataclass(frozen=True, slots=True)
class Value:
    """A number with the unit that follows it."""

    number: Number
    unit: Unit | None

    @property
    def start(self) -> int:
        """Where the figures begin, or the comparator before them."""
        return self.number.start

    @property
    def end(self) -> int:
        """Where the unit ends, or the figures if there is none."""
        return self.unit.end if self.unit else self.number.end


_NUMERAL = late(r"[零〇一二两三四五六七八九十百千]")
_SPELLED = late(
    r"(?<![第百点\d])(?<!百分)(?:[零〇一二两三四五六七八九]*[十百千][零一二三四五六七八九十百]*|[零一二三四五六七八九])点[零一二三四五六七八九]+"
    r"|(?<![第百点\d几数])(?<!百分)[一二两三四五六七八九]?[十百千][零一二三四五六七八九十百]*(?![零一二三四五六七八九十百千几来多余年月天周岁个次种项例之点]|分之)"
)
"""Chinese numerals of a dictated note: 三点二, 一百三十一. Single characters are mostly words (一直, 两手)."""


def _spelled_out(lower: str, taken: Sequence[tuple[int, int]]) -> list[Number]:
    found = []
    for match in around(_NUMERAL, 0, _SPELLED, lower) if has_cjk(lower) else ():
        start, end = match.span()
        value = plain_number(match[0])
        if match[0] == "十" and re.match(r"分[\u3400-\u9fff]", lower[end : end + 2]):
            continue  # 十分稳定: "very"
        if value is not None and not any(begin < end and start < stop for begin, stop in taken):
            found.append(Number(start, start, end, None, value, None, end))
    return found


def find_values(lower: str, taken: Sequence[tuple[int, int]]) -> list[Value]:
    """The numbers of a text with their units, in order; figures inside a unit are no numbers."""
    values: list[Value] = []
    numbers = find_numbers(lower, taken)
    spelled = _spelled_out(lower, taken)
    if spelled:
        numbers = sorted([*numbers, *spelled], key=lambda number: number.start)
    for number in numbers:
        if values and number.at < values[-1].end:
            continue
        values.append(Value(number, match_unit(lower, number.end)))
    return values


def match_titre(lower: str, start: int, end: int) -> Titre | None:
    """The first dilution in a stretch."""
    match = _TITRE.search(lower, start, end)
    if match is None:
        return None
    begin = match.start("cmp") if match["cmp"] else match.start() + len(match[0]) - len(match[0].lstrip())
    return Titre(begin, match.end(), _sign(match["cmp"]), plain_number(match["n"]) or 0.0)


@cache
def _units() -> re.Pattern[str]:
    families = load_words("measurements")["families"]
    groups = "|".join(f"(?P<{family}>{pattern.strip()})" for family, pattern in families.items())
    return compiled(rf"(?:{groups})(?![a-z0-9])")


@cache
def _family(family: str) -> re.Pattern[str]:
    return compiled(load_words("measurements")["families"][family].strip())


def suits(text: str, families: Iterable[str]) -> bool:
    """Whether a unit as written is one of these families: G/L is a mass, but a count beside white cells."""
    return any(family in _ALIKE and _family(family).fullmatch(text) is not None for family in families)


_ALIKE = frozenset({"count", "mass", "ratio", "excretion", "activity", "enzyme", "viral", "weight"})
"""Families of which some unit is spelled like one of another family."""
_BLANK = late(r"[ \t]*")


_NO_UNIT = frozenset(",;:。、()|\n")
"""Signs with which no unit begins, but which stand behind most figures."""


def match_unit(lower: str, position: int, wide: bool = False) -> Unit | None:
    """The unit that begins here, after at most one blank, or after any blanks of the line if ``wide``."""
    begin = position
    if wide:
        begin = _BLANK.match(lower, position).end()  # type: ignore[union-attr]
    elif position < len(lower) and lower[position] in " \t-":
        begin = position + 1
    if lower[begin : begin + 1] in _NO_UNIT:
        return None
    match = _units().match(lower, begin)
    if match is None or match.end() == begin:
        return None
    return Unit(begin, begin + len(match[0].rstrip()), match.lastgroup or "")
