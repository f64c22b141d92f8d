"""Finds the dates and durations that a note names. Does not say which fact they belong to."""

from __future__ import annotations

import re
from datetime import date

from assistant.extraction.model import TimeMention
from rules.dates import DateInterval

_ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")


def find_times(text: str, written_on: DateInterval | None, language: str) -> tuple[TimeMention, ...]:
    """All times named in a normalised note, in the order of the text."""
    found = []
    for match in _ISO.finditer(text):
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        found.append(TimeMention(match.start(), match.end(), DateInterval.on(day), "day"))
    return tuple(found)
