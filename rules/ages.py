"""The age in completed years on a day, from birth dates or from stated ages with the dates of their notes."""

from __future__ import annotations

from datetime import date

from rules.chart import Question
from rules.dates import DateInterval
from rules.facts import Demographic, FactBase
from rules.intervals import Interval


def _years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_on(question: Question, day: date) -> tuple[Interval, list[FactBase]] | None:
    """Completed years on ``day`` as an interval, with the facts; ``None`` if nothing is said or two births differ."""
    births = [fact for fact in question.chart.demographics("birth_date") if isinstance(fact.value, DateInterval)]
    if births:
        first = max((value.earliest for value in _values(births) if value.earliest), default=None)
        last = min((value.latest for value in _values(births) if value.latest), default=None)
        if first is None or last is None or first > last:
            return None
        # The most precise one is quoted: "born 1990" says nothing beyond "born 3 May 1990".
        exact = [fact for fact in births if isinstance(fact.value, DateInterval) and fact.value.day is not None]
        return Interval(_years(last, day), _years(first, day)), [(exact or births)[-1]]
    return _stated_age(question.chart.demographics("age"), day)


def _values(births: list[Demographic]) -> list[DateInterval]:
    return [fact.value for fact in births if isinstance(fact.value, DateInterval)]


def _stated_age(said: list[Demographic], day: date) -> tuple[Interval, list[FactBase]] | None:
    low, high, used = 0.0, 150.0, []
    for fact in said:
        if not isinstance(fact.value, int):
            continue
        on = fact.as_of or fact.written_on or DateInterval.on(day)
        first, last = on.earliest or day, on.latest or day
        fewest = fact.value + (max(0, _years(last, day)) if last <= day else -_years(day, last) - 1)
        most = fact.value + (_years(first, day) + (first != day) if first <= day else 0)
        if fewest > high or most < low:
            return None
        low, high = max(low, fewest), min(high, most)
        used.append(fact)
    return (Interval(low, high), list(used)) if used else None
