"""What every reader of notes gives back. Reads nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from assistant.documents import Document
from assistant.errors import ExtractionError, Phrase
from assistant.extraction.drafts import DraftFact
from rules.frozen import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A claim of a model that was not let through: why (a code), and where its words stand, if they stand anywhere."""

    kind: str
    reason: str
    document: str | None = None
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A stretch of the notes that a model did not read, and why; ``start`` is -1 where it concerns the whole chart."""

    reason: Phrase | ExtractionError
    documents: tuple[str, ...] = ()
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What one question of a second look asks for: ids of the vocabulary, and the criteria that wait for it."""

    criteria: tuple[str, ...]
    ids: tuple[str, ...]
    one_sided: bool = False
    """Whether the criteria lean on one reader's word alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """What a second look asked, what it cost and what came of it."""

    asked: tuple[Topic, ...] = ()
    left: tuple[Topic, ...] = ()
    """What was not asked for: no words near it in the chart, or the calls were used up."""
    unanswered: int = 0
    """Questions that got no answer that can be read."""
    found: int = 0
    """Facts that are new, or that both readers now read."""
    calls: int = 0
    cached_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The drafts that a reader made of a chart, what it refused or could not read, and what it cost."""

    drafts: tuple[DraftFact, ...]
    refused: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    plan: str | None = None
    calls: int = 0
    cached_calls: int = 0
    """Calls that were not made, since an earlier run's answers were kept."""
    input_tokens: int = 0
    output_tokens: int = 0
    sent_to: str | None = None
    """The host that words of the notes were sent to, where they left this machine."""
    masked: Mapping[str, int] = field(default_factory=dict)
    """How many names, numbers, dates and so on were taken out before, by kind."""
    again: Callable[[Sequence[Topic]], Reading] | None = None
    """Looks again for what criteria still wait for; ``None`` where the reader takes no second look, or has taken it."""
    second_look: SecondLook | None = None
    """What a second look asked and found; ``None`` where there was none. Its cost is in the figures above too."""


class Extractor(Protocol):
    """Anything that reads notes into drafts."""

    name: str

    def read(self, documents: Sequence[Document]) -> Reading:
        """What the notes claim.

        Raises:
            ExtractionError: the reader failed as a whole.
        """
        ...
