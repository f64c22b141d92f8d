"""The report to take away from the page: each form holds what the page shows, under a name that tells of nobody."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ui.page import service, takeaway
from ui.page.charts import Chart, Entry, PlannedDates
from ui.page.takeaway import FORMS, Form
from ui.page.wording import Words

NOTE = (
    "Rheumatology clinic 10 March 2026. Jane Roe, 34-year-old woman with SLE. Last belimumab infusion 25 Feb 2026. "
    "Platelets 98 x10^9/L."
)
DAYS = PlannedDates(screening=date(2026, 3, 12), lymphodepletion=date(2026, 3, 16), infusion=date(2026, 3, 20))


@pytest.fixture(scope="module")
def answer() -> service.Answer:
    return service.answer(Chart(dates=DAYS).adding((Entry("roe.txt", NOTE, "typed"),)))


def text_of(made: str | bytes) -> str:
    return made if isinstance(made, str) else ""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_form_is_made_in_the_pages_language(answer: service.Answer, form: Form, lang: str) -> None:
    made = takeaway.made(answer, form, lang)
    if form.ending.endswith("pdf"):
        assert isinstance(made, bytes)
        assert made.startswith(b"%PDF-")
        return
    assert "belimumab" in text_of(made)
    assert ("贝利尤单抗" in text_of(made)) is (lang == "zh")


def test_the_json_is_the_whole_report_with_the_notes(answer: service.Answer) -> None:
    form = next(form for form in FORMS if form.name == "json")
    report = json.loads(text_of(takeaway.made(answer, form, "en")))
    assert report["trial"]["id"] == "NCT07083349"
    assert NOTE in json.dumps(report, ensure_ascii=False)


def test_a_file_is_named_after_the_trial_and_the_day_and_nobody(answer: service.Answer) -> None:
    names = {takeaway.file_name(answer.whole("en"), form) for form in FORMS}
    assert "prescreen-NCT07083349-2026-03-12.pdf" in names
    assert len(names) == len(FORMS)
    assert not any("roe" in name.lower() for name in names)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_button_has_its_words(lang: str) -> None:
    words = Words(lang)
    assert len({words(f"takeaway.{form.name}") for form in FORMS}) == len(FORMS)
