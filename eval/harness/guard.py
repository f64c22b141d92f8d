"""The figures that must not fall, in ``eval/baseline.json`` or an earlier run's folder, and which of them did.

``python -m eval.harness.guard`` measures the embedded reader on every suite and raises the baseline where it is
better; it never lowers a figure.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import CaseError

BASELINE = Path(__file__).parent.parent / "baseline.json"
SUITES = ("nk510", "dev", "facts", "adversarial", "robustness", "fairness")
GUARDED: Mapping[str, bool] = {
    "agreement": True,
    "fail_sensitivity": True,
    "fail_precision": True,
    "fail_called_pass": False,
    "unknown_called_pass": False,
    "wrongly_certain": False,
    "needlessly_unknown": False,
    "overall_accuracy": True,
    "grounding_valid": True,
    "stability": True,
    "f1": True,
    "recall": True,
    "precision": True,
    "date_accuracy": True,
    "unit_accuracy": True,
    "status_accuracy": True,
}
"""Which figures are guarded, and whether higher is better."""
Guarded = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A guarded figure that is worse than before."""

    suite: str
    figure: str
    before: float
    now: float | None

    def __str__(self) -> str:
        now = "not measured" if self.now is None else f"{self.now:.4f}"
        return f"{self.suite} {self.figure}: {now}, was {self.before:.4f}"


def guarded(results: Mapping[str, Any]) -> Guarded:
    """The guarded figures of a run's results."""
    return {
        suite: {
            name: said["figures"][name]["value"]
            for name in GUARDED
            if said["figures"].get(name, {}).get("value") is not None
        }
        for suite, said in results["suites"].items()
    }


def falls(now: Guarded, before: Guarded) -> tuple[Fall, ...]:
    """The figures of ``now`` that are worse than ``before``, in the suites that both have."""
    found = []
    for suite in [suite for suite in before if suite in now]:
        for name, value in before[suite].items():
            mine = now[suite].get(name)
            if mine is None or (mine < value - 1e-6 if GUARDED.get(name, True) else mine > value + 1e-6):
                found.append(Fall(suite=suite, figure=name, before=value, now=mine))
    return tuple(found)


def raised(before: Guarded, now: Guarded) -> Guarded:
    """The baseline with every figure that is better now, and what it did not have yet."""
    merged: Guarded = {suite: dict(values) for suite, values in before.items()}
    for suite, values in now.items():
        mine = merged.setdefault(suite, {})
        for name, value in values.items():
            better = max if GUARDED[name] else min
            mine[name] = better(mine.get(name, value), value)
    return merged


def read_guarded(path: Path) -> Guarded:
    """The guarded figures of a run's folder, its ``results.json``, or a baseline file.

    Raises:
        CaseError: there are none.
    """
    file = path / "results.json" if path.is_dir() else path
    try:
        raw = json.loads(file.read_text("utf-8"))
        return guarded(raw) if "made_by" in raw else {suite: dict(values) for suite, values in raw.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{path} holds no results of an earlier run: {type(error).__name__}") from error


def main() -> int:
    from eval.harness.command import measure

    now = guarded(measure(SUITES, sampled=True))
    before = read_guarded(BASELINE) if BASELINE.is_file() else {}
    for fall in falls(now, before):
        print(f"worse, kept as it was: {fall}", file=sys.stderr)
    made = {
        suite: {name: round(value, 6) for name, value in values.items()}
        for suite, values in raised(before, now).items()
    }
    BASELINE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
