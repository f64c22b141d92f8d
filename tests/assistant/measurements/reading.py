"""Builds a note and shows what the readers of numbers find in it, as short tuples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from assistant.documents import read_documents
from assistant.extraction import demographics, measurements
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame, build_frame
from rules import terminology
from rules.dates import DateInterval

NOTE_DATE = date(2026, 3, 12)


def frame_of(text: str, note_date: date | None = NOTE_DATE) -> Frame:
    (document,) = read_documents(text, "note.txt", note_date)
    written_on = DateInterval.on(note_date) if note_date else None
    return build_frame(replace(document, written_on=written_on), terminology.load())


def results(text: str, name: str | None = None) -> list[DraftFact]:
    found = measurements.read(frame_of(text))
    for draft in found:
        assert all(0 <= quote.start < quote.end <= len(text) for quote in draft.quotes)
    return [draft for draft in found if name is None or draft.name == name]


def people(text: str, name: str) -> list[Any]:
    return [draft.fields["value"] for draft in demographics.read(frame_of(text)) if draft.name == name]


def short(draft: DraftFact) -> str:
    """``name value unit``: the value is the quality where there is one, else the words."""
    value = draft.fields.get("value")
    words = value if isinstance(value, str) else draft.fields.get("value_as_written", "")
    comparator = draft.fields.get("comparator", "")
    return " ".join(filter(None, [draft.name, f"{comparator}{words}", draft.fields.get("unit_as_written")]))


def shorts(text: str) -> list[str]:
    return [short(draft) for draft in results(text)]


def dated(text: str) -> list[tuple[str, str]]:
    """``name value`` with its day; ``undated`` where the reader says that it has none."""
    return [
        (
            f"{draft.name} {draft.fields.get('value_as_written', '')}",
            "undated" if draft.fields.get("undated_history") else str(draft.fields.get("date")),
        )
        for draft in results(text)
    ]
