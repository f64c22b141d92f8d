"""Correcting a fact in a real browser: the form, what changed, the order of the cards, undo, a decision."""

from __future__ import annotations

import pytest

from tests.ui.page.browsing import MARKS, drawn, fits, marked, playwright

pytestmark = MARKS
ORDER = "[...document.querySelectorAll('.card')].map(card => card.id).filter(id => id !== 'c-EXC-07e')"


def open_facts(page: playwright.Page, address: str) -> None:
    page.goto(address)
    page.locator(".st-key-example-wait button").click()
    page.locator(".decision h1").wait_for()
    drawn(page)
    page.locator(".st-key-facts-open summary").first.click()
    page.locator(".facts-table .filter").wait_for()


def find(page: playwright.Page, words: str) -> playwright.Locator:
    page.locator(".facts-table .filter").fill(words)
    return page.locator(".facts-table li.fact:not(.gone)").first


def test_a_fact_is_corrected_marked_listed_and_undone(page: playwright.Page, real_page: str) -> None:
    open_facts(page, real_page)
    order = page.evaluate(ORDER)
    fact = find(page, "ejection")
    fact.locator("button").click()
    fact.get_by_label("value").fill("45")
    fact.get_by_label("on", exact=True).fill("3 Mar 2026")
    fact.get_by_role("button", name="Apply").click()
    step = page.locator(".step")
    playwright.expect(step).to_contain_text(
        "You corrected left ventricular ejection fraction: value 60 → 45", timeout=30_000
    )
    playwright.expect(step).to_contain_text(
        "LVEF below 50 % fine → stands in the way".replace(" fine", " ✓fine").replace("→ ", "→ ✕")
    )
    drawn(page)
    assert page.evaluate(ORDER) == order
    playwright.expect(page.locator("#c-EXC-07e .changed")).to_be_visible()
    playwright.expect(page.locator(".facts-table li.gone s")).to_have_text("60 % · on Jan 2026")
    page.locator("#c-EXC-07e .cite").first.click()
    page.wait_for_function("document.querySelector('.note .at:target') !== null")
    assert "left ventricular ejection fraction; value 45" in marked(page)
    page.get_by_role("button", name="Undo the last step").click()
    playwright.expect(page.locator(".step")).to_contain_text("Undone: left ventricular ejection fraction")
    drawn(page)
    assert page.locator("#c-EXC-07e").evaluate("card => card.classList.contains('pass')")


def test_what_cannot_be_read_is_said_beside_the_table(page: playwright.Page, real_page: str) -> None:
    open_facts(page, real_page)
    fact = find(page, "ejection")
    fact.locator("button").click()
    fact.get_by_label("on", exact=True).fill("3/4/26")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".facts-table .held")).to_contain_text("“3/4/26” cannot be read as a date")
    assert page.locator(".step").count() == 0


def test_a_fact_is_added_from_the_keyboard(page: playwright.Page, real_page: str) -> None:
    open_facts(page, real_page)
    page.get_by_role("button", name="Add a fact").focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#add-name")).to_be_focused()
    page.keyboard.type("HCV-Ab")
    page.keyboard.press("Tab")
    page.keyboard.type("negative")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("2026-03-12")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".step")).to_contain_text("You added: hepatitis C antibody.", timeout=30_000)
    playwright.expect(page.locator(".step li")).to_contain_text("Anti-HCV")


def test_a_decision_is_shown_as_a_persons_and_changes_no_verdict(page: playwright.Page, real_page: str) -> None:
    open_facts(page, real_page)
    page.locator(".st-key-decide-open summary").click()
    page.get_by_role("combobox", name="Criterion").click()
    page.keyboard.type("EXC-03.3")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep my decision").click()
    playwright.expect(page.locator(".facts-table .held")).to_contain_text("needs its reason", timeout=30_000)
    page.get_by_label("Reason (needed)").fill("the <b>sponsor</b> agreed")
    page.get_by_role("button", name="Keep my decision").click()
    playwright.expect(page.locator(".decision .warned").first).to_contain_text(
        "you took it as “fine”; the checker says “stands in the way”. Reason: the <b>sponsor</b> agreed", timeout=30_000
    )
    playwright.expect(page.locator(".decision h1")).to_contain_text("Not before 21 Apr 2026")
    playwright.expect(page.locator("article#c-EXC-03\\.3 .look")).to_have_text(["decided by a person"])


@pytest.mark.parametrize("width", [1366, 390])
def test_the_table_fits_the_screen(page: playwright.Page, real_page: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_facts(page, real_page)
    find(page, "belimumab").locator("button").click()
    assert fits(page)
