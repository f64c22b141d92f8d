"""What evaluating one predicate found: its truth, why, from which facts, and what would decide it.

Everything here is data (codes and parameters). Sentences are rendered elsewhere, from one catalogue for each language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rules.facts import FactBase
from rules.truth import Truth, all_of, any_of

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Remark:
    """A code of the message catalogue with its parameters: an assumption, or something that is missing."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opens:
    """When a running time window lets the criterion pass: the first infusion dates, possibly and for certain."""

    possible: date
    certain: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The value of one predicate for one chart.

    ``remedy`` says what could cure it when it stands in the way: ``wait``, ``retest``, ``treat``, ``work_up`` or
    ``permanent``. ``opens`` is set only where a time window runs. ``review`` asks for a person's eye.
    """

    truth: Truth
    code: str
    data: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    facts: tuple[FactBase, ...] = ()
    missing: tuple[Remark, ...] = ()
    assumptions: tuple[Remark, ...] = ()
    remedy: str | None = None
    settled_by: str | None = None
    opens: Opens | None = None
    review: bool = False
    children: tuple[Finding, ...] = ()
    parts: tuple[Remark, ...] = ()
    """Where several children decide together: what each of them has to say."""

    @property
    def sentences(self) -> tuple[Remark, ...]:
        """The codes and parameters to render, in order."""
        return self.parts or (Remark(self.code, self.data),)

    def negated(self) -> Finding:
        """The same finding for the opposite question."""
        swap = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}
        return replace(self, truth=swap[self.truth])


def unique(facts: Iterable[FactBase]) -> tuple[FactBase, ...]:
    """The facts in order, each once."""
    seen: dict[int, FactBase] = {}
    for fact in facts:
        seen.setdefault(id(fact), fact)
    return tuple(seen.values())


def _remarks(groups: Iterable[tuple[Remark, ...]]) -> tuple[Remark, ...]:
    result: list[Remark] = []
    for group in groups:
        result.extend(item for item in group if item not in result)
    return tuple(result)


def _latest(opens: Iterable[Opens | None]) -> Opens | None:
    known = [item for item in opens if item is not None]
    if not known:
        return None
    return Opens(max(item.possible for item in known), max(item.certain for item in known))


def _earliest(opens: Iterable[Opens | None]) -> Opens | None:
    known = [item for item in opens if item is not None]
    if not known:
        return None
    return Opens(min(item.possible for item in known), min(item.certain for item in known))


def join(truth: Truth, deciding: list[Finding], children: tuple[Finding, ...], *, every: bool) -> Finding:
    """One finding out of the children that decide it; ``every`` says that all of them must change, not just one."""
    first = deciding[0]
    return Finding(
        truth=truth,
        code=first.code,
        data=first.data,
        facts=unique(fact for item in deciding for fact in item.facts),
        missing=_remarks(item.missing for item in deciding),
        assumptions=_remarks(item.assumptions for item in deciding),
        remedy=first.remedy,
        settled_by=first.settled_by,
        opens=(_latest if every else _earliest)(item.opens for item in deciding),
        review=any(item.review for item in deciding),
        children=children,
        parts=_remarks(item.sentences for item in deciding),
    )


def conjunction(children: tuple[Finding, ...]) -> Finding:
    """``all``: what is false decides, else what is unknown, else every child."""
    truth = all_of(child.truth for child in children)
    return join(truth, [child for child in children if child.truth is truth], children, every=True)


def disjunction(children: tuple[Finding, ...]) -> Finding:
    """``any``: the first true child decides, else what is unknown, else every child."""
    truth = any_of(child.truth for child in children)
    deciding = [child for child in children if child.truth is truth]
    if truth is Truth.TRUE:
        deciding = deciding[:1]
    return join(truth, deciding, children, every=truth is Truth.FALSE)
