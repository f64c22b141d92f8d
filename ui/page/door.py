"""Lets only those in who have the launch token. Serves nothing itself but the page that says how to get it.

The token is printed where the page was started and comes in an address, ``/?token=…``. Whoever comes with it gets a
cookie and is sent on to the same address without it, so that it stays in no history and on no screen.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import cookies
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from ui.page.cards import esc
from ui.page.wording import Words

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

HEALTH = "/_stcore/health"
TOKEN = "token"
_SAFE = ("GET", "HEAD")
_CLOSED = 1008  # of WebSocket: against the rules of this server
_PRIVATE = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_built = False


def is_built() -> bool:
    """Whether this process serves the page behind a door."""
    return _built


class Door:
    """An application behind a door.

    ``token`` opens it as often as it is shown, ``ticket`` once: a browser is opened by a command that others on this
    machine can see, so the address in it must be worth nothing afterwards.
    """

    def __init__(self, app: App, token: str, port: int, ticket: str | None = None) -> None:
        global _built
        _built = True
        self._app, self._token, self._ticket = app, token, ticket
        self._port = port
        self._cookie = f"prescreen-{port}"  # a cookie is of all ports of a machine

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "lifespan" or (kind == "http" and scope["path"] == HEALTH and scope["method"] in _SAFE):
            return await self._app(scope, receive, send)
        if self._has_cookie(scope) and _is_at_home(scope):
            if kind == "http" and TOKEN in dict(_query(scope)):
                return await self._send_on(scope, send)
            return await self._app(scope, receive, send)
        if kind == "websocket":
            await receive()  # the request itself, which must be taken before it can be refused
            return await send({"type": "websocket.close", "code": _CLOSED})
        if scope["method"] in _SAFE and self._opens(dict(_query(scope)).get(TOKEN, "")):
            return await self._send_on(scope, send)
        return await self._refuse(scope, send)

    def _opens(self, shown: str) -> bool:
        if _same(shown, self._token):
            return True
        if self._ticket is not None and _same(shown, self._ticket):
            self._ticket = None
            return True
        return False

    def _has_cookie(self, scope: Message) -> bool:
        jar = self._jar(scope)
        return self._cookie in jar and _same(jar[self._cookie].value, self._token)

    def _jar(self, scope: Message) -> cookies.SimpleCookie:
        jar = cookies.SimpleCookie()
        with contextlib.suppress(cookies.CookieError):  # another program's of this machine
            jar.load(_header(scope, b"cookie"))
        return jar

    async def _send_on(self, scope: Message, send: Send) -> None:
        rest = urlencode([(name, value) for name, value in _query(scope) if name != TOKEN])
        # One slash: two would lead to another server.
        target = "/" + quote(scope["path"].lstrip("/\\")) + (f"?{rest}" if rest else "")
        headers = [(b"location", target.encode())]
        if not self._jar(scope).get(visitor_cookie(self._port)):
            headers.append(_cookie(visitor_cookie(self._port), secrets.token_urlsafe(32)))
        headers.append(_cookie(self._cookie, self._token))
        await _answer(send, 303, headers)

    async def _refuse(self, scope: Message, send: Send) -> None:
        chinese_first = _header(scope, b"accept-language").lower().startswith("zh")
        shown = TOKEN in dict(_query(scope))
        body = "".join(_said(Words(lang), shown) for lang in (("zh", "en") if chinese_first else ("en", "zh")))
        page = f'<!doctype html><meta charset="utf-8"><title>prescreen</title>{_STYLE}<main>{body}</main>'
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ]
        await _answer(send, 403, headers, page.encode())


def visitor_cookie(port: int | None) -> str:
    """The name of the cookie that tells one browser from another: the launch token is the same for all who have it."""
    return f"prescreen-{port}-visitor"


def _cookie(name: str, value: str) -> tuple[bytes, bytes]:
    return b"set-cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax".encode()


_STYLE = (
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><style>'
    "main{font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:12vh auto;padding:0 20px}h1{font-size:22px}</style>"
)


def _said(words: Words, shown: bool) -> str:
    head, why, how = (esc(words(f"door.{key}")) for key in ("head", "stale" if shown else "why", "how"))
    return f'<section lang="{words.lang}"><h1>{head}</h1><p>{why}</p><p>{how}</p></section>'


def _same(shown: str, secret: str) -> bool:
    return secrets.compare_digest(shown.encode("utf-8", "surrogatepass"), secret.encode())


def _is_at_home(scope: Message) -> bool:
    """Whether no other page is behind this: what changes something must come from the page itself."""
    origin = _header(scope, b"origin")
    if not origin or (scope["type"] == "http" and scope["method"] in _SAFE):
        return True
    return urlsplit(origin).netloc == _header(scope, b"host")


def _header(scope: Message, name: bytes) -> str:
    headers: Headers = scope["headers"]
    return b"; ".join(value for key, value in headers if key.lower() == name).decode("latin-1")


def _query(scope: Message) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


async def _answer(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *_PRIVATE, length]})
    await send({"type": "http.response.body", "body": body})
