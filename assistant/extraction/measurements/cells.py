"""Makes readings of the cells of tables: a value, word or titre under a day, with unit and limits of its row."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.extraction.cues import Cue
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.numbers import Titre, Unit, Value, match_titre, match_unit
from assistant.extraction.measurements.page import Page, Reading, fits, takes, within
from assistant.extraction.measurements.prose import kind_of
from assistant.extraction.measurements.tails import flag_of
from assistant.extraction.model import TimeMention
from rules.frozen import dataclass

_MARK = late(r"\s?(?:[hl↑↓]\s?)?(?:[▲△*]?\s?(?=注\d))?(\*{1,3}(?!\d)|[※†‡△§#](?!\d)|注\d)")
_FLAG = late(r"\s?(?:[↑↓]+|[hl](?![a-z\d]))")
_LABEL_LIMITS = late(
    r"[^\S\n]*[\[(][^)\]\n]{0,16}?(?P<whole>(?P<low>\d+(?:\.\d+)?)\s?(?:-{1,2}|~|to|至)\s?(?P<high>\d+(?:\.\d+)?)"
    r"|(?:[<≤]=?|up to|upto|uln)\s?(?P<upper>\d+(?:\.\d+)?))\s?[^)\]\d\n]{0,12}[\])]"
)
_LABEL_BRACKET = late(r"[^\S\n]*[\[(][^)\]\n]{0,24}[\])]")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds: a value, a word for a result, a titre, or nothing; ``at:to`` in display cells of its line."""

    start: int
    at: int
    end: int
    to: int
    value: Value | None = None
    quality: Cue | None = None
    titre: Titre | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that a row prints, as texts and with their place."""

    span: tuple[int, int]
    texts: tuple[str, str]


def cell_reading(page: Page, name: NameHit, cell: Cell, time: TimeMention | None, unit: Unit | None) -> Reading | None:
    """The reading of a cell of the row of a name."""
    reading = _word(name, cell) or _titre(page, name, cell) or _number(page, name, cell, unit)
    if reading is None:
        return None
    if reading.unit is None and page.lower[name.end - 1] == "%" and reading.value is None:
        reading.unit = (name.end - 1, name.end)
    reading.time = time
    flag = _FLAG.match(page.lower, reading.tail)
    if flag:
        reading.flag = flag_of(flag[0])
    mark = _MARK.match(page.lower, reading.tail)
    if mark:
        reading.mark = mark[1]
    return reading


def _word(name: NameHit, cell: Cell) -> Reading | None:
    if cell.quality is None or not name.analyte.qualitative:
        return None
    label = cell.quality.label.removeprefix("qualities:")
    return Reading(
        analyte=name.analyte.id, name=name, start=cell.start, end=cell.end, written=(cell.start, cell.end),
        value=None if label == "pending" else label, validity="pending" if label == "pending" else "valid",
        specimen=name.analyte.specimen, table=True, tail=cell.end,
    )  # fmt: skip


def _titre(page: Page, name: NameHit, cell: Cell) -> Reading | None:
    if cell.titre is None or not name.analyte.titre:
        return None
    titre = cell.titre
    figures = titre.end - len(page.lower[titre.start : titre.end].lstrip("<>=≤≥ "))
    reading = Reading(
        analyte=name.analyte.id, name=name, start=titre.start, end=titre.end, comparator=titre.comparator,
        value=titre.reciprocal if titre.comparator is None else None, written=(figures, titre.end), table=True,
        tail=titre.end,
    )  # fmt: skip
    if titre.comparator in ("<", "<="):
        reading.high = titre.reciprocal
    elif titre.comparator is not None:
        reading.low = titre.reciprocal
    return reading


def _number(page: Page, name: NameHit, cell: Cell, row_unit: Unit | None) -> Reading | None:
    if cell.value is None or not fits(name.analyte, cell.value, page.lower, row_unit):
        return None
    number = cell.value.number
    unit = cell.value.unit or row_unit
    fitting = unit is not None and takes(name.analyte, unit, page.lower)
    return Reading(
        analyte=kind_of(name.analyte, unit, page.lower), name=name, start=number.start, end=number.end,
        written=(number.at, number.end), comparator=number.comparator,
        unit=(unit.start, unit.end) if unit and fitting else None, specimen=name.analyte.specimen, table=True,
        tail=cell.value.end,
    )  # fmt: skip


def unit_of_row(page: Page, name: NameHit, limit: int) -> Unit | None:
    """A unit behind the name of a row: "PLT (10^9/L)"."""
    at = name.end
    while at < limit and page.lower[at] in " \t([,|":
        at += 1
    unit = match_unit(page.lower, at)
    if (
        unit is None
        or not takes(name.analyte, unit, page.lower)
        or (page.lower[unit.start].isdigit() and unit.family != "count")
    ):
        return None
    return unit


def limits_of_label(page: Page, name: NameHit, end: int) -> Limits | None:
    """Limits in the brackets behind the name of a row: "ALT(7-40)", "T-BIL (umol/L, ≤21)"."""
    match = _LABEL_LIMITS.match(page.lower, name.end, end)
    if match is None or page.times_in(name.end, match.end()):
        return None
    if match["upper"]:
        return Limits(match.span("whole"), ("", match["upper"]))
    low, high = match["low"], match["high"]
    return Limits(match.span("whole"), (low, high)) if float(low) < float(high) else None


def label_end(page: Page, name: NameHit, end: int) -> int:
    """Where the name of a row ends, brackets behind it included."""
    match = _LABEL_BRACKET.match(page.lower, name.end, end)
    return name.end if match is None or page.times_in(name.end, match.end()) else match.end()


def limits_of_value(page: Page, value: Value) -> Limits | None:
    """A range or bound as the limits that it prints."""
    number = value.number
    whole = page.lower[number.at : number.end]
    if number.high is not None:
        pieces = re.split(r"\s?(?:-{1,2}|~|to|至)\s?", whole, maxsplit=1)
        return Limits((number.start, number.end), (pieces[0], pieces[-1]))
    if number.comparator is not None:
        return Limits((number.start, number.end), (whole, "") if number.comparator.startswith(">") else ("", whole))
    return None


def set_limits(readings: Iterable[Reading], limits: Limits | None) -> None:
    """Give the limits to all readings of a row."""
    for reading in readings:
        if limits is not None and reading.limits is None:
            reading.limits, reading.limit_texts = limits.span, limits.texts


def longest_word(page: Page, start: int, end: int) -> Cue | None:
    """The word for a result that fills most of a cell: 阴性 of 阴性(-)."""
    return max(within(page.qualities, start, end), key=lambda cue: cue.end - cue.start, default=None)


def titre_in(page: Page, start: int, end: int) -> Titre | None:
    """The dilution of a cell."""
    return match_titre(page.lower, start, end)
