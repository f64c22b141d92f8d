"""Says for each note of a chart whether dates with slashes put the day or the month first. Finds no note's date.

Figures above 12 decide; then the other notes' figures; then which order puts the notes (and the dates that they name)
close before the screening, and what they tell of before the note; then spelling. What none of these shows is ``open``:
a day that could be read either way is then all days from the one to the other. Without a screening, where facts are
shown and nothing is decided, such a chart is month first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache

from assistant.extraction.dateforms import slashed, written_dates
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.lastdays import told_as_past
from assistant.extraction.late import late
from assistant.extraction.resources import any_of, load_words

_LATEST_AFTER = 30
"""Days after the screening beyond which hardly any date is named."""
_OLDEST_VISIT = 300
_USUAL = "mdy"
"""Of Chinese notes, and of charts that are not screened, where nothing else is shown."""
_OPEN = "open"


def chart_orders(
    texts: Sequence[str],
    languages: Sequence[str],
    screening: date | None,
    day_of: Callable[[str, int], date | None],
) -> list[str]:
    """``mdy``, ``dmy`` or ``open`` for each note; ``day_of`` gives the day of a note (by index) if read in an order."""
    shown = [_by_figures(text, language) for text, language in zip(texts, languages, strict=True)]
    english = [index for index, language in enumerate(languages) if language != "zh"]
    chinese = [index for index in range(len(texts)) if index not in english]
    common = _prevailing(shown[index] for index in english)
    if common is None:
        common = (
            _by_screening(texts, english, screening, day_of)
            or _by_distance(english, screening, day_of)
            or _by_what_is_past(texts, english, day_of)
            or _by_short_dates(texts, english)
            or _by_spelling(texts, english)
            or _by_any_short_date(texts, english)
            or (_USUAL if screening is None else _OPEN)
        )
    of_chinese = _prevailing(shown[index] for index in chinese) or _USUAL
    return [order or (of_chinese if index in chinese else common) for index, order in enumerate(shown)]


def _prevailing(orders: Iterable[str | None]) -> str | None:
    seen = Counter(order for order in orders if order)
    return seen.most_common(1)[0][0] if seen else None


def _by_figures(text: str, language: str) -> str | None:
    """The order that figures above 12 show, if one prevails; in Chinese only dates with the full year at the end."""
    votes: Counter[str] = Counter()
    for first, second, _ in slashed(text, whole_years=language == "zh"):
        if first > 12 >= second:
            votes["dmy"] += 1
        elif second > 12 >= first:
            votes["mdy"] += 1
    return votes.most_common(1)[0][0] if votes else None


@cache
def _spelt(side: str) -> re.Pattern[str]:
    return compiled(rf"(?i)(?<![a-z])(?:{any_of(load_words('spelling')[side])})")


def _by_spelling(texts: Sequence[str], english: Sequence[int]) -> str | None:
    """The order of the country whose spelling prevails, if one does."""
    british, american = (
        sum(len(_spelt(side).findall(texts[index])) for index in english) for side in ("british", "american")
    )
    return None if british == american else "dmy" if british > american else "mdy"


_LATER = timedelta(days=3)
"""A note tells of no result later than this after its own day."""


def _by_what_is_past(
    texts: Sequence[str], english: Sequence[int], day_of: Callable[[str, int], date | None]
) -> str | None:
    """The order in which no day that is told as past lies after its note, where in the other one does."""
    late: set[str] = set()
    for index in english:
        days = {day_of(order, index) for order in ("mdy", "dmy")}
        noted = days.pop()
        if days or noted is None:
            continue
        for order in ("mdy", "dmy"):
            told = told_as_past(texts[index], "en", order)
            late |= {order} if any(day > noted + _LATER for day in told) else set()
    return {"mdy": "dmy", "dmy": "mdy"}[late.pop()] if len(late) == 1 else None


def _by_screening(
    texts: Sequence[str], english: Sequence[int], screening: date | None, day_of: Callable[[str, int], date | None]
) -> str | None:
    """The order in which the notes lie before the screening and not long before it, where only one does so."""
    if screening is None or not any(True for index in english for _ in slashed(texts[index])):
        return None
    bad = {order: _oddness(texts, english, screening, day_of, order) for order in ("mdy", "dmy")}
    if bad["mdy"] == bad["dmy"]:
        return None
    return min(bad, key=lambda order: bad[order])


_NEAR, _FAR = 45, 90


def _by_distance(
    english: Sequence[int], screening: date | None, day_of: Callable[[str, int], date | None]
) -> str | None:
    """The order that puts the last note shortly before the screening, where the other puts it months away."""
    if screening is None:
        return None
    away: dict[str, int] = {}
    for order in ("mdy", "dmy"):
        days = [abs((day - screening).days) for index in english if (day := day_of(order, index)) is not None]
        away[order] = min(days, default=_FAR)
    near = min(away, key=lambda order: away[order])
    return near if away[near] <= _NEAR and max(away.values()) > _FAR else None


_SHORT = late(r"(?<![\d./-])(\d{1,2})/(\d{1,2})(?![\d./%-])(?!\s?(?:mm|kg|mg|joints?|points?|of\b|wk|hr?s?\b|10\b))")
_COUNTED = frozenset((14, 15, 20, 24, 28))
"""Figures that stand behind a stroke as what was counted out of: joints, coma scales, hours."""
_ENOUGH = 2


def _by_short_dates(texts: Sequence[str], english: Sequence[int]) -> str | None:
    """The order that days without a year show (8/23, 8/25), where several do and none the other."""
    votes: Counter[str] = Counter()
    for index in english:
        for match in _SHORT.finditer(texts[index].lower()):
            first, second = int(match[1]), int(match[2])
            if 1 <= first <= 12 < second <= 31 and second not in _COUNTED:
                votes["mdy"] += 1
            elif 1 <= second <= 12 < first <= 31:
                votes["dmy"] += 1
    (order, seen), *others = votes.most_common() or [("", 0)]
    return order if seen >= _ENOUGH and not others else None


def _by_any_short_date(texts: Sequence[str], english: Sequence[int]) -> str | None:
    """The order that a single day without a year shows, where it stands as a date does and no other says otherwise."""
    orders: set[str] = set()
    for index in english:
        for written in written_dates(texts[index], "en", "mdy"):
            figures = _SHORT.fullmatch(texts[index][written.start : written.end].lower())
            if figures and max(int(figures[1]), int(figures[2])) > _MONTHS:
                orders.add("dmy" if int(figures[1]) > _MONTHS else "mdy")
    return orders.pop() if len(orders) == 1 else None


_MONTHS = 12


def _oddness(
    texts: Sequence[str],
    english: Sequence[int],
    screening: date,
    day_of: Callable[[str, int], date | None],
    order: str,
) -> tuple[int, int]:
    """How many notes lie after the screening or long before it, and how many dates that they name lie after it."""
    visits = [(day - screening).days for index in english if (day := day_of(order, index)) is not None]
    odd = sum(days > _LATEST_AFTER or days < -_OLDEST_VISIT for days in visits)
    ahead = 0
    for index in english:
        for first, second, year in slashed(texts[index]):
            month, number = (second, first) if order == "dmy" else (first, second)
            try:
                ahead += (date(year, month, number) - screening).days > 2 * _LATEST_AFTER
            except ValueError:
                ahead += 1
    return odd, ahead
