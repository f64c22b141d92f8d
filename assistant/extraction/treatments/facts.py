"""Turns what was gathered about a drug into a draft fact with its quotes. Reads no text beyond those spans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.orders import ordered
from assistant.extraction.treatments.underway import under_way
from assistant.extraction.treatments.words import words
from rules.dates import DateInterval, add_months
from rules.facts import Certainty

READER = "treatments"
_LONGEST_QUOTE = 240
_GIVEN_CLASSES = ("biologic", "anti_infective", "immunoglobulin", "cell_therapy", "plasma_exchange", "immunoadsorption")
_BEGINNING = ("start", "restart", "join", "combine")
_LATER = 2
"""A course may begin a day or two after the day that is named."""
_LONG_YEARS = 2
_BARE_REACH = 40
_INTERVAL = 45
"""Days: the longest usual time between two doses of a biologic, a little more."""
_BESIDE = 4
_LIST = 80
_SETTLED, _RECENT, _MONTH = 28, 1100, 32
"""Days: a bare date behind a dose tells its beginning if it is a month or day of the last three years, not of late."""
_PAST_PARTS = ("pmh", "past_treatment", "history", "surgical_history", "family_history")


def says_something(frame: Frame, record: Record) -> bool:
    """Whether a mention is worth a fact: a drug always, a class only with a dose, a date or an event."""
    general = bool(frame.terminology.descendants(record.name))
    if record.listed and record.is_a("glucocorticoid"):
        return True
    told = record.dose or record.route or record.planned or record.refused
    if not general or told or any(event.role != "bare" or event.interval for event in record.events):
        return True
    note = note_day(frame)
    return note is not None and under_way(frame, record, note)


def to_fact(frame: Frame, record: Record) -> DraftFact:
    """The draft of one mention with all that is said of it."""
    note = note_day(frame)
    fields: dict[str, Any] = {"drug_class": record.drug_class, "dose": record.dose, "route": record.route}
    fields["intent"] = record.intent
    fields |= _dates(frame, record, note)
    fields["status"] = _status(frame, record, fields)
    undated = fields["status"] in (None, "ongoing") and not fields.keys() & {"started", "last_given"}
    if undated and note is not None and under_way(frame, record, note):
        fields["status"], fields["last_given"] = "ongoing", DateInterval.on(note)
    if any(event.cue == "missed" for event in record.events):
        # A dose that is not always taken is no steady dose.
        fields["dose"] = None
    if record.group:
        fields["group"] = record.group
    return DraftFact(
        kind="treatment",
        name=record.name,
        document=frame.document.id,
        quotes=quotes(frame, record),
        fields={key: value for key, value in fields.items() if value is not None},
        source=record.mention.source,  # type: ignore[arg-type]
        subject=record.mention.subject,  # type: ignore[arg-type]
        certainty=_certainty(frame, record),
        reader=READER,
    )


def _certainty(frame: Frame, record: Record) -> Certainty:
    """In doubt too is what a plan only orders to be started: whether it was is for a later note to say."""
    order = not record.planned and not record.refused and ordered(frame, record.mention)
    open_plan = record.planned and _is_open(frame, record.mention)
    return "suspected" if order or open_plan or record.mention.certainty == "suspected" else "stated"


_OPEN = late(
    r"(?<![a-z])(?:if|unless|should (?:she|he|this|the)|consider\w*|may|might|could|would|discuss\w*|options?"
    r"|possibl\w+|perhaps|either"
    r"|thinking|think of|propos\w+|alternativ\w+|request\w*|not (?:been |yet )*(?:started|ordered|given)|whether"
    r"|in case|when needed|in future|future|later|after (?:the )?(?:trial|study|infusion))(?![a-z])"
    r"|如|若|考虑|必要时|视|或|可(?!用药)|讨论|酌情|待|再"
)
"""What leaves open whether a plan will come about."""


def _is_open(frame: Frame, mention: Mention) -> bool:
    sentence = frame.sentences[mention.sentence]
    return _OPEN.search(frame.lower, sentence.start, sentence.end) is not None


def _dates(frame: Frame, record: Record, note: date | None) -> dict[str, DateInterval]:
    """All dates of a record by field."""
    if record.planned or record.refused:
        return {}
    found: dict[str, DateInterval] = {}
    _starts(record, found, note)
    _changes(record, found, note)
    _stability(record, found)
    dosed_once = any(event.role == "last" or (event.role == "given" and event.interval) for event in record.events)
    dosed_once = dosed_once or _pulsed(record)
    if record.is_a(*_GIVEN_CLASSES) or record.burst or dosed_once:
        _given(frame, record, found, note)
    else:
        _range_end(record, found)
    if record.burst and "last_given" in found:
        # What ended is the burst, not the drug: it has a change on its last day and no last dose.
        found["changed"] = found.pop("last_given")
        found.setdefault("started", found["changed"])
        found.pop("stable_since", None)
    near = (record.mention.start - _BARE_REACH, record.mention.end + _BARE_REACH)
    bare = [e.interval for e in record.events if e.role == "bare" and e.interval and near[0] <= e.start <= near[1]]
    if not found and bare:
        found["changed" if _dates_the_dose(frame, record, note) else "date"] = bare[0]
    elif not found and record.context_time is not None and record.dose is None:
        found["date"], record.context_used = record.context_time, True
    return found


def _dates_the_dose(frame: Frame, record: Record, note: date | None) -> bool:
    """Whether a date right behind a dose ("20 mg weekly (Feb 2026)") says since when it is so: not in a past list."""
    if record.dose_span is None or note is None or record.mention.historical or record.mention.section in _PAST_PARTS:
        return False
    sentence = frame.sentences[record.mention.sentence]
    if words().past_list.search(frame.lower, max(sentence.start, record.mention.start - _LIST), record.mention.start):
        return False
    event = next((e for e in record.events if e.role == "bare" and e.interval), None)
    if event is None or not 0 <= event.start - record.dose_span[1] <= _BESIDE or event.interval is None:
        return False
    earliest, latest = event.interval.earliest, event.interval.latest
    if earliest is None or latest is None:
        return False
    return (note - latest).days > _SETTLED and (note - earliest).days < _RECENT and (latest - earliest).days < _MONTH


def _of(record: Record, *roles: str) -> list[Event]:
    return [event for event in record.events if event.role in roles and event.interval is not None]


def _starts(record: Record, found: dict[str, DateInterval], note: date | None) -> None:
    starts = _of(record, "started", "from")
    if any(event.role in ("stopped", "held") for event in record.events):
        starts = [event for event in starts if event.cue != "restart"]
    if starts:
        first = min(starts, key=lambda event: _late(event.interval))
        found["started"] = _only(first)
    elif (course := _course_start(record)) is not None:
        found["started"] = course
    elif record.context_time is not None and any(event.cue == "start" for event in record.events):
        found["started"], record.context_used = record.context_time, True
    elif note is not None and any(event.cue == "long" for event in record.events):
        found["started"] = DateInterval(None, add_months(note, -12 * _LONG_YEARS))
    elif note is not None and any(event.cue == "unbroken" for event in record.events):
        # Never interrupted: begun on a day that is not told, by the day of the note.
        found["started"] = DateInterval(None, note)


def _course_start(record: Record) -> DateInterval | None:
    """The beginning of what was stopped after so many days: "given up after three weeks"."""
    ends = _of(record, "stopped")
    days = max((event.days for event in record.events if event.role == "course"), default=0)
    if not days or not ends or record.is_a("anti_infective"):
        return None
    end = _only(max(ends, key=lambda event: _late(event.interval)))
    first = end.earliest - timedelta(days=days + _LATER) if end.earliest is not None else None
    return DateInterval(first, end.latest)


def _changes(record: Record, found: dict[str, DateInterval], note: date | None) -> None:
    changes = _of(record, "changed", "stopped", "held")
    changes += [
        e for e in _of(record, "started", "from") if (e.cue in _BEGINNING and not e.lasting) or dosed(record, e)
    ]
    dated = [event for event in changes if _only(event).earliest is not None or event.role != "started"]
    told = dated or _of(record, "started", "from", "stable")
    if told and note is not None and _changed_again(record, told):
        dated = told
        found["changed"] = DateInterval(min(filter(None, (_only(e).earliest for e in dated)), default=None), note)
    elif dated:
        found["changed"] = _only(max(dated, key=lambda event: _late(event.interval)))
    elif record.context_time is not None and record.context_time.day is not None and _changed_undated(record):
        found["changed"], record.context_used = record.context_time, True
    elif note is not None and {"held", "started"} <= {e.role for e in record.events if e.interval is None}:
        # Held and begun again on days that nobody names: by the day of the note.
        found["changed"] = DateInterval(None, note)


def _changed_again(record: Record, dated: Sequence[Event]) -> bool:
    """Whether the dose was changed once more on a day that nobody names, after the last one that is named."""
    last = max(dated, key=lambda event: event.at)
    after = [e for e in record.events if e.interval is None and e.at > last.at]
    again = [e for e in after if not (e.days and e.at - last.end <= _SAME_CHANGE)]
    stopped = any(e.role == "stopped" for e in again) and all(e.role == "started" for e in dated)
    return stopped or any(e.role == "changed" and e.cue == "change" for e in again)


_SAME_CHANGE = 24
"""Within so many letters a length says how long ago the dated change was: 9-30减为17.5,减量29天."""


def _changed_undated(record: Record) -> bool:
    """Whether something was done to the drug of which only the sentence before it gives the day."""
    near = record.mention.start - _BARE_REACH, record.mention.end + _BARE_REACH
    undated = [event for event in record.events if event.role in ("changed", "stopped", "held") and not event.interval]
    return any(near[0] <= event.start <= near[1] for event in undated)


def dosed(record: Record, event: Event) -> bool:
    """Whether a "since" follows a dose directly, so that this dose has stood since then."""
    if not event.since or event.role != "started" or record.dose_span is None:
        return False
    return 0 <= event.start - record.dose_span[1] <= 6


def _stability(record: Record, found: dict[str, DateInterval]) -> None:
    stable = [_only(event) for event in _of(record, "stable")]
    started = [event for event in _of(record, "started") if dosed(record, event)]
    if started and not _changed_again(record, started):
        stable += [_only(event) for event in started]
    for index, event in enumerate(record.events):
        later = record.events[index + 1 : index + 3]
        if (
            event.role == "changed"
            and event.interval
            and any(e.cue == "to_date" and e.end - event.end < 30 for e in later)
        ):
            stable.append(event.interval)
    if stable:
        found["stable_since"] = max(stable, key=_late)


_ONCE = late(
    r"[^.;,\n]{0,24}?(?:\bonce\b(?! (?:a|per|daily|weekly|every|more|again|she|he|the)\b)"
    r"|\bsingle (?:iv |im )?dose\b|\bone dose\b|\bx ?1\b(?! ?(?:wk|week|d|day)))"
)
"""Behind a drug: that it was given once, so that the course did not go on."""
_ORDINAL = late(r"(?:\b(?:second|2nd|third|3rd|fourth|4th|last|final|latest)|第[二三四五六]|末)")


def _precise(frame: Frame, given: list[Event]) -> list[Event]:
    """Without the month or season of which a later dose's own day is told: "in the autumn, second infusion 12 Nov"."""
    exact = [one for one in given if one.interval and _ORDINAL.search(frame.lower, max(0, one.start - 12), one.end)]
    return (
        [one for one in given if one in exact or not any(_inside(e.interval, one.interval) for e in exact)]
        if exact
        else given
    )


def _inside(one: DateInterval | None, other: DateInterval | None) -> bool:
    if one is None or other is None or None in (one.earliest, one.latest, other.earliest, other.latest):
        return False
    return one != other and other.earliest <= one.earliest and one.latest <= other.latest  # type: ignore[operator]


def _given(frame: Frame, record: Record, found: dict[str, DateInterval], note: date | None) -> None:
    last = _of(record, "last", "until")
    given = _precise(frame, _of(record, "given", "bare"))
    anti_infective = record.is_a("anti_infective")
    last += _once_more(last, given)
    if anti_infective or record.burst:
        last += _of(record, "stopped")
    if last:
        found["last_given"] = _only(max(_with_a_day(last, given), key=lambda event: _late(event.interval)))
    elif given:
        found["last_given"] = _only(max(given, key=lambda event: _late(event.interval)))
        if len(given) > 1 and (record.burst or anti_infective):
            found.setdefault("started", _only(min(given, key=lambda event: _late(event.interval))))
    elif record.context_time is not None and (record.burst or anti_infective or _pulsed(record)):
        found["last_given"], record.context_used = record.context_time, True
    elif (ended := _ended_by(record, found, note)) is not None:
        found["last_given"] = ended
    if not anti_infective or record.burst or note is None:
        return
    if any(event.cue == "ongoing" for event in record.events):
        found["last_given"] = DateInterval.on(note)
    elif not last and "last_given" in found and record.intent != "prophylaxis" and not record.context_range:
        found["last_given"] = _course_end(frame, record, found["last_given"], note)


def _once_more(last: Sequence[Event], given: Sequence[Event]) -> list[Event]:
    """What was given behind a stretch of time that had ended: "2025-06至2025-09每周一次,2026-02又打了2针"."""
    if not last or any(event.role != "until" for event in last):
        return []
    return [event for event in given if event.role == "given" and event.at > last[-1].at]


def _ended_by(record: Record, found: dict[str, DateInterval], note: date | None) -> DateInterval | None:
    """When a drug was given last of which only the stop is told, on a day that the note names or on none."""
    if "changed" in found and _of(record, "stopped"):
        return DateInterval(None, found["changed"].latest)
    begun = _of(record, "started", "from")
    return DateInterval(_only(begun[0]).earliest, note) if note and begun and _changed_again(record, begun) else None


def _pulsed(record: Record) -> bool:
    """Whether a drug was given in pulses, of which the sentence before it gives the time."""
    return record.is_a("cyclophosphamide") and any(event.role == "given" for event in record.events)


def _course_end(frame: Frame, record: Record, first: DateInterval, note: date) -> DateInterval:
    """When a course that was given on one named day can have ended: after its length, else by the day of the note."""
    if _ONCE.match(frame.lower, record.mention.end):
        return first
    days = max((event.days for event in record.events), default=0)
    latest = note
    if days and first.latest is not None:
        latest = min(note, first.latest + timedelta(days=days + _LATER))
    start = first.earliest
    if start is not None and first.latest is not None and (first.latest - start).days > _MONTH:
        return first
    return DateInterval(start, latest) if start is None or start <= latest else first


def _range_end(record: Record, found: dict[str, DateInterval]) -> None:
    """Reads "2015-2018": from and until."""
    ends = _of(record, "until")
    if ends:
        found["last_given"] = found["changed"] = _only(max(ends, key=lambda event: _late(event.interval)))


def _ran_its_days(frame: Frame, record: Record, fields: dict[str, Any]) -> bool:
    """Whether a course against an infection has a length and was over before the note: 1月底予阿昔洛韦7天."""
    note, last = note_day(frame), fields.get("last_given")
    if not record.is_a("anti_infective") or note is None or last is None or last.latest is None:
        return False
    return any(event.role == "course" for event in record.events) and bool(last.latest < note)


def _status(frame: Frame, record: Record, fields: dict[str, Any]) -> str | None:
    if record.refused:
        return "refused"
    if record.planned:
        return "planned"
    past = [event for event in record.events if event.role in ("stopped", "held", "until")]
    again = [
        event for event in record.events if event.cue in ("restart", "ongoing", "to_date") and event.interval is None
    ]
    if past:
        latest = max(past, key=lambda event: (_late(event.interval), event.start))
        resumed = any(event.cue == "restart" and event.start > latest.start for event in record.events)
        if not resumed:
            return "held" if latest.role == "held" else "stopped"
    if record.burst:
        return "stopped" if "changed" in fields else None
    if any(event.role in ("started", "stable", "changed") for event in record.events) or again:
        over = _given_long_ago(frame, record, fields) or _ran_its_days(frame, record, fields)
        return None if not again and over else "ongoing"
    if "last_given" in fields and not again:
        return None
    if record.mention.historical or "date" in fields:
        return None
    listed = record.mention.section in ("medications", "discharge_medications", "plan", "assessment")
    return "ongoing" if record.dose is not None or listed or _is_on(frame, record.mention) else None


_ON = late(
    r"(?:^|[.;,\n]\s?|(?<![a-z])(?:is|remains|stays|and|she's|he's)\s(?:still |currently |now )?)on\s"
    r"(?:(?:monthly|weekly|fortnightly|regular|iv|sc|subcutaneous|intravenous|oral|long-term|maintenance|both)\s)*$"
)
_AS_IT_IS = late(
    r"(?:\s(?:infusions?|injections?|pens?|iv|sc|monthly|weekly|fortnightly|daily|regularly|therapy"
    r"|treatment|every \w+(?: \w+)?"
    r"|q\d+w|long term))*\s*(?=[.,;\n]|$|(?:and|with|plus|alongside|for)(?![a-z]))"
)


def _is_on(frame: Frame, mention: Mention) -> bool:
    """Whether the patient is plainly on a drug: "On anifrolumab infusions monthly"; not "on rituximab she fell"."""
    begin = max(frame.sentences[mention.sentence].start, mention.start - 48)
    before = frame.lower[begin : mention.start]
    if mention.section in _PAST_PARTS:
        return False
    if _ON.search(before) is not None:
        return _AS_IT_IS.match(frame.lower, mention.end) is not None
    return _TAKES.search(before) is not None and _SO_OFTEN.match(frame.lower, mention.end) is not None


_TAKES = late(
    r"(?<![a-z])(?:self-?injects|injects|takes|gets|receives|uses|has)(?:\s(?:her|his|the|iv|sc|herself"
    r"|himself|\d+ ?mg(?: of)?))*\s$"
)
_SO_OFTEN = late(
    r"(?:\s(?:infusions?|injections?|pens?|iv|sc|\d+ ?mg))*,?\s(?:every|each|weekly|monthly|fortnightly"
    r"|once an?|twice an?|q\d+\s?w"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)days)(?![a-z])"
)


def _given_long_ago(frame: Frame, record: Record, fields: dict[str, Any]) -> bool:
    """Whether what is given at intervals was last given longer ago than one of these."""
    note, last = note_day(frame), fields.get("last_given")
    if note is None or last is None or last.latest is None or not record.is_a(*_GIVEN_CLASSES):
        return False
    return bool((note - last.latest).days > _INTERVAL)


def _late(interval: DateInterval | None) -> date:
    if interval is None:
        return date.min
    return interval.latest or interval.earliest or date.min


def _with_a_day(last: Sequence[Event], given: Sequence[Event]) -> Sequence[Event]:
    """The last doses, with the day of a dose where none of them has one: "on 16 September; before that last fall"."""
    days = [event for event in given if _is_day(event)]
    return last if not days or any(_is_day(event) for event in last) else [*last, *days]


def _is_day(event: Event) -> bool:
    interval = event.interval
    return interval is not None and interval.earliest is not None and interval.earliest == interval.latest


def _only(event: Event) -> DateInterval:
    assert event.interval is not None
    return event.interval


def quotes(frame: Frame, record: Record) -> tuple[Quote, ...]:
    """The words of a record: one stretch where they stand close together, else one for each part."""
    mention = record.mention
    spans = [(mention.start, mention.end)]
    if record.on_top:
        own = [event for event in record.events if event.interval is not None]
        spans = [] if own else spans
    if record.dose_span is not None:
        spans.append(record.dose_span)
    spans += [(event.start, event.end) for event in record.events]
    if record.context_span and record.context_used:
        spans.append(record.context_span)
    spans += [cue for cue in mention.cues if record.refused or record.planned]
    return tuple(Quote(start, end) for start, end in joined(frame, spans, mention.start))


def joined(frame: Frame, spans: Sequence[tuple[int, int]], anchor: int) -> list[tuple[int, int]]:
    """Spans of one sentence as one stretch where it is not too long; the stretch with the anchor first."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if made and frame.sentence_at(made[-1][0]) == frame.sentence_at(start) and end - made[-1][0] <= _LONGEST_QUOTE:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    made.sort(key=lambda span: not span[0] <= anchor < span[1])
    return made
