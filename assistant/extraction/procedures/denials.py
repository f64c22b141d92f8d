"""Reads plain words for "no operation" and "no injury" that hold no name of the terminology: 没开过刀没受过伤."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.procedures.words import Cues

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
