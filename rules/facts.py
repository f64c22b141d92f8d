"""The shared vocabulary: what a chart says about a patient, with the words that say it.

Readers make facts, the checker uses them. A fact is never an inference about eligibility. Six kinds, told apart by
``kind``: demographic, measurement, condition, treatment, procedure, statement. All are frozen; dates are intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)
from pydantic.dataclasses import dataclass

from rules.dates import DateInterval

Dates = Annotated[DateInterval, BeforeValidator(DateInterval.parse), PlainSerializer(DateInterval.to_json)]
"""A date field: an ISO day or ``{"earliest", "latest"}`` in JSON, an interval in Python."""

Role = Literal["value", "unit", "date", "limit", "subject"]
Source = Literal["chart", "patient", "laboratory", "relative", "coordinator"]
Subject = Literal["patient", "family", "other"]
Certainty = Literal["stated", "suspected", "denied"]
Reach = Literal["ever", "recent", "now", "then"]
"""How far a denial reaches where it names no dates: ``never`` / ``no history of``, ``no recent``, ``no current``.

``then`` is a time of the past that is over ("none at diagnosis"): it rules nothing out.
"""


_CHECKS = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
_NAMED_OTHERWISE = ConfigDict(**_CHECKS, populate_by_name=True)


class _Checked:
    """A data class whose fields pydantic checks when it is made; it is read more often than it is made.

    Reading a field of a pydantic model costs four times as much as one of a plain object, and a checked chart reads
    thousands. The methods are those of a model.
    """

    @classmethod
    def model_validate(cls, data: Mapping[str, Any]) -> Self:
        """One from its fields.

        Raises:
            ValueError: a field is missing, unknown or unfit (pydantic's own error, naming the field).
        """
        made: Self = _adapter(cls).validate_python(data)
        return made

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """The same with some fields changed, which are not checked."""
        changed = object.__new__(type(self))
        changed.__dict__.update(self.__dict__, **update)
        return changed

    def model_dump(self, **how: Any) -> dict[str, Any]:
        """The fields, as pydantic writes them."""
        fields: dict[str, Any] = _adapter(type(self)).dump_python(self, **how)
        return fields


def _adapter(cls: type[Any]) -> TypeAdapter[Any]:
    return _ADAPTERS.get(cls) or _ADAPTERS.setdefault(cls, TypeAdapter(cls))


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}
"""What checks and writes each class, made when it is first needed."""


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class Evidence(_Checked):
    """Words of one document: ``quote == document.text[start:end]`` in Unicode code points."""

    document: str
    role: Role = "value"
    start: int
    end: int
    quote: str

    def to_json(self) -> dict[str, Any]:
        """The contract's ``evidence`` object: the fields, in their order."""
        return dict(self.__dict__)


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class FactBase(_Checked):
    """What every fact carries. ``written_on`` is the date of the document that says it."""

    id: str = ""
    name: str
    evidence: tuple[Evidence, ...] = ()
    source: Source = "chart"
    subject: Subject = "patient"
    certainty: Certainty = "stated"
    written_on: Dates | None = None
    supersedes: tuple[str, ...] = ()
    """Ids of facts that this one corrects or withdraws."""
    undated_history: bool = False
    """Said in a history or problem list, so an undated value does not take the date of its note."""
    disputed: bool = False
    """Two readers read these words differently: a person must look at what leans on them."""
    unconfirmed: bool = False
    """Only one reader's word, where the other does not bear it out: nothing is decided that leans on it."""


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class Demographic(FactBase):
    """``age`` (completed years, as stated on ``as_of``), ``birth_date`` or ``sex`` (``female | male``)."""

    kind: Literal["demographic"] = "demographic"
    value: int | str | Dates
    as_of: Dates | None = None

    @field_validator("value", mode="before")
    @classmethod
    def _birth_date(cls, value: Any, info: ValidationInfo) -> Any:
        """A birth date that comes from JSON is a day or a span of days, and no word."""
        return DateInterval.parse(value) if info.data.get("name") == "birth_date" else value


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class Measurement(FactBase):
    """A result. Canonical units of the contract; ``low``/``high`` where it is an interval, an open end left out.

    Qualitative results (``hbsag``, ``hiv``, ``serum_hcg`` …) have ``value`` ``positive``, ``negative`` or
    ``indeterminate``; a titre is its reciprocal (1:320 is 320) and may be qualitative too (``ana_titre`` ``positive``).
    """

    kind: Literal["measurement"] = "measurement"
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    comparator: Literal["<", "<=", ">", ">=", "~"] | None = None
    unit: str | None = None
    value_as_written: str | None = None
    unit_as_written: str | None = None
    upper_limit: float | None = None
    lower_limit: float | None = None
    date: Dates | None = None
    specimen: str | None = None
    validity: Literal["valid", "declared_false", "pending"] = "valid"
    derived_from: tuple[str, ...] = ()
    flag: Literal["high", "low"] | None = None
    """What the laboratory or the note calls the value, where that decides without a printed limit."""
    method: str | None = None
    """How it was measured where that matters: ``fridericia``, ``bazett``, ``citrate`` …"""


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class Condition(FactBase):
    """A diagnosis, event or state; ``name`` is an id of the terminology."""

    kind: Literal["condition"] = "condition"
    status: Literal["active", "resolved", "remission", "historical"] | None = None
    onset: Dates | None = None
    resolved_on: Dates | None = None
    severity: str | None = None
    date: Dates | None = None
    substance: str | None = None
    """For ``allergy``: the id of the drug or food; ``None`` with a denial means no known allergy at all."""
    reach: Reach | None = None
    period: Dates | None = None
    """For a denial: the days that it covers, where they are named (``none in the past three months``)."""
    others_only: bool = False
    """A denial of anything beyond what the note names (``no other autoimmune disease``)."""
    answered: bool = False
    """Whether it is the *yes* to a question or a row of a form (``malignancy: yes``, ``[x] cancer``)."""


@dataclass(frozen=True, kw_only=True, config=_NAMED_OTHERWISE)
class Treatment(FactBase):
    """A drug or therapy; ``name`` is an id of the terminology or of a drug class."""

    kind: Literal["treatment"] = "treatment"
    drug_class: str | None = Field(default=None, alias="class")
    dose: str | None = None
    route: str | None = None
    intent: Literal["treatment", "prophylaxis", "trial", "placebo"] | None = None
    status: Literal["ongoing", "stopped", "held", "planned", "refused"] | None = None
    started: Dates | None = None
    last_given: Dates | None = None
    changed: Dates | None = None
    """The last change of dose, or the day on which it was held or stopped."""
    stable_since: Dates | None = None
    date: Dates | None = None
    reach: Reach | None = None
    period: Dates | None = None
    others_only: bool = False
    group: tuple[str, ...] = ()
    """Ids of the drugs that one statement covers together (``neither has been changed``)."""


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class Procedure(FactBase):
    """An operation, transplant, vaccine, phototherapy session or examination."""

    kind: Literal["procedure"] = "procedure"
    status: Literal["done", "planned", "refused"] | None = None
    date: Dates | None = None
    major: bool | None = None
    recovered: bool | None = None
    reach: Reach | None = None
    period: Dates | None = None
    others_only: bool = False


@dataclass(frozen=True, kw_only=True, config=_CHECKS)
class Statement(FactBase):
    """What somebody agreed to, refused or judged: ``consent``, ``contraception``, ``compliance`` …"""

    kind: Literal["statement"] = "statement"
    value: Literal["yes", "no", "unclear"]
    date: Dates | None = None
    detail: str | None = None


Fact = Annotated[Demographic | Measurement | Condition | Treatment | Procedure | Statement, Field(discriminator="kind")]
Kind = Literal["demographic", "measurement", "condition", "treatment", "procedure", "statement"]

KINDS: Mapping[str, type[FactBase]] = {
    "demographic": Demographic,
    "measurement": Measurement,
    "condition": Condition,
    "treatment": Treatment,
    "procedure": Procedure,
    "statement": Statement,
}


def fact_from_json(data: Mapping[str, Any]) -> FactBase:
    """One fact from its JSON object.

    Raises:
        ValueError: the kind is unknown or a field does not fit it (pydantic's own error, naming the field).
    """
    kind = str(data.get("kind"))
    if kind not in KINDS:
        raise ValueError(f"fact kind {kind!r} does not exist: use one of {', '.join(KINDS)}")
    return KINDS[kind].model_validate(data)


def fact_to_json(fact: FactBase) -> dict[str, Any]:
    """The fact as the contract's JSON object, without the fields that say nothing."""
    data: dict[str, Any] = fact.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"evidence"})
    head: dict[str, Any] = {"id": fact.id, "kind": getattr(fact, "kind", ""), "name": fact.name}
    tail: dict[str, Any] = {"source": fact.source, "subject": fact.subject, "certainty": fact.certainty}
    evidence = [item.to_json() for item in fact.evidence]
    if evidence:
        head["evidence"] = evidence
    return {**head, **data, **tail, "evidence": evidence}
