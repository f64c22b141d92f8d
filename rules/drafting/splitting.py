"""Eligibility text into clauses: verbatim, in order, each of a kind, with what it stands under. Drafts no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rules.drafting.headings import introduces, run_in, says_nothing, section, subheading
from rules.drafting.lexicon import lab_at_start, table
from rules.drafting.lines import Item, items
from rules.drafting.quantities import has_limit

Kind = Literal["inclusion", "exclusion", "heading"]
Blocked = Literal["part_of_list", "has_parts", "alternatives", "several_groups", "no_section"]
"""Why a clause may not be read by itself, whatever its words say."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the record. ``depth`` 0 is a criterion of its own, deeper ones are parts of it."""

    text: str
    kind: Kind
    depth: int = 0
    topic: str = ""
    """The sub-heading that it stands under, in small letters."""
    blocked: Blocked | None = None


_INDENTED = 2
"""A section's heading further to the right stands inside something."""


@dataclass(frozen=True, slots=True)
class _Open:
    """An item that others may stand under."""

    column: int
    joins: str
    place: int


def split(text: str) -> tuple[Clause, ...]:
    """The clauses of an eligibility text."""
    found = _Splitter(_with_headings(items(text))).clauses()
    return tuple(_alternatives(_groups(found)))


def _with_headings(found: list[Item]) -> list[Item]:
    """Headings that have the first words of their section on the same line become lines of their own."""
    result: list[Item] = []
    for item in found:
        parts = run_in(item.text)
        if parts is None:
            result.append(item)
        else:
            result += [Item(parts[0], item.column, False), *items(parts[1])]
    return result


class _Splitter:
    """Walks through the items with the section, the topic and the open lists in mind."""

    def __init__(self, found: list[Item]) -> None:
        self._items = found
        self._kind: Literal["inclusion", "exclusion"] | None = None
        self._topic = ""
        self._open: list[_Open] = []
        self._nested = False
        """Whether a section stands inside an item of another one."""
        self._base: int | None = None
        """The column of the section's first item; what stands left of it is no deeper and no higher."""
        self._clauses: list[Clause] = []
        self._marked = False
        """Whether the last clause was an item of a list."""
        self._of_some = False
        """Whether the topic may name a group of patients that the items are meant for."""
        self._loose = False
        """Whether the items belong to a line between them that is no heading: exceptions, a note that goes on."""

    def clauses(self) -> list[Clause]:
        """All clauses, in the order of the text."""
        for number, item in enumerate(self._items):
            following = self._items[number + 1] if number + 1 < len(self._items) else None
            self._take(item, following)
        if self._nested:
            return [replace(one, blocked=None if one.kind == "heading" else "several_groups") for one in self._clauses]
        return self._clauses

    def _take(self, item: Item, following: Item | None) -> None:
        kind = section(item.text)
        if kind is not None:
            self._kind = "exclusion" if kind == "exclusion" else "inclusion"
            self._topic, self._open, self._base, self._loose, self._of_some = "", [], None, False, False
            self._nested = self._nested or (not item.marked and item.column > _INDENTED)
            self._heading(item.text)
        elif says_nothing(item.text):
            self._heading(item.text)
        elif not item.marked and following is not None and self._is_topic(item, following):
            self._topic, self._open, self._loose = item.text.rstrip(":").strip().lower(), [], False
            self._of_some = self._neutral(item.text) != "each" and self._topic not in table()["topics"]
            self._heading(item.text)
        else:
            if not item.marked and self._marked:
                self._goes_on(item)
            self._clause(item, following)
            self._marked = item.marked

    def _goes_on(self, item: Item) -> None:
        """A line without a mark behind an item says more of it: neither is to be read without the other."""
        last = self._clauses[-1]
        if last.kind != "heading":
            self._clauses[-1] = replace(last, blocked=last.blocked or "has_parts")
        self._loose = item.text.endswith(":")

    def _is_topic(self, item: Item, following: Item) -> bool:
        if not following.marked:
            return subheading(item.text) and section(following.text) is not None
        return subheading(item.text) or self._neutral(item.text) == "each"

    def _neutral(self, text: str) -> str | None:
        return introduces(text, self._kind or "inclusion")

    def _heading(self, text: str) -> None:
        self._marked = False
        self._clauses.append(Clause(text, "heading", topic=self._topic))

    def _clause(self, item: Item, following: Item | None) -> None:
        self._base = item.column if self._base is None else self._base
        item = replace(item, column=max(item.column, self._base))
        barred = self._blocked_by(self._under(item))
        heads = following is not None and self._heads(item, following)
        joins = self._neutral(item.text) if heads else None
        if heads:
            self._open.append(_Open(item.column, joins or "parts", len(self._clauses)))
        depth = len(self._open) - heads
        if joins == "each" and not barred:
            self._clauses.append(Clause(item.text, "heading", depth, self._topic))
            return
        blocked = barred or ("has_parts" if heads else None)
        if self._kind is None:
            blocked = "no_section"
        for number, text in enumerate(_labs_apart(item.text) if blocked is None else [item.text]):
            kind: Kind = "heading" if text.endswith(":") and number == 0 and not heads else self._kind or "inclusion"
            if kind == "heading" and self._neutral(text) != "each":
                kind = self._kind or "inclusion"
            self._clauses.append(Clause(text, kind, depth + (number > 0), self._topic, blocked))

    def _under(self, item: Item) -> list[_Open]:
        """The open items that this one stands under; the others are closed."""
        last = self._open[-1] if self._open else None
        if not item.marked and last is not None and last.place == len(self._clauses) - 1:
            return self._open
        while self._open and item.column <= self._open[-1].column:
            self._open.pop()
        return self._open

    def _heads(self, item: Item, following: Item) -> bool:
        if section(following.text) is not None and not following.marked:
            return False
        if item.text.endswith(":") and not following.marked:
            return True
        return following.marked and following.column > item.column and (item.marked or item.text.endswith(":"))

    def _blocked_by(self, under: list[_Open]) -> Blocked | None:
        if self._of_some:
            return "several_groups"
        return "part_of_list" if self._loose or any(item.joins != "each" for item in under) else None


def _labs_apart(text: str) -> list[str]:
    """Results with limits that are run together with semicolons, one clause each; anything else stays whole."""
    head, colon, rest = text.partition(": ")
    if not colon or has_limit(head):
        head, rest = "", text
    parts = [part.strip() for part in rest.split(";") if part.strip()]
    parts = [re.sub(r"^(?:and|or)\s+", "", part) for part in parts]
    if len(parts) < 2 or not all(has_limit(part) and lab_at_start(part) for part in parts):
        return [text]
    return [*([f"{head}:"] if head else []), *parts]


def _groups(clauses: list[Clause]) -> Iterator[Clause]:
    """A record with several lists of inclusion criteria has several groups of patients: one of them is enough."""
    sections = [clause.text.lower() for clause in clauses if clause.kind == "heading" and section(clause.text)]
    many = len([text for text in sections if section(text) == "inclusion"]) > 1
    for clause in clauses:
        yield replace(clause, blocked="several_groups") if many and clause.kind != "heading" else clause


def _alternatives(clauses: Iterator[Clause]) -> Iterator[Clause]:
    """Lines joined by an "or" at the end of the first answer together."""
    after = False
    for clause in clauses:
        ends = re.search(r"\bor\W*$", clause.text, re.IGNORECASE) is not None
        begins = re.match(r"or\b", clause.text, re.IGNORECASE) is not None
        if clause.kind != "heading" and (ends or after or begins):
            clause = replace(clause, blocked=clause.blocked or "alternatives")
        after = ends
        yield clause
