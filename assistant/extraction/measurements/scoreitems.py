"""Finds the items of a SLEDAI score with their points, however they are listed. Adds nothing up."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page
from assistant.extraction.resources import any_of, any_word, load_words

Item = tuple[int, int, int]
"""Start, end and points."""
_POINTS = {"一": 1, "二": 2, "两": 2, "四": 4, "八": 8}
_WEIGHTS = (1, 2, 4, 8)
_UNKNOWN = late(
    r"[\s,;+、/()]*(?:and |和|及)?(?P<word>[a-z\u3400-\u9fff][a-z\u3400-\u9fff /'()-]{1,26}?)"
    r"\s*[:=x]?\s*\(?(?P<n>[1248])\)?(?![\d.%/:]| ?[a-z])\s?分?"
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = [word for words in load_words("measurements")["sledai_items"].values() for word in words]
    latin, chinese = any_word(w for w in listed if w.isascii()), any_of(w for w in listed if not w.isascii())
    words = f"(?:{latin}|{chinese})"
    after = compiled(
        rf"(?P<word>{words})[a-z' ()-]{{0,16}}?[升高降低减少阳性]*\s*[:=+x|]?\s*\(?\s*"
        r"(?P<n>[0-8](?!\d|\.\d|[%/-])|[一二两四八](?![十百千点])(?![\u3400-\u9fff]?[处个只天周月次侧肢膝腕手]))\s*分?"
    )
    before = compiled(
        rf"(?<![\d.+/-])(?P<n>[1248])\s?(?:points?|pts?|分)?\s?(?:for|from|-|:|\((?=(?:[^()\d]|(?<=c)[34]){{2,24}}\)))?\s?"
        rf"(?:the |low |new |raised )?(?P<word>{words})(?![a-z])"
    )
    return after, before


def find_items(page: Page, start: int, stop: int) -> list[Item]:
    """The items of a score with their points, each once, in order; a stretch is searched once for a page."""
    known = page.score_items.get((start, stop))
    if known is None:
        known = page.score_items[start, stop] = _search(page, start, stop)
    return known


def _search(page: Page, start: int, stop: int) -> list[Item]:
    after, before = _patterns()
    found = [
        (match.start(), match.end("n"), points)
        for match in after.finditer(page.lower, start, stop)
        if (points := _points(match["n"])) in _WEIGHTS
    ]
    turned = [(*match.span("n"), int(match["n"])) for match in before.finditer(page.lower, start, stop)]
    if len(turned) > 1 and (not found or turned[0][0] < found[0][0]):
        return turned
    return _with_unknown(page, found)


def _points(text: str) -> int:
    return _POINTS.get(text) or (int(text) if text.isdigit() else 0)


def _with_unknown(page: Page, found: list[Item]) -> list[Item]:
    """The items with those of the same list whose words are not known: "(arthritis 4, mucosal 2, DNA 2)"."""
    items: list[Item] = []
    for index, item in enumerate(found):
        items.append(item)
        end = found[index + 1][0] if index + 1 < len(found) else min(len(page.lower), item[1] + 60)
        at = item[1]
        while (match := _UNKNOWN.match(page.lower, at, end)) is not None and _listed(page, at, match):
            items.append((match.start("word"), match.end("n"), int(match["n"])))
            at = match.end()
    return items


def _listed(page: Page, at: int, match: re.Match[str]) -> bool:
    """Whether a sign that goes on with the list stands before an item, and no word for a total or another test."""
    lead = page.lower[at : match.start("word")]
    if not re.search(r"[,;+、/]|\s{2,}|[分)]\s", page.lower[at - 1 : match.start("word")]) or "\n" in lead:
        return False
    if page.names_in(match.start("word"), match.start("n")):
        return False
    return re.search(r"total|sum|score|sledai|class|nyha|总|共|合计|=|is |was |级", match["word"]) is None
