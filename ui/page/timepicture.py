"""Draws the timeline as a picture that keeps its letters' size at any width, with the same rows as a table.

Each row is its words above a bar; three lines run through all of them, one for each planned date. What a bar means is
told by its words and its shape, never by colour alone. Everything is escaped; no script, no outside address.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rules import terminology
from rules.catalogue import label
from ui.page.quotes import card_anchor
from ui.page.timeline import Row, Scale, months, planned, rows, scale
from ui.page.wording import Words

Report = Mapping[str, Any]
NAMED, DRAWN = 4, 16
"""So many names stand on one row, and so many rows are drawn; the table has them all."""


def esc(value: object) -> str:
    return html.escape(str(value), quote=True)


def timeline(report: Report | None, words: Words) -> str:
    """The picture and its table; nothing where nothing is dated or nothing was judged."""
    if not report or not report.get("ahead"):
        return ""
    found = rows(report)
    if not found:
        return ""
    along = scale(report, found)
    drawn = [row for row in _condensed(found) if not _long_over(row, along)][:DRAWN]
    days = planned(report)
    bars = "".join(_row(row, along, words) for row in drawn)
    return (
        f'<section class="timeline" aria-labelledby="timeline-head"><h2 id="timeline-head">'
        f"{esc(words('timeline.heading'))}</h2>"
        f'<div class="picture">{_months(along, words)}<div class="lines" aria-hidden="true">{_lines(days, along)}</div>'
        f'<div class="marks" aria-hidden="true">{_marks(days, along, words)}</div><ul>{bars}</ul></div>'
        f'<p class="key">{_key(words)}</p>'
        f'<details class="fold"><summary>{esc(words("timeline.table"))}</summary>{_table(found, days, words)}</details>'
        "</section>"
    )


def _condensed(found: Sequence[Row]) -> list[Row]:
    """The denials of one day as one row, which lasts as long as the first of them: the table has each."""
    kept: list[Row] = []
    denials: dict[tuple[date | None, date | None], list[Row]] = {}
    for row in found:
        if row.group == "denial":
            denials.setdefault(row.begins, []).append(row)
        else:
            kept.append(row)
    for same in denials.values():
        first = min(same, key=lambda row: row.ends[0] or date.max)
        names = tuple(dict.fromkeys(name for row in same for name in row.names))
        kept.append(replace(first, names=names))
    return kept


def _long_over(row: Row, along: Scale) -> bool:
    end = row.ends[1]
    return row.state in ("over", "stale") and end is not None and end < along.first


# --- the words ------------------------------------------------------------------------------------------------------


def names(row: Row, words: Words, most: int | None = NAMED) -> str:
    lang = "zh" if words.lang == "zh" else "en"
    every = [_short(name) or label(lang, name) if words.lang == "en" else label(lang, name) for name in row.names]
    if most is None or len(every) <= most:
        return words.listed(every)
    return words("timeline.more", names=words.listed(every[:most]), n=len(every) - most)


def _short(name: str) -> str:
    """The usual abbreviation of a test: a row has room for four of them."""
    concept = terminology.load().concepts.get(name)
    if concept is None or concept.kind != "measurement":
        return ""
    return next(iter(concept.names.get("abbrev", ())), "")


def said(row: Row, words: Words) -> str:
    """What the bar says, in words: until when, for which date."""
    begun, early, late = row.begins[0], row.ends[0], row.ends[1]
    counted = words.listed([words(f"timeline.to.{name}") for name in row.anchors])
    values = {"begin": _span(row.begins, words), "end": _span(row.ends, words), "anchors": counted}
    if row.state == "ongoing":
        return words("timeline.ongoing_since" if begun else "timeline.ongoing", **values)
    key = f"timeline.{row.group}_{row.state}"
    if not early and not late:
        return words(f"timeline.{row.group}_endless", **values)
    return words(key, **values)


def _span(ends: tuple[date | None, date | None], words: Words) -> str:
    first, last = ends
    if first and last:
        return words.span(first, last)
    known = first or last
    return words.day(known) if known else words("timeline.unknown_day")


def _key(words: Words) -> str:
    shapes = ("running", "possible", "valid", "stale", "ongoing")
    return "".join(
        f'<span><i class="bar {shape}" aria-hidden="true"></i>{esc(words(f"timeline.key.{shape}"))}</span>'
        for shape in shapes
    )


# --- the picture: spans with a place and a width in hundredths, which stretch while their words do not -------------


def _lines(days: Mapping[str, date], along: Scale) -> str:
    return "".join(f'<i class="line {name}" style="left:{along.percent(day)}%"></i>' for name, day in days.items())


def _months(along: Scale, words: Words) -> str:
    """The first days of months, as many as stand beside one another."""
    found = months(along)
    step = max(1, -(-len(found) // 5))
    ticks = "".join(
        f'<i class="tick" style="left:{along.percent(day)}%">'
        + (f'<span class="{_side(along.percent(day))}">{esc(words.month(day))}</span>' if not index % step else "")
        + "</i>"
        for index, day in enumerate(found)
    )
    return f'<div class="months" aria-hidden="true">{ticks}</div>'


def _side(percent: float) -> str:
    return "start" if percent < 8 else "end" if percent > 92 else "middle"


def _row(row: Row, along: Scale, words: Words) -> str:
    name = f"<b>{esc(names(row, words))}</b>"
    if row.criteria:
        target = esc(card_anchor(row.criteria[0]))
        name = f'<a href="#{target}">{name}</a>'
    return f'<li class="{row.group} {row.state}"><p>{name} {esc(said(row, words))}</p>{_bar(row, along)}</li>'


def _bar(row: Row, along: Scale) -> str:
    """From the event to the end of its window; what is only possible after that is hatched."""
    begin = row.begins[0] or along.first
    sure = row.ends[0] or row.ends[1] or along.last
    last = row.ends[1] or along.last
    left, middle, right = along.percent(begin), along.percent(sure), along.percent(last)
    shape = row.state if row.state != "over" else "valid" if row.group == "lasting" else "over"
    parts = [_stretch(shape, left, middle)]
    if last != sure:
        parts.append(_stretch("possible", middle, right))
    known = row.begins[0] is not None and row.begins[0] >= along.first
    parts.append(f'<i class="event" style="left:{left}%"></i>' if known else '<i class="before"></i>')
    if last > along.last or row.state == "ongoing" or row.ends == (None, None):
        parts.append('<i class="after"></i>')
    return f'<div class="bars" aria-hidden="true">{"".join(parts)}</div>'


def _stretch(shape: str, left: float, right: float) -> str:
    width = round(max(right - left, 0.4), 2)
    return f'<i class="bar {shape}" style="left:{left}%;width:{width}%"></i>'


def _marks(days: Mapping[str, date], along: Scale, words: Words) -> str:
    """The three dates by name at the head, one under the other: they stand too near to share a line."""
    drawn = []
    for name, day in days.items():
        percent = along.percent(day)
        text = f"{words(f'dates.{name}')} {words.short_day(day)}"
        side = "end" if percent > 55 else "start"
        drawn.append(f'<div class="mark"><i style="left:{percent}%"><span class="{side}">{esc(text)}</span></i></div>')
    return "".join(drawn)


# --- the table ------------------------------------------------------------------------------------------------------


def _table(found: Sequence[Row], days: Mapping[str, date], words: Words) -> str:
    """The same rows for who cannot see the picture, and for who wants each of them."""
    head = "".join(
        f'<th scope="col">{esc(words(f"timeline.column.{key}"))}</th>' for key in ("what", "from", "says", "criteria")
    )
    body = "".join(
        f'<tr><th scope="row">{esc(names(row, words, None))}</th><td>{esc(_span(row.begins, words))}</td>'
        f"<td>{esc(said(row, words))}</td><td>{_links(row)}</td></tr>"
        for row in found
    )
    planned_days = "".join(
        f'<tr><th scope="row">{esc(words(f"dates.{name}"))}</th><td>{esc(words.day(day))}</td>'
        f"<td>{esc(words('timeline.planned'))}</td><td></td></tr>"
        for name, day in days.items()
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{planned_days}{body}</tbody></table>"


def _links(row: Row) -> str:
    return " ".join(f'<a href="#{esc(card_anchor(each))}">{esc(each)}</a>' for each in row.criteria)
