"""Figures from pairs of labelled and found statuses. Reads no case and runs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DECIDED = frozenset({"pass", "fail", "not_applicable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One criterion of one case: what the label says and what the screening said."""

    case: str
    language: str
    part: str
    criterion: str
    gold: str
    got: str
    why: str = ""
    reason: str = ""
    stage: str = ""

    @property
    def right(self) -> bool:
        return self.gold == self.got


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """So many of so many; nothing to count is no score, which is distinct from 0."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is said of one language and part."""

    cases: int
    agreement: Ratio
    kappa: float | None
    fails_found: Ratio
    """Recall: gold fails that were found."""
    fails_called_pass: tuple[Outcome, ...]
    unknowns_called_pass: Ratio
    fails_right: Ratio
    """Precision: predicted fails that are gold fails."""
    left_unknown: Ratio
    """Of what the gold decides, what was left unknown."""
    overall_right: Ratio

    def to_json(self) -> dict[str, Any]:
        """Numbers alone, for results.json."""

        def show(ratio: Ratio) -> dict[str, Any]:
            return {"value": ratio.value, "hits": ratio.hits, "total": ratio.total}

        return {
            "cases": self.cases,
            "agreement": show(self.agreement),
            "kappa": self.kappa,
            "fails_found": show(self.fails_found),
            "fails_called_pass": [f"{miss.case} {miss.criterion}" for miss in self.fails_called_pass],
            "unknowns_called_pass": show(self.unknowns_called_pass),
            "fails_right": show(self.fails_right),
            "left_unknown": show(self.left_unknown),
            "overall_right": show(self.overall_right),
        }


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance; ``None`` for no pairs, or where chance alone agrees always."""
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(gold == got for gold, got in pairs) / n
    golds, gots = Counter(gold for gold, _ in pairs), Counter(got for _, got in pairs)
    chance = sum(golds[status] * gots[status] for status in golds) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def share(items: Iterable[bool]) -> Ratio:
    """How many are true."""
    values = list(items)
    return Ratio(hits=sum(values), total=len(values))


def figures(outcomes: Sequence[Outcome], overall: Mapping[str, bool]) -> Figures:
    """The figures of these outcomes; ``overall`` says for each case whether its overall result was right."""
    cases = {item.case for item in outcomes}
    return Figures(
        cases=len(cases),
        agreement=share(item.right for item in outcomes),
        kappa=cohen_kappa([(item.gold, item.got) for item in outcomes]),
        fails_found=share(item.got == "fail" for item in outcomes if item.gold == "fail"),
        fails_called_pass=tuple(item for item in outcomes if (item.gold, item.got) == ("fail", "pass")),
        unknowns_called_pass=share(item.got == "pass" for item in outcomes if item.gold == "unknown"),
        fails_right=share(item.gold == "fail" for item in outcomes if item.got == "fail"),
        left_unknown=share(item.got not in DECIDED for item in outcomes if item.gold in DECIDED),
        overall_right=share(right for case, right in overall.items() if case in cases),
    )
