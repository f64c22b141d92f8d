"""Finds where running text denies allergies at large: "no drug or food allergies", "Allergy history: negative".

Knows no substances: a denial that names one ("no penicillin allergy") speaks of that one alone, and is read elsewhere.
"""

from __future__ import annotations

from assistant.extraction.late import late

_WORD = (
    r"(?:allerg(?:y|ies|ens?)|allergic (?:reactions?|history)|hypersensitivit(?:y|ies)|(?:adverse )?drug reactions?)"
)
_FILL = (
    r"(?:any|a|an|known|documented|recorded|reported|relevant|significant|true|drugs?|foods?|medications?|medicines?|med"
    r"|medicinal|latex|contrast|environmental|seasonal|pollen|insect|prior|previous|past|personal|history|hx|h/o|of|or|and"
    r"|nor|either|other kinds? of|sort of|confirmed|actual|real|genuine|proper|medical|medically|serious|severe)"
)
_DENIED = (
    r"(?:no|denie[sd]|denying|without|neither|never|nil|free of|free from|absence of|not aware of|unaware of"
    r"|(?:does not|doesn't|did not|didn't) have|(?:has |have )?never had|has had no|lacks)"
)
_ANY = r"(?:any|drugs?|medic|foods?|known|anything|date|report|her knowledge|his knowledge)"
_BEFORE = late(
    rf"(?<![a-z])(?P<words>{_DENIED}(?P<kinds>(?:[\s/,]+{_FILL}(?![a-z]))*)[\s/]+{_WORD})(?![a-z])"
    rf"(?!\s+(?:to|against|with|from)\s+(?!{_ANY}))"
)
_DRUGS = late(r"drug|med|any|of any|known")
_NARROW = late(r"food|latex|contrast|environmental|seasonal|pollen|insect")
_NOT_ALLERGIC = late(
    r"(?<![a-z])allergic to:? ?nothing(?! (?:but|except|other))|"
    r"(?<![a-z])(?:not|never|isn't|n't) (?:known to be )?(?:been )?allergic to (?:anything|any(?: drug"
    r"| med)|drugs|medic)[a-z]*"
)
_REACTIONS = late(
    r"(?<![a-z])(?:no|denies|denied|without|never(?: had| any)?)(?: any| known| prior| previous)* "
    r"(?:adverse |bad |allergic )?reactions?"
    r" to (?:any )?(?:drugs?|medic[a-z]+)(?! [a-z]*(?:azole|mab|cillin))"
)
_END = (
    r"(?=[\s\"')*]*(?:[.,;\n|)/\]]|$|known|to report|reported|recorded|documented|per\b|on file|so far|ever|at all"
    r"|confirmed))"
)
_ANSWER = late(
    rf"(?<![a-z])(?P<words>(?:drug|medication|food|known)?[\s/]*(?:{_WORD}|adrs?|intolerances?)[^.;\n:]{{0,40}}?"
    rf"(?:\s*(?::|,|--?|\u2013|\u2014|=|\||\.{{2,}}|\?)\s*|\s{{2,}})[\"'(]*(?:none|nil|no|nkda|neg(?:ative)?|denied|denies|never|n|nothing|\(-\)))"
    rf"(?![a-z]){_END}"
)
_HISTORY = late(
    r"(?<![a-z])allerg(?:y|ic|ies) (?:history|hx|anamnesis|status|record|list|screen)(?: is| was|:)?\s*"
    r"(?:negative|nil|none|unremarkable|empty|clear|clean|blank)(?![a-z])"
)


def denied_at_large(lower: str, start: int, end: int, *, named: bool = False) -> tuple[int, int] | None:
    """The span of the words that deny all allergies to drugs, if the stretch holds any.

    Where a drug is ``named`` in the stretch, only words that can't be meant of it alone count.
    """
    for match in _BEFORE.finditer(lower, start, end):
        kinds = match["kinds"]
        if not _NARROW.search(kinds) or _DRUGS.search(kinds):
            return match.span("words")
    if named:
        return None
    for pattern in (_NOT_ALLERGIC, _REACTIONS, _HISTORY):
        found = pattern.search(lower, start, end)
        if found is not None:
            return found.span()
    answer = _ANSWER.search(lower, start, end)
    return answer.span("words") if answer is not None else None
