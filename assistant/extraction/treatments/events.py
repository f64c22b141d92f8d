"""Pairs the times of a clause with the words that say what happened then. Knows no drugs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.extraction.cues import Cue
from assistant.extraction.frame import Frame, TimeMention
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import clamp, is_duration, lasting, note_day
from assistant.extraction.treatments.model import Event
from assistant.extraction.treatments.ranges import head_of_range, is_range, point_ranges, tail_of_range
from assistant.extraction.treatments.words import Cues, words
from rules.dates import DateInterval
from rules.frozen import replace

ROLES = {
    "start": "started",
    "restart": "started",
    "join": "started",
    "combine": "started",
    "unbroken": "started",
    "change": "changed",
    "switch": "changed",
    "order": "changed",
    "stable": "stable",
    "stop": "stopped",
    "hold": "held",
    "last": "last",
    "given": "given",
    "ongoing": "bare",
    "to_date": "bare",
    "missed": "bare",
    "long": "bare",
}
SEVERAL = frozenset({"given", "change"})
"""Cues that may govern more than one date."""
CANCELLED_BY_DOUBT = frozenset(
    {"start", "restart", "join", "change", "switch", "order", "stop", "hold", "given", "last"}
)
_LASTING = ("stable", "started")
"""What stays true where the clause says that a change was ordered but never made."""
_NEGATED = late(r"(?:\b(?:not|never|without)\b(?:\s+(?:been|yet|be))*|未|没有?|尚未)\s*$")
_NOT_TO = late(
    r"(?:别|勿|不要|不能|不可|不敢|没敢|切勿"
    r"|\b(?:don't|do not|should not|must not|never|not to|did not|didn't)(?: ever)?)\s*$"
)
"""Before a stop: that there was none, or is to be none."""
_CONDITION = late(r"\b(?:if|when|once|after|unless|next|in \d|over|as tolerated|slowly|later)\b")
_SINCE_DOSE = late(r"\s*(?:起|开始)?\s*(?:即|就|一直)?(?:(?P<held>按|以|固定|维持)|减|降|加至|加到|改)[^。;,\n]{0,6}\d")
_TO_DOSE = late(r"[^.;]{0,40}?\bto\s+\d")
_SINCE_EVENT = late(r"\bsince\s+(?:[a-z]+\s+){1,4}(?:in|of|on)\s+$")
"""Before a date: "since her transplant in 2018"."""
_NEAR = 70
_RESTART_REACH = 30
_WAS_DOSE = late(
    r"\b(?:it was|was at|was on|dose was|had been)\s+\d+(?:\.\d+)?\s*(?:mg|g)?"
    r"(?:/d(?:ay)?| daily| a day)?\s*(?:un)?till?\s*$"
)


def events_of(frame: Frame, cues: Cues, start: int, end: int) -> list[Event]:
    """What a clause says happened, each with its time if it has one, in the order of the text."""
    happened = [cue for cue in Frame.in_span(cues.events, start, end) if not _doubted(frame, cues, cue, start)]
    undone = cues.beside("undone", start, end)
    times = _either(frame, _times(frame, start, end))
    found, single = _ranges(frame, times)
    used: set[int] = set()
    for time in single:
        cue = _cue_for(frame, time, happened, times, start)
        if cue is not None and cue.start in used and cue.label not in SEVERAL:
            cue = None
        event = _event(frame, time, cue, start)
        if event is None or _in_that_year(frame, time, event):
            continue
        if cue is not None and event.role != "course":
            used.add(cue.start)
        found.append(event)
    for cue in happened:
        if cue.start not in used:
            found.append(Event(ROLES[cue.label], cue.start, cue.end, None, cue.label, cue.start))
    found = _restarted(found)
    if undone is not None:
        found = [event for event in found if event.at > undone.start or event.role in _LASTING]
    return sorted(found, key=lambda event: event.at)


def _restarted(found: Sequence[Event]) -> list[Event]:
    """In "back on at the same dose on 3/2" the date is that of the restart."""
    again = [event.start for event in found if event.cue == "restart"]
    return [
        replace(event, role="started", cue="restart", since=False)
        if event.role == "stable" and any(0 <= event.at - start <= _RESTART_REACH for start in again)
        else event
        for event in found
    ]


_OR = late(r"\s*(?:or|或者?)\s*(?:in\s+)?")


def _either(frame: Frame, times: Sequence[TimeMention]) -> list[TimeMention]:
    """The times, two of which only one is meant ("in February or March") as one that holds both."""
    made: list[TimeMention] = []
    for time in times:
        last = made[-1] if made else None
        if (
            last is not None
            and "duration" not in (last.kind, time.kind)
            and _OR.fullmatch(frame.lower, last.end, time.start)
        ):
            first, second = sorted((last.interval, time.interval), key=lambda one: one.earliest or date.min)
            made[-1] = replace(last, end=time.end, interval=DateInterval(first.earliest, second.latest))
        else:
            made.append(time)
    return made


def _times(frame: Frame, start: int, end: int) -> list[TimeMention]:
    """The times of a clause; of those ahead of the note only the ends of something."""
    note = note_day(frame)
    times = [time for time in Frame.in_span(frame.times, start, end) if time.end <= end]
    if note is None:
        return times
    return [t for t in times if t.interval.earliest is None or t.interval.earliest <= note or _ends(frame, t)]


def _ranges(frame: Frame, times: Sequence[TimeMention]) -> tuple[list[Event], list[TimeMention]]:
    """The stretches of time as two events each, and the times that are none."""
    found: list[Event] = []
    single: list[TimeMention] = []
    skip = -1
    for index, time in enumerate(times):
        if index <= skip:
            continue
        following = times[index + 1] if index + 1 < len(times) else None
        last: tuple[DateInterval, int, int] | None = None
        if following is not None and is_range(frame, time, following):
            last, skip = (following.interval, following.start, following.end), index + 1
        elif (following is None or following.start > time.end + 6) and (tail := tail_of_range(frame, time)):
            last = (DateInterval.on(tail[0]), time.start, tail[1])
        elif (head := head_of_range(frame, time)) is not None:
            first = Event("from", head[1], time.end, DateInterval.on(head[0]), at=head[1])
            found += [first, Event("until", time.start, time.end, clamp(time.interval, frame), at=time.start)]
            continue
        if last is None:
            single.append(time)
            continue
        found.append(Event("from", time.start, time.end, clamp(time.interval, frame), at=time.start))
        found.append(Event("until", last[1], last[2], last[0], at=last[1]))
    return found, single


def course_days(frame: Frame, start: int, end: int) -> list[Event]:
    """The ends of the courses of a clause that are written without signs for month and day: 2.28-3.5."""
    note = note_day(frame)
    found: list[Event] = []
    for first, last, left, right in point_ranges(frame, start, end, note) if note is not None else ():
        found.append(Event("from", left, right, DateInterval.on(first), at=left))
        found.append(Event("until", left, right, DateInterval.on(last), at=left + 1))
    return found


def _ends(frame: Frame, time: TimeMention) -> bool:
    """Whether a date is the end of something, which may lie ahead."""
    before = words().before_time.search(frame.lower, max(0, time.start - 34), time.start)
    return time.relation == "until" or (before is not None and before.lastgroup == "until")


def _is_now(frame: Frame, time: TimeMention) -> bool:
    """Whether a time is the day of the note in other words: "until today", 服至今日."""
    note = note_day(frame)
    return (
        note is not None
        and time.interval.day == note
        and not any(c.isdigit() for c in frame.text[time.start : time.end])
    )


def _doubted(frame: Frame, cues: Cues, cue: Cue, start: int) -> bool:
    """Whether the clause only weighs, plans or denies what the cue names."""
    if cue.label not in CANCELLED_BY_DOUBT:
        return False
    if cue.label in ("stop", "hold") and _NOT_TO.search(frame.lower, max(start, cue.start - 16), cue.start):
        return True
    if cue.label in ("start", "restart", "order", "change") and _NEGATED.search(
        frame.lower, max(start, cue.start - 16), cue.start
    ):
        return True
    if cue.label == "order" and not _is_order(frame, cue):
        return True
    return cues.beside("maybe", start, cue.start) is not None


def _is_order(frame: Frame, cue: Cue) -> bool:
    """Whether a verb without a tense orders a dose of now: "increase to 20 mg", not "taper if she improves"."""
    said = frame.lower[cue.end : cue.end + 70].split("\n")[0]
    return _TO_DOSE.match(said) is not None and _CONDITION.search(said) is None


def _cue_for(
    frame: Frame, time: TimeMention, happened: Sequence[Cue], times: Sequence[TimeMention], clause: int
) -> Cue | None:
    """The cue that a time belongs to: the nearest, rather before it in English and after it in Chinese."""
    best: tuple[int, Cue] | None = None
    for cue in happened:
        before = cue.end <= time.start
        gap = time.start - cue.end if before else cue.start - time.end
        between = (cue.end, time.start) if before else (time.end, cue.start)
        chinese = frame.lower[cue.start] >= "\u3400"
        cost = gap + (0 if before != chinese or cue.label in ("last", "stable") else 12)
        cost += 25 * sum(between[0] <= other.start < between[1] for other in times)
        if not before and not chinese and not _opens(frame, time, clause, gap):
            continue
        cost += 25 if not before and not chinese else 0
        cost += 8 if cue.label in ("ongoing", "long", "given") else 0
        if gap <= _NEAR and (best is None or cost < best[0]):
            best = (cost, cue)
    return best[1] if best else None


_COUNTED = late(r"(\d{1,2})月")


def _as_length(frame: Frame, time: TimeMention, label: str) -> TimeMention:
    """Reads the 2月 of 剂量2月未变 as two months, not as February."""
    match = _COUNTED.fullmatch(frame.text, time.start, time.end) if label in ("stable", "unbroken") else None
    if match is None or time.relation or not frame.lower.startswith(("未", "没", "无", "内未"), time.end):
        return time
    if frame.lower[max(0, time.start - 1) : time.start] in ("自", "从", "年"):
        return time
    return replace(time, kind="duration", relation="for", months=float(match[1]), days=None)


def _opens(frame: Frame, time: TimeMention, clause: int, gap: int) -> bool:
    """Whether a date leads up to what follows: "on 3/2 stopped", "3/2: stopped", not "weekly 4/2025 -> stopped"."""
    first = not frame.lower[clause : time.start].strip(" \t-*•·")
    if not first and frame.lower[time.end : time.end + 3].strip().startswith(("-", ">", "→", "=")):
        return False
    return gap <= 8 or len(frame.lower[clause : time.start].strip()) <= 14


def _event(frame: Frame, time: TimeMention, cue: Cue | None, clause: int) -> Event | None:
    label = cue.label if cue else ""
    line = frame.lines[frame.line_at(time.start)].start
    if time.relation and not frame.lower[line : time.start].strip(" \t-*•·"):
        time = replace(time, relation=None)
    before = words().before_time.search(frame.lower, max(clause, line, time.start - 34), time.start)
    after = words().after_time.match(frame.lower, time.end)
    at = cue.start if cue else time.start
    span = (min(time.start, at), max(time.end, cue.end if cue else time.end))
    time = _as_length(frame, time, label)
    if is_duration(time):
        return lasting(frame, time, ROLES.get(label, "bare"), label, (*span, at), clause)
    lead = before.lastgroup if before else None
    if lead is None and _SINCE_EVENT.search(frame.lower, max(clause, line, time.start - 44), time.start):
        lead = "since"
    tail = after.lastgroup if after else None
    interval = clamp(time.interval, frame)
    since = lead in ("since", "from") or tail == "since" or time.relation == "since"
    since = since or frame.lower.startswith("since ", time.start)
    if since and "least" in frame.lower[max(clause, time.start - 12) : time.start]:
        interval = DateInterval(None, interval.latest)
    if lead == "until" or time.relation == "until":
        return _ended(frame, time, Event("until", *span, interval, label, at), clause)
    role = ROLES.get(label, "bare")
    if since and role in ("bare", "given"):
        role = "started"
    if role in ("stable", "started") and "past" in frame.lower[time.start : time.end]:
        # "Stable for the past year" holds from its beginning on.
        interval = DateInterval(None, interval.earliest)
    if since and role == "started" and (dose := _SINCE_DOSE.match(frame.lower, time.end)):
        role, label = ("stable", "stable") if dose["held"] else ("changed", "change")
    if since and role == "started" and before is not None:
        span = (min(span[0], before.start()), span[1])
    return Event(role, *span, interval, label, at, since)


def _in_that_year(frame: Frame, time: TimeMention, event: Event) -> bool:
    """Whether a dose is only said to have been the same in a year that is over: 2025年一直没变."""
    if event.role != "stable" or event.since or time.kind != "year" or time.relation is not None:
        return False
    note = note_day(frame)
    return note is not None and time.interval.latest is not None and time.interval.latest < note


def _ended(frame: Frame, time: TimeMention, event: Event, clause: int) -> Event:
    """What "until" a day says: up to now, the end of a dose ("it was 25 until 5/13") or that of the drug."""
    if time.kind in ("relative", "day") and _is_now(frame, time):
        return replace(event, role="bare", interval=None, cue="to_date")
    if _WAS_DOSE.search(frame.lower, max(clause, time.start - 40), time.start):
        return replace(event, role="changed", cue="change")
    return event
