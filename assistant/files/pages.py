"""Joins the pages of a file into one text: the heads and feet that every page repeats are kept once."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOST = 6
"""Of a page's first and last lines."""
# Only what counts pages may differ between two heads that are the same: another date is another note's.
_PAGE = re.compile(
    r"page\s*\d+(?:\s*(?:of|/)\s*\d+)?|第\s*\d+\s*[页頁](?:\s*[,，/]?\s*共\s*\d+\s*[页頁])?|^\W*\d+\s*/\s*\d+\W*$|^\W*\d+\W*$",
    re.IGNORECASE,
)
_ENDED = tuple(".。!！?？:：;；")


def joined(pages: Sequence[Sequence[str]]) -> str:
    """The lines of all pages; a sentence that goes on overleaf goes on in the next line."""
    stripped = [_trimmed(list(page)) for page in pages]
    stripped = [page for page in stripped if page]
    if not stripped:
        return ""
    kept = []
    for number, page in enumerate(stripped):
        head = _same(stripped[0], page) if number else 0
        foot = _same(stripped[-1][::-1], page[::-1]) if number < len(stripped) - 1 else 0
        kept.append(_trimmed(page[head : len(page) - foot] if head + foot < len(page) else []))
    text = ""
    for page in filter(None, kept):
        if text:
            text += "\n\n" if text.endswith(_ENDED) else "\n"
        text += "\n".join(page)
    return text + "\n"


def _same(first: Sequence[str], second: Sequence[str]) -> int:
    """With how many lines a page begins that stand among the first of another, too."""
    known = {_form(line) for line in first[:_MOST]}
    count = 0
    for line in second[:_MOST]:
        if line.strip() and _form(line) not in known:
            break
        count += 1
    return count


def _form(line: str) -> str:
    return _PAGE.sub("#", " ".join(line.split()))


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without empty ones at either end, or two in a row."""
    found: list[str] = []
    for line in lines:
        if line.strip() or (found and found[-1].strip()):
            found.append(line)
    while found and not found[-1].strip():
        found.pop()
    return found
