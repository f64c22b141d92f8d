"""Draws facts as text, one a line with its quote, grouped by kind. Interprets nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ui.cli.layout import Page, printable, wrap
from ui.cli.wording import Words

Fact = Mapping[str, Any]
_TEXT_FIELDS = ("status", "dose", "route", "severity", "substance")
_DATE_FIELDS = (
    "date",
    "date_range",
    "as_of",
    "onset",
    "started",
    "changed",
    "stable_since",
    "last_given",
    "resolved_on",
)
_USUAL = {"certainty": "stated", "subject": "patient", "source": "chart", "validity": "valid"}


def facts_report(data: Mapping[str, Any], words: Words, page: Page) -> str:
    """All facts of ``prescreen facts``, ending in a line break."""
    facts, several = data.get("facts") or (), len(data.get("documents") or ()) > 1
    lines: list[str] = []
    for kind, heading in words.find("facts.kinds").items():
        found = [fact for fact in facts if fact.get("kind") == kind]
        if found:
            lines.append(page.styled(f"{heading} ({len(found)})", "bold"))
        for fact in found:
            lines += wrap(describe(fact, words), page.width, "  ", "      ")
            lines += [page.styled(line, "cyan") for line in _quotes(fact, several, words, page)]
        lines += [""] if found else []
    documents = words.count("about.documents", len(data.get("documents") or ()))
    total = words("facts.none") if not facts else _count("facts.total", len(facts), documents, words)
    return "\n".join([*lines, total]) + "\n"


def _count(key: str, n: int, documents: str, words: Words) -> str:
    return words(f"{key}.{'one' if n == 1 else 'other'}", n=n, documents=documents)


def describe(fact: Fact, words: Words) -> str:
    """The fact in one line: what, how much, when, and how it is said."""
    parts = [f"{fact.get('name')}{_amount(fact, words)}"]
    parts += [_said(field, str(fact[field]), words) for field in _TEXT_FIELDS if fact.get(field)]
    if fact.get("upper_limit") is not None:
        parts.append(_said("upper_limit", f"{fact['upper_limit']:g}", words))
    parts += [_said(field, words.day(fact[field]), words) for field in _DATE_FIELDS if fact.get(field)]
    for field, usual in _USUAL.items():
        if fact.get(field, usual) != usual:
            parts.append(words.name(f"facts.{field}", fact[field]))
    return printable(" · ".join(parts))


def _amount(fact: Fact, words: Words) -> str:
    value, low, high = fact.get("value"), fact.get("low"), fact.get("high")
    if isinstance(value, Mapping):
        shown = words.day(value)
    elif value is not None:
        shown = f"{value:.6g}" if isinstance(value, float) else str(value)
    elif low is not None or high is not None:
        shown = f"{'…' if low is None else f'{low:g}'}–{'…' if high is None else f'{high:g}'}"
    else:
        return ""
    comparator = fact.get("comparator") if value is not None else None
    unit = f" {fact['unit']}" if fact.get("unit") not in (None, "1") else ""
    return f" {comparator or ''}{shown}{unit}{_written(fact, words)}"


def _written(fact: Fact, words: Words) -> str:
    """What the note has, where it was converted."""
    written, unit = fact.get("value_as_written"), fact.get("unit_as_written")
    if not written or (unit or "") == (fact.get("unit") or ""):
        return ""
    return f" ({words('facts.fields.written')} {written} {unit or ''}".rstrip() + ")"


def _said(field: str, text: str, words: Words) -> str:
    return f"{words.name('facts.fields', field)} {text}".strip()


def _quotes(fact: Fact, several: bool, words: Words, page: Page) -> Iterator[str]:
    seen: dict[str, str] = {}
    for each in fact.get("evidence") or ():
        seen.setdefault(printable(each.get("quote", "")), printable(str(each.get("document", ""))))
    for quote, document in seen.items():
        yield from wrap(words("list.quote", quote=quote) + (f"  ({document})" if several else ""), page.width, "      ")
