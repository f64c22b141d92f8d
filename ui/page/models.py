"""The language model of the page: whether one is set, what it may see of a patient, and what left this machine.

A server on this machine reads and answers as soon as it is set. One elsewhere sees nothing of a patient until the
visitor allows it for this patient, after a look at the very requests if wanted. Draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant import choosing
from assistant.chat.case import Case
from assistant.documents import Document
from assistant.errors import InputError, said
from assistant.screening import Extraction, read
from ui.page.cards import esc
from ui.page.wording import Words

_REMEMBERED = 4
"""Readings of one chart's latest states that are kept: a new date or an undo asks no model again."""


@dataclass(frozen=True, slots=True)
class Server:
    """The model that the environment names. ``fault``: why its settings cannot be used."""

    model: str = ""
    host: str = ""
    local: bool = True
    fault: InputError | None = None


def server() -> Server | None:
    """The model server that is set; none where none is."""
    if not choosing.configured():
        return None
    from assistant.llm.settings import from_environment

    try:
        settings = from_environment()
    except InputError as error:
        return Server(fault=error)
    return Server(settings.model, settings.host, settings.on_loopback)


@dataclass(slots=True)
class ModelUse:
    """Whether a model elsewhere may see one patient, and what was read of the notes before."""

    allowed: bool = False
    _known: dict[tuple[str, tuple[Document, ...]], Extraction] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether the model may be asked about this patient."""
        found = server()
        return found is not None and found.fault is None and (found.local or self.allowed)

    def read(self, documents: Sequence[Document]) -> Extraction:
        """The facts of the notes by the reader that may be asked; the same notes are read once."""
        name = "auto" if self.asks else "embedded"
        key = (name, tuple(documents))
        if key not in self._known:
            self._known[key] = read(documents, choosing.reader(name))
            while len(self._known) > _REMEMBERED:
                self._known.pop(next(iter(self._known)))
        return self._known[key]


def preview(documents: Sequence[Document], case: Case, question: str, lang: str) -> list[str]:
    """The bodies of the first requests about the notes, and of that about a question, as they would be sent.

    Raises:
        InputError, ExtractionError: nothing would be sent; the sentence says why.
    """
    from assistant.chat.agent import Agent
    from assistant.llm.settings import from_environment

    bodies = choosing.requests("auto", documents) if documents else []
    bodies.append(Agent(from_environment()).first_request(question, case, "zh" if lang == "zh" else "en"))
    return [body.decode("utf-8", "replace") for body in bodies]


def privacy(use: ModelUse, words: Words) -> str:
    """What leaves this machine, in one sentence for the head of the page."""
    found = server()
    if found is None:
        return words("privacy")
    if found.fault is not None:
        return words("model.fault", why=found.fault.said(words.lang))
    if found.local:
        return words("model.local", model=found.model)
    return words("model.allowed" if use.allowed else "model.not_allowed", host=found.host, model=found.model)


def outcome(report: Mapping[str, Any], words: Words) -> str:
    """What a model did not read, as warnings, and what left this machine with these notes."""
    extraction = report.get("extraction") or {}
    if not extraction.get("model"):
        return ""
    drawn = "".join(f'<p class="warned" role="alert">{esc(line)}</p>' for line in _unread(extraction, words))
    return f'<section class="model">{drawn}<p class="assumed">{esc(_left(extraction, words))}</p></section>'


def _unread(extraction: Mapping[str, Any], words: Words) -> list[str]:
    """Each reason once, with how many notes it concerns."""
    found: dict[str, set[str]] = {}
    for item in extraction.get("problems") or ():
        found.setdefault(_reason(item, words.lang).rstrip(".。"), set()).update(item.get("documents") or ())
    lines = []
    for reason, notes in found.items():
        key = f"unread.{'one' if len(notes) == 1 else 'other'}" if notes else "alone"
        lines.append(words(f"model.{key}", n=len(notes), reason=reason))
    return lines


def _reason(item: Mapping[str, Any], lang: str) -> str:
    code, data = str(item.get("code")), item.get("data") or {}
    for section in ("errors", "phrases"):
        text = said(section, code, data, lang)
        if text != code:
            return text
    return str(item.get("reason"))


def _left(extraction: Mapping[str, Any], words: Words) -> str:
    host, model = extraction.get("sent_to"), str(extraction["model"])
    if not host:
        return words("model.nothing_left", model=model)
    return words("model.sent", model=model, host=host, taken=taken_out(extraction.get("masked") or {}, words))


def taken_out(masked: Mapping[str, int], words: Words) -> str:
    """What was masked, by kind."""
    kinds = [
        words("model.kind", n=number, kind=words(f"model.kinds.{kind}") if words.has(f"model.kinds.{kind}") else kind)
        for kind, number in masked.items()
    ]
    return words.listed(kinds) if kinds else words("model.nothing_masked")
