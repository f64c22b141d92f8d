"""The page as Streamlit runs it, over hand-written reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.page import service
from ui.page.charts import PlannedDates

APP = Path(__file__).with_name("sample_app.py")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    # The sample page puts its own functions in their place; naming them here puts the real ones back afterwards.
    monkeypatch.setattr(service, "answer", service.answer)
    monkeypatch.setattr(service, "trial", service.trial)
    return AppTest.from_file(str(APP), default_timeout=30).run()


def shown(page: AppTest) -> str:
    assert not page.exception
    return "".join(str(item.proto.body) for item in page.get("html"))


def say(page: AppTest, text: str) -> str:
    page.chat_input[0].set_value(text).run()
    return shown(page)


def test_the_first_visit_offers_three_invented_patients_and_a_line_on_privacy(page: AppTest) -> None:
    first = shown(page)
    assert "Can this patient be referred to this trial?" in first
    assert "Nothing leaves this machine" in first
    assert "Intended use" in first
    assert "What you will see, in this order" in first
    assert "stands in the way" in first
    assert [page.button(key=f"example-{name}").label for name in ("refer", "wait", "never")] == [
        "Can be referred",
        "Not now",
        "Never",
    ]


def test_an_example_brings_its_dates(page: AppTest) -> None:
    page.button(key="example-wait").click().run()
    assert "Not before 21 Apr 2026" in shown(page)
    assert page.session_state["session"].chart.dates.screening == date(2026, 3, 12)


def test_a_pasted_note_gives_decision_blockers_questions_and_the_rest(page: AppTest) -> None:
    drawn = say(page, "34-year-old woman with SLE\nLast belimumab infusion 25 Feb 2026")
    order = [
        "<h1>Not before",
        "Ask next: live vaccines",
        "What stands in the way",
        "What is to settle",
        "Also worth knowing",
        "11 criteria are fine",
    ]
    assert [drawn.index(part) for part in order] == sorted(drawn.index(part) for part in order)
    assert "&lt;script&gt;" in drawn
    assert "<script" not in drawn
    assert "anti-HCV from 12 Feb to 12 Mar 2026" in page.code[0].value


def test_a_typed_fact_lists_what_changed(page: AppTest) -> None:
    say(page, "34-year-old woman with SLE")
    drawn = say(page, "anti-HCV negative 12 Mar 2026")
    assert "1 criterion changed" in drawn
    assert page.session_state["session"].chart.entries[-1].source == "typed"


def test_another_patients_note_asks_first(page: AppTest) -> None:
    say(page, "34-year-old woman with SLE")
    drawn = say(page, "another man")
    assert "Do these notes belong to one patient?" in drawn
    assert "What is to settle" not in drawn
    page.button(key="same-patient").click().run()
    assert "What is to settle" in shown(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("FAULT 12345", "this is a fault in it, not in your note"),
        ("UNUSABLE", "This note has no words: paste its text."),
    ],
)
def test_an_error_is_one_sentence_and_the_text_stays(page: AppTest, typed: str, sentence: str) -> None:
    say(page, "34-year-old woman with SLE")
    drawn = say(page, typed)
    assert sentence in drawn
    assert "Not before 21 Apr 2026" in drawn
    assert page.text_area(key="draft").value == typed
    page.text_area(key="draft").set_value("anti-HCV negative 12 Mar 2026").run()
    page.button(key="retry").click().run()
    assert "1 criterion changed" in shown(page)


def test_all_words_of_the_page_change_their_language(page: AppTest) -> None:
    say(page, "34-year-old woman with SLE")
    page.session_state["lang"] = "zh"
    drawn = shown(page.run())
    assert "不早于2026年4月21日" in drawn
    assert "尚未开始招募" in drawn
    assert "What is to settle" not in drawn


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("2026-03-01", "their order is screening, then lymphodepletion, then infusion."), ("3/12/26", "“3/12/26” cannot")],
)
def test_dates_that_cannot_be_stay_in_their_field_with_a_sentence(page: AppTest, typed: str, sentence: str) -> None:
    say(page, "34-year-old woman with SLE")
    page.text_input(key="screening-0").set_value("12 Mar 2026").run()
    page.text_input(key="infusion-0").set_value(typed).run()
    assert sentence in shown(page)
    assert page.text_input(key="infusion-0").value == typed
    assert page.session_state["session"].chart.dates == PlannedDates(date(2026, 3, 12))
    page.text_input(key="infusion-0").set_value("2026-03-20").run()
    assert page.session_state["session"].chart.dates == PlannedDates(date(2026, 3, 12), None, date(2026, 3, 20))
    assert sentence not in shown(page)
