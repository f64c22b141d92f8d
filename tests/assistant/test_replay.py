"""A stored report is derived anew from its own facts, byte for byte; what has changed since is named."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.documents import read_chart
from assistant.errors import InputError
from assistant.replay import replay
from assistant.screening import screen
from eval.cases import Case, load_suite
from rules.chart import Dates, Site
from rules.protocol import FOLDER, Protocol, load_protocol

TRIAL = "NCT07083349"
NOTE = """=== NOTE: clinic 10 Mar 2026 ===
34-year-old woman (born 2 Feb 1992) with SLE since 2018. Last belimumab infusion 25 Feb 2026. HIV negative 9 Mar 2026.
"""


def stored(text: str = NOTE, lang: Any = "en", site: Site | None = None, **days: date) -> dict[str, Any]:
    """A report as it lies on the disk, without the note's text."""
    dates = Dates.planned(days.get("screening", date(2026, 3, 12)), days.get("lymphodepletion"), days.get("infusion"))
    documents = read_chart([("note.txt", text)], screening=dates.screening_day)
    report = screen(documents, load_protocol(TRIAL), dates, site=site).to_json(lang, text=False)
    written: dict[str, Any] = json.loads(json.dumps(report, ensure_ascii=False))
    return written


def cases() -> list[Case]:
    return [case for case in load_suite("nk510") if case.part == "tuned"]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_every_byte_that_the_rules_decide_comes_out_again(case: Case) -> None:
    days = {"lymphodepletion": case.lymphodepletion_date, "infusion": case.infusion_date}
    given = {name: day for name, day in days.items() if day is not None}
    report = stored(case.text, case.language, screening=case.screening_date, **given)
    found = replay(report, load_protocol(TRIAL))
    assert (found.same, found.changed, found.differences) == (True, (), ())
    assert json.dumps(found.report, sort_keys=True) == json.dumps(report, sort_keys=True)


def test_what_a_site_has_fixed_is_part_of_the_report() -> None:
    site = Site(
        readings={"exc03_anchor": "infusion"},
        half_lives={"belimumab": (10.0, 12.0)},
        sources={"site": {"by": "Dr Chen", "on": "2026-03-01"}},
    )
    report = stored(site=site, infusion=date(2026, 4, 10))
    biologic = next(item for item in report["criteria"] if item["id"] == "EXC-03.3")
    assert biologic["status"] == "pass"
    assert replay(report, load_protocol(TRIAL)).same


def test_two_patients_notes_are_undecided_again() -> None:
    report = stored(NOTE + "\n=== NOTE: clinic 11 Mar 2026 ===\n61-year-old man with SLE. HIV negative.\n")
    assert {item["status"] for item in report["criteria"]} == {"unknown"}
    assert replay(report, load_protocol(TRIAL)).same


def test_a_verdict_that_somebody_rewrote_is_found() -> None:
    report = stored()
    biologic = next(item for item in report["criteria"] if item["id"] == "EXC-03.3")
    was, biologic["status"] = biologic["status"], "pass"
    (difference,) = replay(report, load_protocol(TRIAL)).differences
    assert (difference.place, difference.was, difference.now) == ("EXC-03.3 status", "pass", was)


def test_what_differs_is_named_as_far_inside_as_it_lies() -> None:
    report = stored()
    was, report["ahead"]["best_case"]["outlook"] = report["ahead"]["best_case"]["outlook"], "unlikely"
    (difference,) = replay(report, load_protocol(TRIAL)).differences
    assert (difference.place, difference.was, difference.now) == ("ahead.best_case.outlook", "unlikely", was)


def amended(folder: Path, before: str, after: str) -> Protocol:
    """The trial with one passage of its protocol file changed."""
    text = (FOLDER / TRIAL / "protocol.yaml").read_text("utf-8")
    assert before in text
    folder.mkdir()
    (folder / "protocol.yaml").write_text(text.replace(before, after, 1), "utf-8")
    return load_protocol(str(folder / "protocol.yaml"))


def test_a_protocol_that_has_changed_since_is_named_with_what_it_changes(tmp_path: Path) -> None:
    later = amended(tmp_path / "later", "age: {at_least: 18, at_most: 70", "age: {at_least: 18, at_most: 30")
    found = replay(stored(), later)
    assert found.changed == ("protocol",)
    assert ("INC-01 status", "pass", "fail") in [(item.place, item.was, item.now) for item in found.differences]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        pytest.param(("facts", 0, "kind"), "rumour", "cannot be derived anew", id="a fact of no kind"),
        pytest.param(("dates", "screening"), "soon", "cannot be derived anew", id="no day"),
    ],
)
def test_a_report_that_can_no_longer_be_derived_is_refused(path: tuple[Any, ...], value: Any, words: str) -> None:
    report = _rewritten(path, value)
    with pytest.raises(InputError, match=words):
        replay(report, load_protocol(TRIAL))


def _rewritten(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    report = deepcopy(stored())
    place: Any = report
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return report


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        pytest.param(("facts", 0, "value"), 60, "facts", id="a fact"),
        pytest.param(("settings", "same_patient"), True, "settings", id="a setting"),
        pytest.param(("made_with", "facts"), "0" * 64, "facts", id="the hash of the facts"),
        pytest.param(("made_with", "protocol"), "0" * 64, "protocol", id="the hash of the protocol"),
    ],
)
def test_a_report_that_was_changed_does_not_hold(path: tuple[Any, ...], value: Any, changed: str) -> None:
    found = replay(_rewritten(path, value), load_protocol(TRIAL))
    assert changed in found.changed
    assert not found.holds
    assert found.altered is (changed != "protocol")


def test_another_version_of_the_program_alone_lets_a_report_hold() -> None:
    found = replay(_rewritten(("version",), "0.0.1"), load_protocol(TRIAL))
    assert (found.changed, found.holds) == (("version",), True)


def test_a_report_of_an_older_form_is_refused_with_what_it_lacks() -> None:
    report = stored()
    del report["settings"]
    with pytest.raises(InputError, match="'settings' is missing"):
        replay(report, load_protocol(TRIAL))
