"""Ties a drug to the allergic reaction that is told of it: "CYC 2018 stopped after anaphylaxis". Reads no lists."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.conditions.view import View
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.late import late
from assistant.extraction.model import Span

_REACH = 60
"""How far behind a drug the word for its reaction may stand."""
_STRONG = late(
    r"(?:anaphyla\w+|hypersensitivity(?: reactions?)?|allergic reactions?|allergy (?:recorded|documented|entered|confirmed)"
    r"|(?:labelled|labeled|listed|flagged|marked|recorded|documented) (?:as )?(?:an )?allerg\w+)(?! clinic| test| kit)"
)
_SIGN = late(
    r"(?:hives|urticaria|angio-?o?edema|bronchospasm|wheals|stevens|sjs|toxic epidermal|throat (?:closing|swelling|tightness)"
    r"|lip swelling|facial swelling|swollen lips)"
)
_LINKED = late(
    r"\s*(?:\([^()]*\)\s*)?(?:(?:in )?\d{4}\s*)?(?:infusion |pulse |iv |injection |tablets? )*(?:(?:in )?\d{4}\s*)?"
    r"(?:[:=(]|--?|\u2013|\u2014|->|\u2192|caused|causes|gave|gives|led to|followed by|,? (?:was )?(?:stopped|discontinued|abandoned)"
    r" (?:after|for|because of|due to|with))[^.;\n]{0,24}$"
)
_DENIED = late(r"(?<![a-z])(?:no|not|without|never|non|denies|denied|tolerated|nor|neither|n't|free of|negative)(?![a-z])")
_BEFORE = late(r"(?<![a-z])(?:no|not|without|never|denies|denied|nor)\s+(?:[a-z]+\s+){0,2}$")


def told(view: View, cue: Cue, sentence: Span, allergens: Sequence[Cue]) -> Cue | None:
    """The word of reaction behind a drug in its sentence, with no other drug and no denial between."""
    lower = view.frame.lower
    if lower[cue.start] >= CJK or _BEFORE.search(lower, sentence.start, cue.start):
        return None
    end = min(sentence.end, cue.end + _REACH)
    for other in allergens:
        if cue.end <= other.start < end:
            end = other.start
    stop = lower.find(";", cue.end, end)
    end = end if stop < 0 else stop
    strong = _STRONG.search(lower, cue.end, end)
    if strong is not None and not _DENIED.search(lower, cue.end, strong.start()):
        return Cue(strong.start(), strong.end(), "allergy_after")
    sign = _SIGN.search(lower, cue.end, end)
    if sign is not None and _LINKED.match(lower[cue.end : sign.start()]):
        if not _DENIED.search(lower, cue.end, sign.start()):
            return Cue(sign.start(), sign.end(), "allergy_after")
    return None
