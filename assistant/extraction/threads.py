"""Finds the answer that has the number of its question: "1. Any cancer? 2. Any transplant? … 1. No 2. No"."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late

_NUMBER = late(r"(?:^|(?<=[\s>?.;:,)]))[(\[]?q?(?P<number>\d{1,2})[.)\]:]\s*(?=[a-z])")
_ANSWERS = late(
    r"(?:^|[\n.;])[ \t>]*(?:[a-z']+ ){0,2}(?:answers?|repl(?:y|ies)|responses?)(?: [a-z]+){0,2}[ \t]*(?::|--?|\n)"
)
_REACH = 2500
"""How far behind a question its answer may stand."""


def numbered_answer(lower: str, end: int) -> int | None:
    """Where the answer begins that has the number of the question which ends here, if it has one.

    A line that asks without a question mark has an answer only under a heading of answers.
    """
    shown = len(lower[:end].rstrip())
    line = lower.rfind("\n", 0, shown) + 1
    numbers = [match["number"] for match in _NUMBER.finditer(lower, line, shown)]
    if not numbers:
        return None
    begin = end
    if lower[shown - 1] != "?":
        heading = _ANSWERS.search(lower, max(0, end - 1), end + _REACH)
        if heading is None:
            return None
        begin = heading.end()
    for match in _item(numbers[-1]).finditer(lower, begin, end + _REACH):
        stop = lower.find("\n", match.end())
        asks = lower.find("?", match.end(), len(lower) if stop < 0 else stop)
        if asks < 0 or any(mark in lower[match.end() : asks] for mark in ".,;"):
            return match.end()
    return None


@lru_cache(maxsize=128)
def _item(number: str) -> re.Pattern[str]:
    return compiled(rf"(?:(?<=[\s>:;.,])|^)[(\[]?a?{number}[.)\]:]\s*(?=[a-z\-])")
