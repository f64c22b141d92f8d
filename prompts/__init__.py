"""The prompts, one file each: what a model is told, with examples. Data; this loads it by name.

A prompt's version is the hash of its file, so that a report can say exactly which words were used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
NOTES = "<<notes>>"
"""Where the notes go in a prompt's ``user`` text. Replaced once, as text: braces in a note are only braces."""
TOPIC = "<<topic>>"
"""Where a prompt that asks for some facts alone names them: names of the vocabulary, never words of a note."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked turn: the user's text with the notes in it, and the answer as JSON."""

    notes: str
    answer: Mapping[str, Any]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: the fixed part first, so that servers can keep it between calls."""

    name: str
    version: str
    system: str
    user: str
    examples: tuple[Example, ...]
    topic: str = ""
    """What is asked for, where the prompt asks for some facts alone."""

    def on(self, topic: str) -> Prompt:
        """The prompt that asks for these facts."""
        return replace(self, topic=topic)

    def asked(self, notes: str, topic: str | None = None) -> str:
        """The user's turn about these notes, on the prompt's topic unless another is given."""
        wanted = self.topic if topic is None else topic
        before, _, after = self.user.partition(NOTES)
        return f"{before.replace(TOPIC, wanted)}{notes}{after.replace(TOPIC, wanted)}"


class PromptError(ValueError):
    """A prompt file does not hold together: the message names the file and the field."""


@cache
def load(name: str) -> Prompt:
    """The prompt of ``prompts/NAME.yaml``.

    Raises:
        PromptError: there is none, a field is missing, or its user text has not exactly one place for the notes.
    """
    file = FOLDER / f"{name}.yaml"
    try:
        data = file.read_bytes()
    except OSError:
        raise PromptError(f"There is no prompt {name!r} in {FOLDER.name}/.") from None
    content = yaml.safe_load(data)
    for field in ("system", "user"):
        if not isinstance(content.get(field), str):
            raise PromptError(f"{file.name}: the field {field} is missing.")
    if content["user"].count(NOTES) != 1:
        raise PromptError(f"{file.name}: the field user must hold {NOTES} exactly once.")
    examples = tuple(
        Example(item["notes"], item["answer"], item.get("topic", "")) for item in content.get("examples", ())
    )
    version = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]
    return Prompt(name, version, content["system"], content["user"], examples)


def names() -> tuple[str, ...]:
    """The names of all prompts."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))
