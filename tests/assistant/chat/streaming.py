"""A small OpenAI-compatible server on loopback that streams played answers. Real HTTP and server-sent events, no model.

A play is a function from the request (its JSON) to a list of pieces, sent one after the other.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Text:
    """Words of the answer, after a pause of so many seconds."""

    words: str
    pause: float = 0.0


@dataclass(frozen=True)
class Call:
    """A tool call."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    """Another status than 200, with a body that must never be repeated."""

    code: int
    body: str = '{"error": {"message": "SECRET of the server"}}'


class Drop:
    """The connection breaks here."""


Piece = Text | Call | Status | Drop
Play = Callable[[dict[str, Any]], Sequence[Piece]]


@dataclass
class Running:
    """The server's address, what it was asked, and how much of its answers the client took."""

    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    sent: int = 0
    given_up: threading.Event = field(default_factory=threading.Event)
    """The client closed the connection before the answer was over."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, running: Running, play: Play) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.running, self.play = running, play


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        running = self.server.running
        running.bodies.append(body)
        running.requests.append(json.loads(body))
        pieces = list(self.server.play(running.requests[-1]))
        if pieces and isinstance(pieces[0], Status):
            self._refuse(pieces[0])
            return
        assert running.requests[-1]["stream"]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for piece in pieces:
                if isinstance(piece, Drop):
                    self.connection.close()
                    return
                self._send(piece)
            self._event({}, "tool_calls" if any(isinstance(piece, Call) for piece in pieces) else "stop")
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            running.given_up.set()

    def _send(self, piece: Piece) -> None:
        if isinstance(piece, Text):
            time.sleep(piece.pause)
            self._event({"content": piece.words})
        elif isinstance(piece, Call):
            number = self.server.running.sent
            function = {"name": piece.tool, "arguments": json.dumps(piece.arguments)}
            call = {"index": number, "id": f"call{number}", "type": "function", "function": function}
            self._event({"tool_calls": [call]})
        self.server.running.sent += 1

    def _event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        chunk = {
            "id": "played",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "played",
            "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _refuse(self, status: Status) -> None:
        data = status.body.encode()
        self.send_response(status.code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def streaming(play: Play) -> Iterator[Running]:
    """A server that answers by ``play`` until the block ends."""
    running = Running()
    server = _Server(running, play)
    running.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def results(request: dict[str, Any]) -> list[str]:
    """What the tools have returned so far."""
    return [str(message["content"]) for message in request["messages"] if message["role"] == "tool"]


def then(*calls: Call, say: Callable[[list[str]], Sequence[Piece]]) -> Play:
    """A play that calls these tools at once and then says what ``say`` makes of their results."""

    def play(request: dict[str, Any]) -> Sequence[Piece]:
        told = results(request)
        return say(told) if told else calls

    return play
