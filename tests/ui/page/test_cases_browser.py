"""The referral staff's journey in a real browser: keep a case, find it due, open it, take it away, delete it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.page import sample
from tests.ui.page.browsing import MARKS, SAMPLE_APP, drawn, fits, playwright, say, served
from tests.ui.page.test_accessible import serious, settled

pytestmark = MARKS
NAME = "Mei <b>x</b> **y** =1+1"


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setenv("PRESCREEN_CASES", str(tmp_path / "cases"))
    with served(SAMPLE_APP) as opened:
        yield opened


def test_keep_list_due_open_and_delete(page: playwright.Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    say(page, sample.NOTE)
    page.locator(".decision").wait_for()
    drawn(page)
    page.get_by_role("button", name="Keep this case").click()
    page.get_by_role("textbox", name="What to call the case").fill(NAME)
    page.keyboard.press("Tab")
    drawn(page)
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Kept", exact=True).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Cases").press("Enter")
    row = page.get_by_role("article", name=NAME)
    playwright.expect(row.locator("h2")).to_have_text(NAME)
    playwright.expect(row.locator(".due.now")).to_contain_text("due since")
    assert fits(page)
    page.locator(".st-key-many summary").click()
    page.locator("[class*=st-key-caserow-]").get_by_role("button", name="Change", exact=True).click()
    page.locator(".st-key-case-change").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settled(page)
        assert serious(page) == []
    page.locator("[class*=st-key-caserow-]").get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("radio", name="Due this week").or_(page.get_by_role("button", name="Due this week")).first.click()
    playwright.expect(page.get_by_text("1 of 1 cases; 1 due")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert NAME in Path(download.value.path()).read_text(encoding="utf-8-sig")

    # Another visit: what was kept is there, what was not is gone.
    page.goto(address)
    page.get_by_role("button", name="Cases").click()
    page.locator("[class*=st-key-caserow-]").get_by_role("button", name="Open", exact=True).click()
    playwright.expect(page.locator(".since")).to_contain_text("No criterion changed")
    playwright.expect(page.locator(".note .text").first).to_have_text(sample.NOTE)

    page.get_by_role("button", name="Cases").click()
    page.locator("[class*=st-key-caserow-]").get_by_role("button", name="Change", exact=True).click()
    page.get_by_text("Delete it for good").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    playwright.expect(page.get_by_text("No case is kept yet")).to_be_visible()
    assert b"sealed" in (tmp_path / "cases" / "cases.sqlite").read_bytes()


def test_many_notes_are_read_with_doubles_shown_and_kept_when_asked(page: playwright.Page, address: str) -> None:
    page.set_viewport_size({"width": 1100, "height": 768})
    page.goto(address)
    page.get_by_role("button", name="Cases").click()
    page.get_by_text("Read the notes of several patients").click()
    note = {"mimeType": "text/plain", "buffer": b"34-year-old woman with SLE"}
    page.locator("input[type=file]").first.set_input_files(
        [{"name": name, **note} for name in ("<i>a</i>.txt", "b.txt")] + [{**note, "name": "c.txt", "buffer": b"other"}]
    )
    page.get_by_role("button", name="Read them").click()
    lines = page.locator(".many li")
    playwright.expect(lines).to_have_count(3)
    playwright.expect(lines.nth(1)).to_contain_text("may be the same as")
    assert page.locator(".many i").count() == 0
    assert page.locator("article.case").count() == 0
    page.get_by_role("button", name="Keep the 2 new ones").click()
    playwright.expect(page.locator("article.case")).to_have_count(2)
    assert fits(page)
