"""Says on which day of a stay in hospital an undated result of a discharge summary was taken. Reads no results.

What stands before the course is of the day of admission, what is said of the discharge of the day of discharge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.measurements.page import Page
from assistant.extraction.model import TimeMention
from assistant.extraction.resources import any_of, load_words

_HEAD = 500


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in hospital: its days, and where the course begins in the text."""

    admitted: TimeMention | None
    discharged: TimeMention | None
    course: int | None

    def day_of(self, page: Page, position: int) -> TimeMention | None:
        """The day of an undated result; ``None`` leaves it to the note's."""
        section = page.frame.section_at(position)
        said = page.lower[max(section.head_start, page.sentence_start(position) - 2) : position][-90:]
        words = section.title.lower() + " " + said
        if _words("at_discharge").search(words):
            return self.discharged
        if _words("at_admission").search(words) or (self.course is not None and position < self.course):
            return self.admitted
        return None


def find_stay(page: Page) -> Stay | None:
    """The stay that a discharge summary tells of."""
    if not _words("summary").search(page.lower[:200]):
        return None
    admitted = discharged = None
    for time in page.times_in(0, _HEAD):
        if time.kind != "day":
            continue
        before, after = page.lower[max(0, time.start - 24) : time.start], page.lower[time.end : time.end + 4]
        if admitted is None and (_ends("admission").search(before) or after.startswith("入院")):
            admitted = time
        elif discharged is None and (_ends("discharge").search(before) or after.startswith("出院")):
            discharged = time
    if admitted is None:
        return None
    course = next((one.head_start for one in page.frame.sections if one.id == "course"), None)
    if course is None:
        found = _words("course").search(page.lower, admitted.end)
        course = found.start() if found else None
    return Stay(admitted, discharged, course)


@cache
def _words(key: str) -> re.Pattern[str]:
    listed = load_words("measurements")["stays"][key]
    latin, chinese = (any_of(word for word in listed if word.isascii() == kind) for kind in (True, False))
    return compiled(rf"(?<![a-z])(?:{latin})(?![a-z])|{chinese}")


@cache
def _ends(key: str) -> re.Pattern[str]:
    return compiled(rf"(?:{any_of(load_words('measurements')['stays'][key])})[\s:：]*(?:on)?\s*$")
