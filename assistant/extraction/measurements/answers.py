"""Reads the answer to a question about a result: "HIV positive? No", "QTc > 480 ms □是 ☑否". Reads no results."""

from __future__ import annotations

import re

from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page

_BOX, _TICK = r"(?:□|\[ ?\]|\( ?\))\s?", r"(?:☑|√|\[[x√]\]|\([x√]\))\s?"
_WORD = r"(?:是|有|否|无|yes|no|y|n)(?![a-z])"
_ANSWER = late(
    rf"(?P<gap>[ \t]*[?:：.…-]*[ \t]*)(?:(?P<none>{_BOX}{_WORD}[\s/,]{{0,4}}{_BOX}{_WORD}(?!\s?[/,]?\s?{_TICK}))"
    rf"|(?P<open>{_BOX}{_WORD}[\s/,]{{0,4}}|{_WORD}\s?/\s?(?={_TICK}))?(?P<tick>{_TICK})?(?P<word>{_WORD})(?![\u3400-\u9fff]|\s?[a-z]{{3}})"
    rf"(?:[\s/,]{{0,4}}{_BOX}{_WORD}|\s?/\s?{_WORD})?)"
)


def answer_to(page: Page, position: int) -> tuple[str, int] | None:
    """The answer to a question such as "HIV positive?": ``yes``, ``no`` or ``open``, and where it ends."""
    match = _ANSWER.match(page.lower, position, page.line(position)[1])
    if match is None:
        return None
    if match["none"]:
        return "open", match.end()
    parted = match["tick"] or match["open"] or re.search(r"[?:：]|\.{4}|[ \t]{2}", match["gap"])
    if not parted:
        return None
    return ("no" if match["word"] in ("否", "无", "no", "n") else "yes"), match.end()
