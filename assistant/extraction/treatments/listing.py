"""Reads tables of drugs with columns for start, stop, last change or last dose, one fact a row. Leaves prose alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from assistant.extraction.cues import load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention, Span
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.treatments.dispensing import Dispensing
from assistant.extraction.treatments.doses import dose_after
from assistant.extraction.treatments.durations import clamp
from rules.dates import DateInterval
from rules.frozen import dataclass

_CELL = late(r"[^|\t]+?(?=\s{2,}|\s/\s|[|\t]|$)")
_SLASHED = late(r"[^|\t/]+")
_GAP = late(r"\s{2,}|[|\t/]")
_YEAR = late(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])")
_SHORTEST_HEAD = 2
_MOST_GAPS = 1
_GIVEN = ("biologic", "anti_infective", "ivig", "cell_therapy")


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    start: int
    """From the beginning of the line."""


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    listed = load_data("treatments")["columns"]
    return {label: compiled(rf"(?:{'|'.join(map(re.escape, words))})") for label, words in listed.items()}


def tables(frame: Frame, mentions: Sequence[Mention]) -> list[Dispensing]:
    """The rows of all such tables of a note."""
    made: list[Dispensing] = []
    columns: list[_Column] = []
    gaps = 0
    for line in frame.lines:
        named = frame.in_span(mentions, line.start, line.end)
        if not named:
            head = _head(frame, line)
            gaps += 1
            if head or gaps > _MOST_GAPS or not frame.text[line.start : line.end].strip():
                columns, gaps = head, 0
        elif columns and (row := _row(frame, line, named, columns)) is not None:
            made.append(row)
            gaps = 0
    return made


def _head(frame: Frame, line: Span) -> list[_Column]:
    """The columns that a line heads; none if it is no such head."""
    said = frame.lower[line.start : line.end]
    if len(said) > 160 or len(_GAP.findall(said)) < _SHORTEST_HEAD:
        return []
    if frame.in_span(frame.times, line.start, line.end):
        return []
    found = []
    cells = list(_CELL.finditer(said))
    if len([cell for cell in cells if cell[0].strip()]) <= _SHORTEST_HEAD and said.count("/") >= _SHORTEST_HEAD:
        cells = list(_SLASHED.finditer(said))
    for cell in cells:
        label = next((label for label, words in _words().items() if words.search(cell[0])), None)
        if cell[0].strip():
            found.append(_Column(label or "", cell.start() + len(cell[0]) - len(cell[0].lstrip())))
    labels = {column.label for column in found}
    dated = labels & {"started", "stopped", "changed", "last"}
    return found if len(found) > _SHORTEST_HEAD and "drug" in labels and dated else []


def _row(frame: Frame, line: Span, named: Sequence[Mention], columns: Sequence[_Column]) -> Dispensing | None:
    mention = named[0]
    if frame.text[line.start : mention.start].strip(" \t|-*•·0123456789.()、"):
        return None
    if mention.certainty == "denied" and not _of_a_cell(frame, line, mention):
        return None
    said = frame.lower[line.start : line.end]
    cells = [cell for cell in _CELL.finditer(said) if cell[0].strip()]
    by_count = len(cells) == len(columns) or "|" in said
    times: dict[str, DateInterval] = {}
    still = False
    by_order = _in_order(frame, line, columns)
    if by_order:
        return Dispensing(
            tuple(other.start for other in named), (_fact(frame, line, mention, by_order, False, columns),)
        )
    for place, cell in enumerate(cells):
        begin = cell.start() + len(cell[0]) - len(cell[0].lstrip())
        column = columns[min(place, len(columns) - 1)] if by_count else _nearest(columns, begin)
        when = _time(frame, Span(line.start + cell.start(), line.start + cell.end()))
        label = _by_its_words(cell[0], column.label)
        if when is not None and label in ("started", "stopped", "changed", "last"):
            times.setdefault(label, clamp(when, frame))
        still |= column.label in ("stopped", "last") and _words()["still"].search(cell[0]) is not None
    if not times:
        return None
    return Dispensing(tuple(other.start for other in named), (_fact(frame, line, mention, times, still, columns),))


_GAP_BEFORE = late(r"\s{2,}|[|\t]")
_LAST_DOSE = late(
    r"末次(?:注射|输注|给药|用药|使用|治疗|服药)|最后一[针次剂]|last (?:dose|given|infusion|injection|shot)"
)


def _of_a_cell(frame: Frame, line: Span, mention: Mention) -> bool:
    """Whether a "none" in another column of the row only says that the dose was never changed."""
    after = [start for start, _ in mention.cues if mention.end < start < line.end]
    dated = bool(frame.in_span(frame.times, line.start, line.end))
    return dated and bool(after) and _GAP_BEFORE.search(frame.text, mention.end, after[0]) is not None


def _by_its_words(cell: str, label: str) -> str:
    """The label of a cell that says itself that it tells of a last dose, else that of its column."""
    return "last" if label == "changed" and _LAST_DOSE.search(cell) else label


def _in_order(frame: Frame, line: Span, columns: Sequence[_Column]) -> dict[str, DateInterval]:
    """The dates of a row that has one for each column of days and no signs to part its cells; else none."""
    dated = [column.label for column in columns if column.label in ("started", "stopped", "changed", "last")]
    said = frame.text[line.start : line.end]
    parted = "|" in said or "\t" in said or re.search(r"\S\s{2,}\S", said) is not None
    times = [time for time in frame.in_span(frame.times, line.start, line.end) if time.kind != "duration"]
    if parted or len(times) != len(dated) or len(set(dated)) != len(dated):
        return {}
    return {label: clamp(time.interval, frame) for label, time in zip(dated, times, strict=True)}


def _nearest(columns: Sequence[_Column], at: int) -> _Column:
    return min(columns, key=lambda column: abs(column.start - at))


def _time(frame: Frame, cell: Span) -> DateInterval | None:
    """The date of a cell; a year alone is one too."""
    times = frame.in_span(frame.times, cell.start, cell.end)
    if times:
        return times[-1].interval if times[-1].kind != "duration" else None
    year = _YEAR.search(frame.text, cell.start, cell.end)
    return None if year is None else DateInterval.of_year(int(year[0]))


def _fact(
    frame: Frame,
    line: Span,
    mention: Mention,
    times: Mapping[str, DateInterval],
    still: bool,
    columns: Sequence[_Column],
) -> DraftFact:
    dose = dose_after(frame.text, mention.end, line.end)
    given = any(frame.terminology.is_a(mention.concept.id, name) for name in _GIVEN)
    stopped = times.get("stopped")
    fields: dict[str, Any] = {"drug_class": mention.concept.data.get("class"), "dose": dose and dose[0]}
    fields["started"] = times.get("started")
    fields["changed"] = times.get("changed") or stopped or (times.get("started") if not given else None)
    fields["last_given"] = times.get("last") or (stopped and DateInterval(None, stopped.latest) if given else None)
    ends = any(column.label == "stopped" for column in columns)
    fields["status"] = "stopped" if stopped else "ongoing" if still or not (ends or given) else None
    text = frame.text[line.start : line.end]
    start = line.start + len(text) - len(text.lstrip())
    return DraftFact(
        kind="treatment",
        name=mention.concept.id,
        document=frame.document.id,
        quotes=(Quote(start, line.start + len(text.rstrip())),),
        fields={key: value for key, value in fields.items() if value is not None},
        subject=mention.subject,  # type: ignore[arg-type]
        reader="treatments",
    )
