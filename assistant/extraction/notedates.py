"""Says on which day a note was written, from its title or head. Never takes the date of another note.

A title's date comes first; then, in the first lines, a date labelled as the visit's or record's, a date that stands
alone, a letter's date; a date of typing, printing or admission only if there is no other. Birth dates, plans and
last doses are never a note's date. Several notes of a chart share one order of day and month.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.extraction.dateforms import WrittenDate, date_order, written_dates
from assistant.extraction.resolving import resolve
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import normalise
from rules.dates import DateInterval

_HEAD = 900
_HEAD_LINES = 12
_RANKS = {"visit": 0, "written": 2, "late": 4}


@dataclass(frozen=True, slots=True)
class NoteDate:
    """When a note was written and how its dates are to be read."""

    on: DateInterval | None
    order: str
    years_from: date | None
    """Completes dates without a year, also in a note that has no date of its own."""


def date_notes(notes: Sequence[tuple[str, str, str]], screening: date | None = None) -> list[NoteDate]:
    """The dates of the notes of one chart, each given as title, text and language."""
    texts = [normalise(text) for _, text, _ in notes]
    seen = [date_order(text, note[2]) for text, note in zip(texts, notes, strict=True)]
    common = Counter(order for order, note in zip(seen, notes, strict=True) if order and note[2] != "zh").most_common(1)
    default = common[0][0] if common else "mdy"
    orders = [order or default for order in seen]
    written = [
        _own_date(title, text, language, order)
        for (title, _, language), text, order in zip(notes, texts, orders, strict=True)
    ]
    full = [resolve(one, None) if one is not None else None for one in written]
    known = [on for on in full if on is not None]
    dates: list[DateInterval | None] = []
    for index, one in enumerate(written):
        on = full[index]
        if on is None and one is not None:
            on = _completed(one, [*full[:index][::-1], *full[index + 1 :]], known, screening)
        dates.append(on)
    return [NoteDate(on, orders[index], _anchor(dates, index, screening)) for index, on in enumerate(dates)]


def _anchor(dates: Sequence[DateInterval | None], index: int, screening: date | None) -> date | None:
    """The day from which a note without a date counts the years: that of the next note, else the latest known."""
    on = dates[index]
    if on is not None:
        return on.latest
    following = next((other.latest for other in dates[index + 1 :] if other is not None), None)
    known = [other.latest for other in dates[:index] if other is not None and other.latest is not None]
    return following or max([*known, *([screening] if screening else [])], default=None)


def _completed(
    written: WrittenDate, others: Sequence[DateInterval | None], known: Sequence[DateInterval], screening: date | None
) -> DateInterval | None:
    """The date with the year that brings it nearest to the neighbouring note, else to the screening."""
    near = next((on.latest for on in others if on is not None), None) if known else None
    anchor = near or screening
    if anchor is None:
        return None
    if near is None:
        return resolve(written, anchor)
    made = [
        on
        for year in (anchor.year - 1, anchor.year, anchor.year + 1)
        if (on := resolve(_with_year(written, year), None)) is not None and on.latest is not None
    ]
    allowed = [on for on in made if screening is None or (on.earliest or screening) <= screening] or made
    return min(allowed, key=lambda on: abs(((on.latest or anchor) - anchor).days), default=None)


def _with_year(written: WrittenDate, year: int) -> WrittenDate:
    return WrittenDate(written.start, written.end, year, written.month, written.day, written.part)


def _own_date(title: str, text: str, language: str, order: str) -> WrittenDate | None:
    head = normalise(title)
    if head:
        found = _best(head, language, order, title=True)
        if found is not None:
            return found
        text = text[text.find("\n") + 1 :] if "\n" in text else ""
    found = _best(_first_lines(text), language, order, title=False)
    if found is None or _label(normalise(text[max(0, found.start - 34) : found.start]).lower()) == "late":
        return _visit_line(text, language, order) or found
    return found


_VISIT = re.compile(
    r"(?im)^[ \t]*(?:visit|dos|date of service|encounter(?: date)?|seen(?: on)?|clinic|date)\b[^\n]{0,40}"
)


def _visit_line(text: str, language: str, order: str) -> WrittenDate | None:
    """The date of a line further down that begins with "Visit"."""
    for match in _VISIT.finditer(text):
        found = [one for one in written_dates(match[0], language, order) if one.day is not None]
        if len(found) == 1 and found[0].year is not None:
            return found[0]
    return None


def _first_lines(text: str) -> str:
    lines = text.lstrip()[:_HEAD].splitlines(keepends=True)
    return "".join(lines[:_HEAD_LINES])


def _best(head: str, language: str, order: str, *, title: bool) -> WrittenDate | None:
    """The written date that ranks best; of equal ones the first."""
    lower = head.lower()
    ranked: list[tuple[int, int, WrittenDate]] = []
    for written in _candidates(head, language, order, title=title):
        rank = _rank(lower, written, title=title)
        if rank is not None:
            ranked.append((rank, written.start, written))
    return min(ranked, key=lambda item: item[:2])[2] if ranked else None


def _candidates(head: str, language: str, order: str, *, title: bool) -> list[WrittenDate]:
    found = [one for one in written_dates(head, language, order) if one.month is not None]
    if title:
        return found or _bare_pairs(head, order)
    columns = {index for index, one in enumerate(found[:-1]) if not head[one.end : found[index + 1].start].strip(" \t")}
    in_table = columns | {index + 1 for index in columns}
    starts = [one for one in found if one.start == 0 or head[one.start - 1] == "\n"]
    rows = starts if len(starts) > 2 else []
    return [one for index, one in enumerate(found) if one.day is not None and index not in in_table and one not in rows]


_TITLE_PAIR = re.compile(r"(?<![\d.:/-])(\d{1,2})[-/.](\d{1,2})(?![\d:]|[-/.]\d)")


def _bare_pairs(head: str, order: str) -> list[WrittenDate]:
    """Day and month in a title, where nothing else can be meant: 10-20, 3.9."""
    made = []
    for match in _TITLE_PAIR.finditer(head):
        month, day = (match[2], match[1]) if order == "dmy" or int(match[1]) > 12 else (match[1], match[2])
        made.append(WrittenDate(match.start(), match.end(), None, int(month), int(day)))
    return [one for one in made if one.plausible]


@cache
def _labels() -> list[tuple[str, re.Pattern[str]]]:
    words = load_words("note_dates")
    weekday = r"(?:(?:on|the|at|date|time|日期|时间)?[\s:(/-]*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)?)"
    return [
        (name, re.compile(rf"(?:(?<![a-z])(?:{any_of(words[name])}))\s*{weekday}$"))
        for name in ("never", "visit", "late", "written")
    ]


def _label(line: str) -> str | None:
    """Which list the words right before a date belong to; the longest words decide (入院日期, not 日期)."""
    found = [(match.start(), name) for name, pattern in _labels() if (match := pattern.search(line))]
    return min(found, key=lambda item: item[0])[1] if found else None


def _rank(lower: str, written: WrittenDate, *, title: bool) -> int | None:
    """How well a date serves as the note's: 0 best, ``None`` not at all."""
    before = lower[max(0, written.start - 34) : written.start]
    line = before.rpartition("\n")[2]
    label = _label(line)
    if label == "never":
        return None
    if label is not None:
        return _RANKS[label]
    if title:
        return 1
    if written.year is None:
        return None
    alone = not line.strip() or line.endswith("   ") or not re.search(r"[a-z\u4e00-\u9fff]", line[-14:])
    line_start = lower.rfind("\n", 0, written.start) + 1
    return 3 if alone and lower[:line_start].count("\n") < 6 else None
