"""Taking the report away in a real browser: a file comes when its button is pressed, and the page stays as it was."""

from __future__ import annotations

from pathlib import Path

from tests.ui.page import sample
from tests.ui.page.browsing import MARKS, playwright, say

pytestmark = MARKS


def test_a_report_is_downloaded_under_a_name_without_the_patients(
    page: playwright.Page, sample_page: str, tmp_path: Path
) -> None:
    page.goto(sample_page)
    say(page, sample.NOTE)
    page.get_by_text("Take the report away").click()
    button = page.get_by_role("button", name="Report (HTML)")
    button.wait_for(state="visible")
    with page.expect_download(timeout=60_000) as waiting:
        button.click()
    kept = tmp_path / "report.html"
    waiting.value.save_as(kept)
    assert waiting.value.suggested_filename.startswith("prescreen-NCT07083349-")
    assert "Last belimumab infusion 25 Feb 2026" in kept.read_text(encoding="utf-8")
    assert page.locator("#c-EXC-03\\.3").count() == 1
