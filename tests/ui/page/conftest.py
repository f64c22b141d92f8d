"""The page as it is served, and a visitor's browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.page.browsing import CHROMIUM, REAL_APP, SAMPLE_APP, SCREEN, WAIT, served


@pytest.fixture(scope="module")
def sample_page() -> Iterator[str]:
    with served(SAMPLE_APP) as address:
        yield address


@pytest.fixture(scope="module")
def real_page() -> Iterator[str]:
    with served(REAL_APP) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as engine:
        opened = engine.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture
def requests() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(browser: Any, requests: list[str]) -> Iterator[Any]:
    context = browser.new_context(viewport=SCREEN, locale="en-US")
    opened = context.new_page()
    opened.set_default_timeout(WAIT)
    opened.on("request", lambda request: requests.append(request.url))
    yield opened
    context.close()
