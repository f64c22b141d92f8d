"""Goes through a note sentence by sentence and gives each event to the drug that it happened to. Makes no facts."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.covered import Covered
from assistant.extraction.frame import Frame, Span, TimeMention
from assistant.extraction.late import late
from assistant.extraction.treatments import details, headers, owners
from assistant.extraction.treatments.durations import clamp, for_months, note_day
from assistant.extraction.treatments.events import course_days, events_of
from assistant.extraction.treatments.landmarks import landmark_events
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.partners import date_bases
from assistant.extraction.treatments.words import Cues
from rules.dates import DateInterval
from rules.frozen import dataclass, field, replace

_CHUNK_END = late(r"[;,:()。?!\[\]]|\n|\.(?=\s|$)")
_DICTATION_END = late(r"[:()?!\[\]]|\n|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_PUNCTUATED = late(r"[,;。、]")
_DICTATED = 40
"""Dictation in Chinese parts its clauses by blanks alone."""
_DIGIT = late(r"\d")
_REACH = 320
_SENTENCES_ON = 2
_ALL_YEAR = ("all year", "the whole year", "今年一直")
_TO_ANOTHER = ("改为", "改成", "改至", "changed to", "changed from")
_DATING = ("changed", "started", "stable", "stopped", "held")


@dataclass(slots=True)
class _State:
    """What the walk remembers from one sentence to the next."""

    admission: DateInterval | None = None
    carried: list[Record] = field(default_factory=list)
    carried_sentence: int = -9
    recent: list[Record] = field(default_factory=list)
    last: Event | None = None
    """The last dated event of this sentence."""
    loose: TimeMention | None = None
    """The day of the clause before, which names no drug and tells of none."""
    header: Event | None = None
    """What a heading says of all the drugs listed below it."""
    before: Event | None = None
    """The last statement of stability of the sentence before."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause with its drugs, and what a clause without any goes on about."""

    chunk: Span
    runs: Sequence[list[Record]]
    owners: Sequence[Record]
    here: Sequence[Record]


def walk(frame: Frame, cues: Cues, records: Sequence[Record], closed: Sequence[Span]) -> list[Record]:
    """The records with their events; bursts on top of a base dose are records of their own, added at the end.

    ``closed`` are stretches about something else (a denied drug, a trial), which say nothing of the drugs before them.
    """
    state = _State(admission=_admission(frame, cues))
    about_others = Covered(closed)
    extra: list[Record] = []
    by_sentence: dict[int, list[Record]] = {}
    for record in records:
        by_sentence.setdefault(record.mention.sentence, []).append(record)
    for index, sentence in enumerate(frame.sentences):
        here = by_sentence.get(index, [])
        _head(frame, cues, state, sentence, here)
        if not here and (
            about_others.meets(*_up_to_event(cues, sentence)) or not _follows(frame, cues, state, index, sentence)
        ):
            continue
        extra += _sentence(frame, cues, state, here, sentence, about_others)
        if here:
            date_bases(frame, here)
            state.carried_sentence = index
    return [*records, *extra]


def _head(frame: Frame, cues: Cues, state: _State, sentence: Span, here: Sequence[Record]) -> None:
    """Gives the drugs of a sentence what was said of all of them before they were named."""
    if not here:
        state.header = headers.heading(frame, cues, sentence)
        return
    if state.header is not None and not headers.is_listed(frame, here):
        state.header = None
    told = state.header or headers.leading(frame, cues, sentence, here)
    if told is not None:
        headers.tell(told, here)


def _follows(frame: Frame, cues: Cues, state: _State, index: int, sentence: Span) -> bool:
    """Whether a sentence without a drug may go on about those of the sentence before."""
    if not state.carried or index - state.carried_sentence > _SENTENCES_ON:
        return False
    end = state.carried[-1].mention.end
    if sentence.start - end > _REACH or "\n\n" in frame.text[end : sentence.start]:
        return False
    if any(one.concept.id == "uv_therapy" for one in Frame.in_span(frame.mentions, sentence.start, sentence.end)):
        return False
    goes_on = details.names_them(frame, sentence) and bool(Frame.in_span(frame.times, sentence.start, sentence.end))
    if state.carried[-1].is_a("biologic", "immunoglobulin") and details.dosed_again(frame, sentence):
        return True
    return goes_on or bool(Frame.in_span(cues.events, sentence.start, sentence.end))


def _up_to_event(cues: Cues, sentence: Span) -> Span:
    """The beginning of a sentence, up to the first thing that happened."""
    first = next(iter(Frame.in_span(cues.events, sentence.start, sentence.end)), None)
    return Span(sentence.start, max(first.start, sentence.start + 1)) if first is not None else sentence


def _sentence(
    frame: Frame, cues: Cues, state: _State, here: list[Record], sentence: Span, closed: Covered
) -> list[Record]:
    """Reads one sentence clause by clause; returns the bursts that it tells of."""
    extra: list[Record] = []
    meant: list[Record] = [] if here else list(state.carried)
    state.before = state.last if state.last is not None and state.last.role == "stable" else None
    state.last = None
    burst: Record | None = None
    for chunk in _chunks(frame, sentence, here):
        inside = [record for record in here if chunk.start <= record.mention.start < chunk.end]
        if not inside and (not meant or closed.meets(*chunk)):
            continue
        events = _told(frame, cues, state, _Place(chunk, (), meant, here), inside)
        if inside:
            burst = None
            details.mark_bursts(frame, cues, inside, chunk)
        elif (made := details.burst_on_top(frame, meant, chunk)) is not None:
            burst = made
            extra.append(made)
        if burst is not None and not any(event.cue in ("stable", "change") for event in events):
            burst.events.extend(events)
            continue
        runs = owners.runs_of(frame, inside)
        for run in runs:
            for record in run if len({record.name for record in run}) > 1 else ():
                record.listed = True
        if not inside:
            meant = owners.bracketed(frame, here, chunk) or meant
        _give(frame, cues, state, _Place(chunk, runs, meant, here), events)
        if runs:
            details.mark_pulses(runs[-1])
            details.context_time(frame, inside[0], sentence, here)
            meant = state.carried = runs[-1]
            state.recent = [*state.recent[-6:], *inside]
        else:
            details.dose_now(frame, chunk, meant)
        details.running_taper(frame, chunk, meant)
    return extra


def _told(frame: Frame, cues: Cues, state: _State, place: _Place, inside: Sequence[Record]) -> list[Event]:
    """All events of a clause, those too that only the words around it date."""
    chunk = place.chunk
    if not inside and (told := _answered(frame, place)) is not None:
        return [told]
    events = _events(frame, cues, chunk, bool(inside), bool(place.here))
    events = _dated_before(frame, state, chunk, bool(inside), events)
    events += landmark_events(frame, chunk.start, chunk.end)
    if any(record.is_a("anti_infective") for record in inside or place.owners):
        events += course_days(frame, chunk.start, chunk.end)
    events = sorted(events, key=lambda event: event.at)
    return _of_bracket(frame, place, events) if frame.text[chunk.start - 1 : chunk.start] == "(" else events


def _of_bracket(frame: Frame, place: _Place, events: list[Event]) -> list[Event]:
    """A date alone in brackets is that of the event right before them: "last adjusted at Easter (5 April)"."""
    chunk = place.chunk
    told = [record.events[-1] for record in place.owners if record.events]
    if any(one.role == "changed" and one.interval and chunk.start - one.end < _BRACKET for one in told):
        # "Last change 20 Aug (cut from 20 to 15)" tells of one change.
        return [event for event in events if event.role != "changed" or event.interval is not None]
    return events


def _answered(frame: Frame, place: _Place) -> Event | None:
    """The event right before a clause that is only its date: "last adjusted at Easter (5 April)"."""
    chunk = place.chunk
    if frame.text[chunk.start - 1 : chunk.start] not in ("(", ":"):
        return None
    times = [time for time in frame.in_span(frame.times, chunk.start, chunk.end) if time.kind != "duration"]
    said = frame.text[chunk.start : chunk.end].strip(" \t.")
    if len(times) != 1 or len(said) - (times[0].end - times[0].start) > _BESIDE:
        return None
    for record in place.owners:
        last = record.events[-1] if record.events else None
        near = last is not None and chunk.start - last.end < _BRACKET
        if near and last is not None and last.interval is None and last.role in (*_DATING, "last"):
            return replace(last, end=times[0].end, interval=clamp(times[0].interval, frame))
    return None


_BRACKET = 24
_BESIDE = 4


def _events(frame: Frame, cues: Cues, chunk: Span, named: bool, in_sentence: bool) -> list[Event]:
    """The events of a clause; of a clause without a drug only those that go on about the drug before."""
    events = events_of(frame, cues, chunk.start, chunk.end)
    if named:
        return events
    events = [details.dated_dose(frame, event, chunk) for event in events]
    if details.dosed_again(frame, chunk):
        events = [
            replace(one, role="given", cue="dosed") if one.role == "bare" and one.interval else one for one in events
        ]
    events = [event for event in events if details.stands_alone(frame, event, chunk)]
    events = [event for event in events if event.role != "given" or event.interval is not None]
    return events if in_sentence else [event for event in events if details.goes_on(frame, event, chunk)]


_LOOSE = ("changed", "started", "stopped", "held")


def _dated_before(frame: Frame, state: _State, chunk: Span, named: bool, events: Sequence[Event]) -> list[Event]:
    """The events of a clause, an undated one with the day of the clause before that only says why:

    "On 3 March her joints flared, prednisone went up to 20".
    """
    loose, state.loose = state.loose, None
    if named:
        dated = any(event.interval is not None for event in events)
        return [
            replace(event, interval=loose.interval)
            if loose is not None
            and not dated
            and event.interval is None
            and event.role in _LOOSE
            and event.cue != "order"
            else event
            for event in events
        ]
    times = [time for time in frame.in_span(frame.times, chunk.start, chunk.end) if time.kind in ("day", "month")]
    if not times and not events:
        state.loose = loose
    if len(times) == 1 and not any(event.cue for event in events):
        state.loose = times[0]
    return list(events)


def _chunks(frame: Frame, sentence: Span, here: Sequence[Record]) -> list[Span]:
    """The clauses of a sentence; numbers, dates and the names of drugs stay whole."""
    taken = [(record.mention.start, record.mention.end) for record in here]
    taken += [(time.start, time.end) for time in Frame.in_span(frame.times, sentence.start, sentence.end)]
    whole = Covered(taken)
    chunks = []
    at = sentence.start
    ends = _CHUNK_END
    if sentence.end - sentence.start > _DICTATED and not _PUNCTUATED.search(frame.text, sentence.start, sentence.end):
        ends = _DICTATION_END
    for match in ends.finditer(frame.text, sentence.start, sentence.end):
        place = match.start()
        if whole.holds(place):
            continue
        if match.group() in ",:" and _DIGIT.match(frame.text, place + 1) and place and frame.text[place - 1].isdigit():
            continue
        if place > at:
            chunks.append(Span(at, place))
        at = match.end()
    if at < sentence.end:
        chunks.append(Span(at, sentence.end))
    return chunks


def _give(frame: Frame, cues: Cues, state: _State, place: _Place, events: Sequence[Event]) -> None:
    """Gives the events of one clause to their drugs."""
    chunk = place.chunk
    sentence = frame.sentences[frame.sentence_at(chunk.start)]
    nameless = not place.runs and not place.here
    regimen = nameless and cues.beside("regimen", sentence.start, sentence.end) is not None
    everyone = cues.beside("all", chunk.start, chunk.end) is not None
    for event in events:
        if _is_switch(frame, place, event) and _switch(place, event):
            continue
        meant = owners.owner(frame, event, place.runs, place.owners)
        owners.tell_partners(frame, event, place.runs, meant)
        if regimen and event.role == "stable":
            meant = owners.maintained(state.recent)
        elif (everyone and not (place.runs and len(place.runs[-1]) > 1)) or (event.cue == "combine" and len(meant) < 2):
            meant = owners.all_meant(place.here, state.recent, chunk.end, meant)
        done = _completed(frame, cues, state, place, event, meant)
        details.dose_after_change(frame, done, meant)
        group = tuple(dict.fromkeys(record.name for record in meant))
        for record in meant:
            record.events.append(done)
            if len(group) > 1 and (everyone or done.role in ("stable", "started")):
                record.group = group
        if done.role in _DATING and done.interval is not None:
            state.last = done


def _is_switch(frame: Frame, place: _Place, event: Event) -> bool:
    """Whether an event puts one drug in the place of another; 改为 and "changed to" do where a drug follows at once."""
    if event.cue == "switch":
        return True
    if event.cue != "change":
        return False
    following = next((run[0].mention.start for run in place.runs if run[0].mention.start > event.at), None)
    said = frame.lower[event.at : event.at + 12].startswith(_TO_ANOTHER)
    return (
        said
        and following is not None
        and following - event.at <= 14
        and _DIGIT.search(frame.text, event.at, following) is None
    )


def _switch(place: _Place, event: Event) -> bool:
    """Ends one drug and begins another; says whether there was another."""
    given_up, taken = owners.switched(place.runs, place.owners, event)
    general = [record for record in given_up if record.name in ("glucocorticoid", "immunosuppressant")]
    for record in given_up if taken and not general else ():
        record.events.append(replace(event, role="stopped"))
    steroids = all(record.is_a("glucocorticoid") for record in (*given_up, *taken))
    for record in taken:
        # One steroid for another is a change of the same treatment, not its beginning.
        record.events.append(event if steroids else replace(event, role="started", cue="start"))
    return bool(taken)


def _completed(frame: Frame, cues: Cues, state: _State, place: _Place, event: Event, meant: Sequence[Record]) -> Event:
    """The event with the date that its words leave to what was said before."""
    chunk = place.chunk
    if event.since and frame.text[max(0, event.start - 1)] == "(":
        event = replace(event, since=False)
    if not place.runs:
        event = _repeated(event, state)
    if event.interval is None and state.admission is not None and cues.beside("admission", chunk.start, chunk.end):
        return replace(event, interval=state.admission)
    if event.role == "stable" and event.interval is None and frame.lower[event.at : event.end] in _ALL_YEAR:
        note = note_day(frame)
        return event if note is None else replace(event, interval=DateInterval(None, note.replace(month=1, day=1)))
    if event.role == "stable" and event.interval is None and (visit := _since_bracket(frame, chunk)) is not None:
        return replace(event, interval=visit)
    if event.role == "stable" and event.interval is None and (long := for_months(frame, event)) is not None:
        return replace(event, interval=long)
    if event.role == "stable" and event.interval is None:
        anchored = cues.beside("anchor", chunk.start, chunk.end) is not None
        return _since_last(event, state, anchored or "since" in frame.lower[event.start : chunk.end], meant)
    if event.cue == "order":
        note = note_day(frame)
        return event if note is None else replace(event, interval=DateInterval.on(note))
    return event


_SINCE_THEN = ("至今", "到现在", "以来", "迄今", "到今天")


def _since_bracket(frame: Frame, chunk: Span) -> DateInterval | None:
    """The day in brackets right before "until now": 上次门诊(2026-02-05)至今无调整."""
    if frame.text[chunk.start - 1 : chunk.start] != ")" or not frame.lower.startswith(_SINCE_THEN, chunk.start):
        return None
    times = frame.in_span(frame.times, max(0, chunk.start - _BRACKET), chunk.start)
    if not times or times[-1].kind != "day" or times[-1].end != chunk.start - 1:
        return None
    return times[-1].interval if frame.text[times[-1].start - 1] == "(" else None


def _repeated(event: Event, state: _State) -> Event:
    """A bare "since …" or date that goes on with the clause before means the same thing again."""
    last = state.last
    if last is None or event.cue or event.role not in ("started", "bare"):
        return event
    if last.role == "stable" and event.since:
        return replace(event, role="stable")
    if event.role == "bare" and last.role in ("given", "last"):
        return replace(event, role=last.role)
    return event


def _since_last(event: Event, state: _State, anchored: bool, meant: Sequence[Record]) -> Event:
    """Reads "Unchanged since" without a date of its own: since the change or start that was named just before."""
    last = state.last
    if last is None and not anchored and state.before is not None and event.end - event.start <= 8:
        return replace(event, interval=state.before.interval)
    if last is None and anchored:
        dated = [e for record in meant for e in record.events if e.role in ("changed", "started") and e.interval]
        last = dated[-1] if dated else None
    if last is None or last.role == "stopped" or not (anchored or last.role in ("stable", "started", "changed")):
        return event
    return replace(event, interval=last.interval, start=min(last.start, event.start))


def _admission(frame: Frame, cues: Cues) -> DateInterval | None:
    """The day of admission, where the note gives it."""
    for cue in cues.asides:
        if cue.label == "admitted":
            near = [time for time in Frame.in_span(frame.times, cue.start, cue.end + 24) if time.kind == "day"]
            if near:
                return near[0].interval
    return None
