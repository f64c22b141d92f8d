"""Both readers together: what either finds is kept, what they read differently is disputed.

Absence in one is no dispute. Where the words are plain to the grammar its reading stands and a person is asked to
look; where they are not (several cues of denial or doubt in one clause) nothing is stated: the checker answers unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.documents import Document
from assistant.errors import ExtractionError
from assistant.extraction.cuewords import find_cues
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.llm.checking import Refused
from assistant.llm.extractor import LlmExtractor, LlmReading, described
from assistant.privacy.masking import PrivacyError
from assistant.readers import Problem, Reading, Topic

DISPUTES = frozenset({"value_differs", "unit_differs", "polarity_differs", "subject_differs"})
"""Reasons of refusal that mean: the two readers read the same words differently."""
_POLARITY = ("deny_before", "deny_after", "deny_either", "deny_ever", "deny_recent", "deny_now", "suspect_before",
             "suspect_after")  # fmt: skip


class ConsensusExtractor:
    """The embedded reader and a model, each watching the other."""

    name = "consensus"

    def __init__(self, llm: LlmExtractor) -> None:
        self._llm = llm

    def read(self, documents: Sequence[Document]) -> Reading:
        """What both readers make of the notes; the embedded reader's alone, with a warning, where the model fails."""
        try:
            found = self._llm.read_whole(documents)
        except ExtractionError as error:
            from assistant.extraction.embedded import EmbeddedExtractor

            alone = EmbeddedExtractor().read(documents)
            # What failed may have failed after it was sent.
            settings = self._llm.settings
            sent = None if settings.on_loopback or isinstance(error, PrivacyError) else settings.host
            return replace(alone, model=self._llm.model, problems=(Problem(reason=error),), sent_to=sent)
        return replace(described(self._llm, documents, found, self._again), drafts=tuple(merged(found)))

    def _again(self, documents: Sequence[Document], found: LlmReading, topics: Sequence[Topic]) -> Reading:
        """Both readings after a second look: for what neither reads first, since a doubt is seldom lifted by asking."""
        asked = sorted(topics, key=lambda topic: topic.one_sided)
        again = self._llm.look_again(documents, found, asked)
        return replace(described(self._llm, documents, again), drafts=tuple(merged(again)))


def merged(found: LlmReading) -> Iterator[DraftFact]:
    """The drafts of both readers, those in dispute marked."""
    frames = {frame.document.id: frame for frame in found.frames}
    disputed = {draft.draft_id for item in found.refused for draft in _disputed(item, found.witnesses)}
    doubted = {draft.draft_id for draft in found.drafts if draft.fields.get("disputed")}
    for draft in found.witnesses:
        if draft.draft_id in disputed:
            yield _settled(draft, frames)
        else:
            yield replace(draft, fields={**draft.fields, "disputed": True}) if draft.draft_id in doubted else draft
    known = {draft.draft_id for draft in found.witnesses}
    for draft in found.drafts:
        if draft.draft_id not in known:
            yield draft


def _disputed(item: Refused, witnesses: Sequence[DraftFact]) -> Iterator[DraftFact]:
    if item.reason in DISPUTES:
        against = set(item.against)
        yield from (draft for draft in witnesses if draft.draft_id in against)


def _settled(draft: DraftFact, frames: Mapping[str, Frame]) -> DraftFact:
    """The grammar's reading of words that are plain to it, for a person to look at; else it decides nothing."""
    plain = draft.kind in ("measurement", "demographic", "statement") or _plain(draft, frames[draft.document])
    return replace(draft, fields={**draft.fields, "disputed": True, "unconfirmed": not plain})


def _plain(draft: DraftFact, frame: Frame) -> bool:
    """Whether at most one cue of denial or doubt stands in the clause."""
    quote = next((each for each in draft.quotes if each.role == "value"), draft.quotes[0])
    if quote.document not in (None, frame.document.id):
        return False
    clause = frame.clauses[frame.clause_at(quote.start)]
    taken = [(each.start, each.end) for each in Frame.in_span(frame.mentions, clause.start, clause.end)]
    cues = [cue for cue in find_cues(frame.lower, taken) if clause.start <= cue.start < clause.end]
    return sum(cue.has(*_POLARITY) for cue in cues) <= 1
