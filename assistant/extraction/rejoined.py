"""Rids a note of what its lines owe to a page or a file's form alone, and says where its words really stand.

Blanks before the end of a line, the carriage return of Windows among them, are left out: nobody sees them, and no rule
about what stands at a line's end should have to.

A page or mail program breaks a Chinese line between any two characters, so a name may end on the next line. A blank in
its place would still part it; here the break is left out (between two Latin words it becomes a blank), and the offsets
of what is read are put back afterwards. This is done only where lines fill the same number of columns one below the
other; English prose is ``text.unwrap``'s.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from unicodedata import east_asian_width

from assistant.documents import Document
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.late import late
from assistant.extraction.model import Span
from assistant.extraction.text import has_cjk, is_laid_out

_LEAST, _MOST = 56, 200
"""Columns of a wrapped line; a Chinese character takes two."""
_EDGE = 8
"""Columns that may be free at a filled line's end: a sign that must not begin a line takes one character with it."""
_IN_PARAGRAPH, _IN_NOTE = 3, 4
"""So many filled lines show the width of a paragraph, or of a note whose paragraphs are short."""
_UNIT = late(r"[!-~]+|[^!-~][，。；、：？！）】」』％]*")
"""What is never broken: a word or number, or a character with the signs behind it."""
_ENDED = ("。", "；", "：", "！", "？", ".", ";", ":", "!", "?")
_EDGES = late(r"(?<![ \t\r\u3000])[ \t\r\u3000]+(?=\n)")
_HEADING = late(r"\s*[\u3400-\u9fffA-Z][^:：。，,、\n]{0,11}[:：]")


class Rejoined:
    """A document whose lines are whole and end with their last word, and the way back to its own offsets."""

    def __init__(self, document: Document, cuts: tuple[Span, ...]) -> None:
        text, at, parts = document.text, 0, []
        shifts = [0]
        for cut in cuts:
            joins = "\n" in text[cut.start : cut.end]
            blank = " " if joins and text[cut.start - 1].isascii() and text[cut.end].isascii() else ""
            parts.append(text[at : cut.start] + blank)
            shifts.append(shifts[-1] + cut.end - cut.start - len(blank))
            at = cut.end
        parts.append(text[at:])
        self.document = replace(document, text="".join(parts))
        self._places = [0, *accumulate(map(len, parts[:-1]))]
        self._shifts = shifts

    def quote(self, quote: Quote) -> Quote:
        """The quote where it stands in the document as written."""
        if quote.start < 0:
            return quote
        return replace(quote, start=self._back(quote.start), end=self._back(quote.end - 1) + 1)

    def _back(self, place: int) -> int:
        return place + self._shifts[bisect_right(self._places, place) - 1]


def rejoined(document: Document) -> Rejoined | None:
    """The document with its broken lines put together and no blank before a line's end; nothing where none was so."""
    cuts = find_breaks(document.text)
    cuts = tuple(sorted((*cuts, *_find_edges(document.text, cuts)), key=lambda cut: cut.start))
    return Rejoined(document, cuts) if cuts else None


def put_back(drafts: Iterable[DraftFact], changed: dict[str, Rejoined]) -> list[DraftFact]:
    """The drafts with their quotes where they stand in the documents as written."""
    return [_put_back(draft, changed) for draft in drafts]


def _put_back(draft: DraftFact, changed: dict[str, Rejoined]) -> DraftFact:
    homes = [changed.get(quote.document or draft.document) for quote in draft.quotes]
    if not any(homes):
        return draft
    quotes = (quote if home is None else home.quote(quote) for quote, home in zip(draft.quotes, homes, strict=True))
    return replace(draft, quotes=tuple(quotes))


def _find_edges(text: str, breaks: Iterable[Span]) -> Iterator[Span]:
    """The blanks before the ends of lines that are no such break."""
    joined = {cut.start for cut in breaks}
    for match in _EDGES.finditer(text):
        if match.start() not in joined:
            yield Span(*match.span())


@lru_cache(maxsize=4)
def find_breaks(text: str) -> tuple[Span, ...]:
    """The line breaks within Chinese prose that its width alone has made."""
    if "\n" not in text or not has_cjk(text):
        return ()
    lines = text.split("\n")
    columns = [_columns(line.rstrip()) for line in lines]
    if sum(_LEAST <= width <= _MOST for width in columns) < _IN_PARAGRAPH:
        return ()
    widths = list(_widths(lines, columns))
    found, at = [], 0
    for place, line in enumerate(lines[:-1]):
        body, following = line.rstrip(), lines[place + 1]
        if widths[place] and _broken(body, following, columns[place], widths[place]):
            found.append(Span(at + len(body), at + len(line) + 1))
        at += len(line) + 1
    return tuple(found)


def _widths(lines: list[str], columns: list[int]) -> Iterator[int]:
    """For each line the width of its paragraph, else of the note; 0 where too few lines are as long as that."""
    note = _shared(columns, _IN_NOTE)
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and columns[end]:
            end += 1
        width = _shared(columns[start:end], _IN_PARAGRAPH) or note
        yield from [width] * (end - start)
        if end < len(lines):
            yield 0
        start = end + 1


def _shared(columns: list[int], least: int) -> int:
    """The longest line's columns, if enough lines fill as many."""
    width = max(columns, default=0)
    filled = sum(width - _EDGE < one <= width for one in columns)
    return width if _LEAST <= width <= _MOST and filled >= least else 0


def _broken(body: str, following: str, filled: int, width: int) -> bool:
    after = following.strip()
    if not body or not after or following[0].isspace() or body.endswith(_ENDED) or not has_cjk(body + after):
        return False
    unit = _UNIT.match(after)
    if filled <= width - _EDGE * 2 or filled + _columns(unit[0] if unit else after[0]) <= width:
        return False
    return not (is_laid_out(_plain(body), _plain(following)) or _HEADING.match(following))


def _plain(line: str) -> str:
    return line.replace("\u3000", "  ")


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
