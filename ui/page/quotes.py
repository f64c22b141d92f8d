"""Draws the notes with their quotes marked, every character escaped. Knows nothing of what a criterion means."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ui.page.wording import Words

OPENING = 48
# The reader who follows a mark from the note wants the finding that matters most.
_WEIGHT = {"fail": 0, "unknown": 1, "pass": 2, "not_applicable": 3}


def card_anchor(criterion: str) -> str:
    return f"c-{criterion}"


def document_anchor(index: int) -> str:
    return f"d-{index}"


def quote_anchor(index: int, start: int, end: int) -> str:
    return f"q-{index}-{start}-{end}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A quoted span of one document and the criteria that use it, weightiest first."""

    start: int
    end: int
    criteria: tuple[tuple[str, str], ...]  # id, status
    silent: bool = False
    """A fact's words that no criterion leans on: they can be pointed at, and are not marked."""

    @property
    def status(self) -> str:
        return self.criteria[0][1] if self.criteria else "pass"


def anchors(report: Mapping[str, Any]) -> dict[str, int]:
    """The place of each document in the report, which its anchors are made of."""
    return {doc["document"]: index for index, doc in enumerate(report["documents"])}


def marked_spans(report: Mapping[str, Any], document: str) -> list[Marked]:
    """The distinct quoted spans of a document, by where they start; the longer first where starts agree."""
    users: dict[tuple[int, int], list[tuple[str, str]]] = {}
    sources = [(item["id"], item["status"], item["evidence"]) for item in report["criteria"]]
    others = [*report.get("safety_notes", ()), *report["identity"]["conflicts"]]
    sources += [("", "unknown", item.get("evidence") or ()) for item in others]
    for criterion, status, evidence in sources:
        for item in evidence:
            if item["document"] == document and item["start"] < item["end"]:
                found = users.setdefault((item["start"], item["end"]), [])
                if criterion and (criterion, status) not in found:
                    found.append((criterion, status))
    # Every fact can be looked up in its note, also one that no criterion leans on: it has an anchor, but no mark.
    firsts = [item for fact in report.get("facts") or () for item in fact["evidence"][:1]]
    silent = {(item["start"], item["end"]) for item in firsts if item["document"] == document} - users.keys()
    return [
        Marked(*span, tuple(sorted(users.get(span, ()), key=lambda use: _WEIGHT.get(use[1], 3))), silent=span in silent)
        for span in sorted({*users, *silent}, key=lambda span: (span[0], -span[1]))
    ]


def pieces(length: int, spans: Sequence[Marked]) -> Iterator[tuple[int, int, list[Marked]]]:
    """The text cut at every end of a span, each piece with the spans that cover it: quotes may cross."""
    cuts = sorted({0, length, *(edge for span in spans for edge in (span.start, span.end) if 0 <= edge <= length)})
    coming, open_now = iter(spans), list[Marked]()  # by their beginnings: a chart of a megabyte has tens of thousands
    waiting = next(coming, None)
    for start, end in pairwise(cuts):
        open_now = [span for span in open_now if end <= span.end]
        while waiting is not None and waiting.start <= start:
            if end <= waiting.end:
                open_now.append(waiting)
            waiting = next(coming, None)
        yield start, end, list(open_now)


def note_text(text: str, spans: Sequence[Marked], index: int) -> str:
    """The text of a note as HTML. Each mark links to the card of the weightiest criterion that uses it."""
    drawn = []
    for start, end, covering in pieces(len(text), spans):
        shown = html.escape(text[start:end])
        if not covering:
            drawn.append(shown)
            continue
        drawn += [
            f'<span class="at" id="{quote_anchor(index, span.start, span.end)}"></span>'
            for span in covering
            if span.start == start
        ]
        classes = " ".join(["quote", *(quote_anchor(index, span.start, span.end) for span in covering)])
        uses = sorted((use for span in covering for use in span.criteria), key=lambda use: _WEIGHT.get(use[1], 3))
        if uses:
            names = html.escape(", ".join(dict.fromkeys(criterion for criterion, _ in uses)), quote=True)
            target = html.escape(card_anchor(uses[0][0]), quote=True)
            shown = f'<a href="#{target}" title="{names}">{shown}</a>'
        other = "silent" if all(span.silent for span in covering) else "aside"
        drawn.append(f'<mark class="{classes} {uses[0][1] if uses else other}">{shown}</mark>')
    return "".join(drawn)


def target_rules(spans: Sequence[Marked], index: int) -> str:
    """Style rules that mark all pieces of the one quote that the address points at: no script is needed."""
    names = [quote_anchor(index, span.start, span.end) for span in spans]
    return "".join(
        f".note:has(#{name}:target) .{name}{{background:var(--hit);box-shadow:0 0 0 2px var(--hit)}}" for name in names
    )


def document_title(document: Mapping[str, Any]) -> str:
    """What the page calls a document, not yet escaped: its title, its first words if it was typed, else its name."""
    fallback = _opening(document) if document.get("source") == "typed" else str(document["document"])
    return str(document.get("title") or "") or fallback


def byline(document: Mapping[str, Any], words: Words) -> str:
    """When a document was written and where it came from, not yet escaped."""
    written = document.get("written_on")
    known = written and (not isinstance(written, Mapping) or any(written.values()))
    said = [words("notes.written", date=words.day(written)) if known else words("notes.undated")]
    source = str(document.get("source"))
    if source in ("typed", "file", "correction", "decision"):
        said.append(words(f"notes.{source}"))
    if source == "file" and document_title(document) != document["document"]:
        said.append(str(document["document"]))
    return " · ".join(said)


def _opening(document: Mapping[str, Any]) -> str:
    """The first words of what was typed, which has neither title nor file."""
    first = next((line.strip() for line in str(document.get("text") or "").splitlines() if line.strip()), "")
    return first if len(first) <= OPENING else f"{first[: OPENING - 1].rstrip()}…"


def legend(words: Words) -> str:
    """How quotes are marked, for a page that has no note yet."""
    rows = "".join(
        f'<p><mark class="{status}">{html.escape(words(f"notes.legend.{status}"))}</mark> '
        f"<span>{html.escape(words(f'notes.legend.{status}_is'))}</span></p>"
        for status in ("fail", "unknown", "pass")
    )
    return (
        f'<div class="note empty"><p>{html.escape(words("notes.empty"))}</p>{rows}'
        f"<p>{html.escape(words('notes.legend.click'))}</p></div>"
    )


def notes_pane(report: Mapping[str, Any] | None, words: Words) -> str:
    """All documents one under the other, with a list to jump to each."""
    if not report or not report["documents"]:
        return legend(words)
    tabs, drawn, rules = [], [], []
    for index, document in enumerate(report["documents"]):
        spans = marked_spans(report, document["document"])
        title, line = document_title(document), byline(document, words)
        tabs.append(f'<a href="#{document_anchor(index)}">{html.escape(title)}</a>')
        rules.append(target_rules(spans, index))
        drawn.append(
            f'<section class="document" id="{document_anchor(index)}" lang="{html.escape(str(document["language"]))}">'
            f'<h3>{html.escape(title)}</h3><p class="byline">{html.escape(line)}</p>'
            f'<div class="text">{note_text(document.get("text") or "", spans, index)}</div></section>'
        )
    chooser = f'<nav class="tabs">{"".join(tabs)}</nav>' if len(tabs) > 1 else ""
    return f'<style>{"".join(rules)}</style><div class="note">{chooser}{"".join(drawn)}</div>'
