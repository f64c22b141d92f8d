"""Ties a drug to the allergic reaction that is told of it: "CYC 2018 stopped after anaphylaxis". Reads no lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.extraction.conditions.view import View, joined
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.model import Span

_REACH = 60
"""How far behind a drug the word for its reaction may stand."""
_SIGNS_REACH = 160
"""How far behind an infusion the signs of anaphylaxis may be told, where the drug was never given again."""
_STRONG = late(
    r"(?:anaphyla\w+|hypersensitivity(?: reactions?)?|allergic reactions?|allergy (?:recorded|documented"
    r"|entered|confirmed)"
    r"|(?:labelled|labeled|listed|flagged|marked|recorded|documented) (?:as )?(?:an )?allerg\w+)(?! clinic| test| kit)"
)
_SIGN = late(
    r"(?:hives|urticaria|angio-?o?edema|bronchospasm|wheals|stevens|sjs|toxic epidermal|throat (?:closing"
    r"|swelling|tightness)"
    r"|lip swelling|facial swelling|swollen lips)"
)
_LINKED = late(
    r"\s*(?:\([^()]*\)\s*)?(?:(?:in )?\d{4}\s*)?(?:infusion |pulse |iv |injection |tablets? )*(?:(?:in )?\d{4}\s*)?"
    r"(?:[:=(]|--?|\u2013|\u2014|->|\u2192|caused|causes|gave|gives|led to|followed by|,? "
    r"(?:was )?(?:stopped|discontinued|abandoned)"
    r" (?:after|for|because of|due to|with))[^.;\n]{0,24}$"
)
_DENIED = late(
    r"(?<![a-z])(?:no|not|without|never|non|denies|denied|tolerated|nor|neither|n't|free of|negative)(?![a-z])"
)
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
    if sign is None or not _LINKED.match(lower[cue.end : sign.start()]) or _DENIED.search(lower, cue.end, sign.start()):
        return None
    return Cue(sign.start(), sign.end(), "allergy_after")


def anaphylaxis(view: View, sentence: Span, allergens: Sequence[Cue]) -> Iterator[DraftFact]:
    """A drug during which the note tells of signs of anaphylaxis, and that was to be avoided from then on."""
    later = view.cues_in(sentence.start, min(sentence.end + _SIGNS_REACH, len(view.frame.lower)))
    sign = next((cue for cue in later if cue.label == "anaphylaxis_signs" and cue.start < sentence.end), None)
    banned = next((cue for cue in later if cue.label == "never_again"), None)
    drugs = [cue for cue in allergens if sign is not None and 0 <= sign.start - cue.end <= _SIGNS_REACH]
    if sign is None or not drugs or (banned is None and view.frame.lower[drugs[0].start] < CJK):
        return
    spans = [(drugs[0].start, drugs[0].end), (sign.start, sign.end)]
    yield view.draft("allergy", joined(*spans, longest=60), {"substance": drugs[0].label})
