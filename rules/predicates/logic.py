"""How predicates combine: all, any, not, known_by, and readings of wording that the record leaves open."""

from __future__ import annotations

from typing import Any
from typing import Protocol as TypingProtocol

from rules.chart import Question
from rules.findings import Finding, Remark, conjunction, disjunction, unique
from rules.frozen import dataclass, replace
from rules.truth import Truth, agree


class Node(TypingProtocol):
    """Anything that can be asked of a chart."""

    def evaluate(self, question: Question) -> Finding:
        """The answer for this chart."""
        ...


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold."""

    parts: tuple[Node, ...]

    def evaluate(self, question: Question) -> Finding:
        """Kleene's conjunction of the parts."""
        return conjunction(tuple(part.evaluate(question) for part in self.parts))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must hold."""

    parts: tuple[Node, ...]

    def evaluate(self, question: Question) -> Finding:
        """Kleene's disjunction of the parts."""
        return disjunction(tuple(part.evaluate(question) for part in self.parts))


@dataclass(frozen=True, slots=True)
class NotOf:
    """The part must not hold."""

    part: Node

    def evaluate(self, question: Question) -> Finding:
        """The part's opposite."""
        return self.part.evaluate(question).negated()


@dataclass(frozen=True, slots=True)
class KnownBy:
    """Several places that may answer one question: whichever is decided answers it, unless two disagree."""

    parts: tuple[Node, ...]

    def evaluate(self, question: Question) -> Finding:
        """The first decided answer; with none, what any of them could still tell."""
        findings = [part.evaluate(question) for part in self.parts]
        decided = [finding for finding in findings if finding.truth is not Truth.UNKNOWN]
        if not decided:
            return next((finding for finding in findings if finding.facts), findings[0])
        if len({finding.truth for finding in decided}) == 1:
            return decided[0]
        data: dict[str, Any] = {"what": decided[0].data.get("what") or decided[0].data.get("analyte") or ""}
        return Finding(
            truth=Truth.UNKNOWN,
            code="conflict",
            data=data,
            facts=unique(fact for finding in decided for fact in finding.facts),
            missing=(Remark("conflict", data),),
            review=True,
        )


@dataclass(frozen=True, slots=True)
class Readings:
    """Several ways to read the record's words; decided only if all that are still open agree."""

    id: str
    parts: tuple[tuple[str, Node], ...]

    def evaluate(self, question: Question) -> Finding:
        """The common answer; a site may have fixed one reading, which is then an assumption."""
        fixed = question.site.readings.get(self.id)
        chosen = [part for name, part in self.parts if name == fixed]
        if chosen:
            finding = chosen[0].evaluate(question)
            said = question.site.sources.get("site", {})
            remark = Remark("reading_fixed", {"reading": fixed, "id": self.id, **said})
            return replace(finding, assumptions=(*finding.assumptions, remark))
        findings = [part.evaluate(question) for _, part in self.parts]
        truth = agree(finding.truth for finding in findings)
        if truth is not Truth.UNKNOWN or len({finding.truth for finding in findings}) == 1:
            return findings[0]
        facts = unique(fact for finding in findings for fact in finding.facts)
        data: dict[str, Any] = {
            "id": self.id,
            "readings": {name: f.truth.value for (name, _), f in zip(self.parts, findings, strict=True)},
        }
        return Finding(
            truth=Truth.UNKNOWN,
            code="readings_differ",
            data=data,
            facts=facts,
            missing=(
                Remark("ask_sponsor_reading", {**data, "what": facts[0].name}) if facts else Remark("criterion_ask"),
            ),
            assumptions=(Remark("readings_differ", data),),
            review=True,
            children=tuple(findings),
            joined="readings",
        )
