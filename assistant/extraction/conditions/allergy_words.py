"""What the readers of allergies share: how a drug of a note is denied, tolerated or stated. Reads nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from assistant.extraction.conditions.view import View
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.exceptions import exempted
from assistant.extraction.late import late
from assistant.extraction.model import Span
from rules.facts import Source

DETAIL = late(r"\s*(?:[(\[:]| - |-\s|--| –|=|->| causing | with |引起|致|后).*")
FREE = 40
"""The longest free text that can be the name of a substance."""
REACTIONS = ("reaction", "gives_reaction", "anaphylaxis_signs")
NO_ALLERGY = late(
    r"[^.;。\n]{0,60}?(?:(?:which|that|this|it)(?: is|'s| was)|,|\(|-)\s*(?:not an? (?:true "
    r"|real )?(?:allergy|allergic)|no allergy|toxicity only"
    r"|a toxic effect|side[- ]effects? only)|[^.;。\n]{0,30}?(?:不是过敏|非过敏|不属过敏|系毒副反应|为副作用)"
)
"""What makes a bad effect of a drug no allergy."""
MISTAKEN = late(
    r"[^.;\n]{0,30}?(?:entered|listed|recorded|entry|label\w*)[^.;\n]{0,60}?(?<![a-z])(?:different (?:person"
    r"|patient)|another "
    r"(?:person|patient)|someone else|somebody else|wrong (?:patient|name|chart|person|record)|same (?:last |sur)?name"
    r"|by mistake|in error)|"
    r"[^,;.。\n]{0,12}?(?:过敏(?:史|记录)?|allergy(?: entry| label| record)?"
    r"|entry)[^,;.。\n]{0,14}?(?:误录|录入错误|误记|误写|有误|不属实|不成立|已更正"
    r"|(?:was|is|has been)(?: \w+){0,2} (?:error|mistake|mis-?click|wrong|incorrect|removed|refuted"
    r"|de-?labell?ed|ruled out|excluded))"
)
NOT_ALLERGIC = late(
    r"(?:[、及和与或跟][^,;。\n]{1,12})*?(?:等|这些|那些|之类)?(?:药|药物)?[均都皆也]?(?:不过敏|无过敏|没过敏|没有过敏)"
)
DENIED_LIST = late(
    r"[^,;。\n]{0,40}?\)?\s*过敏(?:史)?\s*(?:(?::|-+)\s*(?:未有过|无|没有|否认|从无|未发现|均无)"
    r"|(?:\([^()\n]{1,16}\))?\s*(?:否认|没有|无)(?=[,;。\n]|$))"
)
ELSE = late(r"(?:otherwise|everything else|all else|all others?|the rest|others|其余|其他|其它|余)\W*$")
UNTICKED = late(r"(?:\[ ?\]|\( ?\)|□)\s*$")
_CAUSE = late(r"(?<![a-z])(?:because|due to|owing to|on account of|as (?:she|he|the patient|pt))(?![a-z])")
_NOT_USED = late(
    r"(?:再|能|敢|曾|宜|可|愿|继续|直接){0,3}(?:使用|应用|用药|给予|加用|启用|选用|接受|注射|输注|服用|[用予打输服给])"
)
"""A 未 or 不 before these denies that a drug was given: 未用环磷酰胺,因其曾致过敏性休克."""
NO_KNOWN = ("nkda", "nka", "nkfa")


def denied_between(view: View, start: int, end: int) -> bool:
    """Whether a "not" between these reaches ``end``: that of "not given because of an allergy to X" does not."""
    lower = view.frame.lower
    cues = [other for other in view.cues_in(start, end) if other.label == "not"]
    return any(not _CAUSE.search(lower, cue.end, end) and not _NOT_USED.match(lower, cue.end, end) for cue in cues)


def denied_drug(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether the substance itself is denied: "not allergic to penicillin", 否认青霉素过敏."""
    clause = view.clause(cue.start)
    start = max(clause.start, sentence.start)
    if view.frame.lower[cue.start] >= CJK:
        # Dictated Chinese parts its clauses by blanks.
        start = max(start, view.frame.lower.rfind(" ", start, cue.start))
    before = denied_between(view, start, cue.start)
    behind = (NOT_ALLERGIC, DENIED_LIST, MISTAKEN, NO_ALLERGY)
    return before or any(pattern.match(view.frame.lower, cue.end) for pattern in behind)


def left_out(view: View, sentence: Span, allergens: Sequence[Cue]) -> list[Cue]:
    """The substances that a denial of allergies leaves out: "no allergies except X"."""
    labels = view.labels_in(sentence.start, sentence.end)
    if not labels & {"no_allergy", "not", "no_other_allergy"} and not any(
        plain_none(view, cue) for cue in view.cues_in(sentence.start, sentence.end)
    ):
        return []
    places = exempted(view.frame.lower, sentence.start, sentence.end)
    return [cue for cue in allergens if any(one.named_from <= cue.start < one.named_to for one in places)]


def stated(view: View, substance: str, span: tuple[int, int], sentence: Span) -> DraftFact:
    """An allergy to a substance, of whoever tells of it."""
    return view.draft("allergy", (span,), {"substance": substance}, source=source_of(view, sentence))


def others(view: View, cue: Cue) -> DraftFact:
    """The denial of any other allergy."""
    return view.draft("allergy", ((cue.start, cue.end),), {"reach": "ever", "others_only": True}, "denied")


def first(view: View, sentence: Span, label: str) -> Cue | None:
    """The first cue of a label in a sentence."""
    return next((cue for cue in view.cues_in(sentence.start, sentence.end) if cue.label == label), None)


def plain_none(view: View, cue: Cue) -> bool:
    """Whether a cue is a plain NKDA."""
    return cue.label == "allergy" and view.frame.lower[cue.start : cue.end] in NO_KNOWN


def source_of(view: View, sentence: Span) -> Source:
    """Who tells what a sentence tells."""
    mentions = view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
    return cast(Source, mentions[0].source) if mentions else "chart"


def tolerated(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether the part of the list between semicolons says that this drug gave no trouble."""
    lower = view.frame.lower
    start = max(sentence.start, lower.rfind(";", sentence.start, cue.start) + 1)
    stop = lower.find(";", cue.end, sentence.end)
    cues = view.cues_in(start, sentence.end if stop < 0 else stop)
    fine = [one for one in cues if one.label == "tolerated" and not ELSE.search(lower, start, one.start)]
    bad = [one for one in cues if one.label == "reaction"]
    return bool(fine) and all(any(a.start <= b.start < a.end for a in fine) for b in bad)
