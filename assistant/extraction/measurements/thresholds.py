"""Tells thresholds, targets and conditions ("plt >50", 血红蛋白低于70g/L时输血) from results. Reads no values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.answers import answer_to
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.resources import any_of, load_words

_SECTIONS = frozenset({"plan", "discharge_medications", "recommendations", "follow_up"})
_NEIGHBOUR = 26
"""Other results this near make a figure with < or > one of a list of results."""


def without_thresholds(page: Page, readings: Sequence[Reading]) -> list[Reading]:
    """The readings that are results; a pair of pressures goes together."""
    dropped = {
        (reading.name.start, reading.name.end)
        for reading in readings
        if reading.comparator not in (None, "~")
        and reading.analyte in _bounded()
        and _is_bound(page, reading, readings)
    }
    return [reading for reading in readings if (reading.name.start, reading.name.end) not in dropped]


def _asked(page: Page, reading: Reading) -> bool:
    """Whether a figure with < or > is a question that boxes answer, or what an item of a score takes."""
    tail = reading.unit[1] if reading.unit is not None and reading.unit[0] >= reading.end else reading.end
    return answer_to(page, tail) is not None or _SCORED.match(page.lower, reading.end) is not None


_SCORED = late(r"[^,;。\n]{0,6}(?:应?[计记得]\s?\d{1,2}\s?分|(?:scores?|counts?|=)\s\d{1,2} points?)")


@cache
def _bounded() -> frozenset[str]:
    return frozenset(load_words("measurements")["thresholds"]["analytes"])


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("measurements")["thresholds"]
    latin, chinese = (any_of(word for word in words["before"] if word.isascii() == kind) for kind in (True, False))
    before = compiled(rf"(?<![a-z])(?:{latin})(?![a-z])|{chinese}")
    return before, compiled(rf"[^,;。\n]{{0,14}}?(?:{any_of(words['after'])})")


def _is_bound(page: Page, reading: Reading, readings: Sequence[Reading]) -> bool:
    if _asked(page, reading):
        return True
    if reading.table or reading.time is not None:
        return False
    if page.frame.section_at(reading.start).id in _SECTIONS:
        return True
    before, after = _around()
    clause = re.split(r"[;。\n]|\. ", page.lower[max(0, reading.name.start - 40) : reading.name.start])[-1]
    if before.search(clause) or after.match(page.lower, reading.tail):
        return True
    return reading.analyte not in load_words("measurements")["thresholds"]["results_alone"] and not any(
        other is not reading
        and other.name is not reading.name
        and (other.comparator in (None, "~"))
        and min(abs(other.name.start - reading.tail), abs(reading.name.start - other.tail)) <= _NEIGHBOUR
        and "\n" not in page.lower[min(other.end, reading.end) : max(other.start, reading.start)]
        for other in readings
    )
