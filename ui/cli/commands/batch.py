"""`prescreen batch`: a folder of patients, one row a patient.

Rows go to ``OUT.part`` as they are made, which becomes ``OUT`` when all are there; ``--resume`` goes on from either.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from assistant.errors import InputError
from ui.cli.charts import Plan, dates_of, load_settings, load_trials, plan_from
from ui.cli.inputs import shown
from ui.cli.output import check_target, unwritable, write
from ui.cli.patients import Patient, find_patients
from ui.cli.rows import Row, columns_for, complete, csv_line, finished, form_of, line_of
from ui.cli.work import fingerprints, one_by_one, plan_for, side_by_side

_ENOUGH_TO_SHARE = 40
"""Below this many patients, starting more processes costs more time than it saves."""
_MOST_WORKERS = 16


def run(arguments: Namespace) -> int:
    """Write a row for every patient, error rows included."""
    target, folder = Path(arguments.output), Path(arguments.folder)
    form, plan = form_of(target), plan_from(arguments)
    check_target(arguments.output)
    dates_of(plan.days)
    part = target.with_name(target.name + ".part")
    patients, remarks = find_patients(folder, (target, part))
    protocols = load_trials(plan.trials)
    load_settings(plan.site, protocols)
    drafts = (
        f"{one.id} is a draft that nobody has reviewed: it makes nobody eligible." for one in protocols if one.draft
    )
    for remark in (*remarks, *drafts):
        print(f"prescreen: {remark}", file=sys.stderr)
    columns = columns_for(criterion.id for protocol in protocols for criterion in protocol.criteria)
    try:
        kept = _begin(part, target, form, columns, patients if arguments.resume else (), plan)
        todo = [patient for patient in patients if patient.name not in kept]
        errors = _append(part, form, columns, todo, plan, arguments.workers, len(patients))
        complete(part, target, form, columns)
    except OSError as error:
        raise unwritable(target, error) from None
    _tell(f"{len(patients)} patients are in {shown(target)}", len(kept), errors)
    return 0


def _begin(
    part: Path, target: Path, form: str, columns: Sequence[str], patients: Sequence[Patient], plan: Plan
) -> set[str]:
    """Begin the table, with the rows of an earlier run that still hold; the result is whose they are."""
    wanted = {print_: patient.name for patient in patients for print_ in _expected(patient, plan)}
    found: dict[str, set[str]] = {}
    fresh = part.with_name(part.name + ".tmp")
    with fresh.open("w", encoding="utf-8", newline="") as stream:
        stream.write(csv_line(columns) if form == ".csv" else "")
        for print_, line in _earlier((part, target), form, columns) if wanted else ():
            name = wanted.get(print_)
            if name is not None and print_ not in found.setdefault(name, set()):
                found[name].add(print_)
                stream.write(line)
    fresh.replace(part)
    return {name for name, prints in found.items() if len(prints) == len(plan.trials)}


def _earlier(files: Sequence[Path], form: str, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for file in files:
        yield from finished(file, form, columns)


def _expected(patient: Patient, plan: Plan) -> list[str]:
    try:
        return fingerprints(patient, patient.read(), plan_for(patient, plan))
    except InputError:
        return []


def _append(
    part: Path, form: str, columns: Sequence[str], todo: Sequence[Patient], plan: Plan, workers: int | None, total: int
) -> int:
    """Screen the patients and write their rows as they come; the result is how many have errors."""
    errors, progress = 0, Progress(sys.stderr, total, total - len(todo))
    with part.open("a", encoding="utf-8", newline="") as stream:
        try:
            for rows in _screened(todo, plan, workers):
                stream.write("".join(line_of(row, form, columns) for row in rows))
                stream.flush()
                errors += _failed(rows)
                progress.step(errors)
        finally:
            progress.end()
    return errors


def _screened(todo: Sequence[Patient], plan: Plan, workers: int | None) -> Iterator[list[Row]]:
    if workers is None:
        workers = 1 if len(todo) < _ENOUGH_TO_SHARE else min(os.cpu_count() or 1, _MOST_WORKERS)
    workers = min(workers, len(todo))
    return one_by_one(todo, plan) if workers <= 1 else side_by_side(todo, plan, workers)


def _failed(rows: Sequence[Row]) -> bool:
    return any(row["error"] for row in rows)


def _tell(sentence: str, kept: int, errors: int) -> None:
    more = [f"{kept} of them from an earlier run"] if kept else []
    more += [f"{errors} with an error"] if errors else []
    write(", ".join([sentence, *more]) + ".\n", None)


class Progress:
    """How far it has come, on one line of a terminal; says nothing where nobody is watching."""

    def __init__(self, stream: TextIO, total: int, done: int = 0) -> None:
        self._stream, self._total, self._done = stream, total, done
        self._began, self._first = time.monotonic(), done
        self._shown = stream.isatty()

    def step(self, errors: int) -> None:
        """One more patient is finished."""
        self._done += 1
        if self._shown:
            each = (time.monotonic() - self._began) / (self._done - self._first)
            left = f", about {each * (self._total - self._done):.0f} s left" if self._done < self._total else ""
            failed = f", {errors} with an error" if errors else ""
            self._stream.write(f"\r\x1b[K{self._done} of {self._total} patients{failed}{left}")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line clean."""
        if self._shown and self._done > self._first:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
