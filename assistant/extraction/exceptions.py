"""Reads what a denial leaves out ("no allergies except X", 除X外无Y, "none until X"): it is there. Names nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Mention, TimeMention
from assistant.extraction.resources import any_of, load_words
from rules.dates import DateInterval
from rules.frozen import replace

_CHINESE = late(r"除(?:了|去|开)?([^,;。\n除]{1,24}?)(?:之|以|而)?外(?![科周院用伤源阴显敷籍])")
_CHINESE_BEHIND = late(r"([^,;。\n(除]{1,24})除外(?![科周院用伤源阴显敷籍])")
_CHINESE_BRACKET = late(r"[(,]\s*除(?:了|去|开)?([^,;。\n()除外]{1,24})(?=\)|[。;\n]|$)")
"""Shorter forms: X除外, (除了X)."""
_OTHER_THAN = late(r"(?<![a-z])(?:other|else|further|additional|different)\b[^,;.\n]{0,50}?\s(than)(?![a-z])")
_PART = late(r"[;。\n]|,\s*(?:but|and no|no|denies|without|not)\b|\.\s")


_UNTIL = late(
    r"(?<![a-z])(?:until|till|up until|'til)\s+(?!(?:now|today|this (?:day|date|point|time|visit|moment)|date|then"
    r"|the present|present)"
    r"(?![a-z]))|直到(?!现在|目前|今天|今日|如今)|直至(?!目前|现在|今)"
)
_BEFORE_DAY = late(r"(?<![a-z])(?:before|prior to|up to|up until|as of)\s+(?:[a-z]+\s+)?$|(?:截至|截止|直至|直到)\s*$")
DAY_BEFORE = late(r"\s*年?(?:及|或|及其)?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以前|之前|前)")
_UNTIL_REACH = 60
FIRST_DAY = date(1900, 1, 1)
"""Where a denial begins that ends on a day the note names; it has no end that is open."""


class Exempt(NamedTuple):
    """One exception: the words that make it, and where what it exempts stands."""

    start: int
    end: int
    named_from: int
    named_to: int


@cache
def _latin() -> re.Pattern[str]:
    return compiled(rf"(?<![a-z])(?:{any_of(load_words('context')['exceptions'])})(?![a-z])")


def exempted(lower: str, start: int, end: int) -> list[Exempt]:
    """The exceptions of a stretch of text."""
    found = [
        Exempt(match.start(), match.end(), match.start(1), match.end(1))
        for pattern in (_CHINESE, _CHINESE_BEHIND, _CHINESE_BRACKET)
        for match in pattern.finditer(lower, start, end)
    ]
    places = [match.span() for match in _latin().finditer(lower, start, end)]
    places += [match.span(1) for match in _OTHER_THAN.finditer(lower, start, end)]
    for left, right in sorted(places):
        stop = _PART.search(lower, right, end)
        found.append(Exempt(left, right, right, stop.start() if stop else end))
    return found


def with_exceptions(mentions: list[Mention], times: Sequence[TimeMention], lower: str, start: int, end: int) -> None:
    """What an exception names is there; what is denied beside it is denied but for that, whenever that was."""
    if not any(mention.certainty == "denied" for mention in mentions):
        return
    for one in exempted(lower, start, end):
        denials = [mention for mention in mentions if mention.certainty == "denied" and not _named(one, mention)]
        parts = [match.end() for match in _PART.finditer(lower, start, one.start)]
        first = max(parts, default=start)
        stop = _PART.search(lower, one.end, end)
        last = stop.start() if stop else end
        beside = _meant([mention for mention in denials if first <= mention.start < last], one)
        own = [time.interval for time in times if one.named_from <= time.start < one.named_to]
        for place, mention in enumerate(mentions):
            if mention in beside and mention.period is not None and mention.period in own:
                mentions[place] = replace(mention, others_only=True, reach="ever", period=None)
            elif mention in beside:
                mentions[place] = replace(mention, others_only=True)
            elif beside and mention.certainty == "denied" and _named(one, mention):
                mentions[place] = replace(mention, certainty="stated", reach=None, period=None, cues=())


def _meant(denied: list[Mention], one: Exempt) -> list[Mention]:
    """Of what is denied beside an exception, what it is one of: of "X or any other disease besides Y" the disease."""
    before = [mention for mention in denied if mention.end <= one.start]
    groups = load_words("context")["categories"]
    if before and before[-1].concept.id in groups:
        return [mention for mention in denied if mention.concept.id in groups or mention.start > one.start]
    return denied


def with_ends(
    mentions: list[Mention],
    times: Sequence[TimeMention],
    lower: str,
    start: int,
    end: int,
    written: DateInterval | None,
) -> None:
    """What is denied only until a day or an event is denied up to there; what ended the denial is there.

    ``written`` is when the note was written: a denial as of that day ("as of 12 March") leaves nothing open.
    """
    if not any(mention.certainty == "denied" for mention in mentions):
        return
    for match in _UNTIL.finditer(lower, start, end):
        first = max([part.end() for part in _PART.finditer(lower, start, match.start())], default=start)
        stop = _PART.search(lower, match.end(), end)
        last = stop.start() if stop else end
        before = [
            one
            for one in mentions
            if one.certainty == "denied"
            and first <= one.start < match.start()
            and (not one.cues or min(cue[0] for cue in one.cues) < match.start())
        ]
        day = next((one for one in times if match.start() <= one.start < min(last, match.end() + _UNTIL_REACH)), None)
        for place, mention in enumerate(mentions):
            if mention in before:
                mentions[place] = _ended(mention, day)
            elif before and match.end() <= mention.start < last and mention.certainty == "denied":
                mentions[place] = replace(mention, certainty="stated", reach=None, period=None, cues=())
    note = written.latest if written is not None else None
    past = [one for one in times if note is None or one.interval.latest is None or one.interval.latest < note]
    _until_days(mentions, past, lower, start)


def _until_days(mentions: list[Mention], times: Sequence[TimeMention], lower: str, start: int) -> None:
    """What is denied only for the time before a day the note names, or up to it."""
    for day in times:
        if not (_BEFORE_DAY.search(lower, start, day.start) or DAY_BEFORE.match(lower, day.end)):
            continue
        if day.kind == "duration" or day.months or day.days:
            continue
        for place, mention in enumerate(mentions):
            if mention.certainty == "denied" and mention.reach == "ever" and not _parted(lower, mention, day):
                mentions[place] = _ended(mention, day)


def _parted(lower: str, mention: Mention, day: TimeMention) -> bool:
    """Whether something stands between a name and a day that keeps them apart."""
    left, right = min(mention.end, day.end), max(mention.start, day.start)
    return right - left > _UNTIL_REACH or bool(re.search(r"[,;。\n]", lower[left:right]))


def _ended(mention: Mention, day: TimeMention | None) -> Mention:
    ends = day.interval.earliest if day is not None else None
    if ends is None or ends < FIRST_DAY:
        return replace(mention, others_only=True)
    return replace(mention, others_only=True, reach=None, period=DateInterval(FIRST_DAY, ends))


def _named(one: Exempt, mention: Mention) -> bool:
    return one.named_from <= mention.start and mention.end <= one.named_to


def is_until(lower: str, start: int, end: int) -> int:
    """Where the word ends that ends a denial ("until"); 0 where there is none."""
    found = _UNTIL.search(lower, start, end)
    return found.end() if found else 0
