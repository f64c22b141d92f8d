"""What a person may say of a fact, field by field, and what was said, as unchanging data. Applies nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assistant.corrections.spans import written_span
from rules.dates import DateInterval
from rules.facts import FactBase, Kind, Measurement

SAID = ("correction", "decision")
"""Sources of documents that nobody wrote as a note: they hold what a person said of the reading."""
Act = Literal["change", "withdraw", "add"]
DATES = ("date", "onset", "resolved_on", "started", "last_given", "changed", "stable_since")
CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("condition", "certainty"): ("stated", "suspected", "denied"),
    ("treatment", "certainty"): ("stated", "suspected", "denied"),
    ("procedure", "certainty"): ("stated", "suspected", "denied"),
    ("condition", "status"): ("", "active", "resolved", "remission", "historical"),
    ("treatment", "status"): ("", "ongoing", "stopped", "held", "planned", "refused"),
    ("procedure", "status"): ("", "done", "planned", "refused"),
    ("procedure", "recovered"): ("", "yes", "no"),
    ("measurement", "validity"): ("valid", "pending", "declared_false"),
    ("statement", "value"): ("yes", "no", "unclear"),
}
"""The fields that are chosen from a list; an empty choice says nothing."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "demographic": ("value",),
    "measurement": ("value", "unit", "upper_limit", "date", "validity"),
    "condition": ("certainty", "status", "onset", "resolved_on", "date"),
    "treatment": ("certainty", "status", "dose", "started", "last_given", "changed", "stable_since"),
    "procedure": ("certainty", "status", "date", "recovered"),
    "statement": ("value", "date"),
}
"""What can be said of each kind, in the order in which it is shown and written down."""
STATEMENTS = ("consent", "contraception", "compliance", "sle_criteria")


@dataclass(frozen=True, slots=True)
class Place:
    """Which fact is meant: what it is and where its words stand, which stays the same when notes are read again."""

    kind: str
    name: str
    document: str
    start: int
    end: int
    nth: int = 0
    """Which of several facts of one name from the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One thing that a person said of a fact. ``said`` holds each field that is to be other, as it was typed."""

    act: Act
    on: date
    by: str
    kind: Kind
    name: str
    place: Place | None = None
    said: tuple[tuple[str, str], ...] = ()
    lang: str = "en"

    @property
    def fields(self) -> dict[str, str]:
        """What was said, by field."""
        return dict(self.said)


@dataclass(frozen=True, slots=True)
class Applied:
    """A correction with what it came to: the fact that it took the place of, and the one that it made."""

    correction: Correction
    replaces: str | None
    fact: str | None
    document: str

    def to_json(self) -> dict[str, Any]:
        """The report's ``corrections`` item. ``fact`` is ``null`` where the fact meant is not in the chart any more."""
        said = self.correction
        return {
            "act": said.act,
            "by": said.by,
            "on": said.on.isoformat(),
            "name": said.name,
            "said": said.fields,
            "replaces": self.replaces,
            "fact": self.fact,
            "document": self.document,
        }


def places(facts: Sequence[FactBase]) -> dict[str, Place]:
    """The place of each fact, by its id; a fact without words has none."""
    found: dict[str, Place] = {}
    counts: dict[tuple[object, ...], int] = {}
    for fact in facts:
        if not fact.evidence:
            continue
        first = fact.evidence[0]
        key = (kind_of(fact), fact.name, first.document, first.start, first.end)
        nth = counts.get(key, 0)
        counts[key] = nth + 1
        found[fact.id] = Place(*key, nth)
    return found


def kind_of(fact: FactBase) -> str:
    """The kind of a fact, as in its JSON."""
    return str(getattr(fact, "kind", ""))


def as_typed(fact: FactBase) -> dict[str, str]:
    """A fact's fields as a person would type them: what a form begins with."""
    return {name: _typed(fact, name) for name in FIELDS[kind_of(fact)]}


def _typed(fact: FactBase, name: str) -> str:
    if isinstance(fact, Measurement):
        if name == "value":
            return _value(fact)
        if name == "unit":
            unit = fact.unit_as_written or fact.unit or ""
            return "" if unit.startswith("{") else unit
        if name == "upper_limit":
            return _limit(fact)
    return _text(getattr(fact, name))


def _text(value: Any) -> str:
    if isinstance(value, DateInterval):
        return written_span(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _value(fact: Measurement) -> str:
    """The value as written, with its comparator; as understood where nobody wrote it."""
    if fact.validity == "pending":
        return ""
    if fact.value_as_written:
        return f"{fact.comparator or ''}{fact.value_as_written}"
    if fact.value is None and (fact.low is not None or fact.high is not None):
        return f"{_text(fact.low)}-{_text(fact.high)}"
    return f"{fact.comparator or ''}{_text(fact.value)}"


def _limit(fact: Measurement) -> str:
    """The upper limit in the unit in which the value is written."""
    limit, value, written = fact.upper_limit, fact.value, fact.value_as_written
    if limit is None or not isinstance(value, float) or not value or not written:
        return _text(limit)
    try:
        return f"{limit * float(written) / value:.4g}"
    except ValueError:  # a titre, or a number with a thousands' mark
        return _text(limit)
