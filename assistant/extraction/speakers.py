"""Tells questions and lines about other people from what a note states of its patient. Knows no names or cues."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import is_cjk


@cache
def _asking() -> tuple[re.Pattern[str], tuple[str, ...]]:
    words = load_words("context")
    return compiled(rf"(?:{any_of(words['asks'])})[^?。]{{0,25}}\?"), tuple(words["asks_at_end"])


_SPOKEN = late(
    r"(?:^|[:,.]\s*|\band\s+)(?:any|ever|have you|has|did|do|does|are|is|was|were|could|can)\b"
    r"[^?]*\?[\"']*$"
)
_LISTED = late(r"\([^()\n]{2,60}[,/][^()\n]{2,60}\)\s?\?$")
"""A question with examples: "Other autoimmune disease (thyroid, RA, MS)?"."""
_NUMBERED = late(r"(?m)^[ \t]*[#q]?\d{1,2}[a-z]?[.):]?[ \t]+[^\n?]{3,120}\?")
_QUESTIONS = 4
"""So many numbered questions make a questionnaire."""
_CHAT = late(
    r"\s*(?:[\[(]?(?:\d{1,2}[/-]\d{1,2}\s+)?\d{1,2}:\d\d|(?:dr|doctor|rn|nurse|crc|coordinator)[^\n:]{0,20}:|(?:医生|护士|研究组|协调员):)"
)


def is_question(lower: str, start: int, end: int) -> bool:
    """Whether the sentence is a question, which asserts nothing; in a chat every question mark makes one."""
    text = lower[start:end].rstrip()
    anywhere, at_end = _asking()
    line_start = lower.rfind("\n", 0, start) + 1
    if text.endswith("?") and (_CHAT.match(lower, line_start) or _LISTED.search(text)):
        return True
    if text.endswith("?") and _NUMBERED.match(lower, line_start) and len(_NUMBERED.findall(lower)) >= _QUESTIONS:
        return True
    spoken = lower[max(line_start, start - 20) : start] + text
    if "?" in spoken and (_SPOKEN.search(text) or anywhere.search(spoken)):
        return True
    return text.endswith(at_end) and is_cjk(text[-2:-1] or " ")


_MEMBER = late(r"(?<![a-z0-9])([a-z]{1,3}\d{1,3}) *= *(?:dependent|dependant|spouse|child|son|daughter|wife|husband)")


_QUOTED_ERROR = late(
    r'"[^"\n]{3,80}"[^.。\n"]{0,80}?(?:not right|wrong|incorrect|copied|not today|in error|outdated|out of date'
    r"|no longer|statement, not|mistake|withdrawn|erroneous|an error|removed|deleted|taken off"
    r"|不对|有误|错误|笔误|系误|撤销"
    r"|删除|取消|更正)"
)


def quoted_errors(lower: str) -> list[tuple[int, int]]:
    """Quoted words of which the note says that they are wrong or no longer so."""
    return [match.span() for match in _QUOTED_ERROR.finditer(lower)] if '"' in lower else []


def declared_others(lower: str) -> re.Pattern[str] | None:
    """Codes that a list declares to be of other people ("m02 = dependent")."""
    codes = set(_MEMBER.findall(lower)) if "=" in lower else ()
    return re.compile(rf"(?<![a-z0-9])(?:{any_of(codes)})(?![a-z0-9])") if codes else None


_TELLS = r"\s*\[?(?:\d{1,4}[-/])*(?:\d{1,2}\s+)?\d{1,2}:\d\d(?::\d\d)?\]?[^:\n]{0,8}?"
"""What stands before the one who tells in a conversation: the time."""


def speaker(lower: str, at: int) -> tuple[int, str]:
    """Where the name of the one who tells this line of a conversation begins, and the name; empty in other lines."""
    start = lower.rfind("\n", 0, at) + 1
    found = _SPEAKER_LINE.match(lower, start) or _EXPORTED_LINE.match(lower, start)
    return (found.start("who"), found["who"].strip()) if found else (-1, "")


_EXPORTED_LINE = late(
    r"[ \t]*(?P<who>[a-z\u4e00-\u9fff]{1,10})"
    r"(?:[ \t]+(?:\d{1,4}[-/.])*\d{1,2})?[ \t]*[(]?\d{1,2}:\d\d(?::\d\d)?[)]?[ \t:]"
)
"""A line of a conversation as programs export it: 老田女儿 08:55 …"""
_SPEAKER_LINE = late(_TELLS + r"(?P<who>[a-z\u4e00-\u9fff]{1,10})\s*:")


_ASKED_OF = late(
    r"(?:^|[\n。;,])\s*(?:\d{1,2}[.、)]\s?)?问(?!题|诊)[^:。;\n]{1,14}:\s*$|(?:患者|病人|本人|受试者)(?:自?[诉述称答说言])[^:。;\n]{0,4}[:,]?\s*$"
)
"""What stands before the quoted words of the patient: 问过敏:"…"."""
_LONGEST = 160


def quoted_answer(lower: str, at: int) -> bool:
    """Whether a position lies in the patient's own words, quoted as the answer of an interview."""
    first = max(0, at - _LONGEST)
    first = max(first, lower.rfind("\n", first, at) + 1)
    opening = max(lower.rfind(mark, first, at) for mark in '"“”')
    return opening >= 0 and _ASKED_OF.search(lower, max(0, opening - 24), opening) is not None
