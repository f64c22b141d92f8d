"""At which stage a wrong verdict was lost: reading, grounding, normalising or rule. Judges no verdict itself.

A stage is named from the labelled evidence: ``reading`` if no draft of the right kind touches it, ``grounding`` if one
did and was rejected, ``normalising`` if a fact touches it but its value or date came out empty or it is not valid, else
``rule``. Where the label has no evidence, a verdict without any is a loss of reading, the rest is put down to the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from rules.facts import FactBase, Measurement
from rules.terminology import load as load_terminology

Stage = Literal["reading", "grounding", "normalising", "rule"]
STAGES: tuple[Stage, ...] = ("reading", "grounding", "normalising", "rule")
Place = tuple[str, int, int]
"""A document and a span in it, the end excluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A fact, or a draft that was rejected, as far as it matters here."""

    name: str
    places: tuple[Place, ...]
    fact: FactBase | None = None
    rejection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The stage that lost a verdict, and what was seen there."""

    stage: Stage
    seen: str


@cache
def relevance() -> Mapping[str, tuple[str, ...]]:
    """For each criterion the names of the facts that it may rest on."""
    raw = yaml.safe_load((Path(__file__).parent / "relevance.yaml").read_text("utf-8"))
    return {criterion: tuple(names) for criterion, names in raw.items()}


def is_relevant(criterion: str, name: str) -> bool:
    """Whether a fact of this name can bear on the criterion; an unlisted criterion takes any."""
    wanted = relevance().get(criterion)
    terms = load_terminology()
    known = name in terms.concepts
    return wanted is None or any(name == item or (known and terms.is_a(name, item)) for item in wanted)


def places_of(quotes: Iterable[str], documents: Sequence[tuple[str, str]]) -> tuple[Place, ...]:
    """Everywhere that these words stand in the documents (id and text)."""
    found: list[Place] = []
    for quote in quotes:
        for document, text in documents:
            start = text.find(quote)
            while quote and start >= 0:
                found.append((document, start, start + len(quote)))
                start = text.find(quote, start + 1)
    return tuple(found)


def overlap(one: Iterable[Place], other: Sequence[Place]) -> bool:
    """Whether any place of one touches any of the other."""
    return any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in one for b in other)


def is_normal(fact: FactBase) -> bool:
    """Whether a measurement has all that the checker needs: a value, a date or an undated history, and validity."""
    if not isinstance(fact, Measurement):
        return True
    has_value = fact.value is not None or fact.low is not None or fact.high is not None
    return has_value and fact.validity == "valid" and (fact.date is not None or fact.undated_history)


def lost_at(criterion: str, gold: Sequence[Place], claims: Sequence[Claim], *, verdict_has_evidence: bool) -> Loss:
    """Where the verdict on the criterion went wrong, from where the labelled evidence stands in the notes."""
    if not gold:
        stage: Stage = "rule" if verdict_has_evidence else "reading"
        return Loss(stage=stage, seen="the label has no evidence")
    near = [claim for claim in claims if is_relevant(criterion, claim.name) and overlap(claim.places, gold)]
    facts = [claim.fact for claim in near if claim.fact is not None]
    if not near:
        others = sorted({claim.name for claim in claims if overlap(claim.places, gold)})
        return Loss(stage="reading", seen=f"only {', '.join(others)} read there" if others else "nothing read there")
    if not facts:
        return Loss(stage="grounding", seen="; ".join(sorted({f"{claim.name}: {claim.rejection}" for claim in near})))
    if all(isinstance(fact, Measurement) for fact in facts) and not any(is_normal(fact) for fact in facts):
        return Loss(stage="normalising", seen=show_facts(facts))
    return Loss(stage="rule", seen=show_facts(facts))


def show_facts(facts: Iterable[FactBase]) -> str:
    """The facts in short, for a developer."""
    return "; ".join(_show(fact) for fact in facts)


def _show(fact: FactBase) -> str:
    data: dict[str, Any] = fact.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for known in ("id", "name", "kind", "evidence", "written_on", "derived_from", "supersedes"):
        data.pop(known, None)
    fields = ", ".join(f"{name}={value}" for name, value in data.items())
    return f"{fact.name}({fields})"
