"""The timeline in a real browser: it stands under the note, follows the dates, its bars lie where their days are."""

from __future__ import annotations

import pytest

from tests.ui.page.browsing import MARKS, drawn, fits, playwright

pytestmark = MARKS

PLACE = "node => node.getBoundingClientRect().left"


def open_example(page: playwright.Page, address: str) -> None:
    page.goto(address)
    page.locator(".st-key-example-wait button").click()
    page.locator(".timeline .picture").wait_for()
    drawn(page)


def set_day(page: playwright.Page, name: str, text: str) -> None:
    box = page.get_by_role("textbox", name=name)
    box.fill(text)
    box.press("Enter")


def test_the_picture_follows_a_date_that_is_changed(page: playwright.Page, real_page: str) -> None:
    open_example(page, real_page)
    first = page.locator(".timeline li").first
    playwright.expect(first).to_contain_text("belimumab 25 Feb 2026: wash-out runs to 20–25 Apr 2026")
    infusion = page.locator(".timeline .line.infusion").evaluate(PLACE)
    assert first.locator(".bar.running").evaluate("node => node.getBoundingClientRect().right") > infusion
    page.locator(".st-key-dates button").first.click()
    set_day(page, "Infusion", "2026-05-28")
    set_day(page, "Lymphodepletion begins", "2026-05-24")
    set_day(page, "Screening", "2026-05-20")
    playwright.expect(page.locator(".timeline li", has_text="belimumab")).to_contain_text("wash-out over since")
    over = page.locator(".timeline li.over .bar").last.evaluate("node => node.getBoundingClientRect().right")
    assert over < page.locator(".timeline .line.screening").evaluate(PLACE)


@pytest.mark.parametrize("width", [1366, 390])
def test_words_of_the_picture_are_readable_and_inside_it(page: playwright.Page, real_page: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_example(page, real_page)
    assert fits(page)
    picture = page.locator(".timeline .picture").bounding_box()
    assert picture is not None
    for words in page.locator(".timeline li p, .timeline .mark span").all():
        box = words.bounding_box()
        assert box is not None
        assert picture["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= picture["x"] + picture["width"] + 1
        assert float(words.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 12


def test_a_bar_leads_to_its_criterion(page: playwright.Page, real_page: str) -> None:
    open_example(page, real_page)
    page.locator(".timeline li a", has_text="belimumab").click()
    playwright.expect(page.locator("#c-EXC-03\\.3")).to_be_in_viewport()
    assert page.locator("#c-EXC-03\\.3").evaluate("card => card.matches(':target')")


def test_the_table_can_be_opened_from_the_keyboard(page: playwright.Page, real_page: str) -> None:
    open_example(page, real_page)
    page.locator(".timeline summary").focus()
    page.keyboard.press("Enter")
    playwright.expect(page.get_by_role("row", name="belimumab 25 Feb 2026")).to_be_visible()
