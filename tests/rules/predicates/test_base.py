"""What predicates share: how far a denial reaches, how long it is fresh, and the days that windows are counted to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.chart import Dates, Site
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.findings import Remark
from rules.predicates.base import (
    Before,
    ancestors,
    covers,
    denials,
    freshness,
    going_on,
    place,
    puts_before,
    silence,
    span_of,
    window_of,
    written_day,
)
from rules.traces import Window
from rules.truth import Truth
from rules.windows import Span
from tests.rules.builders import DATES, INFUSION, LYMPHODEPLETION, SCREENING, ago, fact, question

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
WEEK, MONTH, HALF_YEAR = ago(7), ago(28), ago(180)


def denial(**fields: Any) -> Any:
    return fact("treatment", "biologic", certainty="denied", **fields)


def days(most: int | None, fewest: int | None) -> DateInterval:
    """From so many days before screening to so many."""
    return DateInterval(*(None if each is None else ago(each) for each in (most, fewest)))


@pytest.mark.parametrize(
    ("fields", "since", "expected"),
    [
        pytest.param({"reach": "ever"}, None, True, id="never any"),
        pytest.param({}, None, True, id="none"),
        pytest.param({"written_on": ago(4000)}, None, True, id="never any, by a note of long ago"),
        pytest.param({"reach": "now"}, None, False, id="none now says nothing of ever"),
        pytest.param({"reach": "recent"}, None, False, id="nor does none of late"),
        pytest.param({"reach": "then"}, None, False, id="none at that time"),
        pytest.param({"reach": "then"}, SCREENING, False, id="none at that time says nothing of now"),
        pytest.param({"reach": "ever"}, SCREENING, True, id="never any, so none now"),
        pytest.param({"reach": "ever", "written_on": ago(28)}, SCREENING, True, id="by a note of 28 days ago"),
        pytest.param({"reach": "ever", "written_on": ago(29)}, SCREENING, False, id="by a note of 29 days ago"),
        pytest.param({"reach": "ever", "written_on": None}, SCREENING, True, id="by an undated note"),
        pytest.param({"reach": "ever", "written_on": ago(28)}, HALF_YEAR, True, id="28 days in a long window"),
        pytest.param({"reach": "ever", "written_on": ago(29)}, HALF_YEAR, False, id="29 days in a long window"),
        pytest.param({"reach": "ever", "written_on": ago(28)}, WEEK, True, id="28 days in a short window"),
        pytest.param({"reach": "ever", "written_on": ago(29)}, WEEK, False, id="29 days in a short window"),
        pytest.param({"reach": "now"}, SCREENING, True, id="none now"),
        pytest.param({"reach": "now", "written_on": ago(28)}, SCREENING, True, id="none now, 28 days ago"),
        pytest.param({"reach": "now", "written_on": ago(29)}, SCREENING, False, id="none now, 29 days ago"),
        pytest.param({"reach": "now", "written_on": None}, SCREENING, True, id="none now, by an undated note"),
        pytest.param({"reach": "now"}, MONTH, True, id="none now and a window of 28 days"),
        pytest.param({"reach": "now"}, ago(29), False, id="none now says nothing of 29 days"),
        pytest.param({"reach": "recent"}, HALF_YEAR, True, id="none of late speaks of a long window"),
        pytest.param({"reach": "recent", "written_on": ago(28)}, HALF_YEAR, True, id="none of late, 28 days ago"),
        pytest.param({"reach": "recent", "written_on": ago(29)}, HALF_YEAR, False, id="none of late, 29 days ago"),
        pytest.param({"period": days(28, 0)}, MONTH, True, id="for the whole window"),
        pytest.param({"period": days(27, 0)}, MONTH, False, id="for a day less"),
        pytest.param({"period": days(None, 0)}, MONTH, True, id="for all the time until now"),
        pytest.param({"period": days(None, 0)}, None, True, id="for all the time is ever"),
        pytest.param({"period": days(4000, 0)}, None, False, id="for years is not ever"),
        pytest.param({"period": days(60, 28), "written_on": None}, WEEK, True, id="until 28 days ago"),
        pytest.param({"period": days(60, 29), "written_on": None}, WEEK, False, id="until 29 days ago"),
        pytest.param({"period": days(60, None), "written_on": ago(28)}, WEEK, True, id="since then, 28 days ago"),
        pytest.param({"period": days(60, None), "written_on": ago(29)}, WEEK, False, id="since then, 29 days ago"),
        pytest.param({"period": days(60, 7), "written_on": ago(6)}, MONTH, False, id="a time that the note calls over"),
        pytest.param({"period": days(60, 7), "written_on": ago(7)}, MONTH, True, id="a time up to the note"),
        pytest.param({"period": days(None, 7), "written_on": ago(6)}, None, False, id="over, however long it was"),
    ],
)
def test_how_far_a_denial_reaches(fields: dict[str, Any], since: date | None, expected: bool) -> None:
    assert covers(denial(**fields), question([]), since) is expected


FRESH = Span(days_low=28, days_high=28)


@pytest.mark.parametrize(
    ("fields", "since", "expected"),
    [
        pytest.param({}, None, None, id="ever holds for ever"),
        pytest.param({"written_on": None}, HALF_YEAR, None, id="an undated note has no day to count from"),
        pytest.param({}, HALF_YEAR, SCREENING, id="from its note, however long the window is"),
        pytest.param({}, MONTH, SCREENING, id="in a short window too"),
        pytest.param({"reach": "now"}, HALF_YEAR, SCREENING, id="none now"),
        pytest.param({"reach": "recent"}, HALF_YEAR, SCREENING, id="none of late"),
        pytest.param({"period": days(300, 7)}, HALF_YEAR, ago(7), id="from the end of its time"),
        pytest.param({"period": days(300, None)}, HALF_YEAR, SCREENING, id="or its note"),
    ],
)
def test_a_denial_is_fresh_for_four_weeks(fields: dict[str, Any], since: date | None, expected: date | None) -> None:
    told = denial(**fields)
    made = [
        Window("fresh", (told,), DateInterval.on(day), FRESH, ("screening",), by_record=False)
        for day in (expected,)
        if day is not None
    ]
    assert freshness(told, question([]), since) == tuple(made)


def event(**fields: Any) -> FactBase:
    return fact("procedure", "hysterectomy", **fields)


@pytest.mark.parametrize(
    ("told", "happened", "expected"),
    [
        pytest.param({"reach": "recent"}, event(), True, id="none of late"),
        pytest.param({"period": days(365, 0)}, event(), True, id="none in the last year"),
        pytest.param({"reach": "ever"}, event(), False, id="never any contradicts it"),
        pytest.param({"reach": "recent", "others_only": True}, event(), False, id="no other"),
        pytest.param({"reach": "recent"}, event(date=ago(900)), False, id="it has a date of its own"),
        pytest.param(
            {"reach": "recent"}, fact("condition", "fracture", onset=ago(900)), False, id="or a beginning of its own"
        ),
        pytest.param({"reach": "recent"}, fact("condition", "fracture"), False, id="another thing"),
        pytest.param({"reach": "recent", "written_on": ago(1)}, event(), False, id="told of in a later note"),
        pytest.param({"reach": "recent"}, event(written_on=ago(1)), True, id="told of in an earlier note"),
    ],
)
def test_a_denial_for_some_time_makes_an_undated_event_older(
    told: dict[str, Any], happened: FactBase, expected: bool
) -> None:
    none = fact("procedure", "surgery", certainty="denied", **told)
    assert puts_before(none, happened, question([])) is expected


def test_the_readings_of_an_anchor_are_open_until_a_site_fixes_one() -> None:
    before = Before.model_validate({"readings": ["infusion", "screening"], "id": "anchor"})
    signed = {"by": "Dr A"}
    fixed = Site(readings={"anchor": "screening"}, sources={"site": signed})
    assert before.anchors(question([])) == ("infusion", "screening")
    assert before.remarks(question([])) == ()
    assert before.anchors(question([], site=fixed)) == ("screening",)
    data = {"reading": "screening", "id": "anchor", **signed}
    assert before.remarks(question([], site=fixed)) == (Remark("reading_fixed", data),)
    for other in ({"anchor": "lymphodepletion"}, {"another": "screening"}):
        assert before.anchors(question([], site=Site(readings=other))) == ("infusion", "screening")
        assert before.remarks(question([], site=Site(readings=other))) == ()
    alone = Before.model_validate("screening")
    assert alone.anchors(question([], site=fixed)) == ("screening",)
    assert alone.remarks(question([], site=fixed)) == ()


def test_a_named_window_is_the_sites_or_the_protocols_or_a_span() -> None:
    site = Site(windows={"screening_window": "14 days"})
    assert span_of("screening_window", question([])) == FRESH
    assert span_of("screening_window", question([], site=site)) == Span(days_low=14, days_high=14)
    assert span_of("3 months", question([], site=site)) == Span(months=3)


@pytest.mark.parametrize(
    ("day", "truth", "differs"),
    [
        pytest.param(ago(28, INFUSION), T, False, id="on the edge for the later one"),
        pytest.param(ago(28), N, True, id="on the edge for the earlier one"),
        pytest.param(ago(29, INFUSION), N, True, id="outside for the later one"),
        pytest.param(ago(29), F, False, id="outside for both"),
    ],
)
def test_an_event_is_placed_by_all_readings_of_the_anchor(day: date, truth: Truth, differs: bool) -> None:
    placed = place(DateInterval.on(day), FRESH, ("infusion", "screening"), question([]))
    assert (placed.truth, placed.differs) == (truth, differs)


def test_an_imprecise_event_is_open_by_every_reading() -> None:
    placed = place(days(400, 0), FRESH, ("infusion", "screening"), question([]))
    assert (placed.truth, placed.differs) == (N, False)


def test_the_record_of_a_window() -> None:
    told = event()
    nobody_knows = DateInterval(None, None)
    assert window_of("away", [told], None, FRESH, ["infusion"]) == Window(
        "away", (told,), nobody_knows, FRESH, ("infusion",)
    )
    doubtful = window_of("away", [told], DateInterval.on(SCREENING), None, ["infusion"], may_not_count=True)
    assert (doubtful.event, doubtful.span, doubtful.may_not_count) == (DateInterval.on(SCREENING), None, True)
    assert going_on("away", [told], FRESH, ["infusion"]) == Window("away", (told,), None, FRESH, ("infusion",))


def test_denials_are_of_exactly_what_they_name() -> None:
    chart = question([denial(), fact("treatment", "belimumab", certainty="denied"), fact("treatment", "rituximab")])
    assert [each.name for each in denials({"biologic"}, chart)] == ["biologic"]
    assert [each.name for each in denials({"rituximab", "belimumab"}, chart)] == ["belimumab"]
    names = ancestors(["belimumab"], chart)
    assert {"belimumab", "biologic"} <= names
    assert "rituximab" not in names


def test_the_day_of_a_note() -> None:
    assert written_day(event()) == SCREENING
    assert written_day(event(written_on=DateInterval.of_month(2026, 2))) == date(2026, 2, 28)
    assert written_day(event(written_on=None)) == written_day(event(written_on=days(3, None))) == date.min


def test_silence_is_unknown_and_asks() -> None:
    found = silence("test_needed", analyte="hb")
    assert (found.truth, found.missing) == (N, (Remark("test_needed", {"analyte": "hb"}),))
    assert DATES.anchor("lymphodepletion") == DateInterval.on(LYMPHODEPLETION)
    assert Dates.planned(SCREENING).screening_day == SCREENING
