"""Reads whether the patient has recovered from an operation or injury. Does not date the operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.procedures.afterwards import time_since
from assistant.extraction.procedures.words import Cues, words
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval

_NOT = compiled(r"(?:\b(?:not|hasn't|isn't)(?:\s+(?:yet|been|fully|completely|quite))*|未|尚未|没有?)\s*$")
TICKED_NO = compiled(r"[^\n;。☑√×\[]{0,40}?(?:☑\s*否|☑\s*无|×|\[\s?\]\s*yes\s*\[x\]\s*no|[-:|]\s*(?:no|none|否|无)\b)")
"""A question for incomplete recovery that is answered with no."""
_SENTENCES_AFTER = 2
_REACH = 300
_SINCE, _REST = 200, 120
_LIMB, _OF_LATE, _LEAD = 16, 92, 60
_APART = 40
"""How far a wound may stand before the word that it has healed, with no operation named."""


def recovery(
    frame: Frame, cues: Cues, mention: Mention, others: Sequence[Mention]
) -> tuple[bool | None, tuple[int, int] | None]:
    """Recovered or not, with the words: in the sentence of the operation or the next two, before another operation."""
    last = min(mention.sentence + _SENTENCES_AFTER, len(frame.sentences) - 1)
    end = min(frame.sentences[last].end, mention.end + _REACH)
    further = min(frame.section_at(mention.start).end, len(frame.text), mention.end + _REACH)
    break_at = frame.text.find("\n", mention.end, end)
    end = break_at if break_at > 0 else end
    following = next((o for o in others if mention.end < o.start < max(end, further) and _may_heal(frame, o)), None)
    stop = following.start if following else len(frame.text)
    healed, span = _verdict(frame, cues, mention.end, min(end, stop))
    if healed is None:
        healed, span = _said_before(frame, cues, mention)
    if healed is None and min(further, stop) > end and "\n\n" not in frame.text[mention.end : min(further, stop)]:
        healed, span = _verdict(frame, cues, mention.end, min(further, stop))
        return (False, span) if healed is False else (None, None)
    return healed, span


def _said_before(frame: Frame, cues: Cues, mention: Mention) -> tuple[bool | None, tuple[int, int] | None]:
    """Whether words before an operation say that it is not over: "still limping after her bunionectomy"."""
    start = max(frame.sentences[mention.sentence].start, mention.start - _LEAD)
    found = [cue for cue in cues.inside(start, mention.start, "not_recovered") if not _undone(frame, cues, cue)]
    if not found or not words().patterns["still"].search(frame.lower, found[-1].end, mention.start):
        return None, None
    return False, (found[-1].start, found[-1].end)


def _may_heal(frame: Frame, mention: Mention) -> bool:
    names = (*words().operations, "trauma", "organ_transplant")
    return mention.certainty != "denied" and any(frame.terminology.is_a(mention.concept.id, name) for name in names)


def _verdict(frame: Frame, cues: Cues, start: int, end: int) -> tuple[bool | None, tuple[int, int] | None]:
    """The worst that the stretch says."""
    bad = [cue for cue in cues.inside(start, end, "not_recovered") if not _undone(frame, cues, cue)]
    bad += [cue for cue in cues.inside(start, end, "recovered") if _NOT.search(frame.lower, start, cue.start)]
    final = [cue for cue in cues.inside(bad[-1].end, end, "final") if not _undone(frame, cues, cue)] if bad else []
    if final and not _NOT.search(frame.lower, start, final[-1].start):
        return True, (final[0].start, final[-1].end)
    if bad:
        return False, (bad[0].start, bad[0].end)
    good = [cue for cue in cues.inside(start, end, "recovered") if not _undone(frame, cues, cue)]
    if good:
        return True, (good[0].start, good[-1].end)
    return None, None


def _undone(frame: Frame, cues: Cues, cue: Cue) -> bool:
    """Whether a word is negated, part of its opposite, or said of the day of discharge only."""
    floor = max(cue.start - 12, frame.sentences[frame.sentence_at(cue.start)].start)
    if cues.inside(floor, cue.start, "early", "negated"):
        return True
    opposite = "not_recovered" if cue.label == "recovered" else "recovered"
    return any(o.start <= cue.start and cue.end <= o.end for o in cues.inside(cue.start - 16, cue.end + 8, opposite))


_BONE = frozenset({"cast", "fracture", "石膏", "骨折"})
"""Words of a wound that tell of a broken bone."""


def _injury(frame: Frame, quote: Quote, fields: Mapping[str, Any]) -> DraftFact:
    document = frame.document.id
    return DraftFact(
        kind="condition", name="trauma", document=document, quotes=(quote,), fields=fields, reader="procedures"
    )


def _is_minor(frame: Frame, mention: Mention) -> bool:
    return any(frame.terminology.is_a(mention.concept.id, name) for name in ("minor_procedure", "minor_surgery"))


def _is_recent_harm(frame: Frame, fact: DraftFact) -> bool:
    """Whether the note tells of an operation or injury of the patient's with a day in the last three months."""
    note, when = note_day(frame), fact.fields.get("date")
    wide = (*words().operations, "trauma")
    told = fact.certainty == "stated" and fact.subject == "patient" and fact.fields.get("status") != "planned"
    if not told or note is None or not isinstance(when, DateInterval) or when.latest is None:
        return False
    return (note - when.latest).days <= _OF_LATE and any(frame.terminology.is_a(fact.name, name) for name in wide)


def lone_recovery(frame: Frame, cues: Cues, facts: Sequence[DraftFact]) -> list[DraftFact]:
    """Words on a healed or open wound beside no operation of the note: 切口已拆线, "staples still in"."""
    used = [
        (quote.start, quote.end)
        for fact in facts
        for quote in fact.quotes
        if {"recovered", "status"} & fact.fields.keys()
    ]
    operated = any(_is_recent_harm(frame, fact) for fact in facts)
    kinds = frame.terminology
    denied = any(fact.certainty == "denied" and kinds.is_a(fact.name, "surgery") for fact in facts)
    for cue in cues.inside(0, len(frame.text), "recovered", "not_recovered"):
        if any(start <= cue.start < end for start, end in used) or words().patterns["ticked_no"].match(
            frame.lower, cue.end
        ):
            continue
        sentence = frame.sentences[frame.sentence_at(cue.start)]
        wound = cues.inside(sentence.start, cue.start, "wound")
        if not wound and operated:
            # A limb alone says nothing (arthritis makes people limp too), unless the note tells of an operation.
            wound = cues.inside(sentence.start, min(sentence.end, cue.end + _LIMB), "limb")
        minor = [
            m for m in frame.in_span(frame.mentions_of("procedure"), sentence.start, cue.start) if _is_minor(frame, m)
        ]
        large = [m for m in frame.in_span(frame.mentions, sentence.start, sentence.end) if not _is_minor(frame, m)]
        if minor and not any(_may_heal(frame, m) for m in large):
            continue
        line = frame.lines[frame.line_at(cue.start)]
        since = time_since(frame, line.start, cue.start)
        near = [one for one in wound if cue.label == "not_recovered" or cue.start - one.end <= _APART]
        anchor = near[0] if near else since
        if anchor is None:
            continue
        healed, span = _verdict(frame, cues, min(anchor.end, cue.start), sentence.end)
        if healed:
            # The wound may be closed while the patient has not recovered: the rest of the line says so.
            rest = _verdict(frame, cues, min(anchor.end, cue.start), min(line.end, cue.end + _REST))
            healed, span = rest if rest[0] is False else (healed, span)
        bone = healed and frame.lower[anchor.start : anchor.end] in _BONE
        if healed is None or span is None or (healed and not bone and (denied or minor)):
            continue
        if bone:
            quote = Quote(min(anchor.start, span[0]), span[1])
            return [_injury(frame, quote, {"status": "resolved"})]
        counted = time_since(frame, max(line.start, anchor.start - _SINCE), span[1])
        begin = min(anchor.start, span[0], counted.start if counted else anchor.start)
        when = {"date": counted.interval} if counted else {}
        if denied and not any(kinds.is_a(fact.name, "surgery") and fact.certainty == "stated" for fact in facts):
            # Without any operation it is an injury that has not healed.
            injury = any(kinds.is_a(fact.name, "trauma") and fact.certainty == "stated" for fact in facts)
            quote = Quote(begin, span[1])
            fields: dict[str, Any] = {"status": "active", **when}
            return [_injury(frame, quote, fields)] if injury else []
        return [
            DraftFact(
                kind="procedure",
                name="surgery",
                document=frame.document.id,
                quotes=(Quote(begin, span[1]),),
                fields={"status": "done", "recovered": healed, **when},
                reader="procedures",
            )
        ]
    return []
