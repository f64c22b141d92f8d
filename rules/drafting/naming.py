"""Ids of criteria: INC-01, its parts INC-01a, INC-01b …, EXC-01 …"""

from __future__ import annotations

from collections.abc import Sequence

from rules.drafting.splitting import Clause

_PREFIX = {"inclusion": "INC", "exclusion": "EXC"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def ids(clauses: Sequence[Clause]) -> list[str]:
    """An id for each clause, empty for headings; parts carry the number of what they stand under."""
    counts = dict.fromkeys(_PREFIX.values(), 0)
    parts = 0
    named: list[str] = []
    for number, clause in enumerate(clauses):
        prefix = _PREFIX.get(clause.kind) or _PREFIX.get(_next_kind(clauses[number:]), "INC")
        if clause.depth == 0:
            parts = 0
            counts[prefix] += clause.kind != "heading" or _leads(clauses, number)
        else:
            counts[prefix] = counts[prefix] or 1
            parts += clause.kind != "heading"
        named.append("" if clause.kind == "heading" else f"{prefix}-{counts[prefix]:02}{_letter(parts)}")
    return named


def _leads(clauses: Sequence[Clause], number: int) -> bool:
    """Whether a heading stands over parts of its own."""
    return number + 1 < len(clauses) and clauses[number + 1].depth > 0


def _next_kind(clauses: Sequence[Clause]) -> str:
    return next((clause.kind for clause in clauses if clause.kind != "heading"), "inclusion")


def _letter(number: int) -> str:
    """One of a to z, then of aa to zz; nothing for 0."""
    if number == 0:
        return ""
    first, last = divmod(number - 1, len(_LETTERS))
    return (_LETTERS[first - 1] if first else "") + _LETTERS[last]
