"""What a conversation is about: one screening, and the same reading checked on other days or against another trial.

Reads no note and says nothing; every answer that it gives was decided by the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.screening import Extraction, ScreeningReport, Settings, decide, verdict_to_json
from rules.catalogue import Lang
from rules.chart import Dates
from rules.protocol import Protocol, load_protocol
from rules.verdicts import Status, Verdict


@dataclass(frozen=True)
class Case:
    """A screening, with nothing in it where no note was given yet."""

    screened: ScreeningReport

    @staticmethod
    def without_notes(protocol: Protocol, dates: Dates) -> Case:
        """A case of which nothing is known but the trial and the planned days."""
        return Case(decide((), protocol, dates, Extraction("none", ()), (), Settings()))

    @property
    def has_notes(self) -> bool:
        """Whether any note was read."""
        return bool(self.screened.documents)

    @property
    def undecided(self) -> bool:
        """Whether the notes may be of two patients and nobody has said that they are one's."""
        return bool(self.screened.conflicts) and not self.screened.settings.same_patient

    @property
    def protocol(self) -> Protocol:
        """The trial."""
        return self.screened.protocol

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """How each criterion stands, by its id."""
        return {verdict.id: verdict for verdict in self.screened.verdicts}

    def with_status(self, *statuses: str) -> tuple[Verdict, ...]:
        """The verdicts of these statuses in the protocol's order, what stays for good first."""
        wanted = {Status(status) for status in statuses}
        found = [verdict for verdict in self.screened.verdicts if verdict.status in wanted]
        return tuple(sorted(found, key=lambda verdict: verdict.remedy != "permanent"))

    def said(self, verdict: Verdict, lang: Lang) -> dict[str, Any]:
        """A verdict with its sentences, as a report has it."""
        return verdict_to_json(verdict, lang, self.screened.dates)

    def ahead(self, lang: Lang) -> Mapping[str, Any]:
        """What a report says of the time ahead; nothing where nothing was judged."""
        return self.screened.to_json(lang, text=False)["ahead"] or {}

    def on(self, dates: Dates) -> Case:
        """The same facts on other planned days."""
        return Case(self._decided(self.protocol, dates))

    def against(self, trial: str) -> Case:
        """The same facts against another trial that comes with the program."""
        return Case(self._decided(load_protocol(trial), self.screened.dates))

    def _decided(self, protocol: Protocol, dates: Dates) -> ScreeningReport:
        old = self.screened
        # What a site or a person fixed is fixed for its own trial.
        settings = old.settings if protocol is old.protocol else Settings(same_patient=old.settings.same_patient)
        notes = old.documents[:-1] if old.decided is not None else old.documents
        return decide(notes, protocol, dates, old.extraction, old.conflicts, settings)
