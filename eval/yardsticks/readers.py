"""The program's own readers on a real server, each timed as if it were alone. Judges nothing.

``llm`` and ``consensus`` make the same calls: an answer that another reader has had is taken from it, and the seconds
that it took are counted again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from assistant import screening
from assistant.consensus import ConsensusExtractor
from assistant.documents import read_chart
from assistant.errors import ExtractionError
from assistant.extraction.embedded import EmbeddedExtractor
from assistant.llm.claims import Answer
from assistant.llm.extractor import LlmExtractor
from assistant.llm.server import Reply, Server
from assistant.llm.settings import LlmSettings
from assistant.readers import Extractor
from eval.cases import Case
from eval.yardsticks.tallies import Tally
from prompts import Prompt
from rules.chart import Dates
from rules.protocol import Protocol

QUESTIONS = 4
"""So many questions a patient are asked in a second look."""


@dataclass(frozen=True, slots=True)
class _Heard:
    reply: Reply
    seconds: float


class Remembering:
    """A server whose answers are remembered, with the seconds that they took."""

    def __init__(self, settings: LlmSettings) -> None:
        self._server = Server(settings)
        self._heard: dict[tuple[str, str, str, str], _Heard] = {}
        self._lock = Lock()
        self.saved = 0.0
        """Seconds that remembered answers would have taken."""

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        """The server's answer, or the remembered one."""
        key = (prompt.name, prompt.topic, answer.__name__, notes)
        with self._lock:
            known = self._heard.get(key)
            if known is not None:
                self.saved += known.seconds
                return known.reply
        begun = time.perf_counter()
        reply = self._server.ask(prompt, answer, notes)
        with self._lock:
            self._heard[key] = _Heard(reply, time.perf_counter() - begun)
        return reply


NAMES = ("embedded", "llm", "consensus", "llm+look", "consensus+look")


def reader(name: str, settings: LlmSettings, server: Remembering) -> Extractor:
    """The reader of that name; ``+look`` is with a second look."""
    kind, _, look = name.partition("+")
    if kind == "embedded":
        return EmbeddedExtractor()
    llm = LlmExtractor(replace(settings, second_look=QUESTIONS if look else 0), server)
    return llm if kind == "llm" else ConsensusExtractor(llm)


def screen(name: str, case: Case, protocol: Protocol, settings: LlmSettings, server: Remembering) -> Tally:
    """One case screened by one reader."""
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
    documents = read_chart([(f"{case.id}.txt", case.text)], screening=case.screening_date)
    server.saved, begun = 0.0, time.perf_counter()
    try:
        report = screening.screen(documents, protocol, dates, extractor=reader(name, settings, server))
    except ExtractionError as error:
        return Tally(seconds=time.perf_counter() - begun + server.saved, failures=1, said=str(error))
    seconds = time.perf_counter() - begun + server.saved
    extraction = report.extraction.to_json()
    cost: Mapping[str, int] = {key: extraction[key] for key in ("calls", "input_tokens", "output_tokens")}
    return Tally(
        statuses={verdict.id: verdict.status.value for verdict in report.verdicts},
        seconds=seconds,
        failures=len(extraction["problems"]),
        said=f"{len(report.extraction.facts)} facts, {extraction['rejected']} claims refused",
        **cost,
    )
