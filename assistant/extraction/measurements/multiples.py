"""Reads liver results given only as multiples of the upper limit: "ALT 3.5 x ULN", ALT为正常上限的2倍."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.tails import read_tail
from rules.limits import TIMES_UPPER_LIMIT

_OF = frozenset({"alt", "ast", "bilirubin_total", "bilirubin_direct"})
_LIMIT = (
    r"(?:the\s+)?(?:uln|unl|upper\s+(?:normal\s+)?(?:limit|reference)(?:\s+of\s+(?:the\s+)?(?:normal"
    r"|reference))?(?:\s+range)?|upper\s+normal)(?![a-z])"
)
_LEAD = (
    r"[\s:=,(]*(?:(?:is|was|were|at|of|now|today|currently|stable|raised|elevated|around|about|approximately"
    r"|approx\.?|up|to|only|just|level|both)[\s:]+)*"
)
_COMPARATOR = r"(?P<cmp>[<>≤≥]=?|~|below|under|less than|above|over|more than)?\s*"
_LATIN = late(rf"{_LEAD}{_COMPARATOR}(?P<n>\d{{1,2}}(?:\.\d{{1,2}})?)\s?(?:x|×|\*|times|-?fold|-?times)?\s?{_LIMIT}")
_CHINESE = late(
    r"[\s:=,(]*(?:为|约|升高至?|达|是|在)*(?:正常(?:值|范围)?上限|参考上限|uln)(?:值)?的?(?:约)?\s?"
    r"(?P<cmp>[<>≤≥]=?)?(?P<n>\d{1,2}(?:\.\d{1,2})?)\s?倍"
    r"|[\s:=,(]*(?:为|约|升高至?|达|是)*(?P<cmp2>[<>≤≥]=?)?(?P<n2>\d{1,2}(?:\.\d{1,2})?)\s?(?:倍|x|×)\s?(?:的)?(?:正常(?:值|范围)?上限|uln)(?![a-z])"
)
_SIGNS = {
    "below": "<",
    "under": "<",
    "less than": "<",
    "above": ">",
    "over": ">",
    "more than": ">",
    "≤": "<=",
    "≥": ">=",
}


def read_multiples(page: Page, readings: Sequence[Reading]) -> Iterator[Reading]:
    """The multiples that stand right behind a name which has no value of its own."""
    claimed = {reading.name.start for reading in readings}
    for name in page.names:
        if (
            name.analyte.id not in _OF
            or name.start in claimed
            or page.cues_in("not_a_value", name.start - 20, name.start)
        ):
            continue
        end = _end_of_list(page, name.end)
        match = _LATIN.match(page.lower, end) or _CHINESE.match(page.lower, end)
        if match is None:
            continue
        which = "n" if match["n"] else "n2"
        sign = match["cmp"] or (match.groupdict().get("cmp2") if which == "n2" else None)
        span = match.span(which)
        reading = Reading(
            name.analyte.id,
            name,
            *span,
            comparator=_SIGNS.get(sign, sign) if sign else None,
            written=span,
            tail=match.end(),
            guessed_unit=TIMES_UPPER_LIMIT,
        )
        read_tail(page, reading, page.sentence_end(match.end()))
        yield reading


_AND = late(r"\s*(?:and|&|/|、|和|及|与)\s*")


def _end_of_list(page: Page, end: int) -> int:
    """Where the names end that share a multiple: "AST and ALT both <2 x ULN"."""
    joint = _AND.match(page.lower, end)
    after = page.names_in(joint.end(), joint.end() + 1) if joint else ()
    return _end_of_list(page, after[0].end) if after else end
