"""A small OpenAI-compatible server on loopback that plays answers and faults. Real HTTP, no model.

A play is a function from the request (its JSON) to what is answered: a text, or a ``Fault``.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong: a status with headers, a dropped connection, a delay, an answer cut off."""

    status: int = 200
    body: str = '{"error": {"message": "played"}}'
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    delay: float = 0.0
    finish: str = "stop"
    text: str = ""
    refusal: str | None = None
    raw: bytes | None = None
    """The whole body, where it is no completion."""
    dribble: float = 0.0
    """Seconds between blanks that go before the answer, which never comes."""


Played = str | Fault
Play = Callable[[dict[str, Any]], Played]


@dataclass
class Running:
    """The server's address and what it was asked."""

    base_url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    """The requests as they came, byte by byte."""
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, running: Running, play: Play) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.running, self.play = running, play


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        self.server.running.connections += 1
        super().setup()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        self.server.running.bodies.append(body)
        self.server.running.requests.append(request)
        self.server.running.headers.append({name.lower(): value for name, value in self.headers.items()})
        played = self.server.play(request)
        fault = played if isinstance(played, Fault) else Fault(text=played)
        time.sleep(fault.delay)
        if fault.drop:
            self.close_connection = True
            self.connection.close()
            return
        try:
            self._answer(request, fault)
        except OSError:
            self.close_connection = True  # the client gave up

    def _answer(self, request: Mapping[str, Any], fault: Fault) -> None:
        body = (fault.body if fault.status != 200 else json.dumps(_completion(request, fault))).encode()
        body = body if fault.raw is None else fault.raw
        self.send_response(fault.status)
        for name, value in fault.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000000" if fault.dribble else str(len(body)))
        self.end_headers()
        for _ in range(100 if fault.dribble else 0):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(fault.dribble)
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def playing(play: Play) -> Iterator[Running]:
    """A server that answers by ``play`` until the block ends."""
    running = Running("")
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


def _completion(request: Mapping[str, Any], fault: Fault) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": fault.text}
    if fault.refusal is not None:
        message["refusal"] = fault.refusal
    elif request.get("tools"):
        function = {"name": request["tools"][0]["function"]["name"], "arguments": fault.text}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call", "type": "function", "function": function}],
        }
    asked = sum(len(str(each["content"])) for each in request["messages"])
    usage = {"prompt_tokens": asked // 4, "completion_tokens": len(fault.text) // 4}
    return {
        "id": "played",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": fault.finish}],
        "usage": {**usage, "total_tokens": sum(usage.values())},
    }


def shown_notes(request: Mapping[str, Any]) -> str:
    """The user's last turn: what the model is shown of the notes."""
    return str(request["messages"][-1]["content"])
