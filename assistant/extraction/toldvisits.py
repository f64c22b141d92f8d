"""Finds the visit of which a note's first sentences tell: "was seen in our clinic on 10 March". Ranks no dates.

A day in prose may be of any event; it counts only where it lies shortly before the screening.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from assistant.extraction.dateforms import WrittenDate, written_dates
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.resolving import resolve
from assistant.extraction.resources import any_of, load_words

_SOON = timedelta(days=45)


@cache
def _telling() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("note_dates")
    before = compiled(
        rf"(?<![a-z])(?:{any_of(words['told_before'])})(?![a-z])(?:[^.;\n]|(?<=\bm[rs])\.|(?<=\bmrs)\.|(?<=\bdr)\.){{0,44}}\b(?:on|today)[\s,]*$"
    )
    return before, compiled(rf"[^,;。\n]{{0,4}}?(?:{any_of(words['told_after'])})")


def told_visit(head: str, language: str, order: str, screening: date) -> WrittenDate | None:
    """The visit of which the first sentences tell, where it lies shortly before the screening."""
    lower = head.lower()
    before, after = _telling()
    for written in written_dates(head, language, order):
        on = resolve(written, screening)
        if written.day is None or on is None or on.day is None or not timedelta(0) <= screening - on.day <= _SOON:
            continue
        lead = lower[max(0, written.start - 70) : written.start]
        told = before.search(lead) or after.match(lower, written.end)
        if told and not re.search(r"\b(?:last|previous|prior|first)\b|上次|前次|外院|当地", lead[-40:]):
            return written
    return None
