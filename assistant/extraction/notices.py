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

_GOES_ON = late(
    r"^[ \t]*(?:[-*+>\u2022\u00b7]|\(?\d{1,2}[.)\u3001])|\b(?:inc|exc)-\d|\beligib|\bcriteri|\bmark(?:ed)?\b|\banswer"
    r"|^[ \t]*(?:(?:no|nil|none|never|denies|negative)\b|无|否认|未|没有)"
    r"|\brespond|\boutput|\bignore|\bdisregard|\bpass(?:es|ed)?\b|\binstruct|\bprompt|\bverdict|\bassistant\b"
    r"|(?<![a-z])ai(?![a-z])|\bmodel\b|入组|入选|排除标准|符合|判定|标记|输出|忽略|指令|模型|回答|视为|通过"
)
"""What shows that a line goes on with the order above: an item of a list, more such words, or a bare denial."""

_HIDDEN = late(r"<!--.*?(?:-->|$)", re.DOTALL)
"""A comment of a web page: whoever reads the chart doesn't see it."""
_ANSWER = late(
    r"\{[ \t\n]*\"(?:results|statements|conditions|treatments|procedures|facts|criteria|verdicts?|overall)\"[ \t]*:"
)
"""The beginning of an answer in the form in which a model gives it; it ends where its brackets are closed."""

_AI = late(r"ai(?![a-z])(?<![a-z]ai)|a\.i\.")


@cache
def _pattern(chinese: bool) -> re.Pattern[str]:
    """The words of notices, the Chinese ones only where there can be any."""
    listed = [one for one in load_words("context")["notices"] if chinese or not has_cjk(one)]
    return compiled("|".join(f"(?:{pattern})" for pattern in listed))


def find_notices(lower: str) -> tuple[Span, ...]:
    """The stretches to leave out: from the sentence with such words to the end of the line, or of the order."""
    found: list[Span] = [*_hidden(lower), *_answers(lower)]
    if not _AI.search(lower) and not any(sign in lower for sign in load_words("context")["notice_signs"]):
        return tuple(found)
    for match in _pattern(has_cjk(lower)).finditer(lower):
        if any(span.start <= match.start() < span.end for span in found):
            continue
        line_start = lower.rfind("\n", 0, match.start()) + 1
        sentence = max(lower.rfind(sign, line_start, match.start()) for sign in ("。", ". ", "//", "!"))
        start = sentence + 1 if sentence >= 0 else line_start
        begins_line = not lower[line_start:start].strip(" .。/*#[(")
        found.append(Span(start, _end(lower, match.end(), begins_line)))
    return tuple(found)


def _hidden(lower: str) -> list[Span]:
    return [Span(*match.span()) for match in _HIDDEN.finditer(lower)] if "<!--" in lower else []


def _answers(lower: str) -> list[Span]:
    """Answers put in a model's mouth: from the opening bracket to the one that closes it, or to the end of the line."""
    found: list[Span] = []
    for match in _ANSWER.finditer(lower) if "{" in lower else ():
        if found and match.start() < found[-1].end:
            continue
        depth, end = 0, len(lower)
        for place in range(match.start(), len(lower)):
            depth += {"{": 1, "}": -1}.get(lower[place], 0)
            if not depth:
                end = place + 1
                break
        else:
            line = lower.find("\n", match.start())
            end = line if line >= 0 else len(lower)
        found.append(Span(match.start(), end))
    return found


def _end(lower: str, at: int, begins_line: bool) -> int:
    """Where a notice ends: with its line, or with further lines that go on with it. What is no order is the chart's."""
    paragraph = _END.search(lower, at)
    last = paragraph.start() if paragraph else len(lower)
    end = lower.find("\n", at, last)
    while begins_line and 0 <= end < last:
        following = lower.find("\n", end + 1, last)
        line = lower[end + 1 : following if following >= 0 else last]
        if not _GOES_ON.search(line):
            return end
        end = following
    return end if end >= 0 else last
