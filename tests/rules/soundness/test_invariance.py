"""What must not matter to a verdict: the order of facts, facts about something else, the calendar, more readings."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import ask
from tests.rules.soundness.charts import DATES, charts, made, statuses

CALENDAR = ("INC-01", "INC-04a", "EXC-03.1", "EXC-07c", "EXC-07e")
"""Counted in calendar months or years, whose lengths differ."""
ANCHORS = ("infusion", "lymphodepletion", "screening")


@settings(max_examples=100, deadline=None)
@given(charts(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(facts: tuple[FactBase, ...], random: Any) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert statuses(tuple(shuffled)) == statuses(facts)


IRRELEVANT = (
    {"kind": "measurement", "name": "height", "value": 164.0},
    {"kind": "measurement", "name": "temperature", "value": 36.8},
    {"kind": "condition", "name": "migraine", "status": "active"},
    {"kind": "condition", "name": "breast_cancer", "subject": "family"},
    {
        "kind": "measurement",
        "name": "hb",
        "value": 30.0,
        "subject": "other",
        "date": DateInterval.on(DATES.screening_day),
    },
    {"kind": "treatment", "name": "rituximab", "subject": "other", "status": "ongoing"},
    {"kind": "procedure", "name": "hsct", "status": "done", "subject": "family"},
)


@settings(max_examples=100, deadline=None)
@given(charts(), st.sampled_from(IRRELEVANT))
def test_a_fact_about_something_or_somebody_else_changes_nothing(
    facts: tuple[FactBase, ...], other: dict[str, Any]
) -> None:
    assert statuses((*facts, made(other, 99))) == statuses(facts)


def moved(value: Any, days: int) -> Any:
    return value.shifted(days) if isinstance(value, DateInterval) else value


@settings(max_examples=100, deadline=None)
@given(charts(), st.integers(-400, 400))
def test_moving_every_date_alike_changes_nothing_that_is_counted_in_days(
    facts: tuple[FactBase, ...], days: int
) -> None:
    later = tuple(
        fact.model_copy(update={each.name: moved(getattr(fact, each.name), days) for each in fields(fact)})
        for fact in facts
    )
    step = timedelta(days=days)
    planned = (DATES.screening.day, DATES.lymphodepletion.day, DATES.infusion.day)
    dates = Dates.planned(*(day + step for day in planned if day is not None))
    before, after = statuses(facts), statuses(later, dates)
    assert {name: after[name] for name in after if name not in CALENDAR} == {
        name: before[name] for name in before if name not in CALENDAR
    }


@settings(max_examples=150, deadline=None)
@given(charts(), st.lists(st.sampled_from(ANCHORS), min_size=1, max_size=3, unique=True), st.sampled_from(ANCHORS))
def test_one_reading_more_never_decides_what_was_open(
    facts: tuple[FactBase, ...], anchors: list[str], more: str
) -> None:
    for question in (
        {"received": {"of": ["biologic"], "within": {"longest_of": ["4 weeks", "3 half_lives"]}}},
        {"has": {"of": ["surgery"], "within": "4 weeks"}},
        {"has": {"of": ["hsct"], "within": "3 months"}},
    ):
        ((name, fields),) = question.items()

        def answer(readings: list[str], name: str = name, fields: Any = fields) -> Truth:
            return ask({name: {**fields, "before": {"readings": readings}}}, *facts).truth

        few, many = answer(anchors), answer([*anchors, *({more} - set(anchors))])
        assert many is few or many is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"of": "hb", "at_least": "80 g/L"}, {"of": "hb", "at_least": "90 g/L"}, id="two limits"),
        pytest.param({"of": "hb", "at_least": "80 g/L"}, {"of": "plt", "at_least": "50 10*9/L"}, id="two tests"),
    ],
)
@settings(max_examples=60, deadline=None)
@given(facts=charts())
def test_readings_agree_or_decide_nothing(
    first: dict[str, Any], second: dict[str, Any], facts: tuple[FactBase, ...]
) -> None:
    apart = [ask({"measurement": each}, *facts).truth for each in (first, second)]
    node = {"readings": {"id": "x", "of": {"a": {"measurement": first}, "b": {"measurement": second}}}}
    together = ask(node, *facts).truth
    assert together is (apart[0] if apart[0] is apart[1] else Truth.UNKNOWN)
