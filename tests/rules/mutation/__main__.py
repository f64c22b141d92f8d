"""``make mutate``: tries every mutant of what decides, and holds the survivors against the list of those argued.

Exit status 1: a survivor that nobody argued, or fewer than 95 of 100 killed. ``ARGS="windows"`` tries those whose
name has the word, ``ARGS="'predicates.base covers'"`` those of one function.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

os.environ["HYPOTHESIS_PROFILE"] = "mutate"

from tests.rules.mutation.mutants import Mutant, mutants_of
from tests.rules.mutation.running import Trials, live_caches, live_functions, path_of, reach_of

ROOT = Path(__file__).parents[3]
SURVIVORS = Path(__file__).with_name("survivors.yaml")
LEAST_KILLED = 0.95
WORKERS = 2
RULES = ("truth", "intervals", "dates", "windows", "units", "doses", "courses", "calculators", "checker")
PREDICATES = sorted(path.stem for path in (ROOT / "rules/predicates").glob("*.py") if path.stem != "__init__")
MODULES = (*(f"rules.{name}" for name in RULES), *(f"rules.predicates.{name}" for name in PREDICATES))
PYTEST = ("-q", "-s", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist")
ELSEWHERE = ("ahead/test_lapsing.py", "ahead/test_opening.py", "drafting", "mutation", "oracle", "soundness",
             "test_asked_again.py", "test_prepared.py", "test_terminology.py")  # fmt: skip
"""Tests of something else, and those that draw many examples of whole charts: they take long."""


def argued() -> dict[str, str]:
    """The survivors that are accepted, each with its reason."""
    groups = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) if SURVIVORS.exists() else []
    return {name: group["why"] for group in groups for name in group["mutants"]}


class Mutation:
    """A test run that tries mutants in place of running the tests."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.status = 1

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Called when all tests are collected."""
        start = time.monotonic()
        for name in MODULES:
            importlib.import_module(name)
        paths = [path_of(name) for name in MODULES]
        mutants = [mutant for name in MODULES for mutant in mutants_of(name, Path(path_of(name)).read_text("utf-8"))]
        chosen = [each for each in mutants if not self.words or any(word in each.name for word in self.words)]
        gc.unfreeze()  # the program may have hidden from it what it loaded
        functions, caches = live_functions(paths), live_caches()
        gc.freeze()
        reach = reach_of(session.items, paths, caches, WORKERS)
        if reach.failed:
            print("These tests fail without any mutant:", *reach.failed, sep="\n  ")
            return True
        print(f"{len(session.items)} tests in {time.monotonic() - start:.0f} s, {len(chosen)} mutants", flush=True)
        trials = Trials(session.items, reach, WORKERS, functions, caches)
        trials.run(chosen, lambda number: _tell(number, len(chosen), trials, start))
        self.status = _report(chosen, {mutant.name for mutant in mutants}, trials, start)
        return True


def _tell(number: int, count: int, trials: Trials, start: float) -> None:
    if number % 250 == 0 and number:
        print(f"  {number} of {count}, {len(trials.survived)} survive, {time.monotonic() - start:.0f} s", flush=True)


def _report(mutants: Sequence[Mutant], every: set[str], trials: Trials, start: float) -> int:
    reasons, tried = argued(), {mutant.name for mutant in mutants}
    alive = [mutant.name for mutant in mutants if mutant in trials.survived]
    total, left = (Counter(each.module for each in group) for group in (mutants, trials.survived))
    total["all"], left["all"] = len(mutants), len(alive)
    for module, count in total.items():
        killed = count - left[module]
        print(f"{module:28} {count:5} mutants {killed:5} killed {left[module]:4} survive {killed / count:7.1%}")
    new = [name for name in alive if name not in reasons]
    gone = sorted((reasons.keys() & tried) - set(alive) | (reasons.keys() - every))
    minutes = (time.monotonic() - start) / 60
    print(f"{len(trials.timed_out)} of the killed ran too long; {len(new)} survivors not argued; {minutes:.1f} minutes")
    for title, names in (("Survivors that nobody argued:", new), ("Argued, and no longer alive:", gone)):
        if names:
            print(title, *(f"    - {name!r}" for name in names), sep="\n")
    return int(bool(new) or len(alive) > (1 - LEAST_KILLED) * len(mutants))


def main(words: Sequence[str]) -> int:
    """Collect the tests of the rules and try the mutants."""
    os.chdir(ROOT)
    plugin = Mutation(words)
    pytest.main([*PYTEST, "tests/rules", *(f"--ignore=tests/rules/{name}" for name in ELSEWHERE)], plugins=[plugin])
    return plugin.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
