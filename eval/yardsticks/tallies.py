"""What each reader made of the labelled cases, and the table of it. Reads and asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eval.cases import Case
from eval.report import table
from eval.scoring import Outcome, figures

MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One reader on one case. ``statuses`` is empty for what gives none (LangExtract gives extractions alone)."""

    statuses: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    failures: int = 0
    """Calls or passages that gave nothing."""
    said: str = ""


HEAD = ["reader", "cases", "right", "fails found", "fail called pass", "unknown called pass", "kappa", "s/patient",
        "calls", "tokens in", "out", "failed"]  # fmt: skip


def row(name: str, cases: Sequence[Case], tallies: Sequence[Tally]) -> list[str]:
    """The figures of one reader over all its cases."""
    count = max(1, len(cases))
    costs = [
        f"{sum(each.seconds for each in tallies) / count:.1f}",
        f"{sum(each.calls for each in tallies) / count:.1f}",
        f"{sum(each.input_tokens for each in tallies) / count:,.0f}",
        f"{sum(each.output_tokens for each in tallies) / count:,.0f}",
        str(sum(each.failures for each in tallies)),
    ]
    if not any(each.statuses for each in tallies):
        return [name, str(len(cases)), *["-"] * 5, *costs]
    found = figures([item for case, tally in zip(cases, tallies, strict=True) for item in outcomes(case, tally)], {})
    kappa = "-" if found.kappa is None else f"{found.kappa:.2f}"
    passed = f"{len(found.fails_called_pass)}/{found.fails_found.total}"
    ratios = [f"{each.hits}/{each.total}" for each in (found.agreement, found.fails_found)]
    unknowns = f"{found.unknowns_called_pass.hits}/{found.unknowns_called_pass.total}"
    return [name, str(len(cases)), *ratios, passed, unknowns, kappa, *costs]


def outcomes(case: Case, tally: Tally) -> list[Outcome]:
    """Each labelled criterion beside what the reader made of it."""
    return [
        Outcome(
            case=case.id, language=case.language, part=case.part, criterion=name, gold=gold,
            got=tally.statuses.get(name, MISSING),
        )
        for name, gold in case.gold.items()
    ]  # fmt: skip


def shown(rows: Sequence[list[str]]) -> str:
    """The table."""
    return table([HEAD, *rows])
