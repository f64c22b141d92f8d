"""What a visitor does in the table of facts and with a verdict, over the real reader and rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ui.page import examples, facts
from ui.page.charts import Entry, PlannedDates
from ui.page.correcting import day_of
from ui.page.session import Session
from ui.page.wording import Words

EN, ZH = Words("en"), Words("zh")


@pytest.fixture
def session() -> Session:
    made, example = Session(), examples.load("wait", "en")
    made.set_dates(example.dates)
    made.add([example.entry])
    return made


def report(session: Session) -> dict[str, Any]:
    assert session.patient.answer is not None
    return session.patient.answer.report("en")


def statuses(session: Session) -> dict[str, str]:
    return {item["id"]: item["status"] for item in report(session)["criteria"]}


def row(session: Session, name: str, **wanted: Any) -> dict[str, Any]:
    groups = facts.data(report(session), "", EN)["groups"]
    return next(
        each
        for group in groups
        for each in group["facts"]
        if each["name"] == name and all(each[key] == value for key, value in wanted.items())
    )


def change(session: Session, fact: dict[str, Any], **said: str) -> None:
    typed = {field["key"]: field["value"] for field in fact["fields"]}
    session.correct({"act": "change", "fact": fact["id"], "said": {**typed, **said}}, EN)


def test_a_corrected_date_turns_the_verdict_and_says_what_changed(session: Session) -> None:
    change(
        session,
        row(session, "belimumab", quote="last belimumab infusion 25 Feb 2026, stopped"),
        last_given="25 Dec 2025",
    )
    assert statuses(session)["EXC-03.3"] == "pass"
    step = session.chart.steps[-1]
    assert step.what == "changes.corrected"
    assert step.detail == "belimumab: last given 2026-02-25 → 25 Dec 2025"
    assert [(one.criterion, one.before, one.after) for one in step.changes] == [("EXC-03.3", "fail", "pass")]


def test_the_original_stays_under_what_took_its_place(session: Session) -> None:
    change(session, row(session, "left ventricular ejection fraction"), value="45")
    shown = [
        (each["value"], each["gone"], each["mark"])
        for group in facts.data(report(session), "", EN)["groups"]
        for each in group["facts"]
        if each["name"] == "left ventricular ejection fraction"
    ]
    assert shown == [
        ("45 % · on Jan 2026", False, "corrected by you"),
        ("60 % · on Jan 2026", True, "as it was read"),
    ]


def test_a_second_correction_of_a_fact_takes_the_place_of_the_first(session: Session) -> None:
    change(session, row(session, "left ventricular ejection fraction"), value="45")
    change(session, row(session, "left ventricular ejection fraction", yours=True), date="2026-03-03")
    assert len(session.chart.corrections) == 1
    assert session.chart.corrections[0].fields == {"value": "45", "date": "2026-03-03"}
    assert row(session, "left ventricular ejection fraction", yours=True)["value"] == "45 % · on 3 Mar 2026"


def test_what_was_taken_back_can_be_restored(session: Session) -> None:
    before = statuses(session)
    session.correct({"act": "withdraw", "fact": row(session, "stroke")["id"]}, EN)
    assert statuses(session)["EXC-07c"] == "unknown"
    gone = row(session, "stroke")
    assert (gone["gone"], gone["mark"]) == (True, "taken back by you")
    session.correct({"act": "restore", "fact": gone["restorable"]}, EN)
    assert statuses(session) == before
    assert session.chart.corrections == ()


@pytest.mark.parametrize("name", ["HCV-Ab", "hepatitis c antibody", "丙肝抗体"])
def test_a_fact_is_added_by_any_of_its_names(session: Session, name: str) -> None:
    event = {"act": "add", "kind": "measurement", "name": name, "said": {"value": "negative", "date": "2026-03-12"}}
    session.correct(event, EN)
    assert statuses(session)["EXC-10.2"] == "pass"
    assert row(session, "hepatitis C antibody", yours=True)["mark"] == "added by you"


def test_an_added_fact_that_is_taken_back_is_gone(session: Session) -> None:
    session.correct({"act": "add", "kind": "statement", "name": "contraception", "said": {"value": "yes"}}, EN)
    assert statuses(session)["INC-08c"] == "pass"
    added = next(item for item in report(session)["corrections"] if item["act"] == "add")
    session.correct({"act": "withdraw", "fact": added["fact"]}, EN)
    assert session.chart.corrections == ()


@pytest.mark.parametrize(
    ("event", "part"),
    [
        ({"act": "add", "kind": "measurement", "name": "nonsense", "said": {}}, "“nonsense” is not known here"),
        ({"act": "add", "kind": "<b>", "name": "lvef", "said": {}}, "is not known here"),
        ({"act": "add", "kind": "measurement", "name": "LVEF", "said": {"value": "much"}}, "is no possible value"),
        ({"act": "add", "kind": "measurement", "name": "LVEF", "said": {"value": "60", "date": "3/4/26"}}, "as a date"),
    ],
)
def test_what_cannot_be_taken_over_is_said_and_leaves_all_as_it_was(
    session: Session, event: dict[str, Any], part: str
) -> None:
    before = session.chart
    session.correct(event, EN)
    assert session.chart == before
    assert session.refused is not None
    assert part in session.refused.said("en")
    assert session.problem is None


@pytest.mark.parametrize(
    "event", [{}, {"act": "change"}, {"act": "withdraw", "fact": "f999"}, {"act": "restore", "fact": "f1"}, {"said": 7}]
)
def test_an_event_that_means_nothing_changes_nothing(session: Session, event: dict[str, Any]) -> None:
    before = session.chart
    session.correct(event, EN)
    assert session.chart == before


def test_undo_goes_back_step_by_step(session: Session) -> None:
    first = statuses(session)
    session.correct({"act": "withdraw", "fact": row(session, "stroke")["id"]}, EN)
    second = statuses(session)
    change(session, row(session, "left ventricular ejection fraction"), value="45")
    session.undo()
    assert statuses(session) == second
    assert session.chart.steps[-1].what == "changes.undone"
    assert [one.criterion for one in session.chart.steps[-1].changes] == ["EXC-07e"]
    session.undo()
    assert statuses(session) == first
    assert session.chart.corrections == ()


def test_undo_takes_back_a_date_and_a_note_too(session: Session) -> None:
    first = statuses(session)
    session.set_dates(PlannedDates(date(2026, 5, 20), date(2026, 5, 24), date(2026, 5, 28)))
    session.add([Entry("typed", "anti-HCV negative 19 May 2026", "typed")])
    session.undo()
    session.undo()
    assert statuses(session) == first
    assert session.chart.dates == examples.DATES


def test_a_correction_outlives_a_further_note(session: Session) -> None:
    change(session, row(session, "left ventricular ejection fraction"), value="45")
    session.add([Entry("typed", "anti-HCV negative 12 Mar 2026", "typed")])
    assert statuses(session)["EXC-07e"] == "fail"
    assert statuses(session)["EXC-10.2"] == "pass"


def test_a_decision_is_kept_beside_the_verdict_and_can_be_taken_back(session: Session) -> None:
    session.decide("EXC-03.3", "pass", "the sponsor agreed", EN)
    item = next(item for item in report(session)["criteria"] if item["id"] == "EXC-03.3")
    assert (item["status"], item["override"]["status"], item["override"]["by"]) == ("fail", "pass", "you")
    assert report(session)["overall"] == "ineligible"
    session.decide("EXC-03.3", "", "", EN)
    assert "with_overrides" not in report(session)


def test_a_decision_without_a_reason_is_refused(session: Session) -> None:
    session.decide("EXC-03.3", "pass", "  ", ZH)
    assert session.refused is not None
    assert "须写明理由" in session.refused.said("zh")
    assert session.chart.decisions == ()


@pytest.mark.parametrize(
    ("screening", "expected"), [(date(2020, 1, 2), date(2020, 1, 2)), (date(2999, 1, 1), None), (None, None)]
)
def test_a_visitor_speaks_today_or_on_an_earlier_screening_day(screening: date | None, expected: date | None) -> None:
    session = Session()
    session.set_dates(PlannedDates(screening))
    assert day_of(session.chart) == (expected or date.today())  # noqa: DTZ011


@pytest.mark.parametrize("words", [EN, ZH])
@pytest.mark.parametrize("name", examples.NAMES)
def test_every_fact_is_shown_with_its_words_and_a_place(name: str, words: Words) -> None:
    session, example = Session(), examples.load(name, words.lang)
    session.add([example.entry])
    assert session.patient.answer is not None
    found = session.patient.answer.report(words.lang)
    rows = [each for group in facts.data(found, "", words)["groups"] for each in group["facts"]]
    assert {each["id"] for each in rows} == {each["id"] for each in found["facts"] if each["subject"] == "patient"}
    assert all(each["quote"] and each["anchor"].startswith("q-0-") for each in rows)
