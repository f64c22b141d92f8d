"""What a conversation gives back while it answers, and at the end. Makes no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.chat.told import Told
from assistant.errors import ExtractionError, Phrase
from rules.catalogue import Lang

By = Literal["rules", "model"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new yet: the moment to stop, if somebody wants to."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A tool was called."""

    tool: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A model's sentence that a tool's result bears out."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The whole answer. ``lead`` are a model's sentences, each borne out by ``told``, which are the tools' own."""

    lang: Lang
    told: tuple[Told, ...]
    lead: tuple[str, ...] = ()
    by: By = "rules"
    warnings: tuple[Phrase | ExtractionError, ...] = ()
    dropped: int = 0
    """How many sentences of a model were left out, since nothing bears them out."""
    model: str | None = None
    sent_to: str | None = None
    """The host that the question and the tools' results were sent to, where they left this machine."""
    masked: Mapping[str, int] = field(default_factory=dict)
    requests: tuple[bytes, ...] = ()
    """The bodies of all requests, as they were sent."""


Event = Waiting | Looked | Sentence | Reply


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question with its answer, for a model to understand what is meant by the next."""

    question: str
    answer: str
