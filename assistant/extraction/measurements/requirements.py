"""Leaves out results in words that are only asked for, or somebody else's: "HBsAg negative required before entry"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading

_WANTED = late(r"(?<![a-z])(?:must|should|has to|have to|needs? to|ought to|to)\s+(?:be|remain|test)(?![a-z])")
_FOR_ENTRY = late(
    r"\s+(?:(?:result|test|status|is|are|be)\s+)*(?:required|needed|necessary|mandatory|essential"
    r"|for\s+(?:study |trial )?(?:entry|inclusion|eligibility|enrol\w+|randomi[sz]ation))(?![a-z])"
)
_THEIRS = late(r"\s+(?:partner|husband|wife|boyfriend|girlfriend|spouse|donor|mother|father|baby|child)(?![a-z])")


def without_requirements(page: Page, readings: Sequence[Reading]) -> list[Reading]:
    """The readings without those whose word is a condition of entry, or said of a partner ("negative partner")."""
    return [reading for reading in readings if not (isinstance(reading.value, str) and _is_wanted(page, reading))]


def _is_wanted(page: Page, reading: Reading) -> bool:
    between = 0 <= reading.start - reading.name.end <= 40 and _WANTED.search(
        page.lower, reading.name.end, reading.start
    )
    end = max(reading.end, reading.name.end)
    return bool(between or _FOR_ENTRY.match(page.lower, end) or _THEIRS.match(page.lower, reading.end))
