"""Reads that nursing has ended from the day to which it is told: 哺乳至上周,现已停. Reads no plan to end it."""

from __future__ import annotations

from assistant.extraction.conditions.view import View
from assistant.extraction.late import late
from assistant.extraction.model import Mention

_CELL = late(r"[ \t]{4,}\S")
"""What follows a name that heads a row of a table."""
_UNTIL = late(r"(?:ing|ed)?\s*(?:期|喂养)?(?:了)?(?:至|到|until|till|up to)\s*(?!今|现在|目前|此刻|本次|now|today)")
_PAST_UNTIL = late(r"\s*(?:\d{4}|去年|前年|上月|last )")
_STOPPED = late(
    r"[^。\n]{0,24}?(?:[,;后]|已经?|现在?|目前)(?:[现已均早]|目前|随后|之后|自行|后|即|就){0,3}(?:停(?:止|了|喂|哺|乳|奶|药)?(?!药)"
    r"|断(?:奶|乳|了|掉)|离乳|不再(?:哺乳|喂)|未再(?:哺乳|喂)|回奶|退奶|(?:不|未|没有?)(?:再|在)?(?:哺乳|喂奶|授乳))"
)
_STOP_BEFORE = ("非", "停止", "已停", "停了")
_FORMULA = late(r"[^。;\n]{0,16}?(?:改|转|换)(?:为|成|用|喂|吃)?(?:全)?(?:奶粉|配方奶|人工喂养|人工)")
_NEAR = 14


def is_over(view: View, mention: Mention) -> bool:
    """Whether nursing is named with its end, or only as the head of a row."""
    lower, end = view.frame.lower, mention.end
    if _CELL.match(lower, end) or lower.endswith(_STOP_BEFORE, 0, mention.start):
        return True
    until = _UNTIL.match(lower, end)
    if until is None:
        return False
    if _PAST_UNTIL.match(lower, until.end()) or stopped(view, mention) is not None:
        return True
    written = view.frame.document.written_on
    note = written.latest if written is not None else None
    times = view.frame.in_span(view.frame.times, until.end() - 1, until.end() + _NEAR)
    return any(note and time.interval.latest and time.interval.latest < note for time in times)


def stopped(view: View, mention: Mention) -> tuple[int, int] | None:
    """The words that say that nursing which was told to a day has stopped since."""
    lower = view.frame.lower
    until = _UNTIL.match(lower, mention.end)
    if until is None or mention.planned:
        return None
    sentence = view.sentence(mention.start)
    for pattern in (_STOPPED, _FORMULA):
        found = pattern.match(lower, until.end(), sentence.end)
        if found is not None:
            return mention.start, found.end()
    return None
