"""Turns one mention of a procedure or injury into a fact: denied, planned or done, when, how large, recovered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.extraction.checkboxes import ticked_before, yes_behind
from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame, Mention, TimeMention
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.procedures.afterwards import day_of_the_note, time_since
from assistant.extraction.procedures.denied import as_answered, denied_fact, draft, is_denied, is_operation
from assistant.extraction.procedures.recovery import recovery
from assistant.extraction.procedures.whose import own_mention
from assistant.extraction.procedures.words import Cues, words
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval, add_months

_BREAK = compiled(r"[;。]|\.\s|\n|(?<!\d)\d\.(?=[\u4e00-\u9fff])")
_SINCE = compiled(r"(?:since|after|before|自|from)\s*(?:about\s*)?$")
_EMPTY_BOX = compiled(r"\s*(?:史)?\s*□有\s*□无|\s*□是\s*□否")
_HEADING = compiled(r"\s*(?:history|hx|史)?\s*(?::|\.\s)")
GENERAL = frozenset(
    {"surgery", "transplant", "vaccine", "trauma", "live_vaccine", "inactivated_vaccine", "minor_procedure"}
)
"""Words for a whole kind."""
_CROSSING = 45
_COMMA = 12
_YOUTH_END, _YOUTH_PAST = 15, 2
_EARLY_REACH = 30
_SINCE_BEFORE, _SINCE_BEHIND = 30, 40
_ONGOING = 50


def read_mention(frame: Frame, cues: Cues, mention: Mention, others: Sequence[Mention]) -> DraftFact | None:
    """The fact of one mention, if it says anything."""
    mention = own_mention(frame, mention)
    if _EMPTY_BOX.match(frame.lower, mention.end) and mention.certainty != "denied":
        return None
    mention = as_answered(frame, mention)
    if is_denied(frame, mention):
        return denied_fact(frame, cues, mention)
    sentence = frame.sentences[mention.sentence]
    if _is_heading(frame, mention, sentence.start) or _is_other_injury(frame, cues, mention):
        return None
    status = _status(frame, cues, mention, sentence.end)
    name = _name(frame, cues, mention, sentence.start, sentence.end)
    is_injury = mention.concept.kind == "condition"
    minor = {"severity": "minor"} if mention.concept.data.get("major") is False else {}
    fields: dict[str, Any] = minor if is_injury else {"status": status}
    spans = [(mention.start, mention.end)]
    time = _day(frame, cues, mention, others) if status == "done" else None
    if time is not None:
        fields["date"] = time.interval
        spans.append((time.start, time.end))
    if not is_injury:
        fields["major"] = _major(cues, frame, mention, sentence.start, sentence.end)
    if status == "done" and is_operation(frame, mention):
        healed, span = recovery(frame, cues, mention, others)
        if healed is not None and span is not None:
            spans.append(span)
            fields |= {"status": "resolved" if healed else "active"} if is_injury else {"recovered": healed}
    if _says_nothing(frame, mention, fields):
        return None
    return draft(frame, mention, spans, fields, "suspected" if mention.certainty == "suspected" else "stated", name)


def _day(frame: Frame, cues: Cues, mention: Mention, others: Sequence[Mention]) -> TimeMention | None:
    """When it was done: counted back from "POD 3", its own date, the time of early life, or the operation note's."""
    sentence = frame.sentences[mention.sentence]
    around = max(sentence.start, mention.start - _SINCE_BEFORE), min(sentence.end, mention.end + _SINCE_BEHIND)
    counted = time_since(frame, *around) if is_operation(frame, mention) else None
    dated = (
        counted or _going_on(frame, cues, mention) or _time_of(frame, cues, mention, others) or _early(frame, mention)
    )
    if dated is None and mention.concept.id not in GENERAL and frame.terminology.is_a(mention.concept.id, "surgery"):
        return day_of_the_note(frame, mention)
    return dated


def _name(frame: Frame, cues: Cues, mention: Mention, start: int, end: int) -> str:
    """The concept, for a vaccine of which live and killed products exist by the words beside it."""
    concept = mention.concept
    if not frame.terminology.is_a(concept.id, "vaccine"):
        return concept.id
    low, high = max(start, mention.start - 18), min(end, mention.end + 30)
    if cues.inside(low, high, "unspecified"):
        return "vaccine"
    if concept.data.get("live") is not None and concept.id != "influenza_inactivated_vaccine":
        return concept.id
    exact = _named_beside(frame, concept.id, start, end)
    if exact is not None:
        return exact
    if cues.inside(low, high, "not_live"):
        return concept.id if concept.data.get("live") is False else "inactivated_vaccine"
    return (
        "live_vaccine" if any(_said_of(frame, cue, mention) for cue in cues.inside(low, high, "live")) else concept.id
    )


_PARTS = compiled(r"[;:.。]|,\s*\S*\s|,(?=[\u3400-\u9fff])")


def _said_of(frame: Frame, cue: Cue, mention: Mention) -> bool:
    """Whether "live" beside a vaccine is said of it, and not of what the next words deny: "flu shot, no live"."""
    if _NO_SUCH.search(frame.lower, max(0, cue.start - 12), cue.start):
        return False
    low, high = (mention.end, cue.start) if cue.start >= mention.end else (cue.end, mention.start)
    return _PARTS.search(frame.lower, low, max(low, high)) is None


_NO_SUCH = compiled(
    r"(?:\b(?:no|not|non|nor|nothing|never|without|any|other)\b|n't|[不非无未没])[\s(-]*(?:a |an |the |是|打|种|接种)?$"
)


def _named_beside(frame: Frame, name: str, start: int, end: int) -> str | None:
    """The product that the sentence names more exactly: "shingles vaccine … Shingrix"."""
    kinds = frame.terminology
    named = (m.concept for m in frame.in_span(frame.mentions_of("procedure"), start, end) if m.certainty == "stated")
    if name in GENERAL:
        return None
    products = words().vaccine_kinds.get(name, {}).values()
    return next((c.id for c in named if c.id != name and (kinds.is_a(c.id, name) or c.id in products)), None)


def _is_heading(frame: Frame, mention: Mention, start: int) -> bool:
    """Whether a general word only heads what follows: "Vaccines:", "Surgery."."""
    return (
        mention.concept.id in GENERAL and mention.start - start < 24 and bool(_HEADING.match(frame.lower, mention.end))
    )


def _is_other_injury(frame: Frame, cues: Cues, mention: Mention) -> bool:
    """Whether an "injury" is one of an organ by a drug or disease."""
    return mention.concept.id == "trauma" and bool(cues.inside(max(0, mention.start - 12), mention.end, "not_trauma"))


_TICK = late(r"[☑√]|\[x\]")


def _says_nothing(frame: Frame, mention: Mention, fields: dict[str, Any]) -> bool:
    """A general word ("surgery", "transplant", 疫苗) without day or outcome is talk, not an event."""
    floor = max(frame.sentences[mention.sentence].start, mention.start - 30)
    named = frame.lower[mention.start : mention.end]
    bare = (
        mention.concept.id == "organ_transplant"
        and ("transplant" in named or "移植" in named)
        and not (mention.historical or words().patterns["had_it"].search(frame.lower, floor, mention.start))
    )
    ticked = any(_TICK.search(frame.lower, *cue) for cue in mention.cues)
    ticked = ticked or ticked_before(frame.lower, mention.start, mention.end) or yes_behind(frame.lower, mention.end)
    bare = bare and not ticked
    general = bare or mention.concept.id in GENERAL
    return general and "date" not in fields and "recovered" not in fields and mention.subject == "patient"


_DATED = late(r"\s*[(,]?\s*(?:in |on |, )?(?:(?:early|late|mid)[- ])?(?:19|20)\d\d(?![\d/-])(?![^.;\n]{0,12}\bplan)")
"""The year right behind a transplant, in which it was done, whatever was evaluated later."""


def _status(frame: Frame, cues: Cues, mention: Mention, end: int) -> str:
    if mention.refused:
        return "refused"
    if mention.concept.kind == "condition" and all(start >= mention.end for start, _ in mention.cues):
        # What lies ahead of an injury is its healing.
        return "done"
    if frame.terminology.is_a(mention.concept.id, "transplant"):
        # A transplant is often talked about for sentences before the note says that it was never done.
        end = min(len(frame.text), mention.end + 320)
        stop = frame.text.find("\n", mention.end, end)
        floor = max(frame.sentences[mention.sentence].start, mention.start - 30)
        had = mention.historical or words().patterns["had_it"].search(frame.lower, floor, mention.start)
        dated = _DATED.match(frame.lower, mention.end)
        if not had and not dated and cues.inside(mention.end, stop if stop > 0 else end, "not_done", "talked"):
            return "planned"
        if words().patterns["sought"].search(frame.lower, max(0, mention.start - 50), mention.start):
            return "planned"
    if frame.terminology.is_a(mention.concept.id, "vaccine") and cues.inside(
        max(0, mention.start - 20), min(end, mention.end + 40), "advised"
    ):
        return "planned"
    talked = not frame.terminology.is_a(mention.concept.id, "vaccine") and not _DATED.match(frame.lower, mention.end)
    undone = ("not_done", "talked") if talked else ("not_done",)
    if mention.planned or cues.inside(mention.end, min(end, mention.end + 60), *undone):
        return "planned"
    # Only in its own sentence: "Clinic 12 March 2026." heads a note and plans nothing.
    floor = max(frame.sentences[mention.sentence].start, mention.start - 40)
    if cues.inside(floor, mention.start, *undone):
        return "planned"
    return "done"


def _major(cues: Cues, frame: Frame, mention: Mention, start: int, end: int) -> bool | None:
    """Whether it is a large operation: as the table says, else by the anaesthetic."""
    said = mention.concept.data.get("major")
    if isinstance(said, bool):
        return said
    if not frame.terminology.is_a(mention.concept.id, "surgery"):
        return None
    if cues.inside(start, end, "general"):
        return True
    return False if cues.inside(start, end, "local") else None


def _time_of(frame: Frame, cues: Cues, mention: Mention, others: Sequence[Mention]) -> TimeMention | None:
    """The day of a procedure: the last session of a series, else the nearest date that no other name stands before."""
    series = any(frame.terminology.is_a(mention.concept.id, name) for name in words().series)
    if series and (last := _last_of_series(frame, cues, mention)) is not None:
        return last
    sentence = frame.sentences[mention.sentence]
    best: tuple[int, TimeMention] | None = None
    for time in frame.in_span(frame.times, sentence.start, sentence.end):
        if time.kind == "duration" or _SINCE.search(frame.lower, max(sentence.start, time.start - 14), time.start):
            continue
        low, high = (mention.end, time.start) if time.start >= mention.end else (time.end, mention.start)
        crossed = sum(low <= other.start < high for other in others) + len(
            frame.in_span(frame.mentions_of("treatment"), low, high)
        )
        cost = high - low + _CROSSING * crossed
        cost += _COMMA * frame.text.count(",", low, high)
        cost += _CROSSING * len(_BREAK.findall(frame.text, low, high)) + (6 if time.end <= mention.start else 0)
        if cost < 90 and (best is None or cost < best[0]):
            best = (cost, time)
    return best[1] if best else None


def _early(frame: Frame, mention: Mention) -> TimeMention | None:
    """The time of an operation or vaccine "as a child", 幼时 or "years ago": over before so many years."""
    note = note_day(frame)
    sentence = frame.sentences[mention.sentence]
    start, end = max(sentence.start, mention.start - _EARLY_REACH), min(sentence.end, mention.end + _EARLY_REACH)
    for years, pattern in words().early if note is not None else ():
        match = pattern.search(frame.lower, start, end)
        if match is not None and note is not None:
            interval = DateInterval(None, add_months(note, -12 * years))
            return TimeMention(match.start(), match.end(), interval, "relative")
    aged = words().patterns["at_age"].search(frame.lower, start, end)
    if aged is not None and note is not None and int(aged["age"] or aged["jahre"]) <= _YOUTH_END:
        over = DateInterval(None, add_months(note, -12 * _YOUTH_PAST))
        return TimeMention(aged.start(), aged.end(), over, "relative")
    return None


_UNENDED = late(r"[^。;\n]{0,24}?(?:一直|至今|目前|现)?(?:未|没有?)停(?![药用])")


def _going_on(frame: Frame, cues: Cues, mention: Mention) -> TimeMention | None:
    """The note's day for light treatment that is said to go on, or to be given since a day without any end."""
    note = note_day(frame)
    if note is None or not frame.terminology.is_a(mention.concept.id, "uv_therapy") or mention.historical:
        return None
    sentence = frame.sentences[mention.sentence]
    patterns = words().patterns
    unended = _UNENDED.search(frame.lower, mention.end, min(sentence.end, mention.end + _ONGOING))
    if unended is not None and not frame.in_span(frame.mentions_of("treatment"), mention.end, unended.end()):
        return TimeMention(unended.start(), unended.end(), DateInterval.on(note), "relative")
    if patterns["ended"].search(frame.lower, sentence.start, sentence.end) or cues.inside(
        sentence.start, sentence.end, "last", "negated", "not_done", "advised"
    ):
        return None
    low, high = max(sentence.start, mention.start - _ONGOING), min(sentence.end, mention.end + _ONGOING)
    found = patterns["going_on"].search(frame.lower, low, high)
    if found is not None and frame.text.find(";", min(found.start(), mention.start), max(found.end(), mention.end)) < 0:
        return TimeMention(found.start(), found.end(), DateInterval.on(note), "relative")
    since = [time for time in frame.in_span(frame.times, mention.end, high) if time.relation == "since"]
    return TimeMention(since[0].start, since[0].end, DateInterval.on(note), "relative") if since else None


def _last_of_series(frame: Frame, cues: Cues, mention: Mention) -> TimeMention | None:
    """The date behind "last", 末次, "until" in this sentence or the next."""
    index = mention.sentence
    end = frame.sentences[min(index + 1, len(frame.sentences) - 1)].end
    for cue in cues.inside(mention.start, end, "last"):
        near = [time for time in frame.in_span(frame.times, cue.end, cue.end + 40) if time.kind != "duration"]
        if near and not _BREAK.search(frame.text, cue.end, near[0].start):
            return near[0]
    return None
