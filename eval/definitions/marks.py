"""Facts annotated within a note: ``{{Hb 9.1 g/dL|hb=91[g/dL]@2024-03-02}}``. Knows the form, not the medicine.

Between the braces stand the note's own words, a bar, and what they say; several facts are parted by ``;``. A fact is a
name and, each where there is one, ``=`` the value in the canonical unit (``91``, ``<20``, ``>2560``, ``50..55``, a
word), ``[unit as written]`` (``[]`` where none is written), ``@`` the date (a day, a month, a year, ``day..day``;
``?`` where a careful reader can't tell) and ``/status``. Without ``@`` the note gives no date, without ``[…]`` the
unit isn't scored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.dates import DateInterval

_MARK = re.compile(r"\{\{(?P<words>[^{}]+)\|(?P<facts>[^{}|]+)\}\}")
_FACT = re.compile(
    r"(?P<name>[a-z][a-z0-9_]*)(?:=(?P<value>[^\[\]@/]+))?(?:\[(?P<unit>[^\[\]]*)\])?(?:@(?P<date>[^/]+))?(?:/(?P<status>[a-z_]+))?"
)
_NUMBER = r"-?\d+(?:\.\d+)?"
UNCLEAR: Literal["?"] = "?"


class MarkError(ValueError):
    """The mark-up of a note cannot be understood; the message shows the mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One annotated fact and where its words stand in the bare text."""

    name: str
    start: int
    end: int
    low: float | None = None
    high: float | None = None
    word: str | None = None
    unit: str | None = None
    """As written; ``""`` where the note writes none, ``None`` where it is not scored."""
    date: DateInterval | None = None
    date_unclear: bool = False
    status: str | None = None

    @property
    def has_value(self) -> bool:
        return self.low is not None or self.high is not None or self.word is not None


@dataclass(frozen=True, slots=True)
class Marked:
    """A note without its marks, and what they said."""

    text: str
    facts: tuple[Annotation, ...]


def unmark(marked: str) -> Marked:
    """The bare note and its annotated facts.

    Raises:
        MarkError: a mark is left open or does not fit the form.
    """
    parts: list[str] = []
    facts: list[Annotation] = []
    length = position = 0
    for mark in _MARK.finditer(marked):
        before, words = marked[position : mark.start()], mark["words"]
        start = length + len(before)
        facts += [_fact(item.strip(), start, start + len(words)) for item in mark["facts"].split(";")]
        parts += [before, words]
        length, position = start + len(words), mark.end()
    parts.append(marked[position:])
    text = "".join(parts)
    if stray := re.search(r"\{\{.{0,30}|.{0,30}\}\}", text):
        raise MarkError(f"this mark is not whole: {stray[0]!r}")
    return Marked(text, tuple(facts))


def _fact(written: str, start: int, end: int) -> Annotation:
    found = _FACT.fullmatch(written)
    if found is None:
        raise MarkError(f"this is no fact of the form name=value[unit]@date/status: {written!r}")
    low, high, word = _value(found["value"])
    day = found["date"]
    return Annotation(
        name=found["name"],
        start=start,
        end=end,
        low=low,
        high=high,
        word=word,
        unit=found["unit"],
        date=None if day in (None, UNCLEAR) else _interval(day),
        date_unclear=day == UNCLEAR,
        status=found["status"],
    )


def _value(written: str | None) -> tuple[float | None, float | None, str | None]:
    if written is None:
        return None, None, None
    written = written.strip()
    if re.fullmatch(_NUMBER, written):
        return float(written), float(written), None
    if found := re.fullmatch(rf"({_NUMBER})\.\.({_NUMBER})", written):
        return float(found[1]), float(found[2]), None
    if found := re.fullmatch(rf"([<>])({_NUMBER})", written):
        return (None, float(found[2]), None) if found[1] == "<" else (float(found[2]), None, None)
    return None, None, written


def _interval(written: str) -> DateInterval:
    first, dots, last = written.partition("..")
    try:
        begin = _span(first) if first else None
        end = _span(last) if last else (None if dots else begin)
        return DateInterval(begin.earliest if begin else None, end.latest if end else None)
    except (ValueError, TypeError, IndexError) as error:
        raise MarkError(f"this is no date: {written!r}") from error


def _span(written: str) -> DateInterval:
    numbers = [int(part) for part in written.split("-")]
    return (DateInterval.of_year, DateInterval.of_month, _day)[len(numbers) - 1](*numbers)


def _day(year: int, month: int, day: int) -> DateInterval:
    return DateInterval.on(date(year, month, day))
