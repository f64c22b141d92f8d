"""The tools as a model may call them: what it is told of them, and its arguments made fit. Knows no model client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.chat import finding, tools
from assistant.chat.case import Case
from assistant.chat.days import planned_in, shift_in
from assistant.chat.finding import plain
from assistant.chat.otherdays import what_if
from assistant.chat.told import Told
from assistant.chat.wording import DATA
from rules import prepared
from rules.catalogue import Lang

_LONGEST = 400
_MOST_IDS = 12


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as it is offered: its name, what it is for, and the JSON schema of its arguments."""

    name: str
    description: str
    schema: Mapping[str, Any]


def offered() -> tuple[Offered, ...]:
    """All tools."""
    table = prepared.read(DATA / "tools.yaml", "the table begins with 'tools:'")["tools"]
    return tuple(
        Offered(
            name,
            item["description"],
            {"type": "object", "properties": item["parameters"], "required": item.get("required", [])},
        )
        for name, item in table.items()
    )


def call(name: str, arguments: Mapping[str, Any], case: Case, lang: Lang) -> Told:
    """What a tool tells a model that calls it. Arguments that make no sense are as if they were not given."""
    ids = tuple(_ids(arguments.get("criteria"), case))
    if name == "screen":
        return tools.screen(case, lang)
    if name == "explain":
        return tools.explain(case, lang, criteria=ids, about="" if ids else _text(arguments.get("about")))
    if name == "missing":
        owner = _text(arguments.get("owner"))
        return tools.missing(case, lang, owner=owner if owner in tools.OWNERS else "", criteria=ids)
    if name == "earliest":
        return tools.earliest(case, lang)
    if name == "what_if":
        return _other_days(_text(arguments.get("words")), case, lang)
    if name == "search":
        return tools.search(case, lang, query=_text(arguments.get("query")), criteria=ids)
    if name == "compare":
        return tools.compare(case, lang, trial=_text(arguments.get("trial")).upper())
    return tools.help_with(lang, unsupported=True)


def _other_days(words: str, case: Case, lang: Lang) -> Told:
    days = planned_in(words, lang, case.screened.dates.screening_day)
    months, shift = (0, 0) if days else shift_in(plain(words)) or (0, 0)
    return what_if(case, lang, days, months, shift)


def _ids(value: Any, case: Case) -> Iterable[str]:
    """The protocol's ids among what a model gave; one that there is not stays, so that the answer says so."""
    items = value if isinstance(value, list) else [value]
    for item in items[:_MOST_IDS]:
        for named in finding.ids_in(plain(_text(item)), case.protocol):
            yield from named.ids or (named.written,)


def _text(value: Any) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def as_text(told: Told) -> str:
    """A tool's answer as a model reads it: its sentences, and the sources that may be quoted."""
    parts = [line.text for line in told.lines]
    for citation in told.citations:
        parts.append(f"{citation.criterion} {citation.title}: “{' … '.join(citation.registry)}”")
        parts += [f"{citation.criterion}: “{quote['quote']}”" for quote in citation.quotes]
    return "\n".join(parts)
