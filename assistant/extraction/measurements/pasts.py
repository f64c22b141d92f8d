"""Tells which values the words beside them call earlier ones. Finds no dates and no values."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.resources import any_of, load_words

_SEASONS = r"spring|summer|autumn|fall|winter"
_LAST = (
    rf"(?:last|previous|prior) (?:year|month|week|visit|time|clinic|review|admission|appointment|check|one|{_SEASONS}"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_ZH = r"去年|前年|上次|上回|上月|上个月|上周|既往|之前|以前|此前|前次|当时|住院时|曾"
_AFTER = late(
    r"[\s,(]*(?:(?:on|at|in|from|back|during|done"
    r"|tested|checked|measured|taken|was|result|her|his|the|my|our|echo|ecg|于)\s+)*"
    rf"(?:{_LAST}|(?:early |late |mid[- ]?)?(?:{_SEASONS})\b|previously\b|prior\b|before\b(?! \w)|earlier\b(?! today)"
    r"|then\b(?=\s*(?:[,;.)]|$))|icu\b|(?:a |some )?(?:long )?(?:while|time|years|months) (?:ago|back)\b"
    r"|that time\b|the time\b|diagnosis\b|onset\b|baseline\b|an? (?:earlier|previous|prior)\b|some time ago"
    rf"|{_ZH})[\s)]*"
)
_BEFORE_NAME = late(
    rf"(?:\b(?:previous(?:ly)?|prior|earlier|formerly|initially|old|past|historic(?:al)?)\s+|(?:{_ZH})[\s的:,查测]*)$"
)
_BETWEEN = late(rf"\b(?:previously|prior|in (?:the )?(?:icu|past)|before)\b|{_LAST}|{_ZH}")
_OUT_OF = late(r"(?:\bfrom|[由从自])\s*$")
_WAS = late(r"\b(?:was|were|had been)\b")
_NOW_AFTER = late(
    r"[^.;。\n\d]{0,40}[,;][\s]*(?:but |and )?(?:(?:is |it is )?(?:now|today|currently)\b"
    r"|[<>]?\d+(?:\.\d+)?%?\s*(?:now|today|currently)\b"
    r"|(?:现|今|目前|本次))"
)


def mark_past(page: Page, reading: Reading) -> None:
    """Give a value the time right after it where that names one: "90 last week"; else mark it as earlier."""
    if reading.time is not None or reading.table or reading.told_past:
        return
    tail = reading.tail or reading.end
    match = _AFTER.match(page.lower, tail)
    if match is None or (match[0].lstrip()[:1] in (",", "(") and _OTHER_VALUE.match(page.lower, match.end())):
        return
    times = [time for time in page.times_in(tail, match.end() + 1) if time.kind != "duration"]
    reading.tail = match.end()
    if times:
        reading.time, reading.tail = times[-1], max(match.end(), times[-1].end)
    else:
        reading.told_past = True


def told_past(page: Page, reading: Reading) -> bool:
    """Whether the words before, inside or after call the value an earlier one."""
    mark_past(page, reading)
    if reading.table or reading.time is not None:
        return False
    lower = page.lower
    if reading.told_past or _BEFORE_NAME.search(lower, max(0, reading.name.start - 18), reading.name.start):
        return True
    between = (reading.name.end, reading.start)
    if 0 <= between[1] - between[0] <= 40 and not page.values_in(*between):
        if _BETWEEN.search(lower, *between) or _OUT_OF.search(lower, *between):
            return True
        if _WAS.search(lower, *between) and _NOW_AFTER.match(lower, reading.tail or reading.end):
            return True
    return False


_OTHER_VALUE = late(r"[^.;,()\n]{0,25}?\d")
"""After a comma or bracket: "48%, last year 55%" says when the second was."""

_NO_CUT = late(r"[;。；]|\.\s|\n")


@cache
def _of_history() -> re.Pattern[str]:
    words = load_words("measurements")["history"]
    latin, chinese = (any_of(word for word in words if word.isascii() == kind) for kind in (True, False))
    return compiled(rf"(?<![a-z])(?:{latin})(?![a-z])|{chinese}")


def of_diagnosis(page: Page, reading: Reading) -> bool:
    """Whether an undated serology is told with the diagnosis or the length of the disease: "SLE x 8 years, ANA 1:640".

    So is one of which the words say that it is from elsewhere or old: "per outside records".
    """
    if reading.table or not (reading.name.analyte.titre or reading.name.analyte.qualitative):
        return False
    begin = max(page.sentence_start(reading.name.start), page.line(reading.name.start)[0])
    end = min(page.sentence_end(reading.name.start), page.line(reading.name.start)[1])
    cuts = [match.end() for match in _NO_CUT.finditer(page.lower, begin, reading.name.start)]
    begin = cuts[-1] if cuts else begin
    if _of_history().search(page.lower, begin, end):
        return True
    times = [time for time in page.times_in(begin, reading.name.start) if time.kind != "day"]
    return any(time.kind == "duration" or time.relation in ("since", "for") for time in times) and any(
        page.frame.terminology.is_a(mention.concept.id, "sle")
        for mention in page.frame.in_span(page.frame.mentions, begin, reading.name.start)
    )
