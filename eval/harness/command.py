"""What ``prescreen eval`` does: runs suites, keeps what they came to, compares runs. Holds no figure's formula."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from assistant.screening import program_version
from eval.baselines.talking import Unavailable, check_available
from eval.cases import CaseError
from eval.harness.guard import falls, guarded, read_guarded
from eval.harness.items import Item, NoteItem, items_of
from eval.harness.records import CaseRecord, Record
from eval.harness.results import Prices, results
from eval.harness.reviewed import import_reviewed, labels_of
from eval.harness.running import program, progress, read_records, run_items
from eval.metrics.agreement import agreement
from eval.metrics.comparing import compare
from eval.readers import EvalReader
from eval.reports.page import page
from eval.reports.terminal import agreement_text, comparison, summary

UNUSABLE = 2
ALIASES = {"general": "facts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the suites are run."""

    extractor: str = "embedded"
    out: Path | None = None
    baseline: Path | None = None
    workers: int | None = None
    repeats: int = 1
    sampled: bool = False
    prices: Prices | None = None


def run(suites: Sequence[str], options: Options) -> int:
    """Run the suites and print their figures: 0, 1 if a guarded figure fell, 2 for unusable input."""
    try:
        before = None if options.baseline is None else read_guarded(options.baseline)
        if EvalReader(options.extractor).is_baseline:
            check_available()
        runs = measured(suites, options, tell=True)
    except CaseError as error:
        print(f"prescreen eval: {error}", file=sys.stderr)
        return UNUSABLE
    except Unavailable as error:
        print(f"{options.extractor} skipped: {error}")
        return 0
    found = results(runs, made_by=_made_by(options), prices=options.prices)
    print(summary(found))
    if options.out is not None:
        write(options.out, found, runs)
        print(f"\nKept in {options.out}: results.json, report.html")
    return 0 if before is None else _held(found, before)


def _held(found: Mapping[str, Any], before: dict[str, dict[str, float]]) -> int:
    fallen = falls(guarded(found), before)
    print(
        "\nSince the baseline: " + ("no guarded figure fell" if not fallen else f"{len(fallen)} guarded figures fell")
    )
    for fall in fallen:
        print(f"  {fall}")
    return 1 if fallen else 0


def measured(suites: Sequence[str], options: Options, *, tell: bool = False) -> dict[str, tuple[str, Sequence[Record]]]:
    """The kind and the records of each suite.

    Raises:
        CaseError: a suite or the reader cannot be used.
    """
    reader = EvalReader(options.extractor)
    kinds: dict[str, tuple[str, tuple[Item, ...]]] = {}
    for word in suites:
        kind, items = items_of(ALIASES.get(word, word), sampled=options.sampled)
        if not items:
            raise CaseError(f"the suite {word!r} has nothing to run")
        kinds[items[0].suite] = (kind, _repeated(items, options.repeats))
    if reader.is_baseline and any(isinstance(item, NoteItem) for _, items in kinds.values() for item in items):
        raise CaseError(f"{reader.name} gives verdicts and reads no facts: leave the facts suite out")
    every = [item for _, items in kinds.values() for item in items]
    records = run_items(every, reader, workers=options.workers, kept=options.out, tell=progress() if tell else None)
    grouped: dict[str, list[Record]] = {name: [] for name in kinds}
    for record in records:
        grouped[record.suite].append(record)
    return {name: (kind, grouped[name]) for name, (kind, _) in kinds.items()}


def _repeated(items: Sequence[Item], times: int) -> tuple[Item, ...]:
    return tuple(replaced(item, repeat=turn) for turn in range(times) for item in items)


def measure(suites: Sequence[str], *, sampled: bool = False, workers: int | None = None) -> dict[str, Any]:
    """The results of the embedded reader on these suites.

    Raises:
        CaseError: a suite cannot be used.
    """
    options = Options(sampled=sampled, workers=workers)
    return results(measured(suites, options), made_by=_made_by(options))


def compare_runs(first: Path, second: Path) -> int:
    """Print what the second run gained and lost against the first: 0, or 2 where they can't be compared."""
    runs = [[record for record in read_records(folder) if isinstance(record, CaseRecord)] for folder in (first, second)]
    for folder, records in zip((first, second), runs, strict=True):
        if not records:
            print(f"prescreen eval: {folder} holds no records of a run made with -o", file=sys.stderr)
            return UNUSABLE
    suites = dict.fromkeys(record.suite for record in runs[0])
    told = 0
    for suite in suites:
        found = compare(*([record for record in records if record.suite == suite] for records in runs))
        if found is not None:
            print(comparison(suite, found))
            told += 1
    if not told:
        print("prescreen eval: the two runs share no labelled verdict", file=sys.stderr)
        return UNUSABLE
    return 0


def import_cases(reports: Sequence[Path], folder: Path, *, whole: bool) -> int:
    """Make labelled cases of reviewed reports: 0, or 2 where one can't be used."""
    try:
        cases = import_reviewed(reports, folder, whole=whole)
    except CaseError as error:
        print(f"prescreen eval: {error}", file=sys.stderr)
        return UNUSABLE
    for case in cases:
        print(f"{folder / case.id}.json: {len(case.gold)} labels")
    print(
        "Names, numbers, places and dates were replaced by rules, which can miss one: read each note before it leaves."
    )
    return 0


def agree(first: Path, second: Path) -> int:
    """Print how far two reviewers agree and where they don't: 0, or 2 where they can't be compared."""
    try:
        found, differing = agreement(labels_of(first), labels_of(second))
    except CaseError as error:
        print(f"prescreen eval: {error}", file=sys.stderr)
        return UNUSABLE
    print(agreement_text(found, differing))
    return 0


def write(out: Path, found: Mapping[str, Any], runs: Mapping[str, tuple[str, Sequence[Record]]]) -> None:
    """``results.json`` and ``report.html`` in the folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "report.html").write_text(page(found, runs), "utf-8")


def _made_by(options: Options) -> dict[str, Any]:
    return {
        "version": program_version(),
        "program": program(),
        "extractor": options.extractor,
        "repeats": options.repeats,
        "sampled": options.sampled,
    }
