"""Two runs on the same notes held against each other, pair by pair. Reads no file.

A pair is one labelled verdict of one case. McNemar's exact test asks whether the pairs that only one run got right are
shared out evenly; it takes the pairs for independent, which verdicts on one patient are not: the bootstrap of the
difference, which draws patients, is beside it and is the one to go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from eval.harness.records import CaseRecord
from eval.metrics.intervals import Figure, figures

Pair = tuple[str, str, str]
"""A case with its variant, a criterion and its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a second run gained and lost against a first."""

    pairs: int
    won: tuple[tuple[str, str, str], ...]
    """Case, criterion and what became of it, where only the second run is right."""
    lost: tuple[tuple[str, str, str], ...]
    cases_won: tuple[str, ...]
    """Cases of which more verdicts are right than before."""
    cases_lost: tuple[str, ...]
    p_value: float | None
    """McNemar, exact; ``None`` where no pair differs."""
    difference: Figure
    """Agreement of the second less that of the first."""
    same: float
    """The share of the pairs in which both said the same: run-to-run agreement where the two are one reader."""


def compare(first: Iterable[CaseRecord], second: Iterable[CaseRecord]) -> Comparison | None:
    """The second run against the first on the labelled verdicts that both have; ``None`` where they share none."""
    one, two = _said(first), _said(second)
    shared = [pair for pair in one if pair in two]
    if not shared:
        return None
    won = [pair for pair in shared if two[pair] == pair[2] != one[pair]]
    lost = [pair for pair in shared if one[pair] == pair[2] != two[pair]]
    balance = _balance(won, lost)
    differ = len(won) + len(lost)
    return Comparison(
        pairs=len(shared),
        won=_shown(won, one, two),
        lost=_shown(lost, one, two),
        cases_won=tuple(case for case, count in balance.items() if count > 0),
        cases_lost=tuple(case for case, count in balance.items() if count < 0),
        p_value=float(binomtest(len(won), differ).pvalue) if differ else None,
        difference=_difference(shared, one, two),
        same=sum(one[pair] == two[pair] for pair in shared) / len(shared),
    )


def _said(records: Iterable[CaseRecord]) -> dict[Pair, str]:
    return {
        (f"{record.case} {record.variant}".strip(), verdict.criterion, verdict.gold): verdict.got
        for record in records
        if record.repeat == 0
        for verdict in record.verdicts
        if verdict.gold is not None
    }


def _balance(won: Sequence[Pair], lost: Sequence[Pair]) -> dict[str, int]:
    balance: dict[str, int] = {}
    for pairs, step in ((won, 1), (lost, -1)):
        for case, _, _ in pairs:
            balance[case] = balance.get(case, 0) + step
    return balance


def _shown(pairs: Sequence[Pair], one: Mapping[Pair, str], two: Mapping[Pair, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((pair[0], pair[1], f"{one[pair]} -> {two[pair]} (label {pair[2]})") for pair in pairs)


def _difference(shared: Sequence[Pair], one: Mapping[Pair, str], two: Mapping[Pair, str]) -> Figure:
    rows: dict[str, list[float]] = {}
    for pair in shared:
        mine = rows.setdefault(pair[0], [0.0, 0.0, 0.0])
        mine[0] += one[pair] == pair[2]
        mine[1] += two[pair] == pair[2]
        mine[2] += 1
    counts = np.array(list(rows.values()))
    formula = {"difference": lambda sums: (sums[..., 1] - sums[..., 0]) / sums[..., 2]}
    return figures(counts, formula)["difference"]
