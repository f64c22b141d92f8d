"""How far two people who labelled the same cases agree. Reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eval.cases import CaseError
from eval.metrics.intervals import Figure, Share, figures
from eval.metrics.verdicts import GOLD, kappa

Labels = Mapping[str, Mapping[str, str]]
"""For each case the status of each criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One criterion of one case that two people labelled differently."""

    case: str
    criterion: str
    first: str
    second: str


def agreement(first: Labels, second: Labels) -> tuple[dict[str, Figure], tuple[Disagreement, ...]]:
    """Agreement and Cohen's kappa with their intervals, by case, and every disagreement.

    Raises:
        CaseError: they share no labelled criterion.
    """
    rows, found = [], []
    for case in [case for case in first if case in second]:
        counts = np.zeros((4, 5))
        for criterion, one in first[case].items():
            other = second[case].get(criterion)
            if other is None:
                continue
            counts[GOLD.index(one), GOLD.index(other)] += 1
            if one != other:
                found.append(Disagreement(case=case, criterion=criterion, first=one, second=other))
        if counts.sum():
            rows.append(counts)
    if not rows:
        raise CaseError("the two reviewers share no case with a criterion that both labelled")
    said = Share(lambda sums: np.trace(sums[..., :4], axis1=-2, axis2=-1), lambda sums: sums.sum(axis=(-1, -2)))
    return figures(np.stack(rows), {"agreement": said, "kappa": kappa}), tuple(found)
