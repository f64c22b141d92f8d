"""What tests of the page in a real browser share: the page served as it is to a visitor, and what a visitor does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[3]
SAMPLE_APP = Path(__file__).with_name("sample_app.py")
REAL_APP = ROOT / "ui" / "page" / "app.py"
EXAMPLE = ROOT / "ui" / "page" / "examples" / "wait.en.txt"
SCREEN = {"width": 1366, "height": 768}
WAIT = 30_000

MARKS = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: Path) -> Iterator[str]:
    """The page of this app, as `prescreen ui` serves it."""
    port = free_port()
    code = "import sys; from pathlib import Path; from ui.page.launch import serve; "
    code += f"sys.exit(serve({port}, True, Path({str(app)!r})))"
    server = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("The page was not served within 30 seconds.")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def say(page: playwright.Page, text: str) -> None:
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(text)
    box.press("Enter")


def marked(page: playwright.Page) -> str:
    """The words of the note that are marked as the quote which was clicked."""
    return str(
        page.evaluate(
            "[...document.querySelectorAll('.note mark')].filter(m => getComputedStyle(m).boxShadow !== 'none')"
            ".map(m => m.textContent).join('')"
        )
    )


def follow(page: playwright.Page, quote: playwright.Locator) -> None:
    """Click a quote once the note beside it is drawn."""
    page.locator(".note mark").first.wait_for()
    quote.click()
    page.wait_for_function("document.querySelector('.note .at:target') !== null")


def fits(page: playwright.Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def drawn(page: playwright.Page) -> None:
    """Wait until the page is drawn whole: a slow machine shows the first cards long before the last."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
