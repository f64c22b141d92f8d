"""To know more never turns a verdict round: pass and fail stay, only unknown may become either."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.checker import check
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.protocol import load_protocol
from rules.verdicts import Status, Verdict
from tests.rules.soundness.charts import DATES, TRIAL, charts

CONFLICTS = ("age_conflict", "conflict", "results_conflict")
"""Two facts that may agree while they are vague can contradict each other once they are exact."""


def wide(fact: FactBase) -> list[str]:
    """The fields that could be known better."""
    names = [each.name for each in fields(fact) if each.name not in ("written_on", "as_of")]
    spans = [name for name in names if isinstance(span := getattr(fact, name), DateInterval) and span.day is None]
    low, high = getattr(fact, "low", None), getattr(fact, "high", None)
    return [*spans, *(["number"] if low is not None and high is not None and low < high else [])]


def narrowed(fact: FactBase, field: str, data: st.DataObject) -> FactBase:
    """The fact with one of its spans shorter."""
    change: dict[str, Any]
    if field == "number":
        ends = sorted(data.draw(st.floats(0, 1)) for _ in range(2))
        low, high = float(fact.low), float(fact.high)  # type: ignore[attr-defined]
        change = {"low": low + (high - low) * ends[0], "high": low + (high - low) * ends[1]}
    else:
        span = getattr(fact, field)
        last_day = span.latest
        if field == "date" and fact.written_on is not None and fact.written_on.latest is not None:
            # A note tells of no later day than its own.
            last_day = min(last_day, max(span.earliest, fact.written_on.latest))
        length = (last_day - span.earliest).days
        first, last = sorted(data.draw(st.integers(0, length)) for _ in range(2))
        change = {field: DateInterval(span.earliest + timedelta(days=first), span.earliest + timedelta(days=last))}
    return fact.model_copy(update=change)


def verdicts(facts: tuple[FactBase, ...]) -> dict[str, Verdict]:
    return {verdict.id: verdict for verdict in check(load_protocol(TRIAL), facts, DATES)}


@settings(max_examples=150, deadline=None)
@given(charts(), st.data())
def test_a_fact_known_better_turns_no_verdict_round(facts: tuple[FactBase, ...], data: st.DataObject) -> None:
    open_ones = [(number, field) for number, fact in enumerate(facts) for field in wide(fact)]
    if not open_ones:
        return
    number, field = data.draw(st.sampled_from(open_ones))
    better = (*facts[:number], narrowed(facts[number], field, data), *facts[number + 1 :])
    before, after = verdicts(facts), verdicts(better)
    turned = {
        name: (was.status, after[name].status, after[name].finding.code)
        for name, was in before.items()
        if was.status not in (Status.UNKNOWN, after[name].status)
        and not (after[name].status is Status.UNKNOWN and after[name].finding.code in CONFLICTS)
    }
    assert not turned
