"""What the parts of a frame are: spans, sections, hits, times, mentions. Holds no logic beyond plain look-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rules.dates import DateInterval
from rules.frozen import dataclass

if TYPE_CHECKING:
    from rules.terminology import Concept


class Span(NamedTuple):
    """A stretch of the text, end excluded. A tuple, like the hits: a note is cut into hundreds of them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a note; ``head_start:start`` is the heading (empty where none), ``start:end`` the body."""

    id: str
    title: str
    head_start: int
    start: int
    end: int
    subject: str = "patient"
    temporality: str = "current"
    """``current``, ``past``, ``planned``, ``hypothetical``."""
    undated: bool = False
    """A history or problem list: a value without a date of its own has none."""


class Hit(NamedTuple):
    """A name of the terminology found in the text, before its context is known."""

    concept: Concept
    start: int
    end: int
    form: str
    """Which list of names it came from: ``en zh brand abbrev ocr``."""
    ambiguous: bool
    """Counts only where the context supports it: a dose, a section, the spelled-out form."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A date, time span or duration that the text names, resolved against the note's date."""

    start: int
    end: int
    interval: DateInterval
    """The time named. ``since``/``for 3 months``/起 stay with the reader; a duration's interval runs to the note."""
    kind: str
    """``day | month | year | relative | duration``."""
    months: float | None = None
    days: float | None = None
    """Of a duration or of "n units ago": its length, in one of the two units."""
    relation: str | None = None
    """The word that goes with it, where there is one: ``since | until | before | ago | for | last | by``."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of the terminology with the context in which it stands."""

    concept: Concept
    start: int
    end: int
    sentence: int
    clause: int
    section: str
    certainty: str = "stated"
    subject: str = "patient"
    source: str = "chart"
    planned: bool = False
    refused: bool = False
    historical: bool = False
    others_only: bool = False
    reach: str | None = None
    period: DateInterval | None = None
    cues: tuple[tuple[int, int], ...] = ()
    form: str = "en"
    ambiguous: bool = False
