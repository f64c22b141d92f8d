"""Wash-outs: the last dose inside, on the edge of and outside the window, by every reading of the anchor."""

from __future__ import annotations

from datetime import date

import pytest

from rules.ahead.opening import opening
from rules.chart import Dates, Site
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import INFUSION, LYMPHODEPLETION, SCREENING, ago, ask, given

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


READINGS = {"readings": ["infusion", "lymphodepletion", "screening"], "id": "exc03_anchor"}
WASHOUT = {
    "received": {
        "of": ["biologic"],
        "within": {"longest_of": ["4 weeks", "3 half_lives"]},
        "before": READINGS,
        "borderline": ["ivig"],
    }
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("belimumab", last_given=ago(54, INFUSION))], T, id="54 days before infusion"),
        pytest.param([given("belimumab", last_given=ago(55, INFUSION))], N, id="55 days: the short half-life is over"),
        pytest.param([given("belimumab", last_given=ago(59, SCREENING))], N, id="59 days before screening"),
        pytest.param([given("belimumab", last_given=ago(60, SCREENING))], F, id="60 days before screening"),
        pytest.param([given("belimumab", status="ongoing")], T, id="still given"),
        pytest.param([given("belimumab", last_given=DateInterval.of_month(2026, 1))], N, id="a month without a day"),
        pytest.param([given("belimumab", last_given=DateInterval.of_year(2024))], F, id="years ago"),
        pytest.param([given("belimumab", status="planned")], N, id="only planned"),
        pytest.param([given("biologic", certainty="denied", reach="ever")], F, id="never any"),
        pytest.param([given("rituximab", certainty="denied")], N, id="one of them denied"),
        pytest.param(
            [given("belimumab", last_given=ago(300)), given("biologic", certainty="denied", others_only=True)],
            F,
            id="no other",
        ),
        pytest.param([given("obexelimab", last_given=ago(400))], N, id="half-life not published"),
        pytest.param(
            [given("biologic", certainty="denied"), given("ivig", last_given=ago(10))],
            N,
            id="immunoglobulin is borderline",
        ),
        pytest.param(
            [given("belimumab", last_given=ago(93)), given("belimumab", last_given=ago(40), source="patient")],
            N,
            id="the patient and the chart differ",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_wash_out(facts: list[FactBase], expected: Truth) -> None:
    assert ask(WASHOUT, *facts).truth is expected


def test_the_contracts_example_of_passes_on() -> None:
    dates = Dates.planned(SCREENING, LYMPHODEPLETION, INFUSION)
    finding = ask(WASHOUT, given("belimumab", last_given=date(2026, 2, 25)), dates=dates)
    opens = opening(finding, Truth.FALSE, dates)
    assert opens is not None
    assert (opens.possible, opens.certain) == (date(2026, 4, 21), date(2026, 5, 4))


def test_a_site_may_fix_the_anchor() -> None:
    last = given("belimumab", last_given=ago(60, INFUSION))
    assert ask(WASHOUT, last).truth is N
    assert ask(WASHOUT, last, site=Site(readings={"exc03_anchor": "infusion"})).truth is F


def test_an_infusion_date_that_nobody_gave_decides_nothing_inside() -> None:
    open_dates = Dates.planned(SCREENING)
    assert ask(WASHOUT, given("belimumab", last_given=ago(20)), dates=open_dates).truth is N
    assert ask(WASHOUT, given("belimumab", last_given=ago(60)), dates=open_dates).truth is F
