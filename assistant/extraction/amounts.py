"""Finds lengths of time and times counted back: "three weeks ago", "for 8 months", 近3月. Conventions: timex.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import TimeMention
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scanning import around_any
from assistant.extraction.text import has_cjk
from rules.dates import DateInterval, add_months
from rules.frozen import dataclass

_TWO = 2
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class _Amount:
    low: float
    high: float
    unit: str

    @property
    def months(self) -> float | None:
        return self.low * _MONTHS[self.unit] if self.unit in _MONTHS else None

    @property
    def days(self) -> float | None:
        return self.low * _DAYS[self.unit] if self.unit in _DAYS else None


@cache
def _units() -> dict[str, str]:
    return {word: unit for unit, words in load_words("times")["units"].items() for word in words}


def _numbers(*, latin: bool) -> list[str]:
    """The words for numbers in one script."""
    words = load_words("times")
    return [word for word in (*words["numbers"], *words["vague"]) if word.isascii() is latin]


_Scanned = tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], int], ...], re.Pattern[str] | None]
"""A pattern, the signs that each of its matches holds (its unit, how far before that it may begin), and its first."""
_FIGURE_OR_WORD = late(r"[\da-z](?<![a-z\d./].)")


@cache
def _english() -> _Scanned:
    words = load_words("times")
    latin = any_of(_numbers(latin=True))
    units = [unit for unit in _units() if unit.isascii()]
    long, short = any_of(u for u in units if len(u) > 1), any_of(u for u in units if len(u) == 1)
    after = any_of(word for word in words["relations_after"] if word.isascii())
    pattern = compiled(
        rf"(?<![a-z\d./])(?P<n>\d{{1,3}}(?:\.\d)?|{latin})(?P<and>\s+and\s+a\s+half)?(?:\s?(?:-|to|or)\s?(?P<to>\d{{1,3}}|{latin}))?"
        rf"(?P<more>\s?\+)?(?:[\s-]*(?:calendar|full|whole|more)?[\s-]*(?P<u>{long})|\s?(?<=[\d\s])(?P<s>{short}))(?![a-z\d])"
        rf"(?:\s+(?P<post>{after})(?![a-z]))?"
    )
    signs = (compiled(rf"(?:{long})(?![a-z\d])"), 60), (compiled(rf"[\d\s](?:{short})(?![a-z\d])"), 40)
    return pattern, signs, _FIGURE_OR_WORD


@cache
def _chinese() -> _Scanned:
    words, chinese = load_words("times"), "".join(_numbers(latin=False))
    zh_after = any_of(word for word in words["relations_after"] if not word.isascii())
    units = r"(?:天|日|周|星期|礼拜|月|年)"
    pattern = compiled(
        rf"(?P<n>\d{{1,3}}(?:\.\d)?(?:\s?[-~至到]\s?\d{{1,3}})?|[一二两三四五六七八九]{{2}}(?=个?[天周月年])|十?[{chinese}](?:十[{chinese}]?)?|十)\s?(?P<more>余|多|来|几)?\s?"
        rf"(?P<ge>个)?(?P<half>半)?(?P<u>{units})(?P<more2>半|余|多|来(?!院|诊|我|本))?"
        rf"\s?(?P<post>{zh_after})?"
    )
    return pattern, ((compiled(rf"[\d十{chinese}]\s?[余多来几]?\s?个?半?{units}"), 11),), None


@cache
def _no_duration() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    before = compiled(rf"(?:(?<![a-z])(?:{any_of(words['no_duration_before'])}))\s*$")
    return before, compiled(rf"[\s/.-]*(?:{any_of(words['no_duration_after'])})(?![a-z])")


def find_amounts(lower: str, anchor: date | None) -> Iterator[TimeMention]:
    """The lengths of time of a lower-case text, resolved against the day it was written."""
    before, after = _no_duration()
    scripts = (_english, _chinese) if has_cjk(lower) else (_english,)
    for pattern, signs, begins in (script() for script in scripts):
        for match in around_any(signs, pattern, lower, begins):
            if before.search(lower[max(0, match.start() - 10) : match.start()]) or after.match(lower, match.end()):
                continue
            if match["n"] in ("a", "an") and not (match["post"] or _before_one(lower, match.start())):
                continue
            amount = _english_amount(match) if pattern is _english()[0] else _chinese_amount(lower, match)
            if amount is None:
                continue
            relation = load_words("times")["relations_after"].get(match["post"] or "")
            made = _amount_time(match, amount, relation, anchor)
            if made is not None:
                yield made


def _before_one(lower: str, start: int) -> bool:
    """Whether "a week" is a length of time: "for a week", not "twice a week"."""
    return lower[max(0, start - 8) : start].rstrip().endswith(("for", "over", "within", "in", "about", "past"))


def _number(word: str) -> tuple[float, float]:
    words = load_words("times")
    word = re.sub(r"\s+", " ", word)
    if word in words["vague"]:
        low, high = words["vague"][word]
        return float(low), float(high)
    if word in words["numbers"]:
        return float(words["numbers"][word]), float(words["numbers"][word])
    if "十" in word:
        tens, _, ones = word.partition("十")
        low = high = 10 * (_number(tens)[0] if tens else 1)
        if ones:
            one = _number(ones)
            low, high = low + one[0], high + one[1]
        return low, high
    number = float(word)
    return number, number


def _english_amount(match: re.Match[str]) -> _Amount | None:
    unit = _units()[match["u"] or match["s"]]
    low, high = _number(match["n"])
    if match["s"] and not match["n"][-1].isdigit():
        return None
    if match["and"]:
        low, high = low + 0.5, high + 0.5
    if match["to"]:
        high = max(high, _number(match["to"])[1])
    return _Amount(low, high + (1 if match["more"] else 0), unit)


_HELD = late(r"内?(?:一直|均|都)?(?:未|没有?|无)(?:再|曾|做|作)?(?:变|调|改|动|加减|增减|加量|减量)")
"""Behind a figure with 月 that is then a length: 3月未调."""


def _chinese_amount(lower: str, match: re.Match[str]) -> _Amount | None:
    unit = _units()[match["u"]]
    before = lower[max(0, match.start() - 2) : match.start()]
    if before[-1:].isdigit() or before[-1:] in ("年", ".", "/"):
        return None
    marked = match["ge"] or match["more"] or match["more2"] or match["half"] or match["n"] == "半"
    recent = before[-1:] in tuple("近已满共约过达每用这俩续") or match["post"]
    held = before[-1:] in (">", "≥") or (before[-1:] not in ("自", "从", "于") and _HELD.match(lower, match.end()))
    if unit == "month" and not (marked or recent or held):
        return None
    if match["u"] == "日" and not (recent or match["more2"]):
        return None
    if unit == "year" and match["n"].isdigit() and (len(match["n"]) > 2 or int(match["n"]) > 45):
        return None
    ends = re.split(r"\s?[-~至到]\s?", match["n"])
    if len(ends) == 1 and len(match["n"]) == _TWO and all(char in "一二两三四五六七八九" for char in match["n"]):
        ends = list(match["n"])  # 八九年 is eight or nine
    low, high = _number(ends[0])[0], _number(ends[-1])[1]
    if match["half"] or match["more2"] == "半":
        low, high = low + 0.5, high + 0.5
    elif match["more"] or match["more2"]:
        high += 10 if low >= 10 and match["more"] else 1
    return _Amount(low, max(low, high), unit)


def _amount_time(
    match: re.Match[str], amount: _Amount, relation: str | None, anchor: date | None
) -> TimeMention | None:
    kind = "relative" if relation == "ago" else "duration"
    end = match.start() + len(match[0].rstrip())
    if anchor is None:
        if kind == "relative":
            return None
        return TimeMention(
            match.start(), match.end(), DateInterval(None, None), kind, amount.months, amount.days, relation
        )
    interval = (
        _ago(anchor, amount) if kind == "relative" else DateInterval(_back(anchor, amount.unit, amount.low), anchor)
    )
    return TimeMention(match.start(), end, interval, kind, amount.months, amount.days, relation)


def _back(anchor: date, unit: str, count: float) -> date:
    try:
        if unit in _DAYS:
            return anchor - timedelta(days=round(count * _DAYS[unit]))
        months = count * _MONTHS[unit]
        return add_months(anchor, -int(months)) - timedelta(days=round((months - int(months)) * 30.4))
    except (ValueError, OverflowError):
        return date(1900, 1, 1)


def _ago(anchor: date, amount: _Amount) -> DateInterval:
    near, far = _back(anchor, amount.unit, amount.low), _back(anchor, amount.unit, amount.high)
    slack = timedelta(days=_slack(amount))
    first = far if amount.high > amount.low else far - slack
    return DateInterval(first, min(near + (timedelta(0) if amount.high > amount.low else slack), anchor))


def _slack(amount: _Amount) -> int:
    if amount.unit == "day":
        return 0 if amount.low <= 3 else max(1, round(amount.low / 10))
    if amount.unit == "week":
        return 3 if amount.low < 5 else 4
    if amount.unit == "month":
        return 3 if amount.low < 1 else 15
    return 31 if amount.low < 1 else 183
