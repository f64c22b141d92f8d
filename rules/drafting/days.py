"""The window at a clause's end: ``within 4 weeks prior to screening`` as a span and the day that it is counted to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rules.drafting.lexicon import table

ENTRY = {"readings": ["infusion", "screening"], "id": "day_of_entry"}
"""Randomisation, enrolment and the like lie between screening and the first dose: decided where both ends agree."""
UNNAMED = {"readings": ["infusion", "screening"], "id": "unnamed_day"}
_UNIT = r"(?P<unit>day|week|month|year)s?"
_TAIL = re.compile(
    r"(?P<core>.*?),?\s*\b(?P<in>within|in|during|over)\s+(?:the\s+)?(?P<past>last|past|previous|prior|preceding)?\s*"
    rf"(?P<number>\d+|[a-z]+)[\s-]{_UNIT}(?:\s+(?:prior\s+to|before|preceding|of|from)\s+(?P<anchor>.+))?",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^at (?:the )?screening(?: visit)?,?\s+", re.IGNORECASE)
_TODAY = re.compile(
    r"(?P<core>.*?),?\s*\b(?:at|during|on)\s+(?:the\s+)?(?:time\s+of\s+)?(?P<anchor>[a-z ]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Window:
    """A span and what it is counted to, as predicates write them."""

    within: str
    before: str | dict[str, Any]


def window(text: str) -> tuple[str, Window | None]:
    """The words before a window, and the window; the whole text and nothing where none ends it."""
    match = _TAIL.fullmatch(text.strip())
    if match is None:
        return text, None
    number = int(match["number"]) if match["number"].isdigit() else table()["numbers"].get(match["number"].lower())
    before = day(match["anchor"]) if match["anchor"] else UNNAMED
    named = match["anchor"] is not None
    if number is None or before is None or (match["in"].lower() != "within" and not (match["past"] or named)):
        return text, None
    unit = match["unit"].lower()
    return match["core"], Window(f"{number} {unit if number == 1 else unit + 's'}", before)


def day(words: str) -> str | dict[str, Any] | None:
    """The day that a record names: an anchor, or both ends between which it lies."""
    name = re.sub(r"^(?:the|their|his|her)\s+", "", words.lower().strip(" .,;"))
    name = re.sub(r"\s+(?:of|in|into)\s+(?:the|this)?\s*(?:present\s+)?(?:study|trial)$", "", name)
    for anchor, phrases in table()["anchors"].items():
        if name in phrases:
            return dict(ENTRY) if anchor == "entry" else str(anchor)
    return None


def at_screening(text: str) -> str:
    """The text without "at screening" at its end or its beginning, which the screening window says."""
    text = _FIRST.sub("", text.strip())
    match = _TODAY.fullmatch(text)
    return match["core"] if match and day(match["anchor"]) == "screening" else text
