"""Dates operations by the note they stand in or by the time since: an operation note, "two weeks post op".

It decides nothing about recovery and finds no operation.
"""

from __future__ import annotations

from datetime import timedelta

from assistant.extraction.frame import Frame, Mention, TimeMention
from assistant.extraction.procedures.words import words
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval

_HEAD = 160
_UNITS = {"d": 1, "w": 7, "m": 30}
_SLACK = {1: 0, 7: 3, 30: 15}
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH = {name: number for number, name in enumerate(_NUMBERS, 1)}


def time_since(frame: Frame, start: int, end: int) -> TimeMention | None:
    """The day counted back from "POD#6", "two weeks post op", "3 weeks after surgery" or 术后3周."""
    note = note_day(frame)
    match = words().patterns["after_operation"].search(frame.lower, start, end) if note is not None else None
    if match is None or note is None:
        return None
    said = match.groupdict()
    written = said["days"] or said["count"] or said["tage"]
    count = int(written) if written.isdigit() else _ENGLISH.get(written) or _CHINESE.get(written) or 0
    unit = said["unit"] or said["einheit"] or "d"
    length = _UNITS.get(unit[0], 7 if unit in ("周", "星期") else 30 if "月" in unit else 1)
    if said["days"]:
        length = 1
    day, slack = note - timedelta(days=count * length), timedelta(days=_SLACK[length])
    interval = DateInterval(day - slack, min(note, day + slack))
    return TimeMention(match.start(), match.end(), interval, "relative")


def day_of_the_note(frame: Frame, mention: Mention) -> TimeMention | None:
    """The note's day for the operation of an operation note; not for earlier ones that it lists."""
    note = note_day(frame)
    if note is None or mention.historical or mention.section in words().past_parts:
        return None
    head = frame.document.title.lower() + "\n" + frame.lower[:_HEAD]
    match = words().patterns["operation_note"].search(head)
    if match is None or words().patterns["earlier"].search(frame.lower, max(0, mention.start - 30), mention.start):
        return None
    return TimeMention(mention.start, mention.end, DateInterval.on(note), "relative")
