"""Questions in a real browser: asked, answered, followed to the card and the quote, streamed by a model, stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from assistant.choosing import BASE_URL, MODEL
from tests.assistant.chat.streaming import Call, Piece, Running, Status, Text, results, streaming
from tests.ui.page.browsing import MARKS, REAL_APP, fits, say, served

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = MARKS


def example(page: playwright.Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Not now", exact=True).click()
    page.locator("#c-EXC-03\\.3").wait_for()


def test_a_question_is_answered_in_sight_and_its_id_leads_to_the_card(page: playwright.Page, real_page: str) -> None:
    example(page, real_page)
    say(page, "what about the contraception?")
    answer = page.locator(".exchange")
    answer.wait_for()
    playwright.expect(answer).to_be_in_viewport()
    playwright.expect(answer).to_contain_text("INC-08c")
    answer.locator("a", has_text="INC-08c").first.click()
    card = page.locator("#c-INC-08c")
    playwright.expect(card).to_be_in_viewport()
    assert fits(page)


def test_a_source_of_an_answer_is_followed_into_the_note(page: playwright.Page, real_page: str) -> None:
    example(page, real_page)
    say(page, "why not?")
    answer = page.locator(".exchange")
    answer.locator("summary", has_text="source").click()
    answer.locator(".cite", has_text="last belimumab infusion 25 Feb 2026").click()
    page.wait_for_function("document.querySelector('.note .at:target') !== null")
    playwright.expect(page.locator(".note mark", has_text="last belimumab infusion").first).to_be_in_viewport()


def test_a_fact_changes_verdicts_and_a_chinese_question_is_answered(page: playwright.Page, real_page: str) -> None:
    example(page, real_page)
    say(page, "anti-HCV negative 12 Mar 2026")
    page.locator(".step", has_text="1 criterion changed").wait_for()
    say(page, "还缺什么")
    answer = page.locator(".exchange")
    answer.wait_for()
    playwright.expect(answer).to_contain_text("问患者")
    playwright.expect(answer).not_to_contain_text("EXC-10.2")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A model on this machine that explains, and then goes on and on."""

    def play(request: dict[str, Any]) -> Sequence[Piece]:
        if not request.get("stream"):
            return [Status(503)]
        told = results(request)
        endless = [Text("And she is eligible. ", pause=0.2) for _ in range(300)]
        return [Text(f"{told[0].splitlines()[0]} "), *endless] if told else [Call("explain")]

    with streaming(play) as server:
        monkeypatch.setenv(BASE_URL, server.base_url)
        monkeypatch.setenv(MODEL, "played")
        yield server


def test_an_answer_streams_and_can_be_stopped(page: playwright.Page, slow: Running) -> None:
    with served(REAL_APP) as address:
        example(page, address)
        say(page, "why not?")
        page.locator(".exchange .lead", has_text="22 days before infusion").wait_for()
        page.get_by_role("button", name="Stop").click()
        answer = page.locator(".exchange", has_text="Stopped. This is the answer of the rules.")
        answer.wait_for()
        playwright.expect(answer).not_to_contain_text("eligible")
        playwright.expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        assert slow.given_up.wait(15)
        assert slow.sent < 250
