"""The days that a question names: "on 20 April", "in May", "two weeks later". Days without a year are those to come."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.chat.finding import cues, plain
from assistant.extraction.dateforms import WrittenDate, written_dates
from assistant.extraction.numberwords import NUMBER_WORDS
from rules.dates import add_months

ANCHORS = ("screening", "lymphodepletion", "infusion")
_LOOK_BACK = 31
"""A day without a year may lie so many days before the planned screening; one further back is next year's."""


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or the first and last of several."""

    first: date
    last: date


def days_in(text: str, lang: str, screening: date) -> tuple[tuple[Days, int, int], ...]:
    """The days and months that plain text names, with their places."""
    found: list[tuple[Days, int, int]] = []
    for written in (*written_dates(_CAPITAL.sub(_capital, text), lang, "mdy"), *_bare_months(text)):
        days = _days(written, screening)
        if days is not None and not any(start <= written.start < end for _, start, end in found):
            found.append((days, written.start, written.end))
    return tuple(found)


_CAPITAL = re.compile(r"(?<=\b(?:in|on|by|of|to)\s)(?:early\s|mid\s|late\s)?[a-z]{3,9}\b|(?<=\d\s)[a-z]{3,9}\b")
"""Where a month may stand in small letters: a verb "may" stands nowhere there."""
_MONTH = re.compile(r"(?<![\d.\-年])(1[0-2]|0?[1-9])\s?月(?!\s?\d)")


def _capital(match: re.Match[str]) -> str:
    return match[0].title()


def _bare_months(text: str) -> Iterator[WrittenDate]:
    """A Chinese month alone, which a note's grammar takes for a span of months: a plan's 5月 is May."""
    for match in _MONTH.finditer(text):
        yield WrittenDate(match.start(), match.end(), None, int(match[1]), None)


def _days(written: WrittenDate, screening: date) -> Days | None:
    if written.month is None:
        return None
    shift = written.year_shift
    year = written.year if written.year is not None else None if shift is None else screening.year + shift
    if year is not None:
        return _of(year, written)
    nearest = screening - timedelta(_LOOK_BACK)
    known = [_of(each, written) for each in (nearest.year, nearest.year + 1)]
    return next((days for days in known if days is not None and days.last >= nearest), None)


def _of(year: int, written: WrittenDate) -> Days | None:
    assert written.month is not None
    try:
        if written.day is not None:
            day = date(year, written.month, written.day)
            return Days(day, day)
        last = calendar.monthrange(year, written.month)[1]
        first, until = _PARTS.get(written.part or "", (1, 0))
        return Days(date(year, written.month, first), date(year, written.month, until or last))
    except ValueError:  # no such day
        return None


_PARTS: Mapping[str, tuple[int, int]] = {"early": (1, 10), "middle": (11, 20), "late": (21, 0)}


def shift_in(text: str) -> tuple[int, int] | None:
    """By how many months and days the plan is to move: "two weeks later" is ``(0, 14)``, 提前3天 ``(0, -3)``."""
    table = cues()
    way = 1 if _has(text, table["shift"]["later"]) else -1 if _has(text, table["shift"]["earlier"]) else 0
    if not way:
        return None
    for number, unit in _amounts(text):
        if unit == "months":
            return (int(way * number), 0) if number == int(number) else (0, round(way * number * 30))
        return 0, round(way * number * (7 if unit == "weeks" else 1))
    return None


def next_month(text: str, screening: date) -> Days | None:
    """The month after that of the screening, where the text says "next month"."""
    if not _has(text, cues()["shift"]["next"]):
        return None
    first = add_months(screening.replace(day=1), 1)
    return Days(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def _amounts(text: str) -> Iterator[tuple[float, str]]:
    numerals: Mapping[str, float] = {**NUMBER_WORDS, "a": 1, "an": 1, **cues()["numerals"]}
    for unit in ("months", "weeks", "days"):
        for lang in ("en", "zh"):
            words = "|".join(sorted(map(re.escape, cues()["units"][unit][lang]), key=len, reverse=True))
            number = r"\d+" if lang == "en" else rf"\d+|[{''.join(cues()['numerals'])}]"
            number = number if lang == "zh" else rf"{number}|{'|'.join(NUMBER_WORDS)}|an?"
            gap, end = (r"\s+", r"(?![a-z])") if lang == "en" else (r"\s*个?", "")
            for match in re.finditer(rf"(?<![a-z\d])({number}){gap}(?:{words}){end}", text.lower()):
                yield float(numerals.get(match[1]) or match[1]), unit


def _has(text: str, words: Mapping[str, list[str]]) -> bool:
    return cue_at(text, words) is not None


def cue_at(text: str, words: Mapping[str, list[str]]) -> tuple[int, int, str] | None:
    """Where the first of these cues stands in plain text, and its language; English ones are whole words."""
    found = []
    for lang in ("en", "zh"):
        for word in words.get(lang, ()):
            place = _place(text, word, lang)
            if place is not None:
                found.append((place, place + len(word), lang))
    return min(found, default=None)


def _place(text: str, word: str, lang: str) -> int | None:
    text = text.lower()
    if lang == "zh":
        at = text.find(word)
        return at if at >= 0 else None
    start = "" if word[0] in "'n" else r"(?<![a-z0-9])"
    match = re.search(rf"{start}{re.escape(word)}(?![a-z0-9])", text)
    return match.start() if match else None


def anchors_in(text: str) -> dict[str, tuple[int, int]]:
    """Which of the planned days plain text speaks of, with the place of the word."""
    found = {}
    for name in ANCHORS:
        cue = cue_at(text, cues()["anchors"][name])
        if cue is not None:
            found[name] = cue[:2]
    return found


def planned_in(line: str, lang: str, screening: date) -> dict[str, Days]:
    """The days that a line sets, each for the anchor that stands nearest; the infusion's where it names none."""
    text = plain(line)
    named, found = anchors_in(text), list(days_in(text, lang, screening))
    month = next_month(text, screening)
    if month is not None and not found:
        found.append((month, 0, 0))
    planned: dict[str, Days] = {}
    for days, start, end in found:
        name = min(named, key=lambda each: _gap(named[each], start, end), default="infusion")
        planned.setdefault(name, days)
    return planned


def _gap(place: tuple[int, int], start: int, end: int) -> int:
    return max(place[0] - end, start - place[1], 0)
