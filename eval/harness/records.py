"""What one item of a suite came to, as plain data that can be stored, resumed and compared. Computes no figure."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Span = tuple[str, int, int]
"""A document and where in it, the end excluded."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VerdictRecord(_Record):
    """One criterion of one case."""

    criterion: str
    gold: str | None = None
    got: str
    why: str = ""
    reason: str = ""
    stage: str = ""
    """Where a wrong verdict was lost, and what was seen there."""
    read: tuple[Span, ...] = ()
    labelled: tuple[Span, ...] = ()

    @property
    def right(self) -> bool:
        return self.gold == self.got


class Effort(_Record):
    """What reading cost. ``seconds`` is the clock's: of all that is recorded it alone differs from run to run."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0


class Grounding(_Record):
    """How many quotes were looked up in the notes and which did not stand there."""

    quotes: int = 0
    faults: tuple[str, ...] = ()


class CaseRecord(_Record):
    """One screened case, or one variant of it."""

    kind: Literal["case"] = "case"
    suite: str
    case: str
    patient: str
    """Whose notes these are: variants of one case are one patient, and intervals are clustered by it."""
    variant: str = ""
    against: str | None = None
    """The variant of the same patient whose verdicts this one must have."""
    may_become_unknown: bool = False
    may_differ: tuple[str, ...] = ()
    language: str
    part: str = ""
    held_out: bool = False
    repeat: int = 0
    gold_overall: str | None = None
    overall: str
    verdicts: tuple[VerdictRecord, ...] = ()
    grounding: Grounding = Grounding()
    effort: Effort = Effort()
    crash: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    """The documents of a case that holds a miss, for the report; never of a held-out one."""

    @property
    def key(self) -> str:
        return f"{self.suite}/{self.case}/{self.variant}/{self.repeat}"


class FactRecord(_Record):
    """One annotated fact, one found fact, or a pair; a judgement is ``None`` where there is nothing to judge."""

    fact_kind: str
    name: str
    gold: str = ""
    found: str = ""
    value_right: bool | None = None
    unit_right: bool | None = None
    date_right: bool | None = None
    status_right: bool | None = None
    start: int = -1
    end: int = -1

    @property
    def hit(self) -> bool:
        return bool(self.gold and self.found) and self.value_right is not False


class NoteRecord(_Record):
    """One annotated note."""

    kind: Literal["note"] = "note"
    suite: str
    case: str
    language: str
    repeat: int = 0
    facts: tuple[FactRecord, ...] = ()
    grounding: Grounding = Grounding()
    effort: Effort = Effort()
    crash: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        return f"{self.suite}/{self.case}//{self.repeat}"

    @property
    def patient(self) -> str:
        return self.case


Record = CaseRecord | NoteRecord
