"""Labelled cases: one patient's notes at one moment, with what a careful coordinator concludes. Scores nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

CASES = Path(__file__).parent / "cases"
SUITES = {"nk510": CASES / "nk510", "dev": CASES / "dev", "fresh": CASES / "fresh"}
"""Suites of screening cases. ``eval/cases/nk510/GUIDE.md`` says how a case is labelled."""

Status = Literal["pass", "fail", "unknown", "not_applicable"]
Overall = Literal["ineligible", "needs_information", "potentially_eligible"]
Part = Literal["tuned", "dev", "untuned", "fresh"]


class CaseError(ValueError):
    """A case file or suite cannot be used: the message names the file and the fault."""


class Case(BaseModel):
    """The labels of one case, with its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: Literal["en", "zh"]
    screening_date: date
    lymphodepletion_date: date | None = None
    infusion_date: date | None = None
    overall: Overall | None = None
    """``None`` where the labels do not cover every criterion."""
    gold: dict[str, Status]
    why: dict[str, str] = Field(default_factory=dict)
    evidence: dict[str, list[str]] = Field(default_factory=dict)
    tags: list[str] = Field(default_factory=list)
    suite: str
    text: str

    @model_validator(mode="after")
    def _quotes_are_in_the_text(self) -> Case:
        for criterion, quotes in self.evidence.items():
            for quote in quotes:
                if quote not in self.text:
                    raise ValueError(f"the evidence of {criterion} is not in the note: {quote!r}")
        strange = (set(self.why) | set(self.evidence)) - set(self.gold)
        if strange:
            raise ValueError(f"these criteria have a reason or evidence but no label: {', '.join(sorted(strange))}")
        return self

    @property
    def number(self) -> int:
        """The number in the case's id: 7 of ``en-07``."""
        return int(self.id.rpartition("-")[2])

    @property
    def part(self) -> Part:
        """``tuned`` and ``dev`` if the reader was developed with this case in view, else held out."""
        if self.suite == "dev":
            return "dev"
        if self.suite != "nk510":
            return "fresh"
        return "tuned" if self.number % 4 == 1 else "untuned"


def load_case(path: Path, suite: str) -> Case:
    """The case of ``ID.json`` and the ``ID.txt`` beside it.

    Raises:
        CaseError: a file is missing or does not fit the model.
    """
    note = path.with_suffix(".txt")
    try:
        labels = path.read_text("utf-8")
        text = note.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{note.name} beside {path.name} cannot be read: {error}") from error
    try:
        return Case.model_validate({**json.loads(labels), "suite": suite, "text": text})
    except json.JSONDecodeError as error:
        raise CaseError(f"{path.name}: line {error.lineno}: {error.msg}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise CaseError(f"{path.name}: {where or 'case'}: {first['msg']}") from error


def load_suite(suite: str) -> tuple[Case, ...]:
    """All cases of a named suite, or of a folder of cases, in the order of their ids.

    Raises:
        CaseError: there is no such suite, it is empty, or a case in it cannot be used.
    """
    folder = SUITES.get(suite, Path(suite))
    if not folder.is_dir():
        raise CaseError(f"there is no suite {suite!r}: use one of {', '.join(SUITES)}, general, or a folder of cases")
    name = suite if suite in SUITES else folder.name
    cases = tuple(load_case(path, name) for path in sorted(folder.glob("*.json")))
    if not cases:
        raise CaseError(f"the folder {suite!r} holds no cases: a case is ID.json with ID.txt beside it")
    return cases


def select(cases: Sequence[Case], *, part: str | None = None, ids: Sequence[str] = ()) -> tuple[Case, ...]:
    """The cases of one part, or those named."""
    return tuple(case for case in cases if part in (None, case.part) and (not ids or case.id in ids))
