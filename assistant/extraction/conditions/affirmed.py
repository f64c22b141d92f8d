"""Tells the *yes* to a question or row of a form: "malignancy: yes", "[x] cancer". Reads nothing that denies."""

from __future__ import annotations

from assistant.extraction.checkboxes import ticked_before, yes_behind
from assistant.extraction.conditions.view import View
from assistant.extraction.model import Mention


def said_yes(view: View, mention: Mention) -> bool:
    """Whether a box before a name, or an answer behind it, says that the patient has or had what it names."""
    lower = view.frame.lower
    if mention.certainty != "stated" or mention.subject != "patient":
        return False
    if ticked_before(lower, mention.start, mention.end) or yes_behind(lower, mention.end):
        return True
    return any(
        tick.answer == "yes" and tick.start <= mention.start and mention.end <= tick.end for tick in view.frame.ticks
    )
