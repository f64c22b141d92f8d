"""The questions about one patient and their answers, as a visitor goes through them. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.chat.case import Case
from assistant.chat.conversation import asked, by_rules, converse
from assistant.chat.replies import Event, Reply, Turn
from assistant.chat.router import route
from assistant.screening import ScreeningReport
from rules.catalogue import Lang
from rules.protocol import load_protocol
from ui.page import service
from ui.page.charts import Chart, PlannedDates

KEPT = 20
"""So many exchanges of a patient are kept."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer. ``steps``: how much had been done to the chart when it was asked."""

    question: str
    reply: Reply
    steps: int
    stopped: bool = False


@dataclass(slots=True)
class Talk:
    """The exchanges about one patient; ``pending`` is a question that a model is answering; ``open``: on the page."""

    exchanges: list[Exchange] = field(default_factory=list)
    pending: str = ""
    open: bool = False

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    @property
    def turns(self) -> list[Turn]:
        """The exchanges as a model is told of them."""
        return [asked(one.reply, one.question) for one in self.exchanges]

    def ask(self, question: str, case: Case, lang: Lang, steps: int, *, model: bool) -> None:
        """Answer at once by the rules, or leave the question to a model."""
        self.open = True
        if model:
            self.pending = question
        else:
            self._keep(Exchange(question, by_rules(question, case, lang), steps))

    def events(self, case: Case, lang: Lang) -> Iterator[Event]:
        """The model's answer to the pending question, as it comes."""
        return converse(self.pending, case, lang, self.turns, model=True)

    def finish(self, reply: Reply, steps: int) -> None:
        self._keep(Exchange(self.pending, reply, steps))
        self.pending = ""

    def stop(self, case: Case, lang: Lang, steps: int) -> None:
        """The visitor waits no longer: the rules answer."""
        if self.pending:
            self._keep(Exchange(self.pending, by_rules(self.pending, case, lang), steps, stopped=True))
            self.pending = ""

    def close(self) -> None:
        self.open = False

    def take_back(self) -> str:
        """The last question, which was none: it is no exchange any more."""
        self.open = False
        return self.exchanges.pop().question if self.exchanges else ""

    def _keep(self, exchange: Exchange) -> None:
        self.exchanges = [*self.exchanges[-KEPT:], exchange]


def language(lang: str) -> Lang:
    return "zh" if lang == "zh" else "en"


def is_question(text: str, case: Case, lang: str) -> bool:
    """Whether what was typed asks something, instead of telling something of the patient."""
    return route(text, case, language(lang)).kind == "question"


def case_of(found: service.Answer | None, chart: Chart) -> Case:
    """What is talked about: the screening on the page, or the trial alone where there is none."""
    if found is not None and isinstance(found.screened, ScreeningReport):
        return Case(found.screened)
    planned = service.planned(chart.dates if chart.dates.in_order else PlannedDates())
    return Case.without_notes(load_protocol(chart.trial), planned)
