"""A report as one page of HTML whose marks and criteria link to each other. All is escaped, nothing runs or is fetched.

The page's own rule (a content security policy) forbids it to load or run anything, whatever a note may hold.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from ui.cli.wording import Words, words_in
from ui.reports.content import Content, Item, Quote, Report, Told, cited, content
from ui.reports.marks import HIDDEN, stretches
from ui.reports.summary import Summary, summary

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SHAPES = {"fail": "✗", "unknown": "?", "pass": "✓", "not_applicable": "–"}


def esc(value: object) -> str:
    """Any text as what it is: no tag, no attribute's end, nothing that hides or turns words."""
    return HIDDEN.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", html.escape(str(value), quote=True))


def page(reports: Sequence[Report], lang: str) -> str:
    """The reports, one under the other, each with its notes."""
    words = words_in(lang)
    made = [content(report, words) for report in reports]
    body = "".join(_report(each, words, f"r{number}-") for number, each in enumerate(made, 1))
    return _document(made[0].trial if made else "prescreen", body, lang)


def summary_page(reports: Sequence[Report], lang: str) -> str:
    """The referral summary of each report."""
    words = words_in(lang)
    shown = [content(report, words) for report in reports]
    title = " ".join([words("report.summary"), *(each.trial for each in shown[:1])])
    return _document(title, "".join(_summary(summary(each), words) for each in shown), lang)


def _document(title: str, body: str, lang: str) -> str:
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-Hans" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{esc(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _report(shown: Content, words: Words, key: str) -> str:
    parts = [f'<main class="report" id="{key}top">', f"<h1>{esc(shown.trial)}</h1>", _line(shown.dates, "soft")]
    parts += [_line(shown.draft, "warned"), _line(shown.decision, "decision"), *map(_line, shown.details)]
    parts += [_line(shown.counts, "soft"), *(_line(text, "warned") for text in shown.warnings)]
    parts.append(_tellings(words("sections.identity"), shown.identity, shown, key))
    for group in shown.groups:
        parts.append(f"<h2>{esc(group.heading)} ({len(group.items)})</h2>")
        parts += [_card(item, shown, words, key) for item in group.items]
    parts.append(_tellings(words("sections.safety"), shown.safety, shown, key))
    if shown.assumptions:
        parts.append(f"<h2>{esc(words('sections.assumptions'))}</h2>{_list(shown.assumptions)}")
    parts.append(_notes(shown, words, key))
    about = "".join(map(_line, (*shown.about, shown.version)))
    parts.append(f"<footer><h2>{esc(words('sections.about'))}</h2>{about}</footer>")
    return "\n".join(filter(None, parts)) + "\n</main>\n"


def _line(text: str, kind: str = "") -> str:
    return f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{esc(text)}</p>" if text else ""


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{esc(line)}</li>' for line in lines)}</ul>"


def _card(item: Item, shown: Content, words: Words, key: str) -> str:
    review = f' <span class="look">{esc(words("lines.review"))}</span>' if item.review else ""
    registry = f'<h4>{esc(words("lines.registry"))}</h4><blockquote lang="en">{esc(item.registry)}</blockquote>'
    registry += f'<p class="gloss">{esc(item.gloss)}</p>' if item.gloss else ""
    quotes = "".join(_quote(quote, shown, words, key) for quote in item.quotes)
    rows = [(words("lines.change"), item.helps), *((words("status.unknown"), text) for text in item.missing)]
    rows += [(words("sections.assumptions"), text) for text in item.assumptions]
    told = "".join(f"<dt>{esc(name)}</dt><dd>{esc(text)}</dd>" for name, text in rows if text)
    return (
        f'<article class="{esc(item.status)}" id="{key}{esc(item.id)}"><span class="status">'
        f'<i aria-hidden="true">{_SHAPES.get(item.status, "?")}</i> {esc(words.name("status", item.status))}</span>'
        f"<h3><code>{esc(item.id)}</code> {esc(item.title)}{review}</h3><p>{esc(item.reason)}</p>"
        f'<div class="words"><div>{registry}</div><div><h4>{esc(words("lines.note"))}</h4>{quotes or "–"}</div></div>'
        + (f"<dl>{told}</dl>" if told else "")
        + "</article>"
    )


def _anchor(quote: Quote, key: str) -> str:
    return f"{key}d{quote.document}-{quote.start}-{quote.end}"


def _quote(quote: Quote, shown: Content, words: Words, key: str) -> str:
    note = shown.notes[quote.document]
    where = f' <span class="soft">{esc(note.title)}</span>' if len(shown.notes) > 1 else ""
    said = _linked(quote, esc(words("list.quote", quote=quote.text)), shown, key)
    return f'<blockquote lang="{esc(note.language)}">{said}{where}</blockquote>'


def _tellings(heading: str, told: Sequence[Told], shown: Content, key: str) -> str:
    lines = "".join(
        f"<p>{esc(each.text)} {' '.join(_linked(quote, esc(quote.text), shown, key) for quote in each.quotes)}</p>"
        for each in told
    )
    return f"<h2>{esc(heading)}</h2>{lines}" if told else ""


def _linked(quote: Quote, drawn: str, shown: Content, key: str) -> str:
    """A quote as a link to its place, where the note's text is in the page."""
    return drawn if shown.notes[quote.document].text is None else f'<a href="#{_anchor(quote, key)}">{drawn}</a>'


def _notes(shown: Content, words: Words, key: str) -> str:
    if not any(note.text is not None for note in shown.notes):
        return _line(words("report.left_out"), "soft")
    parts = [f"<h2>{esc(words('report.notes'))}</h2>", _line(words("report.marked"), "soft")]
    for index, note in enumerate(shown.notes):
        drawn = "".join(
            _stretch(each.text, each.begins, each.quoted, each.criterion, key) for each in stretches(shown, index)
        )
        parts.append(
            f'<section><h3>{esc(note.title)}</h3><p class="byline">{esc(note.byline)}</p>'
            f'<div class="note" lang="{esc(note.language)}">{drawn}</div></section>'
        )
    return "\n".join(parts)


def _stretch(text: str, begins: Iterable[Quote], quoted: bool, criterion: str, key: str) -> str:
    drawn = esc(text)
    if not quoted:
        return drawn
    at = "".join(f'<span class="at" id="{_anchor(quote, key)}"></span>' for quote in begins)
    drawn = f'<a href="#{key}{esc(criterion)}" title="{esc(criterion)}">{drawn}</a>' if criterion else drawn
    return f"{at}<mark>{drawn}</mark>"


def _summary(shown: Summary, words: Words) -> str:
    numbers = cited([*shown.obstacles, *shown.safety])
    parts = [
        '<main class="one-page">',
        f"<h1>{esc(words('report.summary'))}</h1>",
        _line(shown.trial),
        _line(shown.dates, "soft"),
    ]
    parts += [_line(shown.draft, "warned"), _line(shown.decision, "decision"), *map(_line, shown.details)]
    for heading, told, more in shown.lists(words):
        items = [f"{esc(each.text)} {_numbers(each, numbers)}" for each in told] or [esc(words("report.nothing"))]
        items += [esc(words.count("report.further", more))] if more else []
        parts.append(f"<h2>{esc(heading)}</h2><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
    quotes = [
        f'<li>{esc(words("list.quote", quote=quote.text))} <span class="soft">{esc(shown.place(quote))}</span></li>'
        for quote in numbers
    ]
    if quotes:
        parts.append(f'<h2>{esc(words("report.citations"))}</h2><ol class="cited">{"".join(quotes)}</ol>')
    parts.append(f"<footer>{_line(words('about.intended'))}{_line(shown.version)}</footer>")
    return "\n".join(filter(None, parts)) + "\n</main>\n"


def _numbers(told: Told, numbers: dict[Quote, int]) -> str:
    return " ".join(f"[{numbers[quote]}]" for quote in told.quotes if quote in numbers)
