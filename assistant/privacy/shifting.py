"""Moves every date of a text by the same number of whole weeks, so that weekdays and intervals stay. Masks nothing.

A year alone stays: it tells of nobody. A date that looks like one and is not understood must not be sent: it would
stand there true among moved ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from assistant.documents import Document
from assistant.extraction.dateforms import WrittenDate
from assistant.extraction.resolving import interval_of, resolve
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import normalise
from assistant.extraction.timex import dates_told, find_times
from rules.dates import DateInterval

_ASSUMED = (2025, 2024)
"""The year of a date that tells none, in a note that tells none; the second has a 29 February."""
_OLDEST = 90
"""Years before the note from which on a date (of birth, mostly) tells an age that few people reach."""
LONG_AGO = "[date over 89 years ago]"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_LIKE_A_DATE = re.compile(
    r"(?<![\d.:/-])(?:\d{4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20)\d{2})(?![\d:])"
    r"|(?<!\d)(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月|(?<![\d.])\d{1,2}\s?月\s?\d{1,2}\s?[日号]"
    r"|(?<![\dA-Za-z.])(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?![\dA-Za-z])"
    rf"|(?i:\b{_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?,?\s?(?:19|20)\d{{2}}(?!\d)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]?(?:of\s)?{_MONTH},?[\s-]?(?:19|20)\d{{2}}(?!\d)"
    rf"|\b\d{{1,2}}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{{2,4}}\b)"
)


class Moved(NamedTuple):
    """A date of the text and what stands for it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the dates of a chart are moved. The weeks are a secret and never shown."""

    weeks: int

    def __repr__(self) -> str:
        """Without the secret."""
        return "Shift()"

    @property
    def _step(self) -> timedelta:
        return timedelta(weeks=self.weeks)

    def of(self, day: date) -> date:
        """The day moved."""
        return day + self._step

    def interval(self, told: DateInterval | None) -> DateInterval | None:
        """The interval moved; open ends stay open."""
        return None if told is None else told.shifted(7 * self.weeks)

    def back(self, words: str) -> str | None:
        """The true day of a moved one that a model wrote in its own way, as ISO; ``None`` if it is no whole date."""
        found = list(dates_told(normalise(words.strip()), "en", "mdy", None))
        if len(found) != 1 or found[0][0].day is None:
            return None
        written, told = found[0]
        day = told.day if told is not None else None
        whole = not words.strip()[: written.start] and not words.strip()[written.end :]
        return str(day - self._step) if whole and day is not None else None

    def moved(self, document: Document) -> list[Moved]:
        """Every date of the document's text, moved, in order; dates that name only a year are left."""
        text = normalise(document.text)
        told = document.written_on
        anchor = None if told is None else told.latest or told.earliest
        made = [
            Moved(written.start, written.end, said)
            for written, interval in dates_told(
                text, document.language, document.date_order, anchor or document.years_from
            )
            if (said := self._said(text, written, interval, document.language, anchor)) is not None
        ]
        made += self._missed(text, document, anchor, made)
        made += self._likely(text, document.language, anchor, made)
        for time in find_times(text, told, document.language, document.date_order, document.years_from):
            words, first = text[time.start : time.end], time.interval.earliest
            lead = _by_word().fullmatch(words.lower()) if time.kind == "relative" and first is not None else None
            if lead and first is not None and not any(one.start < time.end and time.start < one.end for one in made):
                said = _day(self.of(first), False, document.language)
                made.append(Moved(time.start + lead.start("day"), time.start + lead.end("day"), said))
        return sorted(made)

    def _missed(self, text: str, document: Document, anchor: date | None, known: Sequence[Moved]) -> Iterator[Moved]:
        """Dates that are plain by themselves but not where they stand (the second of 3月3日—3月7日)."""
        for start, end in list(not_understood(text, [(one.start, one.end) for one in known])):
            words = text[start:end]
            found = list(dates_told(words, document.language, document.date_order, anchor or document.years_from))
            if len(found) == 1 and (found[0][0].start, found[0][0].end) == (0, len(words)):
                said = self._said(words, *found[0], document.language, anchor)
                if said is not None:
                    yield Moved(start, end, said)

    def _likely(self, text: str, language: str, anchor: date | None, known: Sequence[Moved]) -> Iterator[Moved]:
        """Pairs such as 10-16 that the reader leaves alone, in a Chinese note that writes its days so.

        The reader must not take a range for a day; here a range taken for a day does no harm, as it is brought back.
        """
        if language != "zh" or anchor is None or not any(_DASHED.fullmatch(text, one.start, one.end) for one in known):
            return
        for match in _PAIR.finditer(text):
            written = WrittenDate(match.start(), match.end(), None, int(match[1]), int(match[2]))
            told = resolve(written, anchor) if written.plausible else None
            if told is None or told.earliest is None or not _NEAR[0] <= (told.earliest - anchor).days <= _NEAR[1]:
                continue
            if not any(one.start < match.end() and match.start() < one.end for one in known):
                yield Moved(*match.span(), _day(self.of(told.earliest), False, language))

    def _said(
        self, text: str, one: WrittenDate, told: DateInterval | None, language: str, anchor: date | None
    ) -> str | None:
        if one.month is None or one.last_year is not None:
            return None
        interval = told or next((made for year in _ASSUMED if (made := interval_of(year, one))), None)
        if interval is None or interval.earliest is None or interval.latest is None:
            return None
        if (
            one.day is not None
            and one.year is not None
            and one.year <= (anchor.year if anchor else _ASSUMED[0]) - _OLDEST
        ):
            return LONG_AGO
        middle = interval.earliest + (interval.latest - interval.earliest) // 2
        day = self.of(interval.earliest if one.day is not None else middle)
        year = told is not None and (one.year is not None or one.year_shift is not None)
        if one.day is None:
            return _month(day, year, one.part is not None, language)
        form = _YEAR_FIRST.fullmatch(text, one.start, one.end)
        if form and year:
            return f"{day:%Y}{form[1]}{day:%m}{form[1]}{day:%d}"
        return _day(day, year, language)


_DASHED = re.compile(r"\d{1,2}-\d{1,2}")
_PAIR = re.compile(
    r"(?<![\d./~<>≥≤(\[A-Za-z-])(?<![<>≥≤(] )(1[0-2]|0?[1-9])-([12]\d|3[01]|0?[1-9])(?![\d./%~x*)\]-]|[ ]{2})"
    r"(?!\s?(?:[个天周月年次片岁级度期分粒支瓶袋克万毫处枚颗指趾小时米厘倍关近掌]|m?g|ml|mm|cm|h\b|d\b|u|iu|L\b|ng|pg|IU|PIP|MCP|DIP))"
)
_NEAR = (-150, 60)
"""Days before and after the note within which a day without its year most often lies."""
_YEAR_FIRST = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")


def _day(day: date, year: bool, language: str) -> str:
    if language == "zh":
        return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
    return f"{day.day} {day:%b}" + (f" {day.year}" if year else "")


def _month(day: date, year: bool, part: bool, language: str) -> str:
    third = min((day.day - 1) // 10, 2)
    if language == "zh":
        tail = ("上旬", "中旬", "下旬")[third] if part else "" if year else "份"
        return (f"{day.year}年" if year else "") + f"{day.month}月{tail}"
    lead = ("early ", "mid ", "late ")[third] if part else ""
    return f"{lead}{day:%b} {day.year}" if year else f"{lead}{day:%B}"


@cache
def _by_word() -> re.Pattern[str]:
    """Days that are told by a word, not counted: a feast, the 24th, 上月5日."""
    times = load_words("times")
    named = any_of([*times["feasts"], *times["lunar_words"]])
    return re.compile(
        rf"(?:(?:on|of|from)\s+)?(?P<day>the\s+\d{{1,2}}(?:st|nd|rd|th)|(?:上上?|本|这|下)个?月\s?\d{{1,2}}\s?[号日]|{named})"
    )


def not_understood(text: str, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches that look like whole dates and are none of the known ones."""
    for match in _LIKE_A_DATE.finditer(normalise(text)):
        if not any(start < match.end() and match.start() < end for start, end in known):
            yield match.span()
