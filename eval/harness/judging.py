"""One item read, screened and held against its labels. Runs in worker processes; prints and sums up nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from eval.evidence import evidence_faults
from eval.harness.items import CaseItem, Item, NoteItem
from eval.harness.records import CaseRecord, Effort, Grounding, NoteRecord, Record, Span, VerdictRecord
from eval.metrics.matching import match_facts
from eval.readers import EvalReader
from eval.screened import Screened, read_note
from eval.stages import lost_at, places_of

CRASH = "crash"


def judge(item: Item, reader: EvalReader) -> Record:
    """The record of one item; a crash of the program is a result and not an end."""
    begun = time.perf_counter()
    record = _case(item, reader) if isinstance(item, CaseItem) else _note(item, reader)
    effort = record.effort.model_copy(update={"seconds": round(time.perf_counter() - begun, 4)})
    return record.model_copy(update={"effort": effort})


def _case(item: CaseItem, reader: EvalReader) -> CaseRecord:
    screened = reader.screen(item.case)
    criteria = list(item.case.gold) if item.scored else []
    criteria += [name for name in screened.verdicts if name not in criteria]
    verdicts = tuple(_verdict(item, screened, criterion) for criterion in criteria)
    missed = any(one.gold is not None and not one.right for one in verdicts)
    return CaseRecord(
        suite=item.suite,
        case=item.case.id,
        patient=item.patient,
        variant=item.variant,
        against=item.against,
        may_become_unknown=item.may_become_unknown,
        may_differ=item.may_differ,
        language=item.case.language,
        part=item.case.part if item.suite in ("nk510", "dev", "fresh") else "",
        held_out=item.held_out,
        repeat=item.repeat,
        gold_overall=item.case.overall if item.scored else None,
        overall=screened.overall,
        verdicts=verdicts,
        grounding=_grounding(screened.report),
        effort=_effort((screened.report or {}).get("extraction", {})),
        crash=screened.crash,
        texts=tuple(screened.texts) if missed and not item.held_out else (),
    )


def _verdict(item: CaseItem, screened: Screened, criterion: str) -> VerdictRecord:
    verdict = screened.verdict(criterion)
    gold = item.case.gold.get(criterion) if item.scored else None
    if gold is None or gold == verdict.status:
        return VerdictRecord(criterion=criterion, gold=gold, got=verdict.status)
    labelled = places_of(item.case.evidence.get(criterion, ()), screened.texts)
    words = not item.held_out
    return VerdictRecord(
        criterion=criterion,
        gold=gold,
        got=verdict.status,
        why=item.case.why.get(criterion, "") if words else "",
        reason=verdict.reason if words else "",
        stage=_stage(criterion, labelled, screened, verdict.has_evidence, words),
        read=_read(screened.report, criterion) if words else (),
        labelled=labelled if words else (),
    )


def _stage(criterion: str, labelled: Sequence[Span], screened: Screened, has_evidence: bool, words: bool) -> str:
    if screened.crash:
        return CRASH
    loss = lost_at(criterion, labelled, screened.claims, verdict_has_evidence=has_evidence)
    return f"{loss.stage}: {loss.seen}" if words else loss.stage


def _read(report: Mapping[str, Any] | None, criterion: str) -> tuple[Span, ...]:
    found = next((one for one in (report or {}).get("criteria", ()) if one["id"] == criterion), None)
    return tuple((item["document"], item["start"], item["end"]) for item in found["evidence"]) if found else ()


def _grounding(report: Mapping[str, Any] | None) -> Grounding:
    if report is None:
        return Grounding()
    quotes = sum(len(owner["evidence"]) for owner in (*report["criteria"], *report["facts"]))
    return Grounding(quotes=quotes, faults=tuple(evidence_faults(report)))


def _effort(extraction: Mapping[str, Any]) -> Effort:
    return Effort(
        calls=extraction.get("calls", 0),
        input_tokens=extraction.get("input_tokens", 0),
        output_tokens=extraction.get("output_tokens", 0),
    )


def _note(item: NoteItem, reader: EvalReader) -> NoteRecord:
    note, text = item.note, item.note.marked.text
    common: dict[str, Any] = {
        "suite": item.suite,
        "case": note.id,
        "language": note.language,
        "repeat": item.repeat,
        "text": text,
    }
    read, crash = read_note(text, f"{note.id}.txt", note.written_on, reader.extractor())
    if read is None:
        return NoteRecord(**common, crash=crash)
    faults = [
        f"{fact.name}: {quote.start}:{quote.end}"
        for fact in read.facts
        for quote in fact.evidence
        if text[quote.start : quote.end] != quote.quote
    ]
    return NoteRecord(
        **common,
        facts=match_facts(note, read.facts),
        grounding=Grounding(quotes=sum(len(fact.evidence) for fact in read.facts), faults=tuple(faults)),
        effort=_effort(read.to_json()),
    )
