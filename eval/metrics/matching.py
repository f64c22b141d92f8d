"""Which facts read from a note are the annotated ones, and what of each is right. Sums up nothing.

A found fact is paired with a mark of the same name: first where their words touch (then value, unit, date and status
are each judged), then where the value is the same, as for a value that the note says twice. Of kinds that the note
does not annotate nothing is scored, and of measurements only the names in ``facts_suite.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.definitions.marks import Annotation
from eval.definitions.models import MarkedNote
from eval.facts_suite import same_date, same_number, settings
from eval.harness.records import FactRecord
from rules.dates import DateInterval
from rules.facts import Condition, Demographic, FactBase, Measurement, Procedure, Statement, Treatment
from rules.terminology import load as load_terminology

_STATUS_FREE = ("demographic", "measurement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fact of the patient as far as it is scored."""

    kind: str
    name: str
    low: float | None = None
    high: float | None = None
    word: str | None = None
    unit: str | None = None
    dates: tuple[DateInterval, ...] = ()
    status: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        value = self.word or _ends(self.low, self.high)
        return " ".join(part for part in (value, self.status, *map(str, self.dates)) if part)


def kind_of(name: str) -> str:
    """The kind of fact that an annotated name is."""
    for kind, names in settings()["scored"].items():
        if name in names:
            return str(kind)
    concept = load_terminology().concepts.get(name)
    return "statement" if concept is None else concept.kind


def match_facts(note: MarkedNote, facts: Iterable[FactBase]) -> tuple[FactRecord, ...]:
    """The marks of the note held against the facts read from it."""
    found = list(_scored(note, facts))
    waiting = [mark for mark in note.marked.facts if kind_of(mark.name) in note.annotated]
    pairs: list[tuple[Annotation, Found]] = []
    for closeness in (3, 2, 1):
        for mark in list(waiting):
            best = next((one for one in found if _closeness(mark, one) >= closeness), None)
            if best is not None:
                pairs.append((mark, best))
                waiting.remove(mark)
                found.remove(best)
    rest = [one for one in found if not _said_again(one, note.marked.facts)]
    return (
        *(_pair(mark, one) for mark, one in pairs),
        *(_record(mark, gold=_said(mark)) for mark in waiting),
        *(
            FactRecord(
                fact_kind=one.kind, name=one.name, found=str(one) or "read", start=_first(one)[0], end=_first(one)[1]
            )
            for one in rest
        ),
    )


def _record(mark: Annotation, gold: str) -> FactRecord:
    return FactRecord(fact_kind=kind_of(mark.name), name=mark.name, gold=gold, start=mark.start, end=mark.end)


def _first(found: Found) -> tuple[int, int]:
    return found.spans[0] if found.spans else (-1, -1)


def _scored(note: MarkedNote, facts: Iterable[FactBase]) -> Sequence[Found]:
    kept: dict[tuple[object, ...], Found] = {}
    measured = {name for names in settings()["scored"].values() for name in names}
    for fact in facts:
        kind = str(getattr(fact, "kind", ""))
        if kind not in note.annotated or fact.subject != "patient":
            continue
        if kind in _STATUS_FREE and (fact.name not in measured or fact.certainty == "suspected"):
            continue
        one = _found(fact)
        if one is not None:
            key = (one.kind, one.name, one.low, one.high, one.word, one.dates, one.status)
            old = kept.get(key)
            kept[key] = one if old is None else Found(**{**_fields(old), "spans": (*old.spans, *one.spans)})
    return list(kept.values())


def _fields(found: Found) -> dict[str, object]:
    return {name: getattr(found, name) for name in Found.__slots__}


def _found(fact: FactBase) -> Found | None:
    spans = tuple((item.start, item.end) for item in fact.evidence if item.role == "value")
    if isinstance(fact, Measurement):
        if fact.validity != "valid":
            return None
        if isinstance(fact.value, str):
            low, high, word = None, None, fact.value
        else:
            (low, high), word = _bounds(fact), None
            if low is None and high is None:
                return None
        days = () if fact.date is None else (fact.date,)
        unit = fact.unit_as_written or ""
        return Found(kind=fact.kind, name=fact.name, low=low, high=high, word=word, unit=unit, dates=days, spans=spans)
    if isinstance(fact, Demographic):
        number = float(fact.value) if isinstance(fact.value, int) else None
        word = fact.value if isinstance(fact.value, str) else None
        return Found(kind=fact.kind, name=fact.name, low=number, high=number, word=word, spans=spans)
    return _event(fact, spans)


def _event(fact: FactBase, spans: tuple[tuple[int, int], ...]) -> Found | None:
    """A condition, treatment, procedure or statement: what is denied or suspected is said by its status."""
    if isinstance(fact, Statement):
        return Found(kind=fact.kind, name=fact.name, word=fact.value, dates=_days(fact.date), spans=spans)
    if isinstance(fact, Condition):
        days = _days(fact.date, fact.onset, fact.resolved_on)
    elif isinstance(fact, Treatment):
        days = _days(fact.started, fact.last_given, fact.changed, fact.date)
    elif isinstance(fact, Procedure):
        days = _days(fact.date)
    else:
        return None
    status = fact.status or "" if fact.certainty == "stated" else fact.certainty
    return Found(kind=fact.kind, name=fact.name, dates=days, status=status, spans=spans)


def _days(*days: DateInterval | None) -> tuple[DateInterval, ...]:
    return tuple(day for day in days if day is not None)


def _bounds(fact: Measurement) -> tuple[float | None, float | None]:
    if not isinstance(fact.value, float):
        return fact.low, fact.high
    comparator = fact.comparator or ""
    return None if comparator.startswith("<") else fact.value, None if comparator.startswith(">") else fact.value


def _same_value(mark: Annotation, found: Found) -> bool:
    if not mark.has_value:
        return True
    if mark.word is not None:
        return mark.word == found.word
    return same_number(found.low, mark.low) and same_number(found.high, mark.high)


def _touches(mark: Annotation, found: Found) -> bool:
    return any(start < mark.end and mark.start < end for start, end in found.spans)


def _closeness(mark: Annotation, found: Found) -> int:
    """3: same words and value; 2: same value and date, or same words but another value; 1: same value; else 0."""
    if mark.name != found.name:
        return 0
    same, near = _same_value(mark, found), _touches(mark, found)
    if same and near:
        return 3
    if near or (same and _date_right(mark, found) is True):
        return 2
    return 1 if same and _asserted(mark) == _asserted(found) else 0


def _asserted(one: Annotation | Found) -> bool:
    return one.status not in ("denied", "suspected", "refused")


def _said_again(found: Found, marks: Sequence[Annotation]) -> bool:
    """A marked fact once more: in another unit, or further down the note."""
    return any(
        mark.name == found.name
        and _same_value(mark, found)
        and _asserted(mark) == _asserted(found)
        and (found.kind not in _STATUS_FREE or mark.date_unclear or _date_right(mark, found) is not False)
        for mark in marks
    )


def _pair(mark: Annotation, found: Found) -> FactRecord:
    value = _same_value(mark, found) if mark.has_value else None
    return FactRecord(
        fact_kind=found.kind,
        name=mark.name,
        gold=_said(mark),
        found=str(found) or "read",
        value_right=value,
        unit_right=None if mark.unit is None else _plain(mark.unit) == _plain(found.unit or ""),
        date_right=None if value is False else _date_right(mark, found),
        status_right=None if mark.status is None else mark.status == found.status,
        start=mark.start,
        end=mark.end,
    )


def _date_right(mark: Annotation, found: Found) -> bool | None:
    """``None`` where no date is scored: a demographic fact, an unclear date, an event whose mark gives none."""
    if mark.date_unclear or found.kind == "demographic" or (found.kind != "measurement" and mark.date is None):
        return None
    if found.kind == "measurement":
        return same_date(mark.date, found.dates[0] if found.dates else None)
    return any(same_date(mark.date, day) for day in found.dates)


def _plain(unit: str) -> str:
    return re.sub(r"\s", "", unit.replace("µ", "μ").replace("×", "x").casefold())


def _said(mark: Annotation) -> str:
    value = mark.word or _ends(mark.low, mark.high)
    day = "" if mark.date is None else str(mark.date)
    return " ".join(part for part in (value, mark.status or "", day) if part) or "stated"


def _ends(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return f"{low:g}"
    return f"<{high:g}" if low is None else f">{low:g}" if high is None else f"{low:g}..{high:g}"
