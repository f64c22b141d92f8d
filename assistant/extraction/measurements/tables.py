"""Reads tables: columns of dates with a row for each result, and columns of results with a row for each date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import OTHER, NameHit
from assistant.extraction.measurements.cells import (
    Cell,
    cell_reading,
    label_end,
    limits_of_label,
    limits_of_value,
    set_limits,
    titre_in,
    unit_of_row,
)
from assistant.extraction.measurements.grids import read_grid, split_cells
from assistant.extraction.measurements.numbers import Unit, Value, match_unit
from assistant.extraction.measurements.page import Page, Reading, takes, within
from assistant.extraction.measurements.pairrows import read_pair_row
from assistant.extraction.model import TimeMention
from rules.frozen import dataclass

_REFERENCE = late(
    r"\b(?:ref(?:erence)?(?:\s?(?:range|interval|value))?|normal(?:\s?range)?|range|nl)\b|参考(?:值|范围|区间)?|正常(?:值|范围)?"
)
_UNITS = late(r"\bunits?\b|单位")
_EMPTY = late(r"(?<=[\s|\t])(?:-{1,3}|n/?a|nd|/)(?=[\s|]|$)")
_TITRE = late(r"[<>≤≥]?\s?(?<!\d)1:\d{2,5}(?!\d)")
_CLOCK = late(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")
_MAX_EXTRA_WORDS = 7


@cache
def _head_words() -> re.Pattern[str]:
    # Late, because a class of all Chinese characters takes long to compile and few notes have tables.
    return compiled(r"[a-z\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class _Column:
    start: int
    end: int
    """Where the head stands in its line, in display cells."""
    time: TimeMention | None
    kind: str
    """``value``, ``reference`` or ``units``."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table covers and says."""

    start: int
    end: int
    readings: tuple[Reading, ...]


def read_tables(page: Page) -> list[Table]:
    """All tables of a document."""
    tables: list[Table] = []
    lines = [(span.start, min(span.end, _line_end(page, span.start))) for span in page.frame.lines]
    index = 0
    while index < len(lines):
        start, end = lines[index]
        times = [time for time in page.times_in(start, end) if time.kind in ("day", "month")]
        grid = read_grid(page, lines, index) if len(times) >= 2 else None
        if grid is not None:
            tables.append(Table(start, grid.end, grid.readings))
            index = grid.following
            continue
        table = None
        if (
            times
            and index + 1 < len(lines)
            and not split_cells(page, start, end)
            and _heads_grid(page, lines[index + 1])
        ):
            index += 1
            continue
        if len(times) >= 2 and _is_head(page, start, end, times):
            table = _dates_across(page, lines, index, times)
        elif not times or len(times) == 1:
            table = _names_across(page, lines, index)
        if table is None:
            index += 1
            continue
        tables.append(table[0])
        index = table[1]
    return tables


def _heads_grid(page: Page, line: tuple[int, int]) -> bool:
    """Whether a line is the head of a table of its own, parted by tabs or bars."""
    return len(split_cells(page, *line)) > 2 and len(page.times_in(*line)) > 1


def _line_end(page: Page, start: int) -> int:
    end = page.text.find("\n", start)
    return len(page.text) if end < 0 else end


def _is_head(page: Page, start: int, end: int, times: Sequence[TimeMention]) -> bool:
    """Whether a line holds little beside its dates."""
    rest, at = [], start
    for time in times:
        rest.append(page.lower[at : time.start])
        at = time.end
    rest.append(page.lower[at:end])
    words = _head_words().findall(_REFERENCE.sub(" ", _UNITS.sub(" ", " ".join(rest))))
    hours = [match.span() for match in _CLOCK.finditer(page.lower, start, end)]
    values = [value for value in page.values_in(start, end) if not any(at <= value.start < to for at, to in hours)]
    return len(words) <= _MAX_EXTRA_WORDS and not values and not _named_values(page, start, end)


def _named_values(page: Page, start: int, end: int) -> bool:
    return sum(name.analyte.id != OTHER and name.strength == "full" for name in page.names_in(start, end)) > 1


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _display(page: Page, start: int, position: int) -> int:
    """How many character cells a line takes up to a position; a tab goes on to the next multiple of eight."""
    text = page.frame.document.text
    cells = _cells_from(text, start)
    for char in text[start + len(cells) - 1 : position]:
        cells.append((cells[-1] // 8 + 1) * 8 if char == "\t" else cells[-1] + _width(char))
    return cells[min(max(0, position - start), len(cells) - 1)]


@lru_cache(maxsize=8)
def _cells_from(text: str, start: int) -> list[int]:
    """The character cells up to each position from the start of a line, as far as they were asked for."""
    del text, start
    return [0]


def _dates_across(
    page: Page, lines: list[tuple[int, int]], index: int, times: Sequence[TimeMention]
) -> tuple[Table, int] | None:
    head_start, head_end = lines[index]
    columns = [
        _Column(_display(page, head_start, time.start), _display(page, head_start, time.end), time, "value")
        for time in times
    ]
    for kind, pattern in (("reference", _REFERENCE), ("units", _UNITS)):
        for match in pattern.finditer(page.lower, head_start, head_end):
            if match.start() > times[0].start or kind == "units":
                columns.append(
                    _Column(
                        _display(page, head_start, match.start()), _display(page, head_start, match.end()), None, kind
                    )
                )
    columns.sort(key=lambda column: column.start)
    readings: list[Reading] = []
    last_end, following, misses = head_end, index + 1, 0
    far = False
    while following < len(lines) and misses < _MISSES:
        start, end = lines[following]
        far = far or page.text[last_end:start].count("\n") > 2
        if readings and _is_aside(page, start, end):
            # A heading between groups of results, or a footnote: the columns stay those of the head.
            following, far = following + 1, True
            continue
        made = _row(page, start, end, columns)
        if far and made is not None and not _stands_under(page, start, end, made, columns):
            break
        far = far and made is None
        if made is None:
            misses += 1
        else:
            wrapped = following + 1 < len(lines) and _continues(page, lines[following + 1], columns, made)
            readings += made[0]
            misses = 0
            last_end = end
            if wrapped:
                following += 1
                last_end = lines[following][1]
        following += 1
    if not readings:
        return None
    return Table(head_start, last_end, tuple(readings)), _next_line(lines, last_end)


_MISSES = 2
"""So many lines one after the other that are no rows end a table."""
_ASIDE = late(r"[ \t]*(?:[#*†‡※§]{1,3}[ \t]*\S.*|[a-z\u3400-\u9fff][a-z\u3400-\u9fff /&()-]{2,28}:?[ \t]*)$")
_UNDER = 8.0
"""How far from the middle of a column, in character cells, a value may stand that belongs to it."""


def _is_aside(page: Page, start: int, end: int) -> bool:
    """Whether a line in a table is a footnote, or heads a group of results without a day of its own."""
    if page.times_in(start, end) and not page.lower[start:end].lstrip(" \t").startswith(("#", "*", "†", "‡", "※", "§")):
        return False
    return _ASIDE.match(page.lower[start:end]) is not None


def _stands_under(page: Page, start: int, end: int, made: _Row, columns: list[_Column]) -> bool:
    """Whether a row after a gap has several values, each under a column of the head above the gap."""
    values = [column for column in columns if column.kind == "value"]
    cells = [
        cell for cell in _cells(page, start, end, made[2].end) if cell.value is None or cell.value.number.high is None
    ]
    placed = [cell for cell in cells if min(_distance(column, cell) for column in values) <= _UNDER]
    return len(placed) >= 2


def _next_line(lines: list[tuple[int, int]], end: int) -> int:
    return next((index for index, line in enumerate(lines) if line[0] >= end), len(lines))


def _row_name(page: Page, start: int, end: int) -> NameHit | None:
    """The name with which a row begins."""
    for name in page.names_in(start, min(end, start + 40)):
        if page.lower[start : name.start].strip(" \t|*-.:"):
            return None
        return name
    return None


_Row = tuple[list[Reading], list[_Column], NameHit, Unit | None]


def _row(page: Page, start: int, end: int, columns: list[_Column]) -> _Row | None:
    paired = read_pair_row(page, start, end, [column.time for column in columns if column.kind == "value"])
    if paired:
        return paired, [], paired[0].name, None
    name = _row_name(page, start, end)
    if name is None:
        # A row of something that is not known still belongs to the table; a sentence with numbers in it does not.
        cells = _cells(page, start, end, start)
        row = len(cells) >= 2 and not page.times_in(start, end) and _is_wordless(page, start, end, cells)
        return ([], [], NameHit(start, start, page.catalogue.other), None) if row else None
    first = next((value.start for value in page.values_in(name.end, end)), end)
    row_unit = unit_of_row(page, name, min(first + 1, end))
    after = max(row_unit.end if row_unit else name.end, label_end(page, name, end))
    cells = _cells(page, start, end, after, name.analyte.titre)
    if not cells or page.times_in(after, cells[0].start):
        return None
    names = [other for other in page.names_in(name.end, end) if other.analyte.id != OTHER and other.strength == "full"]
    if len(names) >= 2:
        return _side_by_side(page, start, end, columns)
    bracketed, cells = _bracketed(page, cells)
    if any(page.lower[other.start].isalpha() for other in page.names_in(cells[0].end, cells[-1].start)):
        return None  # "HBsAg reactive, HBeAg neg, anti-HBe pos" is a list, not a row
    placed = _place(cells, columns)
    values = [column for column in columns if column.kind == "value"]
    readings = []
    for column, cell in placed:
        if column.kind == "value" and name.analyte.id != OTHER:
            reading = cell_reading(page, name, cell, column.time, row_unit)
            if reading is not None:
                readings.append(reading)
    _add_limits_and_unit(page, readings, placed, end, after)
    set_limits(readings, limits_of_label(page, name, end))
    if bracketed is not None:
        set_limits(readings, limits_of_value(page, bracketed))
    used = [column for column, _ in placed]
    return readings, [column for column in values if column not in used], name, row_unit


def _is_wordless(page: Page, start: int, end: int, cells: Sequence[Cell]) -> bool:
    """Whether a line holds little beside its cells."""
    gaps = zip([start, *(cell.end for cell in cells)], [*(cell.start for cell in cells), end], strict=True)
    words = sum(len(_head_words().findall(page.lower, begin, max(begin, to))) for begin, to in gaps)
    return words <= _MAX_EXTRA_WORDS


def _bracketed(page: Page, cells: list[Cell]) -> tuple[Value | None, list[Cell]]:
    """The bound that stands in brackets behind a value of the row, "1.1 (<=1.2)", and the other cells."""
    bounds = [
        cell
        for cell in cells[1:]
        if cell.value is not None
        and cell.value.number.comparator
        and page.lower[cell.value.number.start - 1] in "(["
        and page.lower[cell.value.number.end : cell.value.number.end + 1] in (")", "]")
    ]
    return (bounds[0].value if bounds else None), [cell for cell in cells if cell not in bounds]


def _side_by_side(page: Page, start: int, end: int, columns: list[_Column]) -> _Row | None:
    """A row with several results in one column: "AST 52 (<=40)  ALT 70 (<=55)      AST 131  ALT 180"."""
    names = [one for one in page.names_in(start, end) if one.analyte.id != OTHER and one.strength == "full"]
    dated = [column for column in columns if column.kind == "value"]
    readings: list[Reading] = []
    for place, name in enumerate(names):
        stop = names[place + 1].start if place + 1 < len(names) else end
        bound, cells = _bracketed(page, _cells(page, start, stop, name.end, name.analyte.titre))
        ranges = [cell for cell in cells if cell.value is not None and cell.value.number.high is not None]
        plain = [cell for cell in cells if cell not in ranges]
        if len(plain) != 1 or page.lower[name.end : plain[0].start].strip(" :=."):
            return None
        at = _display(page, start, name.start)
        column = next((one for one in reversed(dated) if one.start <= at + 3), dated[0])
        reading = cell_reading(page, name, plain[0], column.time, unit_of_row(page, name, plain[0].start + 1))
        if reading is None:
            continue
        limit = bound or (ranges[0].value if ranges else None)
        set_limits([reading], limits_of_value(page, limit) if limit is not None else None)
        readings.append(reading)
    return (readings, [], names[0], None) if readings else None


def _continues(page: Page, line: tuple[int, int], columns: list[_Column], made: _Row) -> bool:
    """Whether the next line holds the cells that its row had no room for; if so they are read."""
    readings, missing, name, row_unit = made
    start, end = line
    if not missing or name.analyte.id == OTHER or page.names_in(start, end):
        return False
    cells = _cells(page, start, end, start)
    if not cells or len(cells) > len(missing) + 1 or any(char.isalpha() for char in page.lower[start : cells[0].start]):
        return False
    for column, cell in zip(missing, cells, strict=False):
        reading = cell_reading(page, name, cell, column.time, row_unit)
        if reading is not None:
            readings.append(reading)
    return True


def _cells(page: Page, start: int, end: int, after: int, titres: bool = False) -> list[Cell]:
    """The values, words, titres and blanks of a row."""

    def cell(begin: int, to: int, **held: Any) -> Cell:
        return Cell(begin, _display(page, start, begin), to, _display(page, start, to), **held)

    cells = [
        Cell(
            value.start,
            _display(page, start, value.number.at),
            value.number.end,
            _display(page, start, value.number.end),
            value,
        )
        for value in page.values_in(after, end)
    ]
    taken = [(one.start, one.end) for one in cells]
    for match in _TITRE.finditer(page.lower, after, end) if titres else ():
        cells.append(cell(*match.span(), titre=titre_in(page, *match.span())))
        taken.append(match.span())
    words_end = after
    for cue in within(page.qualities, after, end):
        word = page.lower[cue.start : cue.end]
        beside = words_end > after and not page.lower[words_end : cue.start].strip("(")
        if len(word) > 1 and not beside and not any(begin <= cue.start < stop for begin, stop in taken):
            cells.append(cell(cue.start, cue.end, quality=cue))
        words_end = cue.end if len(word) > 1 else words_end
    for match in _EMPTY.finditer(page.lower, after, end):
        if not any(begin <= match.start() < stop for begin, stop in taken):
            cells.append(cell(*match.span()))
    return sorted(cells, key=lambda one: one.start)


def _place(cells: list[Cell], columns: list[_Column]) -> list[tuple[_Column, Cell]]:
    """Cells to columns: in order where there are as many, else each to the nearest that is free."""
    values = [column for column in columns if column.kind == "value"]
    ranges = [cell for cell in cells if cell.value is not None and (cell.value.number.high is not None)]
    plain = [cell for cell in cells if cell not in ranges]
    if len(cells) == len(columns) and not any(column.kind == "units" for column in columns):
        return list(zip(columns, cells, strict=True))
    if len(plain) == len(values):
        references = [column for column in columns if column.kind == "reference"]
        return [*zip(values, plain, strict=True), *zip(references, ranges, strict=False)]
    placed: list[tuple[_Column, Cell]] = []
    candidates = [column for column in columns if column.kind != "units"]
    position = 0
    for cell in cells:
        left = candidates[position:]
        if not left:
            break
        best = min(left, key=lambda column: _distance(column, cell))
        if _distance(best, cell) > 14:
            continue
        placed.append((best, cell))
        position = candidates.index(best) + 1
    return placed


def _distance(column: _Column, cell: Cell) -> float:
    if column.start < cell.to and cell.at < column.end:
        return 0.0
    return abs((column.start + column.end) / 2 - (cell.at + cell.to) / 2)


def _add_limits_and_unit(
    page: Page, readings: list[Reading], placed: list[tuple[_Column, Cell]], end: int, after: int
) -> None:
    """The reference column's range, and a unit that stands apart, to all values of the row."""
    reference = next((cell for column, cell in placed if column.kind == "reference"), None)
    values = [cell for column, cell in placed if column.kind == "value"]
    if reference is None and values:
        trailing = [
            value
            for value in page.values_in(values[-1].end, end)
            if value.number.high is not None or value.number.comparator
        ]
        if trailing:
            value = trailing[0]
            reference = Cell(value.start, 0, value.number.end, 0, value)
    if reference is not None and reference.value is not None:
        set_limits(readings, limits_of_value(page, reference.value))
    for reading in readings:
        if reading.unit is None and reading.value is None:
            unit = _trailing_unit(page, reading, after, end)
            if unit is not None:
                reading.unit = (unit.start, unit.end)


def _trailing_unit(page: Page, reading: Reading, after: int, end: int) -> Unit | None:
    for value in page.values_in(after, end):
        unit = value.unit or match_unit(page.lower, value.number.end, wide=True)
        if unit is not None and takes(reading.name.analyte, unit, page.lower) and unit.end <= end:
            return unit
    return None


def _only_names(page: Page, start: int, end: int, names: Sequence[NameHit]) -> bool:
    """Whether a line holds names of results and hardly anything else."""
    if page.values_in(start, end) or bool(within(page.qualities, start, end)):
        return False
    gaps = page.lower[start:end]
    for name in reversed(names):
        gaps = gaps[: name.start - start] + " " + gaps[name.end - start :]
    return len(_head_words().findall(re.sub(r"\b(?:date|time|units?)\b|日期|时间|\([^)]*\)", " ", gaps))) <= 2


def _names_across(page: Page, lines: list[tuple[int, int]], index: int) -> tuple[Table, int] | None:
    """A line of names over lines that each begin with a date."""
    start, end = lines[index]
    names = [name for name in page.names_in(start, end) if name.analyte.id != OTHER or name.end - name.start > 1]
    known = [name for name in names if name.analyte.id != OTHER]
    if len(known) < 2 or index + 1 >= len(lines) or not _only_names(page, start, end, names):
        return None
    columns = [
        _Column(_display(page, start, name.start), _display(page, start, name.end), None, "value") for name in names
    ]
    readings: list[Reading] = []
    following, last_end = index + 1, end
    while following < len(lines):
        begin, stop = lines[following]
        times = page.times_in(begin, stop)
        if page.names_in(begin, stop) and any(name.analyte.id != OTHER for name in page.names_in(begin, stop)):
            break
        cells = _cells(page, begin, stop, times[0].end if times else begin)
        if len(cells) < 2 or (times and page.lower[begin : times[0].start].strip(" |\t")):
            break
        for column, cell in _place(cells, columns):
            name = names[columns.index(column)]
            if name.analyte.id == OTHER:
                continue
            unit = unit_of_row(page, name, end)
            reading = cell_reading(page, name, cell, times[0] if times else None, unit)
            if reading is not None:
                readings.append(reading)
        last_end = stop
        following += 1
    if not readings:
        return None
    return Table(start, last_end, tuple(readings)), following
