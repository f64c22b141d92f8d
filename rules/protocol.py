"""Trial protocols as data: what a protocol file may hold, and how it is read and checked against its registry record.

Nothing here evaluates a chart. A protocol is a folder ``<NCT id>/`` with ``protocol.yaml`` and the ``record.json``
that it was written from; loading it checks that every text is the record's own and that none of it is left over.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rules import terminology
from rules.lasting import lasting_now
from rules.predicates.logic import Node

FOLDER = Path(__file__).parent / "protocols"

Words = Mapping[str, str]
"""A text in each language: ``{en: …, zh: …}``."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Criterion(_Strict):
    """One numbered question of the protocol. ``fail`` stands in the way of enrolment, for either kind."""

    id: str
    kind: Literal["inclusion", "exclusion"]
    title: Words
    gloss: Words = Field(default_factory=dict)
    text: tuple[str, ...]
    settled_by: Literal["chart", "patient", "test", "site"]
    ask: Words
    remedy: Literal["wait", "retest", "treat", "work_up", "permanent"] | None = None
    decided_by_people: bool = False
    when: Any
    applies_when: Any = None
    rule: Mapping[str, Any] = Field(default_factory=dict)
    """``when`` and ``applies_when`` as the file writes them, to be shown and compared."""

    @property
    def node(self) -> Node:
        """The question itself."""
        node: Node = self.when
        return node

    @cached_property
    def shown(self) -> Mapping[str, Mapping[str, Any]]:
        """What a report begins with whatever the chart says, by language; the status has its place in it."""
        return {lang: self._shown(lang) for lang in ("en", "zh")}

    def _shown(self, lang: str) -> Mapping[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title.get(lang) or self.title["en"],
            "status": None,
            "text": self.text[0] if len(self.text) == 1 else list(self.text),
            "gloss": self.gloss.get(lang),
        }


class SafetyNote(_Strict):
    """Something a careful colleague would mention; it never changes a status."""

    code: str
    text: Words
    when: Any


class Review(_Strict):
    """Who signed the encoding, against what."""

    by: str
    role: str
    on: str
    against: Literal["registry", "protocol"]


class Protocol(_Strict):
    """A trial with its criteria in the record's order."""

    id: str
    title: str
    record_version: str | None
    recruitment: str
    encoded_from: str
    reviewed: Review | None
    draft: bool = False
    """Written by a program and read by nobody yet: its rules never make anybody eligible."""
    windows: Mapping[str, str]
    preamble: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    safety_notes: tuple[SafetyNote, ...] = ()
    source: str = ""
    digest: str = ""
    """What the file says, as a hash: a stored report names the encoding it was made with."""

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of this id.

        Raises:
            KeyError: there is none.
        """
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)


def available() -> list[str]:
    """Ids of the protocols that come with the project."""
    return sorted(path.parent.name for path in FOLDER.glob("*/protocol.yaml"))


@cache
def load_protocol(name: str) -> Protocol:
    """A protocol by its id, or from the path of a ``protocol.yaml`` (or of its folder).

    Raises:
        ProtocolError: there is no such protocol, or its file has a mistake; the sentence names file, line and field.
    """
    protocol = _load(name)
    lasting_now()
    return protocol


def _load(name: str) -> Protocol:
    from rules.loader import read_protocol, unknown_protocol

    path = Path(name)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return read_protocol(path, terminology.load())
    if (path / "protocol.yaml").is_file():
        return read_protocol(path / "protocol.yaml", terminology.load())
    file = FOLDER / name / "protocol.yaml"
    if name not in available():
        raise unknown_protocol(name, available())
    return read_protocol(file, terminology.load())
