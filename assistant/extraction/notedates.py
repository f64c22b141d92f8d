"""Says on which day a note was written, from its title, head or end. Never takes the date of another note.

A title's date comes first; then, in the first lines, a date labelled as the visit's or record's, a date that stands
alone or after what the document is called, a letter's date; then a signature's at the end; a date of typing, printing
or admission only if there is no other. A date inside prose, birth dates, plans and last doses are never a note's date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from assistant.extraction.dateforms import WrittenDate, written_dates
from assistant.extraction.dateorder import chart_orders
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.lastdays import head_day, last_days
from assistant.extraction.late import late
from assistant.extraction.notelabels import (
    WEEKDAY,
    document_words,
    label_of,
    names_document,
    names_no_event,
    no_documents,
    of_another_day,
    short_head,
    signed_by,
    to_come,
    to_come_in_title,
)
from assistant.extraction.resolving import resolve
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import normalise, normalised_note
from assistant.extraction.toldvisits import told_visit
from rules.dates import DateInterval

_HEAD = 1000
_HEAD_LINES = 12
_TAIL = 260
_VISIT, _TITLE, _WRITTEN, _ALONE, _SIGNED, _LATE = range(6)
"""How well a date serves as the note's, from the best down."""
_RANKS = {"visit": _VISIT, "written": _WRITTEN, "late": _LATE}


@dataclass(frozen=True, slots=True)
class NoteDate:
    """When a note was written and how its dates are to be read."""

    on: DateInterval | None
    order: str
    years_from: date | None
    """Completes dates without a year, also in a note that has no date of its own."""
    weak: bool = False
    """Of typing, printing or admission only: a date that the caller gives is better."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    rank: int
    written: WrittenDate


def date_notes(notes: Sequence[tuple[str, str, str]], screening: date | None = None) -> list[NoteDate]:
    """The dates of the notes of one chart, each given as title, text and language."""
    texts = [normalised_note(text) for _, text, _ in notes]

    def own(order: str, index: int) -> _Ranked | None:
        title, _, language = notes[index]
        found = _own_date(title, texts[index], language, order)
        if found is not None and found.rank > _TITLE and _outlived(found.written, texts[index], language, order):
            found = None
        if screening is None or (found is not None and found.rank != _LATE):
            return found
        told = told_visit(_first_lines(texts[index]), language, order, screening)
        if told is None and found is None:
            told = head_day(texts[index], language, order, screening)
        return _Ranked(_SIGNED, told) if told is not None else found

    def day(order: str, index: int) -> date | None:
        found = own(order, index)
        on = resolve(found.written, None) if found is not None else None
        return on.latest if on is not None else None

    orders = chart_orders(texts, [language for _, _, language in notes], screening, day)
    ranked = [own(order, index) for index, order in enumerate(orders)]
    written = [one.written if one is not None else None for one in ranked]
    full = [resolve(one, None) if one is not None else None for one in written]
    known = [on for on in full if on is not None]
    dates: list[DateInterval | None] = []
    for index, one in enumerate(written):
        on = full[index]
        if on is None and one is not None:
            on = _completed(one, [*full[:index][::-1], *full[index + 1 :]], known, screening)
        if one is None and dates:
            on = _days_after(notes[index][0], dates[-1])
        if on is None and screening is not None and not any(full):
            on = last_days(texts[index], notes[index][2], orders[index], screening)
        dates.append(on)
    return [
        NoteDate(on, orders[index], _anchor(dates, index, screening), one is not None and one.rank == _LATE)
        for index, (on, one) in enumerate(zip(dates, ranked, strict=True))
    ]


_ADDENDUM = timedelta(days=45)
"""So long after the screening results and corrections may still be added to a chart."""
_LONG = timedelta(days=400)
_MANY = 3


def _outlived(written: WrittenDate, text: str, language: str, order: str) -> bool:
    """Whether the note tells of many days more than a year after this date: then it is the day of something else."""
    on = resolve(written, None)
    if on is None or on.latest is None:
        return False
    told = [resolve(one, None) for one in written_dates(text, language, order) if one.year is not None]
    later = {
        day.latest for day in told if day is not None and day.latest is not None and day.latest > on.latest + _LONG
    }
    return len(later) >= _MANY


def _days_after(title: str, before: DateInterval | None) -> DateInterval | None:
    """The day of a note whose title says "same day" or 次日, from that of the note before."""
    lower = normalise(title).lower()
    for words, days in load_words("note_dates")["same_day"].items():
        if words in lower and before is not None:
            return before.shifted(days)
    return None


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
        if (on := resolve(replace(written, year=year), None)) is not None and on.latest is not None
    ]
    allowed = [on for on in made if screening is None or (on.earliest or screening) <= screening + _ADDENDUM] or made
    return min(allowed, key=lambda on: abs(((on.latest or anchor) - anchor).days), default=None)


def _own_date(title: str, text: str, language: str, order: str) -> _Ranked | None:
    head = normalise(title)
    late: list[_Ranked] = []
    if head:
        found = _best(head, language, order, title=True)
        if found is not None and found.rank != _LATE:
            return found
        late = [found] if found is not None else []
        text = text[text.find("\n") + 1 :] if "\n" in text else ""
    found = _best(_first_lines(text), language, order)
    if found is not None and found.rank != _LATE:
        return found
    late += [found] if found is not None else []
    return _visit_line(text, language, order) or _signature(text, language, order) or (late[0] if late else None)


def _first_lines(text: str) -> str:
    lines = text.lstrip()[:_HEAD].splitlines(keepends=True)
    return "".join(lines[:_HEAD_LINES])


@cache
def _line_label() -> re.Pattern[str]:
    words = load_words("note_dates")["visit"]
    return compiled(rf"(?im)^[ \t]*(?:{any_of(words)})(?![a-z])[^\n]{{0,40}}")


def _visit_line(text: str, language: str, order: str) -> _Ranked | None:
    """The date of a line further down that begins with "Visit"."""
    for match in _line_label().finditer(text):
        found = [one for one in written_dates(match[0], language, order) if one.day is not None]
        if len(found) == 1 and found[0].year is not None:
            before = match[0][: found[0].start].lower()
            if label_of(before) == "visit" and not to_come().search(before):
                return _Ranked(_VISIT, found[0])
    return None


_CLOSING = late(
    r"[\s\d:.,)（(]*(?:hrs?|hours|[ap]m|h|utc|[a-z]{2,4}t)?[\s.)]*(?:\([^)\n]*\)|周.|星期.|上午|下午|晚)?[\s.)]*",
    re.IGNORECASE,
)


def _signature(text: str, language: str, order: str) -> _Ranked | None:
    """The date with which a letter or a signed record ends."""
    end = text.rstrip()
    tail = end[max(0, len(end) - _TAIL) :]
    lines = tail.splitlines()
    ranked = []
    for line in lines[-4:] if len(end) > _TAIL or len(lines) > 1 else []:
        for written in written_dates(line, language, order):
            if written.day is None or written.month is None:
                continue
            before, after = line[: written.start], line[written.end :]
            label = "written" if signed_by().search(before.lower()) else label_of(before.lower())
            if to_come().search(before.lower()):
                continue
            signed = label in ("written", "visit") and (written.year is not None or label == "written")
            short = len(before.strip()) <= 40 and not re.search(r"[;:。;]|\. |\d", before)
            alone = written.year is not None and short and names_no_event(before)
            if (signed or (alone and label is None)) and _CLOSING.fullmatch(after):
                ranked.append(_Ranked(_SIGNED, written))
    return ranked[-1] if ranked else None


def _best(head: str, language: str, order: str, *, title: bool = False) -> _Ranked | None:
    """The written date that ranks best; of equal ones the first."""
    lower = head.lower()
    ranked: list[_Ranked] = []
    previous: WrittenDate | None = None
    for written in _candidates(head, language, order, title=title):
        rank = _rank(lower, written, title=title)
        whole = _with_year_of(previous, written)
        if rank is not None:
            ranked.append(_Ranked(rank, whole))
        previous = whole if whole.year is not None else previous
    return min(ranked, key=lambda item: (item.rank, item.written.start), default=None)


def _with_year_of(previous: WrittenDate | None, written: WrittenDate) -> WrittenDate:
    """The date with the year of the one before it: 于2023年6月5日入院，6月19日出院."""
    if written.year is not None or previous is None or previous.year is None or previous.month is None:
        return written
    if written.start - previous.end > 30 or written.month is None:
        return written
    return replace(written, year=previous.year + (written.month < previous.month))


def _candidates(head: str, language: str, order: str, *, title: bool) -> list[WrittenDate]:
    found = [one for one in written_dates(head, language, order) if one.month is not None]
    if title:
        return found or _bare_pairs(head, order)
    columns = {
        index for index, one in enumerate(found[:-1]) if not head[one.end : found[index + 1].start].strip(" \t|")
    }
    in_table = columns | {index + 1 for index in columns}
    starts = [one for one in found if one.start == 0 or head[one.start - 1] == "\n"]
    rows = starts if len(starts) > 2 else []
    return [one for index, one in enumerate(found) if one.day is not None and index not in in_table and one not in rows]


_TITLE_PAIR = late(r"(?<![\d.:/-])(\d{1,2})[-/.](\d{1,2})(?![\d:]|[-/.]\d)")


def _bare_pairs(head: str, order: str) -> list[WrittenDate]:
    """Day and month in a title, where nothing else can be meant: 10-20, 3.9."""
    made = []
    for match in _TITLE_PAIR.finditer(head):
        month, day = (match[2], match[1]) if order == "dmy" or int(match[1]) > 12 else (match[1], match[2])
        made.append(WrittenDate(match.start(), match.end(), None, int(month), int(day)))
    return [one for one in made if one.plausible]


_NOT_OF_NOTE = late(r"\s*日?\s?(?:\(|,)?\s?(?:出生|生于|生人|生(?![效产活化存])|born\b|以来|dob\b)")
"""Words behind a date that make it a birth date, or the last visit's."""
_OF_OTHER = late(r"(?:上次|前次|上回|上一次|\blast|\bprevious)[^\s,。;]{0,6}[\s(:]*$")


def _rank(lower: str, written: WrittenDate, *, title: bool) -> int | None:
    """How well a date serves as the note's: 0 best, ``None`` not at all."""
    before = lower[max(0, written.start - 60) : written.start]
    line = before.rpartition("\n")[2]
    label = label_of(line)
    if _NOT_OF_NOTE.match(lower, written.end) or (not title and _OF_OTHER.search(line)):
        return None
    if label == "never":
        return _TITLE if title and (names_document(line) or not to_come_in_title().search(line)) else None
    if label == "late" and not title and not _in_field(lower, written, line):
        return None
    if label is None and of_another_day().match(lower, written.end):
        return None
    if label is not None:
        below = lower[: written.start].count("\n") > 1 and not title
        return None if below and label == "visit" and to_come().search(line) else _RANKS[label]
    if title:
        return None if to_come_in_title().search(line[-24:]) else _TITLE
    if _discharged(lower, written):
        return _WRITTEN
    return _ALONE if _stands_out(lower, written, line) else None


def _in_field(lower: str, written: WrittenDate, line: str) -> bool:
    """Whether a labelled date is a field of a form rather than part of a sentence ("was admitted on 3/1 with …")."""
    after = lower[written.end : written.end + 30].split("\n")[0]
    return ":" in line[-12:] or bool(re.fullmatch(r"\s*(?:\d{1,2}:?\d\d)?\s*|.*?(?:\s{2,}|[|,;]).*", after))


def _discharged(lower: str, written: WrittenDate) -> bool:
    """Whether the date is said to be that of leaving hospital, in a discharge record: 12月2日出院."""
    words = load_words("note_dates")["discharge"]
    first = lower[:120]
    return lower.startswith("出院", written.end) and any(word in first for word in words)


_FIELD_END = late(
    r"[\s,]*(?:\d{1,2}[:.]?\d\d\s?(?:h|hrs|am|pm)?)?[\s,]*(?:$|\n|\s{2,}|[|(（,/;:—-]|\t|周|星期|上午|下午|晚|$)"
)


def _stands_out(lower: str, written: WrittenDate, line: str) -> bool:
    """Whether a date stands alone in one of the first lines, in a field of its own or after the document's name."""
    line_start = lower.rfind("\n", 0, written.start) + 1
    number = lower[:line_start].count("\n")
    if number > 5:
        return False
    bare = re.sub(rf"[\s,]*{WEEKDAY}[\s,]*$", "", line)
    closed = _FIELD_END.match(lower, written.end) is not None
    spaced = not bare.strip() or line.endswith(("   ", "\t")) or bool(re.search(r"(?:\s{2,}|[|])\s*$", line))
    if written.year is None:
        after = lower[written.end :].split("\n")[0]
        alone = not bare.strip() and (not after.strip() or document_words().search(after[:24].rstrip()) is not None)
        ends = closed or re.match(r"\s[\u4e00-\u9fff]", lower[written.end :]) is not None
        return number == 0 and (alone or (ends and names_document(bare)))
    if number < 4 and _PLACE.search(line) and _LINE_END.match(lower, written.end):
        return True
    if number < 4 and (_BY_AUTHOR.search(line) or _AT_HOURS.match(lower, written.end)):
        return True
    if spaced or not re.search(r"[a-z\u4e00-\u9fff]", bare[-14:]):
        return closed or number < 2 or not re.search(r"\S", bare)
    named = number < 4 and names_document(bare) and not to_come_in_title().search(bare[-30:])
    return (named and not no_documents().search(bare[-24:])) or (
        number == 0 and _LINE_END.match(lower, written.end) is not None and short_head(bare)
    )


_PLACE = late(r"(?:^|\s{2})[a-z][a-z .'-]{2,24},\s?$")
"""The place before a letter's date: "Johannesburg, 31 March 2026"."""
_AT_HOURS = late(r"\s{1,3}\d{1,2}:\d\d\s?[-~]\s?\d{1,2}:\d\d")
"""From when to when a meeting lasted."""
_BY_AUTHOR = compiled(r"\b(?:md|do|rn|np|pa|pa-c|phd|mbbs|frcp)\b[,.]? (?:at|on)\s*$")
"""An author with the time of writing: "Jane Doe MD at 3/10/2026 9:15 AM"."""


_LINE_END = late(r"[\s,]*(?:\d{1,2}[:.]?\d\d)?[ \t]*(?:\n|$|\s{3,}|\t)")
