"""Finds by what titles and pronouns an English note tells the sex of the patient whom it doesn't introduce.

Says nothing where a note uses those of both sexes alike, or speaks of a relative or a colleague.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.extraction.late import late

_TITLE = late(r"(?<![\w.])(?:(?P<male>Mr)|(?P<female>Mrs|Ms|Miss))\b\.?\s+[A-Z]")
_PRONOUN = late(r"(?<![\w'])(?:(?P<female>she|her|hers|herself)|(?P<male>he|him|his|himself))(?![\w])", re.IGNORECASE)
_OF_OTHERS = late(
    r"\b(?:dr|doctor|consultant|surgeon|surgical|frcs|nurse|colleague|pharmacist|technician|coordinator|physician|gp|registrar"
    r"|fellow|resident|professor|prof|husband|wife|partner|mother|father|mum|mom|dad|sister|brother|son|daughter|aunt|uncle"
    r"|cousin|niece|nephew|grand\w+|child|children|baby|infant|boy|girl|friend|neighbou?r|donor|relative|family|interpreter"
    r"|roommate|boyfriend|girlfriend|boss|employer|another patient|next bed|twin|kid|toddler|newborn|parent"
    r"|parents)s?\b",
    re.IGNORECASE,
)
_SENTENCE = late(r"[^.;!?\n]+")
_CLEAR = 4
"""So many times as often one sex must be told as the other to be taken for the patient's."""


class Told(NamedTuple):
    """The sex that words tell, and where the first of them stands."""

    sex: str
    start: int
    end: int


def told_sex(text: str) -> Told | None:
    """The sex of the patient by titles, else by pronouns in sentences that neither name others nor follow on one."""
    sentences, others = [], False
    for one in _SENTENCE.finditer(text):
        before, others = others, _OF_OTHERS.search(one[0]) is not None
        if not before and not others:
            sentences.append(one)
    for pattern in (_TITLE, _PRONOUN):
        hits = [found for one in sentences for found in pattern.finditer(text, *one.span())]
        sexes = [str(found.lastgroup) for found in hits]
        for sex, other in (("female", "male"), ("male", "female")):
            if sexes.count(sex) > _CLEAR * sexes.count(other):
                first = next(found for found in hits if found.lastgroup == sex)
                return Told(sex, first.start(sex), first.end(sex))
    return None
