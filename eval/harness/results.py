"""All figures of a run as plain data: ``results.json``. Reads no note and prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from eval.harness.judging import CRASH
from eval.harness.records import CaseRecord, NoteRecord, Record
from eval.metrics.intervals import Figure
from eval.metrics.readings import (
    changed,
    fact_figures,
    grounding_figures,
    repeat_figures,
    stability_figures,
)
from eval.metrics.verdicts import GOLD, GOT, confusion, verdict_figures
from eval.stages import STAGES

Prices = tuple[float, float]
"""What a million tokens cost, in and out."""
FORM = 1


def results(
    runs: Mapping[str, tuple[str, Sequence[Record]]], *, made_by: Mapping[str, Any], prices: Prices | None = None
) -> dict[str, Any]:
    """The figures of every suite; ``runs`` gives for each its kind and records."""
    suites = {name: _suite(kind, records, prices) for name, (kind, records) in runs.items()}
    return {"form": FORM, "made_by": dict(made_by), "suites": suites}


def _suite(kind: str, records: Sequence[Record], prices: Prices | None) -> dict[str, Any]:
    cases = [record for record in records if isinstance(record, CaseRecord)]
    notes = [record for record in records if isinstance(record, NoteRecord)]
    figures = _json(grounding_figures(records))
    said: dict[str, Any] = {
        "kind": kind,
        "patients": len({record.patient for record in records}),
        "items": len(records),
        "crashes": sum(bool(record.crash) for record in records),
        "figures": figures,
        "effort": _effort(records, prices),
    }
    scored = [record for record in cases if any(verdict.gold is not None for verdict in record.verdicts)]
    if scored:
        figures |= _json(verdict_figures(scored))
        said |= _scored(scored)
    if any(record.against is not None for record in cases):
        figures |= _json(stability_figures(cases))
        said["stability_by"] = {name: _json(stability_figures(cases, name)) for name in _variants(cases)}
        said["changed"] = _changed(cases)
    if cases:
        figures |= _json(repeat_figures(cases))
    if notes:
        figures |= _json(fact_figures(notes))
        said |= _noted(notes)
    return said


def _json(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure.to_json() for name, figure in figures.items()}


def _scored(records: Sequence[CaseRecord]) -> dict[str, Any]:
    criteria = list(
        dict.fromkeys(verdict.criterion for record in records for verdict in record.verdicts if verdict.gold)
    )
    groups: dict[str, list[CaseRecord]] = {}
    for record in records:
        groups.setdefault(f"{record.language} {record.part}".strip(), []).append(record)
    _, counts = confusion(records)
    table = counts.sum(axis=0).astype(int)
    return {
        "criteria": {name: _json(verdict_figures(records, name)) for name in criteria},
        "by": {name: _json(verdict_figures(group)) for name, group in groups.items()},
        "confusion": {gold: dict(zip(GOT, map(int, table[row]), strict=True)) for row, gold in enumerate(GOLD)},
        "funnel": _funnel(records),
        "misses": [
            {"case": record.case, "variant": record.variant, "criterion": verdict.criterion, "gold": verdict.gold}
            | {"got": verdict.got, "why": verdict.why, "reason": verdict.reason, "stage": verdict.stage}
            for record in records
            for verdict in record.verdicts
            if verdict.gold is not None and not verdict.right
        ],
    }


def _funnel(records: Sequence[CaseRecord]) -> dict[str, Any]:
    """How many labelled verdicts are left after what each stage lost."""
    labelled = [verdict for record in records for verdict in record.verdicts if verdict.gold is not None]
    lost = Counter(verdict.stage.partition(":")[0] for verdict in labelled if not verdict.right)
    left, steps = len(labelled), {"labelled": len(labelled)}
    for stage in (CRASH, *STAGES):
        left -= lost[stage]
        steps[stage] = left
    return {"left": steps, "lost": {stage: lost[stage] for stage in (CRASH, *STAGES)}}


def _variants(records: Sequence[CaseRecord]) -> list[str]:
    return list(dict.fromkeys(record.variant for record in records if record.against is not None))


def _changed(records: Sequence[CaseRecord]) -> list[dict[str, str]]:
    return [
        {"case": record.case, "variant": record.variant, "criterion": criterion, "was": was, "became": became}
        for record, differing in changed(records)
        for criterion, was, became in differing
    ]


def _noted(records: Sequence[NoteRecord]) -> dict[str, Any]:
    facts = [fact for record in records for fact in record.facts]
    kinds = list(dict.fromkeys(fact.fact_kind for fact in facts))
    names = sorted({fact.name for fact in facts if fact.fact_kind in ("demographic", "measurement")})
    languages = sorted({record.language for record in records})
    return {
        "kinds": {kind: _json(fact_figures(records, kind)) for kind in kinds},
        "names": {name: _json(fact_figures(records, name=name)) for name in names},
        "by": {one: _json(fact_figures([record for record in records if record.language == one])) for one in languages},
        "facts": {
            "annotated": sum(bool(fact.gold) for fact in facts),
            "found": sum(bool(fact.found) for fact in facts),
        },
        "misses": [
            {"note": record.case, "kind": fact.fact_kind, "name": fact.name, "gold": fact.gold, "found": fact.found}
            | {"wrong": wrong}
            for record in records
            for fact in record.facts
            if (wrong := wrong_in(fact))
        ],
    }


def wrong_in(fact: Any) -> str:
    """What is wrong with a fact, in a word or two; nothing where all is right."""
    if not fact.found:
        return "missed"
    if not fact.gold:
        return "not annotated"
    parts = [name for name in ("value", "unit", "date", "status") if getattr(fact, f"{name}_right") is False]
    return " and ".join(parts)


def _effort(records: Sequence[Record], prices: Prices | None) -> dict[str, Any]:
    totals = {
        name: sum(getattr(record.effort, name) for record in records)
        for name in ("calls", "input_tokens", "output_tokens")
    }
    said: dict[str, Any] = {
        **totals,
        "seconds_per_item": round(sum(r.effort.seconds for r in records) / max(1, len(records)), 3),
    }
    if prices is not None:
        said["cost"] = (totals["input_tokens"] * prices[0] + totals["output_tokens"] * prices[1]) / 1e6
    return said
