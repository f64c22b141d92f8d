"""Finds injuries and operations that a verb tells of: "broke her hip", "plated on 23 June", "cells were reinfused".

It makes mentions of concepts, with no context but the plain denial before them; names are the lexicon's.
"""

from __future__ import annotations

import re

from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late
from assistant.extraction.procedures.words import words
from assistant.extraction.scanning import around

_BEFORE = 24
_NEAR = 200
_LONGEST = 40
"""Letters of the longest name of an operation."""
_UNSAID = late(
    r"\b(?:not|never|n't|no|if|may|might|could|mother|father|sister|brother|husband|wife|son|daughter)\b[^.;,]*$"
)


def told_by_verbs(frame: Frame) -> list[Mention]:
    """The mentions; none of what is denied, supposed or told of a relative."""
    patterns = words().patterns
    found = [_made(frame, match, "fracture") for match in patterns["broke"].finditer(frame.lower)]
    hurt = [mention.start for mention in frame.mentions if mention.concept.id in ("fracture", "fracture_fixation")]
    hurt += [mention.start for mention in found if mention is not None]
    if hurt:
        fixed = patterns["fixed"].finditer(frame.lower)
        near = (match for match in fixed if any(0 <= match.start() - start < _NEAR for start in hurt))
        found += [_made(frame, match, "fracture_fixation") for match in near]
    named = [(mention.start, mention.end) for mention in frame.mentions_of("procedure")]
    for match in around(patterns["unnamed_sign"], _LONGEST, patterns["unnamed"], frame.lower):
        if not any(start <= match.start() < end for start, end in named):
            found.append(_made(frame, match, "surgery"))
    if any(frame.terminology.is_a(mention.concept.id, "transplant") for mention in frame.mentions_of("procedure")):
        found += [
            _made(frame, match, "hsct") for match in around(patterns["cells"], 6, patterns["reinfused"], frame.lower)
        ]
    return [mention for mention in found if mention is not None]


def _made(frame: Frame, match: re.Match[str], name: str) -> Mention | None:
    start, end = match.span()
    sentence = frame.sentence_at(start)
    floor = max(frame.sentences[sentence].start, start - _BEFORE)
    section = frame.section_at(start)
    if _UNSAID.search(frame.lower, floor, start) or section.subject != "patient":
        return None
    return Mention(
        concept=frame.terminology.concepts[name],
        start=start,
        end=end,
        sentence=sentence,
        clause=frame.clause_at(start),
        section=section.id,
    )
