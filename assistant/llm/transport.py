"""The HTTP client that talks to a model server: no redirects, no endless answers, and no proxy for this machine itself.

Words of notes go to the one host that the settings name. The libraries' own clients would follow a redirect to another,
send what is meant for this machine through a proxy of the environment, and wait for as long as bytes keep dribbling in.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from assistant.llm.settings import LlmSettings

_CONNECT = 10.0
"""Seconds in which a connection must come about."""
_LONGEST = 8_000_000
"""So many bytes of one answer are read; the longest answers of models take a twentieth of it."""

_OTHERS = ("OpenAI-Organization", "OpenAI-Project")
"""Headers that the library fills from the variables of other programs."""


def client(settings: LlmSettings) -> httpx.Client:
    """A client for this server alone."""
    import httpx

    class Bounded(httpx.SyncByteStream):
        """An answer of which no more is read than its time and its length allow."""

        def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
            self._stream = stream
            self._until = until

        def __iter__(self) -> Iterator[bytes]:
            length = 0
            for part in self._stream:
                length += len(part)
                if time.monotonic() > self._until or length > _LONGEST:
                    raise httpx.ReadTimeout("The answer does not come to an end.")
                yield part

        def close(self) -> None:
            self._stream.close()

    class Patient(httpx.BaseTransport):
        """Waits for the whole of an answer, but not for ever."""

        def __init__(self, inner: httpx.BaseTransport) -> None:
            self._inner = inner

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            until = time.monotonic() + settings.timeout
            for name in _OTHERS:
                request.headers.pop(name, None)
            response = self._inner.handle_request(request)
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = Bounded(response.stream, until)
            return response

        def close(self) -> None:
            self._inner.close()

    limits = httpx.Timeout(settings.timeout, connect=min(_CONNECT, settings.timeout))
    made = httpx.Client(timeout=limits, follow_redirects=False, trust_env=not settings.on_loopback)
    # Every transport, those of the environment's proxies included.
    made._transport = Patient(made._transport)
    made._mounts = {where: Patient(each) if each is not None else None for where, each in made._mounts.items()}
    return made
