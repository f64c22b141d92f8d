"""The checklist on the page: answers become a note, change what they are about, and can be changed and undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.checklist import NAME, Answer
from assistant.errors import InputError
from tests.ui.page.browsing import MARKS, drawn, playwright
from ui.page import examples
from ui.page.checklist import answered, with_answers
from ui.page.session import Session
from ui.page.wording import Words

EN = Words("en")


@pytest.fixture
def session() -> Session:
    made, example = Session(), examples.load("never", "en")
    made.set_dates(example.dates)
    made.add([example.entry])
    return made


def statuses(session: Session) -> dict[str, str]:
    assert session.patient.answer is not None
    found: dict[str, Any] = session.patient.answer.report("en")
    return {item["id"]: item["status"] for item in found["criteria"]}


def say(session: Session, *answers: Answer, on: str = "") -> None:
    session.speak(lambda chart: with_answers(chart, answers, on, EN))


def test_answers_become_one_dated_note_that_later_answers_replace(session: Session) -> None:
    say(session, Answer("vaccine", "no"))
    assert statuses(session)["EXC-03.4b"] == "pass"
    assert session.chart.steps[-1].detail == "1 answer"
    say(session, Answer("vaccine", "yes", date(2026, 3, 2)), Answer("organ", "no"))
    assert [entry.name for entry in session.chart.entries] == ["never.en.txt", NAME]
    assert (statuses(session)["EXC-03.4b"], statuses(session)["EXC-06b"]) == ("fail", "pass")
    assert "Checklist answered on 12 Mar 2026" in str(session.chart.entries[-1].data)


def test_do_not_know_takes_the_note_away_again(session: Session) -> None:
    before = statuses(session)
    say(session, Answer("vaccine", "no"))
    say(session)
    assert statuses(session) == before
    assert [entry.name for entry in session.chart.entries] == ["never.en.txt"]


def test_a_removed_note_takes_its_answers_along(session: Session) -> None:
    say(session, Answer("vaccine", "no"))
    session.remove(1)
    assert answered(session.chart) == ()


def test_undo_takes_the_answers_back(session: Session) -> None:
    before = statuses(session)
    say(session, Answer("vaccine", "no"))
    session.undo()
    assert (statuses(session), answered(session.chart)) == (before, ())


@pytest.mark.parametrize(
    ("answers", "on", "part"),
    [
        ((Answer("vaccine", "yes"),), "", "say on which day"),
        ((Answer("vaccine", "no"),), "soon", "cannot be read as a date"),
        ((Answer("vaccine", "yes", date(2026, 3, 12)),), "2026-03-01", "lies after the day"),
    ],
)
def test_what_cannot_be_taken_over_is_said(session: Session, answers: tuple[Answer, ...], on: str, part: str) -> None:
    before = session.chart
    say(session, *answers, on=on)
    assert session.chart == before
    assert session.refused is not None
    assert part in session.refused.said("en")
    with pytest.raises(InputError):
        with_answers(session.chart, answers, on, EN)


class TestInABrowser:
    pytestmark = MARKS

    def test_a_visitor_answers_and_sees_what_changed(self, page: playwright.Page, real_page: str) -> None:
        page.goto(real_page)
        page.locator(".st-key-example-never button").click()
        page.locator(".decision h1").wait_for()
        drawn(page)
        page.locator(".st-key-checklist-open summary").click()
        vaccine = page.locator(".st-key-ask-vaccine")
        vaccine.get_by_text("yes", exact=True).click()
        page.get_by_role("button", name="Check the answers").click()
        alert = page.locator(".st-key-checklist-open [role=alert]")
        playwright.expect(alert).to_contain_text("say on which day", timeout=30_000)
        vaccine.get_by_role("textbox").fill("2026-03-02")
        page.locator(".st-key-ask-organ").get_by_text("no", exact=True).click()
        page.get_by_role("button", name="Check the answers").click()
        step = page.locator(".step")
        playwright.expect(step).to_contain_text("Checklist: 2 answers. 2 criteria changed", timeout=30_000)
        page.locator("article#c-EXC-03\\.4b .cite").first.click()
        playwright.expect(page.locator(".note .document").last).to_contain_text("Live vaccine given on 2 Mar 2026.")
