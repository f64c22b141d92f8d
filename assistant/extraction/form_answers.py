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
_BOX_BEHIND = late(
    r"[^\n\[]{0,140}?(?<![a-z])(?:agrees?|accepts?|willing|able|yes|y)\s*(?P<yes>\[[ x√]\]|\([ x√]\))[\s/|,]*"
    r"(?:declines?|disagrees?|refuses?|unwilling|unable|no|n)\s*(?P<no>\[[ x√]\]|\([ x√]\))"
)
"""Options with their boxes behind them: ``agrees [x]  declines [ ]``."""
_BOTH = late(r"(?:☑|\[[xX√]\])\s*(?:是|有|能|yes|y)\s*(?:☑|\[[xX√]\])\s*(?:否|无|不能|no|n)(?![a-z])", re.IGNORECASE)
"""Two options ticked at once."""


def answer_behind(frame: Frame, start: int, last: int, end: int) -> Answer | None:
    """The answer to the words at ``start:end``, the last of which begins at ``last``; ``None`` where it is no form."""
    if _BOTH.search(frame.text, start, frame.lines[frame.line_at(start)].end):
        return "open"
    if any(_TICK_BEFORE.search(frame.lower[max(0, place - 5) : place + 1]) for place in (start, last)):
        return "yes"  # the words are themselves the option that is ticked
    behind = options_behind(frame, start)
    if behind is not None:
        return behind
    letter = _LETTER.match(frame.lower, end)
    if letter is not None:
        return "yes" if letter["yes"] is not None else "no" if letter["no"] is not None else "open"
    if _UNANSWERED.match(frame.lower, end):
        return "open"
    return _of_boxes(frame, end)


def options_behind(frame: Frame, start: int) -> Answer | None:
    """The answer of a line whose options have their boxes behind them; ``None`` where it has none such."""
    behind = _BOX_BEHIND.match(frame.lower, start, frame.lines[frame.line_at(start)].end)
    if behind is None:
        return None
    ticked = [bool(behind[name].strip("[( )]")) for name in ("yes", "no")]
    return "open" if ticked[0] == ticked[1] else "yes" if ticked[0] else "no"


_ASKED = late(r"[^\n.;?\[(□☑√]{0,40}(?=\?\s*(?:\[|\(|[□☑√]))")
"""The rest of a question that has boxes behind it."""


def _of_boxes(frame: Frame, end: int) -> Answer | None:
    asked = _ASKED.match(frame.lower, end)
    form = ticked_after(frame.text, asked.end() if asked else end)
    if form is None:
        return None
    if form.certainty is None and not any(box in frame.text[end : form.end] for box in ("□", "☐", "[ ]", "( )")):
        return None
    return {"stated": "yes", "denied": "no"}.get(form.certainty or "", "open")  # type: ignore[return-value]
