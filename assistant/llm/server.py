"""Asks an OpenAI-compatible server for claims, in the best way that it knows, and tells its faults apart.

The way of asking is negotiated once per server and model, from the strictest to the loosest, and remembered for the
process. LangChain is imported here alone, and only when a server is asked.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from assistant.choosing import BASE_URL, MODEL
from assistant.errors import ExtractionError
from assistant.llm.claims import Answer, Claim, holds_claims, lenient
from assistant.llm.settings import API_KEY, LlmSettings
from prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Way = Literal["strict_schema", "schema", "tool_call", "json_mode"]
WAYS: tuple[Way, ...] = ("strict_schema", "schema", "tool_call", "json_mode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer: its claims, what it cost, and whether it was cut off."""

    claims: tuple[Claim, ...] = ()
    unfit: int = 0
    """Items of the answer that fit no claim."""
    calls: int = 1
    input_tokens: int = 0
    output_tokens: int = 0
    cut_off: bool = False
    cached_calls: int = 0
    """Calls that were not made, since an earlier run's answer was kept."""
    fault: str | None = None
    """Why the passage could not be read, as a code: ``not_json``, ``refused``, ``empty``, ``cut_off``."""


class ServerError(ExtractionError):
    """The server cannot be used at all: no passage would be read. The message says why and how to mend it."""


class PassageError(ExtractionError):
    """One call failed after all repeats; another passage may still be read."""

    def __init__(self, code: str, status: int | None = None, **data: object) -> None:
        super().__init__(code, status=status, **data)
        self.status = status
        """What the server answered, if it answered."""


@dataclass
class _Known:
    """What was learnt about each server and model in this process."""

    ways: dict[tuple[str, str], Way] = field(default_factory=dict)
    without: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """Parameters that it does not take."""
    lock: threading.Lock = field(default_factory=threading.Lock)


_KNOWN = _Known()
_WAY_UNKNOWN = frozenset({400, 415, 422, 500, 501})
"""What servers answer to a way of asking that they do not know; some fall over it with a 500."""
_OPTIONAL = ("temperature", "seed", "max_tokens")
"""Parameters that some models refuse; without ``max_tokens`` its newer name is used."""


class Server:
    """A model behind the OpenAI API."""

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings
        self._key = (settings.base_url, settings.model)
        self._model = chat_model(settings)

    @property
    def way(self) -> Way | None:
        """The way of asking that this server takes, once it is known."""
        return _KNOWN.ways.get(self._key)

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        """The claims that the model makes about these notes.

        Raises:
            ServerError: it refuses the key, the model or every way of asking.
            PassageError: it cannot be reached, or kept failing on this call.
        """
        known = self.way
        if known is None:
            with _KNOWN.lock:  # the first call finds the way for the others
                known = self.way
                if known is None:
                    return self._negotiate(prompt, answer, notes)
        return self._in_way(known, prompt, answer, notes)

    def body(self, prompt: Prompt, answer: type[Answer], notes: str) -> bytes:
        """The body of the first request about these notes, as it would be sent. Nothing is sent."""
        from langsmith import tracing_context

        kept: list[bytes] = []

        def keep(request: Any) -> None:
            kept.append(request.read())
            raise _NotSent

        way = self.way or WAYS[0]
        messages = _messages(prompt, notes, answer if way == "json_mode" else None)
        bounds = _bounds(self.settings, _KNOWN.without.get(self._key, frozenset()))
        model = chat_model(replace(self.settings, retries=0), keep)
        with suppress(_NotSent), tracing_context(enabled=False):
            model.invoke(messages, **_asking(way, answer), **bounds)
        return kept[0]

    def _negotiate(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        """The reply in the strictest way that gives one; that way is remembered.

        A reply without JSON is no sign of a way that works: it is remembered for none.
        """
        spent = Reply(calls=0)
        last: Reply | None = None
        for way in WAYS:
            try:
                reply = self._in_way(way, prompt, answer, notes)
            except PassageError as error:
                if error.status not in _WAY_UNKNOWN or (way == WAYS[-1] and (error.status == 500 or last is not None)):
                    raise
                spent = _added(spent, Reply())
                continue
            if reply.fault in (None, "cut_off"):
                _KNOWN.ways[self._key] = way
                return _added(reply, spent)
            last = _added(reply, spent)
            if reply.fault == "refused":
                return last
            spent = _added(spent, reply)
        if last is not None:
            return last
        raise ServerError("llm_no_way", host=self.settings.host)

    def _in_way(self, way: Way, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        messages = _messages(prompt, notes, answer if way == "json_mode" else None)
        reply, said = self._call(way, answer, messages)
        if way == "json_mode" and reply.fault == "not_json":
            # One turn to mend it: the model sees what it said and what is wanted.
            from langchain_core.messages import AIMessage, HumanMessage

            repair = HumanMessage("That is not the JSON object that was asked for. Answer with the JSON object alone.")
            again, _ = self._call(way, answer, [*messages, AIMessage(said[:4000]), repair])
            return _added(again, reply)
        return reply

    def _call(self, way: Way, answer: type[Answer], messages: Sequence[BaseMessage]) -> tuple[Reply, str]:
        import openai
        from langsmith import tracing_context

        while True:
            without = _KNOWN.without.get(self._key, frozenset())
            asking = {**_asking(way, answer), **_bounds(self.settings, without)}
            try:
                with tracing_context(enabled=False):  # whatever other programs' variables say
                    message = self._model.invoke(list(messages), **asking)
            except openai.LengthFinishReasonError as error:
                return _cut_off(error), ""
            except openai.ContentFilterFinishReasonError:
                return Reply(fault="refused"), ""
            except openai.OpenAIError as error:
                if _too_long(error):
                    return Reply(cut_off=True, fault="cut_off"), ""
                refused = _refused_parameter(error) - without
                if not refused:
                    raise fault_of(error, self.settings) from None
                _KNOWN.without[self._key] = without | refused
            except (ValueError, TypeError, AttributeError, KeyError, IndexError):
                # What came is no answer of this API. Nothing of it is repeated: it may hold a note's words.
                raise PassageError("llm_unusable", 200, host=self.settings.host) from None
            else:
                return _reply(message), _said(message)


class _NotSent(Exception):
    """A request was only to be looked at."""


_TALKATIVE = ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "langchain", "langchain_core", "langchain_openai")


def chat_model(settings: LlmSettings, before_sending: Callable[[Any], None] | None = None) -> Any:
    """LangChain's client for the server of these settings; ``before_sending`` sees each request before it goes out."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    from assistant.llm.transport import client

    # It warns on standard error of what is negotiated here.
    warnings.filterwarnings("ignore", module=r"langchain_openai\b")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)  # below it they may write whole requests
    transport = client(settings)
    if before_sending is not None:
        transport.event_hooks = {"request": [before_sending]}
    # By dictionary, since the checker of types knows only one of each parameter's two names. A server without keys
    # takes any; the variables of other programs are never looked at: not their keys, organisations or proxies.
    parameters: dict[str, Any] = {
        "model": settings.model,
        "base_url": settings.base_url,
        "api_key": SecretStr(settings.api_key or "none"),
        "organization": "",
        "openai_proxy": "",
        "http_client": transport,
        "http_socket_options": (),
        "timeout": settings.timeout,
        "max_retries": settings.retries,
        "use_responses_api": False,
        "cache": False,
    }
    return ChatOpenAI(**parameters)


def _bounds(settings: LlmSettings, without: frozenset[str]) -> dict[str, Any]:
    """The parameters that keep answers the same and short, as far as the server takes them."""
    # The older name of the limit first: many servers know no other. Neither is known to every client.
    limit = "max_completion_tokens" if "max_tokens" in without else "max_tokens"
    wanted: dict[str, Any] = {"temperature": 0, "seed": settings.seed}
    bounds: dict[str, Any] = {name: value for name, value in wanted.items() if name not in without}
    return {**bounds, "extra_body": {limit: settings.output_tokens}}


def _refused_parameter(error: Any) -> frozenset[str]:
    """The optional parameter that the server says it does not take."""
    if getattr(error, "status_code", None) not in (400, 422):
        return frozenset()
    told = str(getattr(error, "param", None) or "")
    said = str(getattr(error, "message", ""))
    named = [name for name in _OPTIONAL if name == told or (not told and re.search(rf"['`\"]{name}['`\"]", said))]
    return frozenset(named[:1])


def _too_long(error: Any) -> bool:
    """Whether the passage does not fit what the model can take in, so that halves of it may."""
    said = f"{getattr(error, 'code', '')} {getattr(error, 'message', '')}"
    return getattr(error, "status_code", None) in (400, 413, 422) and bool(_CONTEXT.search(said))


_CONTEXT = re.compile(r"context[_ ](?:length|size|window)|maximum context|prompt is too long|too many tokens", re.I)


def _messages(prompt: Prompt, notes: str, schema: type[Answer] | None) -> list[BaseMessage]:
    """Finished messages: the fixed part first, then the worked turns, then the notes."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    system = prompt.system
    if schema is not None:
        shape = json.dumps(schema.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
        system = f"{system}\nThe JSON object must fit this schema: {shape}\n"
    messages: list[BaseMessage] = [SystemMessage(system)]
    for example in prompt.examples:
        messages.append(HumanMessage(prompt.asked(example.notes.strip(), example.topic)))
        messages.append(AIMessage(json.dumps(example.answer, ensure_ascii=False)))
    return [*messages, HumanMessage(prompt.asked(notes))]


def _asking(way: Way, answer: type[Answer]) -> Mapping[str, Any]:
    """The parameters that ask for JSON in one way."""
    if way == "json_mode":
        return {"response_format": {"type": "json_object"}}
    schema = strict_schema(answer)
    name = answer.__name__.lower()
    if way == "tool_call":
        tool = {"type": "function", "function": {"name": name, "description": "Record them.", "parameters": schema}}
        return {"tools": [tool], "tool_choice": {"type": "function", "function": {"name": name}}}
    shape: dict[str, Any] = {"name": name, "schema": schema}
    if way == "strict_schema":
        shape["strict"] = True
    return {"response_format": {"type": "json_schema", "json_schema": shape}}


def strict_schema(answer: type[Answer]) -> dict[str, Any]:
    """The JSON schema of an answer without what strict mode forbids or a server may trip over."""
    schema: dict[str, Any] = _bare(answer.model_json_schema())
    return schema


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _bare(item)
            for key, item in value.items()
            if not (key in ("title", "description", "default") and not isinstance(item, dict))
        }
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _said(message: Any) -> str:
    calls = getattr(message, "tool_calls", None) or []
    if calls:
        return json.dumps(calls[0]["args"], ensure_ascii=False)
    invalid = getattr(message, "invalid_tool_calls", None) or []
    if invalid:
        return str(invalid[0].get("args") or "")
    return message.content if isinstance(message.content, str) else ""


def _reply(message: Any) -> Reply:
    usage = getattr(message, "usage_metadata", None) or {}
    cost = {"input_tokens": usage.get("input_tokens", 0), "output_tokens": usage.get("output_tokens", 0)}
    ended = (getattr(message, "response_metadata", None) or {}).get("finish_reason")
    text = _said(message)
    data = _object(text)
    cut_off = ended == "length" and data is None
    if (message.additional_kwargs or {}).get("refusal") or ended == "content_filter":
        return Reply(fault="refused", **cost)
    if cut_off:
        return Reply(cut_off=True, fault="cut_off", **cost)
    if not text.strip():
        return Reply(fault="empty", **cost)
    if data is None or not holds_claims(data):
        return Reply(fault="not_json", **cost)
    claims, unfit = lenient(data)
    return Reply(claims=claims, unfit=unfit, **cost)


def _cut_off(error: Any) -> Reply:
    usage = getattr(error.completion, "usage", None)
    return Reply(
        cut_off=True,
        fault="cut_off",
        input_tokens=getattr(usage, "prompt_tokens", 0) or 0,
        output_tokens=getattr(usage, "completion_tokens", 0) or 0,
    )


_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also where it stands in a fence of Markdown."""
    fenced = _FENCE.search(text)
    for body in (text, fenced[1] if fenced else ""):
        try:
            data = json.loads(body)
        except ValueError:
            continue
        except RecursionError:
            return None
        if isinstance(data, dict):
            return data
    return None


def _added(first: Reply, second: Reply) -> Reply:
    """The first reply with the second's cost on top."""
    return Reply(
        claims=first.claims,
        unfit=first.unfit,
        calls=first.calls + second.calls,
        input_tokens=first.input_tokens + second.input_tokens,
        output_tokens=first.output_tokens + second.output_tokens,
        cut_off=first.cut_off,
        fault=first.fault,
    )


def fault_of(error: Any, settings: LlmSettings) -> ExtractionError:
    """One sentence for each way in which a server fails. Never the server's own words: they may repeat a note."""
    import openai

    status = getattr(error, "status_code", None)
    where = settings.host
    if isinstance(error, openai.APITimeoutError):
        return PassageError("llm_timeout", host=where, seconds=f"{settings.timeout:g}")
    if isinstance(error, openai.APIConnectionError):
        return PassageError("llm_unreachable", host=where, name=BASE_URL)
    if not isinstance(status, int):
        return PassageError("llm_unusable", host=where)
    if status in (401, 403):
        return ServerError("llm_key", host=where, name=API_KEY)
    if status == 404:
        return ServerError("llm_unknown", host=where, names=(MODEL, BASE_URL))
    if 300 <= status < 400:
        return ServerError("llm_elsewhere", host=where, name=BASE_URL)
    if status == 429:
        return PassageError("llm_busy", status, host=where)
    return PassageError("llm_failed" if status >= 500 else "llm_refuses", status, host=where)
