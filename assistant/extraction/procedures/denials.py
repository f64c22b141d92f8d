"""Reads plain words for "no operation" and "no injury" that hold no name of the terminology: 没开过刀没受过伤."""

from __future__ import annotations

from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.procedures.words import Cues


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
