"""Goes through a note sentence by sentence and gives each event to the drug that it happened to. Makes no facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.extraction.frame import Frame, Span
from assistant.extraction.treatments.doses import BURST, DOSE, dose_after
from assistant.extraction.treatments.events import events_of
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.words import Cues, words
from rules.dates import DateInterval

_CHUNK_END = re.compile(r"[;,:()。?!\[\]]|\n|\.(?=\s|$)")
_MARK = re.compile(r"\d")
_TIGHT = {
    "start": 24,
    "restart": 24,
    "combine": 8,
    "change": 16,
    "stop": 16,
    "hold": 16,
    "given": 10,
    "last": 14,
    "ongoing": 12,
    "long": 10,
    "stable": 16,
}
_ANAPHOR = re.compile(
    r"^\W*(?:it|this|that|which|both|dose|doses|drug|infusions?|injections?|last|the\s+(?:last|dose|drug|infusion|injection)|现|后|又|再|此|该|其|之后|剂量|并|至今|一直|已|自|末次|最后|近|因|于)"
)
_OTHER_OBJECT = re.compile(
    r"\s+(?!(?:in|on|at|from|since|by|for|due|because|after|before|then|and|or|but|again|to|today|now|yesterday|last|this|early|mid|late|until|with|until|about|around|approximately|over|as|given|daily|weekly|back|up|down|the\s+(?:drug|dose|same)|her|his|it|\w{3,9}day)\b)[a-z]{4,}"
)
_DOSE_WORD = re.compile(
    r"\b(?:dose|doses|dosing|dosage|meds?|medications?|regimen|therapy|treatment|touch|both|either|neither)|剂量|用药|方案|药|量"
)
_ALONE = 16
_DENYING = re.compile(r"无|未|没|\bno\b|\bnot\b|denies")
_REACH = 320


@dataclass(slots=True)
class _State:
    """What the walk remembers from one sentence to the next."""

    admission: DateInterval | None = None
    before: Event | None = None
    """The last statement of stability of the sentence before."""

    carried: list[Record] = field(default_factory=list)
    carried_sentence: int = -9
    recent: list[Record] = field(default_factory=list)
    last_role: Event | None = None


def walk(frame: Frame, cues: Cues, records: Sequence[Record], closed: Sequence[Span]) -> list[Record]:
    """The records with their events; bursts on top of a base dose are records of their own, added at the end.

    ``closed`` are stretches about something else (a denied drug, a trial), which say nothing of the drugs before them.
    """
    state = _State(admission=_admission(frame, cues))
    extra: list[Record] = []
    for index, sentence in enumerate(frame.sentences):
        here = [record for record in records if sentence.start <= record.mention.start < sentence.end]
        if not here and (_is_closed(closed, sentence) or not _follows(frame, cues, state, index, sentence)):
            continue
        _sentence(frame, cues, state, here, sentence, extra, closed)
        if here:
            state.carried_sentence = index
    return [*records, *extra]


def _follows(frame: Frame, cues: Cues, state: _State, index: int, sentence: Span) -> bool:
    """Whether a sentence without a drug may go on about those of the sentence before."""
    if not state.carried or index - state.carried_sentence > 2:
        return False
    if (
        sentence.start - state.carried[-1].mention.end > _REACH
        or "\n\n" in frame.text[state.carried[-1].mention.end : sentence.start]
    ):
        return False
    return bool(Frame.in_span(cues.events, sentence.start, sentence.end))


def _is_closed(closed: Sequence[Span], stretch: Span) -> bool:
    return any(span.start < stretch.end and stretch.start < span.end for span in closed)


def _sentence(
    frame: Frame,
    cues: Cues,
    state: _State,
    here: list[Record],
    sentence: Span,
    extra: list[Record],
    closed: Sequence[Span],
) -> None:
    owners: list[Record] = [] if here else list(state.carried)
    state.before = state.last_role if state.last_role is not None and state.last_role.role == "stable" else None
    state.last_role = None
    burst: Record | None = None
    for chunk in _chunks(frame, sentence, here):
        inside = [record for record in here if chunk.start <= record.mention.start < chunk.end]
        if not inside and (not owners or _is_closed(closed, chunk)):
            continue
        events = events_of(frame, cues, chunk.start, chunk.end)
        if not inside:
            events = [event for event in events if _stands_alone(frame, event, chunk)]
        if not inside and not here:
            events = [event for event in events if _anaphoric(frame, event, chunk)]
        runs = _runs(frame, inside)
        if not inside and (made := _burst(frame, cues, owners, chunk)) is not None:
            burst = made
            extra.append(made)
        elif inside:
            burst = None
            _mark_bursts(frame, cues, inside, chunk)
        if burst is not None and not inside and not any(event.cue in ("stable", "change") for event in events):
            burst.events.extend(events)
            continue
        _give(frame, cues, state, chunk, events, runs, owners, here)
        if runs:
            _mark_dated_doses(runs[-1])
            for record in inside:
                _context_time(frame, record, sentence, here)
            owners = runs[-1]
            state.carried = runs[-1]
            state.recent = [*state.recent[-6:], *inside]


def _chunks(frame: Frame, sentence: Span, here: Sequence[Record]) -> list[Span]:
    """The clauses of a sentence; thousands commas, dates and the names of drugs stay whole."""
    taken = [(record.mention.start, record.mention.end) for record in here]
    taken += [(time.start, time.end) for time in Frame.in_span(frame.times, sentence.start, sentence.end)]
    chunks = []
    at = sentence.start
    for match in _CHUNK_END.finditer(frame.text, sentence.start, sentence.end):
        place = match.start()
        if any(start <= place < end for start, end in taken):
            continue
        if match.group() in ",:" and _MARK.match(frame.text, place + 1) and place and frame.text[place - 1].isdigit():
            continue
        if place > at:
            chunks.append(Span(at, place))
        at = match.end()
    if at < sentence.end:
        chunks.append(Span(at, sentence.end))
    return chunks


def _runs(frame: Frame, inside: Sequence[Record]) -> list[list[Record]]:
    """The drugs of a clause in groups that share what is said: "A 10 mg and B", A+B, A、B."""
    if not inside:
        return []
    runs = [[inside[0]]]
    for left, right in pairwise(inside):
        between = DOSE.sub(" ", frame.text[left.mention.end : right.mention.start])
        if words().coordination.fullmatch(between):
            runs[-1].append(right)
        else:
            runs.append([right])
    return runs


def _give(
    frame: Frame,
    cues: Cues,
    state: _State,
    chunk: Span,
    events: Sequence[Event],
    runs: Sequence[list[Record]],
    owners: Sequence[Record],
    here: Sequence[Record],
) -> None:
    """Gives the events of one clause to their drugs."""
    sentence = frame.sentences[frame.sentence_at(chunk.start)]
    regimen = cues.beside("regimen", sentence.start, sentence.end) if not runs and not here else None
    everyone = cues.beside("all", chunk.start, chunk.end)
    anchored = cues.beside("anchor", chunk.start, chunk.end) is not None
    for event in events:
        if event.since and frame.text[max(0, event.start - 1)] == "(":
            event = replace(event, since=False)
        meant = _owner(frame, event, runs, owners)
        if regimen is not None and event.role == "stable":
            meant = _maintained(state)
        together = event.cue == "combine" and len(meant) < 2
        if everyone is not None and not (runs and len(runs[-1]) > 1) or together:
            meant = _all_meant(here, state, chunk.end, meant)
        done = _inherit(event, state, bool(runs))
        _dose_after_change(frame, done, meant)
        if done.interval is None and state.admission is not None and cues.beside("admission", chunk.start, chunk.end):
            done = replace(done, interval=state.admission)
        if done.role == "stable" and done.interval is None:
            done = _since_last(done, state, anchored or "since" in frame.lower[event.start : chunk.end], meant)
        group = tuple(dict.fromkeys(record.name for record in meant))
        for record in meant:
            record.events.append(done)
            if len(group) > 1 and (everyone is not None or done.role in ("stable", "started")):
                record.group = group
        if done.role in ("changed", "started", "stable", "stopped", "held") and done.interval is not None:
            state.last_role = done


def _owner(frame: Frame, event: Event, runs: Sequence[list[Record]], owners: Sequence[Record]) -> list[Record]:
    """The drugs that an event belongs to: those just before it, unless its words lead up to the next ones."""
    before = [run for run in runs if run[0].mention.start < event.at]
    after = next((run for run in runs if run[0].mention.start > event.at), None)
    if after is not None:
        gap = frame.lower[min(max(event.at, event.end), after[0].mention.start) : after[0].mention.start]
        if len(gap) <= _TIGHT.get(event.cue, 0) or not (before or owners):
            return after
        if not before and not _unsaid(gap):
            return after
    if before:
        return before[-1]
    return list(owners)


def _dose_after_change(frame: Frame, event: Event, meant: Sequence[Record]) -> None:
    """ "From 30 mg to 20 mg": what is taken now is the dose behind the change."""
    if event.role != "changed" or len(meant) != 1:
        return
    end = min(len(frame.text), max(event.end, event.at) + 40)
    stop = _CHUNK_END.search(frame.text, event.end, end)
    doses = list(DOSE.finditer(frame.text, event.at, stop.start() if stop else end))
    if doses:
        last = doses[-1]
        meant[0].dose, meant[0].dose_span = (
            last.group().strip(),
            (last.start(), last.start() + len(last.group().rstrip())),
        )


def _unsaid(gap: str) -> bool:
    """Whether the words between an event and the next drug begin something new."""
    return bool(re.search(r"\b(?:and|then|while|but)\b|后|并", gap))


def _all_meant(here: Sequence[Record], state: _State, end: int, meant: list[Record]) -> list[Record]:
    """The drugs behind "both", "neither", 两药, 均: those of the sentence, else the last two treatments of the disease."""
    known = words().lupus_classes
    pool = [record for record in here if record.mention.start < end] or []
    chosen = _distinct(pool)
    if len(chosen) < 2:
        chosen = _distinct([record for record in (*state.recent, *pool) if record.drug_class in known])[-2:]
    if len(chosen) > 2:
        major = [record for record in chosen if record.drug_class in known and record.drug_class != "antimalarial"]
        chosen = major if len(major) > 1 else chosen
    return chosen if len(chosen) > 1 else meant


def _admission(frame: Frame, cues: Cues) -> DateInterval | None:
    """The day of admission, where the note gives it."""
    for cue in cues.asides:
        if cue.label == "admitted":
            near = [time for time in Frame.in_span(frame.times, cue.start, cue.end + 24) if time.kind == "day"]
            if near:
                return near[0].interval
    return None


def _maintained(state: _State) -> list[Record]:
    """The drugs behind "same doses": the steroid and the immunosuppressants named so far."""
    return [
        record for record in _distinct(state.recent) if record.drug_class in ("glucocorticoid", "immunosuppressant")
    ]


def _distinct(records: Sequence[Record]) -> list[Record]:
    kept: dict[str, Record] = {}
    for record in records:
        if not record.planned and record.mention.subject == "patient":
            kept.pop(record.name, None)
            kept[record.name] = record
    return list(kept.values())


def _inherit(event: Event, state: _State, has_drug: bool) -> Event:
    """A bare "since …" or date that goes on with the clause before means the same thing again."""
    last = state.last_role
    if has_drug or last is None or event.cue or event.role not in ("started", "bare"):
        return event
    if last.role == "stable" and event.since:
        return replace(event, role="stable")
    if event.role == "bare" and last.role in ("given", "last"):
        return replace(event, role=last.role)
    return event


def _since_last(event: Event, state: _State, anchored: bool, meant: Sequence[Record]) -> Event:
    """ "Unchanged since" without a date of its own: since the change or start that was named just before."""
    last = state.last_role
    if last is None and not anchored and state.before is not None and event.end - event.start <= 8:
        return replace(event, interval=state.before.interval)
    if last is None and anchored:
        dated = [e for record in meant for e in record.events if e.role in ("changed", "started") and e.interval]
        last = dated[-1] if dated else None
    if last is None or last.role == "stopped" or (not anchored and last.role != "stable" and last.end > event.start):
        return event
    return replace(event, interval=last.interval) if anchored or last.role in ("changed", "stable") else event


def _anaphoric(frame: Frame, event: Event, chunk: Span) -> bool:
    """Whether an event of a sentence that names no drug is about the drug of the sentence before."""
    lead = frame.lower[chunk.start : event.start]
    if event.cue in ("last", "unbroken") or event.role == "until":
        return True
    if event.cue == "stable" and (_DOSE_WORD.search(frame.lower, event.start, chunk.end) or _DOSE_WORD.search(lead)):
        return True
    if event.role == "bare" or not event.cue:
        return False
    if _OTHER_OBJECT.match(frame.lower, event.end):
        return False
    return bool(_ANAPHOR.search(lead)) or not lead.strip(" \t\n-*•·0123456789.")


def _stands_alone(frame: Frame, event: Event, chunk: Span) -> bool:
    """Whether a date without a cue word is all that its clause says, so that it goes on about the drug before."""
    if event.cue and event.cue != "duration":
        return True
    rest = frame.lower[chunk.start : event.start] + frame.lower[event.end : chunk.end]
    return len(rest.strip()) <= _ALONE and _DENYING.search(rest) is None


def _mark_dated_doses(run: Sequence[Record]) -> None:
    """A steroid given into a vein is a pulse: its days are days of giving, not of a standing dose."""
    for record in run:
        if record.is_a("glucocorticoid") and record.route == "iv":
            record.burst = True


def _mark_bursts(frame: Frame, cues: Cues, inside: Sequence[Record], chunk: Span) -> None:
    for record, following in zip(inside, [*inside[1:], None], strict=True):
        end = following.mention.start if following else chunk.end
        start = record.mention.end
        cue = cues.beside("burst", max(chunk.start, record.mention.start - 20), end)
        if record.is_a("glucocorticoid") and (BURST.search(frame.lower, start, end) or cue is not None):
            record.burst = True


def _context_time(frame: Frame, record: Record, sentence: Span, here: Sequence[Record]) -> None:
    """The last date of the sentence before a drug that has no date of its own, if no other drug stands between."""
    times = [
        time for time in Frame.in_span(frame.times, sentence.start, record.mention.start) if time.kind != "duration"
    ]
    if not times or here[0] is not record:
        return
    record.context_time, record.context_span = times[-1].interval, (times[-1].start, times[-1].end)


def _burst(frame: Frame, cues: Cues, owners: Sequence[Record], chunk: Span) -> Record | None:
    """A short course of another dose on top of the base dose: "apart from four days of 40 mg"."""
    owner = next((record for record in owners if record.is_a("glucocorticoid")), None)
    if owner is None or BURST.search(frame.lower, chunk.start, chunk.end) is None:
        return None
    dose = dose_after(frame.text, chunk.start, chunk.end)
    if dose is None:
        return None
    made = Record(owner.mention, owner.family, owner.drug_class, dose[0], (dose[1], dose[2]))
    made.route, made.burst, made.on_top = owner.route, True, True
    return made
