"""The calls about one chart: masked where they must be, within a budget, answers kept where that is asked for.

A passage that fails costs itself alone and is written down. What the claims are worth is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Protocol

from assistant.documents import Document
from assistant.errors import ExtractionError, Phrase
from assistant.llm.cache import cache_of, name_of
from assistant.llm.chunks import Passage, halves, shown
from assistant.llm.claims import Answer
from assistant.llm.plans import Step
from assistant.llm.server import PassageError, Reply
from assistant.llm.settings import LlmSettings
from assistant.llm.veiling import Veil
from assistant.readers import Problem
from prompts import Prompt

MOST_CLAIMS = 600
"""So many claims of one passage are looked at; a model that goes on and on is cut short there."""
_HOPELESS = 3
"""After so many passages that failed, and none that was read, no more are tried."""


class Asked(Protocol):
    """What can be asked for claims: a server, or one played in tests."""

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        """The claims about these notes."""
        ...


class Run:
    """The calls about one chart, within its budget."""

    def __init__(self, server: Asked, settings: LlmSettings, documents: Sequence[Document]) -> None:
        self.problems: list[Problem] = []
        self.calls = 0
        self.budget = settings.calls
        """So many calls are made in all."""
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
        reply = self._server.ask(step.words, step.answer, self.shown(passage))
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
            if self.calls >= self.budget:
                return Phrase("llm_budget", calls=self.budget)
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
