"""The gate between what a model claims and what may become a fact. Asks no model and decides no criterion.

A claim must be borne out twice: its words stand in the note, and the grammar that reads notes without a model reads the
same thing there. Value, polarity, whose it is and when are the grammar's; a claim that differs in value or polarity is
rejected. Where the grammar made nothing of the words, a disease, drug or operation that the note names as the patient's
is kept as an unconfirmed fact, which decides nothing but asks for a person's eye.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame, build_frame
from assistant.extraction.model import Hit
from assistant.llm import comparing, drafting
from assistant.llm.claims import Claim, kind_of
from assistant.llm.names import borne, meant, misspelt, related
from assistant.llm.quoting import Place, places
from rules.dates import DateInterval
from rules.terminology import Terminology

_NAMELESS = frozenset({"demographic", "statement"})
"""Kinds that have no name in the terminology, so that nothing but the grammar's own reading bears them out."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that was not let through, and why; ``place`` where its quote was found."""

    claim: Claim
    reason: str
    place: Place | None = None
    against: tuple[str, ...] = ()
    """Ids of the drafts that the grammar made of the same words and that say something else."""


@dataclass(frozen=True, slots=True)
class Located:
    """A claim with every place of its quote among the notes that the model was shown."""

    claim: Claim
    places: tuple[Place, ...]


def located(claims: Iterable[Claim], frames: Sequence[Frame], shown: Sequence[Place]) -> list[Located]:
    """Each claim with the places of its quote in the stretches that the model was shown."""
    texts = [frame.text for frame in frames]
    return [Located(claim, places(claim.quote, texts, shown)) for claim in claims]


def misspellings(found: Sequence[Located], frames: Sequence[Frame]) -> list[Frame]:
    """The frames, built anew where a claim recognises a name that was misspelt: it is then read in its context."""
    further: dict[int, list[Hit]] = {}
    for item in found:
        ids = meant(item.claim.name, kind_of(item.claim), frames[0].terminology) if frames else frozenset()
        for place in item.places if ids else ():
            frame = frames[place.note]
            hit = None if borne(frame, place, ids) else misspelt(frame, place, ids)
            known = further.setdefault(place.note, [])
            if hit is not None and all(hit.end <= each.start or each.end <= hit.start for each in known):
                known.append(hit)
    return [
        build_frame(frame.document, frame.terminology, further[number]) if further.get(number) else frame
        for number, frame in enumerate(frames)
    ]


class Gate:
    """Checks claims against what the grammar reads in the same notes."""

    def __init__(self, frames: Sequence[Frame], read: Sequence[DraftFact]) -> None:
        self.frames = frames
        self._read: dict[str, list[DraftFact]] = {}
        for draft in read:
            self._read.setdefault(draft.document, []).append(draft)

    def check(self, item: Located) -> tuple[DraftFact, ...] | Refused:
        """The drafts that a claim gives, or why it gives none.

        Words that stand in several places are taken where the claim is borne out; where they are borne out differently
        nothing tells which is meant.
        """
        if not item.places:
            return Refused(item.claim, "quote_not_found")
        results = [self._at(item.claim, place) for place in item.places]
        passed = [result for result in results if not isinstance(result, Refused)]
        if not passed:
            return next(result for result in results if isinstance(result, Refused))
        if len({comparing.sense(result) for result in passed}) > 1:
            return Refused(item.claim, "quote_ambiguous", item.places[0])
        return passed[0]

    def _at(self, claim: Claim, place: Place) -> tuple[DraftFact, ...] | Refused:
        frame = self.frames[place.note]
        if frame.is_ignored(place.start):
            return Refused(claim, "addressed_to_software", place)
        kind = kind_of(claim)
        ids = _ids(claim, kind, frame.terminology)
        if not ids:
            return Refused(claim, "name_unknown", place)
        witnesses = [
            draft
            for draft in self._read.get(frame.document.id, ())
            if comparing.same_kind(draft, kind)
            and related(comparing.named(draft), ids, frame.terminology)
            and any(
                quote.start < place.end and place.start < quote.end
                for quote in draft.quotes
                if quote.role == "value" and quote.document in (None, frame.document.id)
            )
        ]
        if witnesses:
            agreeing = [draft for draft in witnesses if comparing.agrees(claim, draft)]
            if agreeing:
                return tuple(_looked_at(claim, draft, frame, place) for draft in agreeing)
            against = tuple(draft.draft_id for draft in witnesses)
            return Refused(claim, comparing.difference(claim, witnesses), place, against)
        return self._alone(claim, kind, ids, place)

    def _alone(self, claim: Claim, kind: str, ids: frozenset[str], place: Place) -> tuple[DraftFact, ...] | Refused:
        """A draft of the claim's own, where the note bears the name and the grammar made nothing of it."""
        frame = self.frames[place.note]
        if kind in _NAMELESS:
            return Refused(claim, "not_confirmed", place)
        mentions = borne(frame, place, ids)
        if not mentions:
            return Refused(claim, "name_not_in_quote", place)
        if any(frame.is_ignored(mention.start) for mention in mentions):
            return Refused(claim, "addressed_to_software", place)
        made = drafting.draft(claim, mentions[0], frame, place)
        return Refused(claim, made, place) if isinstance(made, str) else (made,)


def _looked_at(claim: Claim, draft: DraftFact, frame: Frame, place: Place) -> DraftFact:
    """The draft, disputed where the quote names another day that the model takes for its date."""
    meant_day = drafting.day_in_quote(claim, frame, place)
    told = [draft.fields[name] for name in _DAYS if isinstance(draft.fields.get(name), DateInterval)]
    if meant_day is None or not told or any(_meet(meant_day, day) for day in told):
        return draft
    return replace(draft, fields={**draft.fields, "disputed": True})


_DAYS = ("date", "onset", "resolved_on", "started", "changed", "last_given")


def _meet(one: DateInterval, other: DateInterval) -> bool:
    starts = [each.earliest for each in (one, other) if each.earliest is not None]
    ends = [each.latest for each in (one, other) if each.latest is not None]
    return not starts or not ends or max(starts) <= min(ends)


def _ids(claim: Claim, kind: str, terminology: Terminology) -> frozenset[str]:
    return frozenset({claim.name}) if kind in _NAMELESS else meant(claim.name, kind, terminology)
