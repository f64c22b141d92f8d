"""Three invented patients for a first visit: one who can be referred, one not now, one never. No real person's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ui.page.charts import Entry, PlannedDates

NAMES = ("refer", "wait", "never")
DATES = PlannedDates(date(2026, 3, 12), date(2026, 3, 15), date(2026, 3, 19))
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """An invented note with the dates that it was written for."""

    entry: Entry
    dates: PlannedDates


def load(name: str, lang: str) -> Example:
    file = _FOLDER / f"{name}.{lang}.txt"
    return Example(Entry(file.name, file.read_text(encoding="utf-8").encode(), "file"), DATES)
