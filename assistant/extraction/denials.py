"""Says how far a denial reaches: ever, recently, now, or over days that the note names. Finds no denials itself."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from assistant.extraction.cuewords import CueWord
from assistant.extraction.late import late
from assistant.extraction.model import Hit, Section, TimeMention
from assistant.extraction.resources import load_words
from assistant.extraction.scopes import Range, Sentence, opens_list
from assistant.extraction.text import is_cjk
from assistant.extraction.topics import is_category
from rules.dates import DateInterval

if TYPE_CHECKING:
    from assistant.extraction.frame import Frame

_BARE = 9
"""How many letters a sentence has that only denies a heading of histories, wherever it stands: 无肿瘤史。"""
_PASSING = frozenset({"infection"})
_NOW_SECTIONS = frozenset({"exam", "ros", "labs", "imaging_ecg", "scores"})


def how_far(
    frame: Frame, sentence: Sentence, hit: Hit, cue: CueWord, ranges: list[Range], section: Section
) -> tuple[str | None, DateInterval | None]:
    """The reach of a denial of this name, or the days it covers; never both."""
    if opens_list(sentence.lower, cue):
        ranges = [sentence.segments[sentence.segment_at(hit.start)]]  # each item of such a list has its own time
    if cue.has("deny_ever") or sentence.lower[cue.start : cue.end] in ("never", "从未"):
        period = _time_behind(frame, sentence, hit, cue, ranges) or _past_only(
            frame, _time_before(frame, sentence, cue)
        )
        return (None, period) if period else ("ever", None)
    if cue.has("deny_recent"):
        return "recent", None
    if cue.has("deny_now") or (hit.concept.kind == "treatment" and _is_present(sentence, cue)):
        return "now", None
    period = _time_behind(frame, sentence, hit, cue, ranges) or _time_before(frame, sentence, cue)
    if period is not None:
        return None, period
    word = re.match(r"\s*([a-z/]+|活动性|近期)", sentence.lower[cue.end : cue.end + 14])
    if word and word[1] in load_words("context")["reach_words"]:
        return load_words("context")["reach_words"][word[1]], None
    since = _since_unnamed(frame, sentence, hit, ranges)
    if since is not None:
        return None, since
    reach = _worded(sentence, hit, cue)
    if reach is not None:
        return reach, None
    finding = section.id in _NOW_SECTIONS and not (hit.concept.kind in ("procedure", "treatment") and is_category(hit))
    finding = finding and not _is_history(frame, sentence, hit, ranges, section)
    bare = is_category(hit) and sentence.end - sentence.start <= _BARE and hit.concept.id not in _PASSING
    return ("now" if finding and not bare else "ever"), None


_HISTORIES = ("cardiovascular_event", "malignancy", "immunodeficiency", "autoimmune_disease", "heart_disease")
_LISTED = 3
_TRACING = late(r"(?<![a-z])(?:ecg|ekg|holter|monitor\w*|telemetry|tracing|sinus)(?![a-z])|心电|窦性|监测")


def _is_history(frame: Frame, sentence: Sentence, hit: Hit, ranges: list[Range], section: Section) -> bool:
    """Whether what is denied can only be a history, though it stands among findings: "no MI, stroke, CHF"."""

    def told(one: Hit) -> bool:
        return any(frame.terminology.is_a(one.concept.id, kind) for kind in _HISTORIES)

    if not told(hit):
        return False
    listed = sum(1 for one in sentence.hits if told(one) and any(a <= one.start and one.end <= b for a, b in ranges))
    if listed >= _LISTED:
        return True
    if frame.terminology.is_a(hit.concept.id, "arrhythmia"):
        return sum(1 for one in sentence.hits if told(one)) >= _LISTED and not _TRACING.search(
            sentence.lower, sentence.start, sentence.end
        )
    return section.id != "imaging_ecg" and not any(one.concept.kind == "measurement" for one in sentence.hits)


def _worded(sentence: Sentence, hit: Hit, cue: CueWord) -> str | None:
    """The reach that a word of time gives in the segment of the name or of the denial."""
    segment = sentence.segments[sentence.segment_at(hit.start)]
    first = sentence.segments[sentence.segment_at(cue.start)]
    for start, end in {segment, first}:
        for reach in ("recent", "now", "ever"):
            if any(_reaches(sentence.lower, one, cue, hit) for one in sentence.cues_in(start, end, reach)):
                return reach
    return None


def _reaches(lower: str, one: CueWord, cue: CueWord, hit: Hit) -> bool:
    """Whether a word of time counts for this name: 近期 in "无移植、近期感染、肿瘤" is the infection's alone."""
    if one.start >= hit.end:
        return "、" not in lower[hit.end : one.start]
    return one.start - cue.end <= 2 or "、" not in lower[one.end : hit.start]


_EVER = late(
    r"\b(?:ever|never (?:has|have|was|had)|nor (?:has|was|had)|at any time|at any point|before"
    r"|in the past|previous(?:ly)?|prior|since)\b"
)


def _is_present(sentence: Sentence, cue: CueWord) -> bool:
    """Whether a denial speaks of what is taken now ("not on a biologic"), not of what ever was."""
    said = sentence.lower[cue.start : cue.end]
    end = sentence.segments[sentence.segment_at(max(cue.start, cue.end - 1))][1]
    return said in load_words("context")["present_denials"] and not _EVER.search(sentence.lower, cue.start, end)


def _past_only(frame: Frame, period: DateInterval | None) -> DateInterval | None:
    """The days before a "never", if they are over: 去年从未 speaks of last year, "since 2019 never" of all the time."""
    written = frame.document.written_on
    first = written.earliest if written is not None else None
    if period is None or period.latest is None or first is None or period.latest >= first:
        return None
    return period


def _leads(sentence: Sentence, time: TimeMention, index: int) -> bool:
    """Whether a time reaches a later segment: it stands alone in its own, or leads a denial (近1年无手术,未…)."""
    own = sentence.segment_at(time.start)
    if own == index:
        return True
    left, right = sentence.segments[own]
    if right - left - (time.end - time.start) <= _FRONT_WORDS and not sentence.hits_in(left, right):
        return True
    return bool(sentence.cues_in(left, right, "deny_ever", "deny_recent", "deny_now", "deny_before", "deny_after"))


_FRONT_WORDS = 8
"""How many letters beside its time a Chinese clause may hold that only says when: 近3个月以来,"""


def _time_before(frame: Frame, sentence: Sentence, cue: CueWord) -> DateInterval | None:
    """The time a denial is told of, standing before it: 近3月未…, "in the last year no …"."""
    floor = max([start for start in sentence.hard if start <= cue.start], default=sentence.start)
    index = sentence.segment_at(cue.start)
    if not is_cjk(sentence.lower[cue.end - 1]):
        fronted = index > 0 and _FRONTED.match(sentence.lower, sentence.segments[index - 1][0])
        floor = max(floor, sentence.segments[index - (1 if fronted else 0)][0])
    near = [time for time in sentence.times if floor <= time.start and cue.start - 60 <= time.end <= cue.start]
    for time in reversed(near):
        if not _leads(sentence, time, index) or _OTHERWISE.search(sentence.lower, time.end, cue.start + 8):
            continue
        made = _whole_span(sentence, time, cue) or _covered(frame, sentence.lower, time, behind=False)
        if made is not None:
            return made
    return None


_IN = late(r"\W*(?:in|during|throughout|over|from|between|for|all(?: through| of)?)\s+(?:(?:all|the whole) of\s+)?")
_ALL_OF_IT = late(r"(?:全年|整年|一整年|年内|年间|期间|间|内|全月|整月|患者|她|他|均|都|一直|从来|并|也|[,\s])*")
_TO = late(r"\s*(?:-|~|to|until|till|through|and|至|到)\s*")


def _whole_span(sentence: Sentence, time: TimeMention, cue: CueWord) -> DateInterval | None:
    """The year, month or stretch of them that a denial is told of: "in 2025 none", 2023年至2024年未…, 2025年全年无…."""
    place = sentence.times.index(time)
    before = sentence.times[place - 1] if place else None
    first = before if before and _TO.fullmatch(sentence.lower, before.end, time.start) else None
    if time.kind not in ("year", "month") or (time.relation in ("since", "before", "ago") and first is None):
        return None
    at = first.start if first else time.start
    if is_cjk(sentence.lower[cue.end - 1]):
        told = _ALL_OF_IT.fullmatch(sentence.lower, time.end, cue.start)
    else:
        told = _IN.fullmatch(sentence.lower, sentence.segments[sentence.segment_at(at)][0], at)
    if told is None:
        return None
    return DateInterval(first.interval.earliest, time.interval.latest) if first else time.interval


_OTHERWISE = late(r"(?<![a-z])(?:and|but)\s+(?:s?he\b|has\b|have\b|is\b|was\b|there\b|no\b|the\b)")
"""A new statement between a time and a denial, which is then not of that time."""
_FRONTED = late(r"\s*(?:since|over|for|during|within|today|this|in\s+(?:the\s+)?(?:last|past|\d))")


def _time_behind(frame: Frame, sentence: Sentence, hit: Hit, cue: CueWord, ranges: list[Range]) -> DateInterval | None:
    """The time behind the names denied. Of several in one list, each but the last covers its own item only."""
    last_range = max((end for _, end in ranges), default=cue.end)
    stop = max(last_range, sentence.segments[sentence.segment_at(max(cue.end, last_range - 1))][1])
    times = [time for time in sentence.times if cue.end <= time.start < stop]
    made = [(time, covered) for time in times if (covered := _covered(frame, sentence.lower, time, behind=True))]
    for place, (time, covered) in enumerate(made):
        if time.start < hit.end:
            continue
        if re.search(r"[:(]", sentence.lower[max(hit.end, cue.end) : time.start]):
            return None
        same = sentence.segment_at(time.start) == sentence.segment_at(hit.start)
        if not same and _goes_on(sentence, time, last_range):
            return None
        if place == len(made) - 1 or same:
            return covered if same or place == len(made) - 1 else None
        return None
    return None


def _goes_on(sentence: Sentence, time: TimeMention, end: int) -> bool:
    """Whether the list of what is denied goes on behind the segment of a time, which then is that item's own."""
    segment_end = sentence.segments[sentence.segment_at(time.start)][1]
    return segment_end < end and bool(sentence.hits_in(segment_end, end))


_SINCE_THEN = late(
    r"\bsince(?:\s+(?:then|that|this|the same))?\s*(?=[.,;\n]|$|(?:and|nor|or|but)\b)|此后|其后|之后未|后未再"
)
_SINCE_WHAT = late(r"\bsince\b")


def _since_unnamed(frame: Frame, sentence: Sentence, hit: Hit, ranges: list[Range]) -> DateInterval | None:
    """For "no surgery since." the time named before it; for "since her fall" the note's day alone."""
    end = sentence.segments[sentence.segment_at(max(hit.start, max((end for _, end in ranges), default=0) - 1))][1]
    found = _SINCE_WHAT.search(sentence.lower, hit.end, end)
    if found and any(found.end() <= time.start <= found.end() + 40 for time in sentence.times):
        return None
    if not found or sentence.lower[: found.start()].endswith(
        ("before or ", "before nor ", "before and ", "then or ", "then nor ")
    ):
        return None
    written = frame.document.written_on
    note = written.latest if written else None
    if _SINCE_THEN.search(sentence.lower, hit.end, end + 1):
        earlier = frame.in_span(frame.times, max(0, sentence.start - 120), hit.start)
        for time in reversed(earlier):
            if time.interval.latest is not None and time.kind != "duration":
                return _between(time.interval.latest, note)
    return DateInterval(note, note) if note else None


_SINCE = late(r"(?:\bsince\b[^,;.]{0,40}|自[^,;。]{0,12})$")


def _covered(frame: Frame, lower: str, time: TimeMention, *, behind: bool) -> DateInterval | None:
    """The days that a denial beside this time covers; ``None`` if the time is not one of the denial."""
    written = frame.document.written_on
    note = written.latest if written else None
    interval = time.interval
    since = time.relation == "since" or lower.startswith("since ", time.start)
    if since or _SINCE.search(lower[max(0, time.start - 42) : time.start]):
        return _between(interval.latest if time.kind != "duration" else interval.earliest, note)
    if time.kind == "duration" and (time.relation == "last" or (behind and time.relation == "for")):
        return _between(interval.earliest, note)
    if time.kind == "relative" and time.relation == "last" and note and interval.latest and interval.latest < note:
        # "None over Christmas", asked at the next visit, speaks of the time since.
        return _between(interval.earliest, note)
    if time.kind == "relative" and time.months is None and time.days is None:
        return _between(interval.earliest, min(interval.latest, note) if interval.latest and note else note)
    if (
        behind
        and time.kind in ("year", "month")
        and re.search(r"\b(?:in|during|for)\s+$", lower[max(0, time.start - 8) : time.start])
    ):
        return interval
    return None


def _between(first: date | None, last: date | None) -> DateInterval | None:
    if first is None or (last is not None and first > last):
        return None
    return DateInterval(first, last)
