"""One case run through the screening, as plain data for the scorers. Scores nothing."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from assistant import screening
from assistant.choosing import NAMES, reader
from assistant.documents import Document, read_chart
from assistant.extraction.drafts import DraftFact
from assistant.readers import Extractor
from eval.cases import Case, CaseError
from eval.stages import Claim, Place
from rules.chart import Dates
from rules.facts import FactBase
from rules.protocol import Protocol, load_protocol

TRIAL = "NCT07083349"
MISSING = "missing"
"""The status of a criterion that the report does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the report says of one criterion."""

    status: str
    reason: str = ""
    has_evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The report of one case with the facts and rejected drafts behind it; ``crash`` is set if there is no report."""

    report: Mapping[str, Any] | None = None
    texts: Sequence[tuple[str, str]] = ()
    claims: Sequence[Claim] = ()
    crash: str = ""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def overall(self) -> str:
        return MISSING if self.report is None else str(self.report["overall"])

    def verdict(self, criterion: str) -> Verdict:
        return self.verdicts.get(criterion, Verdict(status=MISSING))


@cache
def protocol() -> Protocol:
    """The protocol that the cases are labelled for."""
    return load_protocol(TRIAL)


def screen_case(case: Case, extractor: str = "embedded") -> Screened:
    """Screen the case's notes on its dates; a crash is a result, so that one case does not hide the others."""
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
    try:
        documents = read_chart([(f"{case.id}.txt", case.text)], screening=case.screening_date)
        reading = screening.settle(documents, [protocol()], dates, _read(documents, extractor))
        report = screening.screen(documents, protocol(), dates, extraction=reading).to_json(lang="en")
    except CaseError:
        raise
    except Exception as error:  # the harness reports whatever the program does
        return Screened(crash=_crash(error))
    verdicts = {
        item["id"]: Verdict(status=item["status"], reason=item["reason"], has_evidence=bool(item["evidence"]))
        for item in report["criteria"]
    }
    return Screened(
        report=report,
        texts=tuple((document.id, document.text) for document in documents),
        claims=_claims(reading),
        verdicts=verdicts,
    )


def read_facts(text: str, name: str, note_date: date | None = None, extractor: str = "embedded") -> Sequence[FactBase]:
    """The grounded facts of one note."""
    return _read(read_chart([(name, text)], note_date), extractor).facts


def read_note(
    text: str, name: str, note_date: date | None, extractor: Extractor
) -> tuple[screening.Extraction | None, str]:
    """What is read from one note, or how reading it crashed."""
    try:
        return screening.read(read_chart([(name, text)], note_date), extractor), ""
    except Exception as error:  # the harness reports whatever the program does
        return None, _crash(error)


def _crash(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({where.filename.rpartition('/')[2]}:{where.lineno})"


def _read(documents: Sequence[Document], extractor: str) -> screening.Extraction:
    if extractor not in NAMES:
        raise CaseError(f"there is no extractor {extractor!r}: use one of {', '.join(NAMES)}")
    return screening.read(documents, reader(extractor))


def _claims(reading: screening.Extraction) -> tuple[Claim, ...]:
    facts = (
        Claim(name=fact.name, places=tuple((item.document, item.start, item.end) for item in fact.evidence), fact=fact)
        for fact in reading.facts
    )
    rejected = (
        Claim(name=item.draft.name, places=_draft_places(item.draft), rejection=item.reason)
        for item in reading.rejections
    )
    return (*facts, *rejected)


def _draft_places(draft: DraftFact) -> tuple[Place, ...]:
    """Where a rejected draft points; words without offsets point nowhere."""
    return tuple(
        (quote.document or draft.document, quote.start, quote.end) for quote in draft.quotes if quote.start >= 0
    )
