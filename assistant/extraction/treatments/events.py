"""Pairs the times of a clause with the words that say what happened then. Knows no drugs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from assistant.extraction.cues import Cue
from assistant.extraction.frame import Frame, TimeMention
from assistant.extraction.treatments.model import Event
from assistant.extraction.treatments.words import Cues, words
from rules.dates import DateInterval, add_months

ROLES = {
    "start": "started",
    "restart": "started",
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
    "long": "bare",
}
SEVERAL = frozenset({"given", "change"})
"""Cues that may govern more than one date."""
CANCELLED_BY_DOUBT = frozenset({"start", "restart", "change", "switch", "order", "stop", "hold", "given", "last"})
_RANGE = re.compile(r"\s*(?:-|~|to|through|thru|until|till|and|至|到|、|,|&|\s)\s*(?:on\s*)?(?=$)", re.IGNORECASE)
_TO = re.compile(r"-|~|to|through|thru|until|till|至|到", re.IGNORECASE)
_ELAPSED_BEFORE = re.compile(
    r"(?:\b(?:for|past|last|over|since|x|on it|these|of|now)\b|x|近|已|服|用|吃|共|了|最近|这|有|~|>|>=|≥|\bthe\b)"
    r"(?:\s*\b(?:about|approximately|around|almost|nearly|over|more than|at least|like|the|past|last|under|just)\b)*\s*[~><=≥快将近约大多]*\s*$"
)
_ELAPSED_AFTER = re.compile(r"\s*(?:余|来|以上|多|有余|\bon\b|\bnow\b|\bso far\b|of therapy|of treatment)")
_COURSE_BEFORE = re.compile(r"(?:\bx|(?<![a-z])x|连用|连续|共|疗程)\s*$")
_NOT_ELAPSED = re.compile(
    r"(?:minimum|min|total|planned|complete|another|further|every|each|after|within|repeat|in|疗程|每|再|q|需)(?:\s+(?:a|of|the))?\s*$"
)
_NEGATED = re.compile(r"(?:\b(?:not|never|without)\b(?:\s+(?:been|yet|be))*|未|没有?|尚未)\s*$")
_CONDITION = re.compile(r"\b(?:if|when|once|after|unless|next|in \d|over|as tolerated|slowly|later)\b")
_TO_DOSE = re.compile(r"[^.;]{0,40}?\bto\s+\d")
_NEAR = 70


def events_of(frame: Frame, cues: Cues, start: int, end: int) -> list[Event]:
    """What a clause says happened, each with its time if it has one, in the order of the text."""
    note = note_day(frame)
    times = [time for time in Frame.in_span(frame.times, start, end) if time.end <= end]
    if note is not None:
        times = [
            time
            for time in times
            if time.interval.earliest is None or time.interval.earliest <= note or _ends(frame, time)
        ]
    happened = [cue for cue in Frame.in_span(cues.events, start, end) if not _doubted(frame, cues, cue, start)]
    found: list[Event] = []
    used: set[int] = set()
    skip = -1
    for index, time in enumerate(times):
        if index <= skip:
            continue
        if index + 1 < len(times) and _is_range(frame, time, times[index + 1]):
            other = times[index + 1]
            found.append(Event("from", time.start, time.end, clamp(time.interval, frame), at=time.start))
            found.append(Event("until", other.start, other.end, other.interval, at=other.start))
            skip = index + 1
            continue
        cue = _cue_for(frame, time, happened, times, start)
        if cue is not None and cue.start in used and cue.label not in SEVERAL:
            cue = None
        event = _event(frame, time, cue, start)
        if event is None:
            continue
        if cue is not None and event.role != "course":
            used.add(cue.start)
        found.append(event)
    for cue in happened:
        if cue.start not in used:
            found.append(Event(ROLES[cue.label], cue.start, cue.end, None, cue.label, cue.start))
    return sorted(found, key=lambda event: event.at)


def _ends(frame: Frame, time: TimeMention) -> bool:
    """Whether a date is the end of something, which may lie ahead."""
    before = words().before_time.search(frame.lower, max(0, time.start - 34), time.start)
    return time.relation == "until" or (before is not None and before.lastgroup == "until")


def _doubted(frame: Frame, cues: Cues, cue: Cue, start: int) -> bool:
    """Whether the clause only weighs, plans or denies what the cue names."""
    if cue.label not in CANCELLED_BY_DOUBT:
        return False
    if cue.label in ("start", "restart", "order") and _NEGATED.search(frame.lower, max(start, cue.start - 16), cue.start):
        return True
    if cue.label == "order" and not _is_order(frame, cue):
        return True
    return cues.beside("maybe", start, cue.start) is not None


def _is_order(frame: Frame, cue: Cue) -> bool:
    """Whether a verb without a tense orders a dose of now: "increase to 20 mg", not "taper if she improves"."""
    said = frame.lower[cue.end : cue.end + 70].split("\n")[0]
    return _TO_DOSE.match(said) is not None and _CONDITION.search(said) is None


def _is_range(frame: Frame, first: TimeMention, second: TimeMention) -> bool:
    """Whether two dates are the ends of one stretch of time."""
    if first.kind == "duration" or second.kind == "duration":
        return False
    between = frame.lower[first.end : second.start]
    return len(between) <= 12 and _RANGE.fullmatch(between) is not None and _TO.search(between) is not None


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


def _opens(frame: Frame, time: TimeMention, clause: int, gap: int) -> bool:
    """Whether a date leads up to what follows: "on 3/2 stopped", "3/2: stopped", not "weekly 4/2025 -> stopped"."""
    if frame.lower[time.end : time.end + 3].strip().startswith(("-", ">", "→", "=")):
        return False
    return gap <= 8 or len(frame.lower[clause : time.start].strip()) <= 14


def _event(frame: Frame, time: TimeMention, cue: Cue | None, clause: int) -> Event | None:
    label = cue.label if cue else ""
    before = words().before_time.search(frame.lower, max(clause, time.start - 34), time.start)
    after = words().after_time.match(frame.lower, time.end)
    at = cue.start if cue else time.start
    span = (min(time.start, at), max(time.end, cue.end if cue else time.end))
    if _is_duration(time):
        return _lasting(frame, time, label, (*span, at), clause)
    lead = before.lastgroup if before else None
    tail = after.lastgroup if after else None
    interval = clamp(time.interval, frame)
    since = lead in ("since", "from") or tail == "since" or (time.relation == "since")
    if since and "least" in frame.lower[max(clause, time.start - 12) : time.start]:
        interval = DateInterval(None, interval.latest)
    if lead == "until" or time.relation == "until":
        return Event("until", *span, interval, label, at)
    role = ROLES.get(label, "bare")
    if since and role in ("bare", "given"):
        role = "started"
    if since and role == "started" and before is not None:
        span = (min(span[0], before.start()), span[1])
    return Event(role, *span, interval, label, at, since)


def _is_duration(time: TimeMention) -> bool:
    return time.kind == "duration" or (time.relation in ("for", "last") and bool(time.months or time.days))


def _lasting(frame: Frame, time: TimeMention, label: str, place: tuple[int, int, int], clause: int) -> Event | None:
    """A duration: how long something has lasted, or only how long a course was."""
    start, end, at = place
    note = note_day(frame)
    before = frame.lower[max(clause, time.start - 30) : time.start]
    named = frame.lower[time.start : time.end]
    if note is None or (_NOT_ELAPSED.search(before) and label != "stable"):
        return None
    role = ROLES.get(label, "bare")
    if role == "changed":
        # "Tapered over 3 months" and 减量2月 say how long it took, not when the dose changed last.
        return Event(role, start, end, None, label, at)
    elapsed = (
        _ELAPSED_BEFORE.search(before)
        or _ELAPSED_AFTER.match(frame.lower, time.end)
        or time.relation in ("for", "last")
    )
    if role in ("bare", "given", "last") and label != "stable":
        if not (elapsed or _ELAPSED_BEFORE.match(named)):
            return None
    if _COURSE_BEFORE.search(before) and (time.days or 0) and (time.days or 0) < 60 and label != "stable":
        return Event("course", start, end, None, label, at)
    if role in ("bare", "given", "last"):
        if (time.days or 0) and (time.days or 0) < 21 and label not in ("ongoing", "unbroken"):
            return Event("course", start, end, None, label, at)
        role = "started"
    began = since_length(note, time, before, named + frame.lower[time.end : time.end + 3])
    return Event(role, start, end, began, label or "duration", at)


def since_length(note: date, time: TimeMention, before: str, named: str) -> DateInterval:
    """When something began that has lasted this long: a little looser where the length is only about right."""
    around = before[-14:] + named
    if words().at_least.search(around):
        return DateInterval(None, _back(note, time, 1.0))
    if words().nearly.search(around):
        return DateInterval(_back(note, time, 1.0), _back(note, time, 0.75))
    return DateInterval(_back(note, time, 1.5), _back(note, time, 1.0))


def _back(note: date, time: TimeMention, factor: float) -> date:
    if time.months:
        months = time.months * factor
        whole = add_months(note, -int(months))
        return whole - timedelta(days=round((months - int(months)) * 30.4))
    return note - timedelta(days=round((time.days or 0) * factor))


def note_day(frame: Frame) -> date | None:
    """The last day on which the note can have been written."""
    written = frame.document.written_on
    return None if written is None else written.latest or written.earliest


def clamp(interval: DateInterval, frame: Frame) -> DateInterval:
    """The interval without the days after the note: "since 2026" in March 2026 ends in March."""
    note = note_day(frame)
    if note is None or interval.earliest is None or interval.latest is None or interval.earliest > note:
        return interval
    return DateInterval(interval.earliest, min(interval.latest, note))
