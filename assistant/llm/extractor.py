"""The language-model reader: passages to a server, its claims through the gate, drafts out.

A bad passage costs itself alone. It is one of two readers behind the same interface; what it makes goes through
grounding like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Protocol

from assistant.documents import Document
from assistant.errors import ExtractionError, Phrase
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import read_frames
from assistant.extraction.frame import Frame, build_frame
from assistant.llm import parallel
from assistant.llm.cache import cache_of, name_of
from assistant.llm.checking import Gate, Located, Refused, located, misspellings
from assistant.llm.chunks import Passage, halves, passages, shown
from assistant.llm.claims import Answer, kind_of
from assistant.llm.plans import STEPS, Step
from assistant.llm.server import PassageError, Reply, Server
from assistant.llm.settings import LlmSettings
from assistant.llm.veiling import Veil
from assistant.readers import Problem, Reading, Refusal
from prompts import Prompt, load
from rules import terminology

MOST_CLAIMS = 600
"""So many claims of one passage are looked at; a model that goes on and on is cut short there."""


_HOPELESS = 3
"""After so many passages that failed, and none that was read, no more are tried."""


class Asked(Protocol):
    """What can be asked for claims: a server, or one played in tests."""

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        """The claims about these notes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmReading:
    """What the model read: drafts that passed the gate, claims that did not, passages left unread, and the cost."""

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
        return described(self, documents, self.read_whole(documents))

    def read_whole(self, documents: Sequence[Document]) -> LlmReading:
        """The reading with all that it leans on.

        Raises:
            ExtractionError: the server cannot be used, or not one passage could be read.
        """
        run = _Run(self._server, self.settings, documents)
        parts = passages(documents, self.settings.chunk, self.settings.overlap)
        jobs = [(part, step) for part in parts for step in self._steps]
        answered = parallel.each(lambda job: list(run.read(*job)), jobs, self.settings.concurrency)
        replies = [item for items in answered for item in items]
        if run.problems and not any(reply.fault is None for _, reply in replies):
            raise _nothing_read(run.problems[0])
        return _gated(documents, replies, run)

    def requests(self, documents: Sequence[Document]) -> list[bytes]:
        """The bodies of the first requests about these notes, one for each call, as they would be sent. None is sent.

        Raises:
            PrivacyError: something looks like a date and is not understood, so that nothing would be sent.
        """
        run = _Run(self._server, self.settings, documents)
        server = Server(self.settings)
        return [
            server.body(load(step.prompt), step.answer, run.shown(part))
            for part in passages(documents, self.settings.chunk, self.settings.overlap)
            for step in self._steps
            if run.kept(part, step) is None
        ]


def _nothing_read(problem: Problem) -> ExtractionError:
    """What the server said of itself, or what is wrong with every answer."""
    if isinstance(problem.reason, ExtractionError):
        return ExtractionError(problem.reason.code, **problem.reason.data)
    return ExtractionError("llm_nothing_read", reason=problem.reason)


def described(extractor: LlmExtractor, documents: Sequence[Document], found: LlmReading) -> Reading:
    """A model's reading in the form that every reader has."""
    settings = extractor.settings
    return Reading(
        drafts=found.drafts,
        refused=(
            *(_refusal(item, documents) for item in found.refused),
            *(Refusal(kind="unknown", reason="not_in_the_form") for _ in range(found.unfit)),
        ),
        problems=found.problems,
        model=settings.model,
        prompts=extractor.prompts,
        plan=settings.plan,
        calls=found.calls,
        cached_calls=found.cached_calls,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        sent_to=None if settings.on_loopback or not found.sent else settings.host,
        masked=found.masked,
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
        self._read = 0
        self._failed = 0
        self._server, self._settings, self._documents = server, settings, documents
        self._lock = Lock()
        self._veil = Veil(documents) if settings.masks else None
        self._cache = cache_of(settings)

    @property
    def masked(self) -> Mapping[str, int]:
        """What was taken out of the notes, by kind."""
        return {} if self._veil is None else self._veil.counts

    def shown(self, passage: Passage) -> str:
        """The passage as the model sees it: masked, unless the server is on this machine."""
        return shown(passage, self._documents) if self._veil is None else self._veil.shown(passage)

    def kept(self, passage: Passage, step: Step) -> Reply | None:
        """The reply of an earlier run, its claims in the notes' true words."""
        return None if self._cache is None else self._cache.get(self._name(passage, step))

    def _name(self, passage: Passage, step: Step) -> str:
        return name_of(self._settings, step, shown(passage, self._documents))

    def _asked(self, passage: Passage, step: Step) -> Reply:
        """The server's reply, its claims in the notes' true words."""
        reply = self._server.ask(load(step.prompt), step.answer, self.shown(passage))
        if self._veil is not None:
            reply = replace(reply, claims=self._veil.back(reply.claims[: MOST_CLAIMS + 1], passage))
        if self._cache is not None and (reply.fault is None or reply.cut_off):
            self._cache.put(self._name(passage, step), reply)
        return reply

    def read(self, passage: Passage, step: Step) -> Iterator[tuple[Passage, Reply]]:
        """The replies about a passage; one whose answer was cut off is read in halves."""
        reply = self.kept(passage, step) or self._within_budget(passage, step)
        if reply is None:
            return
        if reply.cut_off:
            parts = halves(passage, self._documents, self._settings.overlap)
            yield passage, replace(reply, claims=())
            if not parts:
                self._fail(passage, Phrase("llm_endless"))
            for part in parts:
                yield from self.read(part, step)
            return
        if reply.fault is not None:
            self._fail(passage, Phrase(_FAULTS.get(reply.fault, "llm_not_json")))
        yield passage, reply

    def _within_budget(self, passage: Passage, step: Step) -> Reply | None:
        """The server's reply, unless no further call is made or this one fails."""
        left_out = self._left_out()
        if left_out:
            self._fail(passage, left_out)
            return None
        try:
            reply = self._asked(passage, step)
        except PassageError as error:
            with self._lock:
                self._failed += 1
            self._fail(passage, error)
            return None
        with self._lock:
            self.calls += reply.calls - 1
            self._read += 1
        return reply

    def _left_out(self) -> Phrase | None:
        """Why no further call is made, if none is; else one is counted."""
        with self._lock:
            if self.calls >= self._settings.calls:
                return Phrase("llm_budget", calls=self._settings.calls)
            if self._failed >= _HOPELESS and not self._read:
                return Phrase("llm_hopeless")
            self.calls += 1
            return None

    def _fail(self, passage: Passage, reason: Phrase | ExtractionError) -> None:
        first, last = passage.pieces[0], passage.pieces[-1]
        notes = tuple(dict.fromkeys(self._documents[piece.note].id for piece in passage.pieces))
        with self._lock:
            self.problems.append(Problem(reason=reason, documents=notes, start=first.start, end=last.end))


_FAULTS = {
    "not_json": "llm_not_json",
    "refused": "llm_declined",
    "empty": "llm_empty",
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
