"""What was entered for each patient, as unchanging values. Screens nothing and draws nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.checklist import Answer
from assistant.corrections.deciding import Override
from assistant.corrections.saying import Correction

Report = dict[str, Any]
DATE_NAMES = ("screening", "lymphodepletion", "infusion")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Only ways of writing that everybody reads alike: 3/4/2026 is not among them.
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_NAMED_DAY = re.compile(r"(\d{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was pasted, typed or uploaded. ``data`` is as it came; nobody has read it yet."""

    name: str
    data: str | bytes
    source: str  # "typed" | "file"


@dataclass(frozen=True, slots=True)
class PlannedDates:
    """The three days of a screening; what nobody gave is ``None``."""

    screening: date | None = None
    lymphodepletion: date | None = None
    infusion: date | None = None

    @property
    def in_order(self) -> bool:
        given = [day for day in (self.screening, self.lymphodepletion, self.infusion) if day is not None]
        return given == sorted(given)


def parse_day(text: str) -> date | None:
    """The day that a person typed; ``None`` where nothing was, or nothing that can be read in one way only."""
    text = unicodedata.normalize("NFKC", text).strip()
    try:
        if found := _DAY.fullmatch(text):
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
        if (found := _NAMED_DAY.fullmatch(text)) and found[2].lower() in _MONTHS:
            return date(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:  # no such day, as 30 February
        return None
    return None


@dataclass(frozen=True, slots=True)
class Change:
    """A criterion whose status is not what it was."""

    criterion: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the user and what it changed. ``what`` is a key of the words; ``detail`` is shown escaped."""

    what: str
    detail: str = ""
    changes: tuple[Change, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """All that was entered for one patient. ``confirmed``: entries that a person has said are of one patient."""

    entries: tuple[Entry, ...] = ()
    dates: PlannedDates = field(default_factory=PlannedDates)
    confirmed: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    corrections: tuple[Correction, ...] = ()
    decisions: tuple[tuple[str, Override], ...] = ()
    """What a person decided, each with the trial it was decided for: criteria of other trials have the same ids."""
    trial: str = "NCT07083349"
    compared: bool = False
    """Whether all trials are judged from the same reading, beside the one that is shown."""
    answers: tuple[Answer, ...] = ()
    """What was answered to the checklist; its document is one of the entries."""

    def overrides(self, trial: str) -> tuple[Override, ...]:
        """What a person decided for a trial."""
        return tuple(item for decided_for, item in self.decisions if decided_for == trial)

    def adding(self, entries: tuple[Entry, ...]) -> Chart:
        """The chart with further entries, each under a name that no other has."""
        chart = self
        for entry in entries:
            chart = replace(chart, entries=(*chart.entries, replace(entry, name=chart._free_name(entry.name))))
        return chart

    def without(self, index: int) -> Chart:
        return replace(self, entries=self.entries[:index] + self.entries[index + 1 :])

    def noting(self, step: Step) -> Chart:
        return replace(self, steps=(*self.steps, step))

    def _free_name(self, name: str) -> str:
        taken = {entry.name for entry in self.entries}
        stem, dot, ending = name.rpartition(".")
        if not dot:
            stem, ending = name, ""
        number, free = 2, name
        while free in taken:
            free = f"{stem} ({number}){dot}{ending}"
            number += 1
        return free


def changes(before: Report | None, after: Report) -> tuple[Change, ...]:
    """The criteria whose status differs between two reports, in the order of the protocol."""
    old = {item["id"]: item["status"] for item in before["criteria"]} if before else {}
    return tuple(
        Change(item["id"], old[item["id"]], item["status"])
        for item in after["criteria"]
        if item["id"] in old and old[item["id"]] != item["status"]
    )
