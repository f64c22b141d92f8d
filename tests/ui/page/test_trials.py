"""Several trials from one reading: choosing, comparing, and what belongs to one trial alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.page.browsing import MARKS, drawn, fits, playwright
from ui.page import examples, models, service, trials
from ui.page.session import Session
from ui.page.wording import Words

EN, ZH = Words("en"), Words("zh")
OTHER = "NCT00709722"


@pytest.fixture
def session() -> Session:
    made, example = Session(), examples.load("wait", "en")
    made.set_dates(example.dates)
    made.add([example.entry])
    return made


def shown(session: Session) -> dict[str, Any]:
    assert session.patient.answer is not None
    return session.patient.answer.report("en")


def test_another_trial_is_judged_from_the_same_chart_and_counts_no_changes(session: Session) -> None:
    session.choose_trial(OTHER)
    assert shown(session)["trial"]["id"] == OTHER
    assert session.chart.steps[-1].changes == ()
    session.decide("INC-01", "fail", "a reason", EN)
    assert [item["id"] for item in shown(session)["criteria"] if item.get("override")] == ["INC-01"]
    session.choose_trial(service.TRIAL)
    assert not any(item.get("override") for item in shown(session)["criteria"])
    session.choose_trial(OTHER)
    assert [item["id"] for item in shown(session)["criteria"] if item.get("override")] == ["INC-01"]


def test_what_is_no_trial_is_not_chosen(session: Session) -> None:
    session.choose_trial("../../etc/passwd")
    assert session.chart.trial == service.TRIAL


def test_all_trials_are_judged_from_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    monkeypatch.setattr(models, "read", lambda *given, read=models.read: readings.append(given) or read(*given))
    made, example = Session(), examples.load("wait", "en")
    made.compare(True)
    made.add([example.entry])
    assert len(readings) == 1
    assert made.patient.answer is not None
    assert len(made.patient.answer.every) == len(service.trials())


def test_all_trials_stand_beside_one_another_as_each_alone(session: Session) -> None:
    alone = {}
    for trial in service.trials():
        session.choose_trial(trial)
        alone[trial] = {item["id"]: item["status"] for item in shown(session)["criteria"]}
    session.compare(True)
    assert session.patient.answer is not None
    together = session.patient.answer.reports("en")
    assert {
        report["trial"]["id"]: {item["id"]: item["status"] for item in report["criteria"]} for report in together
    } == alone
    session.compare(False)
    assert [each["trial"]["id"] for each in session.patient.answer.reports("en")] == [session.chart.trial]


@pytest.mark.parametrize("words", [EN, ZH])
def test_the_comparison_says_of_each_trial_what_its_own_report_says(session: Session, words: Words) -> None:
    session.compare(True)
    assert session.patient.answer is not None
    drawn_table = trials.comparison(session.patient.answer.reports(words.lang), service.TRIAL, words)
    assert drawn_table.count('<th scope="row">') == len(service.trials())
    assert drawn_table.count('aria-current="true"') == 1
    assert words("decision.wait_from_certain", possible=words.day("2026-04-21"), certain=words.day("2026-05-03")) in (
        drawn_table
    )


def test_a_hostile_title_is_text(session: Session) -> None:
    report = {**shown(session), "trial": {"id": "<i>", "title": "<script>x</script>"}}
    assert "<script" not in trials.comparison([report], "<i>", EN)


def test_a_new_patient_keeps_the_chosen_trial(session: Session) -> None:
    session.choose_trial(OTHER)
    session.new_patient()
    assert session.chart.trial == OTHER


class TestInABrowser:
    pytestmark = MARKS

    @pytest.mark.parametrize("width", [1366, 390])
    def test_a_visitor_compares_and_opens_another_trial(
        self, page: playwright.Page, real_page: str, width: int
    ) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(real_page)
        page.locator(".st-key-example-wait button").click()
        page.locator(".decision h1").wait_for()
        drawn(page)
        page.locator(".st-key-trials button").first.click()
        page.get_by_role("button", name="Compare all trials").click()
        playwright.expect(page.locator(".compared tbody tr")).to_have_count(3, timeout=30_000)
        drawn(page)
        assert fits(page)
        other = page.locator(f".st-key-trial-{OTHER} button")
        if not other.is_visible():
            page.locator(".st-key-trials button").first.click()
        other.click()
        playwright.expect(page.locator(".masthead")).to_contain_text(OTHER, timeout=30_000)
        playwright.expect(page.locator(".compared tr[aria-current]")).to_contain_text(OTHER)
