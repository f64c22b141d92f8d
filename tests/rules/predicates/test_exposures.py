"""Wash-outs: the last dose inside, on the edge of and outside the window, by every reading of the anchor."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.ahead.opening import opening
from rules.chart import Dates, Site
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from rules.windows import Span
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
        pytest.param(
            [given("belimumab", last_given=ago(20)), given("belimumab", certainty="denied", source="patient")],
            N,
            id="the patient denies what the chart tells",
        ),
        pytest.param(
            [given("belimumab", last_given=ago(20)), given("biologic", certainty="denied", source="patient")],
            N,
            id="the patient denies any of the kind",
        ),
        pytest.param(
            [given("belimumab", last_given=ago(20)), given("belimumab", certainty="denied")],
            T,
            id="the chart alone says both",
        ),
        pytest.param(
            [given("belimumab", last_given=ago(300)), given("belimumab", certainty="denied", source="patient")],
            F,
            id="denied or long ago: both are out",
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


FOUR_WEEKS = {"received": {"of": ["biologic"], "within": "4 weeks", "before": "infusion"}}


def no_biologic(**fields: Any) -> FactBase:
    return given("biologic", certainty="denied", **fields)


EDGE, OUTSIDE = ago(28, INFUSION), ago(29, INFUSION)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([given("belimumab", last_given=EDGE)], T, "washout_running", id="on the edge"),
        pytest.param([given("belimumab", last_given=OUTSIDE)], F, "washed_out", id="a day before"),
        pytest.param([given("belimumab", last_given=DateInterval.of_month(2026, 2))], N, "washout_imprecise",
                     id="some day of February"),
        pytest.param([given("belimumab", last_given=DateInterval(None, OUTSIDE))], F, "washed_out", id="by then"),
        pytest.param([given("belimumab", last_given=DateInterval(EDGE, None))], T, "washout_running", id="from then"),
        pytest.param([given("belimumab")], N, "last_dose_unknown", id="nobody knows when"),
        pytest.param([given("belimumab", status="ongoing")], T, "still_given", id="going on"),
        pytest.param([given("belimumab", status="stopped", changed=OUTSIDE)], F, "washed_out", id="stopped before"),
        pytest.param([given("belimumab", status="stopped", changed=EDGE)], N, "washout_imprecise",
                     id="stopped inside: the last dose was that day or before"),
        pytest.param([given("belimumab", status="stopped", started=EDGE, changed=ago(9))], T, "washout_running",
                     id="begun and stopped inside"),
        pytest.param([given("belimumab", certainty="suspected", last_given=EDGE)], N, "exposure_uncertain",
                     id="perhaps given inside"),
        pytest.param([given("belimumab", certainty="suspected", last_given=OUTSIDE)], F, "washed_out",
                     id="perhaps given before"),
        pytest.param([given("belimumab", last_given=OUTSIDE), given("belimumab", last_given=EDGE)], T,
                     "washout_running", id="the last of two doses"),
        pytest.param([given("belimumab", last_given=OUTSIDE), given("rituximab", last_given=EDGE)], T,
                     "washout_running", id="the later of two drugs"),
        pytest.param([given("belimumab", last_given=OUTSIDE), given("rituximab")], N, "last_dose_unknown",
                     id="one of two of which nobody knows when"),
        pytest.param([given("belimumab", last_given=OUTSIDE), given("rituximab", last_given=ago(300))], F,
                     "washed_out", id="both before"),
        pytest.param([given("belimumab", last_given=EDGE), given("rituximab")], T, "washout_running",
                     id="one inside is enough"),
        pytest.param([given("belimumab", last_given=OUTSIDE), no_biologic()], F, "washed_out", id="denied beside it"),
        pytest.param([given("belimumab", last_given=EDGE, subject="family")], N, "not_mentioned", id="a sister's"),
        pytest.param([given("belimumab", status="refused")], N, "not_mentioned", id="refused"),
        pytest.param([given("biologic", last_given=EDGE), given("belimumab", last_given=OUTSIDE)], F, "washed_out",
                     id="the class and a drug of it are one"),
        pytest.param([given("biologic", last_given=EDGE)], T, "washout_running", id="the class alone"),
        pytest.param([no_biologic(reach="ever")], F, "denied", id="never any"),
        pytest.param([no_biologic(reach="now")], F, "denied", id="none now, in the last four weeks"),
        pytest.param([no_biologic(reach="recent")], F, "denied", id="none of late"),
        pytest.param([no_biologic(written_on=ago(28))], F, "denied", id="denied 28 days ago"),
        pytest.param([no_biologic(written_on=ago(29))], N, "not_mentioned", id="denied 29 days ago"),
        pytest.param([given("belimumab", certainty="denied")], N, "not_mentioned", id="one of the class denied"),
        pytest.param([given("treatment", certainty="denied")], N, "not_mentioned", id="something else denied"),
        pytest.param([no_biologic(others_only=True)], N, "not_mentioned", id="no other, of nothing that is known"),
        pytest.param([no_biologic(others_only=True), given("belimumab", status="planned")], F, "denied",
                     id="no other than one that is planned"),
        pytest.param([], N, "not_mentioned", id="silence"),
    ],
)  # fmt: skip
def test_a_drug_in_the_four_weeks_before_infusion(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(FOUR_WEEKS, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "not_mentioned")
    if code in ("washout_running", "washed_out", "still_given"):
        assert found.remedy == "wait"
    assert found.review is (code in ("washout_imprecise",))


@pytest.mark.parametrize(
    ("days", "expected", "code"),
    [
        pytest.param(28, T, "washout_running", id="inside to all anchors: 28 days to infusion"),
        pytest.param(29, N, "washout_differs", id="29 days to infusion, 21 to screening"),
        pytest.param(36, N, "washout_differs", id="36 days to infusion, 28 to screening"),
        pytest.param(37, F, "washed_out", id="outside to all: 29 to screening"),
    ],
)
def test_a_window_whose_anchor_the_record_does_not_name(days: int, expected: Truth, code: str) -> None:
    node = {"received": {"of": ["biologic"], "within": "4 weeks", "before": READINGS}}
    found = ask(node, given("belimumab", last_given=ago(days, INFUSION)))
    assert (found.truth, found.code) == (expected, code)
    assert [remark.code for remark in found.missing] == (["ask_sponsor_anchor"] if expected is N else [])
    assert [remark.code for remark in found.assumptions] == (["anchor_readings"] if expected is N else [])
    assert found.review is (expected is N)
    site = Site(readings={"exc03_anchor": "screening"})
    fixed = ask(node, given("belimumab", last_given=ago(days, INFUSION)), site=site)
    assert fixed.truth is (F if days == 37 else T)
    assert fixed.code == ("washed_out" if days == 37 else "washout_running_at_screening")
    assert [remark.code for remark in fixed.assumptions] == ["reading_fixed"]


@pytest.mark.parametrize(
    ("ago_", "expected"),
    [
        pytest.param(12, T, id="within four weeks"),
        pytest.param(28, T, id="four weeks are longer than three short half-lives"),
        pytest.param(29, F, id="and are over"),
    ],
)
def test_the_longer_of_four_weeks_and_three_half_lives_that_a_site_has_set(ago_: int, expected: Truth) -> None:
    node = {"received": {**WASHOUT["received"], "before": "infusion"}}
    site = Site(half_lives={"belimumab": (3.0, 4.0)})
    assert ask(node, given("belimumab", last_given=ago(ago_, INFUSION)), site=site).truth is expected
    long = Site(half_lives={"belimumab": (10.0, 10.0)})
    assert ask(node, given("belimumab", last_given=ago(30, INFUSION)), site=long).truth is T
    assert ask(node, given("belimumab", last_given=ago(31, INFUSION)), site=long).truth is F


@pytest.mark.parametrize(
    ("reach_back", "expected"), [pytest.param(120, F, id="for the whole reach"), pytest.param(119, N, id="a day less")]
)
def test_where_half_lives_count_a_denial_must_reach_back_120_days(reach_back: int, expected: Truth) -> None:
    none = no_biologic(period=DateInterval(ago(reach_back), SCREENING))
    assert ask(WASHOUT, none).truth is expected


PLACEBO = {"received": {**FOUR_WEEKS["received"], "excluding_intent": ["placebo"]}}


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([given("belimumab", last_given=EDGE, intent="placebo")], F, "excused", id="placebo"),
        pytest.param([given("belimumab", last_given=EDGE, intent="trial")], T, "washout_running", id="in a trial"),
        pytest.param(
            [given("belimumab", last_given=EDGE, intent="placebo"), given("rituximab", last_given=EDGE)], T,
            "washout_running", id="placebo and another drug",
        ),
    ],
)  # fmt: skip
def test_a_placebo_is_no_drug_where_the_protocol_says_so(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(PLACEBO, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert found.facts
    assert ask(FOUR_WEEKS, given("belimumab", last_given=EDGE, intent="placebo")).truth is T


IVIG = {"received": {**FOUR_WEEKS["received"], "borderline": ["ivig"], "borderline_within": "2 weeks"}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("ivig", last_given=ago(14, INFUSION))], N, id="inside its own window"),
        pytest.param([given("ivig", last_given=ago(15, INFUSION)), no_biologic()], F, id="outside"),
        pytest.param([given("ivig", last_given=ago(14, INFUSION)), no_biologic()], N, id="inside, others denied"),
        pytest.param([given("ivig", status="ongoing"), no_biologic()], N, id="going on"),
        pytest.param([given("ivig"), no_biologic()], N, id="nobody knows when"),
        pytest.param(
            [given("ivig", last_given=ago(14, INFUSION)), given("belimumab", last_given=EDGE)], T, id="beside"
        ),
        pytest.param(
            [given("ivig", last_given=ago(14, INFUSION)), given("belimumab", last_given=OUTSIDE)],
            N,
            id="left open by it",
        ),
    ],
)
def test_a_drug_of_which_the_record_does_not_say_whether_it_counts(facts: list[FactBase], expected: Truth) -> None:
    found = ask(IVIG, *facts)
    assert found.truth is expected
    if expected is N:
        assert (found.code, found.review, len(found.missing), len(found.assumptions)) == ("borderline", True, 1, 1)
        assert any(window.may_not_count for window in found.windows)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("belimumab", last_given=EDGE)], [("away", EDGE, 28, False)], id="a dose"),
        pytest.param([given("belimumab", status="ongoing")], [("away", None, 28, False)], id="going on"),
        pytest.param([given("belimumab")], [("away", "open", 28, False)], id="nobody knows when"),
        pytest.param(
            [given("belimumab", certainty="suspected", last_given=EDGE)], [("away", EDGE, 28, True)], id="perhaps"
        ),
        pytest.param(
            [given("belimumab", last_given=EDGE), given("rituximab", last_given=OUTSIDE)],
            [("away", EDGE, 28, False), ("away", OUTSIDE, 28, False)], id="every drug, also those that are over",
        ),
        pytest.param([no_biologic()], [("fresh", SCREENING, 28, False)], id="a denial"),
    ],
)  # fmt: skip
def test_the_windows_of_wash_outs(facts: list[FactBase], expected: list[Any]) -> None:
    windows = ask(FOUR_WEEKS, *facts).windows
    told = [
        (each.rule, each.event and (each.event.day or "open"), each.span and each.span.days_high, each.may_not_count)
        for each in windows
    ]
    assert told == expected


def test_of_drugs_that_count_the_one_that_clears_last_is_told() -> None:
    slow, fast = given("rituximab", last_given=ago(40, INFUSION)), given("anifrolumab", last_given=ago(20, INFUSION))
    for facts in ([slow, fast], [fast, slow]):
        assert ask(WASHOUT, *facts).data["what"] == "rituximab"
    assert (
        ask(FOUR_WEEKS, given("belimumab", last_given=ago(9)), given("rituximab", last_given=ago(12))).data["what"]
        == "belimumab"
    )


TWELVE = {"received": {"of": ["biologic"], "within": "12 weeks", "before": "infusion"}}
UNKNOWN_LAST = given("rituximab")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param([UNKNOWN_LAST, given("belimumab", last_given=OUTSIDE)], "last_dose_unknown", id="open, and over"),
        pytest.param([given("belimumab", last_given=EDGE), given("rituximab", status="ongoing")], "still_given",
                     id="what goes on clears after what has a last dose"),
        pytest.param([given("belimumab", last_given=DateInterval(ago(60), ago(9))), UNKNOWN_LAST], "last_dose_unknown",
                     id="what nobody dated clears after what is dated roughly"),
    ],
)  # fmt: skip
def test_of_several_drugs_the_one_that_decides_and_clears_last_is_told(facts: list[FactBase], code: str) -> None:
    assert ask(FOUR_WEEKS, *facts).code == ask(FOUR_WEEKS, *facts[::-1]).code == code


def test_of_two_rough_dates_the_one_that_may_be_later_clears_last() -> None:
    early, late = DateInterval(ago(30), ago(12)), DateInterval(ago(60), ago(11))
    facts = [given("belimumab", last_given=early), given("rituximab", last_given=late)]
    assert ask(FOUR_WEEKS, *facts).data["what"] == ask(FOUR_WEEKS, *facts[::-1]).data["what"] == "rituximab"


def test_the_days_that_a_wash_out_is_counted_by() -> None:
    data = ask(FOUR_WEEKS, given("belimumab", last_given=EDGE)).data
    assert (data["days_to_infusion"], data["days"], data["days_to_screening"], data["needed"]) == (28, 28, 20, "28")
    rough = ask(FOUR_WEEKS, given("belimumab", last_given=DateInterval(ago(60), EDGE))).data
    assert (rough["days_to_infusion"], rough["days_to_screening"]) == (28, 20)
    assert ask(WASHOUT, given("belimumab", last_given=EDGE)).data["needed"] == "54.9-59.4"
    months = {"received": {"of": ["biologic"], "within": "3 months", "before": "infusion"}}
    assert ask(months, given("belimumab", last_given=EDGE)).data["needed"] == "3 months"
    nobody = ask(FOUR_WEEKS, given("belimumab", last_given=EDGE), dates=Dates.planned(SCREENING)).data
    assert nobody["days_to_infusion"] == 20
    open_end = ask(FOUR_WEEKS, given("belimumab", last_given=DateInterval(EDGE, None))).data
    assert (open_end["days_to_infusion"], open_end["days_to_screening"]) == (None, None)


def test_a_half_life_that_nobody_has_published_is_asked_for() -> None:
    drug = given("obexelimab", last_given=ago(400))
    found = ask(WASHOUT, drug)
    assert (found.code, found.facts, found.review) == ("half_life_unknown", (drug,), True)
    assert [remark.code for remark in (*found.missing, *found.assumptions)] == ["half_life_needed", "half_life_unknown"]
    (window,) = found.windows
    assert (window.span, window.event) == (None, DateInterval.on(ago(400)))
    assert ask(WASHOUT, drug, site=Site(half_lives={"obexelimab": (5.0, 5.0)})).truth is F


def test_last_doses_in_conflict_may_lie_on_any_day() -> None:
    chart, patient = given("belimumab", last_given=ago(93)), given("belimumab", last_given=ago(40), source="patient")
    found = ask(FOUR_WEEKS, chart, patient)
    assert (found.code, found.review, set(found.facts)) == ("conflict", True, {chart, patient})
    assert [window.event for window in found.windows] == [DateInterval(None, None)]


def test_a_window_shows_the_mentions_that_date_the_dose() -> None:
    dosed, named = given("belimumab", last_given=EDGE), given("belimumab")
    assert ask(FOUR_WEEKS, named, dosed).windows[0].facts == (dosed,)
    stopped = given("belimumab", status="stopped", changed=EDGE)
    assert ask(FOUR_WEEKS, named, stopped).windows[0].facts == (named, stopped)


def test_drugs_that_are_all_washed_out_keep_their_windows() -> None:
    found = ask(FOUR_WEEKS, given("belimumab", last_given=OUTSIDE), given("rituximab", last_given=ago(300)))
    assert [window.event and window.event.day for window in found.windows] == [OUTSIDE, ago(300)]


def test_a_denial_for_a_long_window_is_fresh_for_four_weeks() -> None:
    (window,) = ask(TWELVE, no_biologic()).windows
    assert (window.span, window.anchors) == (Span(days_low=28, days_high=28), ("screening",))


def test_one_anchor_is_no_reading_and_two_are() -> None:
    rough = given("belimumab", last_given=DateInterval(ago(60), ago(9)))
    assert ask(FOUR_WEEKS, rough).assumptions == ()
    two = {"received": {**FOUR_WEEKS["received"], "before": {"readings": ["infusion", "screening"], "id": "x"}}}
    assert [remark.code for remark in ask(two, rough).assumptions] == ["anchor_readings"]


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        pytest.param({"last_given": ago(5)}, DateInterval.on(ago(5)), id="a last dose"),
        pytest.param({"status": "ongoing"}, DateInterval(None, None), id="going on"),
        pytest.param({}, DateInterval(None, None), id="nobody knows when"),
    ],
)
def test_the_window_of_a_borderline_drug(fields: dict[str, Any], event: DateInterval | None) -> None:
    drug = given("ivig", **fields)
    found = ask(IVIG, drug)
    assert found.facts == (drug,)
    assert [(window.event, window.may_not_count) for window in found.windows] == [(event, True)]


def test_a_borderline_drug_counts_for_four_weeks_where_nothing_else_is_said() -> None:
    node = {"received": {**FOUR_WEEKS["received"], "borderline": ["ivig", "plasma_exchange"]}}
    assert ask(node, given("ivig", last_given=EDGE), no_biologic()).truth is N
    assert ask(node, given("ivig", last_given=OUTSIDE), no_biologic()).truth is F
    both = [given("ivig", last_given=OUTSIDE), given("plasma_exchange", last_given=EDGE), no_biologic()]
    assert ask(node, *both).truth is N


def test_a_borderline_drug_that_goes_on_beside_one_that_is_over() -> None:
    node = {"received": {**FOUR_WEEKS["received"], "borderline": ["ivig"]}}
    again = given("ivig", status="ongoing", last_given=ago(300))
    assert ask(node, again, no_biologic()).code == "borderline"
    assert ask(node, given("ivig"), no_biologic()).code == "borderline"
