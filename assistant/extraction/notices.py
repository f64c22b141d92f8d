"""Finds words that are addressed to software instead of telling of the patient. Judges nothing else."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Span
from assistant.extraction.resources import load_words
from assistant.extraction.text import has_cjk

_END = late(r"\n[ \t]*\n|\n[ \t]*(?:[-=*_#~/]{4,}|={2,}[ \t]*note)", re.IGNORECASE)

_AI = late(r"ai(?![a-z])(?<![a-z]ai)|a\.i\.")


@cache
def _pattern(chinese: bool) -> re.Pattern[str]:
    """The words of notices, the Chinese ones only where there can be any."""
    listed = [one for one in load_words("context")["notices"] if chinese or not has_cjk(one)]
    return compiled("|".join(f"(?:{pattern})" for pattern in listed))


def find_notices(lower: str) -> tuple[Span, ...]:
    """The stretches to leave out: from the sentence with such words to the end of the line or paragraph."""
    found: list[Span] = []
    if not _AI.search(lower) and not any(sign in lower for sign in load_words("context")["notice_signs"]):
        return ()
    for match in _pattern(has_cjk(lower)).finditer(lower):
        if found and match.start() < found[-1].end:
            continue
        line_start = lower.rfind("\n", 0, match.start()) + 1
        sentence = max(lower.rfind(sign, line_start, match.start()) for sign in ("。", ". ", "//", "!"))
        start = sentence + 1 if sentence >= 0 else line_start
        begins_line = not lower[line_start:start].strip(" .。/*#[(")
        limit = _END.search(lower, match.end()) if begins_line else compiled("\n").search(lower, match.end())
        found.append(Span(start, limit.start() if limit else len(lower)))
    return tuple(found)
