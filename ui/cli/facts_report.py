"""Draws facts as text, one a line with its quotes under it, grouped by kind. Interprets nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ui.cli import reading_report
from ui.cli.layout import Page, printable, wrap
from ui.cli.wording import Words

Fact = Mapping[str, Any]
Label = Callable[[str], str]
"""The name of a concept in the reader's language."""

_WORD_FIELDS = ("status", "intent", "dose", "route", "severity")
_DATE_FIELDS = ("date", "as_of", "onset", "started", "changed", "stable_since", "last_given", "resolved_on")
_USUAL = {"certainty": "stated", "subject": "patient", "source": "chart", "validity": "valid"}
_QUOTED = ("value", "date", "subject")
"""The roles of the quotes that are shown; units and limits stand beside the value."""


def facts_report(data: Mapping[str, Any], words: Words, page: Page, label: Label = str) -> str:
    """All facts of ``prescreen facts``, ending in a line break."""
    facts, documents = data.get("facts") or (), data.get("documents") or ()
    lines: list[str] = []
    for kind, heading in words.find("facts.kinds").items():
        found = [fact for fact in facts if fact.get("kind") == kind]
        if found:
            lines.append(page.styled(f"{heading} ({len(found)})", "bold"))
        for fact in found:
            lines += wrap(describe(fact, words, label), page.width, "  ", "      ")
            lines += [page.styled(line, "cyan") for line in _quotes(fact, len(documents) > 1, words, page)]
        lines += [""] if found else []
    notes = words.count("about.documents", len(documents))
    form = f"facts.total.{'one' if len(facts) == 1 else 'other'}"
    total = words(form, n=len(facts), documents=notes) if facts else words("facts.none")
    extraction = data.get("extraction") or {}
    warned = (*reading_report.warnings(extraction, words), *reading_report.left_out(documents, words))
    told = [page.styled(line, "yellow") for text in warned for line in wrap(text, page.width, "! ", "  ")]
    asked, left = reading_report.model(extraction, words), reading_report.left(extraction, words)
    made = reading_report.rendered(documents, words)
    about = [line for text in (total, made, asked, left) if text for line in wrap(text, page.width)]
    return "\n".join([*lines, *told, *about]) + "\n"


def describe(fact: Fact, words: Words, label: Label = str) -> str:
    """The fact in one line: what, how much, when, and how it is said."""
    name = str(fact.get("name"))
    known = words.find(f"facts.names.{name}")
    parts = [f"{known or label(name)}{_amount(fact, words)}"]
    parts += [_said(field, words.name("facts.values", fact[field]), words) for field in _WORD_FIELDS if fact.get(field)]
    if fact.get("substance"):
        parts.append(_said("substance", label(str(fact["substance"])), words))
    if fact.get("upper_limit") is not None:
        parts.append(_said("upper_limit", _number(fact["upper_limit"]), words))
    parts += [_said(field, words.day(fact[field]), words) for field in _DATE_FIELDS if fact.get(field)]
    for field, usual in _USUAL.items():
        if fact.get(field, usual) != usual:
            parts.append(words.name(f"facts.{field}", fact[field]))
    return printable(" · ".join([*parts, *reading_report.flags(fact, words)]))


def _amount(fact: Fact, words: Words) -> str:
    value, low, high = fact.get("value"), fact.get("low"), fact.get("high")
    if isinstance(value, Mapping):
        shown = words.day(value)
    elif value is not None:
        shown = _number(value) if isinstance(value, int | float) else words.name("facts.values", value)
    elif low is not None or high is not None:
        shown = "–".join("…" if end is None else _number(end) for end in (low, high))
    else:
        return ""
    comparator = fact.get("comparator") if value is not None else None
    unit = words.name("facts.units", fact.get("unit") or "1")
    return f" {comparator or ''}{shown}{f' {unit}' if unit else ''}{_written(fact, shown, words)}"


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def _written(fact: Fact, shown: str, words: Words) -> str:
    """What the note has, where it was converted."""
    written, unit = fact.get("value_as_written"), fact.get("unit_as_written")
    if not written or (str(written) == shown and unit in (None, "", fact.get("unit"))):
        return ""
    return f" ({words('facts.fields.written')} {written} {unit or ''}".rstrip() + ")"


def _said(field: str, text: str, words: Words) -> str:
    return f"{words.name('facts.fields', field)} {text}".strip()


def _quotes(fact: Fact, several: bool, words: Words, page: Page) -> Iterator[str]:
    shown = [each for each in fact.get("evidence") or () if each.get("role") in _QUOTED]
    quotes = list(dict.fromkeys(printable(each.get("quote", "")) for each in shown))
    whole = [quote for quote in quotes if not any(quote != each and quote in each for each in quotes)]
    where = f"  ({printable(str(shown[0].get('document', '')))})" if several and shown else ""
    if whole:
        yield from wrap(" ".join(words("list.quote", quote=quote) for quote in whole) + where, page.width, "      ")
