"""What stands whether or not facts hold that only one reader vouches for. Judges no criterion itself.

Every criterion is judged without those facts, with each of them and with all: where the answers are not the same,
nothing is decided. A doubt of the readers is no doubt of the clinicians, which may count as the thing itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.facts import FactBase
from rules.findings import Finding, Remark, unique
from rules.truth import Truth

_ALONE = 40
"""So many unconfirmed facts are tried one by one; of more than that a chart is only tried with all and with none."""


def worlds_of(facts: Sequence[FactBase]) -> tuple[tuple[FactBase, ...], ...]:
    """The charts in which each unconfirmed fact holds alone, and the one in which all do."""
    doubtful = [number for number, fact in enumerate(facts) if fact.unconfirmed]
    held = {number: facts[number].model_copy(update={"unconfirmed": False}) for number in doubtful}
    chosen = [{number} for number in doubtful] if 1 < len(doubtful) <= _ALONE else []
    return tuple(
        tuple(held.get(number, fact) for number, fact in enumerate(facts) if number not in held or number in world)
        for world in (*chosen, set(doubtful))
    )


def leaning(findings: Sequence[Finding], facts: Sequence[FactBase]) -> tuple[FactBase, ...]:
    """The unconfirmed facts among those that the findings rest on."""
    doubtful = {(fact.id, fact.evidence, fact.name) for fact in facts if fact.unconfirmed}
    named = unique(fact for finding in findings for fact in finding.facts)
    found = {(fact.id, fact.evidence, fact.name): fact for fact in named}
    return tuple(fact for key, fact in found.items() if key in doubtful)


def one_sided(facts: tuple[FactBase, ...]) -> Finding:
    """Why nothing is decided: words that only one reader takes so."""
    data = {"what": facts[0].name} if facts else {}
    return Finding(
        truth=Truth.UNKNOWN,
        code="unconfirmed",
        data=data,
        facts=facts,
        missing=(Remark("look_at_the_words", data),),
        settled_by="chart",
        review=True,
    )
