"""Leaves open what a later passage of the chart corrects, where the correction itself was not understood.

A note that says that an earlier one is wrong may say it in more ways than a grammar knows. What it names and what is
neither replaced nor taken back by then is kept as unconfirmed: nothing is decided on it, and its words are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from assistant.extraction.cue_rules import unmasked
from assistant.extraction.cues import CueSet, load_data
from assistant.extraction.drafts import DraftFact
from assistant.extraction.erroneous import denied_as_error
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.late import late
from assistant.extraction.model import Span
from rules.frozen import dataclass, replace

_KINDS = ("condition", "treatment", "procedure")
_TRIGGERS = ("wrong", "other_patient")
_LIST_FOLLOWS = late(r"[:：]\s*$|如下|as follows|to the above")
_ITEM = late(r"[ \t]*(?:[-*•·]|\(?\d{1,2}[.)、]|[①-⑳])")


@dataclass(frozen=True, slots=True)
class _Passage:
    """Words that correct the chart, and the ids of what they name."""

    place: int
    span: Span
    names: frozenset[str]
    listed: bool
    """Whether it is a list of corrections, or says that something is another patient's."""


@cache
def _words() -> tuple[CueSet, CueSet]:
    data = load_data("corrections")
    return CueSet(data["words"]), CueSet({"error": f"{data['refuted']['error']} | {data['doubting']}"})


def doubt(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts, those that a later correction names and does not settle as unconfirmed."""
    passages = [one for place, frame in enumerate(frames) if place for one in _passages(frame, place)]
    if not passages:
        return list(drafts)
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    settled = {one for draft in drafts for one in draft.fields.get("supersedes", ())}
    left = {draft.draft_id for draft in drafts if draft.draft_id not in settled and _stands(draft)}
    named = {
        draft.draft_id
        for draft in drafts
        if draft.draft_id in left and any(_is_named(draft, one, order) for one in passages)
    }
    names = {_about(draft) for draft in drafts if draft.draft_id in named}
    again = {
        draft.draft_id
        for draft in drafts
        if draft.draft_id in left and _about(draft) in names and any(_is_within(draft, one, order) for one in passages)
    }
    return [
        replace(draft, fields={**draft.fields, "unconfirmed": True}) if draft.draft_id in named | again else draft
        for draft in drafts
    ]


def _stands(draft: DraftFact) -> bool:
    """Whether a draft says something of the patient that a correction might take back."""
    told = draft.kind == "measurement" and isinstance(draft.fields.get("value"), str)
    return (draft.kind in _KINDS or told) and draft.subject == "patient" and draft.certainty != "denied"


def _about(draft: DraftFact) -> tuple[str, object]:
    return draft.name, draft.fields.get("substance")


def _is_named(draft: DraftFact, passage: _Passage, order: Mapping[str, int]) -> bool:
    """Whether a later note's correction names what a draft is about; a word on a drug may be about one dose alone."""
    if draft.kind == "treatment" and not passage.listed:
        return False
    return order.get(draft.document, passage.place) < passage.place and not passage.names.isdisjoint(_about(draft))


def _is_within(draft: DraftFact, passage: _Passage, order: Mapping[str, int]) -> bool:
    """Whether a draft comes of the words of the correction itself, which may only repeat what is wrong."""
    at = draft.quotes[0].start if draft.quotes else -1
    return order.get(draft.document) == passage.place and passage.span.start <= at < passage.span.end


def _passages(frame: Frame, place: int) -> Iterator[_Passage]:
    """The sentences that say that something is wrong, and the list that one of them heads."""
    words, refuted = _words()
    cues = Ordered(sorted([*unmasked(words.find(frame.lower)), *refuted.find(frame.lower)], key=lambda cue: cue.start))
    for sentence in frame.sentences:
        inside = frame.in_span(cues, sentence.start, sentence.end)
        labels = {cue.label for cue in inside}
        if not labels & {*_TRIGGERS, "error"} or "patient_says" in labels or frame.is_ignored(sentence.start):
            continue
        span = Span(sentence.start, _end(frame, sentence))
        found = frame.in_span(frame.mentions, span.start, span.end)
        listed = span.end > sentence.end or "other_patient" in labels
        # What is denied by no word but that it is an error was understood.
        open_ = (mention.concept.id for mention in found if not denied_as_error(mention))
        yield _Passage(place, span, frozenset(open_), listed)


def _end(frame: Frame, sentence: Span) -> int:
    """The end of the sentence, or of the list of corrections behind it."""
    if not _LIST_FOLLOWS.search(frame.lower, sentence.start, sentence.end):
        return sentence.end
    end = sentence.end
    for line in frame.lines[frame.line_at(max(sentence.start, sentence.end - 1)) + 1 :]:
        if not _ITEM.match(frame.text, line.start, line.end):
            break
        end = line.end
    return end
