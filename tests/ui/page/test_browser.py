"""The page in a real browser: paste a note, see a verdict, follow its quote into the note.

With PRESCREEN_SCREENSHOT=docs/screenshot.png in the environment the picture of the README is made on the way.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.ui.page import sample
from tests.ui.page.browsing import EXAMPLE, MARKS, SCREEN, WAIT, drawn, fits, follow, marked, playwright, say
from ui.page.wording import Words

pytestmark = MARKS


def test_a_quote_is_followed_into_the_note_and_back(page: playwright.Page, sample_page: str) -> None:
    page.goto(sample_page)
    say(page, sample.NOTE)
    follow(page, page.locator("#c-EXC-03\\.3 .cite").first)
    assert marked(page) == "Last belimumab infusion 25 Feb 2026"
    page.locator(".note mark a", has_text="ANA 1:320").click()
    card = page.locator("#c-INC-06")
    card.wait_for(state="visible")
    playwright.expect(page.locator("#c-INC-06:target")).to_be_visible()
    playwright.expect(card).to_be_in_viewport()


def test_a_quote_far_down_is_brought_into_sight_without_moving_the_answer(
    page: playwright.Page, sample_page: str
) -> None:
    page.set_viewport_size({"width": 1366, "height": 400})
    page.goto(sample_page)
    say(page, sample.NOTE)
    link = page.locator(".safety .cite")
    link.scroll_into_view_if_needed()
    before = link.bounding_box()
    follow(page, link)
    playwright.expect(page.locator(".note mark", has_text="anti-HBc POSITIVE")).to_be_in_viewport()
    assert marked(page) == "anti-HBc POSITIVE"
    assert link.bounding_box() == before


def test_a_note_is_text_and_never_markup(page: playwright.Page, sample_page: str) -> None:
    page.goto(sample_page)
    say(page, sample.NOTE)
    text = page.locator(".note .text").first
    text.wait_for()
    assert text.text_content() == sample.NOTE
    assert page.title() == "prescreen"


def test_a_typed_fact_marks_what_changed_and_keeps_the_order_of_the_cards(
    page: playwright.Page, sample_page: str
) -> None:
    page.goto(sample_page)
    say(page, "34-year-old woman with SLE")
    page.locator("#c-EXC-03\\.3").wait_for()
    drawn(page)
    order = "[...document.querySelectorAll('.card')].map(card => card.id).filter(id => id !== 'c-EXC-10.2')"
    before = page.evaluate(order)
    say(page, "anti-HCV negative 12 Mar 2026")
    page.locator(".step", has_text="1 criterion changed").wait_for()
    drawn(page)
    assert page.evaluate(order) == before
    page.locator(".step a").click()
    playwright.expect(page.locator("#c-EXC-10\\.2 .changed")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1366, 1100])
@pytest.mark.parametrize("lang", ["EN", "中文"])
def test_it_fits_a_hospital_screen_without_scrolling_sideways(
    page: playwright.Page, sample_page: str, width: int, lang: str
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(sample_page)
    page.get_by_role("radio", name=lang).or_(page.get_by_role("button", name=lang, exact=True)).first.click()
    assert fits(page)
    say(page, sample.NOTE * 5)
    page.locator(".decision").wait_for()
    assert fits(page)
    box = page.get_by_test_id("stChatInputTextArea").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 768


@pytest.mark.parametrize("lang", ["EN", "中文"])
def test_the_first_page_is_whole_on_a_hospital_screen(page: playwright.Page, sample_page: str, lang: str) -> None:
    page.goto(sample_page)
    page.get_by_role("radio", name=lang).or_(page.get_by_role("button", name=lang, exact=True)).first.click()
    playwright.expect(page.locator(".welcome h1")).to_have_text(Words("en" if lang == "EN" else "zh")("first.heading"))
    drawn(page)
    last = page.locator(".welcome").last.locator("p").last
    playwright.expect(last).to_be_in_viewport(ratio=1)
    box, text = page.get_by_test_id("stChatInputTextArea").bounding_box(), last.bounding_box()
    assert box is not None
    assert text is not None
    assert text["y"] + text["height"] < box["y"]
    assert page.locator(".note.empty mark").count() == 3


@pytest.mark.parametrize("width", [800, 390])
def test_on_a_narrow_screen_it_is_one_column_with_the_box_in_sight(
    page: playwright.Page, sample_page: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(sample_page)
    playwright.expect(page.locator(".st-key-example-wait button")).to_be_in_viewport()
    assert fits(page)
    say(page, sample.NOTE)
    playwright.expect(page.locator(".decision h1")).to_be_in_viewport()
    drawn(page)
    playwright.expect(page.get_by_test_id("stChatInputTextArea")).to_be_in_viewport()
    assert fits(page)
    answer, notes = page.locator(".st-key-answer").bounding_box(), page.locator(".st-key-notes").bounding_box()
    assert answer is not None
    assert notes is not None
    assert answer["y"] + answer["height"] <= notes["y"]


def test_it_works_from_the_keyboard(page: playwright.Page, sample_page: str) -> None:
    page.goto(sample_page)
    box = page.get_by_test_id("stChatInputTextArea")
    box.focus()
    page.keyboard.type("34-year-old woman")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("with SLE")
    page.keyboard.press("Enter")
    fold = page.locator("details.fold > summary").first
    fold.focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#c-INC-01")).to_be_visible()


def test_a_file_that_is_no_text_is_refused_in_one_sentence(page: playwright.Page, sample_page: str) -> None:
    page.goto(sample_page)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "scan.txt", "mimeType": "text/plain", "buffer": b"\x00\x01\x02"}
    )
    page.get_by_test_id("stChatInputSubmitButton").click()
    playwright.expect(page.locator(".problem")).to_contain_text("scan.txt is not a text file")


def test_a_pasted_note_gets_verdicts_with_its_own_words(
    page: playwright.Page, real_page: str, requests: list[str], tmp_path: Path
) -> None:
    """From end to end: the real reader, the real rules, the real page."""
    page.goto(real_page)
    page.locator(".st-key-dates button").first.click()
    page.get_by_role("textbox", name="Screening").fill("2026-03-12")
    page.get_by_role("textbox", name="Lymphodepletion begins").fill("16 Mar 2026")
    page.get_by_role("textbox", name="Infusion").fill("2026-03-20")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".st-key-dates button")).to_contain_text("12 Mar 2026 · lymphodepletion 16 Mar")
    page.keyboard.press("Escape")
    say(page, EXAMPLE.read_text(encoding="utf-8"))
    card = page.locator("article#c-EXC-03\\.3")
    card.wait_for()  # the first note of a fresh server compiles its patterns: on a busy machine that takes a while
    playwright.expect(card).to_contain_text("Having received biologic agent therapy")
    playwright.expect(page.locator(".decision h1")).to_contain_text("Not before 21 Apr 2026")
    ahead = page.locator(".decision .next")
    playwright.expect(ahead).to_have_count(2)
    playwright.expect(ahead.first).to_contain_text("Ask next: congenital or acquired immunodeficiency.")
    playwright.expect(ahead.last).to_contain_text("The first plan that meets every window: screening 26 Apr 2026")
    quote = card.locator(".cite", has_text="25 Feb 2026")
    follow(page, quote)
    assert marked(page) == quote.text_content()
    page.screenshot(path=os.environ.get("PRESCREEN_SCREENSHOT") or tmp_path / "screenshot.png")
    assert [url for url in requests if "//127.0.0.1:" not in url and not url.startswith(("data:", "blob:"))] == []
    port = urlsplit(real_page).port
    outside = socket.gethostbyname(socket.gethostname())
    if not outside.startswith("127."):
        with socket.socket() as probe:
            assert probe.connect_ex((outside, port)) != 0


def test_a_chinese_visitor_is_answered_in_chinese(browser: playwright.Browser, real_page: str) -> None:
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")
    page = context.new_page()
    page.goto(real_page)
    page.get_by_role("button", name="暂时不行").click()
    playwright.expect(page.locator(".decision h1")).to_contain_text("不早于2026年4月21日", timeout=WAIT)
    ahead = page.locator(".decision .next")
    playwright.expect(ahead.first).to_contain_text("下一步询问：有无先天性或获得性免疫缺陷病。")
    playwright.expect(ahead.last).to_contain_text("最早满足全部时间窗的计划：筛选2026年4月26日")
    follow(page, page.locator("article#c-EXC-03\\.3 .cite", has_text="2026-02-25"))
    assert "贝利尤单抗" in marked(page)
    context.close()
