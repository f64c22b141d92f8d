"""Reads the dose, the frequency and the route beside a drug's name. Does not convert doses."""

from __future__ import annotations

import re

from assistant.extraction.late import late

_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\s?-\s?\d+(?:\.\d+)?)?"
_UNIT = r"(?:mg|mcg|[μu]g|grams?|gm|g|ml|miu|iu|units?|万u|u|tabs?|tablets?|caps?|片|粒|支|毫克|克|微克|针)"
_PER = r"(?:\s?/\s?(?:kg|m2|m²|d|day|日|天|周|wk|week|次|dose)){0,2}"
_TIMES = (
    r"(?:\s*(?:po|iv|sc|sq|im|by mouth|orally|口服|静滴|qd|bid|tid|qid|qod|qn|qam|qhs|hs|biw|tiw|qw"
    r"|q\d+\s?-?\s?(?:h|d|w|wk|wks|weeks?|months?|m)|once|twice|three times|one|a|per|every|each|other"
    r"|daily|weekly|monthly|nightly|day|night|morning|week|month|bd|od|tds|qds"
    r"|每日|每天|每周|每晚|每月|[一二三两四1-4]次|qxd)(?![a-zA-Z0-9_]))*"
)
DOSE = late(rf"(?<![\d./-])({_AMOUNT}\s?{_UNIT})(?![a-z])({_PER})({_TIMES})", re.IGNORECASE)
BURST = late(
    r"(?:\b(?:\d{1,2}|one|two|three|four|five|six|seven|ten)[ -]days?\s+(?:of|burst|course|pulse)\b"
    r"|x\s?\d{1,2}\s?(?:天|日|days?|d\b))",
    re.IGNORECASE,
)

_PLAIN = late(r"(?<![\d./-])\d{1,4}(?:\.\d+)?\s?(?:qd|bid|tid|qod|daily|bd|od|qw|weekly|qhs|qam)\b", re.IGNORECASE)
"""A dose without its unit: "Plaquenil 200 BID"."""


def dose_after(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The first dose in a stretch: its words and where they stand."""
    match = DOSE.search(text, start, end) or _PLAIN.search(text, start, end)
    if match is None:
        return None
    stop = match.end()
    while stop > match.start() and text[stop - 1].isspace():
        stop -= 1
    return text[match.start() : stop], match.start(), stop
