"""Draws one criterion as a card: status, reason, the registry's words, the note's words, what it leans on.

Everything is escaped. Knows nothing of the order of cards on the page.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from ui.page import decisions
from ui.page.quotes import anchors, card_anchor, document_title, quote_anchor
from ui.page.wording import Words

Report = Mapping[str, Any]
Criterion = Mapping[str, Any]

# Shapes beside the words, so that nothing is told by colour alone.
_SHAPES = {"fail": "✕", "unknown": "?", "pass": "✓", "not_applicable": "–"}


def esc(value: object) -> str:
    return html.escape(str(value), quote=True)


def shape(status: str) -> str:
    return f'<i class="shape {status}" aria-hidden="true">{_SHAPES[status]}</i>'


def badge(item: Criterion, words: Words, changed: bool) -> str:
    status = item["status"]
    extra = f'<span class="changed">{esc(words("changes.mark"))}</span>' if changed else ""
    if item.get("override"):
        extra += f'<span class="look">{esc(words("decide.mark"))}</span>'
    if item.get("needs_review"):
        extra += f'<span class="look">{esc(words("card.review"))}</span>'
    return f'<span class="status {status}">{shape(status)}{esc(words(f"status.{status}"))}</span>{extra}'


def _rows(item: Criterion, report: Report, words: Words) -> str:
    """The body of a card: when it turns, the registry's words, the note's words, what it leans on."""
    rows = []
    if decision := decisions.on_card(item, words):
        rows.append((words("decide.label"), f"<p><b>{esc(decision)}</b></p>"))
    turns = [line for line in (item.get("what_helps"), passes_on(item, words)) if line]
    if turns:
        rows.append((words("card.helps"), "".join(f"<p>{esc(line)}</p>" for line in turns)))
    if item["status"] in ("fail", "unknown") and item.get("missing"):
        rows.append((words("card.missing"), "".join(f"<p>{esc(line)}</p>" for line in item["missing"])))
    text = item["text"] if isinstance(item["text"], list) else [item["text"]]
    registry = f'<q lang="en">{esc(" … ".join(map(str, text)))}</q>'
    if item.get("gloss"):
        registry += f'<span class="gloss">{esc(item["gloss"])}</span>'
    rows.append((words("card.registry"), f"<p>{registry}</p>"))
    quotes = quote_links(item["evidence"], report, words)
    if quotes:
        rows.append((words("card.note"), quotes))
    if item.get("assumptions"):
        rows.append((words("card.assumption"), "".join(f"<p>{esc(line)}</p>" for line in item["assumptions"])))
    return "".join(f"<dt>{esc(name)}</dt><dd>{body}</dd>" for name, body in rows)


def passes_on(item: Criterion, words: Words) -> str:
    days = item.get("passes_on") or {}
    possible, certain = days.get("possible"), days.get("certain")
    if possible and certain and possible != certain:
        return words("card.passes_possible", possible=words.day(possible), certain=words.day(certain))
    if certain:
        return words("card.passes_certain", certain=words.day(certain))
    return words("card.passes_only_possible", possible=words.day(possible)) if possible else ""


def quote_links(evidence: Sequence[Mapping[str, Any]], report: Report, words: Words) -> str:
    """Each quote once, as a link to its place in the note, with how it was read."""
    places, seen, drawn = anchors(report), set(), []
    many = len(report["documents"]) > 1
    by_name = {doc["document"]: doc for doc in report["documents"]}
    for item in evidence:
        span = (item["document"], item["start"], item["end"])
        if span in seen or item["document"] not in places:
            continue
        seen.add(span)
        if any(_inside(span, other) for other in evidence):
            continue
        role = words(f"card.roles.{item['role']}") if words.has(f"card.roles.{item['role']}") else ""
        tail = [role, read_as(span, report, words)]
        if many:
            tail.append(document_title(by_name[item["document"]]))
        said = " · ".join(filter(None, tail))
        anchor = quote_anchor(places[item["document"]], item["start"], item["end"])
        drawn.append(
            f'<p><a class="cite" href="#{anchor}" title="{esc(words("card.quote_link"))}">{esc(item["quote"])}</a>'
            + (f'<span class="said">{esc(said)}</span>' if said else "")
            + "</p>"
        )
    return "".join(drawn)


def _inside(span: tuple[str, int, int], other: Mapping[str, Any]) -> bool:
    """Whether a longer quote of the same card shows these words already."""
    document, start, end = span
    longer = other["end"] - other["start"] > end - start
    return bool(other["document"] == document and other["start"] <= start and end <= other["end"] and longer)


def read_as(span: tuple[str, int, int], report: Report, words: Words) -> str:
    """How a measurement was understood: value, unit, day, who said so. Empty where the quote is no measurement's."""
    for fact in report.get("facts") or ():
        if fact.get("kind") != "measurement":
            continue
        places = {(one["document"], one["start"], one["end"]) for one in fact["evidence"] if one.get("role") == "value"}
        if span not in places:
            continue
        value = _value(fact)
        if not value:
            return ""
        what = [" ".join(filter(None, (value, shown_unit(str(fact.get("unit") or "")))))]
        day = fact.get("date") or fact.get("date_range")
        if day:
            what.append(words.day(day))
        source = str(fact.get("source") or "")
        if source not in ("", "chart") and words.has(f"sources.{source}"):
            what.append(words(f"sources.{source}"))
        return words("card.read_as", what=" · ".join(what))
    return ""


def shown_unit(unit: str) -> str:
    """A UCUM unit as it is printed in a laboratory's report."""
    if unit == "1" or unit.startswith("{"):
        return ""
    return unit.replace("10*", "×10^").replace("umol", "µmol").replace("[IU]", "IU")


def _value(fact: Mapping[str, Any]) -> str:
    if fact.get("value") is not None:
        value = fact["value"]
        return f"{value:.4g}" if isinstance(value, float) else str(value)
    low, high = fact.get("low"), fact.get("high")
    if low is not None and high is not None:
        return f"{low:.4g}" if low == high else f"{low:.4g}–{high:.4g}"
    if high is not None:
        return f"{fact.get('comparator') or '≤'}{high:.4g}"
    return f"{fact.get('comparator') or '≥'}{low:.4g}" if low is not None else ""


def card(item: Criterion, report: Report, words: Words, changed: bool = False) -> str:
    """A criterion that stands in the way: open, with everything that it leans on."""
    return (
        f'<article class="card {item["status"]}" id="{esc(card_anchor(item["id"]))}">'
        f"<h3><code>{esc(item['id'])}</code> {esc(item['title'])}{badge(item, words, changed)}</h3>"
        f'<p class="reason">{esc(item["reason"])}</p><dl>{_rows(item, report, words)}</dl></article>'
    )


def folded_card(item: Criterion, report: Report, words: Words, changed: bool = False, line: str = "") -> str:
    """A criterion in one line that unfolds."""
    reason = f'<p class="reason">{esc(item["reason"])}</p>' if item["reason"] != line else ""
    return (
        f'<details class="card {item["status"]}" id="{esc(card_anchor(item["id"]))}"><summary>{shape(item["status"])}'
        f"<span><b>{esc(item['title'])}</b>"
        + (f'<span class="changed">{esc(words("changes.mark"))}</span>' if changed else "")
        + (f'<span class="look">{esc(words("decide.mark"))}</span>' if item.get("override") else "")
        + (f'<span class="look">{esc(words("card.review"))}</span>' if item.get("needs_review") else "")
        + (f"<em>{esc(line)}</em>" if line else "")
        + f"</span><code>{esc(item['id'])}</code></summary>{reason}<dl>{_rows(item, report, words)}</dl></details>"
    )
