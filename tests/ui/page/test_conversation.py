"""Questions on the page, as Streamlit runs it over the real service: with no model, and with one that is played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.choosing import BASE_URL, MODEL
from tests.assistant.chat.streaming import Call, Piece, Running, Status, Text, results, streaming
from ui.page import conversation, models, talk
from ui.page.session import Session
from ui.page.wording import Words

APP = Path(__file__).with_name("talk_app.py")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.delenv(BASE_URL, raising=False)
    monkeypatch.delenv(MODEL, raising=False)
    return AppTest.from_file(str(APP), default_timeout=120).run()


@pytest.fixture
def patient(page: AppTest) -> AppTest:
    """The invented patient who waits for belimumab to wash out."""
    page.button(key="example-wait").click().run()
    return page


def shown(page: AppTest) -> str:
    assert not page.exception
    return "".join(str(item.proto.body) for item in page.get("html"))


def say(page: AppTest, text: str) -> str:
    page.chat_input[0].set_value(text).run()
    return shown(page)


def session(page: AppTest) -> Session:
    found: Session = page.session_state["session"]
    return found


def exchange(drawn: str) -> str:
    return drawn[drawn.index('<section class="exchange"') :]


def test_a_question_is_answered_with_links_and_leaves_the_chart_alone(patient: AppTest) -> None:
    before = session(patient).chart
    drawn = exchange(say(patient, "why not?"))
    assert '<p class="asked">why not?</p>' in drawn
    assert "22 days before infusion; more than 54.9-59.4 are needed." in drawn
    assert '<a href="#c-EXC-03.3">EXC-03.3</a>' in drawn
    assert "③ Having received biologic agent therapy" in drawn
    assert ">last belimumab infusion 25 Feb 2026, stopped</a>" in drawn
    assert "for this nothing left this machine" in drawn
    assert session(patient).chart == before


def test_a_chinese_question_is_answered_in_chinese(patient: AppTest) -> None:
    drawn = exchange(say(patient, "如果5月回输呢"))
    assert "2026年5月3日至2026年5月31日：没有妨碍入组之处" in drawn
    assert "计划本身没有改动" in drawn


def test_a_typed_fact_goes_into_the_chart(patient: AppTest) -> None:
    drawn = say(patient, "anti-HCV negative 12 Mar 2026")
    assert "1 criterion changed" in drawn
    assert '<section class="exchange"' not in drawn
    assert [entry.source for entry in session(patient).chart.entries] == ["file", "typed"]


def test_a_chinese_fact_about_last_year_is_read(patient: AppTest) -> None:
    say(patient, "末次泰它西普是去年12月")
    report = session(patient).patient.decided
    assert report is not None
    assert any(fact["name"] == "telitacicept" for fact in report["facts"])


def test_what_was_taken_for_a_question_can_be_entered_as_a_note(patient: AppTest) -> None:
    say(patient, "HIV negative?")
    patient.button(key="as-note").click().run()
    shown(patient)
    assert session(patient).chart.entries[-1].data == "HIV negative?"
    assert session(patient).patient.talk.exchanges == []


def test_the_panel_can_be_closed_and_earlier_questions_are_folded(patient: AppTest) -> None:
    say(patient, "why not?")
    drawn = say(patient, "什么时候可以")
    assert "1 earlier question" in drawn
    patient.button(key="close-talk").click().run()
    assert '<section class="exchange"' not in shown(patient)


def test_an_answer_says_when_the_chart_was_changed_since(patient: AppTest) -> None:
    say(patient, "why not?")
    patient.text_input(key="infusion-0").set_value("2026-05-20").run()
    assert "The chart or the days were changed after this was asked." in shown(patient)


def test_the_protocol_can_be_asked_about_before_any_note(page: AppTest) -> None:
    drawn = exchange(say(page, "what does the protocol say about pregnancy?"))
    assert "negative serum pregnancy test" in drawn
    assert "href=" not in drawn  # there is no card to link to yet
    assert "There is no note yet" in exchange(say(page, "why not?"))


def test_whatever_is_asked_is_shown_as_text(patient: AppTest) -> None:
    drawn = say(patient, "why <script>alert(1)</script> **bold**?")
    assert "<script" not in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in drawn


# --- with a model ---------------------------------------------------------------------------------------------------


def obedient(request: dict[str, Any]) -> Sequence[Piece]:
    told = results(request)
    return [Text(f"{told[0].splitlines()[0]} She is eligible.")] if told else [Call("explain")]


class Model:
    """A played server; ``reads``: how often the notes were shown to it."""

    def __init__(self) -> None:
        self.server = Running()

    @property
    def reads(self) -> int:
        return sum("tools" not in body for body in self.server.requests if "response_format" in body)

    def __call__(self, request: dict[str, Any]) -> Sequence[Piece]:
        return obedient(request) if request.get("stream") else [Status(503)]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    made = Model()
    with streaming(made) as server:
        made.server = server
        monkeypatch.setenv(BASE_URL, server.base_url)
        monkeypatch.setenv(MODEL, "played <b>7b</b>")
        yield made


@pytest.fixture
def elsewhere(model: Model, monkeypatch: pytest.MonkeyPatch) -> Model:
    """The same server, taken for one that is not on this machine."""
    from assistant.llm.settings import LlmSettings

    monkeypatch.setattr(LlmSettings, "on_loopback", property(lambda _: False))
    return model


def asked(page: AppTest, text: str) -> str:
    """Ask, and let the page draw itself anew when the model is done."""
    return exchange(say(page, text))


def with_model() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=120).run()
    page.button(key="example-wait").click().run()
    return page


def test_a_model_on_this_machine_reads_and_answers_and_its_fault_is_a_warning(model: Model) -> None:
    page = with_model()
    drawn = shown(page)
    assert "The notes were read without the model" in drawn
    assert "Nothing leaves this machine; played &lt;b&gt;7b&lt;/b&gt;, which runs on it" in drawn
    said = asked(page, "why not?")
    assert '<p class="lead">Belimumab, last 25 Feb 2026: 22 days before infusion;' in said.replace("\n", "")
    assert "eligible" not in said
    assert "Left out of the model" in said
    assert session(page).patient.talk.exchanges[-1].reply.by == "model"
    assert any("tools" in code.value for code in page.code)


def test_a_new_date_asks_no_model_again(model: Model) -> None:
    page = with_model()
    before = len(model.server.bodies)
    assert before
    page.text_input(key="infusion-0").set_value("2026-05-20").run()
    assert len(model.server.bodies) == before


def test_a_server_elsewhere_sees_nothing_until_it_is_allowed(elsewhere: Model) -> None:
    page = with_model()
    assert "Nothing of this patient has left this machine." in shown(page)
    assert session(page).patient.talk.exchanges == []
    assert "for this nothing left this machine" in asked(page, "why not?")
    assert elsewhere.server.bodies == []


def test_the_requests_can_be_seen_before_anything_is_sent(elsewhere: Model) -> None:
    page = with_model()
    page.button(key="preview").click().run()
    drawn = shown(page)
    assert "nothing has been sent" in drawn
    assert elsewhere.server.bodies == []
    bodies = [code.value for code in page.code if code.value.startswith("{")]
    assert len(bodies) == 2
    assert "SLEDAI-2K" in bodies[0]
    assert "25 Feb 2026" not in "".join(bodies)  # days are moved


def test_once_allowed_masked_notes_and_questions_go_there_and_it_is_said(elsewhere: Model) -> None:
    page = with_model()
    page.button(key="model-on").click().run()
    drawn = shown(page)
    assert "masked notes and questions go to 127.0.0.1" in drawn
    assert "The notes were read without the model" in drawn
    said = asked(page, "why not?")
    assert "at 127.0.0.1 chose what to look up" in said
    assert "days moved" in said
    assert "25 Feb 2026" in said
    assert all(b"25 Feb 2026" not in body for body in elsewhere.server.bodies)
    page.button(key="model-off").click().run()
    sent = len(elsewhere.server.bodies)
    asked(page, "when could she?")
    assert len(elsewhere.server.bodies) == sent


def test_another_patient_is_not_shown_with_the_first_ones_permission(elsewhere: Model) -> None:
    page = with_model()
    page.button(key="model-on").click().run()
    page.button(key="new-patient").click().run()
    assert "Nothing of this patient has left this machine." in shown(page)


def test_settings_that_cannot_be_used_are_said_and_the_page_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BASE_URL, "not an address")
    monkeypatch.setenv(MODEL, "m")
    page = with_model()
    assert "The language model that is set is not used:" in shown(page)
    assert "for this nothing left this machine" in asked(page, "why not?")


def test_stopping_leaves_the_answer_of_the_rules(patient: AppTest) -> None:
    found = session(patient).patient
    case = talk.case_of(found.answer, found.chart)
    found.talk.ask("why not?", case, "en", 1, model=True)
    assert found.talk.pending
    found.talk.stop(case, "en", 1)
    assert not found.talk.pending
    assert found.talk.last is not None
    assert found.talk.last.stopped
    assert "EXC-03.3" in found.talk.last.reply.told[0].lines[0].text


def test_the_page_says_what_a_model_left_unread() -> None:
    problems = [{"code": "llm_not_json", "data": {}, "documents": ["a", "b"]}]
    extraction = {"model": "m", "sent_to": "host", "masked": {"date": 3, "person": 1}, "problems": problems}
    drawn = models.outcome({"extraction": extraction}, Words("en"))
    assert "did not read parts of 2 notes: the answer was no JSON object." in drawn
    assert "m at host read the notes too. Sent there, masked: 3 days moved, 1 names." in drawn
    assert models.outcome({"extraction": {"model": None}}, Words("en")) == ""


def test_files_with_words_beside_them_are_a_note_and_no_question(patient: AppTest) -> None:
    found = session(patient)
    entry = found.chart.entries[0]
    conversation.hear(found, [entry], "why not?", Words("en"))
    assert [each.data for each in found.chart.entries][-1] == "why not?"
