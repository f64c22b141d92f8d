"""Reviewed reports as cases: labels are what a person decided, nobody can be told from them, windows stay."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.corrections.deciding import Override
from assistant.documents import read_chart
from assistant.screening import screen
from eval.cases import CaseError, load_suite
from eval.harness.command import agree, import_cases
from eval.harness.reviewed import Reviewed, case_of
from eval.screened import screen_case
from rules.chart import Dates
from rules.protocol import load_protocol
from rules.verdicts import Status

NOTE = (
    "Clinic note 2026-03-10\nPatient: Margaret Holloway, MRN 4471920, phone 020 7946 0958\n"
    "Ms Holloway is a 41-year-old woman with SLE. PLT 98 x10^9/L on 2026-03-09. HIV negative on 2026-03-09.\n"
    "Belimumab last given 2026-02-25.\n"
)


def report(note: str = NOTE, **decided: Status) -> dict[str, Any]:
    day = date(2026, 3, 12)
    dates = Dates.planned(day, date(2026, 3, 16), date(2026, 3, 20))
    overrides = [
        Override(criterion=name, status=status, reason="seen", by="reviewer", on=day)
        for name, status in decided.items()
    ]
    documents = read_chart([("holloway.txt", note)], screening=day)
    made = screen(documents, load_protocol("NCT07083349"), dates, overrides=overrides).to_json(lang="en")
    return json.loads(json.dumps(made))


def test_what_a_person_decided_is_the_label_and_the_rest_only_if_asked_for() -> None:
    reviewed = Reviewed("a", report(**{"EXC-04": Status.PASS}))
    assert reviewed.labels() == {"EXC-04": "pass"}
    whole = reviewed.labels(whole=True)
    assert (len(whole), whole["EXC-04"], whole["INC-07.3d"], whole["EXC-03.3"]) == (44, "pass", "pass", "fail")


def test_nobody_can_be_told_from_the_case_and_its_windows_stay() -> None:
    case = case_of(Reviewed("a", report(**{"EXC-04": Status.PASS})), 1, whole=True, weeks=30)
    for word in ("Margaret", "Holloway", "4471920", "7946", "2026-03-09", "reviewer", "seen"):
        assert word not in case.text
    assert case.screening_date == date(2026, 3, 12) + timedelta(weeks=30)
    assert case.evidence["INC-07.3d"]
    verdicts = screen_case(case).verdicts
    assert {name: verdicts[name].status for name in ("INC-07.3d", "EXC-03.3", "EXC-06a", "INC-01")} == {
        "INC-07.3d": "pass",
        "EXC-03.3": "fail",
        "EXC-06a": "pass",
        "INC-01": "pass",
    }


def write(folder: Path, name: str, said: Any) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(said), "utf-8")
    return path


def test_reports_are_imported_as_a_suite(tmp_path: Path) -> None:
    paths = [write(tmp_path, str(n), report(**{"EXC-04": Status.PASS})) for n in range(2)]
    folder = tmp_path / "ours"
    assert import_cases(paths, folder, whole=False) == 0
    assert import_cases(paths[:1], folder, whole=False) == 0
    cases = load_suite(str(folder))
    assert [case.id for case in cases] == ["use-001", "use-002", "use-003"]
    assert all(case.gold == {"EXC-04": "pass"} for case in cases)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"criteria": []}, "is no report of one trial"),
        (report(), "nobody decided a criterion"),
        ({**report(**{"EXC-04": Status.PASS}), "documents": [{"document": "n", "text": None}]}, "holds no notes"),
    ],
)
def test_a_report_that_cannot_be_used_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: Any, sentence: str
) -> None:
    good = write(tmp_path, "good", report(**{"EXC-04": Status.PASS}))
    assert import_cases([good, write(tmp_path, "bad", said)], tmp_path / "ours", whole=False) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "ours").exists()


def test_two_reviewers_are_held_against_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, status in ((one, Status.PASS), (two, Status.FAIL)):
        folder.mkdir()
        write(folder, "chart", report(**{"EXC-04": status}))
    assert agree(one, two) == 0
    shown = capsys.readouterr().out
    assert "43/44" in shown
    assert "Cohen's kappa" in shown
    assert "chart EXC-04: pass / fail" in shown


def test_reviewers_without_a_common_case_are_not_compared(tmp_path: Path) -> None:
    one = write(tmp_path, "a", report())
    two = write(tmp_path, "b", report())
    assert agree(one, two) == 2
    with pytest.raises(CaseError):
        Reviewed("n", {"documents": [{"text": ""}]}).notes()
