"""Which model server reads the notes, and within what bounds. Asks nothing of any server."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from assistant.choosing import BASE_URL, MODEL
from assistant.errors import InputError

Plan = Literal["one_call", "small_model"]
PLANS: tuple[Plan, ...] = ("one_call", "small_model")
Masking = Literal["auto", "always"]
MASKING: tuple[Masking, ...] = ("auto", "always")
API_KEY, PLAN = "PRESCREEN_LLM_API_KEY", "PRESCREEN_LLM_PLAN"
MASK, CACHE, CACHE_CONTENT = "PRESCREEN_LLM_MASK", "PRESCREEN_LLM_CACHE", "PRESCREEN_LLM_CACHE_CONTENT"
SECOND_LOOK = "PRESCREEN_LLM_SECOND_LOOK"
TIMEOUT, OUTPUT_TOKENS, CALLS, CONCURRENCY = (
    "PRESCREEN_LLM_TIMEOUT",
    "PRESCREEN_LLM_OUTPUT_TOKENS",
    "PRESCREEN_LLM_CALLS",
    "PRESCREEN_LLM_CONCURRENCY",
)
"""The only names that are looked at, beside BASE_URL and MODEL: other programs' keys in the environment are ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmSettings:
    """A server, a model and the bounds of a run. ``api_key`` is never shown."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    plan: Plan = "one_call"
    timeout: float = 120.0
    """Seconds that one answer may take."""
    output_tokens: int = 4096
    """The longest answer; one that is cut off is asked for again in halves."""
    calls: int = 200
    """The budget of one patient: further passages are left unread, and the report says so."""
    second_look: int = 0
    """So many further questions at most about what is still unknown; 0 asks none."""
    concurrency: int = 4
    retries: int = 2
    """How often a call is repeated after a fault that may pass (429, 5xx, a dropped connection)."""
    chunk: int = 6000
    """Characters of notes in one call."""
    overlap: int = 300
    """Characters that two neighbouring passages of a long note share."""
    seed: int = 7
    mask: Masking = "auto"
    """Whether names, numbers and dates are masked: ``auto`` where the notes leave this machine, or ``always``."""
    cache: str = ""
    """The folder that keeps answers between runs; empty keeps none."""
    cache_content: bool = True
    """Whether what was answered is kept too, encrypted; else only what it cost."""

    @property
    def host(self) -> str:
        """The host that notes are sent to."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def port(self) -> int | None:
        """The port that the address names."""
        return urlsplit(self.base_url).port

    @property
    def on_loopback(self) -> bool:
        """Whether the server is on this machine, so that nothing leaves it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def masks(self) -> bool:
        """Whether the server sees masked notes alone."""
        return self.mask == "always" or not self.on_loopback


def from_environment(environment: Mapping[str, str] | None = None) -> LlmSettings:
    """The server that ``PRESCREEN_LLM_BASE_URL``, ``PRESCREEN_LLM_MODEL`` and the names beside them describe.

    Raises:
        InputError: a needed name is missing, or a value cannot be used; the message names it.
    """
    known = os.environ if environment is None else environment
    missing = [name for name in (BASE_URL, MODEL) if not known.get(name)]
    if missing:
        raise InputError("llm_unset", names=missing)
    url = known[BASE_URL].strip().rstrip("/")
    if not _usable(url):
        raise InputError("llm_address", name=BASE_URL)
    return LlmSettings(
        base_url=url,
        model=known[MODEL].strip(),
        api_key=known.get(API_KEY, ""),
        plan=_one_of(known, PLAN, PLANS),
        mask=_one_of(known, MASK, MASKING),
        cache=known.get(CACHE, "").strip(),
        cache_content=_one_of(known, CACHE_CONTENT, _YES_NO) == "yes",
        timeout=_number(known, TIMEOUT, 120.0),
        output_tokens=int(_number(known, OUTPUT_TOKENS, 4096)),
        calls=int(_number(known, CALLS, 200)),
        second_look=int(_number(known, SECOND_LOOK, 0, none_too=True)),
        concurrency=int(_number(known, CONCURRENCY, 4)),
    )


def _usable(url: str) -> bool:
    """Whether the address names a host, and a port that is a number if any."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


_YES_NO: tuple[Literal["yes", "no"], ...] = ("yes", "no")
_Word = TypeVar("_Word", bound=str)


def _one_of(known: Mapping[str, str], name: str, words: tuple[_Word, ...]) -> _Word:
    """The word that is set, the first where none is."""
    said = (known.get(name) or words[0]).strip()
    for word in words:
        if word == said:
            return word
    raise InputError("llm_plan" if name == PLAN else "llm_choice", name=name, value=said, known=words)


def _number(known: Mapping[str, str], name: str, default: float, *, none_too: bool = False) -> float:
    text = known.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (0 < value < 1_000_000 or (none_too and value == 0)):
        raise InputError("llm_number", name=name, value=text)
    return value
