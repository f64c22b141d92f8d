"""What is kept of a case, as unchanging values. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

PEOPLE = ("record_number", "name_and_birth_date")
"""What tells that two cases may be one patient's."""


class Head(BaseModel):
    """What the list shows of a case; ``headline``, ``missing`` and ``near`` are said in each language."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: str
    owner: str = ""
    trial: str = ""
    screening: date | None = None
    overall: str = ""
    outlook: str = ""
    headline: Mapping[str, str] = Field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    near: tuple[str, ...] = ()
    """Criteria of which one alone stands in the way and can still come about, or that fail by little."""
    look_again: date | None = None
    """From when it is worth looking again by the report; None where nothing can change it."""
    look_on: date | None = None
    """The day that a person set instead."""
    contacted: date | None = None
    keep_days: int = 90

    @property
    def due(self) -> date | None:
        """The day from which to look again: a person's before the report's."""
        return self.look_on or self.look_again


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note as it came: text that was typed, or the bytes of a file."""

    name: str
    data: str | bytes
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that is kept of one patient. ``chart`` is what the page holds beside the notes, in its own form."""

    head: Head
    notes: tuple[KeptNote, ...]
    chart: Mapping[str, Any]
    report: Mapping[str, Any]
    facts: Sequence[Any] = ()
    corrections: Sequence[Any] = ()
    people: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Pairs of one of ``PEOPLE`` and a value: only their keyed hashes are kept."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as a row of the list. Moments are UTC."""

    id: str
    head: Head
    created: datetime
    changed: datetime
    expires: date
    notes: int

    @property
    def changed_on(self) -> date:
        """The day of its last change, where the reader is."""
        return self.changed.astimezone().date()


class CaseStore(Protocol):
    """Where cases are kept. Every act succeeds as a whole or leaves all as it was."""

    def keep(self, case: Case, case_id: str | None = None) -> str:
        """Keep a case, anew or in the place of an earlier state of it; the result is its id."""

    def amend(self, case_id: str, head: Head) -> None:
        """Replace what the list shows, and count its days anew."""

    def load(self, case_id: str) -> Case:
        """The case with all its parts.

        Raises:
            InputError: it was deleted, or has expired.
        """

    def listed(self, owner: str | None = None) -> list[Listed]:
        """All cases, or those of one owner, the last changed first."""

    def alike(self, notes: Sequence[KeptNote], people: frozenset[tuple[str, str]]) -> list[Listed]:
        """Cases that hold one of these notes word for word, or may be of the same patient."""

    def delete(self, case_id: str) -> None:
        """Remove a case for good; one that is gone already is no error."""

    def expire(self, today: date) -> int:
        """Remove the cases whose time is over; the result is how many."""
