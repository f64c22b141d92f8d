"""Diagnoses that stand in a record only by mistake: "wrongly coded", "chart says 'psoriasis': it was tinea"."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Hit
from assistant.extraction.resources import any_of, load_words

_WRONG = late(
    r"[\"']?(?:\s+\(?(?:entry|label|diagnosis|code)\)?)?\s*[:;,(-]{1,2}\s*(?:(?:this|that|it|which)\s+(?:is|was)\s+)?"
    r"(?:wrong|incorrect|an? (?:error|mistake|typo|misdiagnosis)|not (?:so|true|correct|right)|untrue)\b"
)
"""What judges the word right behind it: "Graves disease: wrong, it was …"."""
_WRONG_THERE = late(
    r"[\"']?(?:\s+\(?(?:entry|label|diagnosis|code)\)?)?"
    r"(?:\s+(?:in|on|of|from|at)\s+(?:the|that|this|his|her|your|our|a|my|old)\s+[^.;:,\n]{1,40}?)?"
    r"\s+(?:is|was|were|has been|had been)\s+(?:(?:simply|just|plainly|clearly|in fact|actually|a case of)\s+)?"
    r"(?:wrong|incorrect|mistaken(?! for)|untrue"
    r"|(?:an?\s+)?(?:[a-z]+\s)?(?:error|mistake|mix-up|misdiagnosis|copying slip|slip|typo))\b"
    r"(?!\s+(?:dose|date|side|year|stage|class|about the))"
)
"""What judges a word with the note that holds it: "the 'melanoma' in the July note is wrong"."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load_words("context")["misnamed"]
    written, badly, record, instead = (any_of(words[name]) for name in ("written", "badly", "record", "instead"))
    return (
        compiled(
            rf"[\"']?(?:\s+\w+){{0,2}}?\s+(?:(?:was|were|is|has been|had been|been)\s+)?"
            rf"(?:(?:{badly})\s+(?:{written})|(?:{written})(?:\s+\w+){{0,2}}?\s+(?:{badly}))\b"
        ),
        compiled(
            rf"(?:[\"']|(?<![a-z])(?:{record})(?![a-z])[^.;\n]{{0,40}}?"
            r"(?:the|of|as|says?|said|saying|mentions?|mentioned|shows?|has|had|reads?|called|:|-)?[ \"']*)$"
        ),
        compiled(rf"[\"']?[^.;\n]{{0,30}}?(?<![a-z])(?:{record})(?![a-z])"),
        compiled(
            r"[\"']?[^.;\n]{0,40}?(?:(?:[:;,(\u2013-]\s*)(?:but\s+)?(?:(?:it|this|that|these|they)\s+)?|\s)"
            r"(?:was|were|is|are|actually|in fact|really|turned out(?: to be)?|proved(?: to be)?)\s+"
            r"(?:(?:in fact|actually|only|just|really|simply|a|an|the|some|probably|later|shown to be|found to be"
            r"|plain|simple|toxic|thyroid)\s+)*"
            rf"(?:{instead})(?![a-z])"
        ),
    )


def misnamed(lower: str, hit: Hit, end: int) -> re.Match[str] | None:
    """The words, up to ``end``, by which a diagnosis was written wrongly or was something harmless instead."""
    wrongly, behind_record, in_record, was_else = _patterns()
    found = (
        wrongly.match(lower, hit.end, end)
        or _WRONG.match(lower, hit.end, end)
        or _WRONG_THERE.match(lower, hit.end, end)
    )
    if found is not None:
        return found
    recorded = behind_record.search(lower, max(0, hit.start - 60), hit.start) or in_record.match(lower, hit.end, end)
    return was_else.match(lower, hit.end, end) if recorded else None
