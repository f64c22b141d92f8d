"""A dose as a note writes it, read as milligrams a day. What is not read whole is not read at all.

``20 mg qd`` is 20; ``1 g bid`` is 2000; ``0.5 mg/kg/d`` is half a milligram for each kilogram. A dose that says no
frequency may be taken from every other day to four times a day: an interval, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.intervals import Interval, less_than
from rules.truth import Truth

OFTEN_UNSAID = Interval(0.5, 4.0)
"""Doses a day where the note does not say how often: every other day to four times."""

_UNITS = {"mg": 1.0, "g": 1000.0, "ug": 0.001, "mcg": 0.001, "毫克": 1.0, "克": 1000.0, "微克": 0.001}
_AMOUNT = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?: ?(?:-|~|–|to) ?(?P<high>\d+(?:\.\d+)?))? ?"
    r"(?P<unit>mg|mcg|ug|g|毫克|微克|克)(?![a-z])(?P<kg> ?(?:/|per ) ?kg)?"
)
_DAY = r"(?:d(?:ay)?|24 ?h(?:ours|rs)?|日|天)"
_OFTEN_WORDS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.5, (r"q\.?o\.?d\.?", "every other day", "(?:on )?alternate days", "隔[日天](?:一次)?")),
    (4.0, (r"q\.?i\.?d\.?", "q6h", "(?:four|4) times (?:daily|(?:a|per) day)", "每[日天][4四]次", "[4四]次/[日天]")),
    (3.0, (r"t\.?i\.?d\.?", "q8h", "(?:three|3) times (?:daily|(?:a|per) day)", "每[日天][3三]次", "[3三]次/[日天]")),
    (
        2.0,
        (
            r"b\.?i\.?d\.?",
            "q12h",
            "(?:twice|two times) (?:daily|(?:a|per) day)",
            "每[日天][2两二]次",
            "[2两二]次/[日天]",
        ),
    ),
    (1 / 7, (r"q\.?w\.?", "(?:once )?weekly", "(?:once a|every|per) week", "/ ?w(?:ee)?k", "/周", "每周(?:[1一]次)?")),
    (1.0, (r"q\.?d\.?", r"o\.?d\.?", "q24h", "(?:once )?daily", "(?:once )?(?:a|per) day", "once day", "qam", "qn")),
    (1.0, ("every (?:day|morning)", rf"/ ?{_DAY}", "每[日天](?:[1一]次)?", "[1一]次/[日天]", "每晨", "晨服")),
)
_OFTEN = tuple((re.compile(rf"(?:{'|'.join(words)})(?![a-z])"), times) for times, words in _OFTEN_WORDS)
"""The first that is found counts: ``every other day`` stands before ``every day``, ``b.i.d.`` before ``d``."""
_PLAIN = re.compile(
    r"\bp\.o\.|\b(?:po|oral(?:ly)?|iv|by mouth|tablets?|tabs?|of|at)\b|口服|静脉|静滴|[片,，;；().（） ]"
)


@dataclass(frozen=True, slots=True)
class Daily:
    """Milligrams a day, or for each kilogram of body weight; ``often`` is whether the note says how often."""

    amount: Interval
    per_kg: bool = False
    often: bool = True


@lru_cache(maxsize=2048)
def daily(text: str) -> Daily | None:
    """The dose that these words give, if they give one and nothing else."""
    text = _plainly(text)
    match = _AMOUNT.search(text)
    each = None if match is None else _each(match)
    if match is None or each is None:
        return None
    rest = text[: match.start()] + " " + text[match.end() :]
    often: float | None = None
    for pattern, number in _OFTEN:
        found = pattern.search(rest)
        if found is not None:
            often = number
            rest = rest[: found.start()] + " " + rest[found.end() :]
            break
    if _PLAIN.sub("", rest):
        return None
    times = OFTEN_UNSAID if often is None else Interval.of(often)
    return Daily(Interval(each.low * times.low, each.high * times.high), bool(match["kg"]), often is not None)


def _plainly(text: str) -> str:
    return text.strip().lower().replace("μ", "u").replace("µ", "u").replace("／", "/")


def _each(match: re.Match[str]) -> Interval | None:
    """The milligrams of one dose, if its range is not reversed."""
    factor = _UNITS[match["unit"]]
    low = float(match["low"]) * factor
    high = float(match["high"]) * factor if match["high"] else low
    return Interval(low, high) if low <= high else None


def differ(one: str, other: str) -> bool:
    """Whether two doses are certainly not the same: other amounts a day, or other amounts where one tells no more."""
    first, second = daily(one), daily(other)
    if first is None or second is None or first.per_kg or second.per_kg:
        return False
    if first.often and second.often:
        return _apart(first.amount, second.amount)
    matches = [_AMOUNT.search(_plainly(text)) for text in (one, other)]
    left, right = (None if match is None else _each(match) for match in matches)
    return left is not None and right is not None and _apart(left, right)


def _apart(left: Interval, right: Interval) -> bool:
    return Truth.TRUE in (less_than(left, right), less_than(right, left))


_LIMIT = re.compile(r"(\d+(?:\.\d+)?) ?(mg|g)(/kg)?(?:/(?:d|day))?")


@lru_cache(maxsize=256)
def limit(text: str) -> tuple[float, bool]:
    """A limit of a daily dose in mg, and whether it is for each kilogram.

    Raises:
        ValueError: the text is no dose.
    """
    match = _LIMIT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a daily dose: write e.g. 20 mg or 1 mg/kg")
    return float(match[1]) * _UNITS[match[2]], match[3] is not None
