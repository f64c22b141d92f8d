"""What a model may answer: facts with verbatim quotes, in a schema that every structured-output mode takes.

Strict mode wants every field required, no default and no limit on lengths, so an unknown is ``null``. No offsets are
asked: models cannot count. The names are free words, mapped to the terminology by code, so that the prompt need not
carry it and one reading serves any trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class _Claim(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonClaim(_Claim):
    """Age, sex or birth date, as the note introduces its patient."""

    name: Literal["age", "sex", "birth_date"]
    value: str
    quote: str


class ResultClaim(_Claim):
    """One laboratory value, vital sign, score or finding of an examination."""

    name: str
    value: str
    unit: str | None
    date: str | None
    quote: str


class ConditionClaim(_Claim):
    """A diagnosis, symptom, allergy or state, there or said not to be there."""

    name: str
    status: Literal["present", "absent", "suspected", "past", "remission", "family"]
    date: str | None
    quote: str


class TreatmentClaim(_Claim):
    """A drug or therapy and where it stands."""

    name: str
    status: Literal["ongoing", "stopped", "held", "planned", "refused", "never"]
    started: str | None
    last_given: str | None
    quote: str


class ProcedureClaim(_Claim):
    """An operation, transplant, vaccination or phototherapy."""

    name: str
    status: Literal["done", "planned", "refused", "never"]
    date: str | None
    quote: str


class StatementClaim(_Claim):
    """What somebody agreed to, refused or judged."""

    name: Literal[
        "consent", "contraception", "compliance", "trial_participation", "investigator_judgement", "sle_criteria"
    ]
    value: Literal["yes", "no", "unclear"]
    quote: str


class DatedResult(_Claim):
    """A result as it is asked for: its unit stands in the quote, where the grammar reads it."""

    name: str
    value: str
    date: str | None
    quote: str


class Claims(_Claim):
    """Everything that a model reads in one passage."""

    person: list[PersonClaim]
    results: list[DatedResult]
    conditions: list[ConditionClaim]
    treatments: list[TreatmentClaim]
    procedures: list[ProcedureClaim]
    statements: list[StatementClaim]


class ShortResult(_Claim):
    """A result as a small model tells it: unit and date stand in the quote, or the grammar finds them."""

    name: str
    value: str
    quote: str


class ShortCondition(_Claim):
    """A diagnosis without its date, which small models get wrong."""

    name: str
    status: Literal["present", "absent", "suspected", "past", "remission", "family"]
    quote: str


class ShortTreatment(_Claim):
    """A drug or therapy without its dates."""

    name: str
    status: Literal["ongoing", "stopped", "held", "planned", "refused", "never"]
    quote: str


class ShortProcedure(_Claim):
    """An operation or vaccination without its date."""

    name: str
    status: Literal["done", "planned", "refused", "never"]
    quote: str


class Results(_Claim):
    """The part of a reading that small models do best alone: results."""

    results: list[ShortResult]


class Treatments(_Claim):
    """The part about drugs, therapies, operations and vaccinations."""

    treatments: list[ShortTreatment]
    procedures: list[ShortProcedure]


class Histories(_Claim):
    """The part about the person, diagnoses and statements."""

    person: list[PersonClaim]
    conditions: list[ShortCondition]
    statements: list[StatementClaim]


Claim = PersonClaim | ResultClaim | ConditionClaim | TreatmentClaim | ProcedureClaim | StatementClaim
Answer = Claims | Results | Treatments | Histories
KINDS: dict[type[_Claim], str] = {
    PersonClaim: "demographic",
    ResultClaim: "measurement",
    ConditionClaim: "condition",
    TreatmentClaim: "treatment",
    ProcedureClaim: "procedure",
    StatementClaim: "statement",
}
LISTS: dict[str, type[Claim]] = {
    "person": PersonClaim,
    "results": ResultClaim,
    "conditions": ConditionClaim,
    "treatments": TreatmentClaim,
    "procedures": ProcedureClaim,
    "statements": StatementClaim,
}
"""The lists of an answer and the claims in them."""


def kind_of(claim: Claim) -> str:
    """The kind of fact that the claim would become."""
    return KINDS[type(claim)]


def holds_claims(data: Mapping[str, Any]) -> bool:
    """Whether an answer has any of the lists that were asked for, be they empty: ``{}`` is no reading of a note."""
    return any(isinstance(data.get(name), list) for name in LISTS)


def lenient(data: Any) -> tuple[tuple[Claim, ...], int]:
    """The claims of an answer that may miss fields or hold odd ones, and how many of its items fit no claim.

    A missing field counts as ``null``: JSON mode does not enforce a schema. An item that still does not fit is left out
    and counted, so that one slip of the model does not cost the passage.
    """
    claims: list[Claim] = []
    unfit = 0
    for name, model in LISTS.items():
        items = data.get(name) if isinstance(data, dict) else None
        for item in items if isinstance(items, list) else ():
            try:
                claims.append(model.model_validate(_filled(item, model)))
            except ValidationError:
                unfit += 1
    return tuple(claims), unfit


def _filled(item: Any, model: type[Claim]) -> Any:
    if not isinstance(item, dict):
        return item
    return {field: _text(item.get(field)) for field in model.model_fields}


def _text(value: Any) -> Any:
    """Numbers written without quotation marks are taken as text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
