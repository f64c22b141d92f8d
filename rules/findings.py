"""What evaluating one predicate found: its truth, why, from which facts, and what would decide it.

Everything here is data (codes and parameters). Sentences are rendered elsewhere, from one catalogue for each language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from rules.facts import FactBase
from rules.frozen import dataclass, field, replace
from rules.traces import Margin, Window
from rules.truth import Truth, all_of, any_of, not_

_F = TypeVar("_F", bound=FactBase)
_NOTHING: Mapping[str, Any] = {}
LEFT_TO_PERSON = "left_to_person"
"""The code of a question that only a person can answer."""
_OPPOSITE: Mapping[Any, Any] = {"all": "any", "any": "all"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A code of the message catalogue with its parameters: an assumption, or something that is missing."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The value of one predicate for one chart.

    ``remedy`` says what could cure it when it stands in the way: ``wait``, ``retest``, ``treat``, ``work_up`` or
    ``permanent``. ``windows`` are the stretches of time that it judged. ``review`` asks for a person's eye.
    """

    truth: Truth
    code: str
    data: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    facts: tuple[FactBase, ...] = ()
    missing: tuple[Remark, ...] = ()
    assumptions: tuple[Remark, ...] = ()
    remedy: str | None = None
    settled_by: str | None = None
    windows: tuple[Window, ...] = ()
    margin: Margin | None = None
    review: bool = False
    children: tuple[Finding, ...] = ()
    told_by: tuple[Finding, ...] = ()
    """Where children make the answer: those that decide it, whose sentences it has."""
    joined: Literal["all", "any", "readings"] | None = None
    """How the children make this answer."""
    flipped: bool = False
    """Whether this is the answer to the opposite question; windows and margin stay those of the question itself."""

    @property
    def sentences(self) -> tuple[Remark, ...]:
        """The codes and parameters to render, in order."""
        if self.told_by:
            return _remarks([finding.sentences for finding in self.told_by])
        return (Remark(self.code, self.data),)

    def negated(self) -> Finding:
        """The same finding for the opposite question."""
        children = tuple([child.negated() for child in self.children])
        joined = _OPPOSITE.get(self.joined, self.joined)
        return replace(self, truth=not_(self.truth), children=children, joined=joined, flipped=not self.flipped)

    def leaves(self) -> Iterator[Finding]:
        """The answers of single predicates, in the protocol's order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def unique(facts: Iterable[_F]) -> tuple[_F, ...]:
    """The facts in order, each once."""
    if type(facts) is tuple and len(facts) <= 1:
        return facts
    return tuple({id(fact): fact for fact in facts}.values())


def _remarks(groups: Sequence[tuple[Remark, ...]]) -> tuple[Remark, ...]:
    """The remarks in order, each once."""
    told = [group for group in groups if group]
    if len(told) <= 1 and all(len(group) == 1 for group in told):
        return told[0] if told else ()
    result: list[Remark] = []
    for group in told:
        result.extend([item for item in group if item not in result])
    return tuple(result)


def join(
    truth: Truth, deciding: list[Finding], children: tuple[Finding, ...], joined: Literal["all", "any"]
) -> Finding:
    """One finding out of the children that decide it."""
    first = deciding[0]
    alone = len(deciding) == 1
    return Finding(
        truth=truth,
        code=first.code,
        data=first.data,
        facts=unique(first.facts if alone else [fact for item in deciding for fact in item.facts]),
        missing=_remarks([item.missing for item in deciding]),
        assumptions=_remarks([item.assumptions for item in deciding]),
        remedy=first.remedy,
        settled_by=first.settled_by,
        review=first.review if alone else any(item.review for item in deciding),
        children=children,
        joined=joined,
        told_by=tuple(deciding),
    )


def conjunction(children: tuple[Finding, ...]) -> Finding:
    """``all``: what is false decides, else what is unknown, else every child."""
    truth = all_of([child.truth for child in children])
    return join(truth, [child for child in children if child.truth is truth], children, "all")


def disjunction(children: tuple[Finding, ...]) -> Finding:
    """``any``: the first true child decides, else what is unknown, else every child."""
    truth = any_of([child.truth for child in children])
    deciding = [child for child in children if child.truth is truth]
    if truth is Truth.TRUE:
        deciding = deciding[:1]
    return join(truth, deciding, children, "any")
