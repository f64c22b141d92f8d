"""Reads that nursing is told together with its end: "breastfeeding until last week, now stopped". Reads no others."""

from __future__ import annotations

from assistant.extraction.conditions.view import View
from assistant.extraction.late import late

_GOES_ON = late(
    r"(?<![a-z])(?:still|again|continues?|continuing|currently|plans?|resumed|restarted|back to|not|n't|hopes?"
    r"|wants?|until (?:he|she"
    r"|the (?:baby|child)|it|at least|about|age))(?![a-z])"
)
_STOPPED = late(
    r"(?<![a-z])(?:stopped|ended|came to an end|come to an end|finished|ceased|given up|gave up|quit|no longer|dried up"
    r"|weaned|is over|over now|discontinued)(?![a-z])"
)
_UNTIL = late(r"(?<![a-z])(?:until|till|up to|up until|through)\s+")
_THEN = late(
    r"(?:last|christmas|new year|easter|recently|then|one|two|three|four|some|several|a (?:week|month|year|few))"
    r"(?![a-z])"
)
_PAST = late(r"(?<![a-z])(?:was|had been|had|used to be)\s+(?:still\s+)?$")
_REACH = 80
_BEHIND = 12
"""How far behind "until" its day may begin."""


def ended(view: View, start: int, end: int) -> tuple[int, int] | None:
    """The words behind a name of nursing by which it is over, if the sentence has any and tells of no other."""
    lower, sentence = view.frame.lower, view.sentence(start)
    last = min(sentence.end, end + _REACH)
    if _GOES_ON.search(lower, sentence.start, last):
        return None
    stopped = _STOPPED.search(lower, end, last)
    if stopped is not None:
        return stopped.span()
    until = _UNTIL.search(lower, end, last)
    if until is None:
        return None
    written = view.frame.document.written_on
    note = None if written is None else written.latest
    for time in view.frame.in_span(view.frame.times, until.end(), until.end() + _BEHIND):
        day = time.interval.latest
        if time.kind != "duration" and note is not None and day is not None and day <= note:
            return until.start(), time.end
    told = _THEN.match(lower, until.end())
    past = _PAST.search(lower, max(sentence.start, start - 20), start)
    return (until.start(), told.end()) if told is not None and past is not None else None
