"""What several mentions of one drug amount to: its start, its last dose, whether it goes on, and who says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.courses import Course, course_of, courses, is_burst, named_courses, taken
from rules.dates import DateInterval
from rules.facts import Treatment
from tests.rules.builders import SCREENING, ago, given, question


def drug(**fields: Any) -> Treatment:
    found = given("belimumab", **fields)
    assert isinstance(found, Treatment)
    return found


def on(day: date | None) -> DateInterval | None:
    return None if day is None else DateInterval.on(day)


MAY = DateInterval.of_month(2025, 5)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([drug(last_given=ago(9))], on(ago(9)), id="a last dose"),
        pytest.param([drug(last_given=ago(9)), drug(last_given=ago(30))], on(ago(9)), id="the later of two"),
        pytest.param([drug(last_given=DateInterval(ago(40), ago(9))), drug(last_given=DateInterval(ago(12), ago(9)))],
                     DateInterval(ago(12), ago(9)), id="of two that end together the one begun later"),
        pytest.param([drug(last_given=ago(9)), drug(last_given=DateInterval(ago(30), None))],
                     DateInterval(ago(30), None), id="one without an end is later"),
        pytest.param([drug(status="stopped", changed=ago(9))], DateInterval(None, ago(9)), id="by the day of the stop"),
        pytest.param([drug(status="held", changed=ago(9))], DateInterval(None, ago(9)), id="or of the hold"),
        pytest.param([drug(status="stopped", changed=ago(9), started=ago(90))], DateInterval(ago(90), ago(9)),
                     id="between start and stop"),
        pytest.param([drug(status="stopped", changed=ago(9), started=ago(9))], DateInterval(ago(9), ago(9)),
                     id="begun and stopped on one day"),
        pytest.param([drug(status="stopped", changed=ago(9)), drug(started=ago(3))], DateInterval(None, ago(9)),
                     id="a start after the stop is of another course"),
        pytest.param([drug(status="stopped", changed=ago(9), last_given=ago(12))], on(ago(12)),
                     id="a last dose counts more than a stop"),
        pytest.param([drug(changed=ago(9))], None, id="a change is no last dose"),
        pytest.param([drug(status="stopped")], None, id="stopped, nobody knows when"),
        pytest.param([drug(status="stopped", changed=ago(9), written_on=ago(9)), drug(status="ongoing")], None,
                     id="stopped, and taken again"),
    ],
)  # fmt: skip
def test_the_last_dose(facts: list[Treatment], expected: DateInterval | None) -> None:
    assert course_of(facts).last == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([drug(started=ago(90))], on(ago(90)), id="a start"),
        pytest.param([drug(started=ago(90)), drug(started=ago(300))], on(ago(300)), id="the earlier of two"),
        pytest.param([drug(stable_since=ago(90))], DateInterval(None, ago(90)), id="unchanged since: begun by then"),
        pytest.param([drug(stable_since=ago(90), started=ago(9))], DateInterval(None, ago(90)),
                     id="whichever is earlier"),
        pytest.param([drug(changed=ago(90))], DateInterval(None, ago(90)), id="changed: begun by then"),
        pytest.param([drug(changed=ago(90), started=ago(9))], on(ago(9)), id="a start counts more than a change"),
        pytest.param([drug(started=ago(20), last_given=ago(18), status="stopped"), drug(started=ago(9))], on(ago(9)),
                     id="a pulse is no start"),
        pytest.param([drug()], None, id="nothing said"),
    ],
)  # fmt: skip
def test_the_start(facts: list[Treatment], expected: DateInterval | None) -> None:
    assert course_of(facts).started == expected


@pytest.mark.parametrize(
    ("facts", "ongoing"),
    [
        pytest.param([drug(status="ongoing")], True, id="said to go on"),
        pytest.param([drug()], False, id="nothing said"),
        pytest.param([drug(status="stopped")], False, id="stopped"),
        pytest.param([drug(status="held")], False, id="held"),
        pytest.param([drug(status="ongoing"), drug()], True, id="the last word on it counts"),
        pytest.param([drug(status="ongoing"), drug(status="stopped")], False, id="stopped since"),
        pytest.param([drug(status="stopped"), drug(status="ongoing")], True, id="begun again"),
        pytest.param([drug(status="ongoing"), drug(last_given=ago(9))], False, id="a last dose was named"),
        pytest.param([drug(status="ongoing", last_given=ago(9))], True, id="the latest dose of one that goes on"),
        pytest.param([drug(last_given=ago(9)), drug(status="ongoing", started=ago(8))], True,
                     id="begun again after it"),
        pytest.param([drug(last_given=ago(9)), drug(status="ongoing", started=ago(9))], False, id="begun on its day"),
        pytest.param([drug(last_given=ago(9)), drug(status="ongoing", changed=ago(8))], True, id="changed after it"),
        pytest.param([drug(last_given=ago(9)), drug(status="ongoing", stable_since=ago(8))], True,
                     id="steady after it"),
        pytest.param([drug(last_given=DateInterval(ago(9), None)), drug(status="ongoing", started=ago(8))], False,
                     id="nobody knows when the last dose was"),
    ],
)  # fmt: skip
def test_whether_it_goes_on(facts: list[Treatment], ongoing: bool) -> None:
    assert course_of(facts).ongoing is ongoing


@pytest.mark.parametrize(
    ("facts", "stopped"),
    [
        pytest.param([drug(status="stopped", changed=ago(9))], on(ago(9)), id="stopped"),
        pytest.param([drug(status="held", last_given=ago(9))], on(ago(9)), id="held: by its last dose"),
        pytest.param(
            [drug(status="stopped", changed=ago(9)), drug(status="stopped", changed=ago(3))],
            on(ago(3)),
            id="the last of two",
        ),
        pytest.param([drug(status="stopped", changed=ago(9)), drug(status="ongoing")], None, id="begun again"),
        pytest.param([drug(status="stopped")], None, id="nobody knows when"),
        pytest.param([drug(changed=ago(9))], None, id="changed"),
    ],
)
def test_the_stop(facts: list[Treatment], stopped: DateInterval | None) -> None:
    assert course_of(facts).stopped == stopped


@pytest.mark.parametrize(
    ("chart", "patient", "conflict"),
    [
        pytest.param(on(ago(9)), on(ago(9)), False, id="the same day"),
        pytest.param(on(ago(9)), on(ago(8)), True, id="a day later"),
        pytest.param(on(ago(9)), on(ago(10)), True, id="a day earlier"),
        pytest.param(MAY, on(date(2025, 5, 31)), False, id="a day of the month"),
        pytest.param(MAY, on(date(2025, 6, 1)), True, id="a day after the month"),
        pytest.param(DateInterval(ago(90), None), on(ago(9)), False, id="since then"),
        pytest.param(DateInterval(None, ago(9)), on(ago(90)), False, id="until then"),
    ],
)
def test_patient_and_chart_tell_of_different_last_doses(
    chart: DateInterval, patient: DateInterval, conflict: bool
) -> None:
    told = [drug(last_given=chart), drug(last_given=patient, source="patient")]
    assert course_of(told).conflict is course_of(told[::-1]).conflict is conflict
    assert not course_of([drug(last_given=chart), drug(last_given=patient)]).conflict
    assert not course_of([drug(last_given=chart), drug(source="patient")]).conflict


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "stopped", "started": ago(40), "last_given": ago(9)}, True),
        ({"status": "stopped", "started": ago(41), "last_given": ago(9)}, False),
        ({"status": "stopped", "started": ago(40), "changed": ago(9)}, True),
        ({"status": "ongoing", "started": ago(40), "last_given": ago(9)}, False),
        ({"status": "stopped", "started": ago(40)}, False),
        ({"status": "stopped", "last_given": ago(9)}, False),
        ({"status": "stopped", "started": DateInterval(None, ago(40)), "last_given": ago(9)}, False),
        ({"status": "stopped", "started": ago(40), "last_given": DateInterval(ago(9), None)}, False),
    ],
)
def test_a_course_of_a_month_that_is_over_is_a_burst(fields: dict[str, Any], expected: bool) -> None:
    assert is_burst(drug(**fields)) is expected


@pytest.mark.parametrize(
    ("intents", "expected"),
    [
        ((None,), None), (("trial",), "trial"), (("trial", "treatment"), "treatment"),
        (("placebo", "trial"), "placebo"), (("trial", None), "trial"),
    ],
)  # fmt: skip
def test_what_it_is_given_for(intents: tuple[str | None, ...], expected: str | None) -> None:
    assert course_of([drug(intent=intent) for intent in intents]).intent == expected


def test_the_first_route_that_is_told_and_whether_all_is_only_suspected() -> None:
    course = course_of([drug(), drug(route="iv"), drug(route="oral")])
    assert course.route == "iv"
    assert not course_of([drug(certainty="suspected"), drug()]).suspected
    assert course_of([drug(certainty="suspected")]).suspected
    dosed, named = drug(last_given=ago(9)), drug()
    assert course_of([named, dosed]).facts == (dosed, named)


def found(*facts: Treatment) -> list[Course]:
    return courses(question(facts).chart, ("biologic", "anti_infective"))


def test_what_was_denied_planned_or_refused_was_not_taken() -> None:
    told = [drug(status="planned"), drug(status="refused"), drug(certainty="denied"), drug(status="stopped")]
    assert taken(question(told).chart, ("biologic", "belimumab")) == [told[-1]]
    assert [course.name for course in found(*told)] == ["belimumab"]


def anti(**fields: Any) -> Any:
    return given("carbapenem", **fields)


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        pytest.param([anti(route="iv"), anti(route="oral")], 2, id="by vein and by mouth"),
        pytest.param([anti(intent="prophylaxis"), anti(intent="treatment")], 2, id="to prevent and to treat"),
        pytest.param([anti(intent="prophylaxis"), anti()], 1, id="what nobody says follows what all others say"),
        pytest.param([drug(route="iv"), drug(route="sc")], 1, id="other drugs are one course by any route"),
        pytest.param([drug(intent="trial"), drug(intent="placebo")], 1, id="and for any reason"),
    ],
)
def test_anti_infectives_are_one_course_for_each_route_and_intent(facts: list[Treatment], count: int) -> None:
    assert len(found(*facts)) == count


def test_a_class_beside_a_drug_of_it_tells_the_same_twice() -> None:
    def named(*names: str) -> list[str]:
        chart = question([given(name, written_on=SCREENING) for name in names]).chart
        return [course.name for course in named_courses(chart, ("biologic", "glucocorticoid"))]

    assert named("biologic", "belimumab") == ["belimumab"]
    assert named("biologic") == ["biologic"]
    assert named("biologic", "prednisone") == ["biologic", "prednisone"]


def rough(most: int | None, fewest: int | None) -> DateInterval:
    """From so many days before screening to so many."""
    return DateInterval(*(None if days is None else ago(days) for days in (most, fewest)))


@pytest.mark.parametrize(
    ("facts", "started"),
    [
        pytest.param(
            [drug(started=rough(90, 60)), drug(started=rough(80, 70))], rough(80, 70), id="the one over first"
        ),
        pytest.param([drug(started=rough(90, None)), drug(started=ago(60))], on(ago(60)), id="an open one is last"),
        pytest.param([drug(stable_since=rough(90, 60))], rough(None, 60), id="unchanged since some day"),
        pytest.param([drug(changed=rough(90, 60))], rough(None, 60), id="changed on some day"),
        pytest.param([drug(changed=ago(90)), drug(changed=ago(60))], rough(None, 90), id="changed twice"),
    ],
)
def test_starts_on_some_day(facts: list[Treatment], started: DateInterval) -> None:
    assert course_of(facts).started == started


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        pytest.param([drug(status="stopped", changed=rough(20, 9))], rough(None, 9), id="stopped on some day"),
        pytest.param([drug(status="stopped", changed=rough(20, None))], rough(None, None), id="since a day"),
        pytest.param([drug(status="stopped", changed=rough(20, 9), started=ago(15))], rough(15, 9),
                     id="begun meanwhile"),
        pytest.param([drug(status="stopped", changed=rough(20, 9), started=ago(8))], rough(None, 9), id="begun after"),
        pytest.param([drug(status="stopped", changed=rough(20, 9), started=rough(30, 15))], rough(30, 9),
                     id="some day"),
        pytest.param([drug(status="stopped", changed=ago(9), started=ago(20))], rough(20, 9), id="a burst"),
        pytest.param([drug(status="stopped", changed=ago(9), started=ago(20)),
                      drug(status="stopped", changed=ago(5), started=ago(12))], rough(20, 5), id="two bursts"),
        pytest.param([drug(status="stopped", changed=ago(9), started=ago(20)), drug(stable_since=ago(60)),
                      drug(status="stopped", changed=ago(5))], rough(None, 5), id="a burst in a longer course"),
        pytest.param([drug(status="stopped"), drug(status="stopped", changed=ago(9))], rough(None, 9), id="one dated"),
        pytest.param([drug(changed=ago(3)), drug(status="stopped", changed=ago(9))], rough(None, 9),
                     id="a change after"),
        pytest.param([drug(last_given=rough(20, 9)), drug(last_given=rough(30, 9))], rough(20, 9),
                     id="two that end alike"),
        pytest.param([drug(last_given=rough(None, 9)), drug(last_given=rough(30, 9))], rough(30, 9),
                     id="one without a start"),
    ],
)  # fmt: skip
def test_last_doses_on_some_day(facts: list[Treatment], last: DateInterval) -> None:
    assert course_of(facts).last == course_of([*facts]).last == last


@pytest.mark.parametrize(
    ("dose", "fields", "ongoing"),
    [
        pytest.param(rough(20, 9), {"started": ago(8)}, True, id="begun after the last day that it can have been"),
        pytest.param(rough(20, 9), {"started": ago(9)}, False, id="on that day"),
        pytest.param(ago(9), {"started": rough(8, 2)}, True, id="begun on some day after"),
        pytest.param(ago(9), {"started": rough(9, 2)}, False, id="begun on some day that may be the same"),
        pytest.param(ago(9), {"started": rough(None, 2)}, False, id="begun by some day"),
        pytest.param(ago(9), {"started": rough(None, 2), "changed": ago(8)}, True, id="and changed after"),
    ],
)
def test_whether_it_was_begun_again(dose: Any, fields: dict[str, Any], ongoing: bool) -> None:
    assert course_of([drug(last_given=dose), drug(status="ongoing", **fields)]).ongoing is ongoing


def test_the_latest_doses_of_patient_and_chart_are_compared() -> None:
    chart = [drug(last_given=ago(90)), drug(last_given=ago(9))]
    own = [drug(last_given=ago(60), source="patient"), drug(last_given=ago(9), source="patient")]
    for facts in ([*chart, *own], [*chart[::-1], *own[::-1]]):
        assert not course_of(facts).conflict
    assert course_of([*chart, own[0]]).conflict
    assert not course_of([drug(last_given=rough(None, 9)), drug(last_given=ago(90), source="patient")]).conflict


def test_a_burst_beside_a_lasting_course_does_not_say_whether_it_goes_on() -> None:
    pulse = drug(status="stopped", started=ago(20), changed=ago(18))
    course = course_of([drug(status="ongoing"), pulse])
    assert (course.ongoing, course.stopped) == (True, None)
    assert course_of([pulse]).stopped == on(ago(18))
    assert course_of([drug(status="ongoing", started=ago(60)), pulse]).started == on(ago(60))
