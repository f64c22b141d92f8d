"""Draws a report of the contract as text: the decision, what fails, what is to settle and by whom, the rest in short.

Takes the report as JSON has it and decides nothing; note text is shown with everything a terminal would obey taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ui.cli import telling
from ui.cli.decision import (
    Report,
    by_owner,
    conflicts,
    counts,
    decision,
    details,
    obstacles,
    opening,
    sentences,
    undecided,
    with_status,
)
from ui.cli.layout import Page, columns, in_brief, pad, printable, shorten, wrap
from ui.cli.wording import Words

_MARKS = {"fail": "✗", "unknown": "?", "pass": "✓", "not_applicable": "–"}
_STYLES = {"fail": "red", "unknown": "yellow", "pass": "green", "not_applicable": "dim"}
_OVERALL = {"ineligible": "red", "needs_information": "yellow", "potentially_eligible": "green"}
_QUOTES = 3
_REGISTRY = 240


def text_report(report: Report, words: Words, page: Page) -> str:
    """The whole report, ending in a line break."""
    parts = [_head, _identity, _fails, _to_settle, _rest, _safety, _assumptions, _about]
    lines = [line for part in parts for line in part(report, words, page)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _head(report: Report, words: Words, page: Page) -> Iterator[str]:
    trial = report.get("trial", {})
    name = "  ".join(dict.fromkeys((str(trial.get("id", "")), str(trial.get("title", "")))))
    yield from (page.styled(line, "bold") for line in wrap(name, page.width, rest="  "))
    if trial.get("draft"):
        yield from (page.styled(line, "bold", "yellow") for line in wrap(words("about.draft"), page.width))
    yield from (page.styled(line, "dim") for line in wrap(telling.planned(report, words), page.width))
    yield ""
    style = "yellow" if undecided(report) else _OVERALL.get(str(report.get("overall")), "")
    for line in wrap(decision(report, words), page.width):
        yield page.styled(line, "bold", style)
    for text in details(report, words):
        yield from wrap(text, page.width)
    for text in (report.get("ahead") or {}).get("summary", ()):
        yield from wrap(printable(str(text)), page.width)
    yield from wrap(counts(report, words), page.width)
    for text in telling.warnings(report, words):
        yield from (page.styled(line, "yellow") for line in wrap(text, page.width, "! ", "  "))


def _identity(report: Report, words: Words, page: Page) -> Iterator[str]:
    if conflicts(report):
        yield from _section("identity", words, page)
    for item in conflicts(report):
        what = words.name("identity.fields", item.get("what"))
        values = words.listed(words.name("identity.values", value) for value in item.get("values") or ())
        yield from wrap(words("list.colon").join(filter(None, (what, values))), page.width, "  ")
        yield from _quotes(item, report, words, page, "      ")


def _fails(report: Report, words: Words, page: Page) -> Iterator[str]:
    failing = obstacles(report)
    if failing:
        yield from _section("fail", words, page, len(failing))
    for item in failing:
        yield from _title(item, page)
        yield from wrap(_reason(item, words), page.width, "      ")
        yield from _quotes(item, report, words, page, "      ")
        yield from _registry(item, words, page, "      ")
        helps = printable(str(item.get("what_helps") or ""))
        asks = _phrases([printable(str(text)) for text in item.get("missing") or ()], words)
        advice = sentences(helps, asks, opening(item.get("passes_on"), words, "lines"), words=words)
        if advice:
            yield from _labelled("change", advice, words, page, "      ")
        yield from _review(item, words, page)
        yield ""


def _to_settle(report: Report, words: Words, page: Page) -> Iterator[str]:
    if undecided(report):
        return  # each criterion would only ask whether it is one patient
    groups = by_owner(report)
    if groups:
        yield from _section("unknown", words, page, sum(map(len, groups.values())))
    for owner, items in groups.items():
        yield "  " + page.styled(words(f"owners.{owner}"), "bold")
        for item in items:
            yield from _title(item, page, "    ")
            asks = [printable(str(text)) for text in item.get("missing") or ()]
            opens = opening(item.get("passes_on"), words, "lines")
            body = _phrases(asks, words) or _reason(item, words)
            yield from wrap(sentences(body, opens, words=words), page.width, "        ")
            yield from _review(item, words, page, "        ")
        yield ""


def _rest(report: Report, words: Words, page: Page) -> Iterator[str]:
    rest = with_status(report, "pass") + with_status(report, "not_applicable")
    if rest:
        yield from _section("rest", words, page, len(rest))
    for item in rest:
        first = f"  {_mark(item, page)} {pad(item['id'], 9)} "
        taken = columns(f"  ? {pad(item['id'], 9)} ")
        title, reason = printable(str(item.get("title", ""))), _reason(item, words, short=True)
        colon = words("list.colon") if reason else ""
        said = in_brief(reason, page.width - taken - columns(title + colon))
        yield first + shorten(title + colon + said, page.width - taken)
        if reason and not said:
            below = " " * taken
            yield below + (in_brief(reason, page.width - taken) or shorten(reason, page.width - taken))
        yield from _review(item, words, page, "      ")


def _safety(report: Report, words: Words, page: Page) -> Iterator[str]:
    notes = report.get("safety_notes") or ()
    if notes:
        yield from _section("safety", words, page)
    for item in notes:
        yield from wrap(str(item.get("text") or item.get("code")), page.width, "  ! ", "    ")
        yield from _quotes(item, report, words, page, "    ", limit=1)


def _assumptions(report: Report, words: Words, page: Page) -> Iterator[str]:
    lines = telling.assumptions(report, words)
    if lines:
        yield from _section("assumptions", words, page)
    for line in lines:
        yield from wrap(line, page.width, "  · ", "    ")


def _about(report: Report, words: Words, page: Page) -> Iterator[str]:
    yield from _section("about", words, page)
    for text in telling.about(report, words):
        yield from wrap(text, page.width, "  ")
    yield page.styled(f"  prescreen {report.get('version', '')}".rstrip(), "dim")


def _section(key: str, words: Words, page: Page, number: int = 0) -> Iterator[str]:
    title = words(f"sections.{key}") + (f" ({number})" if number else "")
    yield ""
    yield page.styled(title, "bold") + " " + page.styled("─" * max(3, page.width - columns(title) - 1), "dim")


def _title(item: Mapping[str, Any], page: Page, indent: str = "  ") -> Iterator[str]:
    taken = f"{indent}{_MARKS.get(item['status'], '?')} "
    first, *others = wrap(f"{item['id']}  {item.get('title', '')}", page.width, " " * columns(taken))
    yield f"{indent}{_mark(item, page)} " + page.styled(first.lstrip(), "bold")
    yield from (page.styled(line, "bold") for line in others)


def _mark(item: Mapping[str, Any], page: Page) -> str:
    return page.styled(_MARKS.get(item["status"], "?"), _STYLES.get(item["status"], ""))


def _reason(item: Mapping[str, Any], words: Words, *, short: bool = False) -> str:
    reason = printable(str(item.get("reason") or ""))
    return reason or ("" if short else words("lines.no_reason"))


def _quotes(
    item: Mapping[str, Any], report: Report, words: Words, page: Page, indent: str, limit: int = _QUOTES
) -> Iterator[str]:
    """The note's words, the deciding ones first, with the note's name where there are several."""
    several = len(report.get("documents", ())) > 1
    evidence = sorted(item.get("evidence") or (), key=lambda each: each.get("role") != "value")
    seen: dict[str, str] = {}
    for each in evidence:
        seen.setdefault(printable(each.get("quote", "")), str(each.get("document", "")))
    whole = [(quote, name) for quote, name in seen.items() if not any(quote != each and quote in each for each in seen)]
    for quote, document in whole[:limit]:
        where = f"  ({printable(document)})" if several else ""
        yield from _labelled("note", words("list.quote", quote=quote) + where, words, page, indent, "cyan")


def _registry(item: Mapping[str, Any], words: Words, page: Page, indent: str) -> Iterator[str]:
    text = item.get("text") or ""
    text = " … ".join(text) if isinstance(text, list | tuple) else str(text)
    if text:
        yield from _labelled(
            "registry", words("list.quote", quote=shorten(text, _REGISTRY)), words, page, indent, "dim"
        )
    if item.get("gloss"):
        yield from _labelled("gloss", str(item["gloss"]), words, page, indent, "dim")


def _labelled(key: str, text: str, words: Words, page: Page, indent: str, style: str = "") -> Iterator[str]:
    label = words(f"lines.{key}")
    first = f"{indent}{pad(label, 10)}  "
    head, *others = wrap(text, page.width, " " * columns(first))
    yield indent + page.styled(label, "dim") + first[len(indent) + len(label) :] + page.styled(head.lstrip(), style)
    yield from (page.styled(line, style) for line in others)


def _review(item: Mapping[str, Any], words: Words, page: Page, indent: str = "      ") -> Iterator[str]:
    if item.get("needs_review"):
        yield indent + page.styled(f"→ {words('lines.review')}", "yellow")


def _phrases(phrases: list[str], words: Words) -> str:
    """The phrases as one sentence."""
    text = words("list.semicolon").join(phrase.rstrip(".。") for phrase in phrases)
    stop = "" if text.endswith(("?", "？", "!", "！")) else words("list.stop")
    return text[:1].upper() + text[1:] + stop if text else ""
