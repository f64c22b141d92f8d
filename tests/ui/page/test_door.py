"""Only who has the launch token gets to the page."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from tests.ui.page.browsing import MARKS, REAL_APP, ROOT, playwright, served
from ui.page.door import Door

TOKEN, TICKET = "a-long-token", "a-ticket"
COOKIE = {"cookie": f"other=1; prescreen-8501={TOKEN}"}


async def _inside(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"let in"})
    elif scope["type"] == "websocket":
        await send({"type": "websocket.accept"})


def door() -> Door:
    return Door(_inside, TOKEN, 8501, TICKET)


def ask(at: Door, path: str = "/", query: str = "", kind: str = "http", method: str = "GET", **headers: str) -> Any:
    """What the door answers: the first message, with its headers as a dictionary and its body beside it."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": given, "method": method}
    asyncio.run(at(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent).decode()
    return {**sent[0], "headers": {k.decode(): v.decode() for k, v in sent[0].get("headers", [])}, "body": body}


@pytest.mark.parametrize(
    "query", ["", "token=", "token=wrong", f"token={TOKEN}x", f"TOKEN={TOKEN}", "token=%F0%9F%94%91", "token=%ED%A0%80"]
)
def test_without_the_token_a_plain_page_says_how_to_get_it(query: str) -> None:
    answer = ask(door(), query=query)
    assert answer["status"] == 403
    assert "make run, or prescreen ui" in answer["body"]
    assert "启动令牌" in answer["body"]
    assert "let in" not in answer["body"]
    assert "set-cookie" not in answer["headers"]


def test_what_was_shown_is_not_said_again() -> None:
    assert "script" not in ask(door(), query="token=<script>alert(1)</script>")["body"]


def test_a_chinese_visitor_is_told_in_chinese_first() -> None:
    body = ask(door(), **{"accept-language": "zh-CN,en;q=0.5"})["body"]
    assert body.index("打开本页") < body.index("This page needs")


@pytest.mark.parametrize("secret", [TOKEN, TICKET])
def test_the_token_is_taken_from_the_address_and_opens_the_door(secret: str) -> None:
    answer = ask(door(), query=f"token={secret}&lang=zh")
    assert (answer["status"], answer["headers"]["location"]) == (303, "/?lang=zh")
    cookie = answer["headers"]["set-cookie"]
    assert cookie.endswith("Path=/; HttpOnly; SameSite=Lax")
    assert ask(door(), cookie=cookie.partition(";")[0])["body"] == "let in"


def test_the_address_that_opened_the_browser_opens_the_door_once() -> None:
    at = door()
    assert ask(at, query=f"token={TICKET}")["status"] == 303
    assert ask(at, query=f"token={TICKET}")["status"] == 403


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/\\elsewhere.example", "/a\r\nset-cookie: b=c"])
def test_nobody_is_sent_elsewhere(path: str) -> None:
    location = ask(door(), path=path, query=f"token={TOKEN}")["headers"]["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\n" not in location


def test_the_cookie_of_another_page_of_this_machine_opens_nothing() -> None:
    assert ask(door(), cookie=f"prescreen-8502={TOKEN}")["status"] == 403
    assert ask(door(), cookie="prescreen-8501=wrong")["status"] == 403
    assert ask(door(), cookie="\x00=;;;")["status"] == 403


def test_only_the_health_of_the_page_is_told_to_everybody() -> None:
    assert ask(door(), "/_stcore/health")["body"] == "let in"
    assert ask(door(), "/_stcore/health", method="POST")["status"] == 403
    assert ask(door(), "/_stcore/health/")["status"] == 403
    assert ask(door(), "/_stcore/upload_file/x/y", method="PUT")["status"] == 403


def test_a_session_needs_the_cookie_and_the_page_s_own_address() -> None:
    stream = {"path": "/_stcore/stream", "kind": "websocket", "host": "127.0.0.1:8501"}
    assert ask(door(), **stream)["type"] == "websocket.close"
    assert ask(door(), **stream, query=f"token={TOKEN}")["type"] == "websocket.close"
    assert ask(door(), **stream, **COOKIE, origin="http://127.0.0.1:9999")["type"] == "websocket.close"
    assert ask(door(), **stream, **COOKIE, origin="http://127.0.0.1:8501")["type"] == "websocket.accept"


def test_a_page_that_others_serve_shows_nothing() -> None:
    code = f"from streamlit.testing.v1 import AppTest; page = AppTest.from_file({str(REAL_APP)!r}).run(); "
    code += "print(len(page.text), page.text[0].value, len(page.button), len(page.chat_input))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "1 Start the page with: prescreen ui 0 0"


class TestInABrowser:
    pytestmark = MARKS

    def test_the_printed_address_opens_the_page_and_the_bare_one_does_not(self, page: playwright.Page) -> None:
        with served(REAL_APP) as address:
            bare = address.partition("?")[0]
            answer = page.goto(bare)
            assert answer is not None
            assert answer.status == 403
            playwright.expect(page.locator("h1").first).to_have_text("This page needs its launch token")
            page.goto(address)
            page.get_by_test_id("stChatInputTextArea").wait_for()
            assert page.url == bare
            page.reload()
            page.get_by_test_id("stChatInputTextArea").wait_for()
