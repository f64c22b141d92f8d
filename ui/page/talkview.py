"""Draws a question with its answer: sentences, sources, warnings, who answered and what left this machine.

Pure functions; whatever came from a note, a record, a model or the visitor is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.chat.told import Citation, Line
from ui.page import models
from ui.page.cards import esc, quote_links, shape
from ui.page.quotes import card_anchor
from ui.page.talk import Exchange
from ui.page.wording import Words

Report = Mapping[str, Any]
_ID = re.compile(r"\b(?:INC|EXC)-\d[\w.]*\w")


def exchange(one: Exchange, report: Report | None, words: Words, steps: int) -> str:
    """One question with its whole answer."""
    reply = one.reply
    notes = [words("talk.stopped")] if one.stopped else []
    notes += [each.said(words.lang) for each in reply.warnings]
    if steps != one.steps:
        notes.append(words("talk.before"))
    warned = "".join(f'<p class="warned">{esc(note)}</p>' for note in notes)
    return (
        f'<section class="exchange" lang="{esc(reply.lang)}"><p class="asked">{esc(one.question)}</p>{warned}'
        f"{_sentences(one, report)}{_sources(one, report, words)}"
        f'<p class="byline">{esc(_who(one, words))}</p></section>'
    )


def coming(question: str, sentences: Iterable[str], looked: Iterable[str], words: Words) -> str:
    """A question whose answer is on its way."""
    said = "".join(f'<p class="lead">{esc(text)}</p>' for text in sentences)
    tools = words.listed([words(f"talk.tools.{tool}") for tool in dict.fromkeys(looked)])
    state = words("talk.looked", tools=tools) if tools else words("talk.working")
    return (
        f'<section class="exchange"><p class="asked">{esc(question)}</p>{said}'
        f'<p class="byline" role="status">{esc(state)}</p></section>'
    )


def earlier(exchanges: Iterable[Exchange], report: Report | None, words: Words, steps: int) -> str:
    """The questions before the last, folded, the latest first."""
    found = list(exchanges)
    if not found:
        return ""
    drawn = "".join(exchange(one, report, words, steps) for one in reversed(found))
    head = esc(words.count("talk.earlier", len(found)))
    return f'<details class="fold"><summary>{head}</summary>{drawn}</details>'


def _sentences(one: Exchange, report: Report | None) -> str:
    lead = "".join(f'<p class="lead">{_linked(text, report)}</p>' for text in one.reply.lead)
    said = _squeezed(" ".join(one.reply.lead))
    lines = [line for told in one.reply.told for line in told.lines if _squeezed(line.text) not in said]
    return lead + "".join(_line(line, report) for line in lines)


def _line(line: Line, report: Report | None) -> str:
    return f"<p>{_linked(line.text, report)}</p>"


def _linked(text: str, report: Report | None) -> str:
    """The text with each criterion id of the report as a link to its card."""
    known = {item["id"] for item in report["criteria"]} if report else set()
    parts, at = [], 0
    for match in _ID.finditer(text):
        if match[0] in known:
            parts += [esc(text[at : match.start()]), f'<a href="#{esc(card_anchor(match[0]))}">{esc(match[0])}</a>']
            at = match.end()
    return "".join([*parts, esc(text[at:])])


def _sources(one: Exchange, report: Report | None, words: Words) -> str:
    """The registry's words and the note's words behind the answer, folded."""
    found = list(_distinct(citation for told in one.reply.told for citation in told.citations))
    if not found:
        return ""
    drawn = "".join(_source(citation, report, words) for citation in found)
    head = esc(words.count("talk.sources", len(found)))
    return f'<details class="sources"><summary>{head}</summary><dl>{drawn}</dl></details>'


def _distinct(citations: Iterable[Citation]) -> Iterator[Citation]:
    seen = set()
    for citation in citations:
        if (citation.trial, citation.criterion) not in seen:
            seen.add((citation.trial, citation.criterion))
            yield citation


def _source(citation: Citation, report: Report | None, words: Words) -> str:
    own = report is not None and citation.trial == report["trial"]["id"]
    name = _linked(citation.criterion, report) if own else esc(f"{citation.trial} {citation.criterion}")
    status = f"{shape(citation.status)}{esc(words(f'status.{citation.status}'))}" if citation.status else ""
    gloss = f'<span class="gloss">{esc(citation.gloss)}</span>' if citation.gloss else ""
    quotes = quote_links(citation.quotes, report, words) if report else ""
    return (
        f"<dt>{name}</dt><dd><p><b>{esc(citation.title)}</b> {status}</p>"
        f'<p><q lang="en">{esc(" … ".join(citation.registry))}</q>{gloss}</p>{quotes}</dd>'
    )


def _who(one: Exchange, words: Words) -> str:
    """Who answered, and what left this machine for it."""
    reply = one.reply
    if not reply.model or not reply.requests:
        return words("talk.by_rules")
    if reply.sent_to:
        taken = models.taken_out(reply.masked, words)
        return words(f"talk.sent_{reply.by}", model=reply.model, host=reply.sent_to, taken=taken)
    return words(f"talk.local_{reply.by}", model=reply.model)


def _squeezed(text: str) -> str:
    return "".join(text.split())
