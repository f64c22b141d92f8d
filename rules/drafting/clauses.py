"""A clause as a rule, or as one that is left to encode with the reason. Half understood is not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rules.drafting import ages, labs, named, pregnancy, statements
from rules.drafting.quantities import plain
from rules.drafting.splitting import Blocked, Clause

Node = dict[str, Any]
Owner = Literal["chart", "patient", "test", "site"]
Because = Blocked | Literal["not_understood"]
_SAID_BY: dict[str, Owner] = {"consent": "site", "investigator_judgement": "site"}

_SEXES = {
    name: sex
    for sex, names in (("female", ("female", "females", "women")), ("male", ("male", "males", "men")))
    for name in names
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a clause asks, as a protocol file writes it; ``because`` says why where nothing is drafted."""

    when: Node
    applies_when: Node | None = None
    settled_by: Owner = "chart"
    by_people: bool = False
    because: Because | None = None


def rule_for(clause: Clause, trial: tuple[str, ...] = ()) -> Rule:
    """The rule that a clause's words say in full, else that it is left to encode."""
    if clause.blocked is not None:
        return left(clause.blocked)
    return _understood(plain(clause.text), clause, trial) or left("not_understood")


def left(because: Because) -> Rule:
    """The rule of a clause that a person has still to encode."""
    return Rule({"to_do": {"because": because}}, because=because)


def _understood(text: str, clause: Clause, trial: tuple[str, ...]) -> Rule | None:
    kind = clause.kind
    if node := ages.rule(text, clause.topic):
        return Rule(node)
    if kind == "inclusion" and (sex := _SEXES.get(text.lower())):
        return Rule({"sex": {"is": sex}})
    if node := statements.rule(text, kind):
        said = node["stated"]["of"]
        return Rule(node, settled_by=_SAID_BY.get(said, "patient"), by_people=said != "contraception")
    if pair := pregnancy.test(text, kind):
        return Rule(*pair, settled_by="test")
    if pair := pregnancy.state(text, kind):
        return Rule(*pair, settled_by="patient")
    if node := labs.rule(text, kind):
        return Rule(node, settled_by="test")
    if node := named.virus(named.unframed(text), kind):
        return Rule(node, settled_by="test")
    node = named.rule(text, kind, trial)
    return None if node is None else Rule(node)
