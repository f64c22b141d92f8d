"""Which results of a test count by their dates: no later than a day, the latest, inside a window for certain."""

from __future__ import annotations

from datetime import date

from rules.facts import Measurement
from rules.windows import Frame


def not_after(fact: Measurement, end: date | None) -> bool:
    """Whether a result may be of that day or an earlier one; one that nobody dated may."""
    return end is None or fact.date is None or fact.date.earliest is None or fact.date.earliest <= end


def surely_counts(fact: Measurement, frame: Frame, end: date | None) -> bool:
    """Whether a result is valid and all the days that its date may be lie in the window: nearly every one does."""
    when, sure = fact.date, frame.sure
    if when is None or when.earliest is None or when.latest is None or sure is None or fact.validity != "valid":
        return False
    return when.earliest >= sure and (end is None or when.latest <= end)


def maybe_after(fact: Measurement, end: date | None) -> bool:
    """An imprecise date ("March") may lie behind the last day that counts, but not behind the day of its note."""
    if end is None or fact.date is None or fact.date.latest is None or fact.date.latest <= end:
        return False
    written_by = fact.written_on.latest if fact.written_on and fact.written_on.latest else end
    return min(fact.date.latest, max(written_by, fact.date.earliest or end)) > end


def latest_of(facts: list[Measurement]) -> list[Measurement]:
    """The results of the latest date, with those that an imprecise date may put on the same day; all are dated."""
    if len(facts) == 1:
        return facts
    days = [fact.date.earliest or date.min for fact in facts if fact.date]
    latest = max(days)
    return [fact for fact in facts if fact.date and (fact.date.latest or date.min) >= latest]
