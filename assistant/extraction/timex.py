"""Finds the dates and durations that a note names. Does not say which fact they belong to.

Conventions, all against the note's date (none: what leans on it is left out):
- A date without a year is the latest such day not more than three days after the note; beside a planned word
  ("conditioning 3/16", 拟3.16) the next one within four months. 去年8月 and 今年5月 name their year.
- "n days ago" is exact up to 3, else n/10 days (at least 1) either way; weeks 3 days either way (from 5 weeks on 4);
  months half a month; years half a year; half a year 5 to 7 months, half a month 12 to 18 days; "few", 几, 数 are
  their range. 余, 多 and "+" reach to the next whole unit ("2月余前" is 2 to 3 months ago).
- early/mid/late of a month are days 1-10, 11-20 and 21-end; of a year its thirds (年初 January and February, 年底
  November and December).
- A duration ("for 8 months", 近3月, 已10个月) reaches from that long ago to the note; ``months`` or ``days`` hold its
  length.
- In an entry of a log or chat that begins with its own day and hour, "today" and "2 days ago" count from that day.
- 春节 is the first day of the lunar year, give or take a week; last week, month and year are those of the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from assistant.extraction.amounts import find_amounts
from assistant.extraction.covered import Covered
from assistant.extraction.dateforms import WrittenDate, written_dates
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import TimeMention
from assistant.extraction.resolving import on_weekday, resolve
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.stamps import Stamp, find_stamps
from assistant.extraction.timewords import find_time_words
from rules.dates import DateInterval
from rules.frozen import replace


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
    found: list[TimeMention] = []
    for written, interval in dates_told(text, language, order, anchor or years_from):
        if interval is not None:
            found.append(TimeMention(written.start, written.end, interval, _kind(written)))
    taken = Covered((item.start, item.end) for item in found)
    stamps = find_stamps(lower, found)
    counted = _counted(lower, anchor, stamps)
    if order == "open" and written_on is not None and written_on.earliest not in (None, anchor):
        counted = _either_way(counted, _counted(lower, written_on.earliest, stamps))
    for time in counted:
        if lower.startswith("on ", time.start) and _is_planned(lower, time.start):
            continue
        if not taken.meets(time.start, time.end):
            found.append(time)
            taken.add(time.start, time.end)
    return tuple(_related(lower, time) for time in sorted(found, key=lambda item: item.start))


def dates_told(
    text: str, language: str, order: str, from_day: date | None
) -> Iterator[tuple[WrittenDate, DateInterval | None]]:
    """The written dates of a normalised text and the days they mean; ``None`` where that cannot be told."""
    lower = text.lower()
    for written in _of_one_year(lower, written_dates(text, language, order)):
        yield written, on_weekday(lower, written, from_day) or resolve(written, from_day, _direction(lower, written))


def _either_way(later: Iterator[TimeMention], earlier: Iterator[TimeMention]) -> Iterator[TimeMention]:
    """Times counted from a note whose day can be read in two ways: from the earlier day's to the later's."""
    found = {(time.start, time.end): time for time in earlier}
    for time in later:
        other = found.get((time.start, time.end))
        if other is not None:
            first = min((other.interval.earliest, time.interval.earliest), key=lambda day: day or date.min)
            last = max((other.interval.latest, time.interval.latest), key=lambda day: day or date.max)
            yield replace(time, interval=DateInterval(first, last))


def _counted(lower: str, anchor: date | None, stamps: Sequence[Stamp]) -> Iterator[TimeMention]:
    """Times that are counted from a day: that of the note, in an entry of a log or chat that of its stamp."""
    at = 0
    for stamp in stamps:
        if stamp.on == anchor:
            continue
        yield from _counted_in(lower, at, stamp.start, anchor)
        yield from _counted_in(lower, stamp.start, stamp.end, stamp.on)
        at = stamp.end
    yield from _counted_in(lower, at, len(lower), anchor)


def _counted_in(lower: str, start: int, end: int, anchor: date | None) -> Iterator[TimeMention]:
    piece = lower if end - start == len(lower) else lower[start:end]
    for time in (*find_amounts(piece, anchor), *find_time_words(piece, anchor)):
        yield time if start == 0 else replace(time, start=time.start + start, end=time.end + start)


def _anchor(written_on: DateInterval | None) -> date | None:
    if written_on is None:
        return None
    return written_on.latest or written_on.earliest


def _kind(written: WrittenDate) -> str:
    return "day" if written.day else "month" if written.month else "year"


@cache
def _plan_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    planned = compiled(rf"(?<![a-z])(?:{any_of(words['planned'])})(?![a-z])")
    return planned, compiled(rf"(?<![a-z])(?:{any_of(words['past'])})(?![a-z])")


def _is_planned(lower: str, at: int) -> bool:
    """Whether the words before a bare weekday speak of what is to come: "repeat bloods on Monday"."""
    before = re.split(r"[\n。.;]", lower[max(0, at - 60) : at])[-1]
    return _plan_words()[0].search(before) is not None or _AHEAD.search(before) is not None


_AHEAD = late(
    r"(?<![a-z])(?:repeat|recheck|redraw|see|review|call|phone|come|comes|coming|back|until|by|can|should|must|may)(?![a-z])"
)
_JOINED = late(r"\s?(?:\+|&|,|/|-|\u2013|and|to|through|thru|until|till|、|和|及)\s?")


def _of_one_year(lower: str, dates: Sequence[WrittenDate]) -> list[WrittenDate]:
    """The dates, one without a year with that of the date it is joined to: "Mar + Apr 2023"."""
    made = list(dates)
    for place in range(len(made) - 2, -1, -1):
        one, following = made[place], made[place + 1]
        bare = one.year is None and one.year_shift is None and one.month is not None
        if not bare or following.year is None or following.month is None or following.last_year is not None:
            continue
        if _JOINED.fullmatch(lower, one.end, following.start):
            year = following.year - (one.month is not None and one.month > following.month)
            made[place] = replace(one, year=year)
    return made


_DUE = late(r"(?<![a-z])(?:due|planned|scheduled|booked|to be|will be|expected)(?![a-z])")
"""What makes a "last" one to come: "last dose due 20 March"."""


def _direction(lower: str, written: WrittenDate) -> int:
    """Whether the words around a date without a year make it a planned (1) or past (-1) one."""
    if written.year is not None or written.year_shift is not None:
        return 0
    planned, past = _plan_words()
    before = lower[max(0, written.start - 70) : written.start]
    before = before[max(before.rfind(sign) for sign in "\n。.;") + 1 :]
    near = before[max(before.rfind(sign) for sign in ",，、") + 1 :]
    told = [match.start() for match in past.finditer(near)]
    if told and not _DUE.search(near, told[-1]):
        return -1
    after = re.split(r"[\n。;,，、]", lower[written.end : written.end + 8])[0]
    return 1 if planned.search(before) or planned.search(after) else 0


# --- the word beside a time -----------------------------------------------------------------------------------------


@cache
def _relation_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    before = compiled(
        rf"(?:(?<![a-z\d])(?P<w>{any_of(words['relations'])}))\s*(?:about|around|approximately|at\s+least|the|~|约)?\s*$"
    )
    after = compiled(rf"\s*(?P<w>{any_of(words['relations_after'])})(?![a-z])")
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
