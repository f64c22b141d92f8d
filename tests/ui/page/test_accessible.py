"""The page for everybody: axe-core finds nothing serious, the keyboard reaches all, paper shows the whole answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.page.browsing import MARKS, SCREEN, drawn, fits, playwright

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = MARKS


def serious(page: playwright.Page) -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def settled(page: playwright.Page) -> None:
    """Drawn, and faded in: a part that is being drawn anew is pale for a moment."""
    drawn(page)
    page.wait_for_function("[...document.querySelectorAll('[data-stale=true]')].length === 0")
    page.wait_for_timeout(800)


@pytest.mark.parametrize(("locale", "scheme", "width"), [("en-US", "light", 1366), ("zh-CN", "dark", 390)])
def test_axe_finds_nothing_serious(browser: Any, real_page: str, locale: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=locale, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(real_page)
    page.locator(".welcome").first.wait_for()
    settled(page)
    assert serious(page) == []
    page.locator(".st-key-example-wait button").click()
    page.locator(".decision h1").wait_for()
    settled(page)
    assert serious(page) == []
    for key in ("checklist-open", "facts-open", "decide-open"):
        page.locator(f".st-key-{key} summary").first.click()
    page.locator(".facts-table summary").first.wait_for()
    page.evaluate(
        "document.querySelectorAll('.stHtml details, .facts-table details').forEach(one => { one.open = true })"
    )
    page.locator(".facts-table li button").nth(2).click()
    page.locator(".facts-table .head button").click()
    settled(page)
    assert serious(page) == []
    page.locator(".st-key-trials button").first.click()
    page.locator(".st-key-trial-all button").click()
    page.locator(".compared").wait_for()
    settled(page)
    assert serious(page) == []
    assert fits(page)
    context.close()


def test_every_control_is_reached_from_the_keyboard_and_seen_there(page: playwright.Page, real_page: str) -> None:
    page.goto(real_page)
    page.locator(".st-key-example-wait button").click()
    page.locator(".decision h1").wait_for()
    settled(page)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached: set[str] = set()
    unseen: list[str] = []
    for _ in range(160):
        page.keyboard.press("Tab")
        what = page.evaluate(
            "() => { const at = document.activeElement; const style = getComputedStyle(at); const own = at.closest"
            "('.st-key-dates,.st-key-patients,.st-key-trials,.st-key-checklist-open,.st-key-facts-open,.st-key-decide-open,"
            ".st-key-message,.st-key-undo,.st-key-lang,.note,.timeline,article.card,details.card,.stChatInput,.scheme');"
            "return [own ? own.className.match(/st-key-[a-z-]+|note|timeline|card|stChatInput|scheme/)[0] : at.tagName,"
            " style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.tagName === 'TEXTAREA'"
            " || at.tagName === 'INPUT' || at.tagName === 'BODY', at.outerHTML.slice(0, 120)] }"
        )
        reached.add(what[0])
        if not what[1]:
            unseen.append(what[2])
    wanted = {"st-key-dates", "st-key-patients", "st-key-trials", "st-key-checklist-open", "st-key-facts-open",
              "st-key-decide-open", "st-key-message", "note", "timeline", "card", "scheme"}  # fmt: skip
    assert wanted <= reached
    assert unseen == []


def test_paper_shows_the_whole_answer_and_nothing_to_press(page: playwright.Page, real_page: str) -> None:
    page.set_viewport_size(SCREEN)
    page.goto(real_page)
    page.locator(".st-key-example-wait button").click()
    page.locator(".decision h1").wait_for()
    settled(page)
    page.emulate_media(media="print")
    for hidden in ("[data-testid=stChatInput]", ".st-key-tools", ".st-key-facts-open", ".st-key-checklist-open"):
        assert not page.locator(hidden).first.is_visible()
    answer = page.locator(".st-key-answer")
    assert answer.evaluate("node => node.scrollHeight <= node.clientHeight + 2")
    notes, time = page.locator(".st-key-notes"), page.locator(".timeline")
    assert notes.evaluate("node => node.scrollHeight <= node.clientHeight + 2")
    assert time.is_visible()
    boxes = [each.bounding_box() for each in (answer, notes, time)]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    pages = page.pdf(format="A4")
    assert pages.count(b"/Type /Page\n") + pages.count(b"/Type /Page ") != 1  # a page that is cut off would be one


@pytest.mark.parametrize(("width", "locale"), [(1366, "en-US"), (1100, "en-US"), (1366, "zh-CN")])
def test_the_head_has_room_for_all_its_parts(browser: Any, real_page: str, width: int, locale: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 768}, locale=locale)
    page = context.new_page()
    page.goto(real_page)
    page.locator(".st-key-example-wait button").click()
    page.locator(".decision h1").wait_for(timeout=30_000)
    settled(page)
    title, buttons = page.locator(".masthead").bounding_box(), page.locator(".st-key-dates button").first.bounding_box()
    assert title is not None
    assert buttons is not None
    assert title["width"] > 200
    assert title["x"] + title["width"] <= buttons["x"]
    assert fits(page)
    context.close()
