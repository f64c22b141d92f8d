"""Screens labelled cases and prints how far the verdicts agree with the labels. Holds no figure's formula.

``python -m eval.run nk510 --part tuned --case en-01 --criterion EXC-04 --misses``
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval import facts_suite
from eval.cases import Case, CaseError, load_suite, select
from eval.evidence import evidence_faults
from eval.floors import breaches, load_floors
from eval.report import (
    CRASH,
    Group,
    criteria_table,
    figures_table,
    gaps,
    misses_list,
    misses_markdown,
    results_json,
    stages_table,
)
from eval.scoring import Figures, Outcome, figures
from eval.screened import Screened, screen_case
from eval.stages import lost_at, places_of

UNUSABLE = 2
Verdicts = dict[str, dict[str, str]]
"""For each case the status of each criterion."""
LANGUAGES = ("en", "zh")
PARTS = ("tuned", "dev", "untuned", "fresh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which cases are run and what is printed of them."""

    part: str | None = None
    cases: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    misses_only: bool = False
    floor: bool = False
    baseline: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a run found, before it is printed."""

    outcomes: tuple[Outcome, ...]
    overall: Mapping[str, str]
    groups: Mapping[Group, Figures]
    faults: tuple[str, ...]
    seconds: float

    @property
    def misses(self) -> tuple[Outcome, ...]:
        return tuple(item for item in self.outcomes if not item.right)


def evaluate(cases: Sequence[Case], extractor: str = "embedded", criteria: Sequence[str] = ()) -> Evaluation:
    """Screen the cases and hold the verdicts against the labels."""
    outcomes: list[Outcome] = []
    faults: list[str] = []
    overall: dict[str, str] = {}
    right: dict[str, bool] = {}
    begun = time.perf_counter()
    for case in cases:
        screened = screen_case(case, extractor)
        overall[case.id] = screened.overall
        if case.overall is not None:
            right[case.id] = screened.overall == case.overall
        faults += [f"{case.id}: {fault}" for fault in evidence_faults(screened.report)]
        outcomes += [
            _outcome(case, screened, criterion) for criterion in case.gold if not criteria or criterion in criteria
        ]
    seconds = time.perf_counter() - begun
    found = {(item.language, item.part) for item in outcomes}
    groups = {
        (language, part): figures([item for item in outcomes if (item.language, item.part) == (language, part)], right)
        for language in LANGUAGES
        for part in PARTS
        if (language, part) in found
    }
    return Evaluation(outcomes=tuple(outcomes), overall=overall, groups=groups, faults=tuple(faults), seconds=seconds)


def _outcome(case: Case, screened: Screened, criterion: str) -> Outcome:
    verdict = screened.verdict(criterion)
    outcome = Outcome(
        case=case.id,
        language=case.language,
        part=case.part,
        criterion=criterion,
        gold=case.gold[criterion],
        got=verdict.status,
        why=case.why.get(criterion, ""),
        reason=verdict.reason,
    )
    if outcome.right:
        return outcome
    if screened.crash:
        return replace(outcome, stage=CRASH, reason=screened.crash)
    loss = lost_at(
        criterion,
        places_of(case.evidence.get(criterion, ()), screened.texts),
        screened.claims,
        verdict_has_evidence=verdict.has_evidence,
    )
    return replace(outcome, stage=f"{loss.stage}: {loss.seen}")


def print_evaluation(found: Evaluation, choice: Choice) -> None:
    """The figures, the table of criteria and every miss."""
    floors = load_floors()
    if not choice.misses_only:
        print(figures_table(found.groups, floors))
        print("* misses its aim. Of gold fails called pass:", end=" ")
        print(", ".join(_name(miss) for group in found.groups.values() for miss in group.fails_called_pass) or "none")
        print(gaps(found.groups))
        print(f"\nEvidence: {len(found.faults)} faults" + "".join(f"\n  {fault}" for fault in found.faults[:20]))
        print("\n" + criteria_table(found.outcomes, found.groups))
        print("\n" + stages_table(found.misses, found.groups))
        print(f"\nMisses ({len(found.misses)}):")
    print(misses_list(found.misses))
    print(f"\n{len(found.overall)} cases screened in {found.seconds:.1f} s")


def _name(miss: Outcome) -> str:
    return f"{miss.case} {miss.criterion}"


def read_verdicts(baseline: Path) -> Verdicts:
    """The verdicts of an earlier run.

    Raises:
        CaseError: the folder holds none.
    """
    try:
        verdicts: Verdicts = json.loads((baseline / "results.json").read_text("utf-8"))["verdicts"]
    except (OSError, ValueError, KeyError) as error:
        raise CaseError(f"{baseline} holds no results of an earlier run: {type(error).__name__}") from error
    return verdicts


def print_changes(found: Evaluation, before: Verdicts) -> None:
    """Which verdicts have changed since an earlier run."""
    print("\nSince the baseline:")
    for item in found.outcomes:
        was = before.get(item.case, {}).get(item.criterion)
        if was not in (None, item.got):
            how = "mended" if item.right else "broken" if was == item.gold else "still wrong"
            print(f"  {how}: {_name(item)}: {was} -> {item.got} (gold {item.gold})")


def write(found: Evaluation, out: Path) -> None:
    """``results.json`` and ``misses.md`` in the folder."""
    out.mkdir(parents=True, exist_ok=True)
    results = results_json(found.groups, found.outcomes, found.faults, found.overall)
    (out / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "misses.md").write_text(misses_markdown(found.misses), "utf-8")


def main(
    suites: Sequence[str], *, extractor: str = "embedded", out: Path | str | None = None, choice: Choice | None = None
) -> int:
    """Run the suites and print what they show: 0, or 2 for unusable input, or 1 below the floors where asked for."""
    choice = choice or Choice()
    names = [suite for suite in suites if suite != facts_suite.GENERAL]
    statuses = [0]
    try:
        if names:
            statuses.append(_screening(names, extractor, out, choice))
        if facts_suite.GENERAL in suites:
            statuses.append(facts_suite.main(None, extractor=extractor, floor=choice.floor))
    except CaseError as error:
        print(f"prescreen eval: {error}", file=sys.stderr)
        return UNUSABLE
    return max(statuses)


def _screening(names: Sequence[str], extractor: str, out: Path | str | None, choice: Choice) -> int:
    cases = select([case for suite in names for case in load_suite(suite)], part=choice.part, ids=choice.cases)
    if not cases:
        raise CaseError("no case of these suites has this part or id")
    before = None if choice.baseline is None else read_verdicts(choice.baseline)
    found = evaluate(cases, extractor, choice.criteria)
    print_evaluation(found, choice)
    if before is not None:
        print_changes(found, before)
    if out is not None:
        write(found, Path(out))
    low = found.faults or any(breaches(group, load_floors()) for group in found.groups.values())
    return 1 if choice.floor and low else 0


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The developer's options."""
    parser = argparse.ArgumentParser(prog="python -m eval.run", description="Screen labelled cases and score them.")
    parser.add_argument("suites", nargs="+", metavar="SUITE", help="nk510, dev, fresh, general, or a folder of cases")
    parser.add_argument("--extractor", default="embedded")
    parser.add_argument("-o", "--out", type=Path, help="write results.json and misses.md into this folder")
    parser.add_argument("--part", choices=PARTS, help="only these cases; develop on the tuned ones alone")
    parser.add_argument("--case", action="append", default=[], metavar="ID")
    parser.add_argument("--criterion", action="append", default=[], metavar="ID")
    parser.add_argument("--misses", action="store_true", help="print the misses and no tables")
    parser.add_argument("--floor", action="store_true", help="exit 1 if a figure misses its aim")
    parser.add_argument("--baseline", type=Path, help="say which verdicts differ from an earlier run's folder")
    return parser.parse_args(argv)


def command(argv: Sequence[str] | None = None) -> int:
    """What ``python -m eval.run`` does."""
    options = parse(argv)
    choice = Choice(
        part=options.part,
        cases=tuple(options.case),
        criteria=tuple(options.criterion),
        misses_only=options.misses,
        floor=options.floor,
        baseline=options.baseline,
    )
    return main(options.suites, extractor=options.extractor, out=options.out, choice=choice)


if __name__ == "__main__":
    sys.exit(command())
