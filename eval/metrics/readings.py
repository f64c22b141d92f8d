"""Figures of facts, of quotes, of stability under changes and of repeated runs. Judges nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from eval.harness.records import CaseRecord, FactRecord, NoteRecord, Record
from eval.metrics.intervals import Counts, Figure, Formula, Share, figures

_JUDGED = ("value_right", "unit_right", "date_right", "status_right")


def _share(hits: int, of: int) -> Share:
    return Share(lambda counts: counts[..., hits], lambda counts: counts[..., of])


def _f1(counts: Counts) -> Counts:
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = counts[..., 1] + counts[..., 2]
        return np.where(sizes > 0, 2 * counts[..., 0] / sizes, np.nan)


FACTS: Mapping[str, Formula | Share] = {
    "recall": _share(0, 1),
    "precision": _share(0, 2),
    "f1": _f1,
    "value_accuracy": _share(3, 4),
    "unit_accuracy": _share(5, 6),
    "date_accuracy": _share(7, 8),
    "status_accuracy": _share(9, 10),
}
GROUNDING = {"grounding_valid": _share(0, 1)}
STABILITY = {"stability": _share(0, 1)}
REPEATS = {"run_to_run": _share(0, 1)}


def fact_counts(records: Iterable[NoteRecord], kind: str | None = None, name: str | None = None) -> Counts:
    """For each note: hits, annotated, found; then how many right of how many judged: value, unit, date, status."""
    rows = []
    for record in records:
        facts = [fact for fact in record.facts if kind in (None, fact.fact_kind) and name in (None, fact.name)]
        if facts:
            rows.append(_row(facts))
    return np.array(rows, dtype=float) if rows else np.zeros((0, 11))


def _row(facts: Sequence[FactRecord]) -> list[int]:
    row = [
        sum(fact.hit for fact in facts),
        sum(bool(fact.gold) for fact in facts),
        sum(bool(fact.found) for fact in facts),
    ]
    for field in _JUDGED:
        judged = [getattr(fact, field) for fact in facts if getattr(fact, field) is not None]
        row += [sum(judged), len(judged)]
    return row


def fact_figures(records: Sequence[NoteRecord], kind: str | None = None, name: str | None = None) -> dict[str, Figure]:
    """Recall, precision, F1 and what of the found facts is right."""
    return figures(fact_counts(records, kind, name), FACTS)


def grounding_figures(records: Iterable[Record]) -> dict[str, Figure]:
    """The share of the quotes that stand where they say; a decided verdict without one counts as one that does not."""
    rows: dict[str, Counts] = {}
    for record in records:
        quotes = max(record.grounding.quotes, len(record.grounding.faults))
        mine = rows.setdefault(record.patient, np.zeros(2))
        mine += [quotes - len(record.grounding.faults), quotes]
    return figures(np.stack(list(rows.values())), GROUNDING) if rows else {}


def changes(record: CaseRecord, origin: CaseRecord) -> tuple[tuple[str, str, str], ...]:
    """The criteria whose verdict differs from the original's where it must not, with both statuses."""
    before = {verdict.criterion: verdict.got for verdict in origin.verdicts}
    found = []
    for verdict in record.verdicts:
        was = before.get(verdict.criterion, "missing")
        if was == verdict.got or verdict.criterion in record.may_differ:
            continue
        if record.may_become_unknown and verdict.got == "unknown":
            continue
        found.append((verdict.criterion, was, verdict.got))
    return tuple(found)


def origins(records: Iterable[CaseRecord]) -> dict[tuple[str, str, str, int], CaseRecord]:
    """The records by suite, patient, variant and repeat."""
    return {(record.suite, record.patient, record.variant, record.repeat): record for record in records}


def changed(records: Sequence[CaseRecord]) -> list[tuple[CaseRecord, tuple[tuple[str, str, str], ...]]]:
    """Every record that is held against another, with what differs."""
    known = origins(records)
    pairs = []
    for record in records:
        if record.against is not None:
            origin = known[record.suite, record.patient, record.against, record.repeat]
            pairs.append((record, changes(record, origin)))
    return pairs


def stability_figures(records: Sequence[CaseRecord], variant: str | None = None) -> dict[str, Figure]:
    """The share of the verdicts on changed notes that are those on the notes as written."""
    rows: dict[str, Counts] = {}
    for record, differing in changed(records):
        if variant in (None, record.variant):
            mine = rows.setdefault(record.patient, np.zeros(2))
            judged = len(record.verdicts) - len(record.may_differ)
            mine += [judged - len(differing), judged]
    return figures(np.stack(list(rows.values())), STABILITY) if rows else {}


def repeat_figures(records: Sequence[CaseRecord]) -> dict[str, Figure]:
    """The share of the verdicts that came out the same in every repeat; nothing where there was one run."""
    runs: dict[tuple[str, str], list[CaseRecord]] = {}
    for record in records:
        runs.setdefault((record.patient, record.variant), []).append(record)
    rows: dict[str, Counts] = {}
    for (patient, _), repeats in runs.items():
        if len(repeats) > 1:
            said = [{verdict.criterion: verdict.got for verdict in one.verdicts} for one in repeats]
            same = sum(all(one.get(criterion) == got for one in said) for criterion, got in said[0].items())
            mine = rows.setdefault(patient, np.zeros(2))
            mine += [same, len(said[0])]
    return figures(np.stack(list(rows.values())), REPEATS) if rows else {}
