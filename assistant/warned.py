"""What is odd about what was entered, though it can be used: told in the report, and never a reason for a status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.corrections.saying import SAID
from assistant.documents import Document
from assistant.extraction.notices import find_notices
from assistant.extraction.text import normalised_note
from rules import catalogue
from rules.catalogue import Lang
from rules.chart import Dates
from rules.facts import Evidence
from rules.findings import Remark

Warning = dict[str, Any]
_SHOWN = 100
"""So many characters of the words are shown in the sentence."""


def warnings(documents: Sequence[Document], dates: Dates, lang: Lang) -> list[Warning]:
    """Every warning of a chart: its code, the documents it is about, the words it is about, a sentence."""
    return [*_written_late(documents, dates, lang), *_left_out(documents, lang)]


def _written_late(documents: Sequence[Document], dates: Dates, lang: Lang) -> list[Warning]:
    """Notes that were surely written after the screening date: one of the two is a slip, or the plan is old."""
    screening = dates.screening_day
    late = [
        (note.written_on.earliest, note)
        for note in documents
        if note.source not in SAID
        and note.written_on is not None
        and note.written_on.earliest is not None
        and note.written_on.earliest > screening
    ]
    if not late:
        return []
    _, last = max(late, key=lambda each: each[0])
    code = "note_after_screening" if len(late) == 1 else "notes_after_screening"
    named = "" if last.source == "typed" else last.id  # what was typed has no name that its writer would know
    data = {"n": len(late), "document": named, "date": last.written_on, "screening": screening}
    return [_warning(code, [note for _, note in late], catalogue.warning(lang, Remark(code, data)))]


def _left_out(documents: Sequence[Document], lang: Lang) -> list[Warning]:
    """Words that address software instead of telling of the patient: they were not read, and somebody wrote them."""
    found = []
    for note in documents:
        for span in find_notices(normalised_note(note.text).lower()):
            quote = note.text[span.start : span.end]
            words = Evidence(document=note.id, start=span.start, end=span.end, quote=quote)
            text = catalogue.warning(lang, Remark("words_to_software", {"words": _shortened(quote.strip(), _SHOWN)}))
            found.append(_warning("words_to_software", [note], text, words))
    return found


def _shortened(text: str, most: int) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _warning(code: str, notes: Sequence[Document], text: str, words: Evidence | None = None) -> Warning:
    shown = {"code": code, "documents": [note.id for note in notes], "text": text}
    return {**shown, "evidence": [words.to_json()]} if words else shown
