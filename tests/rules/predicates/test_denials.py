"""What a denial does to a mention of the same thing: undated events, and the patient's word against the chart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import SCREENING, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def ago(days: int, day: date = SCREENING) -> date:
    return day - timedelta(days=days)


LAST_YEAR = DateInterval(ago(365), SCREENING)
LAST_FORTNIGHT = DateInterval(ago(14), SCREENING)
SURGERY = {"has": {"of": ["surgery"], "major": True, "within": "4 weeks", "before": "infusion"}}
UNHEALED = {"not_recovered": {"operations": "surgery", "injuries": "trauma", "within": "2 weeks", "before": "infusion"}}
CANCER = {"has": {"of": ["malignancy"]}}


def removed(**fields: Any) -> FactBase:
    return fact("procedure", "hysterectomy", status="done", **fields)


def no_surgery(**fields: Any) -> FactBase:
    return fact("procedure", "surgery", certainty="denied", **fields)


NO_INJURY = fact("condition", "trauma", certainty="denied")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([removed(), no_surgery(period=LAST_YEAR)], F, id="none in the last year"),
        pytest.param([removed(major=True), no_surgery(period=LAST_YEAR)], F, id="major, none in the last year"),
        pytest.param([removed(), no_surgery(reach="recent")], F, id="none recently"),
        pytest.param([removed()], N, id="nothing denied"),
        pytest.param([removed(), no_surgery(period=LAST_FORTNIGHT)], N, id="denied for a part of the window"),
        pytest.param([removed(), no_surgery(reach="ever")], N, id="denied for ever: the notes disagree"),
        pytest.param([removed(), no_surgery(reach="recent", others_only=True)], N, id="no other operation"),
        pytest.param(
            [removed(), no_surgery(period=LAST_YEAR, written_on=ago(7))], N, id="told of in a note after the denial"
        ),
        pytest.param([removed(major=True, date=ago(3)), no_surgery(reach="recent")], T, id="a dated one counts"),
        pytest.param(
            [fact("condition", "fracture", status="resolved"), no_surgery(period=LAST_YEAR)],
            F,
            id="an injury is no operation",
        ),
    ],
)
def test_an_undated_event_is_older_than_the_time_for_which_events_are_denied(
    facts: list[FactBase], expected: Truth
) -> None:
    assert ask(SURGERY, *facts).truth is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([removed(), no_surgery(period=LAST_YEAR), NO_INJURY], F, id="none in the last year"),
        pytest.param([removed(), NO_INJURY], N, id="operations not denied"),
        pytest.param([removed(), no_surgery(period=LAST_YEAR)], N, id="injuries not denied"),
        pytest.param([removed(recovered=False), no_surgery(period=LAST_YEAR), NO_INJURY], T, id="not healed"),
    ],
)
def test_recovery_from_an_operation_of_long_ago_is_not_asked_for(facts: list[FactBase], expected: Truth) -> None:
    assert ask(UNHEALED, *facts).truth is expected


TOLD = {"date": DateInterval.of_year(2016), "source": "patient"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("condition", "thyroid_cancer", **TOLD)], T, id="nobody denies it"),
        pytest.param(
            [fact("condition", "thyroid_cancer", **TOLD), fact("condition", "malignancy", certainty="denied")],
            N,
            id="the chart denies any",
        ),
        pytest.param(
            [
                fact("condition", "thyroid_cancer"),
                fact("condition", "malignancy", certainty="denied", source="patient"),
            ],
            N,
            id="the patient denies any",
        ),
        pytest.param(
            [fact("condition", "thyroid_cancer"), fact("condition", "malignancy", certainty="denied")],
            T,
            id="the chart names one and denies cancer in general",
        ),
        pytest.param(
            [
                fact("condition", "thyroid_cancer", **TOLD),
                fact("condition", "malignancy", certainty="denied", others_only=True),
            ],
            T,
            id="no other is no denial of this one",
        ),
    ],
)
def test_the_patients_word_against_the_chart_is_open(facts: list[FactBase], expected: Truth) -> None:
    assert ask(CANCER, *facts).truth is expected


def test_a_bare_group_word_turns_nobody_down() -> None:
    node = {"has": {"of": ["malignancy"]}}
    assert ask(node, fact("condition", "malignancy")).truth is Truth.UNKNOWN
    assert ask(node, fact("condition", "malignancy", status="resolved")).truth is Truth.TRUE
    assert ask(node, fact("condition", "breast_cancer")).truth is Truth.TRUE


def test_a_denial_for_a_time_that_is_over_rules_nothing_out() -> None:
    biologic = {"received": {"of": ["biologic"], "within": "4 weeks", "before": "infusion"}}
    for fields in ({"reach": "then"}, {"period": DateInterval(ago(400), ago(72))}):
        past = fact("treatment", "biologic", certainty="denied", written_on=DateInterval.on(SCREENING), **fields)
        assert ask(biologic, past).truth is N


@pytest.mark.parametrize(
    ("within", "expected"),
    [pytest.param("4 weeks", F, id="the whole window"), pytest.param("6 months", N, id="a part of the window")],
)
def test_a_denial_of_a_drug_must_cover_the_whole_window(within: str, expected: Truth) -> None:
    none = fact("treatment", "rituximab", certainty="denied", period=DateInterval(ago(60), SCREENING))
    node = {"received": {"of": ["rituximab"], "within": within, "before": "screening"}}
    assert ask(node, none).truth is expected
    ever = fact("treatment", "rituximab", certainty="denied", reach="ever")
    assert ask(node, ever).truth is F
