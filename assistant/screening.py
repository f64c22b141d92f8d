"""The one service function: notes, protocol and dates in, a report out. Clients only draw it.

Reading and deciding stay apart: the extractor makes drafts, grounding lets facts through, the checker decides.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from assistant.ahead import ahead_to_json
from assistant.calculated import calculated
from assistant.corrections.deciding import Decided, Override, of_protocol, overall_with, written_down
from assistant.documents import Document
from assistant.extractions import Extraction, grounded, plain, read
from assistant.identity import Conflict, conflicts
from assistant.readers import Extractor
from assistant.warned import warnings
from rules import catalogue, terminology
from rules.ahead.outlook import look_ahead
from rules.catalogue import Lang
from rules.chart import Dates, Question, Site
from rules.checker import ask, check, evidence_of, safety, undecided
from rules.contradictions import Contradiction, contradictions
from rules.facts import FactBase, fact_to_json
from rules.findings import Finding, Remark
from rules.protocol import Protocol, SafetyNote
from rules.truth import Truth
from rules.verdicts import Earliest, Verdict, earliest_eligible, outlook, overall

__all__ = ["Extraction", "ScreeningReport", "Settings", "decide", "extract", "fingerprints", "plain", "program_version",
           "read", "screen", "settle", "verdict_to_json"]  # fmt: skip

_NO_SITE = Site()


def settle(
    documents: Sequence[Document],
    protocols: Iterable[Protocol],
    dates: Dates,
    extraction: Extraction,
    settings: Settings | None = None,
) -> Extraction:
    """The reading after a second look at what is still unknown in any of these trials.

    It is the same reading where the reader takes no second look, nothing is unknown, or the notes may be of two
    patients, so that nothing would be decided anyway.
    """
    again = None if extraction.reading is None else extraction.reading.again
    settings = settings or _NOTHING_FIXED
    if again is None or (conflicts(documents, extraction.facts) and not settings.same_patient):
        return extraction
    from assistant.secondlook.topics import topics

    wanted = topics(
        (protocol.id, verdict)
        for protocol in protocols
        for verdict in check(protocol, extraction.facts, dates, settings.site)
    )
    return grounded(extraction.extractor, again(wanted), documents) if wanted else extraction


def extract(
    documents: Sequence[Document], extractor: Extractor | None = None
) -> tuple[tuple[FactBase, ...], dict[str, Any]]:
    """The facts of the notes and the contract's ``extraction`` object."""
    extraction = read(documents, extractor)
    return extraction.facts, extraction.to_json()


def screen(
    documents: Sequence[Document],
    protocol: Protocol,
    dates: Dates,
    *,
    extractor: Extractor | None = None,
    site: Site | None = None,
    same_patient: bool = False,
    extraction: Extraction | None = None,
    overrides: Sequence[Override] = (),
) -> ScreeningReport:
    """How one patient stands in one trial. Pass ``extraction`` to check the same reading against several protocols.

    Notes that may be of two patients decide nothing until somebody says ``same_patient``. ``overrides`` stand beside
    the verdicts and change none.
    """
    settings = Settings(site=site or _NO_SITE, same_patient=same_patient, overrides=tuple(overrides))
    reading = extraction or settle(documents, [protocol], dates, read(documents, extractor), settings)
    return decide(documents, protocol, dates, reading, conflicts(documents, reading.facts), settings)


@dataclass(frozen=True)
class Settings:
    """What people have fixed for a screening: the site's readings and limits, and that the notes are one patient's."""

    site: Site = _NO_SITE
    same_patient: bool = False
    overrides: tuple[Override, ...] = ()
    """What a person decided against the checker: shown beside its verdicts, never in their place."""

    def to_json(self, lang: Lang) -> dict[str, Any]:
        """The report's ``settings`` object."""
        said = {"overrides": [item.to_json() for item in self.overrides]} if self.overrides else {}
        return {"lang": lang, "same_patient": self.same_patient, "site": self.site.to_json(), **said}


def decide(
    documents: Sequence[Document],
    protocol: Protocol,
    dates: Dates,
    reading: Extraction,
    found: tuple[Conflict, ...],
    settings: Settings,
) -> ScreeningReport:
    """The report on facts that were read before: the same facts, protocol, days and settings give the same report."""
    if found and not settings.same_patient:
        finding = Finding(
            truth=Truth.UNKNOWN,
            code="identity_conflict",
            missing=(Remark("one_patient"),),
            review=True,
        )
        verdicts = undecided(protocol, finding)
        notes: list[tuple[SafetyNote, Finding]] = []
    else:
        verdicts = check(protocol, reading.facts, dates, settings.site)
        notes = safety(protocol, ask(protocol, reading.facts, dates, settings.site))
    settings = replace(settings, overrides=of_protocol(settings.overrides, verdicts))
    decided = written_down(settings.overrides, verdicts, documents)
    return ScreeningReport(
        protocol=protocol,
        dates=dates,
        verdicts=verdicts,
        documents=(*documents, *([decided.document] if decided else [])),
        decided=decided,
        extraction=reading,
        conflicts=found,
        safety_notes=tuple(notes),
        settings=settings,
    )


_NOTHING_FIXED = Settings()


@dataclass(frozen=True)
class ScreeningReport:
    """Everything that a client may show of one screening."""

    protocol: Protocol
    dates: Dates
    verdicts: tuple[Verdict, ...]
    documents: tuple[Document, ...]
    extraction: Extraction
    conflicts: tuple[Conflict, ...] = ()
    safety_notes: tuple[tuple[SafetyNote, Finding], ...] = ()
    settings: Settings = _NOTHING_FIXED
    decided: Decided | None = None
    """The settings' overrides written down; their document is the last of ``documents``."""

    @property
    def overall(self) -> str:
        """``ineligible``, ``needs_information`` or ``potentially_eligible``."""
        return overall(self.verdicts, draft=self.protocol.draft)

    @cached_property
    def earliest(self) -> Earliest:
        """The first infusion date on which nothing runs any more."""
        return earliest_eligible(self.verdicts, self.dates.infusion.day, draft=self.protocol.draft)

    def _ahead(self, lang: Lang) -> dict[str, Any] | None:
        """What is ahead; nothing where nothing was judged (two patients' notes in one chart)."""
        if all(verdict.dates is None for verdict in self.verdicts):
            return None
        return ahead_to_json(look_ahead(self.protocol, self.verdicts, self._question), lang)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Facts of the chart that cannot both hold, whether a criterion leans on them or not."""
        return contradictions(self._question, [fact for fact in self.extraction.facts if not fact.unconfirmed])

    @cached_property
    def _question(self) -> Question:
        return ask(self.protocol, self.extraction.facts, self.dates, self.settings.site)

    @property
    def _undecided(self) -> bool:
        """Whether the notes may be of two patients, so that nothing follows from them together."""
        return bool(self.conflicts) and not self.settings.same_patient

    def _override(self, verdict: Verdict) -> dict[str, Any]:
        """What a person decided on a criterion, for the criteria where somebody did."""
        said = [item for item in self.settings.overrides if item.criterion == verdict.id]
        return {"override": self.decided.to_json(said[0])} if said and self.decided else {}

    def _with_overrides(self) -> dict[str, Any]:
        """What the chart would come to if every override were the verdict; nothing where there is none."""
        said = self.settings.overrides
        if not said:
            return {}
        taken = overall_with(said, self.verdicts, self.protocol.draft)
        return {"with_overrides": {"overall": taken, "criteria": [item.criterion for item in said]}}

    def _contradiction(self, item: Contradiction, lang: Lang) -> dict[str, Any]:
        """Both facts with their quotes, the rule that is followed, and the criteria that lean on either."""
        ids = {fact.id for fact in item.facts}
        touched = [verdict for verdict in self.verdicts if any(fact.id in ids for fact in verdict.finding.facts)]
        return {
            "about": item.about,
            "code": item.code,
            "text": catalogue.conflict(lang, Remark(item.code, item.data)),
            "facts": [fact.id for fact in item.facts],
            "evidence": [[words.to_json() for words in fact.evidence] for fact in item.facts],
            "criteria": [verdict.id for verdict in touched],
        }

    def to_json(self, lang: Lang = "en", text: bool = True) -> dict[str, Any]:
        """The report as the contract writes it; ``text=False`` leaves the notes' texts out."""
        protocol, earliest = self.protocol, self.earliest
        facts = [fact_to_json(fact) for fact in self.extraction.facts]
        settings = self.settings.to_json(lang)
        return {
            "trial": {
                "id": protocol.id,
                "title": protocol.title,
                "record_version": protocol.record_version,
                "recruitment": protocol.recruitment,
                "encoded_from": protocol.encoded_from,
                "reviewed": None if protocol.reviewed is None else protocol.reviewed.model_dump(),
                **({"draft": True} if protocol.draft else {}),
            },
            "dates": {
                "screening": self.dates.screening.to_json(),
                "lymphodepletion": _day(self.dates, "lymphodepletion"),
                "infusion": _day(self.dates, "infusion"),
                "assumed": list(self.dates.assumed),
            },
            "overall": self.overall,
            "outlook": outlook(self.verdicts, draft=protocol.draft),
            "criteria": [
                {**verdict_to_json(verdict, lang, self.dates), **self._override(verdict)} for verdict in self.verdicts
            ],
            **self._with_overrides(),
            "earliest_eligible": {
                "status": earliest.status,
                "possible": _iso(earliest.possible),
                "certain": _iso(earliest.certain),
                "because": list(earliest.because),
                "set_by": [_said_by(name, fact) for name, fact in earliest.set_by],
            },
            "ahead": self._ahead(lang),
            "safety_notes": [
                {
                    "code": note.code,
                    "text": note.text.get(lang) or note.text["en"],
                    "evidence": [item.to_json() for item in evidence_of(finding)],
                }
                for note, finding in self.safety_notes
            ],
            "calculated": [] if self._undecided else calculated(self._question),
            "contradictions": [
                item for each in self.contradictions if (item := self._contradiction(each, lang))["criteria"]
            ],
            "identity": {"conflicts": [_conflict(item) for item in self.conflicts]},
            "warnings": warnings(self.documents, self.dates, lang),
            "documents": [document_to_json(document, text) for document in self.documents],
            "facts": facts,
            "corrections": [item.to_json() for item in self.extraction.corrections],
            "settings": settings,
            "made_with": fingerprints(protocol, facts, settings),
            "extraction": self.extraction.to_json(),
            "version": program_version(),
        }


def verdict_to_json(verdict: Verdict, lang: Lang, dates: Dates) -> dict[str, Any]:
    """One criterion as the contract writes it, its sentences rendered in ``lang``."""
    criterion, finding, remedy = verdict.criterion, verdict.finding, verdict.remedy
    passes_on = verdict.passes_on
    missing = [catalogue.missing(lang, remark, criterion) for remark in verdict.missing] if verdict.missing else []
    assumptions = [catalogue.assumption(lang, remark) for remark in finding.assumptions] if finding.assumptions else []
    if "screening" in dates.assumed and verdict.status != "not_applicable":
        assumptions.append(catalogue.assumption(lang, Remark("screening_today")))
    return {
        **criterion.shown[lang],
        "status": str(verdict.status),
        "reason": catalogue.reason(lang, finding.sentences),
        "reason_code": finding.code,
        "reason_data": plain(finding.data),
        "evidence": [item.to_json() for item in verdict.evidence],
        "missing": missing if len(missing) <= 1 else list(dict.fromkeys(missing)),
        "settled_by": verdict.settled_by,
        "remedy": remedy,
        "what_helps": None if remedy is None else catalogue.helps(lang, remedy, finding.code, finding.data),
        "assumptions": assumptions,
        "passes_on": None
        if passes_on is None
        else {
            "possible": _iso(passes_on.possible),
            "certain": _iso(passes_on.certain),
            "set_by": [_said_by(verdict.id, fact) for fact in passes_on.facts],
        },
        "needs_review": verdict.needs_review,
    }


def fingerprints(protocol: Protocol, facts: Sequence[Mapping[str, Any]], settings: Mapping[str, Any]) -> dict[str, str]:
    """Hashes of all that a report follows from, so that it can be derived again and a later change be named."""
    return {
        "protocol": protocol.digest,
        "terminology": terminology.load().digest,
        "settings": _digest(settings),
        "facts": _digest(facts),
    }


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def program_version() -> str:
    """The version of the distribution."""
    try:
        return version("prescreen")
    except PackageNotFoundError:
        return "0+unknown"


def _day(dates: Dates, name: str) -> str | None:
    return _iso(dates.anchor(name).day)


def _iso(day: Any) -> str | None:
    return None if day is None else str(day)


def _said_by(criterion: str, fact: FactBase) -> dict[str, Any]:
    return {"criterion": criterion, "fact": fact.id, "evidence": [item.to_json() for item in fact.evidence]}


def _conflict(item: Conflict) -> dict[str, Any]:
    return {"what": item.what, "values": list(item.values), "evidence": [words.to_json() for words in item.evidence]}


def document_to_json(document: Document, text: bool) -> dict[str, Any]:
    """A note as the contract writes it, its full text only where it is wanted."""
    shown = {
        "document": document.id,
        "title": document.title,
        "written_on": None if document.written_on is None else document.written_on.to_json(),
        "language": document.language,
        "source": document.source,
        "sha256": document.sha256,
        **({"rendered_from": document.rendered_from} if document.rendered_from else {}),
        **({"left_out": _left_out(document)} if document.left_out else {}),
    }
    return {**shown, "text": document.text} if text else shown


def _left_out(document: Document) -> list[dict[str, Any]]:
    """What of a file is in no document, each kind and reason once with how often."""
    counts = Counter(document.left_out)
    return [{"what": what, "why": why, "count": number} for (what, why), number in counts.items()]
