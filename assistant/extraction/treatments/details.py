"""Small readings around an event: the dose after a change, a steroid burst, a sentence that names no drug."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.doses import BURST, DOSE, dose_after
from assistant.extraction.treatments.durations import note_day
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.ranges import is_range, tail_of_range
from assistant.extraction.treatments.words import Cues
from rules.dates import DateInterval
from rules.frozen import replace

_CLAUSE_END = late(r"[;,()。?!]|\n|\.(?=\s|$)")
_FORMER = late(r"(?:\bfrom|\bwas|\bof|由|从|原)\s*$")
_THEN = late(r"\s*(?:and\s+)?(?:then\b|followed by\b|now\b|thereafter\b|之后|后|现|继以|再)")
_ANAPHOR = late(
    r"^\W*(?:it|this|that|which|both|dose|doses|drug|infusions?|injections?|last|neither|either|"
    r"the\s+(?:last|dose|drug|infusion|injection)|现|后|又|再|此|该|其|之后|剂量|并|至今|一直|已|自|末次|最后|近|因|于)"
)
_THEY = late(
    r"^\W*(?:the pair|both|they|these|the two|the combination|this combination|all three|together)\b"
    r"|^\W*(?:两药|两者|这两|两样|均|都|二者)"
)
"""Who goes on: "The pair have been running since October"."""
_THE_ABOVE = late(
    r"以上(?:各|几种)?药|上述(?:各|几种)?药|这(?:些|几种)药"
    r"|\b(?:the above|these) (?:drugs|meds|medications|medicines)\b"
)
_OTHER_OBJECT = late(
    r"\s+(?!(?:in|on|at|from|since|by|for|due|because|after|before|then|and|or|but|again|to|today|now|yesterday|last|this|"
    r"early|mid|late|until|with|about|around|approximately|over|as|given|daily|weekly|back|up|down|the\s+(?:drug|dose|same)|"
    r"her|his|it|\w{3,9}day)\b)[a-z]{4,}"
)
_DOSE_WORD = late(
    r"\b(?:dose|doses|dosing|dosage|meds?|medications?|regimen|therapy|treatment|touch|both|either|neither)|剂量|用药|方案|药|量"
)
_DENYING = late(r"无|未|没|\bno\b|\bnot\b|denies")
_RUNNING = late(
    r"每\s?(?P<n>\d{0,2})\s?(?P<zh>天|日|周|个?月)\s?(?:递减|减量|减少|减)"
    r"|\b(?:by|taper\w*|decreas\w*|reduc\w*|wean\w*)\b[^.;,]{0,24}\b(?:every|per|each)\s+(?P<m>\d{0,2})\s*(?P<en>day|week|month)"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "月": 31, "个": 31, "d": 1, "w": 7, "m": 31}
_TAKES = late(
    r"用|吃|服|输|打|滴|治疗|继续|维持|方案"
    r"|\b(?:tak(?:es|ing|en)|on|continu\w*|ongoing|receiv\w*|given|same|dose"
    r"|weekly|daily|monthly|\d+ ?mg)\b"
)
_OF_THE_DISEASE = late(r"尿|检|阴|缓解|病|活动|疹|痛|肾|血|热|复发|稳定期|remission|flare|negative|rash|protein")
_OF_ITS_COURSE = late(r"[又再仍]发(?!放)|复发|加重|好转|反复|缓解|反跳|flar|relaps|wors|recur|improv|remission")
"""What a date without a word for the drug then tells of: 4月底又发."""
_ALONE = 16
_CJK_WEIGHT = 2
"""How much more than a Latin letter a Chinese character says."""
_STAMP = late(r"^\s*\[[^\]]*\]\s*")
"""The hour at the head of a chat line."""


def dose_after_change(frame: Frame, event: Event, meant: Sequence[Record]) -> None:
    """Reads "From 30 mg to 20 mg": what is taken now is the dose behind the change."""
    if event.role != "changed" or len(meant) != 1:
        return
    record = meant[0]
    end = min(len(frame.text), max(event.end, event.at) + 40)
    stop = _CLAUSE_END.search(frame.text, event.end, end)
    doses = list(DOSE.finditer(frame.text, event.at, stop.start() if stop else end))
    current = [match for match in doses if not _FORMER.search(frame.lower, max(0, match.start() - 24), match.start())]
    if current:
        last = current[-1]
        record.dose, record.dose_span = last.group().strip(), (last.start(), last.start() + len(last.group().rstrip()))
    elif doses and record.dose_span is not None and record.dose_span[0] == doses[-1].start():
        record.dose = record.dose_span = None


def dose_now(frame: Frame, chunk: Span, owners: Sequence[Record]) -> None:
    """A clause with nothing but a dose ("now 15 mg daily", "then 15 mg") shows that the drug goes on with it."""
    if len(owners) != 1 or not _THEN.match(frame.lower, chunk.start):
        return
    dose = dose_after(frame.text, chunk.start, chunk.end)
    if dose is None or dose[1] - chunk.start > 24:
        return
    record = owners[0]
    record.dose, record.dose_span = dose[0], (dose[1], dose[2])
    record.events = [replace(event, role="changed") if event.role == "until" else event for event in record.events]


def dated_dose(frame: Frame, event: Event, chunk: Span) -> Event:
    """Reads "has been 10 mg since 12/1": the dose has stood since then."""
    if not event.since or event.role != "started" or event.cue:
        return event
    doses = list(DOSE.finditer(frame.text, chunk.start, event.start))
    if doses and _HAS_BEEN.fullmatch(frame.lower, doses[-1].end(), event.start):
        return replace(event, role="stable", cue="stable", start=doses[-1].start())
    return event


_HAS_BEEN = late(
    r".{0,6}|[\s,]*(?:and|which|where it|a dose (?:that|which))?\s*(?:it\s+)?"
    r"(?:has been|has stood|stood|is|was)(?: so| there| that)?\s*(?:since\s*)?"
)
"""What may stand between a dose and since when it is so: "15 mg and has been since 1 June"."""


def names_them(frame: Frame, sentence: Span) -> bool:
    """Whether a sentence begins with "the pair", "both", 两药, for the drugs of the sentence before."""
    return _THEY.match(frame.lower, sentence.start) is not None


def running_taper(frame: Frame, chunk: Span, meant: Sequence[Record]) -> None:
    """Reads 每2周减5mg, "by 5 mg every 2 weeks": a steroid whose dose was changed within the last such span."""
    match = _RUNNING.search(frame.lower, chunk.start, chunk.end)
    note = note_day(frame)
    if match is None or note is None:
        return
    count = int(match["n"] or match["m"] or 1)
    length = _DAYS[(match["zh"] or match["en"])[0]] * count
    when = DateInterval(note - timedelta(days=length), note)
    for record in meant:
        if record.is_a("glucocorticoid") and not record.planned:
            record.events.append(Event("changed", match.start(), match.end(), when, "taper", match.start()))


_AGAIN = late(r"(?:\([^)]{0,20}\))?[\s,:]*(?:再次?|又|复|加)?(?:予|给予|输注?|静滴|皮注|打了?|用了?)?\s*")


def dosed_again(frame: Frame, stretch: Span) -> bool:
    """Whether a clause is only one more day and dose: "2025-03 利妥昔单抗1g×2;2026年5月1g×1"."""
    times = Frame.in_span(frame.times, stretch.start, stretch.end)
    if (
        not times
        or times[0].kind not in ("day", "month")
        or frame.text[stretch.start : times[0].start].strip(" 、及和")
    ):
        return False
    behind = _AGAIN.match(frame.text, times[0].end, stretch.end)
    return behind is not None and DOSE.match(frame.text, behind.end(), stretch.end) is not None


def goes_on(frame: Frame, event: Event, chunk: Span) -> bool:
    """Whether an event of a sentence that names no drug is about the drug of the sentence before."""
    lead = _STAMP.sub("", frame.lower[chunk.start : event.start])
    if event.cue in ("last", "unbroken") or event.role == "until" or event.cue == "dosed":
        return True
    if event.cue == "stable" and DOSE.search(lead):
        return True
    if event.cue == "stable" and (_DOSE_WORD.search(frame.lower, event.start, chunk.end) or _DOSE_WORD.search(lead)):
        return True
    if event.since and event.role == "started" and _THEY.search(lead):
        return True
    if event.interval is not None and _THE_ABOVE.search(lead):
        return True
    if event.role == "bare" or not event.cue:
        return False
    if _OTHER_OBJECT.match(frame.lower, event.end):
        return False
    return bool(_ANAPHOR.search(lead)) or not lead.strip(" \t\n-*•·0123456789.")


def stands_alone(frame: Frame, event: Event, chunk: Span) -> bool:
    """Whether a date without a cue word is all that its clause says, so that it goes on about the drug before."""
    if event.cue == "ongoing" and event.interval is None:
        return _TAKES.search(frame.lower, chunk.start, chunk.end) is not None
    if event.cue and event.cue != "duration":
        return True
    behind = re.split(r"\s{3,}", frame.lower[event.end : chunk.end])[0]  # up to the next column
    rest = (frame.lower[chunk.start : event.start] + behind).strip()
    weight = len(rest) + _CJK_WEIGHT * sum(letter >= "\u3400" for letter in rest)
    if (_OF_THE_DISEASE if event.since else _OF_ITS_COURSE).search(rest):
        return False
    if event.since or _THE_ABOVE.search(rest):
        weight = 0 if _THE_ABOVE.search(rest) else len(rest)
    return weight <= _ALONE and _DENYING.search(rest) is None


def mark_pulses(run: Sequence[Record]) -> None:
    """A steroid given into a vein is a pulse: its days are days of giving, not of a standing dose."""
    for record in run:
        if record.is_a("glucocorticoid") and record.route == "iv":
            record.burst = True


def mark_bursts(frame: Frame, cues: Cues, inside: Sequence[Record], chunk: Span) -> None:
    """Marks the steroids that the clause gives for a few days only."""
    for record, following in zip(inside, [*inside[1:], None], strict=True):
        if not record.is_a("glucocorticoid"):
            continue
        end = following.mention.start if following else chunk.end
        start = record.mention.end
        cue = cues.beside("burst", max(chunk.start, record.mention.start - 20), end)
        if cue is not None or BURST.search(frame.lower, start, end):
            record.burst = True


def burst_on_top(frame: Frame, owners: Sequence[Record], chunk: Span) -> Record | None:
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


def context_time(frame: Frame, record: Record, sentence: Span, here: Sequence[Record]) -> None:
    """The last date before the first drug of a sentence, for a drug that has no date of its own."""
    if here[0] is not record:
        return
    before = Frame.in_span(frame.times, sentence.start, record.mention.start)
    times = [time for time in before if time.kind != "duration"]
    if not times:
        return
    last = times[-1]
    record.context_time, record.context_span = last.interval, (last.start, last.end)
    if (tail := tail_of_range(frame, last)) is not None:
        record.context_time, record.context_range = DateInterval.on(tail[0]), True
    elif len(times) > 1 and is_range(frame, times[-2], last):
        record.context_range = True
