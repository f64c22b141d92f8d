"""The birth date as an interval of days, from birth dates or stated ages, and the age in completed years on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rules.chart import Question
from rules.dates import DateInterval, add_months
from rules.facts import Demographic, FactBase
from rules.intervals import Interval

_MONTHS = 12
_OLDEST = 150


def _years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def years_on(birth: DateInterval, day: date) -> Interval:
    """Completed years on ``day``; both ends of the birth date are known."""
    assert birth.earliest is not None
    assert birth.latest is not None
    return Interval(_years(birth.latest, day), _years(birth.earliest, day))


def age_on(question: Question, day: date) -> tuple[Interval, list[FactBase]] | None:
    """Completed years on ``day`` as an interval, with the facts; ``None`` if nothing is said or two births differ."""
    known = birth_of(question)
    return None if known is None else (years_on(known[0], day), list(known[1]))


def birth_of(question: Question) -> tuple[DateInterval, tuple[FactBase, ...]] | None:
    """The days on which the patient can have been born, with the facts; ``None`` if nothing is said or it differs."""
    if "birth" not in question.known:
        question.known["birth"] = _birth_of(question)
    known: tuple[DateInterval, tuple[FactBase, ...]] | None = question.known["birth"]
    return known


def _birth_of(question: Question) -> tuple[DateInterval, tuple[FactBase, ...]] | None:
    births = [fact for fact in question.chart.demographics("birth_date") if isinstance(fact.value, DateInterval)]
    if not births:
        return _from_ages(question.chart.demographics("age"), question.dates.screening_day)
    values = [fact.value for fact in births if isinstance(fact.value, DateInterval)]
    first = max((value.earliest for value in values if value.earliest), default=None)
    last = min((value.latest for value in values if value.latest), default=None)
    if first is None or last is None or first > last:
        return None
    # The most precise one is quoted: "born 1990" says nothing beyond "born 3 May 1990".
    exact = [fact for fact in births if isinstance(fact.value, DateInterval) and fact.value.day is not None]
    return DateInterval(first, last), ((exact or births)[-1],)


def _from_ages(said: Sequence[Demographic], day: date) -> tuple[DateInterval, tuple[FactBase, ...]] | None:
    """Who is 40 on a day was born in the year that ends 40 years before it. Ages that do not fit together: ``None``."""
    first, last, used = add_months(day, -_MONTHS * _OLDEST), day, []
    for fact in said:
        if not isinstance(fact.value, int):
            continue
        on = fact.as_of or fact.written_on or DateInterval.on(day)
        earliest, latest = on.earliest or day, on.latest or day
        first = max(first, add_months(earliest, -_MONTHS * (fact.value + 1)) + timedelta(days=1))
        last = min(last, add_months(latest, -_MONTHS * fact.value))
        used.append(fact)
    return (DateInterval(first, last), tuple(used)) if used and first <= last else None
