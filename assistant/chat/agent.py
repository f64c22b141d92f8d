"""Answers a question with a model that chooses among the tools. The only module that knows LangChain's agents.

The model sees the question and what the tools return, nothing else; masked, where its server is not on this machine.
What it writes passes the gate sentence by sentence. Steps, time and calls are bounded; whatever fails, the answer of
the rules stands, with a warning. Where the rules have an answer of their own, it is part of the model's too, so that
the same is said with and without a model.
"""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.chat import gate, router, toolbox
from assistant.chat.case import Case
from assistant.chat.replies import Event, Looked, Reply, Sentence, Turn, Waiting
from assistant.chat.told import Told
from assistant.chat.veil import ChatVeil
from assistant.errors import ExtractionError, Phrase
from assistant.llm.server import chat_model, fault_of
from assistant.llm.settings import LlmSettings
from prompts import load
from rules.catalogue import Lang

MOST_LOOKS = 8
"""So many tool calls are answered for one question."""
_STEPS = 12
"""Turns of model and tools after which a question is given up."""
_TICK = 0.1
_MOST_TEXT = 12_000
"""So many characters of an answer are looked at; a model that goes on and on is cut short there."""
_TURNS = 4
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")


class Stopped(Exception):
    """Nobody waits for the answer any more."""


@dataclass
class _Run:
    """One question to the model: what was shown and told, and the bytes that went out."""

    case: Case
    lang: Lang
    settings: LlmSettings
    veil: ChatVeil | None
    events: queue.Queue[Any] = field(default_factory=queue.Queue)
    told: list[Told] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def shown(self, text: str) -> str:
        """A text as the model may see it."""
        if self.veil is None:
            return text
        with self.lock:
            return self.veil.shown(text)

    def true(self, text: str) -> str:
        """The model's words with the true names and days."""
        return text if self.veil is None else self.veil.back(text)

    def sending(self, request: Any) -> None:
        """Keep what goes out; let nothing go out once nobody waits."""
        if self.stop.is_set():
            raise Stopped
        self.requests.append(request.read())

    def look(self, name: str, arguments: Mapping[str, Any]) -> str:
        """A tool's answer for the model."""
        if self.stop.is_set():
            raise Stopped
        if len(self.told) >= MOST_LOOKS:
            return "No more look-ups: answer from what you have."
        true = {key: self.true(value) if isinstance(value, str) else value for key, value in arguments.items()}
        told = toolbox.call(name, true, self.case, self.lang)
        shown = self.shown(toolbox.as_text(told))
        with self.lock:
            self.told.append(told)
        self.events.put(Looked(name))
        return shown


class Agent:
    """A model behind an OpenAI-compatible server that answers questions about a case with the tools."""

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings

    def answer(self, question: str, case: Case, lang: Lang, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """The answer as it comes; the last event is the whole ``Reply``.

        Closing the iterator stops the model: its connection is closed and nothing more is sent.
        """
        found = router.route(question, case, lang)
        veil = None
        if self.settings.masks:
            veil = ChatVeil(case.screened.documents, case.screened.dates.screening_day)
        run = _Run(case, found.lang, self.settings, veil)
        writer = _Writer(run)
        problem: Phrase | ExtractionError | None = None
        try:
            messages = self._messages(run, question, history)
            for event in self._events(run, messages):
                if isinstance(event, str):
                    yield from writer.takes(event)
                else:
                    yield event
            yield from writer.closes()
        except ExtractionError as error:
            problem = error
        yield self._reply(run, writer, problem, found)

    def first_request(self, question: str, case: Case, lang: Lang, history: Sequence[Turn] = ()) -> bytes:
        """The body of the first request about a question, as it would be sent. Nothing is sent.

        Raises:
            PrivacyError: it cannot be masked for certain, so that nothing would be sent.
        """
        veil = None
        if self.settings.masks:
            veil = ChatVeil(case.screened.documents, case.screened.dates.screening_day)
        run = _Run(case, lang, self.settings, veil)
        messages = self._messages(run, question, history)
        kept: list[bytes] = []

        def keep(request: Any) -> None:
            kept.append(request.read())
            raise Stopped

        with _untraced():
            graph = _graph(run, chat_model(replace(self.settings, retries=0), keep), bare=False)
            try:
                for _ in graph.stream({"messages": messages}, stream_mode="messages", config=_BOUNDS):
                    pass
            except Exception as error:
                if not kept:
                    raise _fault(error, self.settings) from None
        return kept[0]

    def _messages(self, run: _Run, question: str, history: Sequence[Turn]) -> list[tuple[str, str]]:
        messages = []
        for turn in history[-_TURNS:]:
            messages += [("user", run.shown(turn.question)), ("assistant", run.shown(turn.answer) or "…")]
        return [*messages, ("user", load("chat").asked(run.shown(question)).strip())]

    def _events(self, run: _Run, messages: list[tuple[str, str]]) -> Iterator[Event | str]:
        """What comes from the model, as it comes; it works in a thread of its own, so that it can be left."""
        model = chat_model(self.settings, run.sending)
        worker = threading.Thread(target=self._work, args=(run, model, messages), daemon=True)
        worker.start()
        try:
            while True:
                try:
                    event = run.events.get(timeout=_TICK)
                except queue.Empty:
                    yield Waiting()
                    continue
                if event is None:
                    return
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            run.stop.set()
            model.http_client.close()  # a thread that waits for a server cannot be ended otherwise

    def _work(self, run: _Run, model: Any, messages: list[tuple[str, str]]) -> None:
        try:
            with _untraced():
                try:
                    _stream(run, _graph(run, model, bare=False), messages)
                except Exception as error:
                    # Some models refuse a fixed temperature or seed: once more without, if nothing was said yet.
                    if getattr(error, "status_code", None) != 400 or run.told:
                        raise
                    _stream(run, _graph(run, model, bare=True), messages)
            run.events.put(None)
        except Exception as error:  # told apart where it is waited for
            run.events.put(_fault(error, self.settings))

    def _reply(
        self, run: _Run, writer: _Writer, problem: Phrase | ExtractionError | None, found: router.Route
    ) -> Reply:
        """The model's sentences with the tools' own; the answer of the rules where the model looked nothing up."""
        told = _distinct(run.told)
        notes: list[Phrase | ExtractionError] = []
        by_model = bool(told) and problem is None
        if problem is not None:
            notes += [problem, Phrase("chat_by_rules")]
        elif not told:
            notes.append(Phrase("chat_no_look"))
        told = _with_the_rules(told if by_model else (), router.answer(found, run.case))
        if writer.dropped and by_model:
            notes.append(Phrase("chat_dropped", n=writer.dropped))
        sent = bool(run.requests) and not self.settings.on_loopback
        return Reply(
            lang=found.lang,
            told=told,
            lead=tuple(writer.kept) if by_model else (),
            by="model" if by_model else "rules",
            warnings=tuple(notes),
            dropped=writer.dropped,
            model=self.settings.model,
            sent_to=self.settings.host if sent else None,
            masked={} if run.veil is None or not run.requests else dict(run.veil.counts),
            requests=tuple(run.requests),
        )


def _with_the_rules(told: tuple[Told, ...], rules: Told) -> tuple[Told, ...]:
    """With the answer of the rules, unless the model looked up the same or the rules have none."""
    if not told:
        return (rules,)
    return told if rules in told or not rules.supported or rules.tool == "help" else (*told, rules)


def _distinct(told: Sequence[Told]) -> tuple[Told, ...]:
    found: list[Told] = []
    for one in told:
        if one not in found:
            found.append(one)
    return tuple(found)


class _Writer:
    """Cuts a model's text into sentences and lets through what the tools bear out."""

    def __init__(self, run: _Run) -> None:
        self.kept: list[str] = []
        self.dropped = 0
        self._run = run
        self._open = ""
        self._length = 0

    def takes(self, text: str) -> Iterator[Sentence]:
        """Whole sentences as soon as their end is there."""
        self._length += len(text)
        if self._length > _MOST_TEXT:
            return
        *whole, self._open = _END.split(self._open + text)
        for sentence in whole:
            yield from self._judged(sentence)

    def closes(self) -> Iterator[Sentence]:
        """The last sentence, which no other follows."""
        rest, self._open = self._open, ""
        yield from self._judged(rest)

    def _judged(self, sentence: str) -> Iterator[Sentence]:
        text = gate.clean(self._run.true(sentence))
        if not text or gate.empty(text) or text in self.kept:
            return
        if gate.supported(text, gate.passages(self._run.told, self._run.lang)):
            self.kept.append(text)
            yield Sentence(text)
        else:
            self.dropped += 1


# --- LangChain ------------------------------------------------------------------------------------------------------

_BOUNDS: dict[str, Any] = {"recursion_limit": _STEPS}


def _untraced() -> Any:
    """Without tracing, whatever other programs' variables say."""
    from langsmith import tracing_context

    return tracing_context(enabled=False)


def _graph(run: _Run, model: Any, *, bare: bool) -> Any:
    """LangChain's agent over the tools."""
    from langchain.agents import create_agent
    from langchain_core.tools import StructuredTool

    def tool(one: toolbox.Offered) -> StructuredTool:
        def look(**arguments: Any) -> str:
            return run.look(one.name, arguments)

        return StructuredTool(name=one.name, description=one.description, args_schema=dict(one.schema), func=look)

    bounds = {} if bare else {"temperature": 0, "seed": run.settings.seed}
    bounded = model.model_copy(update=bounds) if bounds else model
    return create_agent(bounded, [tool(one) for one in toolbox.offered()], system_prompt=load("chat").system)


def _stream(run: _Run, graph: Any, messages: list[tuple[str, str]]) -> None:
    from langchain_core.messages import AIMessage

    last, ended = None, True
    for message, _ in graph.stream({"messages": messages}, stream_mode="messages", config=_BOUNDS):
        if run.stop.is_set():
            raise Stopped
        if isinstance(message, AIMessage):
            # A connection that breaks may look like an answer's end; only the reason for ending tells them apart.
            ended = bool(message.response_metadata.get("finish_reason")) or (ended and message.id == last)
        if isinstance(message, AIMessage) and isinstance(message.content, str) and message.content:
            if last not in (None, message.id):
                run.events.put("\n")
            last = message.id
            run.events.put(message.content)
    if not ended:
        raise ExtractionError("chat_cut_off", host=run.settings.host)


def _fault(error: Exception, settings: LlmSettings) -> ExtractionError:
    """One sentence for what went wrong, never the server's own words."""
    import openai
    from langgraph.errors import GraphRecursionError

    if isinstance(error, ExtractionError):
        return error
    if isinstance(error, GraphRecursionError):
        return ExtractionError("chat_steps", steps=_STEPS)
    if isinstance(error, openai.OpenAIError):
        return fault_of(error, settings)
    return ExtractionError("llm_unusable", host=settings.host)
