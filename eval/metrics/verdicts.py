"""Figures of verdicts held against labels, from the counts of each label and status. Draws nothing.

*Ineligible* is the finding that is looked for: sensitivity is the share of the labelled fails that were found,
specificity the share of the others that were not called a fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from eval.harness.records import CaseRecord
from eval.metrics.intervals import Counts, Figure, Formula, Share, figures

GOLD = ("pass", "fail", "unknown", "not_applicable")
GOT = (*GOLD, "missing")
_PASS, _FAIL, _UNKNOWN, _NOT = range(4)
_DECIDED = [_PASS, _FAIL, _NOT]
_OPEN = [_UNKNOWN, 4]


def _cells(golds: Sequence[int], gots: Sequence[int]) -> Formula:
    return lambda counts: counts[..., golds, :][..., gots].sum(axis=(-1, -2))


_ALL = list(range(4))
_EVERY = list(range(5))
_NO_FAIL = [_PASS, _UNKNOWN, _NOT]


def _right(counts: Counts) -> Counts:
    return np.trace(counts[..., :4], axis1=-2, axis2=-1)


def _all(counts: Counts) -> Counts:
    return counts.sum(axis=(-1, -2))


def kappa(counts: Counts) -> Counts:
    """Cohen's kappa: agreement beyond chance; nothing where chance alone agrees always."""
    n = _all(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = (counts.sum(axis=-1) * counts.sum(axis=-2)[..., :4]).sum(axis=-1) / n**2
        return np.where((n > 0) & (chance < 1), (_right(counts) / n - chance) / (1 - chance), np.nan)


def _f1s(counts: Counts) -> Counts:
    hits = np.diagonal(counts[..., :4], axis1=-2, axis2=-1)
    sizes = counts.sum(axis=-1) + counts.sum(axis=-2)[..., :4]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sizes > 0, 2 * hits / sizes, np.nan)


def macro_f1(counts: Counts) -> Counts:
    """The mean of the statuses' F1, of those that were labelled or said."""
    scores = _f1s(counts)
    known = ~np.isnan(scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known.any(axis=-1), np.where(known, scores, 0).sum(axis=-1) / known.sum(axis=-1), np.nan)


def micro_f1(counts: Counts) -> Counts:
    """F1 over all statuses at once; a criterion missing from the report is a miss and no claim."""
    said = counts[..., :4].sum(axis=(-1, -2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(_all(counts) > 0, 2 * _right(counts) / (said + _all(counts)), np.nan)


VERDICTS: Mapping[str, Formula | Share] = {
    "agreement": Share(_right, _all),
    "fail_sensitivity": Share(_cells([_FAIL], [_FAIL]), _cells([_FAIL], _EVERY)),
    "fail_specificity": Share(_cells(_NO_FAIL, [_PASS, *_OPEN, _NOT]), _cells(_NO_FAIL, _EVERY)),
    "fail_precision": Share(_cells([_FAIL], [_FAIL]), _cells(_ALL, [_FAIL])),
    "fail_called_pass": Share(_cells([_FAIL], [_PASS]), _cells([_FAIL], _EVERY)),
    "unknown_called_pass": Share(_cells([_UNKNOWN], [_PASS]), _cells([_UNKNOWN], _EVERY)),
    "wrongly_certain": Share(_cells([_UNKNOWN], _DECIDED), _cells([_UNKNOWN], _EVERY)),
    "needlessly_unknown": Share(_cells(_DECIDED, _OPEN), _cells(_DECIDED, _EVERY)),
    "kappa": kappa,
    "macro_f1": macro_f1,
    "micro_f1": micro_f1,
}
CASES: Mapping[str, Share] = {
    "overall_accuracy": Share(lambda counts: counts[..., 0], lambda counts: counts[..., 1]),
    "strict_case_accuracy": Share(lambda counts: counts[..., 2], lambda counts: counts[..., 3]),
}


def confusion(records: Iterable[CaseRecord], criterion: str | None = None) -> tuple[tuple[str, ...], Counts]:
    """The patients, and for each how often which label met which status."""
    table: dict[str, Counts] = {}
    for record in records:
        mine = table.setdefault(record.patient, np.zeros((4, 5)))
        for verdict in record.verdicts:
            if verdict.gold is not None and criterion in (None, verdict.criterion):
                mine[GOLD.index(verdict.gold), GOT.index(verdict.got)] += 1
    kept = {patient: counts for patient, counts in table.items() if counts.sum()}
    return tuple(kept), np.stack(list(kept.values())) if kept else np.zeros((0, 4, 5))


def case_counts(records: Iterable[CaseRecord]) -> Counts:
    """For each patient: overall right, overall labelled, whole case right, cases with every criterion labelled."""
    table: dict[str, Counts] = {}
    for record in records:
        labelled = [verdict for verdict in record.verdicts if verdict.gold is not None]
        if not labelled:
            continue
        mine = table.setdefault(record.patient, np.zeros(4))
        if record.gold_overall is not None:
            mine += [record.overall == record.gold_overall, 1, 0, 0]
        mine += [0, 0, all(verdict.right for verdict in labelled), 1]
    return np.stack(list(table.values())) if table else np.zeros((0, 4))


def verdict_figures(records: Sequence[CaseRecord], criterion: str | None = None) -> dict[str, Figure]:
    """Every figure of the verdicts on one criterion or on all; on all, those of whole cases too."""
    _, counts = confusion(records, criterion)
    found = figures(counts, VERDICTS)
    return found if criterion else {**found, **figures(case_counts(records), CASES)}
