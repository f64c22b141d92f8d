"""Reads values beside their names in running text and in rows of one result. Dates and validity are for others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.extraction.covered import Covered
from assistant.extraction.late import late
from assistant.extraction.measurements.answers import answer_to
from assistant.extraction.measurements.catalogue import OTHER, Analyte, NameHit
from assistant.extraction.measurements.gaps import (
    LOOSE_LIMIT,
    hypothetical,
    in_other_fluid,
    is_limit_of_an_empty_row,
    is_loose,
    is_reference,
    is_tight,
    without_times,
)
from assistant.extraction.measurements.numbers import Unit, Value, match_unit, plain_number
from assistant.extraction.measurements.page import Page, Reading, fits, takes
from assistant.extraction.measurements.pairs import other_formula, read_pressures
from assistant.extraction.measurements.pasts import mark_past
from assistant.extraction.measurements.qualitative import is_past, read_pending, read_quality, spread_quality
from assistant.extraction.measurements.tails import read_tail

_JOIN = late(r"[\s,/、&;()+]*(?:and|or|和|及|与)?[\s/()]*")
_VALUE_JOIN = late(r"[\s,/、&;()]*(?:and|和|及|与|,\s?and)?[\s/()]*")
_VITALS = frozenset({"heart_rate", "systolic_bp", "temperature", "weight", "height"})
_EARLIER_NAME = late(r"\b(?:baseline|previous|prior|earlier|pre-?treatment)\s+(?:serum )?$|(?:既往|基线)$")
_BY = late(r"\bby (?:about |over |only )?$")
_CHANGE = late(r"\b(?:by|reduction|loss|gain(?:ed)?|increase in|decrease in|lost)\b")


def read_prose(page: Page, taken: Sequence[tuple[int, int]]) -> list[Reading]:
    """The readings of everything outside the taken stretches (tables)."""
    covered = Covered(taken)
    names = [name for name in page.names if not covered.holds(name.start)]
    readings: list[Reading] = []
    index = 0
    while index < len(names):
        group = [names[index]]
        following = index + 1
        while following < len(names) and _joined(page, group[-1], names[following]):
            group.append(names[following])
            following += 1
        stop = page.answer_end(group[-1].end - 1)
        if following < len(names):
            stop = min(stop, names[following].start)
        readings += _read_group(page, group, stop)
        index = following
    _share_both(page, readings)
    return readings


_BOTH = late(r"[(\[]\s*(?:both|all|均|都)")


def _share_both(page: Page, readings: Sequence[Reading]) -> None:
    """Limits said of several values: "AST 26 and ALT 21 (both less than 40)"."""
    for earlier, later in reversed(list(itertools.pairwise(readings))):
        if later.limits is None or earlier.limits is not None or later.start - earlier.end > 24:
            continue
        if earlier.name.analyte.units == later.name.analyte.units and _BOTH.search(
            page.lower, later.end, later.limits[0]
        ):
            earlier.limits, earlier.limit_texts = later.limits, later.limit_texts


_METHOD = late(r"\((?!pos|neg|non|react|not )[a-z][a-z0-9 /&.-]{1,16}\)")
"""How a test of a list was done, in brackets: "HIV I & II (ELISA), HBsAg and anti-HCV"."""


_PLUS_ALONE = late(r"\s?\+{1,3}[\s,、;]")
"""The result of a test before the next one: HBcAb + HBV-DNA …"""


def _joined(page: Page, left: NameHit, right: NameHit) -> bool:
    gap = _METHOD.sub("", page.lower[left.end : right.start][:40])
    if left.analyte.percent is not None and _share_before(page, left) is not None:
        return False
    if left.analyte.qualitative and _PLUS_ALONE.match(gap):
        return False
    return len(gap) <= 8 and "\n" not in gap and "(+" not in gap and _JOIN.fullmatch(gap) is not None


def _read_group(page: Page, group: list[NameHit], stop: int) -> list[Reading]:
    merged = _merge(page, group)
    if len(merged) == 1:
        return _read_one(page, merged[0], group[-1].end, stop)
    start = group[-1].end
    values = _value_run(page, start, stop, len(merged))
    if values and len(values) == len(merged):
        unit = values[-1].unit
        made = []
        for name, value in zip(merged, values, strict=True):
            whole = replace(value, unit=value.unit or unit)
            if fits(name.analyte, whole, page.lower):
                made.append(_reading(page, name, whole))
        if made:
            _finish(page, made[-1], stop)
            _share(page, made)
            return made
    spread = spread_quality(page, merged, start, stop)
    if spread:
        return spread
    return _read_one(page, merged[-1], start, stop)


def _merge(page: Page, group: Iterable[NameHit]) -> list[NameHit]:
    """Names in a row with repeats of one analyte joined: "white blood cell count (WBC)"."""
    merged: list[NameHit] = []
    for name in group:
        same = bool(merged) and merged[-1].analyte.id == name.analyte.id
        if same and (name.analyte.id != OTHER or "(" in page.lower[merged[-1].end : name.start]):
            strength = "full" if "full" in (merged[-1].strength, name.strength) else name.strength
            merged[-1] = NameHit(merged[-1].start, name.end, name.analyte, strength)
        else:
            merged.append(name)
    return merged


def _value_run(page: Page, start: int, stop: int, wanted: int) -> list[Value]:
    """As many values as there are names, if they follow one after another."""
    values = page.values_in(start, stop)[:wanted]
    if len(values) < wanted or not is_tight(page, start, values[0].start):
        return []
    for left, right in itertools.pairwise(values):
        if not _VALUE_JOIN.fullmatch(page.lower, left.end, right.start):
            return []
    return list(values)


def _share(page: Page, made: list[Reading]) -> None:
    """What follows several values together: their date and unit; limits only where they are one pair for all."""
    last = made[-1]
    if len(made) > 1 and last.limits is not None and page.lower[last.limits[1] : last.limits[1] + 1] == "/":
        last.limits = last.limit_texts = None
    for reading in made[:-1]:
        if last.time is not None and reading.time is None:
            reading.time = last.time
        if last.unit is not None and reading.unit is None and last.name.analyte.units == reading.name.analyte.units:
            reading.unit = last.unit


def _read_one(page: Page, name: NameHit, start: int, stop: int) -> list[Reading]:
    analyte = name.analyte
    if analyte.id == OTHER or analyte.score or hypothetical(page, name.start, start):
        return []
    told = page.lower[name.start] == "血" or page.lower.startswith(("serum", "blood", "plasma"), name.start)
    if analyte.blood and not told and in_other_fluid(page, name.start, 80 if "count" in analyte.units else 14):
        return []
    row_unit, after = _row_unit(page, analyte, start, stop)
    if analyte.qualitative:
        quality = read_quality(page, name, after, stop)
        if quality is not None:
            return quality
    found = _share_before(page, name) or _first_value(page, name, after, stop, row_unit)
    if found is None:
        return read_pending(page, name, after, stop)
    first = _reading(page, name, found, row_unit)
    first.past = (
        is_past(page, after, found.start)
        or _EARLIER_NAME.search(page.lower[max(0, name.start - 16) : name.start]) is not None
    )
    first.time = page.own_time(after, found.start)
    if analyte.pair:
        return read_pressures(page, name, first, found, stop)
    _finish(page, first, stop)
    return [first, *other_formula(page, first), *_later_values(page, name, first, stop, row_unit)]


def _before(page: Page, position: int, length: int) -> str:
    """The few characters before a position, of which a pattern wants the last."""
    return page.lower[max(0, position - length) : position]


def _row_unit(page: Page, analyte: Analyte, start: int, stop: int) -> tuple[Unit | None, int]:
    """A unit written with the name, as in ``PLT(10^9/L)`` or ``Hgb g/dL``, and where the name then ends."""
    at = start
    while at < stop and page.lower[at] in " \t([,":
        at += 1
    unit = match_unit(page.lower, at) if at < stop else None
    if unit is None or not takes(analyte, unit, page.lower) or (unit.end - unit.start == 1 and page.lower[at] != "%"):
        return None, start
    if page.lower[unit.start].isdigit() and page.lower[at - 1] not in "([" and not _column(page, unit):
        return None, start
    end = unit.end
    while end < stop and page.lower[end] in ")] ":
        end += 1
    return unit, end


def _column(page: Page, unit: Unit) -> bool:
    """Whether a unit that begins with a figure is a cell of a row before its value: "ANC 10*3/uL   1.4"."""
    return unit.end - unit.start > 4 and re.match(r"[\s:]+[<>]?\d", page.lower[unit.end : unit.end + 40]) is not None


def _first_value(page: Page, name: NameHit, start: int, stop: int, row_unit: Unit | None) -> Value | None:
    """The first figure after a name that can be its value and stands near enough to be."""
    for value in page.values_in(start, stop)[:4]:
        how = fits(name.analyte, value, page.lower, row_unit)
        if how is None and value.unit is None:
            value = _with_column_unit(page, name, value)
            how = fits(name.analyte, value, page.lower, row_unit)
        if how is None and not _skippable(page, start, value):
            return None
        if how is None or is_reference(page, start, value, stop) or _COUNTED.search(_before(page, value.start, 8)):
            continue
        if is_limit_of_an_empty_row(page, name.end, value):
            return None
        answer = answer_to(page, value.end) if value.number.comparator else None
        if answer is not None:
            return _first_value(page, name, answer[1], stop, row_unit)
        if hypothetical(page, start, value.start, between=True) or _of_change(page, name, value):
            return None
        if _near_enough(page, name, start, value, how):
            return value
        if how != "unit" or name.strength != "full":
            return None
    return None


def _with_column_unit(page: Page, name: NameHit, value: Value) -> Value:
    """A figure that no unit follows at once, with that of the next column: "0.38      μkat/L"."""
    unit = match_unit(page.lower, value.number.end, wide=True)
    return replace(value, unit=unit) if unit is not None and takes(name.analyte, unit, page.lower) else value


_COUNTED = late(r"(?:\b(?:day|week|month|hd|pod|visit|cycle)\s?\+?|第|#)$")
"""Before a figure that numbers something: "(day 9) was 1.3"."""


def _near_enough(page: Page, name: NameHit, start: int, value: Value, how: str) -> bool:
    """Whether the words between let the value belong to the name; a fitting unit allows more of them."""
    tight = is_tight(page, start, value.start) or (
        name.analyte.id == "plt" and _AFTER_CLUMPS.fullmatch(page.lower, name.end, value.start) is not None
    )
    own_unit = how == "unit" and value.unit is not None
    if name.strength == "weak":
        return tight and (how == "unit" or _among_vitals(page, name))
    if name.strength == "state":
        return own_unit and (tight or value.start - start < _STATE_REACH)
    return tight or (own_unit and is_loose(page, start, value.start))


_STATE_REACH = 25
_AFTER_CLUMPS = late(
    r"[^\d;。\n]{0,14}?(?:聚集|凝集|成簇|成堆|clump\w*|aggregat\w*)[^\d。\n]{0,24}?"
    r"(?:复查|复测|重测|复检|重抽|重采|再测|再查|改用|换用?|手工|人工|枸橼酸|柠檬酸|citrate|repeat\w*|redrawn?|manual)"
    r"[^\d;。\n待拟]{0,16}(?:plt|血小板|pltc)?(?:计数)?[\s:=为是达约]{0,3}"
)
"""Between the name and the value of a repeat: PLT 聚集,枸橼酸管复查122."""


def _of_change(page: Page, name: NameHit, value: Value) -> bool:
    """A weight lost or gained is not the weight, nor is anything that a value fell or rose by."""
    if _BY.search(page.lower, value.number.start - 12, value.number.start):
        return True
    return name.analyte.id == "weight" and _CHANGE.search(page.lower, max(0, name.start - 20), value.start) is not None


def _share_before(page: Page, name: NameHit) -> Value | None:
    """A percentage in front of its cells: "64% neutrophils and 18% lymphocytes"."""
    if name.analyte.percent is None:
        return None
    values = page.values_in(name.start - 16, name.start)
    near = values[-1] if values else None
    if near is not None and any(
        not page.lower[other.end : near.start].strip(" :=") for other in page.names_in(near.start - 20, near.start)
    ):
        return None  # the percentage belongs to the name before it
    if (
        near is None
        or near.unit is None
        or near.unit.family != "percent"
        or page.lower[near.end : name.start].strip(" \n")
    ):
        return None
    return (
        near
        if not re.search(r"[a-z)%]\s?[:=]?\s?$", page.lower[near.start - 8 : near.start])
        or _SHARE_LEAD.search(_before(page, near.start, 12))
        else None
    )


_SHARE_LEAD = late(r"(?:with|and|were|was|including|showed|of|by|,)\s?$")


def _skippable(page: Page, start: int, value: Value) -> bool:
    """A figure on the way to the value that is not itself one: a day, an hour, a reference bound of another unit."""
    return value.start - start < LOOSE_LIMIT and (
        value.unit is None or value.unit.family in ("other", "excretion", "points")
    )


def _among_vitals(page: Page, name: NameHit) -> bool:
    """Whether other vital signs stand beside a short name such as T or P, or a bilirubin before "direct"."""
    start, end = page.line(name.start)
    if name.analyte.id == "bilirubin_direct":
        before = page.names_in(max(start, name.start - 40), name.start)
        return any(other.analyte.id == "bilirubin_total" for other in before)
    near = page.names_in(max(start, name.start - 50), min(end, name.end + 50))
    if name.analyte.id not in _VITALS:
        return False
    if page.lower[name.start : name.end] == "rate":
        return any(other.analyte.study == "ecg" for other in near)
    if name.end - name.start > 2:
        return True
    return any(other is not name and other.analyte.id in _VITALS for other in near)


def _reading(page: Page, name: NameHit, value: Value, row_unit: Unit | None = None) -> Reading:
    number = value.number
    analyte = name.analyte
    unit = value.unit or row_unit
    span = (unit.start, unit.end) if unit is not None and takes(analyte, unit, page.lower) else None
    if span is None and page.lower[name.end - 1] == "%" and value.unit is None:
        span = (name.end - 1, name.end)
    kind = kind_of(analyte, unit, page.lower)
    comparator = number.comparator
    start = number.start
    if comparator is None:
        comparator, start = _worded_comparator(page, name.end, number.start)
    return Reading(
        analyte=kind,
        name=name,
        start=start,
        end=number.end,
        comparator=comparator,
        written=(number.at, number.end),
        unit=span,
        specimen=analyte.specimen,
        tail=value.end if span and value.unit else number.end,
    )


def kind_of(analyte: Analyte, unit: Unit | None, lower: str) -> str:
    """The analyte's id, or that of its percentage or count where the unit says so."""
    if unit is not None and analyte.percent and unit.family == "percent":
        return analyte.percent
    if unit is not None and analyte.count and unit.family != "percent":
        return analyte.count
    return analyte.id


def _worded_comparator(page: Page, start: int, end: int) -> tuple[str | None, int]:
    for sign in ("<", "<=", ">", ">=", "~"):
        for cue in page.cues_in(f"comparators:{sign}", max(start, end - 24), end):
            if not page.lower[cue.end : end].strip(" ,:") and page.lower[cue.start - 1] not in "-=":
                return sign, cue.start
    return None, end


def _finish(page: Page, reading: Reading, stop: int) -> None:
    """Read what follows the value: flags, limits, a unit after the limits, its own date, the method."""
    read_tail(page, reading, stop)


_EARLIER = late(
    r"(?:^|[\s,;(])(?:was|were|previously|prior|prev|previous|before|from|baseline"
    r"|had been|vs|versus|compared|曾|前次|上次|之前|原)"
)
_ON = late(
    r"[\s,;()\-=:.~]*(?:(?:and|then|it|is|was|were|previously|prior|prev|previous|before|up|down|from|baseline|had|been|vs|versus|compared|with|to|"
    r"repeat|repeated|rechecked|now|today|later|in|on|at|by|the|of|a|value|decreased|increased|rose|fell|dropped|improved|followed|after|days?|"
    r"hours?|weeks?|again|for|as)\b[\s,.:>]*|->|→|>|为|曾|曾为|前次|上次|之前|原|降至|升至|降到|升到|复查|复测|结果|后|至|到|、|月|,|;|再次|上升到|下降到)*[\s:(=]*"
)


_REPEAT = late(
    r"(?:\brepeat(?:ed)?|\bre-?check(?:ed)?|\bredrawn?|\brerun|\bre-?tested|\bcitrate|复查|复检|复测|重抽|重测|枸橼酸)[^\d.;。]{0,22}$"
)


def _later_values(page: Page, name: NameHit, first: Reading, stop: int, row_unit: Unit | None) -> list[Reading]:
    """Further values of the same analyte: "was 8.8 in Nov", "(09-22为76)", "83; 2026-01-15 68", "12 -> 9"."""
    found: list[Reading] = []
    last = first
    while True:
        mark_past(page, last)
        values = page.values_in(last.tail, stop)
        if not values or len(found) > 8:
            return found
        value = values[0]
        how = fits(name.analyte, value, page.lower, row_unit)
        gap = without_times(page, last.tail, value.start)
        clause = (
            re.split(r"[,;(]", gap)[-1]
            if _EARLIER.search(gap) and (value.unit or page.times_in(last.tail, value.start))
            else gap
        )
        repeat = how is not None and _REPEAT.search(gap) is not None and len(gap) < 60
        if how is None or len(gap) > 70 or not (repeat or _ON.fullmatch(clause)):
            return found
        dated = bool(page.times_in(last.tail, value.start)) or _dated_after(page, value, stop)
        arrow = re.search(r"->|→|\bto\b|[降升][至到]|>", gap) is not None
        if not (repeat or dated or arrow or _EARLIER.search(gap) or re.search(r"为|now|repeat|复查|today", gap)):
            return found
        reading = _reading(page, name, value, row_unit)
        between = page.times_in(last.tail, value.start)
        if between:
            reading.time = between[-1]
        if arrow and last.time is None:
            last.past = True
        reading.past = not dated and not arrow and _EARLIER.search(gap) is not None
        _finish(page, reading, stop)
        if dated and reading.time is None:
            near = page.times_in(value.end, min(stop, value.end + 14))
            reading.time, reading.past = (near[0], False) if near else (None, True)
        _one_unit(page, last, reading)
        if page.cues_in("methods:citrate", last.tail, value.start):
            reading.method = "citrate"
        found.append(reading)
        last = reading


def _one_unit(page: Page, left: Reading, right: Reading) -> None:
    """Two values of one analyte without a unit in between have the same."""
    if _one_size(page, left, right):
        left.unit = left.unit or right.unit
        right.unit = right.unit or left.unit


def _one_size(page: Page, left: Reading, right: Reading) -> bool:
    """Whether two values may be in one unit: not 9.2 and 98 of haemoglobin."""
    sizes = [plain_number(page.lower[slice(*one.written)].split("-")[0]) for one in (left, right) if one.written]
    figures = [size for size in sizes if size]
    return len(figures) < 2 or max(figures) / min(figures) < 8


def _dated_after(page: Page, value: Value, stop: int) -> bool:
    return bool(page.times_in(value.end, min(stop, value.end + 14)))
