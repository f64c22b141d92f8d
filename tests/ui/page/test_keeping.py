"""What is kept of a visitor's cases: for whom, for how long, and that a reload brings it back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.page.browsing import MARKS, drawn, opened, playwright, say
from ui.page import examples
from ui.page.charts import Entry
from ui.page.keeping import HOURS, MOST, Keeper
from ui.page.session import Session


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(clock: Clock) -> Keeper:
    return Keeper(clock)


def session(name: str = "wait") -> Session:
    made, example = Session(), examples.load(name, "en")
    made.set_dates(example.dates)
    made.add([example.entry])
    return made


def test_what_was_kept_comes_back_whole_and_apart(keeper: Keeper) -> None:
    kept = session()
    keeper.keep("a", kept, "browser", "zh")
    found = keeper.take("a", "browser")
    assert found is not None
    assert (found.session.chart, found.lang) == (kept.chart, "zh")
    found.session.add([Entry("typed", "anti-HCV negative 12 Mar 2026", "typed")])
    found.session.undo()
    found.session.new_patient()
    again = keeper.take("a", "browser")
    assert again is not None
    assert len(kept.patients) == len(again.session.patients) == 1
    assert again.session.patient.past == kept.patient.past


def test_what_a_copy_allows_or_asks_is_its_own(keeper: Keeper) -> None:
    kept = session()
    kept.patient.talk.pending = "why?"
    keeper.keep("a", kept, "browser")
    found = keeper.take("a", "browser")
    assert found is not None
    assert found.session.patient.talk.pending == ""
    found.session.patient.model.allowed = True
    found.session.patient.talk.exchanges.append(object())  # type: ignore[arg-type]
    again = keeper.take("a", "browser")
    assert again is not None
    assert (again.session.patient.model.allowed, again.session.patient.talk.exchanges) == (False, [])


@pytest.mark.parametrize(("name", "browser"), [("b", "browser"), ("a", "other"), ("a", ""), ("", "browser")])
def test_nobody_else_gets_it(keeper: Keeper, name: str, browser: str) -> None:
    keeper.keep("a", session(), "browser")
    assert keeper.take(name, browser) is None


def test_it_is_forgotten_in_time_and_at_once(keeper: Keeper, clock: Clock) -> None:
    keeper.keep("a", session(), "x")
    clock.now += HOURS * 3600 - 1
    assert keeper.take("a", "x") is not None
    clock.now += 2
    assert keeper.take("a", "x") is None
    assert len(keeper) == 0
    keeper.keep("a", session(), "x")
    keeper.forget("a")
    assert keeper.take("a", "x") is None


def test_what_was_left_longest_ago_gives_way(keeper: Keeper) -> None:
    one = Session()
    for number in range(MOST + 1):
        keeper.keep(str(number), one, "x")
    assert len(keeper) == MOST
    assert keeper.take("0", "x") is None
    assert keeper.take(str(MOST), "x") is not None


class TestInABrowser:
    pytestmark = MARKS

    def test_a_reload_keeps_the_case_and_forgetting_forgets_it(self, page: playwright.Page, real_page: str) -> None:
        page.goto(real_page)
        page.locator(".st-key-example-wait button").click()
        page.locator(".decision h1").wait_for()
        drawn(page)
        page.wait_for_url("**case=**")
        page.reload()
        playwright.expect(page.locator(".decision h1")).to_contain_text("Not before 21 Apr 2026")
        drawn(page)
        say(page, "anti-HCV negative 12 Mar 2026")
        playwright.expect(page.locator(".step")).to_contain_text("1 criterion changed", timeout=30_000)
        drawn(page)
        page.reload()
        playwright.expect(page.locator(".step")).to_contain_text("1 criterion changed")
        drawn(page)
        address = page.url
        patients = page.locator(".st-key-patients button").first
        opened(patients, page.get_by_role("button", name="Forget everything now")).click()
        page.locator(".welcome").first.wait_for()
        page.goto(address)
        playwright.expect(page.locator(".welcome").first).to_be_visible()

    def test_two_browsers_never_see_each_others_case(self, browser: Any, real_page: str) -> None:
        first, second = browser.new_context(locale="en-US"), browser.new_context(locale="en-US")
        one, two = first.new_page(), second.new_page()
        one.goto(real_page)
        one.locator(".st-key-example-wait button").click()
        one.locator(".decision h1").wait_for()
        one.wait_for_url("**case=**")
        two.goto(real_page)
        two.locator(".welcome").first.wait_for()
        assert two.locator(".note .text, .decision").count() == 0
        two.goto(one.url)  # the whole address, as if it were read off the other's screen
        two.locator(".welcome").first.wait_for()
        drawn(two)
        assert two.locator(".note .text, .decision").count() == 0
        first.close()
        second.close()

    def test_light_and_dark_follow_the_system_and_the_button(self, browser: Any, real_page: str) -> None:
        context = browser.new_context(locale="en-US", color_scheme="dark")
        page = context.new_page()
        page.goto(real_page)
        page.locator(".st-key-example-wait button").click()
        page.locator(".decision h1").wait_for()
        drawn(page)
        ground = "getComputedStyle(document.querySelector('.card')).backgroundColor"
        assert page.evaluate(ground) == "rgb(18, 23, 29)"
        page.get_by_role("button", name="Light").click()
        page.get_by_role("button", name="Dark").wait_for()
        page.locator(".decision h1").wait_for()
        drawn(page)
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
        context.close()
