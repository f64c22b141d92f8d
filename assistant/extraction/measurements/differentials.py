"""Reads a white cell differential in shorthand: "DLC N66 L24 M7 E3", "seg 0.68, lympho 0.22", "N 5.1 L 1.0".

Whether the figures are per cent, fractions or counts follows from their sum and the white cell count before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.numbers import Unit, match_unit
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.resources import any_of, load_words

FRACTION = "fraction"
_REACH = 48


@dataclass(frozen=True, slots=True)
class _Cell:
    kind: str
    name: tuple[int, int]
    figures: tuple[int, int]
    value: float
    percent: tuple[int, int] | None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    words = load_words("measurements")["differential"]
    kinds = {word: kind for kind, listed in words["cells"].items() for word in listed}
    figures = r"(?:\d{1,2}(?:\.\d{1,3})?|\.\d+)(?![\d/:]|\.\d|-\d|\s?(?:cm|kg|mg|g\b|次|岁))"
    cell = rf"(?:{any_of(kinds)})\s?[%#]?\s?[:=]?\s?{figures}\s?%?"
    run = compiled(rf"(?<![a-z\d%]){cell}(?:[\s,;/、+]{{0,4}}(?:and\s|和)?{cell})+", re.IGNORECASE)
    one = compiled(
        rf"(?P<k>{any_of(kinds)})\s?(?:(?P<before>%)|#)?\s?[:=]?\s?(?P<v>\d{{1,2}}(?:\.\d{{1,3}})?|\.\d+)\s?(?P<p>%)?"
    )
    return run, one, kinds


def read_differentials(page: Page) -> tuple[list[Reading], list[tuple[int, int]]]:
    """The neutrophils and lymphocytes of every differential, and the stretches that these fill."""
    run, one, kinds = _patterns()
    found: list[Reading] = []
    spans: list[tuple[int, int]] = []
    for match in _runs(page, run):
        cells = [
            _Cell(kinds[cell["k"]], cell.span("k"), cell.span("v"), float(cell["v"]), _sign(cell))
            for cell in one.finditer(page.lower, match.start(), match.end())
        ]
        seen = [cell.kind for cell in cells]
        if seen.count("n") != 1 or seen.count("l") != 1:
            continue
        total = _white_cells(page, match.start())
        announced = re.search(
            r"(?<![a-z])(?:dlc|dc|diff(?:erential)?s?(?: count)?|分类)[\s:(]*$",
            page.lower[max(0, match.start() - 24) : match.start()],
        )
        if not (announced or total or len(cells) > 2):
            continue
        made = _readings(page, cells, total)
        found += made
        if made:
            spans.append(match.span())
    for match in _runs(page, _lone()):
        if any(start <= match.start() < end for start, end in spans):
            continue
        reading = _after_white_cells(page, match, kinds[match["k"]])
        if reading is not None:
            found.append(reading)
            spans.append(match.span())
    for match in _OF_COUNT.finditer(page.lower):
        span = match.span("v")
        if any(start <= span[0] < end for start, end in spans) or match_unit(page.lower, span[1], wide=True):
            continue
        hit = NameHit(*match.span("k"), page.catalogue.analytes["anc"])
        found.append(Reading("anc", hit, *span, written=span, tail=span[1]))
        spans.append((match.start("k"), match.end("v")))
    return found, spans


_OF_COUNT = late(
    r"(?:血常规|血象|血细胞分析|血rt)(?:(?!wbc|白细胞|中性)[^\n。;]){0,14}?(?<![a-z\d%])(?P<k>n)\s?[:=]?\s?"
    r"(?P<v>\d{1,2}\.\d{1,2})(?![\d/:%a-z]|\.\d|-\d)(?=[\s,;/]{1,3}(?:hb|hgb|血红蛋白|血色素|plt|血小板|l\s?\d))"
)
"""Neutrophils first of a blood count, without the white cells: "血常规 N 2.2, Hb 101"."""
_ANNOUNCED = late(r"d(?<![a-z].)(?:lc|c|iff\w*)|s(?<![a-z].)eg\w*|p(?<![a-z].)oly\w*|n(?<![a-z].)eut\w*|分类|中性")
_WINDOW = 150


def _runs(page: Page, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches near a white cell count or a word for the differential; elsewhere letters and figures mean others."""
    starts = [name.end for name in page.names if name.analyte.id == "wbc"]
    starts += [match.start() for match in _ANNOUNCED.finditer(page.lower)]
    position = 0
    for start in sorted(starts):
        stop = min(page.line(start)[1], start + _WINDOW)
        for match in pattern.finditer(page.lower, max(start, position), stop):
            yield match
            position = match.end()
        position = max(position, stop)


@cache
def _lone() -> re.Pattern[str]:
    return compiled(r"(?<![a-z\d%])(?P<k>[nl])\s?[:=]?\s?(?P<v>\d{1,2}(?:\.\d{1,3})?)(?![\d/:%a-z]|\.\d|-\d)")


def _after_white_cells(page: Page, match: re.Match[str], kind: str) -> Reading | None:
    """A single letter with its count right after the white cells: WBC2.9, L0.52."""
    total = _white_cells(page, match.start())
    number = float(match["v"])
    if match_unit(page.lower, match.end()) is not None:
        return None
    if total is None or "." not in match["v"] or number > total[0] or (kind == "n" and number <= 1):
        return None
    analyte = {"n": "anc", "l": "alc"}[kind]
    hit = NameHit(*match.span("k"), page.catalogue.analytes[analyte])
    return Reading(analyte, hit, *match.span("v"), written=match.span("v"), tail=match.end("v"))


def _sign(cell: re.Match[str]) -> tuple[int, int] | None:
    """Where the sign for per cent stands, before or after the figures."""
    group = "p" if cell["p"] else "before"
    return cell.span(group) if cell[group] else None


def _white_cells(page: Page, position: int) -> tuple[float, Unit | None] | None:
    """The white cell count right before, with its unit."""
    start = max(page.line(position)[0], position - _REACH)
    names = [name for name in page.names_in(start, position) if name.analyte.id == "wbc"]
    if not names:
        return None
    values = page.values_in(names[-1].end, position)
    if not values or page.names_in(values[0].end, position):
        return None
    return values[0].number.low, values[0].unit


def _readings(page: Page, cells: list[_Cell], total: tuple[float, Unit | None] | None) -> list[Reading]:
    shares = [cell.value for cell in cells]
    if any(cell.percent for cell in cells) or max(shares) > 26 or 80 <= sum(shares) <= 101:
        kind = "%"
    elif max(shares) <= 1 and 0.6 <= sum(shares) <= 1.02 and (total is None or total[0] > 1.5):
        kind = FRACTION
    elif total is not None and sum(shares) <= total[0] * 1.02 and total[0] < 200:
        kind = "count"
    else:
        return []
    ids = {"n": "anc", "l": "alc"} if kind == "count" else {"n": "neutrophil_percent", "l": "lymphocyte_percent"}
    made = []
    for cell in cells:
        if cell.kind not in ids:
            continue
        hit = NameHit(*cell.name, page.catalogue.analytes[ids[cell.kind]])
        reading = Reading(ids[cell.kind], hit, *cell.figures, written=cell.figures, tail=cell.figures[1])
        if kind == "count":
            unit = match_unit(page.lower, cell.figures[1]) or (total[1] if total else None)
            reading.unit = (unit.start, unit.end) if unit is not None and unit.family == "count" else None
        elif cell.percent is not None:
            reading.unit = cell.percent
        else:
            reading.guessed_unit = kind
        made.append(reading)
    return made
