"""Reads rows of several results in each cell: "T.Bil/D.Bil 0.9/0.4", "DLC N/L/E/M 94/4/1/1", "ALT/AST 22/31 -"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import OTHER, NameHit
from assistant.extraction.measurements.numbers import match_unit
from assistant.extraction.measurements.page import Page, Reading, takes
from assistant.extraction.model import TimeMention

_SHARES = {"n": "neutrophil_percent", "p": "neutrophil_percent", "l": "lymphocyte_percent"}
_LETTERS = late(
    r"[\s|*-]*(?:(?:dlc|dc|diff(?:erential)?|分类)[\s.:(]*)?(?P<letters>[nplemb](?:\s?/\s?[nplemb]){1,5})\s*\)?\s*\(?\s?%?\s?\)?(?![a-z])"
)
_CELL = late(
    r"(?<![\d./])(?:\d{1,4}(?:\.\d{1,3})?|-{1,2})(?:\s?/\s?(?:\d{1,4}(?:\.\d{1,3})?|-{1,2}))+(?![\d./])|(?<=\s)-{1,3}(?=\s|$)"
)
_FIGURE = late(r"\d{1,4}(?:\.\d{1,3})?|-{1,2}")


def read_pair_row(page: Page, start: int, end: int, days: Sequence[TimeMention | None]) -> list[Reading]:
    """The readings of such a row, a figure of each cell for each name; nothing if the row is another one."""
    letters = _LETTERS.match(page.lower, start, end)
    hits = _of_letters(page, letters.span("letters")) if letters is not None else _of_names(page, start, end)
    if len(hits) < 2:
        return []
    after = letters.end() if letters is not None else _last_end(hits)
    cells = list(_CELL.finditer(page.lower, after, end))
    if len(cells) != len(days) or not any("/" in cell[0] for cell in cells):
        return []
    unit = next((found for found in (match_unit(page.lower, cell.end(), wide=True) for cell in cells) if found), None)
    made = []
    for cell, day in zip(cells, days, strict=True):
        figures = list(_FIGURE.finditer(page.lower, cell.start(), cell.end()))
        if len(figures) != len(hits):
            continue
        for figure, hit in zip(figures, hits, strict=True):
            if hit is None or not figure[0][0].isdigit() or hit.analyte.id == OTHER:
                continue
            reading = Reading(hit.analyte.id, hit, *figure.span(), written=figure.span(), tail=cell.end(), table=True)
            reading.time = day
            if letters is not None:
                reading.guessed_unit = "%"
            elif unit is not None and takes(hit.analyte, unit, page.lower):
                reading.unit = (unit.start, unit.end)
            made.append(reading)
    return made


def _of_letters(page: Page, span: tuple[int, int]) -> list[NameHit | None]:
    """One letter for each kind of white cell; those that are not read are ``None``."""
    return [
        NameHit(at, at + 1, page.catalogue.analytes[_SHARES[page.lower[at]]]) if page.lower[at] in _SHARES else None
        for at in range(*span)
        if page.lower[at].isalpha()
    ]


def _of_names(page: Page, start: int, end: int) -> list[NameHit | None]:
    hits: list[NameHit | None] = []
    at = start
    for name in page.names_in(start, min(end, start + 60)):
        between = page.lower[at : name.start].strip(" \t|*-")
        if between != ("/" if hits else ""):
            break
        hits.append(name)
        at = name.end
    return hits


def _last_end(hits: Sequence[NameHit | None]) -> int:
    return max(hit.end for hit in hits if hit is not None)
