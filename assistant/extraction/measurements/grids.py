"""Reads tables whose cells are parted by tabs or bars and whose columns are days; tables.py reads those of blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import OTHER, NameHit
from assistant.extraction.measurements.cells import (
    Cell,
    Limits,
    cell_reading,
    limits_of_label,
    limits_of_value,
    longest_word,
    set_limits,
    titre_in,
    unit_of_row,
)
from assistant.extraction.measurements.numbers import Unit, match_unit
from assistant.extraction.measurements.page import Page, Reading, takes
from assistant.extraction.measurements.pairrows import read_pair_row
from assistant.extraction.measurements.qualitative import sign_at
from assistant.extraction.model import TimeMention
from rules.frozen import dataclass

Line = tuple[int, int]
_RULE = late(r"[\s|:=+-]*")


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the rows of a grid end, the index of the line after them, and what they say."""

    end: int
    following: int
    readings: tuple[Reading, ...]


def read_grid(page: Page, lines: Sequence[Line], index: int) -> Grid | None:
    """The grid whose head is this line: cells with days over rows that each begin with the name of a result."""
    head = split_cells(page, *lines[index])
    days = [_day(page, cell) for cell in head]
    if len(head) < 3 or sum(day is not None for day in days) < 2 or _has_values(page, head, days):
        return None
    readings: list[Reading] = []
    end, following = lines[index][1], index + 1
    while following < len(lines):
        start, stop = lines[following]
        if page.text[end:start].count("\n") > 1 + bool(readings == []):
            break
        if not _RULE.fullmatch(page.lower, start, stop):
            cells = split_cells(page, start, stop)
            if len(cells) < 2 or page.times_in(*cells[0]):
                break
            readings += _row(page, cells, head, days)
        end, following = stop, following + 1
    return Grid(end, following, tuple(readings)) if readings else None


def split_cells(page: Page, start: int, end: int) -> list[Line]:
    """The cells of a line, or none where it has no separators; an outer bar opens no cell."""
    sign = "|" if page.lower.count("|", start, end) > 1 else "\t" if "\t" in page.lower[start:end] else None
    if sign is None:
        return []
    if sign == "|":
        while start < end and page.lower[start] in " \t":
            start += 1
        start += page.lower[start : start + 1] == "|"
        while end > start and page.lower[end - 1] in " \t\n":
            end -= 1
        end -= page.lower[end - 1 : end] == "|"
    cells, at = [], start
    for match in re.compile(re.escape(sign)).finditer(page.lower, start, end):
        cells.append((at, match.start()))
        at = match.end()
    return [*cells, (at, end)]


def _day(page: Page, cell: Line) -> TimeMention | None:
    times = [time for time in page.times_in(*cell) if time.kind in ("day", "month")]
    return times[0] if len(times) == 1 else None


def _has_values(page: Page, head: Sequence[Line], days: Sequence[TimeMention | None]) -> bool:
    """Whether a cell without a day holds a value, as no head does."""
    return any(day is None and page.values_in(*cell) for cell, day in zip(head, days, strict=True))


def _row(page: Page, cells: list[Line], head: Sequence[Line], days: Sequence[TimeMention | None]) -> list[Reading]:
    shift = 1 if days[0] is not None and len(cells) == len(head) + 1 else 0
    label = cells[0]
    valued = [
        (cell, days[place - shift])
        for place, cell in enumerate(cells)
        if place and 0 <= place - shift < len(days) and days[place - shift] is not None
    ]
    paired = read_pair_row(page, label[0], cells[-1][1], [day for _, day in valued])
    if paired:
        return paired
    names = page.names_in(*label)
    if not names or page.lower[label[0] : names[0].start].strip(" *-.:#\t") or names[0].analyte.id == OTHER:
        return []
    name = names[0]
    known = {cell for cell, _ in valued}
    others = [cell for place, cell in enumerate(cells) if place and cell not in known]
    unit = unit_of_row(page, name, label[1]) or _unit_in(page, name, others)
    readings = [made for cell, day in valued if (made := _read(page, name, cell, day, unit)) is not None]
    set_limits(readings, limits_of_label(page, name, label[1]) or _limits_in(page, others))
    return readings


def _read(page: Page, name: NameHit, cell: Line, day: TimeMention | None, unit: Unit | None) -> Reading | None:
    word = longest_word(page, *cell) if name.analyte.qualitative else None
    if word is None and name.analyte.qualitative:
        sign = sign_at(page, cell[0])
        word = sign if sign is not None and sign.end <= cell[1] else None
    values = page.values_in(*cell)
    found = Cell(cell[0], 0, cell[1], 0, values[0] if values else None, word, titre_in(page, *cell))
    if word is not None and (found.titre is None or not name.analyte.titre):
        found = Cell(word.start, 0, word.end, 0, None, word)
    return cell_reading(page, name, found, day, unit)


def _unit_in(page: Page, name: NameHit, cells: Sequence[Line]) -> Unit | None:
    for start, end in cells:
        unit = match_unit(page.lower, start, wide=True)
        if unit is not None and unit.end <= end and takes(name.analyte, unit, page.lower):
            return unit
    return None


def _limits_in(page: Page, cells: Sequence[Line]) -> Limits | None:
    for cell in cells:
        for value in page.values_in(*cell):
            limits = limits_of_value(page, value)
            if limits is not None:
                return limits
    return None
