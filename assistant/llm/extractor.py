"""The language-model reader: passages to a server, its claims through the gate, drafts out.

A bad passage costs itself alone. It is one of two readers behind the same interface; what it makes goes through
grounding like everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from assistant.documents import Document
from assistant.errors import ExtractionError
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import read_frames
from assistant.extraction.frame import Frame, build_frame
from assistant.llm import parallel
from assistant.llm.checking import Gate, Located, Refused, located, misspellings
from assistant.llm.chunks import Passage, passages
from assistant.llm.claims import kind_of
from assistant.llm.plans import LOOK_AGAIN, STEPS
from assistant.llm.running import MOST_CLAIMS, Asked, Run
from assistant.llm.server import Reply, Server
from assistant.llm.settings import LlmSettings
from assistant.readers import Problem, Reading, Refusal, SecondLook, Topic
from prompts import load
from rules import terminology

__all__ = ["MOST_CLAIMS", "LlmExtractor", "LlmReading", "described", "gated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmReading:
    """What the model read: drafts that passed the gate, claims that did not, passages left unread, and the cost."""

    run: Run
    replies: tuple[tuple[Passage, Reply], ...] = ()
    """What was answered, and about which passage."""
    drafts: tuple[DraftFact, ...]
    """Confirmed where the grammar reads the same; what only one of the two reads is unconfirmed."""
    witnesses: tuple[DraftFact, ...] = ()
    """What the grammar reads in the same notes, whether the model claims it or not."""
    refused: tuple[Refused, ...] = ()
    problems: tuple[Problem, ...] = ()
    frames: tuple[Frame, ...] = ()
    unfit: int = 0
    """Items of answers that are no claims."""
    masked: Mapping[str, int] = field(default_factory=dict)
    """What was taken out of the notes before they were shown, by kind."""
    sent: bool = False
    """Whether any request was made."""
    calls: int = 0
    cached_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    second_look: SecondLook | None = None
    """What the second look asked and found, if there was one."""


class LlmExtractor:
    """Reads notes with a model server."""

    name = "llm"

    def __init__(self, settings: LlmSettings, server: Asked | None = None) -> None:
        self.settings = settings
        self.model = settings.model
        self._server = server or Server(settings)
        self._steps = STEPS[settings.plan]

    @property
    def prompts(self) -> dict[str, str]:
        """The prompts that are used, each with its version."""
        return {step.prompt: load(step.prompt).version for step in self._steps}

    def read(self, documents: Sequence[Document]) -> Reading:
        """What the model claims of the notes and the grammar bears out; what only one of them says is unconfirmed.

        Raises:
            ExtractionError: the server cannot be used, or not one passage could be read.
        """
        return described(self, documents, self.read_whole(documents), self._again)

    def _again(self, documents: Sequence[Document], found: LlmReading, topics: Sequence[Topic]) -> Reading:
        """The reading after a second look: what the model was silent about, and the grammar read, first."""
        asked = sorted(topics, key=lambda topic: not topic.one_sided)
        return described(self, documents, self.look_again(documents, found, asked))

    def look_again(self, documents: Sequence[Document], found: LlmReading, topics: Sequence[Topic]) -> LlmReading:
        """The reading with what is answered to targeted questions, in this order and within their budget."""
        from assistant.secondlook.looking import look_again

        return look_again(documents, found, topics, self.settings)

    def read_whole(self, documents: Sequence[Document]) -> LlmReading:
        """The reading with all that it leans on.

        Raises:
            ExtractionError: the server cannot be used, or not one passage could be read.
        """
        run = Run(self._server, self.settings, documents)
        parts = passages(documents, self.settings.chunk, self.settings.overlap)
        jobs = [(part, step) for part in parts for step in self._steps]
        answered = parallel.each(lambda job: list(run.read(*job)), jobs, self.settings.concurrency)
        replies = [item for items in answered for item in items]
        if run.problems and not any(reply.fault is None for _, reply in replies):
            raise _nothing_read(run.problems[0])
        return gated(documents, replies, run)

    def requests(self, documents: Sequence[Document]) -> list[bytes]:
        """The bodies of the first requests about these notes, one for each call, as they would be sent. None is sent.

        Raises:
            PrivacyError: something looks like a date and is not understood, so that nothing would be sent.
        """
        run = Run(self._server, self.settings, documents)
        server = Server(self.settings)
        return [
            server.body(step.words, step.answer, run.shown(part))
            for part in passages(documents, self.settings.chunk, self.settings.overlap)
            for step in self._steps
            if run.kept(part, step) is None
        ]


def _nothing_read(problem: Problem) -> ExtractionError:
    """What the server said of itself, or what is wrong with every answer."""
    if isinstance(problem.reason, ExtractionError):
        return ExtractionError(problem.reason.code, **problem.reason.data)
    return ExtractionError("llm_nothing_read", reason=problem.reason)


Again = Callable[[Sequence[Document], LlmReading, Sequence[Topic]], Reading]


def described(
    extractor: LlmExtractor, documents: Sequence[Document], found: LlmReading, again: Again | None = None
) -> Reading:
    """A model's reading in the form that every reader has; ``again`` takes the second look, where it is asked for."""
    settings = extractor.settings
    prompts = extractor.prompts
    if found.second_look is not None:
        prompts[LOOK_AGAIN] = load(LOOK_AGAIN).version
    return Reading(
        drafts=found.drafts,
        refused=(
            *(_refusal(item, documents) for item in found.refused),
            *(Refusal(kind="unknown", reason="not_in_the_form") for _ in range(found.unfit)),
        ),
        problems=found.problems,
        model=settings.model,
        prompts=prompts,
        plan=settings.plan,
        calls=found.calls,
        cached_calls=found.cached_calls,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        sent_to=None if settings.on_loopback or not found.sent else settings.host,
        masked=found.masked,
        again=partial(again, documents, found) if again is not None and settings.second_look else None,
        second_look=found.second_look,
    )


def _refusal(item: Refused, documents: Sequence[Document]) -> Refusal:
    place = item.place
    if place is None:
        return Refusal(kind=kind_of(item.claim), reason=item.reason)
    document = documents[place.note].id
    return Refusal(kind=kind_of(item.claim), reason=item.reason, document=document, start=place.start, end=place.end)


def gated(documents: Sequence[Document], replies: Sequence[tuple[Passage, Reply]], run: Run) -> LlmReading:
    """What of these answers passes the gate, beside what the grammar reads in the same notes."""
    terms = terminology.load()
    frames: Sequence[Frame] = [build_frame(document, terms) for document in documents]
    found: list[Located] = []
    refused: list[Refused] = []
    for passage, reply in replies:
        found += located(reply.claims[:MOST_CLAIMS], frames, passage.pieces)
        refused += [Refused(claim, "too_many_claims") for claim in reply.claims[MOST_CLAIMS:]]
    frames = misspellings(found, frames)
    read = read_frames(frames)
    gate = Gate(frames, read)
    passed: dict[object, DraftFact] = {}
    for item in found:
        result = gate.check(item)
        if isinstance(result, Refused):
            refused.append(result)
            continue
        for draft in result:
            key: object = draft.draft_id or (draft.kind, draft.name, draft.document, draft.quotes, str(draft.fields))
            passed.setdefault(key, draft)
    return LlmReading(
        run=run,
        replies=tuple(replies),
        drafts=tuple(_with_the_rest(list(_numbered(tuple(passed.values()))), read)),
        witnesses=tuple(read),
        refused=tuple(refused),
        problems=tuple(run.problems),
        frames=tuple(frames),
        unfit=sum(reply.unfit for _, reply in replies),
        masked=run.masked,
        sent=run.calls > 0,
        cached_calls=sum(reply.cached_calls for _, reply in replies),
        calls=sum(reply.calls for _, reply in replies),
        input_tokens=sum(reply.input_tokens for _, reply in replies),
        output_tokens=sum(reply.output_tokens for _, reply in replies),
    )


def _with_the_rest(passed: Sequence[DraftFact], read: Sequence[DraftFact]) -> Iterator[DraftFact]:
    """With what the grammar read and the model did not claim, unconfirmed.

    A model that leaves a relapse out, or what a later note takes back, must not thereby let a patient pass.
    """
    claimed = {draft.draft_id: draft for draft in passed}
    for draft in read:
        known = claimed.pop(draft.draft_id, None)
        yield known or replace(draft, fields={**draft.fields, "unconfirmed": True})
    yield from claimed.values()


def _numbered(drafts: Sequence[DraftFact]) -> Iterator[DraftFact]:
    for number, draft in enumerate(drafts, 1):
        yield replace(draft, reader="llm", draft_id=draft.draft_id or f"m{number}")
