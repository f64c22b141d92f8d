"""The language-model reader: passages to a server, its claims through the gate, drafts out.

A bad passage costs itself alone. It is one of two readers behind the same interface; what it makes goes through
grounding like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from assistant.documents import Document
from assistant.errors import ExtractionError
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import read_frames
from assistant.extraction.frame import Frame, build_frame
from assistant.llm.checking import Gate, Located, Refused, located, misspellings
from assistant.llm.chunks import Passage, halves, passages, shown
from assistant.llm.claims import Answer, kind_of
from assistant.llm.plans import STEPS, Step
from assistant.llm.server import PassageError, Reply, Server
from assistant.llm.settings import LlmSettings
from assistant.readers import Problem, Reading, Refusal
from prompts import Prompt, load
from rules import terminology

MOST_CLAIMS = 600
"""So many claims of one passage are looked at; a model that goes on and on is cut short there."""


class Asked(Protocol):
    """What can be asked for claims: a server, or one played in tests."""

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        """The claims about these notes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmReading:
    """What the model read: drafts that passed the gate, claims that did not, passages left unread, and the cost."""

    drafts: tuple[DraftFact, ...]
    witnesses: tuple[DraftFact, ...] = ()
    """What the grammar reads in the same notes, whether the model claims it or not."""
    refused: tuple[Refused, ...] = ()
    problems: tuple[Problem, ...] = ()
    frames: tuple[Frame, ...] = ()
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


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
        """What the model claims of the notes, as far as it passed the gate.

        Raises:
            ExtractionError: the server cannot be used, or not one passage could be read.
        """
        return described(self, documents, self.read_whole(documents))

    def read_whole(self, documents: Sequence[Document]) -> LlmReading:
        """The reading with all that it leans on.

        Raises:
            ExtractionError: the server cannot be used, or not one passage could be read.
        """
        run = _Run(self._server, self.settings, documents)
        parts = passages(documents, self.settings.chunk, self.settings.overlap)
        jobs = [(part, step) for part in parts for step in self._steps]
        with ThreadPoolExecutor(max(1, self.settings.concurrency)) as pool:
            try:
                answered = list(pool.map(lambda job: list(run.read(*job)), jobs))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        replies = [item for items in answered for item in items]
        if run.problems and not any(reply.fault is None for _, reply in replies):
            raise ExtractionError(f"No passage of the notes could be read by the model: {run.problems[0].reason}")
        return _gated(documents, replies, run)


def described(extractor: LlmExtractor, documents: Sequence[Document], found: LlmReading) -> Reading:
    """A model's reading in the form that every reader has."""
    settings = extractor.settings
    return Reading(
        drafts=found.drafts,
        refused=tuple(_refusal(item, documents) for item in found.refused),
        problems=found.problems,
        model=settings.model,
        prompts=extractor.prompts,
        plan=settings.plan,
        calls=found.calls,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        sent_to=None if settings.on_loopback else settings.host,
    )


def _refusal(item: Refused, documents: Sequence[Document]) -> Refusal:
    place = item.place
    if place is None:
        return Refusal(kind=kind_of(item.claim), reason=item.reason)
    document = documents[place.note].id
    return Refusal(kind=kind_of(item.claim), reason=item.reason, document=document, start=place.start, end=place.end)


class _Run:
    """The calls about one chart, within its budget."""

    def __init__(self, server: Asked, settings: LlmSettings, documents: Sequence[Document]) -> None:
        self.problems: list[Problem] = []
        self.calls = 0
        self._server, self._settings, self._documents = server, settings, documents
        self._lock = Lock()

    def read(self, passage: Passage, step: Step) -> Iterator[tuple[Passage, Reply]]:
        """The replies about a passage; one whose answer was cut off is read in halves."""
        with self._lock:
            spent = self.calls >= self._settings.calls
            self.calls += 0 if spent else 1
        if spent:
            self._fail(passage, f"the budget of {self._settings.calls} calls is used up")
            return
        try:
            reply = self._server.ask(load(step.prompt), step.answer, shown(passage, self._documents))
        except PassageError as error:
            self._fail(passage, str(error))
            return
        with self._lock:
            self.calls += reply.calls - 1
        if reply.cut_off:
            parts = halves(passage, self._documents, self._settings.overlap)
            yield passage, replace(reply, claims=())
            if not parts:
                self._fail(passage, "the answer did not come to an end")
            for part in parts:
                yield from self.read(part, step)
            return
        if reply.fault is not None:
            self._fail(passage, _FAULTS.get(reply.fault, reply.fault))
        yield passage, reply

    def _fail(self, passage: Passage, reason: str) -> None:
        first, last = passage.pieces[0], passage.pieces[-1]
        notes = tuple(dict.fromkeys(self._documents[piece.note].id for piece in passage.pieces))
        with self._lock:
            self.problems.append(Problem(reason=reason, documents=notes, start=first.start, end=last.end))


_FAULTS = {
    "not_json": "the answer was no JSON object",
    "refused": "the model declined to answer",
    "empty": "the answer was empty",
}


def _gated(documents: Sequence[Document], replies: Sequence[tuple[Passage, Reply]], run: _Run) -> LlmReading:
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
        drafts=tuple(_numbered(_with_corrections(list(passed.values()), read))),
        witnesses=tuple(read),
        refused=tuple(refused),
        problems=tuple(run.problems),
        frames=tuple(frames),
        calls=sum(reply.calls for _, reply in replies),
        input_tokens=sum(reply.input_tokens for _, reply in replies),
        output_tokens=sum(reply.output_tokens for _, reply in replies),
    )


def _with_corrections(passed: list[DraftFact], read: Sequence[DraftFact]) -> list[DraftFact]:
    """With what a later note takes back or corrects of the facts that passed: a model may not have claimed it."""
    kept = {draft.draft_id for draft in passed}
    for draft in read:
        taken = {str(item) for item in draft.fields.get("supersedes") or ()}
        if taken & kept and draft.draft_id not in kept:
            passed.append(draft)
            kept.add(draft.draft_id)
    return passed


def _numbered(drafts: Sequence[DraftFact]) -> Iterator[DraftFact]:
    for number, draft in enumerate(drafts, 1):
        yield replace(draft, reader="llm", draft_id=draft.draft_id or f"m{number}")
