"""Invented notes screened against the trials beside the first one: the reader and the protocol together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.documents import read_documents
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import available, load_protocol
from rules.verdicts import Verdict

FOLDER = Path(__file__).parent / "protocols"
TRIALS = ("NCT00709722", "NCT05481619")
CASES: dict[tuple[str, str], dict[str, Any]] = {
    (trial, case["id"]): case
    for trial in TRIALS
    for case in yaml.safe_load((FOLDER / f"{trial}.yaml").read_text(encoding="utf-8"))
}
ALWAYS_OPEN = {
    "NCT00709722": {"INC-02": "fail", "EXC-03a": "", "EXC-09b": "", "EXC-09a": "fail", "EXC-11b": "pass"},
    "NCT05481619": {"INC-01b": "fail", "INC-01c": "", "EXC-03": "fail"},
}
"""Criteria that hang on a person's judgement, with the one status that a note can give them, if any."""
SELDOM = {"NCT00709722": {"EXC-03b"}, "NCT05481619": set[str]()}
"""Criteria that fail only where a person has judged: their limit is exceeded, and nothing else explains it."""


@pytest.mark.parametrize(("trial", "name"), CASES, ids=lambda value: str(value))
def test_the_status_of_every_criterion(trial: str, name: str) -> None:
    case = CASES[trial, name]
    protocol = load_protocol(trial)
    report = screen(read_documents(case["note"], "note"), protocol, Dates.planned(case["screening_date"]))
    statuses = {verdict.id: str(verdict.status) for verdict in report.verdicts}
    expected = {criterion.id: case["expected"].get(criterion.id, "unknown") for criterion in protocol.criteria}
    assert {key: (statuses[key], value) for key, value in expected.items() if statuses[key] != value} == {}


@pytest.mark.parametrize("trial", TRIALS)
def test_every_criterion_has_a_pass_a_fail_and_an_unknown(trial: str) -> None:
    cases = [case for (name, _), case in CASES.items() if name == trial]
    assert len([case for case in cases if case["id"].startswith("en")]) >= 3
    assert len([case for case in cases if case["id"].startswith("zh")]) >= 3
    for criterion in load_protocol(trial).criteria:
        seen = {case["expected"].get(criterion.id, "unknown") for case in cases}
        wanted = {"pass", "fail", "unknown"}
        if criterion.id in ALWAYS_OPEN[trial]:
            wanted = {"unknown", ALWAYS_OPEN[trial][criterion.id]} - {""}
        if criterion.id in SELDOM[trial]:
            wanted -= {"fail"}
        assert wanted <= seen, criterion.id


def verdicts(note: str) -> dict[str, Verdict]:
    protocol = load_protocol("NCT05481619")
    report = screen(read_documents(note, "note"), protocol, Dates.planned(date(2026, 3, 12)))
    return {verdict.id: verdict for verdict in report.verdicts}


def test_a_birthday_opens_what_an_age_kept_shut() -> None:
    found = verdicts("Clinic, 10 March 2026\nBoy with ulcerative colitis, date of birth 1 May 2008.\n")
    for name in ("INC-01a", "EXC-01"):
        opens = found[name].passes_on
        assert opens is not None
        assert (str(found[name].status), opens.certain) == ("fail", date(2026, 5, 1))


def test_an_age_that_is_passed_for_good_is_no_window() -> None:
    found = verdicts("Clinic, 10 March 2026\n41-year-old woman with ulcerative colitis.\n")
    assert found["EXC-01"].finding.windows == ()


def test_there_are_no_cases_of_a_trial_that_is_not_there() -> None:
    assert set(TRIALS) < set(available())
    assert all(isinstance(case["screening_date"], date) for case in CASES.values())
