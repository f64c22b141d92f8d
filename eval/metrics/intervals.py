"""Figures with intervals, resampled by patient: verdicts on one patient are not independent. Knows no criterion.

Counts stand in an array whose first axis is the patients. A figure is a function of the counts summed over patients;
the bootstrap (SciPy's, percentiles) draws patients with replacement. Where nothing was missed in n patients,
resampling can't say how often it may happen: the rule of three does (at most 3/n, with 95 % confidence).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap

Counts = np.ndarray[Any, np.dtype[np.float64]]
Formula = Callable[[Counts], Counts]
"""From counts summed over patients, with any axes before those of the figure, to values; NaN: nothing to count."""

RESAMPLES = 1000
LEVEL = 0.95
_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its interval; ``hits`` of ``of`` where it is a share."""

    value: float | None
    low: float | None = None
    high: float | None = None
    hits: int | None = None
    of: int | None = None
    patients: int = 0
    """How many patients have something to count."""
    bound: float | None = None
    """By the rule of three: what a share of 0 may be at most, or a share of 1 at least."""

    def to_json(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: round(value, 6) if isinstance(value, float) else value
            for name, value in shown.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A figure that is so many of so many."""

    hits: Formula
    of: Formula

    def __call__(self, counts: Counts) -> Counts:
        return _divided(self.hits(counts), self.of(counts))


def _divided(hits: Counts, of: Counts) -> Counts:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(of > 0, hits / of, np.nan)


def figures(counts: Counts, formulas: Mapping[str, Formula | Share], resamples: int = RESAMPLES) -> dict[str, Figure]:
    """Every figure of the patients' counts, with its interval.

    The same counts give the same intervals: the draws are seeded, and don't depend on what else is computed.
    """
    total = counts.sum(axis=0)
    ends = _ends(counts, formulas, resamples) if len(counts) > 1 and resamples else {}
    return {name: _figure(counts, total, formula, ends.get(name)) for name, formula in formulas.items()}


def _figure(counts: Counts, total: Counts, formula: Formula | Share, ends: tuple[float, float] | None) -> Figure:
    value = float(formula(total))
    if np.isnan(value):
        return Figure(
            value=None, hits=0 if isinstance(formula, Share) else None, of=0 if isinstance(formula, Share) else None
        )
    low, high = ends or (None, None)
    if not isinstance(formula, Share):
        return Figure(value=value, low=low, high=high, patients=len(counts))
    patients = int((formula.of(counts) > 0).sum())
    hits, of = int(formula.hits(total)), int(formula.of(total))
    return Figure(
        value=value, low=low, high=high, hits=hits, of=of, patients=patients, bound=rule_of_three(hits, of, patients)
    )


def rule_of_three(hits: int, of: int, patients: int) -> float | None:
    """The bound on a share that was 0 or 1 in all patients; ``None`` for any other share."""
    if not patients or 0 < hits < of:
        return None
    rare = min(1.0, 3 / patients)
    return rare if hits == 0 else 1 - rare


def _ends(counts: Counts, formulas: Mapping[str, Formula | Share], resamples: int) -> dict[str, tuple[float, float]]:
    def drawn(index: Any, axis: int = -1) -> Counts:
        sums = np.moveaxis(counts[index], index.ndim - 1, 0).sum(axis=0)
        return np.stack([formula(sums) for formula in formulas.values()])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)  # a share that is 0 or 1 throughout: see rule_of_three
        result = bootstrap(
            (np.arange(len(counts)),),
            drawn,
            n_resamples=resamples,
            batch=_BATCH,
            vectorized=True,
            method="percentile",
            confidence_level=LEVEL,
            rng=np.random.default_rng(20_260_101),
        )
    tails = [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2]
    ends: dict[str, tuple[float, float]] = {}
    for name, values in zip(formulas, result.bootstrap_distribution, strict=True):
        kept = values[~np.isnan(values)]
        if len(kept):
            low, high = np.percentile(kept, tails)
            ends[name] = (float(low), float(high))
    return ends
