"""Silences what a note says of whole topics where the chart takes it back: "the lines on allergies were another's".

Only words that speak of what is written (sentence, section, history, 描述) beside a topic's name do so; a value or a
date that is wrong is corrected elsewhere. What is silenced says nothing; it rules nothing out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from assistant.extraction.cue_rules import unmasked
from assistant.extraction.cues import Cue, CueSet, load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.model import Span
from rules.frozen import dataclass, replace

_TOPICAL = ("condition", "treatment", "procedure", "statement")


@dataclass(frozen=True, slots=True)
class _Disowned:
    """A clause that takes back what was written of some topics."""

    place: int
    span: Span
    topics: frozenset[str]
    cue: Span
    foreign: bool
    """Whether it was somebody else's; else it was an error, which takes back denials alone."""


@cache
def _cues() -> CueSet:
    return CueSet(load_data("corrections")["words"])


@cache
def _writing() -> CueSet:
    return CueSet({"writing": load_data("corrections")["writing"]})


def silence(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts of a chart, those on topics that were taken back made somebody else's; in the same order."""
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    made = list(drafts)
    for place, frame in enumerate(frames):
        for one in _disowned(frame, place):
            meant = [_is_meant(one, draft, order, frame) for draft in made]
            if one.foreign or _was_denied(one, made, meant):
                made = [
                    _silenced(one, draft, frame) if is_it else draft for draft, is_it in zip(made, meant, strict=True)
                ]
    return made


def _was_denied(one: _Disowned, drafts: Sequence[DraftFact], meant: Sequence[bool]) -> bool:
    """Whether what was written in error was a denial: "the entry is wrong" of a finding rather denies that."""
    return all(draft.certainty == "denied" for draft, is_it in zip(drafts, meant, strict=True) if is_it)


def _disowned(frame: Frame, place: int) -> Iterator[_Disowned]:
    found = [cue for cue in unmasked(_cues().find(frame.lower)) if cue.label in ("other_patient", "wrong")]
    if not found:
        return
    writing = list(_writing().find(frame.lower))
    for sentence in frame.sentences:
        cues = [cue for cue in found if sentence.start <= cue.start < sentence.end]
        words = [cue for cue in writing if sentence.start <= cue.start < sentence.end]
        if not cues or not words or frame.is_ignored(sentence.start):
            continue
        yield from _of_sentence(frame, place, Span(sentence.start, sentence.end), cues, words)


def _of_sentence(
    frame: Frame, place: int, span: Span, cues: Sequence[Cue], words: Sequence[Cue]
) -> Iterator[_Disowned]:
    """The topics named on one side of the words that take them back, beside a word for what is written."""
    cue = next((cue for cue in cues if cue.label == "other_patient"), cues[-1])
    before = list(frame.in_span(frame.mentions, span.start, cue.start))
    said_wrong = any(one.label == "wrong" for one in cues)
    topics = before or (list(frame.in_span(frame.mentions, cue.end, span.end)) if said_wrong else [])
    kinds = frozenset(mention.concept.id for mention in topics if mention.concept.kind in _TOPICAL)
    near = any(abs(word.start - mention.start) < _NEAR for word in words for mention in topics)
    if kinds and near:
        yield _Disowned(place, span, kinds, Span(cue.start, cue.end), cue.label == "other_patient")


_NEAR = 60
"""So close to a topic's name stands the word that says that what is written of it is meant."""


def _is_meant(one: _Disowned, draft: DraftFact, order: dict[str, int], frame: Frame) -> bool:
    if draft.subject != "patient" or draft.kind not in _TOPICAL or not draft.quotes:
        return False
    place, at = order.get(draft.document, 0), draft.quotes[0].start
    if place > one.place or (place == one.place and at >= one.cue.end):
        return False
    known = draft.name in frame.terminology.concepts
    return any(draft.name == topic or (known and frame.terminology.is_a(draft.name, topic)) for topic in one.topics)


def _silenced(one: _Disowned, draft: DraftFact, frame: Frame) -> DraftFact:
    quote = Quote(one.cue.start, one.cue.end, "subject", document=frame.document.id)
    return replace(draft, subject="other", quotes=(*draft.quotes, quote))
