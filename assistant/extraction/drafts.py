"""What a reader claims, before anything has been checked. Grounding turns a draft into a fact or rejects it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.facts import Certainty, Kind, Role, Source, Subject
from rules.frozen import dataclass, field


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the draft's document; a reader that knows no offsets gives ``text`` alone (``start`` is -1)."""

    start: int
    end: int
    role: Role = "value"
    text: str | None = None
    document: str | None = None
    """Only where it differs from the draft's own document (a date in another note's header)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFact:
    """A claim about the patient with the words it rests on.

    ``fields`` holds the further fields of the fact's kind under their names in ``rules.facts``. A measurement may leave
    ``value``/``low``/``high``/``unit`` to grounding and give ``value_as_written``, ``unit_as_written``, ``comparator``
    and ``limits_as_written`` (two texts, either may be empty) instead.
    """

    kind: Kind
    name: str
    document: str
    quotes: tuple[Quote, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    source: Source = "chart"
    subject: Subject = "patient"
    certainty: Certainty = "stated"
    draft_id: str = ""
    reader: str = ""
    """Which module read it, for the evaluation's account of what was lost where."""
