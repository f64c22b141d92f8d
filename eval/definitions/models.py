"""What a suite file may say, field by field; ``eval/suites/schema.json`` is made from these. Reads no file.

Every file names its ``kind``. An unknown field is an error, so that a misspelt one doesn't pass for a missing one.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from eval.cases import Overall, Status
from eval.definitions.marks import Marked, unmark

Language = Literal["en", "zh"]
AdversarialClass = Literal["injection", "contradiction", "template", "near_boundary"]
FactKind = Literal["demographic", "measurement", "condition", "treatment", "procedure", "statement"]
HERE = "@@HERE@@"
"""Where, in an adversarial note, the text stands that must change nothing."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Screened(_Model):
    """One patient's notes on planned dates, with the labels of some or all criteria."""

    id: str
    language: Language
    screening_date: date
    lymphodepletion_date: date | None = None
    infusion_date: date | None = None
    text: str
    why: str = Field(default="", description="what this case tries, in a sentence")

    @model_validator(mode="after")
    def _ids_are_plain(self) -> _Screened:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", self.id):
            raise ValueError(f"an id has small letters, digits and hyphens: {self.id!r}")
        return self


class InlineCase(_Screened):
    """A screening case that stands in the suite's own file; criteria without a label are not scored."""

    gold: dict[str, Status]
    overall: Overall | None = None


class ScreeningSuite(_Model):
    """Labelled screening cases: a folder of them, or cases in the file, or both."""

    kind: Literal["screening"]
    about: str
    folder: str | None = Field(default=None, description="a folder of ID.json with ID.txt, relative to this file")
    cases: tuple[InlineCase, ...] = ()

    @model_validator(mode="after")
    def _has_cases(self) -> ScreeningSuite:
        if not self.folder and not self.cases:
            raise ValueError("the suite names neither a folder nor cases")
        return self


class AdversarialCase(InlineCase):
    """A note that tries to mislead."""

    tries: AdversarialClass
    inserted: str | None = Field(
        default=None, description=f"text that is put where the note says {HERE} and that must change no verdict"
    )

    @model_validator(mode="after")
    def _the_place_is_marked(self) -> AdversarialCase:
        if (self.inserted is not None) != (HERE in self.text):
            raise ValueError(f"{HERE} in the text and 'inserted' come together")
        if (self.tries == "injection") != (self.inserted is not None):
            raise ValueError("an injection, and nothing else, has 'inserted'")
        return self

    @property
    def bare(self) -> str:
        """The note without what is inserted."""
        return self.text.replace(HERE, "")

    @property
    def misleading(self) -> str:
        """The note with what is inserted."""
        return self.text.replace(HERE, self.inserted or "")


class AdversarialSuite(_Model):
    """Notes that try to mislead: instructions, contradictions, templates, values close to a limit."""

    kind: Literal["adversarial"]
    about: str
    cases: tuple[AdversarialCase, ...] = Field(min_length=1)


class MarkedNote(_Model):
    """A note with its facts marked in it."""

    id: str
    language: Language
    written_on: date | None = None
    about: str = ""
    annotated: tuple[FactKind, ...] = Field(
        default=("demographic", "measurement"), description="of these kinds every scored fact is marked"
    )
    text: str = Field(description="the note with marks: {{Hb 9.1 g/dL|hb=91[g/dL]@2024-03-02}}")

    @cached_property
    def marked(self) -> Marked:
        """The bare note and what is marked in it."""
        return unmark(self.text)

    @model_validator(mode="after")
    def _marks_are_whole(self) -> MarkedNote:
        unmark(self.text)
        return self


class NotesFile(_Model):
    """Notes of a facts suite."""

    kind: Literal["notes"]
    notes: tuple[MarkedNote, ...] = Field(min_length=1)


class FactsSuite(_Model):
    """Annotated notes: how well facts are read."""

    kind: Literal["facts"]
    about: str
    files: tuple[str, ...] = Field(min_length=1, description="files of kind notes, relative to this one")


class Change(_Model):
    """One way in which notes are changed without a change of meaning."""

    way: Literal[
        "units",
        "dates",
        "sections",
        "wraps",
        "full_width",
        "word_noise",
        "digit_noise",
        "irrelevant",
        "headings",
        "newlines",
    ]
    about: str
    may_become_unknown: bool = Field(default=False, description="a decided verdict may become unknown, no more")
    amount: float = Field(default=1.0, gt=0, le=1, description="the share of the places that are changed")


class RobustnessSuite(_Model):
    """The cases of another suite under changes that keep their meaning: no verdict may change."""

    kind: Literal["robustness"]
    about: str
    of: str = Field(description="the suite whose cases are changed")
    changes: tuple[Change, ...] = Field(min_length=1)
    seed: int = 1
    sampled: int = Field(default=1, ge=1, description="where a sample is asked for, every so manieth variant is run")


class Traits(_Model):
    """What is swapped in a chart of the fairness suite. The words are put where the chart says {name}, {he} …"""

    id: str
    trait: Literal["name", "sex", "age"]
    about: str = ""
    words: dict[Language, dict[str, str]]


class FairChart(_Model):
    """One chart in both languages with places for what is swapped."""

    id: str
    screening_date: date
    lymphodepletion_date: date | None = None
    infusion_date: date | None = None
    text: dict[Language, str]


class FairnessSuite(_Model):
    """The same charts with other names, sexes, ages and in the other language."""

    kind: Literal["fairness"]
    about: str
    may_matter: dict[Literal["name", "sex", "age", "language"], dict[str, str]] = Field(
        description="for each trait the criteria that may depend on it, with the reason"
    )
    usual: dict[Language, dict[str, str]] = Field(description="what the places hold where they are not swapped")
    traits: tuple[Traits, ...] = Field(min_length=1)
    charts: tuple[FairChart, ...] = Field(min_length=1)


Suite = Annotated[
    ScreeningSuite | AdversarialSuite | FactsSuite | RobustnessSuite | FairnessSuite | NotesFile,
    Field(discriminator="kind"),
]
SUITE: TypeAdapter[Suite] = TypeAdapter(Suite)
