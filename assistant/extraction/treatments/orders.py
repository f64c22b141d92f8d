"""Tells a drug that a plan orders to be started from one that is taken: "Plan: start azathioprine". Dates nothing."""

from __future__ import annotations

from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late

_START = late(
    r"(?P<lead>^|[\n.;:,>\u2022\u00b7*]\s*(?:\d{1,2}[.)]\s*)?|\s-{1,2}\s*|\b(?:and|then|please|to|would|we)\s+)"
    r"(?:re)?(?:start|begin|commence|initiate|introduce|add|add in|prescribe)\s+"
    r"(?:(?:on|her|him|oral|iv|low[- ]dose|a trial of|the|patient|pt|with|her on|him on)\s+)*$"
)
_TAKEN = late(
    r"[^.;\n]{0,60}?(?<![a-z])(?:since|started|yesterday|last (?:week|month|year)|already|has been|ago)(?![a-z])"
)
_BACK = 60


def ordered(frame: Frame, mention: Mention) -> bool:
    """Whether the imperative of a plan stands right before a drug, which nothing behind it says to be taken."""
    first = max(frame.sentences[mention.sentence].start, mention.start - _BACK)
    plan = mention.section in ("plan", "assessment") or frame.lower.startswith(("start", "begin", "commence"), first)
    found = _START.search(frame.lower, max(0, first - 2), mention.start) if plan else None
    if found is None or frame.in_span(frame.times, first, mention.start):
        return False  # "2020: start azathioprine" tells of that year
    return _TAKEN.match(frame.lower, mention.end) is None
