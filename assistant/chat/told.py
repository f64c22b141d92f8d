"""What a tool tells: sentences of the catalogue, and the words that they rest on. Works out nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One or two sentences, with the criteria that they are about."""

    text: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A criterion with the registry's and the note's own words; ``status`` is ``None`` where no note was judged."""

    criterion: str
    title: str
    registry: tuple[str, ...]
    status: str | None = None
    gloss: str | None = None
    quotes: tuple[Mapping[str, Any], ...] = ()
    """Evidence as in a report: document, role, start, end, quote."""
    trial: str = ""

    def to_json(self) -> dict[str, Any]:
        """The citation as data."""
        return {
            "trial": self.trial,
            "criterion": self.criterion,
            "title": self.title,
            "status": self.status,
            "registry": list(self.registry),
            "gloss": self.gloss,
            "notes": [dict(quote) for quote in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class Told:
    """A tool's answer. ``data`` holds the lines' values; ``supported`` is false where nothing was found to say."""

    tool: str
    lines: tuple[Line, ...]
    citations: tuple[Citation, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    supported: bool = True

    def to_json(self) -> dict[str, Any]:
        """The answer as data."""
        return {
            "tool": self.tool,
            "lines": [{"text": line.text, "criteria": list(line.criteria)} for line in self.lines],
            "citations": [citation.to_json() for citation in self.citations],
            "data": dict(self.data),
            "supported": self.supported,
        }
