"""Tells a queried diagnosis that a specialist answered by another one: "Vitiligo? Dermatology: post-inflammatory"."""

from __future__ import annotations

from assistant.extraction.conditions.view import View
from assistant.extraction.late import late
from assistant.extraction.model import Mention

_ANSWER = late(
    r"[^\n]{0,90}?(?<![a-z])(?:dermatolog\w+|rheumatolog\w+|gastroenterolog\w+|ophthalmolog\w+|endocrinolog\w+"
    r"|ha?ematolog\w+|neurolog\w+|hepatolog\w+|(?:\w+ )?biopsy|histology|derm|rheum|gastro|ophthal|endo"
    r"|specialist)(?![a-z])"
    r"[^.;\n:]{0,40}?(?::|->|=|(?<![a-z])(?:said|says|felt|feels|thought|thinks|diagnos\w+|found|showed|shows"
    r"|reported|concluded)(?![a-z]))"
    r"\s*(?P<answer>[^.\n]+)"
)
_OPEN = late(
    r"\?|(?<![a-z])(?:await\w*|pending|possibl[ey]|probabl[ey]|likely|cannot|can't|planned|suspect\w*|early|query|consistent"
    r"|versus|vs|or|with|and|overlap\w*)(?![a-z])"
)


def answered_otherwise(view: View, mention: Mention) -> bool:
    """Whether a name with a question mark is followed by what a specialist found instead, without a doubt left."""
    if mention.certainty != "suspected" or mention.subject != "patient":
        return False
    lower = view.frame.lower
    if not any(lower[slice(*cue)] == "?" for cue in mention.cues):
        return False
    found = _ANSWER.match(lower, mention.end)
    if found is None or _OPEN.search(found["answer"]):
        return False
    start, end = found.span("answer")
    named = view.frame.in_span(view.mentions, mention.end, end)
    if any(view.frame.terminology.is_a(one.concept.id, "autoimmune_disease") for one in named):
        return False
    return "other_cause" in view.labels_in(start, end)
