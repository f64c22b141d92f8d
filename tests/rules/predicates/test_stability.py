"""Doses that were left unchanged before screening: changes, holds and stops, by the chart and by the patient."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import SCREENING, ago, ask, given

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


STABLE = {
    "stable_dose": {
        "of": ["glucocorticoid", "immunosuppressant"],
        "ignoring": ["antimalarial"],
        "for_more_than": "2 weeks",
    }
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("prednisone", status="ongoing", changed=ago(15))], T, id="changed 15 days ago"),
        pytest.param([given("prednisone", status="ongoing", changed=ago(14))], F, id="changed 14 days ago"),
        pytest.param([given("prednisone", status="ongoing", dose="10 mg")], N, id="a dose says nothing of stability"),
        pytest.param([given("prednisone", status="ongoing", stable_since=ago(60))], T, id="unchanged since"),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("mycophenolate_mofetil", status="held", changed=ago(8))],
            F,
            id="a hold is a change",
        ),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("hydroxychloroquine", changed=ago(3))],
            T,
            id="an antimalarial",
        ),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("prednisone", changed=ago(5), source="patient")],
            N,
            id="the patient says otherwise",
        ),
        pytest.param(
            [given("prednisone", status="ongoing", changed=DateInterval.of_month(2026, 2))],
            N,
            id="some day of February",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_stable_dose(facts: list[FactBase], expected: Truth) -> None:
    assert ask(STABLE, *facts).truth is expected


def steroid(**fields: Any) -> FactBase:
    return given("prednisone", **{"status": "ongoing", **fields})


def mmf(**fields: Any) -> FactBase:
    return given("mycophenolate_mofetil", **{"status": "ongoing", **fields})


EDGE_STABLE, INSIDE = ago(15), ago(14)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([steroid(changed=EDGE_STABLE)], T, "dose_stable", id="changed 15 days ago"),
        pytest.param([steroid(changed=INSIDE)], F, "dose_changed", id="14 days ago"),
        pytest.param([steroid(changed=SCREENING)], F, "dose_changed", id="today"),
        pytest.param([steroid(changed=ago(-1))], N, "stability_not_said", id="a change that is planned"),
        pytest.param([steroid(started=INSIDE)], F, "dose_changed", id="begun 14 days ago"),
        pytest.param([steroid(started=EDGE_STABLE)], N, "stability_not_said", id="begun before, of the dose nothing"),
        pytest.param([steroid(started=EDGE_STABLE, dose="10 mg qd")], T, "dose_stable", id="begun before, with a dose"),
        pytest.param([steroid(stable_since=EDGE_STABLE)], T, "dose_stable", id="unchanged since before"),
        pytest.param([steroid(stable_since=INSIDE)], N, "stability_not_said", id="unchanged since 14 days"),
        pytest.param([steroid(stable_since=ago(60), changed=INSIDE)], F, "dose_changed", id="a change counts more"),
        pytest.param([steroid(changed=DateInterval(ago(20), ago(10)))], N, "change_date_imprecise",
                     id="some day between"),
        pytest.param([steroid(changed=DateInterval(INSIDE, SCREENING))], F, "dose_changed", id="some day inside"),
        pytest.param([steroid(changed=DateInterval(ago(40), EDGE_STABLE))], T, "dose_stable", id="some day before"),
        pytest.param([steroid(changed=DateInterval(None, SCREENING))], N, "change_date_imprecise", id="by today"),
        pytest.param([steroid(started=DateInterval(None, SCREENING))], N, "stability_not_said", id="begun by today"),
        pytest.param([steroid(stable_since=ago(60)), mmf(changed=INSIDE)], F, "dose_changed", id="one of two changed"),
        pytest.param([steroid(stable_since=ago(60)), mmf(stable_since=ago(60))], T, "dose_stable", id="both unchanged"),
        pytest.param([steroid(stable_since=ago(60)), mmf()], N, "stability_not_said", id="one of two not said"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status=None)], T, "dose_stable",
                     id="one of which nothing says that it is taken"),
        pytest.param([mmf(status=None)], N, "stability_not_said", id="it alone"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status="held")], N, "hold_undated",
                     id="held, nobody knows when"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status="held", changed=INSIDE)], F, "dose_changed", id="held"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status="stopped", changed=INSIDE)], F, "dose_changed",
                     id="stopped 14 days ago"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status="stopped", changed=EDGE_STABLE)], T, "dose_stable",
                     id="stopped before"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status="stopped", changed=ago(400))], T, "dose_stable",
                     id="stopped long ago"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status=None, last_given=ago(29))], T, "dose_stable",
                     id="last given 29 days ago"),
        pytest.param([steroid(stable_since=ago(60)), mmf(status=None, last_given=DateInterval(ago(60), ago(10)))], N,
                     "dose_history_needed", id="last given some day of two months"),
        *(
            pytest.param([steroid(stable_since=ago(60)), mmf(changed=INSIDE, route=route)], T, "dose_stable", id=route)
            for route in ("topical", "inhaled", "ophthalmic")
        ),
        *(
            pytest.param([steroid(stable_since=ago(60)), mmf(changed=INSIDE, intent=intent)], T, "dose_stable",
                         id=intent)
            for intent in ("prophylaxis", "placebo")
        ),
        pytest.param([steroid(stable_since=ago(60)), mmf(changed=INSIDE, intent="treatment")], F, "dose_changed",
                     id="treatment"),
        pytest.param([steroid(stable_since=ago(60)), mmf(changed=INSIDE, status="planned")], T, "dose_stable",
                     id="only planned"),
        pytest.param([given("glucocorticoid", changed=INSIDE), steroid(stable_since=ago(60))], F, "dose_changed",
                     id="the class and a drug of it are one"),
        pytest.param([given("glucocorticoid", status="ongoing", stable_since=ago(60)), steroid()], T, "dose_stable",
                     id="also where the class is said to be unchanged"),
        pytest.param([steroid(stable_since=ago(60)), steroid(changed=INSIDE, source="patient")], N, "conflict",
                     id="changed, says the patient"),
        pytest.param([steroid(changed=INSIDE), steroid(stable_since=ago(60), source="patient")], N, "conflict",
                     id="unchanged, says the patient"),
        pytest.param([steroid(stable_since=ago(60)), steroid(stable_since=ago(30), source="patient")], T, "dose_stable",
                     id="both say unchanged"),
        pytest.param([steroid(stable_since=ago(60), source="patient")], T, "dose_stable", id="the patient alone"),
        pytest.param(
            [steroid(dose="10 mg qd", stable_since=ago(60)), steroid(dose="15 mg qd", source="patient")], N, "conflict",
            id="the patient takes another dose",
        ),
        pytest.param(
            [steroid(dose="10 mg qd", stable_since=ago(60)), steroid(dose="10 mg", source="patient")], T, "dose_stable",
            id="the patient takes the same dose",
        ),
        pytest.param(
            [steroid(dose="10 mg qd"), steroid(dose="15 mg qd", changed=INSIDE, source="patient")], N, "conflict",
            id="the patient changed, and the chart knows another dose",
        ),
        pytest.param([], N, "dose_history_needed", id="silence"),
    ],
)  # fmt: skip
def test_doses_unchanged_for_more_than_two_weeks(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(STABLE, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is bool(facts)
    assert found.remedy == ("wait" if expected is F else None)
    assert found.review is (code == "conflict")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([steroid(changed=INSIDE)], [(INSIDE, False)], id="a change inside"),
        pytest.param([steroid(changed=EDGE_STABLE)], [], id="a change before"),
        pytest.param([steroid()], [("open", False)], id="nothing said"),
        pytest.param([steroid(stable_since=ago(60)), steroid(changed=INSIDE, source="patient")], [(INSIDE, True)],
                     id="in conflict"),
        pytest.param([steroid(changed=INSIDE), mmf(changed=ago(3))], [(INSIDE, False), (ago(3), False)],
                     id="two drugs"),
    ],
)  # fmt: skip
def test_the_windows_of_changes(facts: list[FactBase], expected: list[Any]) -> None:
    windows = ask(STABLE, *facts).windows
    assert [(each.event and (each.event.day or "open"), each.may_not_count) for each in windows] == expected
    assert {each.rule for each in windows} <= {"settled"}


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([mmf(status=None, last_given=ago(28))], N, "stability_not_said", id="last given 28 days ago"),
        pytest.param([mmf(status=None, last_given=ago(29))], N, "dose_history_needed", id="29 days ago: over"),
        pytest.param([mmf(status=None, last_given=DateInterval(ago(60), ago(29)))], N, "dose_history_needed",
                     id="29 days ago at the latest"),
        pytest.param([mmf(status=None, last_given=DateInterval(ago(29), ago(10)))], N, "dose_history_needed",
                     id="perhaps 29 days ago"),
        pytest.param([mmf(status=None, last_given=DateInterval(ago(28), ago(10)))], N, "stability_not_said",
                     id="28 days ago at the earliest"),
        pytest.param([mmf(status=None, last_given=DateInterval(None, ago(10)))], N, "stability_not_said",
                     id="some day by then"),
        pytest.param([mmf(status=None, last_given=DateInterval(ago(60), None))], N, "dose_history_needed",
                     id="some day since then"),
        pytest.param([mmf(last_given=ago(60))], N, "stability_not_said", id="goes on, whatever the last dose"),
        pytest.param([mmf(status="held", last_given=INSIDE)], N, "stability_not_said", id="held, by its last dose"),
        pytest.param([mmf(status="held"), mmf(status=None)], N, "hold_undated", id="held, and named again"),
        pytest.param([mmf(status="held"), mmf()], N, "stability_not_said", id="held, and taken again"),
        pytest.param([given("hydroxychloroquine", changed=INSIDE), mmf(stable_since=ago(60))], T, "dose_stable",
                     id="what is ignored comes first"),
        pytest.param([steroid(route="topical", changed=INSIDE), mmf(changed=INSIDE)], F, "dose_changed",
                     id="a cream comes first"),
        pytest.param([steroid(stable_since=DateInterval(ago(40), ago(15)))], T, "dose_stable",
                     id="unchanged since a day"),
        pytest.param([steroid(stable_since=DateInterval(ago(40), ago(14)))], N, "stability_not_said",
                     id="that may lie inside"),
        pytest.param([steroid(changed=ago(60)), steroid(changed=DateInterval(ago(20), ago(10)))], N,
                     "change_date_imprecise", id="one before, one that may lie inside"),
        pytest.param([steroid(started=DateInterval(ago(20), ago(10)), dose="5 mg qd")], N, "change_date_imprecise",
                     id="begun on a day that may lie inside"),
        pytest.param([given("glucocorticoid", changed=INSIDE), steroid(stable_since=ago(60)),
                      given("methylprednisolone", status="stopped", last_given=ago(400))], F, "dose_changed",
                     id="steroids without a name are those that go on"),
        pytest.param([given("glucocorticoid", stable_since=ago(60)), steroid(),
                      given("methylprednisolone", status="stopped", last_given=ago(400))], T, "dose_stable",
                     id="also where they are unchanged"),
        pytest.param([given("glucocorticoid", changed=INSIDE), mmf(stable_since=ago(60))], F, "dose_changed",
                     id="another class is not meant"),
        pytest.param([steroid(changed=INSIDE, dose="10 mg qd"), steroid(dose="15 mg qd", source="patient")], F,
                     "dose_changed", id="changed by the chart, another dose by the patient"),
        pytest.param([steroid(dose="10 mg qd"), steroid(dose="15 mg qd", source="patient")], N, "stability_not_said",
                     id="two doses, and nothing on changes"),
        pytest.param([steroid(dose="10 mg qd"), steroid(dose="15 mg qd", stable_since=ago(60), source="patient")], T,
                     "dose_stable", id="another dose, unchanged, says the patient"),
        pytest.param([steroid(dose="10 mg qd", stable_since=ago(60)), steroid(dose="15 mg qd", status=None,
                                                                            source="patient")], T, "dose_stable",
                     id="another dose that the patient does not say to take now"),
        pytest.param([steroid(dose="10 mg qd", stable_since=ago(60), status=None),
                      steroid(dose="15 mg qd", source="patient")], T, "dose_stable", id="nor the chart"),
    ],
)  # fmt: skip
def test_doses_of_which_less_is_told(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(STABLE, *facts)
    assert (found.truth, found.code) == (expected, code)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([steroid(changed=ago(9)), steroid(changed=ago(3))], [ago(9), ago(3)], id="two changes"),
        pytest.param([steroid(changed=DateInterval(ago(20), ago(10)))], [DateInterval(ago(20), ago(10))],
                     id="a rough one"),
        pytest.param([steroid(changed=DateInterval(ago(40), None))], [DateInterval(ago(40), None)], id="an open one"),
        pytest.param([steroid(changed=DateInterval(ago(20), ago(5))), steroid(stable_since=ago(10))],
                     [DateInterval(ago(20), ago(10))], id="no later than it is called unchanged"),
        pytest.param([steroid(changed=ago(3)), steroid(stable_since=ago(10))], [ago(3)], id="a change after that"),
        pytest.param([steroid(changed=DateInterval(None, ago(5))), steroid(stable_since=ago(10))],
                     [DateInterval(None, ago(10))], id="by some day"),
        pytest.param([steroid(), steroid(stable_since=INSIDE)], [DateInterval(None, INSIDE)],
                     id="nothing but unchanged"),
        pytest.param([steroid(stable_since=ago(12)), steroid(stable_since=DateInterval(ago(14), ago(10)))],
                     [DateInterval(None, ago(10))], id="the later of two"),
        pytest.param([mmf(status="held")], [DateInterval(None, None)], id="held, nobody knows when"),
        pytest.param([steroid(started=DateInterval(None, SCREENING), changed=ago(3))], [ago(3)], id="begun by today"),
        pytest.param([steroid(stable_since=ago(60)), mmf(stable_since=ago(60))], [], id="all unchanged"),
    ],
)  # fmt: skip
def test_when_the_changes_were(facts: list[FactBase], expected: list[Any]) -> None:
    events = [window.event for window in ask(STABLE, *facts).windows]
    assert events == [DateInterval.on(each) if isinstance(each, date) else each for each in expected]


def test_the_latest_of_several_changes_is_told() -> None:
    for facts in (
        [steroid(changed=ago(9)), steroid(changed=ago(3))],
        [steroid(changed=ago(3)), steroid(changed=ago(9))],
    ):
        assert ask(STABLE, *facts).data["date"] == DateInterval.on(ago(3))
    open_ = DateInterval(ago(9), None)
    assert ask(STABLE, steroid(changed=open_), steroid(changed=ago(3))).data["date"] == open_
    assert ask(STABLE, steroid(stable_since=ago(60))).data["date"] == DateInterval.on(ago(60))
    assert ask(STABLE, steroid(changed=ago(30))).data["date"] == DateInterval.on(ago(30))
