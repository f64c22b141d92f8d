"""Reads that a drug came before another ("azathioprine before that") or comes again ("next infusion 7/14")."""

from __future__ import annotations

from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late
from assistant.extraction.treatments.model import Event

_NEXT_REACH = 30
_BEFORE_THAT = late(
    r"(?:\s+\d+(?:\.\d+)?\s?m?g(?: (?:bd|bid|od|daily|weekly))?)?\s*"
    r"(?:before (?:that|then|this)|beforehand|until then|up to then|prior to (?:that|then|this)|previously|formerly)"
    r"\s*(?=[).,;\n]|$)"
)


def former(frame: Frame, mention: Mention, start: int) -> Event | None:
    """What "mycophenolate since December, azathioprine before that" says: one took the place of the other."""
    kind = mention.concept.data.get("class")
    if kind not in ("immunosuppressant", "targeted_synthetic") or mention.certainty != "stated":
        return None
    match = _BEFORE_THAT.match(frame.lower, mention.end)
    if match is None or not any(
        one.concept.id != mention.concept.id and one.concept.data.get("class") == kind
        for one in frame.in_span(frame.mentions_of("treatment"), start, mention.start)
    ):
        return None
    return Event("stopped", mention.start, match.end(), None, "stop", match.start())


_NEXT = late(r"\bnext\s+(?:(?:dose|infusion|injection|shot)\s+(?:of\s+)?)?$|下(?:一)?(?:次|针|剂|支)(?:的)?$")


def next_dose(frame: Frame, mention: Mention, end: int) -> Event | None:
    """What "next Saphnelo 7/14" says: that it goes on."""
    lead = _NEXT.search(frame.lower, max(0, mention.start - 24), mention.start)
    times = frame.in_span(frame.times, mention.end, min(end, mention.end + _NEXT_REACH))
    if lead is None or not times:
        return None
    return Event("bare", lead.start(), mention.end, None, "ongoing", lead.start())
