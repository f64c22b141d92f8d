"""When a note that nobody dated was written: not before the last past day that it tells of, not after the screening.

Used only where no head, title or end names a day. The last day of the first line is taken for the note's own; else
the note keeps the stretch between its last day and the screening, if that is short. Plans and births are no such days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from assistant.extraction.dateforms import WrittenDate, written_dates
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.resolving import resolve
from assistant.extraction.resources import any_of, load_words
from rules.dates import DateInterval

_SOON = timedelta(days=45)
_FIRST_LINES = 1
_FIRST = 300
_CLOSED = compiled(r"\s*(?:$|\n|\d{1,2}[:.]\d\d|[|】])|\s{2,}")
"""What stands behind a date that is no part of a sentence: the line's end, a time of day, another field."""


def _either(name: str) -> tuple[str, str]:
    words = load_words("note_dates")[name]
    return any_of(word for word in words if word.isascii()), any_of(word for word in words if not word.isascii())


@cache
def _of_something_to_come() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of a plan or a birth in the same clause, before the date, and right behind it."""
    latin, chinese = _either("planned")
    before = compiled(rf"(?:(?<![a-z])(?:{latin})(?![a-z])|{chinese})[^.;。;\n]*$")
    latin, chinese = _either("planned_behind")
    at_once = any_of(load_words("note_dates")["never_behind"])
    behind = compiled(rf"\s*(?:{at_once})|[^.;,。,;\n]{{0,12}}?(?:(?<![a-z])(?:{latin})(?![a-z])|{chinese})")
    return before, behind


def past_days(text: str, language: str, order: str, screening: date) -> list[tuple[WrittenDate, date]]:
    """The days shortly before the screening of which the text tells as past, with where they stand."""
    lower, found = text.lower(), []
    before, behind = _of_something_to_come()
    for written in written_dates(text, language, order):
        on = resolve(written, screening)
        if written.day is None or on is None or on.day is None or not timedelta(0) <= screening - on.day <= _SOON:
            continue
        if before.search(lower, max(0, written.start - 60), written.start) or behind.match(lower, written.end):
            continue
        found.append((written, on.day))
    return found


def told_as_past(text: str, language: str, order: str) -> list[date]:
    """The days with their year that the text tells of, but for plans and births."""
    lower = text.lower()
    before, behind = _of_something_to_come()
    return [
        on.day
        for written in written_dates(text, language, order)
        if written.year is not None
        and written.day is not None
        and (on := resolve(written, None)) is not None
        and on.day is not None
        and not before.search(lower, max(0, written.start - 60), written.start)
        and not behind.match(lower, written.end)
    ]


def head_day(text: str, language: str, order: str, screening: date) -> WrittenDate | None:
    """The last day named in the first line."""
    lines = [line for line in text.lstrip()[:_FIRST].splitlines(keepends=True) if not line.startswith("=== NOTE:")]
    head = text[: text.find(lines[0])] + lines[0] if lines else ""
    boxed = head.rpartition("\n")[2].startswith(("[", "【", "(")) or head.lstrip().startswith(("[", "【", "("))
    found = past_days(head, language, order, screening)
    return _last([item for item in found if boxed or _CLOSED.match(head, item[0].end)])


def last_days(text: str, language: str, order: str, screening: date) -> DateInterval | None:
    """From the last past day that the note tells of to the screening, or nothing where that is long ago."""
    found = past_days(text, language, order, screening)
    return DateInterval(max(day for _, day in found), screening) if found else None


def _last(found: Iterable[tuple[WrittenDate, date]]) -> WrittenDate | None:
    latest = max(found, key=lambda item: item[1], default=None)
    return None if latest is None else latest[0]
