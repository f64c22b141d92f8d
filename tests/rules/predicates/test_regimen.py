"""Background treatment: doses that were left unchanged, and drugs that were combined for long enough."""

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
COMBINED = {
    "combined": {
        "base": "glucocorticoid",
        "partners": ["immunosuppressant", "biologic"],
        "not_partners": ["antimalarial"],
        "for_at_least": "2 months",
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


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        pytest.param(
            given("mycophenolate_mofetil", started=date(2026, 1, 12), status="ongoing"), T, id="2 months to the day"
        ),
        pytest.param(given("mycophenolate_mofetil", started=date(2026, 1, 13), status="ongoing"), F, id="a day less"),
        pytest.param(
            given("hydroxychloroquine", started=date(2020, 1, 1), status="ongoing"), F, id="an antimalarial only"
        ),
        pytest.param(given("mycophenolate_mofetil", status="planned"), N, id="only planned"),
        pytest.param(given("immunosuppressant", certainty="denied", reach="ever"), F, id="never an immunosuppressant"),
        pytest.param(
            given("mycophenolate_mofetil", started=date(2024, 1, 1), status="held", changed=ago(20)),
            N,
            id="ended before screening",
        ),
        pytest.param(
            given("methotrexate", status="stopped", changed=date(2023, 3, 1)), F, id="over before the steroid was begun"
        ),
    ],
)
def test_combination(partner: FactBase, expected: Truth) -> None:
    steroid = given("prednisone", started=date(2024, 1, 1), status="ongoing")
    assert ask(COMBINED, steroid, partner).truth is expected


def steroid(**fields: Any) -> FactBase:
    return given("prednisone", **{"status": "ongoing", **fields})


def mmf(**fields: Any) -> FactBase:
    return given("mycophenolate_mofetil", **{"status": "ongoing", **fields})


SINCE_2024 = {"started": date(2024, 1, 1)}
EDGE, SHORT = date(2026, 1, 12), date(2026, 1, 13)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([steroid(**SINCE_2024), mmf(started=EDGE)], T, "combined", id="two months to the day"),
        pytest.param([steroid(**SINCE_2024), mmf(started=SHORT)], F, "combined_too_short", id="a day less"),
        pytest.param([steroid(started=SHORT), mmf(**SINCE_2024)], F, "combined_too_short", id="the base begun later"),
        pytest.param([steroid(**SINCE_2024), mmf(started=DateInterval.of_month(2026, 1))], N,
                     "combination_date_imprecise", id="some day of January"),
        pytest.param([steroid(**SINCE_2024), mmf(started=DateInterval(None, EDGE))], T, "combined", id="by then"),
        pytest.param([steroid(**SINCE_2024), mmf(started=DateInterval(SHORT, None))], F, "combined_too_short",
                     id="not before"),
        pytest.param([steroid(**SINCE_2024), mmf()], N, "combination_date_imprecise",
                     id="the partner's start not said"),
        pytest.param([steroid(), mmf()], N, "start_unknown", id="no start said"),
        pytest.param([steroid(), mmf(started=EDGE)], N, "combination_date_imprecise", id="the base's start not said"),
        pytest.param([steroid(changed=ago(90)), mmf(started=EDGE)], T, "combined", id="its dose was changed before"),
        pytest.param([steroid(changed=ago(3)), mmf(started=EDGE)], T, "combined_with_base",
                     id="it was changed of late, so it was there before"),
        pytest.param([steroid(stable_since=ago(3)), mmf(started=EDGE)], T, "combined_with_base", id="or unchanged"),
        pytest.param([steroid(changed=ago(3)), mmf(started=SHORT)], F, "combined_too_short",
                     id="the partner too short"),
        pytest.param([steroid(**SINCE_2024), given("hydroxychloroquine", status="ongoing", **SINCE_2024)], F,
                     "base_alone", id="with an antimalarial only"),
        pytest.param([steroid(status="stopped", **SINCE_2024), given("hydroxychloroquine")], N, "partner_not_mentioned",
                     id="of a base that is not taken now nothing is concluded"),
        pytest.param([steroid(**SINCE_2024), given("immunosuppressant", certainty="denied")], F, "base_alone",
                     id="never one"),
        pytest.param([steroid(**SINCE_2024), given("immunosuppressant", certainty="denied", reach="now")], N,
                     "partner_not_mentioned", id="none now"),
        pytest.param([steroid(**SINCE_2024), given("biologic", certainty="denied")], N, "partner_not_mentioned",
                     id="never one of the others"),
        pytest.param([steroid(**SINCE_2024), given("immunosuppressant", certainty="denied", others_only=True)], N,
                     "partner_not_mentioned", id="no other"),
        pytest.param([steroid(**SINCE_2024)], N, "partner_not_mentioned", id="alone, as far as is said"),
        pytest.param([steroid(route="topical", **SINCE_2024), mmf(started=EDGE)], N, "treatment_history_needed",
                     id="a cream is no base"),
        pytest.param([steroid(**SINCE_2024), mmf(route="topical", started=EDGE)], N, "partner_not_mentioned",
                     id="nor a partner"),
        pytest.param([mmf(**SINCE_2024)], N, "treatment_history_needed", id="no base said"),
        pytest.param([mmf(**SINCE_2024), given("glucocorticoid", certainty="denied")], F, "not_combined", id="denied"),
        pytest.param([steroid(**SINCE_2024), mmf(started=SHORT), given("azathioprine", status="ongoing", started=EDGE)],
                     T, "combined", id="the partner that is taken longest"),
        pytest.param([steroid(**SINCE_2024), mmf(started=SHORT), given("azathioprine", status="ongoing")], N,
                     "combination_date_imprecise", id="one too short, one not said"),
        pytest.param([steroid(**SINCE_2024), mmf(status="stopped", changed=ago(29), **SINCE_2024)], N,
                     "combination_ended", id="long enough, and over"),
        pytest.param([steroid(**SINCE_2024),
                      mmf(status="stopped", started=date(2025, 10, 20), changed=date(2025, 12, 1))], F, "not_combined",
                      id="too short, and over"),
        pytest.param([steroid(**SINCE_2024), mmf(status="stopped", changed=ago(366))], N, "combination_ended",
                     id="over for a year: begun nobody knows when"),
        pytest.param([steroid(), mmf(status="stopped", changed=ago(365))], N, "combination_ended",
                     id="over for a year, no start said"),
        pytest.param([steroid(), mmf(status="stopped", changed=ago(366))], F, "not_combined",
                     id="over for more than a year, and no start said"),
        pytest.param([steroid(started=ago(300)), mmf(status="stopped", started=date(2020, 1, 1), changed=ago(400))], F,
                     "not_combined", id="over before the base was begun"),
        pytest.param([steroid(**SINCE_2024), given("methylprednisolone", status="stopped", started=ago(20),
                                                   last_given=ago(18)), mmf(started=EDGE)], T, "combined",
                     id="a pulse beside it"),
        pytest.param(
            [steroid(**SINCE_2024),
             given("immunosuppressant", certainty="denied", period=DateInterval(None, EDGE)),
             mmf()],
            N, "combination_date_imprecise", id="none before a day is no start of this one",
        ),
        pytest.param([], N, "treatment_history_needed", id="silence"),
    ],
)  # fmt: skip
def test_two_drugs_together_for_long_enough(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(COMBINED, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "treatment_history_needed")
    assert found.remedy == {"combined_too_short": "wait", "not_combined": "treat", "base_alone": "treat"}.get(code)


def test_the_pairs_that_run_say_when_they_will_have_lasted() -> None:
    found = ask(
        COMBINED, steroid(**SINCE_2024), mmf(started=SHORT), given("azathioprine", status="ongoing", started=ago(9))
    )
    assert [(each.rule, each.event and each.event.day) for each in found.windows] == [
        ("lasting", SHORT), ("lasting", ago(9)),
    ]  # fmt: skip
    assert found.data["what"] == "mycophenolate_mofetil"
    assert ask(COMBINED, steroid(**SINCE_2024), mmf(started=EDGE)).windows == ()


def test_what_is_taken_for_granted_is_said() -> None:
    alone = ask(COMBINED, steroid(**SINCE_2024), given("hydroxychloroquine", status="ongoing"))
    assert ([remark.code for remark in alone.assumptions], alone.review) == (["regimen_complete"], True)
    never = ask(COMBINED, steroid(**SINCE_2024), given("immunosuppressant", certainty="denied"))
    assert (never.assumptions, never.review) == ((), False)
    before = ask(COMBINED, steroid(changed=ago(3)), mmf(started=EDGE))
    assert ([remark.code for remark in before.assumptions], before.review) == (["base_start_not_said"], True)


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
