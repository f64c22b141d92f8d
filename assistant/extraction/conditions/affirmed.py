"""Tells the *yes* to a question or row of a form: "malignancy: yes", "[x] cancer". Reads nothing that denies."""

from __future__ import annotations

from assistant.extraction.checkboxes import ticked_before
from assistant.extraction.conditions.view import View
from assistant.extraction.late import late
from assistant.extraction.model import Mention

_YES_BEHIND = late(
    r"(?:[ \t]+(?:history|hx|disease|disorders?|diagnosis))?(?:[ \t]*\([^()\n]{0,80}\))?"
    r"(?:[ \t]+(?:in the past|ever|at any time))?"
    r"[ \t]*(?:[:?=|]|\.{2,}|…+|_{2,}|-{1,2}|\u2013|[ \t]{3,})[ \t.…_|:]*(?:☑|√|\[[x√]\]|\([x√]\))?[ \t]*"
    r"(?:yes|y|present|positive)(?=[ \t]*(?:[.,;:(|/\n\u2013-]|$)|  )(?![ \t]*/[ \t]*(?:no|n)(?![a-z]))"
)


def said_yes(view: View, mention: Mention) -> bool:
    """Whether a box before a name, or an answer behind it, says that the patient has or had what it names."""
    lower = view.frame.lower
    if mention.certainty != "stated" or mention.subject != "patient":
        return False
    if ticked_before(lower, mention.start, mention.end) or _YES_BEHIND.match(lower, mention.end):
        return True
    return any(
        tick.answer == "yes" and tick.start <= mention.start and mention.end <= tick.end for tick in view.frame.ticks
    )
