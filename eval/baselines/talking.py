"""Asks an OpenAI-compatible server on this machine, or takes its recorded answers. Knows no criterion.

Live: ``PRESCREEN_LLM_BASE_URL`` (loopback only: a baseline masks nothing) and ``PRESCREEN_LLM_MODEL``. Recorded:
``PRESCREEN_EVAL_RECORDINGS``, a folder; answers of a live run are added to it. A recording is found by the hash of
what is asked, the model's name included, and holds the answer alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.choosing import BASE_URL, MODEL

RECORDINGS = "PRESCREEN_EVAL_RECORDINGS"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TIMEOUT = 300


class Unavailable(Exception):
    """There is neither a server nor a recording; the sentence says what to set."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said and what it cost."""

    text: str
    input_tokens: int
    output_tokens: int


def check_available(environment: Mapping[str, str] = os.environ) -> None:
    """Say what is missing before any case is run.

    Raises:
        Unavailable: no model is named, or there is neither a server on this machine nor a folder of recordings.
    """
    if not environment.get(MODEL):
        raise Unavailable(f"no model is named: set {MODEL}")
    folder = environment.get(RECORDINGS)
    if folder and Path(folder).is_dir():
        return
    if not environment.get(BASE_URL):
        raise Unavailable(f"there is no model server and no recorded run: set {BASE_URL} or {RECORDINGS}")
    if urlsplit(environment[BASE_URL]).hostname not in _LOOPBACK:
        raise Unavailable(f"{BASE_URL} is not on this machine, and a baseline sends notes unmasked")


def ask(messages: list[dict[str, str]], environment: Mapping[str, str] = os.environ) -> Answer:
    """The answer to the messages: the recorded one, else the server's.

    Raises:
        Unavailable: it is not recorded and no server on this machine is set.
        OSError: the server failed.
    """
    body = {"model": environment.get(MODEL, ""), "messages": messages, "temperature": 0, "seed": 7}
    key = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    folder = environment.get(RECORDINGS)
    kept = Path(folder) / f"{key}.json" if folder else None
    if kept is not None and kept.is_file():
        return _answer(json.loads(kept.read_text("utf-8")))
    base = environment.get(BASE_URL, "")
    if urlsplit(base).hostname not in _LOOPBACK:
        raise Unavailable("the recorded run does not hold this case, and no model server on this machine is set")
    said = _asked(f"{base.rstrip('/')}/chat/completions", body)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({name: said.get(name) for name in ("choices", "usage")}), "utf-8")
    return _answer(said)


def _asked(url: str, body: Mapping[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=_TIMEOUT) as response:
        return json.load(response)


def _answer(said: Mapping[str, Any]) -> Answer:
    usage = said.get("usage") or {}
    text = said["choices"][0]["message"].get("content") or ""
    return Answer(text, int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0)))
