"""Reads plain words for "no operation" and "no injury" that hold no name of the terminology: 没开过刀没受过伤."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention, Span
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.procedures.words import Cues, words
from assistant.extraction.scanning import around
from assistant.extraction.text import has_cjk
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval, add_months

_NEAR, _BEHIND, _FAR = 24, 14, 160
_LEAD = 6
"""How far behind a denial that ends in "for" its length of time begins."""
_YOUTH, _YOUTH_PAST = 15, 2
"""An age that an adult left at least two years ago."""

_WORD = late(r"[a-z](?<!\w.)")
_IMPLIED = (
    ("organ", "organ_transplant", "transplant"),
    ("stem_cell", "hsct", "transplant"),
    ("injury", "trauma", "surgery"),
)
"""A word inside a denial, what it denies too, and the kind of denial in which it does."""


def plain_denials(frame: Frame, cues: Cues) -> list[DraftFact]:
    """The denials of a note in such words."""
    made = []
    for cue in cues.all:
        kind, _, name = cue.label.partition(":")
        if kind == "others" and frame.section_at(cue.start).id == "surgical_history":
            made.append(_made(frame, name, (cue.start, cue.end), {"others_only": True, "reach": "ever"}))
        elif kind == "denied":
            fields, span = _reach(frame, cue.start, cue.end)
            made.append(_made(frame, name, span, fields))
    return made


def pattern_denials(frame: Frame, cues: Cues, mentions: Sequence[Mention]) -> list[DraftFact]:
    """Denials by the patterns of the word list, where no name that is denied already stands in them."""
    made = []
    denied = [mention for mention in mentions if mention.certainty == "denied"]
    latin, chinese = words().denied
    found = [*around(_WORD, 0, latin, frame.lower)]
    if has_cjk(frame.lower):
        found += around(words().denied_sign, 0, chinese, frame.lower)
    for match in found:
        start, end, name = match.start(), match.end(), match.lastgroup or ""
        sentence = frame.sentences[frame.sentence_at(start)]
        if frame.is_ignored(start) or _is_asked(frame, start, sentence.end) or "□" in match[0]:
            continue  # what a row of boxes says is read from the boxes
        if any(start < mention.end and mention.start < end for mention in denied):
            continue
        group = _group_before(frame, cues, mentions, start) if name in ("none_since", "none_late") else name
        if name == "none_late":
            late_ones = {group} if group in ("surgery", "vaccine", "uv_therapy") else set()
            for asked in sorted(late_ones | _headed(frame, start)):
                made.append(_made(frame, asked, (start, end), {"reach": "recent"}))
            continue
        if group is None:
            continue
        made.append(_made(frame, group, *_span_and_reach(frame, start, end, sentence)))
    return made


_JOINT = late(r"手术(?:史)?[、/及和与]?(?:外伤|创伤)|(?:外伤|创伤)(?:史)?[、/及和与]?手术")


def _headed(frame: Frame, start: int) -> set[str]:
    """What a row that asks for operations and injuries at once is answered for: 手术外伤 ☑有(2019 …)近1年无."""
    line = frame.lines[frame.line_at(start)]
    joint = _JOINT.search(frame.lower, max(line.start, start - _FAR), start)
    return {"surgery", "trauma"} if joint else set()


def _group_before(frame: Frame, cues: Cues, mentions: Sequence[Mention], start: int) -> str | None:
    """What "none later", "nil since" deny: the group of the operation or vaccine named just before."""
    before = [m for m in mentions if start - _FAR <= m.start < start and m.certainty != "denied"]
    floor = max(frame.sentences[frame.sentence_at(start)].start, start - _FAR)
    head = words().patterns["surgical_head"].search(frame.lower, floor, start)
    if head is not None and all(
        frame.terminology.is_a(m.concept.id, "minor_procedure") or frame.terminology.is_a(m.concept.id, "surgery")
        for m in before
        if m.start > head.start()
    ):
        return "surgery"
    line = frame.lines[frame.line_at(start)]
    if (
        before
        and frame.terminology.is_a(before[-1].concept.id, "live_vaccine")
        and before[-1].concept.id != "live_vaccine"
    ):
        return "live_vaccine" if before[-1].certainty == "denied" else "vaccine"
    if words().patterns["surgical_line"].match(frame.lower, line.start):
        return "surgery"
    by_disease = [cue for cue in cues.all if start - _FAR <= cue.start < start and cue.label.startswith("vaccine:")]
    if by_disease and "\n" not in frame.text[by_disease[-1].end : start]:
        told = cues.inside(max(0, by_disease[-1].start - _FAR * 2), start, "vaccination")
        if told and (not before or before[-1].end < by_disease[-1].start):
            return "vaccine"
    if not before or "\n" in frame.text[before[-1].end : start]:
        return None
    name, kinds = before[-1].concept.id, frame.terminology
    groups = ("surgery", "live_vaccine", "vaccine", "uv_therapy", "organ_transplant", "hsct", "transplant")
    return next((group for group in groups if kinds.is_a(name, group)), None)


def _is_asked(frame: Frame, start: int, end: int) -> bool:
    """Whether the words are part of a question: 有没有开过刀, "any operations?"."""
    return frame.lower[max(0, start - 1) : start] == "有" or frame.text[start:end].rstrip().endswith(("?", "吗"))


def _span_and_reach(frame: Frame, start: int, end: int, sentence: Span) -> tuple[tuple[int, int], dict[str, Any]]:
    """The words and how far they reach: over a length that is named, since an earlier event, else ever."""
    note, floor = note_day(frame), sentence.start
    lead = end + _LEAD if words().patterns["led"].search(frame.lower, start, end) else end
    inside = [time for time in frame.in_span(frame.times, floor, lead) if start - _NEAR <= time.start]
    for time in reversed(inside):
        first = time.interval.earliest
        reaches = note is not None and time.interval.latest is not None and time.interval.latest >= note
        if first is not None and (time.kind == "duration" or time.relation in ("for", "last") or reaches):
            span = (min(start, time.start), max(end, time.end))
            return span, {"period": DateInterval(first, note if note is None or note >= first else None)}
    clause = max(floor, start - _NEAR, frame.lower.rfind(", and ", floor, start))
    around = frame.lower[clause:end] + frame.lower[end : max(end, min(sentence.end, end + _BEHIND))]
    if words().patterns["since"].search(around) and note is not None:
        named = next(iter(frame.in_span(frame.times, end, end + _FAR // 4)), None)
        if named is not None and words().patterns["since"].search(frame.lower, start, named.start):
            latest = named.interval.latest
            if latest is not None and latest <= note and named.kind != "duration":
                return (start, named.end), {"period": DateInterval(latest, note), "others_only": True}
        earlier = [time for time in frame.in_span(frame.times, max(0, floor - _FAR), start) if time.kind != "duration"]
        known = [(time.start, last) for time in earlier if (last := time.interval.latest) and last <= note]
        own = [last for start_of, last in known if start_of >= floor] or [last for _, last in known[-1:]]
        return (start, end), {"period": DateInterval(max(own, default=note), note), "others_only": True}
    if words().patterns["others"].search(around):
        return (start, end), {"reach": "ever", "others_only": True}
    return (start, end), {"reach": "ever"}


def none_since_last(frame: Frame, facts: Sequence[DraftFact]) -> list[DraftFact]:
    """What "last session 30 March" or "last live vaccine as a child" says of the time since: none."""
    note = note_day(frame)
    made = []
    for fact in facts:
        when, quote = fact.fields.get("date"), fact.quotes[0]
        if note is None or fact.certainty != "stated" or not isinstance(when, DateInterval) or when.latest is None:
            continue
        sentence = frame.sentences[frame.sentence_at(quote.start)]
        start = max(sentence.start, quote.start - _NEAR)
        last = words().patterns["last"].search(frame.lower, start, quote.end)
        if last is None and frame.terminology.is_a(fact.name, "uv_therapy") and when.latest < note:
            last = words().patterns["ended"].search(frame.lower, sentence.start, sentence.end)
        group = last and _group_of_last(frame, fact, frame.lower[last.end() : quote.end])
        if frame.terminology.is_a(fact.name, "live_vaccine") and _LIVE_HEAD.match(
            frame.lower, sentence.start, quote.end
        ):
            group = "live_vaccine"
        if group and when.latest <= note:
            period = (
                DateInterval(when.latest + timedelta(days=1), note) if when.latest < note else DateInterval.on(note)
            )
            made.append(_made(frame, group, (quote.start, quote.end), {"period": period, "others_only": True}))
    return made


_LIVE_HEAD = compiled(r"[\s\d.)*-]*(?:live (?:vaccin\w*|vax)|(?:减毒)?活疫苗)(?:接种)?史?\s*[:,-]")
"""A head that asks for live vaccines: what is named behind it is all there was."""


def _group_of_last(frame: Frame, fact: DraftFact, said: str) -> str | None:
    """The group of which it was the last: light treatment always, else as the words say."""
    kinds = frame.terminology
    if kinds.is_a(fact.name, "uv_therapy"):
        return "uv_therapy"
    if kinds.is_a(fact.name, "vaccine"):
        found = re.search(r"\blive (?:vaccin|jab|shot)|活疫苗", said)
        return "live_vaccine" if found else "vaccine" if re.search(r"\b(?:vaccin|jab|immuni)|疫苗|接种", said) else None
    return "surgery" if re.search(r"\b(?:surger|operation)|手术|开刀", said) else None


def since_event(frame: Frame, facts: Sequence[DraftFact]) -> list[DraftFact]:
    """The denials with the days since what they name: "no live vaccine since the transplant", "since age 5"."""
    note = note_day(frame)
    return list(facts) if note is None else [_since_named(frame, fact, facts, note) for fact in facts]


def _since_named(frame: Frame, fact: DraftFact, facts: Sequence[DraftFact], note: date) -> DraftFact:
    quote = fact.quotes[0]
    sentence = frame.sentences[frame.sentence_at(quote.start)]
    match = words().patterns["since_what"].match(frame.lower, quote.end, sentence.end)
    if fact.certainty != "denied" or match is None or fact.fields.get("reach") is not None:
        return fact
    age = match["age"] or match["young"]
    if age:
        first = add_months(note, -12 * _YOUTH_PAST) if int(age) <= _YOUTH else None
    else:
        named = frame.in_span(frame.mentions, match.end(), min(sentence.end, match.end() + _NEAR))
        first = _day_of(frame, named[0], facts) if named else None
    if first is None or first > note:
        return fact
    end = Quote(quote.start, match.end())
    return replace(fact, quotes=(end, *fact.quotes[1:]), fields={**fact.fields, "period": DateInterval(first, note)})


def _day_of(frame: Frame, named: Mention, facts: Sequence[DraftFact]) -> date | None:
    """The last day on which what is named here happened, if the note dates it once."""
    kinds, name = frame.terminology, named.concept.id
    days = {
        fact.fields["date"].latest
        for fact in facts
        if fact.certainty == "stated"
        and "date" in fact.fields
        and fact.subject == "patient"
        and kinds.is_a(fact.name, name)
    }
    if not days and named.concept.kind == "condition":
        told = [one for one in frame.mentions if one.concept.id == name and one.start != named.start]
        times = [time for one in told if (time := frame.time_near(one.start, one.end)) and time.kind != "duration"]
        days = {time.interval.latest for time in times}
    return next(iter(days)) if len(days) == 1 else None


def injury_after_brackets(frame: Frame, facts: Sequence[DraftFact]) -> list[DraftFact]:
    """The injury that a denial of operations goes on to past a remark: "no surgery (EGD is endoscopy) or trauma"."""
    made = []
    for fact in facts:
        match = words().patterns["or_injury"].match(frame.lower, fact.quotes[0].end)
        if match is not None and fact.certainty == "denied" and fact.name == "surgery":
            quote = Quote(fact.quotes[0].start, match.end())
            own = frame.sentences[frame.sentence_at(quote.start)]
            timed = words().patterns["of_late"].match(frame.lower, match.end(), own.end)
            fields = {"reach": "recent"} if timed else fact.fields
            made.append(replace(fact, name="trauma", kind="condition", quotes=(quote,), fields=fields))
    return made


def implied(frame: Frame, cues: Cues, facts: Sequence[DraftFact]) -> list[DraftFact]:
    """What a denial means beyond its last word: "no stem cell or organ transplant", 无手术外伤史."""
    made = []
    known = {fact.name for fact in facts if fact.certainty == "denied"}
    for fact in facts:
        if fact.certainty != "denied":
            continue
        start, end = fact.quotes[0].start, fact.quotes[0].end
        end = max(end, min(len(frame.text), end + 12)) if fact.name == "transplant" else end
        for label, name, wide in _IMPLIED:
            if name not in known and frame.terminology.is_a(fact.name, wide) and cues.inside(start, end, label):
                kind = "condition" if name == "trauma" else "procedure"
                made.append(replace(fact, name=name, kind=kind))  # type: ignore[arg-type]
                known.add(name)
    return made


def _reach(frame: Frame, start: int, end: int) -> tuple[dict[str, Any], tuple[int, int]]:
    """The days that the denial covers: those of the duration named before it in the sentence, else ever."""
    sentence = frame.sentences[frame.sentence_at(start)]
    lasting = [time for time in frame.in_span(frame.times, sentence.start, start) if time.months or time.days]
    if lasting:
        return {"period": lasting[-1].interval}, (lasting[-1].start, end)
    return {"reach": "ever"}, (start, end)


def _made(frame: Frame, name: str, span: tuple[int, int], fields: dict[str, Any]) -> DraftFact:
    return DraftFact(
        kind="condition" if name == "trauma" else "procedure",
        name=name,
        document=frame.document.id,
        quotes=(Quote(*span),),
        fields=fields,
        certainty="denied",
        reader="procedures",
    )
