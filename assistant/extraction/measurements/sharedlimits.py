"""Gives the limits that are listed once behind several results to each: "ALT 25 AST 30 Cr 96 (正常上限 50/40/111)"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.scanning import around

_SIGN = late(r"上限|参考|正常|uln|ref|upper|normal")
_FIGURE = r"\d+(?:\.\d+)?"
_LIST = late(
    r"(?:(?:正常|参考)(?:值|范围|区间)*(?:上限)?(?:值)?|上限值?|ulns?"
    r"|upper limits?(?: of normal)?|ref(?:erence)?(?: limits?| ranges?)?)"
    r"(?:\s*(?:依次|分别|respectively|are|is))?(?:为|是)?\s*[:：=]?\s*(?:≤|<=?)?\s*"
    rf"(?P<items>(?:{_FIGURE}\s?[-~]\s?)?{_FIGURE}(?:\s?[/、]\s?(?:≤|<=?)?(?:{_FIGURE}\s?[-~]\s?)?{_FIGURE})+)(?![\d.]|\s?[a-z]+/)"
)
_ITEM = late(rf"(?:(?P<low>{_FIGURE})\s?[-~]\s?)?(?P<high>{_FIGURE})")
_REACH = 24


def share_limits(page: Page, readings: Sequence[Reading]) -> None:
    """Set the limits of the results before a list of as many limits; a list of another length says nothing."""
    for match in around(_SIGN, 12, _LIST, page.lower):
        items = list(_ITEM.finditer(page.lower, match.start("items"), match.end("items")))
        line = page.line(match.start())[0]
        before = sorted(
            (
                one
                for one in readings
                if line <= one.start and one.end <= match.start() and not one.table and one.written
            ),
            key=lambda one: one.start,
        )
        meant = before[-len(items) :]
        inside = [one for one in before if one.limits and match.start() <= one.limits[0] < match.end()]
        for one in inside:
            one.limits = one.limit_texts = None
        if len(meant) < len(items) or match.start() - meant[-1].end > _REACH or not _in_a_row(meant):
            continue
        for one, item in zip(meant, items, strict=True):
            if one.limits is None:
                one.limits, one.limit_texts = item.span(), (item["low"] or "", item["high"])


def _in_a_row(readings: Sequence[Reading]) -> bool:
    """Whether results stand close behind one another."""
    return all(right.start - left.end <= _REACH for left, right in pairwise(readings))
