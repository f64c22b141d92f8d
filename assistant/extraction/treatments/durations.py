"""Reads lengths of time: since when something has lasted that long, or only how long a course was."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.extraction.frame import Frame, TimeMention
from assistant.extraction.late import late
from assistant.extraction.treatments.model import Event
from assistant.extraction.treatments.words import words
from rules.dates import DateInterval, add_months

_ELAPSED_BEFORE = late(
    r"(?:\b(?:for|past|last|over|since|x|on it|these|of|now)\b|x|近|已|满|维持|持续|服|用|吃|食|共|了|咗|这|有"
    r"|~|>|>=|≥|最近|\bthe\b)"
    r"(?:\s*\b(?:about|approximately|around|almost|nearly|over|more than|at least|like|the|past|last|under|just)\b)*"
    r"\s*[~><=≥快将近约大多]*\s*$"
)
_ELAPSED_AFTER = late(r"\s*(?:余|来|以上|多|有余|\bon\b|\bnow\b|\bso far\b|of therapy|of treatment)")
_COURSE_BEFORE = late(r"(?:x|连用|连续|共|疗程)\s*$")
_THE_LAST = ("最后", "末", "最末", "the last", "last", "final")
_AFTER_SO_LONG = late(
    r"\bafter\s+(?:only\s+|just\s+|about\s+|a\s+course\s+of\s+)?$|(?:用|吃|打|服)(?:了)?(?:约|不到|仅|才|只)?$"
)
_OF_COURSE = late(r"\s*(?:of\b(?! (?:therapy|treatment))|course\b|-?day\b|的?疗程)")
_NOT_ELAPSED = late(
    r"(?:minimum|min|total|planned|complete|another|further|every|each|after|within|repeat|in|疗程|每|再|q|需)"
    r"(?:\s+(?:a|of|the))?\s*$"
)
_OFTEN = late(r"[一1每]个?(?:天|日|周|星期|月)|a (?:day|week|month)")
_TIMES = late(r"\s*(?:[\d一二两三四五六半]|次|吃|打|服|口服|用|早|晚)")
"""The words of a frequency: 一天一百毫克, 一周一次."""
_MORE = late(r"[余多几]$")
_SHORT = 21
"""Below so many days a bare length is that of a course."""
_COURSE = 60


def is_duration(time: TimeMention) -> bool:
    """Whether a time is a length, not a date."""
    return time.kind == "duration" or (time.relation in ("for", "last") and bool(time.months or time.days))


def lasting(
    frame: Frame, time: TimeMention, role: str, label: str, place: tuple[int, int, int], clause: int
) -> Event | None:
    """A duration: how long something has lasted, or only how long a course was."""
    start, end, at = place
    note = note_day(frame)
    before = frame.lower[max(clause, time.start - 30) : time.start]
    named = frame.lower[time.start : time.end]
    if time.relation is None and _OFTEN.fullmatch(named) and _TIMES.match(frame.lower, time.end):
        return None
    if note is None or (_NOT_ELAPSED.search(before) and label != "stable"):
        return None
    if label == "last" and time.start <= end and frame.lower[at : time.start].strip() in _THE_LAST:
        return None  # 最后一天, "the last 3 days": not how long ago
    if role == "changed":
        # "Tapered over 3 months" and 减量2月 say how long it took, not when the dose changed last.
        return Event(role, start, end, None, label, at, days=round(time.days or (time.months or 0) * 30.4))
    if role == "stopped" and (_AFTER_SO_LONG.search(before) or _OF_COURSE.match(frame.lower, time.end)):
        # "Given up after three weeks", "finished 10 days of": how long it was, not how long ago it ended.
        return Event("course", start, end, None, label, at, days=round(time.days or (time.months or 0) * 30.4))
    if label == "given" and "冲" in frame.text[at : at + 2] and not _ELAPSED_AFTER.match(frame.lower, time.end):
        return Event("course", start, end, None, label, at, days=round(time.days or (time.months or 0) * 30.4))
    elapsed = (
        _ELAPSED_BEFORE.search(before)
        or _ELAPSED_AFTER.match(frame.lower, time.end)
        or time.relation in ("for", "last")
        or _MORE.search(named)
        or _alone(frame, time)
        or _closes(frame, time, clause)
    )
    days = time.days or 0
    unsaid = role in ("bare", "given", "last")
    if role == "started" and not elapsed and 0 < days < _SHORT and _dated_before(frame, time):
        # 1月底带状疱疹,予阿昔洛韦7天: the seven days from then, not those up to now.
        unsaid = True
    if unsaid and not (elapsed or _ELAPSED_BEFORE.match(named)):
        return Event("course", start, end, None, label, at, days=round(days)) if 0 < days < _COURSE else None
    short = unsaid and 0 < days < _SHORT and label not in ("ongoing", "unbroken")
    if short or (_COURSE_BEFORE.search(before) and 0 < days < _COURSE and role != "stable"):
        return Event("course", start, end, None, label, at, days=round(days))
    role = "started" if unsaid else role
    began = since_length(note, time, before, named + frame.lower[time.end : time.end + 3])
    return Event(role, start, end, began, label or "duration", at, lasting=True)


def _alone(frame: Frame, time: TimeMention) -> bool:
    """Whether a length of months or years stands alone behind a dose: "5 mg (two years)", "125 mg: 18 months, same"."""
    before, after = frame.text[max(0, time.start - _GAP) : time.start], frame.text[time.end : time.end + _GAP]
    before, after = before.rstrip(" \t~>≥")[-1:], after.lstrip(" \t")[:1]
    return bool(time.months) and before in ("(", ",", ":", "|") and after in ("", ")", ",", ";", "|", ".", "\n")


_GAP = 400
"""No more blanks than this stand between two words."""


def _dated_before(frame: Frame, time: TimeMention) -> bool:
    """Whether the sentence names a day or month before a length."""
    sentence = frame.sentences[frame.sentence_at(time.start)]
    earlier = frame.in_span(frame.times, sentence.start, time.start)
    return frame.lower[time.end - 1] >= "\u3400" and any(not is_duration(one) for one in earlier)


_TREATED = late(r"(?:治疗|用药|应用|使用|服药|合用|联用|片|[a-z]|[素呤酯司腙钠抗普喹松龙胺特宾唑])\s*$")
_PAST = late(r"曾|既往|后|停|改|换|无效|年")


def _closes(frame: Frame, time: TimeMention, clause: int) -> bool:
    """Whether a Chinese clause that tells of nothing else ends with a length: 联合激素治疗5个月."""
    if not time.months or frame.text[time.end : time.end + 1] not in ("", ",", ";", "。", "\n", ")"):
        return False
    before = frame.lower[clause : time.start]
    if frame.lower[time.end - 1] < "\u3400" or not _TREATED.search(before) or _PAST.search(before):
        return False
    return not [one for one in frame.in_span(frame.times, clause, time.start) if one is not time]


def since_length(note: date, time: TimeMention, before: str, named: str) -> DateInterval:
    """When something began that has lasted this long: a little looser where the length is only about right."""
    around = before[-14:].replace("+", " ") + named
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


_FOR_LONG = late(r"\s*(?:in|for|over)\s+(?:many |some |quite some |the (?:last|past) )?(?P<unit>months|years|ages)\b")
_LEAST_MONTHS = {"months": 2, "years": 24, "ages": 6}


def for_months(frame: Frame, event: Event) -> DateInterval | None:
    """The days of "nothing changed for months": two of them at least."""
    match, note = _FOR_LONG.match(frame.lower, event.end), note_day(frame)
    return DateInterval(None, add_months(note, -_LEAST_MONTHS[match["unit"]])) if match and note else None


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
