"""What one visitor of the page has done: patients, their charts, their answers, and what went wrong. Draws nothing.

Every act either succeeds or leaves all as it was, with the entered text kept in ``problem``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.errors import InputError
from assistant.kept.cases import Head
from ui.page import correcting, service
from ui.page.charts import Chart, Entry, PlannedDates, Report, Step, changes, parse_day
from ui.page.models import ModelUse
from ui.page.talk import Talk
from ui.page.wording import Words

DETAIL = 70
UNDONE = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong. ``reason`` can be said, or is None for a fault of the program; ``entries`` are kept."""

    reason: service.Unusable | None
    entries: tuple[Entry, ...] = ()
    about_dates: bool = False

    @property
    def text(self) -> str:
        """The typed text that must not be lost."""
        return "\n\n".join(entry.data for entry in self.entries if isinstance(entry.data, str))


@dataclass(frozen=True, slots=True)
class HeldDates:
    """Dates as typed, not taken over: ``unread`` is the one that is no date; else their order is impossible."""

    texts: Mapping[str, str]
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """As what a patient is kept, with the report of that day and the day itself."""

    id: str
    head: Head
    report: Report
    on: date
    opened: bool = False
    """Whether it came from the list: what changed since is then of interest."""


@dataclass(slots=True)
class Patient:
    """A chart, its answer, and the last report in which something was decided (what changes are counted from)."""

    chart: Chart = field(default_factory=Chart)
    answer: service.Answer | None = None
    decided: Report | None = None
    past: list[Chart] = field(default_factory=list)
    """The charts before each act, the last act's last: what undo goes back to."""
    model: ModelUse = field(default_factory=ModelUse)
    talk: Talk = field(default_factory=Talk)
    kept: Kept | None = None


@dataclass(slots=True)
class Session:
    """The patients of one visitor, one of them on the page."""

    patients: list[Patient] = field(default_factory=lambda: [Patient()])
    current: int = 0
    problem: Problem | None = None
    held: HeldDates | None = None
    refused: service.Unusable | None = None
    """Why the last correction or decision was not taken over."""

    @property
    def patient(self) -> Patient:
        return self.patients[self.current]

    @property
    def chart(self) -> Chart:
        return self.patient.chart

    def add(self, entries: Sequence[Entry]) -> None:
        """Add what can be read to the chart and screen it anew; keep the rest in ``problem``."""
        self.problem = None
        readable: list[Entry] = []
        for entry in entries:
            try:
                service.check(entry)
                readable.append(entry)
            except service.Unusable as error:
                self.problem = Problem(error, (*(self.problem.entries if self.problem else ()), entry))
        if readable:
            step = Step("changes.added", ", ".join(map(brief, readable)))
            self._turn(self.chart.adding(tuple(readable)), step, tuple(readable))

    def retry(self, text: str) -> None:
        """Try again what failed, with the text as the user has mended it."""
        kept = self.problem.entries if self.problem else ()
        files = [entry for entry in kept if not isinstance(entry.data, str)]
        typed = [Entry(service.TYPED_NAME, text, "typed")] if text.strip() else []
        if files or typed:
            self.add([*files, *typed])

    def discard(self) -> None:
        self.problem = None

    def type_dates(self, texts: Mapping[str, str]) -> None:
        """Take typed dates over, or hold them back while they cannot be read or are in no possible order."""
        days: dict[str, date | None] = {}
        for name, text in texts.items():
            days[name] = parse_day(text)
            if text.strip() and days[name] is None:
                self.held = HeldDates(texts, unread=text.strip())
                return
        dates = PlannedDates(**days)
        self.held = None if dates.in_order else HeldDates(texts)
        if dates.in_order:
            self.set_dates(dates)

    def set_dates(self, dates: PlannedDates) -> None:
        if dates != self.chart.dates:
            self.problem = None
            self._turn(replace(self.chart, dates=dates), Step("changes.dates"), (), about_dates=True)

    def remove(self, index: int) -> None:
        self.problem = None
        self._turn(self.chart.without(index), Step("changes.removed"), ())

    def same_patient(self) -> None:
        names = frozenset(entry.name for entry in self.chart.entries)
        self._turn(replace(self.chart, confirmed=names), Step("changes.same_patient"), ())

    def correct(self, event: Mapping[str, Any], words: Words) -> None:
        """Take over what was said in the table of facts, or say in ``refused`` why it cannot be."""
        found = self.patient.answer
        if found is not None:
            self.speak(lambda chart: correcting.said(chart, found.report("en"), event, words))

    def decide(self, criterion: str, status: str, reason: str, words: Words) -> None:
        """Set a person's own decision beside a verdict; the empty status takes it back."""
        self.speak(lambda chart: correcting.decided(chart, criterion, status, reason, words))

    def speak(self, act: Callable[[Chart], tuple[Chart, Step]]) -> None:
        """Take over what a person said of the chart, or say in ``refused`` why it cannot be."""
        self.problem = self.refused = None
        try:
            chart, step = act(self.chart)
        except InputError as error:
            self.refused = service.Unusable(error)
            return
        if chart == self.chart:
            return
        self._turn(chart, step, ())
        if self.problem and self.problem.reason:
            self.refused, self.problem = self.problem.reason, None

    def choose_trial(self, trial: str) -> None:
        """Show another trial of those that there are."""
        if trial != self.chart.trial and trial in service.trials():
            self._judge(replace(self.chart, trial=trial), Step("changes.trial", trial))

    def compare(self, compared: bool) -> None:
        """Judge all trials from the same reading, or the shown one alone."""
        self._judge(replace(self.chart, compared=compared), None)

    def _judge(self, chart: Chart, step: Step | None) -> None:
        self.problem = self.refused = None
        if not chart.entries:
            self.patient.chart = chart
            return
        answer = service.answer(chart, self.patient.model)
        self.patient.answer, self.patient.chart = (
            answer,
            chart if step is None else chart.noting(replace(step, first=True)),
        )
        self.patient.decided = None if answer.asks else answer.report("en")

    def undo(self) -> None:
        """Go back to the chart before the last act."""
        patient = self.patient
        if not patient.past:
            return
        self.problem = self.refused = None
        undone, before = patient.chart.steps[-1] if patient.chart.steps else Step("changes.removed"), patient.past.pop()
        if not before.entries:
            patient.chart, patient.answer, patient.decided = replace(before, steps=()), None, None
            return
        depth = len(patient.past)
        self._turn(replace(before, steps=patient.chart.steps), Step("changes.undone", undone.detail), ())
        del patient.past[depth:]

    def use_model(self, allowed: bool) -> None:
        """Let a model elsewhere see this patient from now on, or no longer; what it is to read is read at once."""
        self.problem = None
        self.patient.model.allowed = allowed
        if self.chart.entries:
            self._turn(self.chart, Step("changes.model_on" if allowed else "changes.model_off"), ())

    def new_patient(self, entries: tuple[Entry, ...] = ()) -> None:
        """A new chart, with the dates of the one before, which stays in the list."""
        self.held = None
        fresh = Patient(Chart(dates=self.chart.dates, trial=self.chart.trial, compared=self.chart.compared))
        if self.chart.entries:
            self.patients.append(fresh)
        else:
            self.patients[self.current] = fresh
        self.current = len(self.patients) - 1 if self.chart.entries else self.current
        if entries:
            self.add(entries)

    def split_last(self) -> None:
        """The last note is another patient's: take it out of this chart and begin a new one with it."""
        last = self.chart.entries[-1]
        self.remove(len(self.chart.entries) - 1)
        self.new_patient((last,))

    def open_kept(self, chart: Chart, kept: Kept) -> None:
        """Show a kept case, screened anew; leave all as it was, with a sentence, where that fails."""
        self.problem = self.held = self.refused = None
        try:
            model = ModelUse()
            answer = service.answer(chart, model)
        except service.Unusable as error:
            self.problem = Problem(error)
            return
        opened = Patient(chart, answer, None if answer.asks else answer.report("en"), model=model, kept=kept)
        same = [index for index, one in enumerate(self.patients) if one.kept and one.kept.id == kept.id]
        free = [self.current] if not self.chart.entries else []
        if same or free:
            self.current = (same + free)[0]
            self.patients[self.current] = opened
        else:
            self.patients.append(opened)
            self.current = len(self.patients) - 1

    def show(self, index: int) -> None:
        self.current, self.problem, self.held, self.refused = index, None, None, None

    def _turn(self, chart: Chart, step: Step, entries: tuple[Entry, ...], about_dates: bool = False) -> None:
        """Screen the chart; take it over only if that succeeds."""
        patient = self.patient
        if not chart.entries:
            patient.past.append(patient.chart)
            patient.chart, patient.answer, patient.decided = chart, None, None
            return
        try:
            answer = service.answer(chart, patient.model)
            report = answer.report("en")
        except service.Unusable as error:
            self.problem = Problem(error, entries, about_dates)
            return
        except Exception:  # a fault in the program must not cost the user the text
            self.problem = Problem(None, entries, about_dates)
            return
        if not answer.asks:
            same_trial = patient.decided is not None and patient.decided["trial"]["id"] == report["trial"]["id"]
            found = changes(patient.decided, report) if same_trial else ()
            step = replace(step, changes=found, first=patient.decided is None)
            patient.decided = report
        else:
            step = replace(step, first=True)
        patient.past = [*patient.past[-UNDONE:], patient.chart]
        patient.chart, patient.answer = chart.noting(step), answer


def brief(entry: Entry) -> str:
    """The file's name, or the beginning of what was typed."""
    if not isinstance(entry.data, str):
        return entry.name
    words = " ".join(entry.data.split())
    return words if len(words) <= DETAIL else f"{words[: DETAIL - 1].rstrip()}…"
