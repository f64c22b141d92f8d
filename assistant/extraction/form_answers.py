"""Reads how a line of a form answers its own words: a box, a letter behind a leader, or nothing. Knows no subjects."""

from __future__ import annotations

import re
from typing import Literal

from assistant.extraction.conditions.forms import ticked_after
from assistant.extraction.frame import Frame
from assistant.extraction.late import late

Answer = Literal["yes", "no", "open"]

_TICK_BEFORE = late(r"(?:[☑√]|\[[x√]\]|\([x√]\))\s*.?$")
_LETTER = late(
    r"[^\n.]{0,70}?(?:\.{2,}|…|_{2,}| {3,}|\t|\||[?:](?=[ \t]*(?:[yn]|dk|d/k)(?![a-z'])))[ \t.…_|]*"
    r"(?:(?P<yes>y|yes)|(?P<no>n|no)|(?P<open>dk|d/k|unk|unknown|unsure|maybe|don't know))(?=\s*(?:[|\n(;,.\"]|$)| {2})"
)
"""The letter behind a leader: ``Willing to use contraception ...... N``."""
_UNANSWERED = late(r"[^\n.]{0,70}?(?:\.{3,}|…{2,}|_{3,})[ \t.…_|]*(?:\n|$)")
_BOTH = late(r"(?:☑|\[[xX√]\])\s*(?:是|有|能|yes|y)\s*(?:☑|\[[xX√]\])\s*(?:否|无|不能|no|n)(?![a-z])", re.IGNORECASE)
"""Two options ticked at once."""


def answer_behind(frame: Frame, start: int, last: int, end: int) -> Answer | None:
    """The answer to the words at ``start:end``, the last of which begins at ``last``; ``None`` where it is no form."""
    if _BOTH.search(frame.text, start, frame.lines[frame.line_at(start)].end):
        return "open"
    if any(_TICK_BEFORE.search(frame.lower[max(0, place - 5) : place + 1]) for place in (start, last)):
        return "yes"  # the words are themselves the option that is ticked
    letter = _LETTER.match(frame.lower, end)
    if letter is not None:
        return "yes" if letter["yes"] is not None else "no" if letter["no"] is not None else "open"
    if _UNANSWERED.match(frame.lower, end):
        return "open"
    return _of_boxes(frame, end)


def _of_boxes(frame: Frame, end: int) -> Answer | None:
    form = ticked_after(frame.text, end)
    if form is None:
        return None
    if form.certainty is None and not any(box in frame.text[end : form.end] for box in ("□", "☐", "[ ]", "( )")):
        return None
    return {"stated": "yes", "denied": "no"}.get(form.certainty or "", "open")  # type: ignore[return-value]
