"""What a reader made of a chart: grounded facts, rejected drafts, what it asked and what that cost. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.corrections.saying import Applied
from assistant.documents import Document
from assistant.extraction.drafts import DraftFact
from assistant.grounding import Rejection, ground
from assistant.readers import Extractor, Problem, Reading, Refusal, SecondLook
from rules.amounts import Amount, AsWritten, Limit, Written
from rules.dates import DateInterval
from rules.facts import FactBase


@dataclass(frozen=True)
class Extraction:
    """What a reader made of the notes: grounded facts, rejected drafts, and what it cost."""

    extractor: str
    facts: tuple[FactBase, ...]
    rejections: tuple[Rejection, ...] = ()
    drafts: tuple[DraftFact, ...] = ()
    reading: Reading | None = None
    """What the reader gave; ``None`` where facts were not read from notes but kept from an earlier report."""
    corrections: tuple[Applied, ...] = ()
    """What a person said of the facts, already applied to them."""

    def to_json(self) -> dict[str, Any]:
        """The contract's ``extraction`` object."""
        reading = self.reading or _NOTHING_READ
        return {
            "extractor": self.extractor,
            "model": reading.model,
            "prompts": dict(reading.prompts),
            "calls": reading.calls,
            "cached_calls": reading.cached_calls,
            "input_tokens": reading.input_tokens,
            "output_tokens": reading.output_tokens,
            "rejected": len(self.rejections) + len(reading.refused),
            "plan": reading.plan,
            "sent_to": reading.sent_to,
            "masked": dict(reading.masked),
            "refused": [_refusal(item) for item in reading.refused],
            "problems": [_problem(item) for item in reading.problems],
            "second_look": None if reading.second_look is None else _second_look(reading.second_look),
        }


def read(documents: Sequence[Document], extractor: Extractor | None = None) -> Extraction:
    """The facts of the notes, by the embedded extractor unless another is given."""
    if extractor is None:
        from assistant.extraction.embedded import EmbeddedExtractor

        extractor = EmbeddedExtractor()
    return grounded(extractor.name, extractor.read(documents), documents)


def grounded(name: str, reading: Reading, documents: Sequence[Document]) -> Extraction:
    """The facts that a reading's drafts come to in these notes."""
    facts, rejections = ground(reading.drafts, documents)
    return Extraction(name, facts, rejections, reading.drafts, reading)


_NOTHING_READ = Reading(drafts=())


def _refusal(item: Refusal) -> dict[str, Any]:
    place = {} if item.document is None else {"document": item.document, "start": item.start, "end": item.end}
    return {"kind": item.kind, "reason": item.reason, **place}


def _second_look(look: SecondLook) -> dict[str, Any]:
    return {
        "asked": [{"criteria": list(topic.criteria), "for": list(topic.ids)} for topic in look.asked],
        "left": [{"criteria": list(topic.criteria), "for": list(topic.ids)} for topic in look.left],
        **{name: getattr(look, name) for name in _FIGURES},
    }


_FIGURES = ("unanswered", "found", "calls", "cached_calls", "input_tokens", "output_tokens")


def _problem(item: Problem) -> dict[str, Any]:
    reason = {"reason": str(item.reason), "code": item.reason.code, "data": plain(item.reason.data)}
    return {**reason, "documents": list(item.documents), "start": item.start, "end": item.end}


_AS_IT_IS = frozenset((str, int, float, bool, type(None)))
_WAYS: Mapping[type, Callable[[Any], Any]] = {
    DateInterval: DateInterval.to_json,
    **dict.fromkeys((date, Amount, AsWritten, Limit, Written), str),
}
"""How the commonest values of a finding are written, by their very type: asking what they can do takes longer."""


def plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    way = _WAYS.get(kind)
    if way is not None:
        return way(value)
    if kind is dict or isinstance(value, Mapping):
        return {str(key): item if type(item) in _AS_IT_IS else plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "to_json"):
        return value.to_json()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
