"""The page's one door to the screening service. Keeps nothing and draws nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from assistant.documents import Document, read_documents
from assistant.errors import InputError
from rules.protocol import load_protocol
from ui.page.charts import Chart, Entry, Report

TRIAL = "NCT07083349"
TYPED_NAME = "typed"


class Unusable(Exception):
    """What was entered cannot be used: the message is one sentence for the user, without the note's text."""


class Screened(Protocol):
    """What the screening service hands back."""

    def to_json(self, lang: str = "en", text: bool = True) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A screening, with the disagreements about who the patient is that nobody has explained yet."""

    screened: Screened
    conflicts: frozenset[str]

    def report(self, lang: str) -> Report:
        return self.screened.to_json(lang=lang, text=True)


def conflict_keys(report: Report) -> frozenset[str]:
    """The identity conflicts as values that can be compared between two screenings."""
    return frozenset(
        json.dumps(item, sort_keys=True, ensure_ascii=False, default=str) for item in report["identity"]["conflicts"]
    )


def check(entry: Entry) -> None:
    """Make sure that an entry is text that can be read.

    Raises:
        Unusable: it is not.
    """
    _documents(entry)


def _documents(entry: Entry) -> tuple[Document, ...]:
    try:
        return read_documents(entry.data, entry.name, source=entry.source)
    except InputError as error:
        raise Unusable(str(error)) from error


def answer(chart: Chart) -> Answer:
    """Screen a chart. Conflicts that a person has explained as one patient are not asked about again.

    Raises:
        Unusable: a note or a date cannot be used.
    """
    screened = _screen(chart, same_patient=False)
    conflicts = conflict_keys(screened.to_json(lang="en", text=False))
    if conflicts and conflicts <= chart.confirmed:
        return Answer(_screen(chart, same_patient=True), frozenset())
    return Answer(screened, conflicts)


def _screen(chart: Chart, same_patient: bool) -> Screened:
    raise NotImplementedError


@cache
def trial(lang: str) -> dict[str, Any]:
    """The trial's head as a report gives it, for a page that has no report yet."""
    protocol = load_protocol(TRIAL)
    return {
        "id": protocol.id,
        "title": protocol.title,
        "record_version": protocol.record_version,
        "recruitment": protocol.recruitment,
        "reviewed": protocol.reviewed.model_dump() if protocol.reviewed else None,
    }
