"""Dates a result by the words that go on after it: "negative on her booking bloods in November 2025". Reads no values.

The day or year of a test may stand behind where it was done, why or by whom. Another event in between ("negative, MMF
started in March") keeps its day to itself.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.cues import Cue
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import OTHER
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.model import TimeMention
from assistant.extraction.resources import any_of, load_words

_REACH = 75
_STOP = late(r"[;。\n:!?]|\.\s")
_LED = late(
    r"[\s)*]*(?:\(\s*)?(?:,?\s*(?:but )?(?:that|this|it|which) (?:was|is|dates from|is dated|comes from)"
    r"|at|on|in|from|before|prior to|during|when|as part of|by|under|per|outside|as of)\b"
)
_OTHER = late(r"\b(?:and|but|while|then|after|since|with)\b|[\"]")
_FROM = late(r"\b(?:from|of)\s+$")
_DASH = late(r"\s*[-\u2013\u2014]{1,2}\s")
_MARK = late(r"[\s\d+*↑↓]*")
_DONE_AFTER = late(
    r"[\s日号)]*[^\s,;。、()]{0,4}(?:查|测|检|采|复|抽|报告|化验|体检|结果|外院|本院|我院|当地|入职|产检)"
)


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load_words("measurements")["provenance"]
    latin = any_of(word for word in words["places"] if word.isascii())
    chinese = any_of(word for word in words["places"] if not word.isascii())
    events = [word for word in words["events"] if word.isascii()]
    places = compiled(rf"(?:(?:{latin}|pre-[a-z]+)\b['s]{{0,2}}[\s.,()/-]*)*")
    places_zh = compiled(rf"(?:(?:{chinese})[\s的]*)*")
    other = any_of(word for word in words["events"] if not word.isascii())
    return places, places_zh, compiled(rf"\b(?:{any_of(events)})\b|{other}")


def time_told_after(page: Page, reading: Reading) -> TimeMention | None:
    """The day that the rest of the sentence gives to a result, before any other result is named."""
    tail = max(reading.tail, reading.end)
    stop = min(page.sentence_end(max(reading.start, tail - 1)), tail + _REACH)
    following = page.names_in(tail, stop)
    if following:
        stop = following[0].start
    stop = min([stop, *(cue.start for cue in _of_another_study(page, reading, tail, stop))])
    row = _in_row(page, reading, tail)
    if row is not None:
        return row
    for time in page.times_in(tail, stop):
        led = time.relation in ("since", "for", "until") and not _FROM.search(page.lower, tail, time.start)
        if time.kind == "duration" or led:
            continue
        gap = page.lower[tail : time.start]
        if not _not_ahead(page, time):
            return None
        told = (
            _belongs(page, gap, tail, time) or _long_ago(page, reading, gap, time) or _stale(page, reading, tail, time)
        )
        return time if told else None
    return None


def _of_another_study(page: Page, reading: Reading, start: int, end: int) -> list[Cue]:
    """The words that begin another examination: the day of the echo is not that of the tracing before it."""
    own = reading.name.analyte.study
    return [
        cue for study in ("ecg", "echo") if own and study != own for cue in page.cues_in(f"studies:{study}", start, end)
    ]


def _stale(page: Page, reading: Reading, tail: int, time: TimeMention) -> bool:
    """Whether the words behind serology tell of nothing but an old day: "neg when he enlisted, 2015"."""
    _, _, events = _words()
    gap = page.lower[tail : time.start]
    if gap.lstrip().startswith("(") and _ANOTHER.search(_inside(page, gap, time)):
        return False
    gap = gap.lstrip(" (")
    if not _is_old(page, reading, time) or _STOP.search(gap) or re.search(r"[()\[\]]", gap):
        return False
    earlier = re.match(r"[\s,]*(?:before|prior|ahead of|用药前|.{0,12}(?:之前|以前|前))", gap) is not None
    if earlier or _TAKEN_THEN.match(gap):
        return True
    clause = re.split(r"[,;。\n]", page.lower[time.end : page.line(time.end)[1]], maxsplit=1)[0]
    told = events.search(gap) or events.search(clause)
    return not told and not page.frame.in_span(page.frame.mentions, tail, time.end + len(clause))


_TAKEN_THEN = late(
    r"[\s,]*(?:(?:last|was|were|only|first|as)\s+)*(?:checked|tested|done|screened|taken|measured|sent|drawn|documented|recorded"
    r"|performed|obtained|when|while|during|at the time of|around the time of)\b"
)
"""What says that an old day behind serology is that of the test, whatever it was taken for."""


def _is_old(page: Page, reading: Reading, time: TimeMention) -> bool:
    """Whether a day is too long before the note for serology to be of use."""
    told = reading.name.analyte.titre or reading.name.analyte.qualitative
    written, latest = page.frame.document.written_on, time.interval.latest
    if not told or written is None or written.latest is None or latest is None:
        return False
    return (written.latest - latest).days > _FRESH


def _long_ago(page: Page, reading: Reading, gap: str, time: TimeMention) -> bool:
    """Whether brackets right behind serology name a time well before the note, whatever else they tell."""
    if not _is_old(page, reading, time):
        return False
    opened = gap.lstrip().startswith(("(", "[")) and not re.search(r"[)\];。\n]", gap)
    return opened and not _ANOTHER.search(_inside(page, gap, time))


def _inside(page: Page, gap: str, time: TimeMention) -> str:
    """The words up to the end of the brackets that hold a day."""
    return re.split(r"[)\]]", page.lower[time.start - len(gap) : page.line(time.end)[1]], maxsplit=1)[0]


_ANOTHER = late(
    r"1\s?[:/]\s?\d{2}|\b(?:earlier|previous\w*|prior|was|before(?!\s+[a-z])|neg\w*|pos\w*|non\w*)\b|曾|前次|[阴阳]性"
)
"""In the brackets these tell of another result, not when this one was."""


_FRESH = 28
"""An older result is stale for any screening; to take it for one of the note's day would be the worse mistake."""


_CELL_GAP = late(r"[\s|]*(?:[^\s|]{1,14}(?: [^\s|]{1,10}){0,2}[\s|]*){0,3}")


def _in_row(page: Page, reading: Reading, tail: int) -> TimeMention | None:
    """The only day of a row with one result: "| HBsAg | non-reactive | 09/05/2025 |"."""
    start, end = page.line(reading.start)
    if reading.name.start < start or not any(sign in page.lower[start:end] for sign in ("|", "\t")):
        return None
    times = [time for time in page.times_in(start, end) if time.kind in ("day", "month", "year")]
    named = [name for name in page.names_in(start, end) if name.analyte.id != OTHER]
    if len(times) != 1 or times[0].start < tail or len(named) != 1:
        return None
    gap = page.lower[tail : times[0].start]
    return times[0] if re.search(r"[|\t]", gap) and _CELL_GAP.fullmatch(gap) and _not_ahead(page, times[0]) else None


_ENDS = late(r"\s*(?:[.;)\]]|,? too\b|\n|$)")


def _not_ahead(page: Page, time: TimeMention) -> bool:
    written = page.frame.document.written_on
    if written is None or written.latest is None or time.interval.earliest is None:
        return True
    return time.interval.earliest <= written.latest


def _belongs(page: Page, gap: str, tail: int, time: TimeMention) -> bool:
    places, places_zh, events = _words()
    earlier = re.match(r"\s*(?:before|prior)\b", gap) is not None
    if _STOP.search(gap) or (events.search(gap) and not earlier):
        return False
    bare = gap[_MARK.match(gap).end() :]  # type: ignore[union-attr]
    bracketed = bare.lstrip().startswith(("(", "[")) and not re.search(r"[)\]]", bare)
    inner = bare.strip(" ,([-")
    if not gap.isascii():
        told = places_zh.fullmatch(inner) is not None
        return told and (bracketed or bool(inner) or _DONE_AFTER.match(page.lower, time.end) is not None)
    led = _LED.match(gap)
    if bracketed or not inner or "," in bare[:2] or _DASH.match(bare):
        done = not inner or places.fullmatch(inner + " ") is not None
        if done and (bool(inner) or _ENDS.match(page.lower, time.end) is not None):
            return True
    if led is None or "," in gap[led.end() :] or _OTHER.search(gap, led.end()):
        return False
    between = page.frame.in_span(page.frame.mentions, tail, time.start)
    return earlier or not any(mention.concept.kind == "treatment" for mention in between)
