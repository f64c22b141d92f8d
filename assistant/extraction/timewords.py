"""Finds times named by words: "yesterday", "last spring", 上周, 春节. Conventions: timex.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from assistant.extraction.dateforms import WrittenDate
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import TimeMention
from assistant.extraction.resolving import TOLERANCE, interval_of, part_of_year, resolve
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scanning import around
from assistant.extraction.text import has_cjk
from rules.dates import DateInterval, add_months

_Scanned = tuple[re.Pattern[str], re.Pattern[str]]
"""A pattern and the sign with which each of its matches begins."""
_WORD = late(r"[a-z](?<![a-z].)")


@cache
def _english() -> _Scanned:
    words = load_words("times")
    days = any_of(word for word in words["days"] if word.isascii())
    feasts = any_of(word for word in words["feasts"] if word.isascii())
    seasons = any_of(word for word in words["seasons"] if word.isascii())
    weekdays = any_of(word for word in words["weekdays"] if word.isascii())
    pattern = compiled(
        rf"(?<![a-z])(?:(?P<day>{days})|(?P<feast>{feasts})|(?P<which>the\s+last|last|this|past|the\s+past|next|previous)\s+(?:"
        rf"(?P<unit>week|month|year)|(?P<season>{seasons})|(?P<weekday>{weekdays})[a-z]*day))(?![a-z])"
        rf"|(?<![a-z])on\s+(?P<onday>{weekdays})[a-z]*day(?!,?\s+(?:the\s+)?(?:\d|[a-z]+\s+\d))"
        r"|(?<![a-z])(?:on|of|from|since)\s+the\s+(?P<nth>[1-3]?\d)(?:st|nd|rd|th)"
        r"(?=\s*[,.;:)\n]|\s+(?:and|is|was|were|shows?|showed|which|but|because|due to|owing to|after|when"
        r"|of this month)\b|\s*$)"
        rf"|(?<![a-z])(?:(?:in|over|since|during)\s+the\s+|(?<=since )(?!fall))(?P<bare>{seasons})(?![a-z])"
    )
    return pattern, _WORD


@cache
def _chinese() -> _Scanned:
    words = load_words("times")
    zh_days = any_of(word for word in words["days"] if not word.isascii())
    zh_feasts = any_of([word for word in words["feasts"] if not word.isascii()])
    pattern = compiled(
        rf"(?P<day>{zh_days})|(?P<lunar>{any_of(words['lunar_words'])})|(?P<feast>{zh_feasts})"
        r"|(?P<which>上上?|本|这|下)个?(?P<unit>周|星期|礼拜|月)(?:(?P<dom>[0-3]?\d)\s?[号日]|(?P<tail>[一二三四五六日天末]|[初底中]|上旬|中旬|下旬))?"
        r"|(?P<year>[去今前本明]年)(?P<part>初|底|末|年底|年初|春|夏|秋|冬)?|(?<![年\d])年(?P<edge>初|底)"
    )
    listed = [*words["days"], *words["feasts"], *words["lunar_words"], *"上本这下去今前明年"]
    return pattern, compiled(f"[{''.join(sorted({word[0] for word in listed if not word.isascii()}))}]")


def find_time_words(lower: str, anchor: date | None) -> Iterator[TimeMention]:
    """The words for times of a lower-case text, resolved against the day it was written."""
    if anchor is None:
        return
    scripts = (_english, _chinese) if has_cjk(lower) else (_english,)
    for pattern, sign in (script() for script in scripts):
        for match in around(sign, 0, pattern, lower):
            groups = {key: value for key, value in match.groupdict().items() if value}
            if "nth" in groups and _TO_COME.search(lower, max(0, match.start() - 60), match.start()):
                continue
            interval = _word_interval(groups, anchor)
            if interval is not None:
                yield TimeMention(match.start(), match.end(), interval, "relative")


_TO_COME = late(
    r"\b(?:plan\w*|will|would|scheduled|booked|pencil\w*|tentative\w*|next|due|slot|conditioning|infusion|cells?|start)\b[^.;\n]*$"
)
"""Before a day of the month that lies ahead: "conditioning on the 17th"."""


def _nth(day: int, anchor: date) -> DateInterval | None:
    """The latest such day of a month that is not after the note: "results of the 24th"."""
    month = anchor.replace(day=1)
    for _ in range(3):
        made = interval_of(month.year, WrittenDate(0, 0, month.year, month.month, day))
        if made is not None and made.earliest is not None and made.earliest <= anchor:
            return made
        month = add_months(month, -1)
    return None


def _word_interval(groups: dict[str, str], anchor: date) -> DateInterval | None:
    words = load_words("times")
    if "nth" in groups:
        return _nth(int(groups["nth"]), anchor)
    if "day" in groups:
        first, last = words["days"][re.sub(r"\s+", " ", groups["day"])]
        return DateInterval(anchor + timedelta(days=first), anchor + timedelta(days=last))
    if "lunar" in groups:
        days = [date.fromisoformat(text) for text in words["lunar_new_year"]]
        past = [day for day in days if day <= anchor + TOLERANCE]
        return DateInterval(past[-1] - timedelta(days=2), past[-1] + timedelta(days=7)) if past else None
    if "feast" in groups:
        month, day, *last = words["feasts"][groups["feast"]]
        first = resolve(WrittenDate(0, 0, None, month, day), anchor)
        return (
            DateInterval(first.earliest, first.earliest.replace(day=last[0]))
            if first and first.earliest and last
            else first
        )
    if "onday" in groups:
        return _weekday(words["weekdays"][groups["onday"]], "last", anchor)
    if "bare" in groups:
        return _season(groups["bare"], "last", anchor)
    if "season" in groups:
        return _season(groups["season"], groups["which"], anchor)
    if "weekday" in groups:
        return _weekday(words["weekdays"][groups["weekday"]], groups["which"], anchor)
    if "year" in groups or "edge" in groups:
        return _year_word(groups, anchor)
    return _calendar_unit(groups, anchor)


def _year_word(groups: dict[str, str], anchor: date) -> DateInterval:
    year = anchor.year + load_words("times")["years"].get(groups.get("year", ""), 0)
    part = (groups.get("part") or groups.get("edge") or "").removeprefix("年")
    if part in ("底", "末"):
        if "edge" in groups and anchor.month < 11:
            year -= 1
        return DateInterval(date(year, 11, 1), date(year, 12, 31))
    if part == "初":
        return DateInterval(date(year, 1, 1), DateInterval.of_month(year, 2).latest)
    return part_of_year(year, part or None)


_RUNNING = ("past", "the past", "the last")
"""Words that count back from the note rather than name a calendar unit."""
_STEPS = {
    "last": -1,
    "past": -1,
    "the past": -1,
    "previous": -1,
    "this": 0,
    "next": 1,
    "上": -1,
    "上上": -2,
    "本": 0,
    "这": 0,
    "下": 1,
}


def _calendar_unit(groups: dict[str, str], anchor: date) -> DateInterval | None:
    step = _STEPS.get(re.sub(r"\s+", " ", groups["which"]), -1)
    unit, tail = groups["unit"], groups.get("tail")
    if unit == "year":
        if groups["which"] in _RUNNING:
            return DateInterval(add_months(anchor, -12), anchor)
        return DateInterval.of_year(anchor.year + step)
    if unit in ("month", "月"):
        if groups["which"] in _RUNNING:
            return DateInterval(add_months(anchor, -1), anchor)
        day = add_months(anchor.replace(day=1), step)
        if "dom" in groups:
            return interval_of(day.year, WrittenDate(0, 0, day.year, day.month, int(groups["dom"])))
        part = load_words("times")["parts"].get(tail) if tail else None
        return interval_of(day.year, WrittenDate(0, 0, day.year, day.month, None, part))
    monday = anchor - timedelta(days=anchor.weekday()) + timedelta(days=7 * step)
    if tail in load_words("times")["weekdays"]:
        return DateInterval.on(monday + timedelta(days=load_words("times")["weekdays"][tail]))
    if groups["which"] in _RUNNING:
        return DateInterval(anchor - timedelta(days=7), anchor)
    return DateInterval(monday, monday + timedelta(days=6))


def _weekday(weekday: int, which: str, anchor: date) -> DateInterval | None:
    if which == "next":
        return DateInterval.on(anchor + timedelta(days=(weekday - anchor.weekday() - 1) % 7 + 1))
    back = (anchor.weekday() - weekday - 1) % 7 + 1
    return DateInterval.on(anchor - timedelta(days=back if which != "this" else back % 7))


def _season(season: str, which: str, anchor: date) -> DateInterval | None:
    """This season is the one of the year, last season the latest one begun that is not going on."""
    now = part_of_year(anchor.year, season)
    years = [anchor.year - 2, anchor.year - 1, anchor.year, anchor.year + 1]
    made = [part_of_year(year, season) for year in years]
    if which == "this":
        return next(
            (one for one in made if one.latest and one.latest >= anchor and one.earliest and one.earliest <= anchor),
            now,
        )
    if which == "next":
        return next((one for one in made if one.earliest and one.earliest > anchor), None)
    done = [one for one in made if one.latest and one.latest < anchor]
    return done[-1] if done else None
