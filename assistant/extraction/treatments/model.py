"""What the treatment reader gathers about one mention of a drug before it becomes a fact. Holds no rules of reading."""

from __future__ import annotations

from assistant.extraction.model import Mention
from rules.dates import DateInterval
from rules.frozen import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a note says happened to a drug, with the words that say it.

    ``role`` is ``started changed stable stopped held last given until course ongoing long bare``.
    """

    role: str
    start: int
    end: int
    interval: DateInterval | None = None
    cue: str = ""
    """The label of the cue word, if the role comes from one."""
    at: int = -1
    """Where the cue word stands, or the time if there is none: what decides whose event it is."""
    since: bool = False
    """The time was introduced by a word like "since" and so also dates the dose beside it."""
    lasting: bool = False
    """The time is a length ("for 3 years"), so the day on which it began is only about right."""
    days: int = 0
    """How long a course was."""


@dataclass(slots=True)
class Record:
    """One mention of a drug with what is said of it."""

    mention: Mention
    family: frozenset[str]
    """The drug and everything that it is a kind of."""
    drug_class: str | None
    dose: str | None = None
    dose_span: tuple[int, int] | None = None
    route: str | None = None
    intent: str | None = None
    planned: bool = False
    refused: bool = False
    burst: bool = False
    on_top: bool = False
    """A burst on top of the base dose, said without naming the drug again."""
    events: list[Event] = field(default_factory=list)
    group: tuple[str, ...] = ()
    listed: bool = False
    """Named in one breath with a drug: the "steroids" of "steroids and Plaquenil" are one too."""
    context_time: DateInterval | None = None
    """A date of the sentence before the mention, which no other drug has."""
    context_span: tuple[int, int] | None = None
    context_used: bool = False
    context_range: bool = False
    """It is the end of a stretch of time: "from 14 to 18 May she was in hospital, ceftriaxone for five days"."""

    @property
    def name(self) -> str:
        """The drug's id."""
        return self.mention.concept.id

    def is_a(self, *concepts: str) -> bool:
        """Whether the drug is one of these or a kind of them."""
        return any(concept in self.family for concept in concepts)
