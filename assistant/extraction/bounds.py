"""Tells a denial for a time of the past ("before joining us none", 确诊时未用) from one that holds.

It says only that the denial is bounded; days that the note names are read in ``denials.py`` and ``exceptions.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from assistant.extraction.exceptions import DAY_BEFORE
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Mention, TimeMention
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import has_cjk
from rules.frozen import replace

THEN = "then"
"""The reach of a denial that speaks of a time of the past which the note does not date."""
_CUT = late(r"[,;:()。\n]| {3,}|(?<!\d)\.\s|\s(?:but|and then|although)\s")
_REACH = 90
_FRONTED = 60
"""How many letters a clause may have that only says when: "Before she came to our clinic, …"."""
_TIME_BEHIND = 14
_ACTS = frozenset({"treatment", "procedure"})


_RECORDS_SHOW = late(
    r"\b(?:records?|notes|letters?|charts?|files?)\b[^,;]{0,50}\b(?:show|list|mention|contain|document)s?\s*$"
)
"""The silence of somebody's records is no denial for all time."""
_RECORD_OF = late(r"(?:使用|用药|治疗|应用|输注)?的?(?:记录|记载)")
_IN_FIRST = late(
    r"(?:^|[\n.;,])\s*(?:in |for |during )?(?:the |her |his )?first (?:few |\w+ )?(?:years?|months?|weeks?)\b"
    r"[^.;,]{0,16}[:,]?\s*$"
)


class _Stretch(NamedTuple):
    """Where a denial stands in its sentence: between the cuts around it, behind a clause that may say when."""

    fronted: int
    left: int
    first: int
    last: int
    right: int


@cache
def _english() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What opens a clause, and what ends one, that a denial is told of."""
    words = load_words("context")["bounds"]
    whose = r"(?:(?:the|her|his|their|a|our)\s+)?"
    bound = (
        rf"(?:(?:{any_of(words['until'])})\s+{whose}(?!(?:{any_of(words['no_end'])})(?![a-z]))(?=[a-z\d])"
        rf"|(?:{any_of(words['while'])})\s+(?!{whose}(?:{any_of(words['no_while'])})(?![a-z]))(?=[a-z\d])"
        rf"|(?:{any_of(words['at'])})\s+{whose}(?:time\s+of\s+{whose})?(?:(?:{any_of(words['which'])})\s+)?"
        rf"(?:{any_of(words['moments'])})(?![a-z])"
        rf"|(?:{any_of(words['alone'])})(?![a-z]))"
    )
    opens = compiled(rf"[\s\-*•·\"']*(?:(?:and|also|she|he|pt|patient|was|had|that)\s+)*{bound}")
    return opens, compiled(rf"(?<![a-z]){bound}")


@cache
def _chinese() -> re.Pattern[str]:
    """What stands right before a Chinese denial that is told of a time of the past."""
    words = load_words("context")["bounds"]
    moments = any_of(words["zh_moments"])
    return compiled(
        rf"(?:(?:{any_of(words['zh_before'])})[^,;。:\s]{{0,8}}?(?:之前|以前|前)"
        rf"|(?:{moments})(?:的时候|之时|那会儿?|时)"
        rf"|(?:{any_of(words['zh_while'])})(?:期间|期内|期|过程中|阶段)"
        rf"|(?:{moments})(?:后|的)?(?:最初|头|前|第)?[\d一二两三四五六七八九十几]+个?[年月](?:内|里|间|中)?"
        rf"|(?:最初|头|起初|开始)(?:的)?[\d一二两三四五六七八九十几]+个?[年月](?:里|内|间)?"
        rf"|(?:{any_of(words['zh_alone'])}))"
        rf"[,\s]*(?:{any_of(words['zh_filler'])})*\s*$"
    )


def with_bounds(
    mentions: list[Mention], times: Sequence[TimeMention], lower: str, sentence: tuple[int, int], note: date | None
) -> None:
    """Gives the denials of treatments, procedures and infections that hold for the past only the reach ``then``."""
    start, end = sentence
    for place, mention in enumerate(mentions):
        if mention.certainty != "denied" or mention.reach != "ever" or not _may_be_bounded(mention):
            continue
        cues = [cue for cue in mention.cues if start <= cue[0] < end]
        denial = min(mention.start, *(a for a, _ in cues), mention.end), max(mention.end, *(b for _, b in cues), 0)
        if is_bounded(lower, times, sentence, denial, note):
            mentions[place] = replace(mention, reach=THEN)


def _may_be_bounded(mention: Mention) -> bool:
    concept = mention.concept
    return concept.kind in _ACTS or "infection" in (concept.id, *concept.parents)


def is_bounded(
    lower: str,
    times: Sequence[TimeMention],
    sentence: tuple[int, int],
    denial: tuple[int, int],
    note: date | None,
) -> bool:
    """Whether words right before or right behind a denial say that it speaks of a time of the past."""
    at = _stretch(lower, sentence, denial)
    if any(_before_day(lower, day, at) for day in times):
        return True
    if has_cjk(lower[at.left : at.right]):
        if _RECORD_OF.match(lower, at.last):
            return True
        return _chinese().search(lower, at.fronted, at.first) is not None
    before = lower[max(sentence[0], at.first - _REACH) : at.first]
    if _RECORDS_SHOW.search(before) or _IN_FIRST.search(before):
        return True
    opens, inside = _english()
    for begin in dict.fromkeys((at.left, at.fronted)):
        found = opens.match(lower, begin, at.first)
        if found is not None and (begin == at.left or at.left - begin <= _FRONTED) and not _holds(times, found, note):
            return True
    found = inside.search(lower, at.last, at.right)
    return found is not None and not _holds(times, found, note)


def _before_day(lower: str, day: TimeMention, at: _Stretch) -> bool:
    """Whether a day right before a denial is the one before which it holds: 去年以前没参加过."""
    near = at.fronted <= day.start and day.end <= at.first and at.first - day.end <= _TIME_BEHIND
    return (
        near and day.kind != "duration" and not day.months and not day.days and bool(DAY_BEFORE.match(lower, day.end))
    )


def _stretch(lower: str, sentence: tuple[int, int], denial: tuple[int, int]) -> _Stretch:
    first, last = denial
    floor = max(sentence[0], first - _REACH)
    cuts = list(_CUT.finditer(lower, floor, first))
    left = cuts[-1].end() if cuts else floor
    fronted = left
    if cuts and cuts[-1][0] == ",":
        fronted = cuts[-2].end() if len(cuts) > 1 else floor
    ceiling = min(sentence[1], last + _REACH)
    stop = _CUT.search(lower, last, ceiling)
    return _Stretch(fronted, left, first, last, stop.start() if stop else ceiling)


def _holds(times: Sequence[TimeMention], found: re.Match[str], note: date | None) -> bool:
    """Whether the time that the words name is now or lies ahead: "none before 16 March"."""
    dated = [time for time in times if time.kind != "duration"]
    day = next(
        (time for time in dated if found.end() <= time.start + 1 and time.start - found.end() < _TIME_BEHIND), None
    )
    latest = None if day is None else day.interval.latest
    return latest is not None and note is not None and latest >= note
