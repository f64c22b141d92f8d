"""Finds the dates and durations that a note names. Does not say which fact they belong to.

Conventions, all against the note's date (none: what leans on it is left out):
- A date without a year is the latest such day not more than three days after the note; beside a planned word
  ("conditioning 3/16", 拟3.16) the next one within four months. 去年8月 and 今年5月 name their year.
- "n days ago" is exact up to 3, else a day or so either way (n/10, at least 1); weeks 3 days either way (from 5 weeks on
  4 days); months half a month; years half a year; half a year 5 to 7 months, half a month 12 to 18 days; "few", 几, 数 their
  range. 余, 多, "+" and "over" reach to the next whole unit ("2月余前" is 2 to 3 months ago).
- early/mid/late of a month are days 1-10, 11-20 and 21-end; of a year its thirds (年初 January-February, 年底 November-December).
- A duration ("for 8 months", 近3月, 已10个月) reaches from that long ago to the note; ``months`` or ``days`` hold its length.
- 春节 is the first day of the lunar year, give or take a week; last week, month and year are those of the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from assistant.extraction.dateforms import WrittenDate, written_dates
from assistant.extraction.model import TimeMention
from assistant.extraction.resources import any_of, load_words
from rules.dates import DateInterval, add_months

_TOLERANCE = timedelta(days=3)
_FUTURE = timedelta(days=125)
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def find_times(
    text: str,
    written_on: DateInterval | None,
    language: str,
    order: str = "mdy",
    years_from: date | None = None,
) -> tuple[TimeMention, ...]:
    """All times named in a normalised note, in the order of the text.

    ``order`` is that of dates with slashes; ``years_from`` completes dates without a year where the note has no date.
    """
    lower = text.lower()
    anchor = _anchor(written_on)
    from_day = anchor or years_from
    found: list[TimeMention] = []
    for written in written_dates(text, language, order):
        interval = _on_weekday(lower, written, from_day) or resolve(written, from_day, _planned(lower, written))
        if interval is not None:
            found.append(TimeMention(written.start, written.end, interval, _kind(written)))
    spans = [(item.start, item.end) for item in found]
    for time in (*_amounts(lower, anchor), *_words(lower, anchor)):
        if not any(start < time.end and time.start < end for start, end in spans):
            found.append(time)
            spans.append((time.start, time.end))
    return tuple(_related(lower, time) for time in sorted(found, key=lambda item: item.start))


def _anchor(written_on: DateInterval | None) -> date | None:
    if written_on is None:
        return None
    return written_on.latest or written_on.earliest


def _kind(written: WrittenDate) -> str:
    return "day" if written.day else "month" if written.month else "year"


# --- written dates -----------------------------------------------------------------------------------------------


def resolve(written: WrittenDate, anchor: date | None, planned: bool = False) -> DateInterval | None:
    """The days that a written date means; ``None`` if it lacks a year and there is nothing to count from."""
    year = written.year
    if year is None and written.year_shift is not None and anchor is not None:
        year = anchor.year + written.year_shift
    if year is not None:
        return _interval(year, written)
    if anchor is None or written.month is None:
        return None
    fitting = [made for shift in (-1, 0, 1) if (made := _interval(anchor.year + shift, written)) is not None]
    past = [made for made in fitting if made.earliest is not None and made.earliest <= anchor + _TOLERANCE]
    ahead = [made for made in fitting if made.earliest is not None and anchor <= made.earliest <= anchor + _FUTURE]
    if ahead and (planned or _rather_ahead(anchor, past, ahead[0])):
        return ahead[0]
    return past[-1] if past else None


def _rather_ahead(anchor: date, past: list[DateInterval], ahead: DateInterval) -> bool:
    """Nobody leaves out the year of a day nearly a year ago: three weeks ahead is meant."""
    soon = ahead.earliest is not None and ahead.earliest <= anchor + timedelta(days=21)
    old = not past or (past[-1].latest or anchor) < anchor - timedelta(days=300)
    return soon and old


def _on_weekday(lower: str, written: WrittenDate, anchor: date | None) -> DateInterval | None:
    """The day whose weekday is written before it ("Wed 08/12"): it gives the year away."""
    if anchor is None or written.year is not None or written.month is None or written.day is None:
        return None
    found = re.search(
        r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*$", lower[max(0, written.start - 12) : written.start]
    )
    if not found:
        return None
    weekday = load_words("times")["weekdays"][found[1]]
    made = (_interval(anchor.year + shift, written) for shift in (0, 1, -1))
    fitting = [one for one in made if one and one.earliest and one.earliest.weekday() == weekday]
    near = [one for one in fitting if one.earliest and anchor - timedelta(days=366) < one.earliest <= anchor + _FUTURE]
    return near[0] if near else None


def _interval(year: int, written: WrittenDate) -> DateInterval | None:
    try:
        if written.last_year is not None:
            return DateInterval(date(year, 1, 1), date(written.last_year, 12, 31))
        if written.month is None:
            return _part_of_year(year, written.part)
        if written.day is not None:
            return DateInterval.on(date(year, written.month, written.day))
        month = DateInterval.of_month(year, written.month)
    except ValueError:
        return None
    first, last = month.earliest, month.latest
    if first is None or last is None or written.part is None:
        return month
    ends = {"early": (first, first.replace(day=10)), "middle": (first.replace(day=11), first.replace(day=20))}
    return DateInterval(*ends.get(written.part, (first.replace(day=21), last)))


def _part_of_year(year: int, part: str | None) -> DateInterval:
    if part is None:
        return DateInterval.of_year(year)
    seasons = load_words("times")["seasons"]
    if part in seasons:
        first, last = seasons[part]
        end = DateInterval.of_month(year + (last < first), last)
        return DateInterval(date(year, first, 1), end.latest)
    first, last = {"early": (1, 4), "middle": (5, 8)}.get(part, (9, 12))
    return DateInterval(date(year, first, 1), DateInterval.of_month(year, last).latest)


@cache
def _plan_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    planned = re.compile(rf"(?<![a-z])(?:{any_of(words['planned'])})(?![a-z])")
    past = re.compile(rf"(?<![a-z])(?:{any_of(words['past'])})(?:\s+(?:on|in))?\s*$")
    return planned, past


def _planned(lower: str, written: WrittenDate) -> bool:
    if written.year is not None or written.year_shift is not None:
        return False
    planned, past = _plan_words()
    before = lower[max(0, written.start - 70) : written.start]
    cut = max(before.rfind(sign) for sign in "\n。.;") + 1
    before = before[cut:]
    if past.search(before):
        return False
    after = re.split(r"[\n。;,，、]", lower[written.end : written.end + 8])[0]
    return bool(planned.search(before) or planned.search(after))


# --- amounts: three weeks ago, for 8 months, 近3月 ------------------------------------------------------------------


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


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    numbers = [*words["numbers"], *words["vague"]]
    latin, chinese = any_of(n for n in numbers if n.isascii()), "".join(n for n in numbers if not n.isascii())
    units = [unit for unit in _units() if unit.isascii()]
    long, short = any_of(u for u in units if len(u) > 1), any_of(u for u in units if len(u) == 1)
    after = any_of(word for word in words["relations_after"] if word.isascii())
    english = re.compile(
        rf"(?<![a-z\d./])(?P<n>\d{{1,3}}(?:\.\d)?|{latin})(?P<and>\s+and\s+a\s+half)?(?:\s?(?:-|to|or)\s?(?P<to>\d{{1,3}}|{latin}))?"
        rf"(?P<more>\s?\+)?(?:[\s-]*(?:calendar|full|whole|more)?[\s-]*(?P<u>{long})|\s?(?<=[\d\s])(?P<s>{short}))(?![a-z\d])"
        rf"(?:\s+(?P<post>{after})(?![a-z]))?"
    )
    zh_after = any_of(word for word in words["relations_after"] if not word.isascii())
    zh = re.compile(
        rf"(?P<n>\d{{1,3}}(?:\.\d)?(?:\s?[-~至到]\s?\d{{1,3}})?|十?[{chinese}](?:十[{chinese}]?)?|十)\s?(?P<more>余|多|来|几)?\s?"
        r"(?P<ge>个)?(?P<half>半)?(?P<u>天|日|周|星期|礼拜|月|年)(?P<more2>半|余|多|来(?!院|诊|我|本))?"
        rf"\s?(?P<post>{zh_after})?"
    )
    return english, zh


@cache
def _no_duration() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    before = re.compile(rf"(?:(?<![a-z])(?:{any_of(words['no_duration_before'])}))\s*$")
    return before, re.compile(rf"[\s/.-]*(?:{any_of(words['no_duration_after'])})(?![a-z])")


def _amounts(lower: str, anchor: date | None) -> Iterator[TimeMention]:
    english, chinese = _patterns()
    before, after = _no_duration()
    for pattern in (english, chinese):
        for match in pattern.finditer(lower):
            if before.search(lower[max(0, match.start() - 10) : match.start()]) or after.match(lower, match.end()):
                continue
            if match["n"] in ("a", "an") and not (match["post"] or _before_one(lower, match.start())):
                continue
            amount = _english_amount(match) if pattern is english else _chinese_amount(lower, match)
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


def _chinese_amount(lower: str, match: re.Match[str]) -> _Amount | None:
    unit = _units()[match["u"]]
    before = lower[max(0, match.start() - 2) : match.start()]
    if before[-1:].isdigit() or before[-1:] in ("年", ".", "/"):
        return None
    marked = match["ge"] or match["more"] or match["more2"] or match["half"] or match["n"] == "半"
    recent = before[-1:] in tuple("近已满共约过达每用这俩续") or match["post"]
    if unit == "month" and not (marked or recent):
        return None
    if match["u"] == "日" and not (recent or match["more2"]):
        return None
    if unit == "year" and match["n"].isdigit() and (len(match["n"]) > 2 or int(match["n"]) > 45):
        return None
    ends = re.split(r"\s?[-~至到]\s?", match["n"])
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
    if anchor is None:
        if kind == "relative":
            return None
        return TimeMention(
            match.start(), match.end(), DateInterval(None, None), kind, amount.months, amount.days, relation
        )
    interval = (
        _ago(anchor, amount) if kind == "relative" else DateInterval(_back(anchor, amount.unit, amount.low), anchor)
    )
    return TimeMention(match.start(), match.end(), interval, kind, amount.months, amount.days, relation)


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


# --- words: yesterday, last spring, 上周, 春节 ----------------------------------------------------------------------


@cache
def _word_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    days = any_of(word for word in words["days"] if word.isascii())
    feasts = any_of(word for word in words["feasts"] if word.isascii())
    seasons = any_of(word for word in words["seasons"] if word.isascii())
    weekdays = any_of(word for word in words["weekdays"] if word.isascii())
    english = re.compile(
        rf"(?<![a-z])(?:(?P<day>{days})|(?P<feast>{feasts})|(?P<which>the\s+last|last|this|past|the\s+past|next|previous)\s+(?:"
        rf"(?P<unit>week|month|year)|(?P<season>{seasons})|(?P<weekday>{weekdays})[a-z]*day))(?![a-z])"
        rf"|(?<![a-z])(?:in|over|since|during)\s+the\s+(?P<bare>{seasons})(?![a-z])"
    )
    zh_days = any_of(word for word in words["days"] if not word.isascii())
    zh_feasts = any_of([word for word in words["feasts"] if not word.isascii()])
    chinese = re.compile(
        rf"(?P<day>{zh_days})|(?P<lunar>{any_of(words['lunar_words'])})|(?P<feast>{zh_feasts})"
        r"|(?P<which>上上?|本|这|下)个?(?P<unit>周|星期|礼拜|月)(?P<tail>[一二三四五六日天末]|[初底中]|上旬|中旬|下旬)?"
        r"|(?P<year>[去今前本明]年)(?P<part>初|底|末|年底|年初|春|夏|秋|冬)?|(?<![年\d])年(?P<edge>初|底)"
    )
    lunar = re.compile(any_of(words["lunar_words"]))
    return english, chinese, lunar


def _words(lower: str, anchor: date | None) -> Iterator[TimeMention]:
    if anchor is None:
        return
    english, chinese, _ = _word_patterns()
    for pattern in (english, chinese):
        for match in pattern.finditer(lower):
            groups = {key: value for key, value in match.groupdict().items() if value}
            interval = _word_interval(groups, anchor)
            if interval is not None:
                yield TimeMention(match.start(), match.end(), interval, "relative")


def _word_interval(groups: dict[str, str], anchor: date) -> DateInterval | None:
    words = load_words("times")
    if "day" in groups:
        first, last = words["days"][re.sub(r"\s+", " ", groups["day"])]
        return DateInterval(anchor + timedelta(days=first), anchor + timedelta(days=last))
    if "lunar" in groups:
        days = [date.fromisoformat(text) for text in words["lunar_new_year"]]
        past = [day for day in days if day <= anchor + _TOLERANCE]
        return DateInterval(past[-1] - timedelta(days=2), past[-1] + timedelta(days=7)) if past else None
    if "feast" in groups:
        month, day, *last = words["feasts"][groups["feast"]]
        first = resolve(WrittenDate(0, 0, None, month, day), anchor)
        return (
            DateInterval(first.earliest, first.earliest.replace(day=last[0]))
            if first and first.earliest and last
            else first
        )
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
    return _part_of_year(year, part or None)


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
        part = load_words("times")["parts"].get(tail) if tail else None
        return _interval(day.year, WrittenDate(0, 0, day.year, day.month, None, part))
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
    now = _part_of_year(anchor.year, season)
    years = [anchor.year - 2, anchor.year - 1, anchor.year, anchor.year + 1]
    made = [_part_of_year(year, season) for year in years]
    if which == "this":
        return next(
            (one for one in made if one.latest and one.latest >= anchor and one.earliest and one.earliest <= anchor),
            now,
        )
    if which == "next":
        return next((one for one in made if one.earliest and one.earliest > anchor), None)
    done = [one for one in made if one.latest and one.latest < anchor]
    return done[-1] if done else None


# --- the word beside a time -----------------------------------------------------------------------------------------


@cache
def _relation_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    before = re.compile(
        rf"(?:(?<![a-z\d])(?P<w>{any_of(words['relations'])}))\s*(?:about|around|approximately|at\s+least|the|~|约)?\s*$"
    )
    after = re.compile(rf"\s*(?P<w>{any_of(words['relations_after'])})(?![a-z])")
    return before, after


def _related(lower: str, time: TimeMention) -> TimeMention:
    if time.relation is not None:
        return time
    words = load_words("times")
    before, after = _relation_patterns()
    found = before.search(lower[max(0, time.start - 24) : time.start])
    if found:
        relation: str = words["relations"][re.sub(r"\s+", " ", found["w"])]
        return replace(time, relation=relation)
    if time.kind != "relative":
        found = after.match(lower, time.end)
        if found and not found["w"].isascii():
            return replace(time, relation=words["relations_after"][found["w"]])
    return time
