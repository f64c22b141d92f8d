"""Marks values that the laboratory takes back, and tests whose result is not there yet. Drops nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extraction.cues import Cue
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import OTHER
from assistant.extraction.measurements.page import Page, Reading, within

_REACH = 110
_HAEMOLYSIS = "declared_false:haemolysis"


def judge(page: Page, readings: Sequence[Reading]) -> None:
    """Set ``validity`` where the note declares a value false."""
    ordered = sorted((reading for reading in readings if reading.written), key=lambda reading: reading.start)
    for label, cues in page.cues.items():
        if not label.startswith("declared_false:"):
            continue
        kind = label.removeprefix("declared_false:")
        for cue in cues:
            if not _negated(page, cue) and not _of_the_first(page, cue):
                for reading in _meant(page, cue, kind, ordered):
                    if _REPLACING.search(page.lower, max(0, reading.name.start - _REACH), reading.name.start):
                        continue
                    reading.validity = "declared_false"
                    reading.notes = (*reading.notes, (cue.start, cue.end))


def _negated(page: Page, cue: Cue) -> bool:
    before = page.lower[max(0, cue.start - 24) : cue.start]
    words = "|".join(map(re.escape, page.catalogue.words["negators"]))
    return (
        re.search(
            rf"(?:\b|(?<=[\u3400-\u9fff]))(?:{words})(?:[\s\u3400-\u9fff]|\b[^.;,]{{0,14}}$)[^.;,，。]{{0,14}}$", before
        )
        is not None
    )


_REPLACING = late(
    r"(?<![a-z])(?:corrected (?:result|value|report)|correct (?:result|value)|amended (?:result|value|report)"
    r"|new (?:specimen|sample|tube|draw)|fresh (?:specimen|sample)|recollected|redrawn|repeat (?:specimen"
    r"|sample))(?![a-z])"
    r"[^;\n]*$"
)
"""What heads the result that takes the place of the one declared false."""
_FIRST_REPORT = late(r"(?:原|旧|前次?|上次|此前|首次|初次)[^;。,\n]{0,8}(?:报告单?|结果|检验单|化验单)[^;。,\n]{0,5}$")
_REPEATED = late(r"重测|复测|重抽|重采|重新|复检|复查结果|更正")


def _of_the_first(page: Page, cue: Cue) -> bool:
    """Whether the report that is taken back is the one before a repeat: 重测:HIV阴性。原免疫报告撤回."""
    start = page.line(cue.start)[0]
    first = _FIRST_REPORT.search(page.lower, max(start, cue.start - 24), cue.start)
    return (
        first is not None
        and _REPEATED.search(page.lower, max(start, first.start() - _REACH), first.start()) is not None
    )


def _meant(page: Page, cue: Cue, kind: str, ordered: Sequence[Reading]) -> list[Reading]:
    """The readings that a declaration is about: by footnote mark, by a name in its clause, else the last before it."""
    if _stands_before(page, cue, ordered):
        return []
    affected = {"plt": {"plt"}, "haemolysis": set(page.catalogue.words["haemolysis_affects"])}.get(kind)
    start, end = page.line(cue.start)
    marked = _by_mark(page, start, cue, ordered)
    if marked is not None:
        return [reading for reading in marked if affected is None or reading.analyte in affected]
    clause_start = max(page.lower.rfind(char, start, cue.start) for char in ".;。\n") + 1
    clause = page.lower[max(clause_start, start) : cue.start]
    named = {
        name.analyte.id
        for name in page.names_in(max(clause_start, start), min(end, cue.end + 14))
        if affected is None or name.analyte.id in affected
    }
    times = [
        time.interval for time in page.times_in(max(clause_start, start), min(end, cue.end + 4)) if time.kind == "day"
    ]
    before = [
        reading
        for reading in ordered
        if reading.end <= cue.start and (affected is None or reading.analyte in affected) and not reading.table
    ]
    near = [
        reading
        for reading in before
        if cue.start - reading.end <= _REACH and "\n\n" not in page.text[reading.end : cue.start]
    ]
    told = _told(page, cue, affected)
    if told is not None:
        own = [
            reading for reading in ordered if reading.analyte == told and reading.end <= cue.start and not reading.table
        ]
        near = [
            reading
            for reading in own
            if cue.start - reading.end <= _REACH and "\n\n" not in page.text[reading.end : cue.start]
        ]
        return near[-1:]
    if kind == "any" and near:
        near = [reading for reading in near if not named or reading.analyte in named]
    figure = _FIGURE.search(page.lower, max(start, cue.start - 50), cue.start) if kind == "any" and near else None
    if figure is not None and near[-1].written is not None and page.lower[slice(*near[-1].written)] != figure["n"]:
        # "the score is 6, the 12 above was an error" takes back the 12
        same = [one for one in ordered if one.end <= cue.start and one.analyte == near[-1].analyte and one.written]
        return [one for one in same if one.written and page.lower[slice(*one.written)] == figure["n"]]
    if near:
        last = near[-1]
        if kind == "any" and "(" in page.lower[last.end : cue.start] and page.values_in(last.end, cue.start):
            return []  # "8 (recorded as 12 in error)" takes back the other figure
        return [last] if page.lower[last.end : cue.start].count("\n") <= 1 else []
    if named and times:
        return [r for r in ordered if r.analyte in named and r.day is not None and r.day in times]
    del clause
    return []


_FIGURE = late(
    r"(?:(?<![a-z])(?:the|that|earlier|previous|former|original|my|our) |[原前旧]|之前的?|上面的?|上述)\s*"
    r"(?P<n>\d+(?:\.\d+)?)(?:\s*(?:分|above|earlier|before|in|on|of|from|by|an?|the|first|last|note|entry|recorded|entered|given"
    r"|noted|written|put down|was|is|were|为|系|是))*\s*$"
)
"""A figure that a declaration names itself."""


def _stands_before(page: Page, cue: Cue, ordered: Sequence[Reading]) -> bool:
    """Whether a declaration stands between a name and its one value, which is then the repeat: PLT 聚集,复查122."""
    beyond = [one for one in ordered if one.name.end <= cue.start < one.start]
    return any(not any(_first_of(page, one, other, cue) for other in ordered) for one in beyond)


def _first_of(page: Page, one: Reading, other: Reading, cue: Cue) -> bool:
    """Whether another reading is the first count, taken back by the declaration: 41,见血小板聚集,复测126."""
    if other.end > cue.start or other.analyte != one.analyte:
        return False
    if other.name.start == one.name.start:
        return True
    between = page.lower[other.end : cue.start]
    return len(between) < _BESIDE and "\n" not in between and not page.times_in(other.end, cue.start)


_BESIDE = 40


def _by_mark(page: Page, line_start: int, cue: Cue, ordered: Sequence[Reading]) -> list[Reading] | None:
    """The readings that carry the footnote mark which stands before the declaration in its line."""
    marks = list(compiled(r"\*{1,3}|[※†‡△§#]|注\d(?=\s?[:：、.])").finditer(page.text, line_start, cue.start))
    if not marks:
        return None
    mark = marks[-1]
    own = [reading for reading in ordered if reading.mark == mark[0] and reading.end <= mark.start()]
    if any(reading.tail <= mark.start() <= reading.tail + 1 for reading in own):
        return None
    return own or None


def _told(page: Page, cue: Cue, affected: set[str] | None) -> str | None:
    """The analyte that the sentence of a declaration names last, where no result of its own stands beside the name."""
    start = max(page.lower.rfind(sign, page.line(cue.start)[0], cue.start) for sign in ";。\n") + 1
    start = max(start, page.line(cue.start)[0])
    wide = compiled(r"\s{2,}|\. ").search
    while (gap := wide(page.lower, start, cue.start)) is not None:
        start = gap.end()
    end = page.line(cue.start)[1]
    stop = compiled(r"[;。]|\. |\s{2,}").search(page.lower, cue.end, end)
    names = page.names_in(start, cue.start) or page.names_in(cue.end, stop.start() if stop else end)
    full = [name for name in names if name.strength == "full" and name.analyte.id != OTHER]
    if not full:
        return None
    told = bool(within(page.qualities, full[-1].end, cue.start))
    if told or page.values_in(full[-1].end, cue.start):
        return None
    if affected is not None and full[-1].analyte.id not in affected:
        return None
    return full[-1].analyte.id
