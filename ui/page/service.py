"""The page's one door to the screening service. Keeps nothing and draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Literal, Protocol, cast

from assistant.corrections.applying import correct
from assistant.documents import Document, read_chart, read_documents
from assistant.errors import InputError
from assistant.identity import conflicts
from assistant.planning import planned_dates
from assistant.screening import Extraction, read, screen
from rules.chart import Dates
from rules.facts import FactBase
from rules.protocol import available, load_protocol
from ui.page.charts import Chart, Entry, PlannedDates, Report

TRIAL = "NCT07083349"
TYPED_NAME = "typed"


class Unusable(Exception):
    """What was entered cannot be used: one sentence for the user, in the page's language, without the note's text."""

    def said(self, lang: str) -> str:
        """The sentence in one language, where it is an error of the input; else as it is."""
        (reason,) = self.args
        return reason.said(lang) if isinstance(reason, InputError) else str(reason)


class Reads(Protocol):
    """Whatever reads the notes of one patient."""

    def read(self, documents: Sequence[Document]) -> Extraction: ...


class Screened(Protocol):
    """What the screening service hands back."""

    def to_json(self, lang: Literal["en", "zh"] = "en", text: bool = True) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A screening. ``asks``: notes disagree on who the patient is, and nobody has said yet that it is one."""

    screened: Screened
    asks: bool
    every: tuple[Screened, ...] = ()
    """Of each trial that was judged from the same reading, the shown one among them."""

    def report(self, lang: str) -> Report:
        return self.screened.to_json(lang="zh" if lang == "zh" else "en", text=True)

    def whole(self, lang: str) -> list[Report]:
        """The reports of all trials that were judged, with the notes' texts: what is taken away."""
        return [each.to_json(lang="zh" if lang == "zh" else "en") for each in self.every or (self.screened,)]

    def reports(self, lang: str) -> list[Report]:
        """The reports of all trials that were judged, without the notes' texts."""
        return [each.to_json(lang="zh" if lang == "zh" else "en", text=False) for each in self.every]


def check(entry: Entry) -> None:
    """Make sure that an entry is text that can be read.

    Raises:
        Unusable: it is not.
    """
    try:
        read_documents(entry.data, entry.name, source=entry.source)
    except InputError as error:
        raise Unusable(error) from error


def answer(chart: Chart, reader: Reads | None = None) -> Answer:
    """Screen a chart; ``reader`` reads its notes, the embedded one if none is given.

    Raises:
        Unusable: a note or a date cannot be used.
    """
    try:
        dates = planned(chart.dates)
        documents = documents_of(chart)
        found = reader.read(documents) if reader else read(documents)
        reading, documents = correct(found, documents, chart.corrections)
    except InputError as error:
        raise Unusable(error) from error
    one_patient = is_confirmed(chart, documents, reading.facts)
    made = {
        trial: screen(
            documents,
            load_protocol(trial),
            dates,
            extraction=reading,
            same_patient=one_patient,
            overrides=chart.overrides(trial),
        )
        for trial in (trials() if chart.compared else (chart.trial,))
    }
    screened = made[chart.trial]
    asks = bool(screened.conflicts) and not one_patient
    return Answer(cast(Screened, screened), asks, tuple(cast(Screened, each) for each in made.values()))


def planned(dates: PlannedDates) -> Dates:
    """The dates as the checker takes them; the screening date that nobody gave is today, and says so."""
    today = date.today()  # noqa: DTZ011 (the day on the user's own machine is meant)
    return planned_dates(dates.screening, dates.lymphodepletion, dates.infusion, today)


def documents_of(chart: Chart) -> tuple[Document, ...]:
    """The chart's notes, dated together, each with the source of its entry."""
    made = read_chart([(entry.name, entry.data) for entry in chart.entries], screening=chart.dates.screening)
    typed = {entry.name for entry in chart.entries if entry.source == "typed"}
    return tuple(replace(note, source="typed" if entry_name(note) in typed else note.source) for note in made)


def entry_name(document: Document) -> str:
    """The entry that a document was cut from."""
    return document.id.rpartition("#")[0] or document.id


def is_confirmed(chart: Chart, documents: Iterable[Document], facts: Iterable[FactBase]) -> bool:
    """Whether a person has said that these notes are of one patient, and no note since disagrees with any of them.

    The report names one disagreement of each kind, so a further patient's could hide behind one that was explained:
    each later entry is therefore held against every other by itself.
    """
    if not chart.confirmed:
        return False
    notes, known = tuple(documents), tuple(facts)
    names = [entry.name for entry in chart.entries]
    later = [name for name in names if name not in chart.confirmed]
    return not any(_disagree({new, other}, notes, known) for new in later for other in names)


def _disagree(names: set[str], documents: tuple[Document, ...], facts: tuple[FactBase, ...]) -> bool:
    notes = [note for note in documents if entry_name(note) in names]
    places = {note.id for note in notes}
    about = [fact for fact in facts if fact.evidence and fact.evidence[0].document in places]
    return bool(conflicts(notes, about))


@cache
def trials() -> tuple[str, ...]:
    """The trials that can be chosen: the one that is shown at first, then the others."""
    return tuple(sorted(available(), key=lambda each: (each != TRIAL, each)))


@cache
def trial(lang: str, trial_id: str = TRIAL) -> dict[str, Any]:
    """The trial's head as a report gives it, for a page that has no report yet."""
    protocol = load_protocol(trial_id)
    return {
        "id": protocol.id,
        "title": protocol.title,
        "record_version": protocol.record_version,
        "recruitment": protocol.recruitment,
        "reviewed": protocol.reviewed.model_dump() if protocol.reviewed else None,
    }
