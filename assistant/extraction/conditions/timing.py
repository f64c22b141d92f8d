"""Finds the days that belong to a condition: onset, event, end, and whether they are long past. Reads no status."""

from __future__ import annotations

from assistant.extraction.conditions.view import View
from assistant.extraction.cues import Cue
from assistant.extraction.late import late
from assistant.extraction.model import Mention, TimeMention
from rules.dates import DateInterval, add_months

_NEAR, _NEAR_DISEASE = 60, 28
"""How far a date may stand from an event, and from a lasting disease."""


def region(view: View, index: int, mention: Mention) -> tuple[int, int]:
    """The part of the sentence that may speak of this mention: up to its neighbours."""
    sentence = view.sentence(mention.start)
    start, end = sentence.start, sentence.end
    for place in range(index - 1, -1, -1):
        other = view.mentions[place]
        if other.end <= mention.start:
            start = max(start, other.end)
            break
    for place in range(index + 1, len(view.mentions)):
        other = view.mentions[place]
        if other.start >= mention.end:
            end = min(end, other.start)
            break
    return start, end


def long_ago(view: View, time: TimeMention | None) -> bool:
    """Whether a date lies more than three months before the note; a note without a date makes every date old."""
    if time is None or time.interval.latest is None or time.kind == "duration" or time.relation == "since":
        return False
    written = view.frame.document.written_on
    if written is None or written.earliest is None:
        return True
    return time.interval.latest < add_months(written.earliest, -3)


_EVER_SINCE = late(r"至今|以来|从未|从没|一直|始终|迄今|目前|[起来后]|\b(?:since|never|still|now|to date)\b")
_PART = late(r"[,;。\n]")
_TURN = late(r"[,;。\n]|(?<![a-z])(?:but|then|now)(?![a-z])")
_LEAD = 28


def said_long_ago(view: View, start: int, end: int) -> bool:
    """Whether words are dated to long ago by what stands right before them: 2024-05病历记"无肾脏受累"."""
    lower = view.frame.lower
    first = max(view.sentence(start).start, start - _LEAD)
    parts = list(_PART.finditer(lower, first, start))
    first = parts[-1].end() if parts else first
    times = view.frame.in_span(view.frame.times, first, start)
    return any(long_ago(view, time) for time in times) and _EVER_SINCE.search(lower, first, end) is None


_THEN = late(
    r"(?<![a-z])(?:previously|formerly|used to|in the past|back then|at that time|at the time|until|till|before"
    r"|prior to"
    r"|(?:at|on) (?:her|his|the) (?:last|previous|[a-z]+ember|[a-z]+ary|march|april|may|june|july|august"
    r"|october) (?:visit|review"
    r"|appointment|clinic)|last (?:year|month|summer|autumn|winter|spring))(?![a-z])"
)
_DAYS_OF_A_VISIT = 14


def told_of_then(view: View, start: int, end: int) -> bool:
    """Whether the clause around words speaks of a time gone by: "no symptoms in January", "until February"."""
    lower, sentence = view.frame.lower, view.sentence(start)
    first = max([sentence.start, *(part.end() for part in _PART.finditer(lower, sentence.start, start))])
    stop = _TURN.search(lower, end, sentence.end)
    last = stop.start() if stop else sentence.end
    if _EVER_SINCE.search(lower, first, last):
        return False
    if _THEN.search(lower, first, last):
        return True
    written = view.frame.document.written_on
    note = None if written is None else written.earliest
    days = [
        time.interval.latest
        for time in view.frame.in_span(view.frame.times, first, last)
        if time.kind != "duration" and time.relation != "since"
    ]
    return note is not None and any(day is not None and (note - day).days > _DAYS_OF_A_VISIT for day in days)


def dated_past(view: View, cue: Cue | None, time: TimeMention | None) -> bool:
    """Whether the activity itself is dated to long ago: ``active in 2019``, ``flare in 2024``."""
    return cue is not None and time is not None and 0 <= time.start - cue.end <= 8 and long_ago(view, time)


def time_of(view: View, index: int, mention: Mention) -> TimeMention | None:
    """The time that goes with the mention: in its own clause, else the only one of the words around it."""
    frame = view.frame
    clause = view.clause(mention.start)
    near = list(frame.in_span(frame.times, clause.start, clause.end))
    start, end = region(view, index, mention)
    if not near:
        near = [time for time in frame.in_span(frame.times, start, end) if _same_part(view, time, mention)]
        if _is_stay(view, near):
            near = near[1:]
        if len(near) != 1:
            return None
    others = [other for other in view.frame.in_span(view.mentions, clause.start, clause.end) if other != mention]
    lasting = _is_lasting(view, mention)
    free = [
        time
        for time in near
        if not _belongs_to_other(time, mention, others, lasting)
        and _gap(time, mention) <= (_NEAR_DISEASE if lasting else _NEAR)
        and not (lasting and _after_note(view, time))
    ]
    return min(free, key=lambda time: _gap(time, mention), default=None)


def _same_part(view: View, time: TimeMention, mention: Mention) -> bool:
    low, high = (mention.end, time.start) if time.start >= mention.end else (time.end, mention.start)
    return view.frame.lower.find(";", low, max(low, high)) < 0


_TO = late(r"\s?(?:-|\u2013|to|through|thru|until|till)\s?")


def _is_stay(view: View, near: list[TimeMention]) -> bool:
    """Whether two days are the first and the last of one stretch: "May 28 to June 3, 2026"."""
    return len(near) == 2 and _TO.fullmatch(view.frame.lower, near[0].end, near[1].start) is not None


def _gap(time: TimeMention, mention: Mention) -> int:
    return max(time.start - mention.end, mention.start - time.end)


def _is_lasting(view: View, mention: Mention) -> bool:
    return mention.concept.id == "sle" or view.frame.terminology.is_a(mention.concept.id, "autoimmune_disease")


def _after_note(view: View, time: TimeMention) -> bool:
    """Whether the day lies on or after that of the note: a visit or a plan, no onset."""
    written = view.frame.document.written_on
    first = time.interval.earliest
    return written is not None and written.earliest is not None and first is not None and first >= written.earliest


def _belongs_to_other(time: TimeMention, mention: Mention, others: list[Mention], lasting: bool) -> bool:
    """Whether another condition stands right before the time, as in ``MI 2019, stroke`` for the stroke."""
    if lasting and any(mention.end <= other.start and other.end <= time.start for other in others):
        return True
    if time.start < mention.start:
        if time.kind == "duration" and any(time.end <= other.start and other.end <= mention.start for other in others):
            return True
        return any(other.end <= time.start and time.start - other.end < 8 for other in others)
    return any(mention.end <= other.start and other.end <= time.start for other in others if time.start - other.end < 4)


def dates_of(
    view: View, mention: Mention, time: TimeMention | None, status: str | None, cue: Cue | None
) -> dict[str, DateInterval]:
    """In which fields the times belong: onset of a disease, end of an episode, day of an event."""
    found: dict[str, DateInterval] = {}
    if status == "resolved" and cue is not None:
        ends = view.frame.in_span(view.frame.times, cue.end, min(cue.end + 30, view.sentence(cue.start).end))
        if ends:
            found["resolved_on"] = ends[0].interval
        if time in ends:
            return found
    if time is None:
        return found
    begins = time.relation == "since" or time.kind == "duration" or _is_lasting(view, mention)
    return found | {"onset" if status != "remission" and begins else "date": time.interval}
