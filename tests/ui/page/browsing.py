"""What tests of the page in a real browser share: the page served as it is to a visitor, and what a visitor does."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

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
    """The address of this app's page, launch token and all, as `prescreen ui` serves and prints it."""
    code = "import sys; from pathlib import Path; from ui.page.launch import serve; "
    code += f"sys.exit(serve({free_port()}, True, Path({str(app)!r})))"
    with tempfile.TemporaryFile() as printed:
        server = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=printed,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield wait_for_address(printed)
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_for_address(printed: IO[bytes]) -> str:
    """The address that was printed, once the page answers there."""
    for _ in range(150):
        printed.seek(0)
        if found := re.search(rb"http://\S+", printed.read()):
            address = found[0].decode()
            with contextlib.suppress(OSError):
                urllib.request.urlopen(urljoin(address, "/_stcore/health"), timeout=1).close()
                return address
        time.sleep(0.2)
    pytest.fail("The page was not served within 30 seconds.")


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
    """Click a quote once the page is drawn: what is drawn anew is no longer where the address leads."""
    page.locator(".note mark").first.wait_for()
    drawn(page)
    quote.click()
    page.wait_for_function("document.querySelector('.note .at:target') !== null")


def fits(page: playwright.Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def drawn(page: playwright.Page) -> None:
    """Wait until the page is drawn whole: a slow machine shows the first cards long before the last."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def opened(button: playwright.Locator, inside: playwright.Locator) -> playwright.Locator:
    """What a popover holds, once it is open: a redraw that was under way may have shut it again."""
    for _ in range(3):
        button.click()
        try:
            inside.wait_for(timeout=10_000)
        except playwright.TimeoutError:
            continue
        break
    return inside
