"""Screens one patient of a batch, in this process or another. Writes nothing and never fails: an error is a row."""

from __future__ import annotations

import hashlib
import json
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context

from assistant.errors import ExtractionError, InputError, Phrase
from ui.cli.charts import Plan, load_trials, reports
from ui.cli.failures import fault
from ui.cli.inputs import Named, parse_day
from ui.cli.patients import DATES_FILE, Patient
from ui.cli.rows import Row

_AHEAD = 4
"""How many patients wait for each process: enough to keep it busy, few enough to stop soon."""


def screen_patient(patient: Patient, plan: Plan) -> list[Row]:
    """One row for each trial of the plan."""
    files: list[Named] = []
    try:
        files = patient.read()
        own = plan_for(patient, plan)
        made = reports(files, own)
        prints = fingerprints(patient, files, own)
    except (InputError, ExtractionError) as error:
        return _error_rows(patient, plan, error.said(plan.lang))
    except Exception as error:
        return _error_rows(patient, plan, ExtractionError("patient_failed", fault=fault(error)).said(plan.lang))
    head = {"patient": patient.name, "error": None, "files": [name for name, _ in patient.files]}
    return [
        {**head, **report, "fingerprint": _kept(report, print_)} for report, print_ in zip(made, prints, strict=True)
    ]


def _kept(report: Row, print_: str) -> str:
    """The fingerprint, unless a model server left notes unread: then a later run tries them again."""
    return "" if report["extraction"]["problems"] else print_


def plan_for(patient: Patient, plan: Plan) -> Plan:
    """The plan with the patient's own days.

    Raises:
        InputError: a day is impossible.
    """
    own = {name: parse_day(text, _day_of(patient.name, name)) for name, text in patient.days.items()}
    return replace(plan, days={**plan.days, **own}) if own else plan


def _day_of(patient: str, anchor: str) -> Phrase:
    return Phrase("day_of", file=DATES_FILE, anchor=Phrase(anchor), patient=patient)


def _error_rows(patient: Patient, plan: Plan, sentence: str) -> list[Row]:
    head = {"patient": patient.name, "error": " ".join(sentence.split()), "overall": None}
    files = [name for name, _ in patient.files]
    return [{**head, "trial": {"id": trial}, "files": files, "fingerprint": ""} for trial in plan.trials]


def fingerprints(patient: Patient, files: Iterable[Named], plan: Plan) -> list[str]:
    """For each trial a digest of all that decides the row: what an earlier run wrote for it may be kept."""
    from importlib.metadata import version

    from assistant.choosing import standing

    content = [(name, hashlib.sha256(data).hexdigest()) for name, data in files]
    days = {name: str(day) for name, day in plan.days.items()}
    site = "" if plan.site is None else _digest_of(plan.site)
    same: list[object] = [version("prescreen"), patient.name, content, days, str(plan.note_date), site]
    same += [plan.same_patient, plan.lang, plan.text, standing(plan.extractor)]
    made = []
    for protocol in load_trials(plan.trials):
        whole = json.dumps([*same, protocol.id, _digest_of(protocol.source)], sort_keys=True)
        made.append(hashlib.sha256(whole.encode()).hexdigest()[:20])
    return made


def _digest_of(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def one_by_one(patients: Sequence[Patient], plan: Plan) -> Iterator[list[Row]]:
    """The rows of each patient, made in this process."""
    return (screen_patient(patient, plan) for patient in patients)


def side_by_side(patients: Sequence[Patient], plan: Plan, workers: int) -> Iterator[list[Row]]:
    """The rows of each patient in the same order, made by several processes.

    Raises:
        ExtractionError: a process ended, as it does where there is too little memory.
    """
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_parent)
    waiting: deque[Future[list[Row]]] = deque()
    try:
        for patient in patients:
            waiting.append(pool.submit(screen_patient, patient, plan))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise ExtractionError("worker_ended") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
