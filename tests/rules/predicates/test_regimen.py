"""Background treatment: whether two drugs were combined for long enough, and by one drug after another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import SCREENING, ago, ask, given

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


COMBINED = {
    "combined": {
        "base": "glucocorticoid",
        "partners": ["immunosuppressant", "biologic"],
        "not_partners": ["antimalarial"],
        "for_at_least": "2 months",
    }
}


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


NEVER_BEFORE = {"certainty": "denied", "written_on": SCREENING}


def none_before(day: date | None, since: date | None = date(1900, 1, 1), name: str = "immunosuppressant") -> FactBase:
    return given(name, period=DateInterval(since, day), **NEVER_BEFORE)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([none_before(SHORT), mmf()], F, "combined_too_short", id="none of the class before that day"),
        pytest.param([none_before(EDGE), mmf()], N, "combination_date_imprecise", id="or a day earlier: since when?"),
        pytest.param([none_before(EDGE), none_before(SHORT), mmf()], F, "combined_too_short", id="the later of two"),
        pytest.param([none_before(SHORT), mmf(started=EDGE)], T, "combined", id="a start that is told counts more"),
        pytest.param([none_before(SHORT, date(2020, 1, 1)), mmf()], N, "combination_date_imprecise", id="not for ever"),
        pytest.param([none_before(SHORT, None), mmf()], N, "combination_date_imprecise", id="nobody knows since when"),
        pytest.param([none_before(SHORT, name="biologic"), mmf()], N, "combination_date_imprecise", id="another class"),
        pytest.param([given("immunosuppressant", reach="ever", **NEVER_BEFORE), mmf()], N, "combination_date_imprecise",
                     id="denied without a time"),
    ],
)  # fmt: skip
def test_none_of_the_class_before_a_day_makes_that_day_the_earliest_start(
    facts: list[FactBase], expected: Truth, code: str
) -> None:
    found = ask(COMBINED, steroid(**SINCE_2024), *facts)
    assert (found.truth, found.code) == (expected, code)


@pytest.mark.parametrize("reach", ["now", "recent", "then"])
def test_a_denial_of_late_does_not_make_the_base_alone(reach: str) -> None:
    assert ask(COMBINED, steroid(**SINCE_2024), given("immunosuppressant", certainty="denied", reach=reach)).truth is N


@pytest.mark.parametrize("route", ["topical", "inhaled", "ophthalmic", "intra_articular"])
def test_what_acts_in_one_place_is_no_base_and_no_partner(route: str) -> None:
    assert ask(COMBINED, steroid(route=route, **SINCE_2024), mmf(started=EDGE)).code == "treatment_history_needed"
    assert ask(COMBINED, steroid(**SINCE_2024), mmf(route=route, started=EDGE)).code == "partner_not_mentioned"


def prednisone_until(day: Any, **fields: Any) -> FactBase:
    return given("prednisone", **{"status": "stopped", "started": date(2024, 1, 1), "last_given": day, **fields})


def then(start: Any, **fields: Any) -> FactBase:
    return given("methylprednisolone", **{"status": "ongoing", "started": start, **fields})


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        pytest.param([prednisone_until(ago(20)), then(ago(20))], T, id="one steroid for another on one day"),
        pytest.param([prednisone_until(ago(20)), then(ago(19))], T, id="on the next day"),
        pytest.param([prednisone_until(ago(20)), then(ago(18))], F, id="after a day without"),
        pytest.param([then(ago(19)), prednisone_until(ago(20))], T, id="in either order"),
        pytest.param([prednisone_until(None, changed=ago(20)), then(ago(20))], T, id="by the day of the stop"),
        pytest.param([prednisone_until(DateInterval(ago(40), ago(20))), then(ago(20))], N, id="perhaps with a gap"),
        pytest.param([prednisone_until(ago(20)), then(DateInterval(ago(30), ago(10)))], N,
                     id="the next one begun roughly"),
        pytest.param([prednisone_until(ago(20), started=None), then(ago(20))], N, id="begun nobody knows when"),
        pytest.param([prednisone_until(ago(20), started=ago(80)), then(ago(20))], T, id="80 days in all"),
        pytest.param([prednisone_until(ago(20), started=ago(50)), then(ago(20))], F, id="50 days in all"),
        pytest.param([prednisone_until(ago(20)), then(ago(20), status=None)], N, id="the next one not said to go on"),
        pytest.param(
            [prednisone_until(ago(40)), given("hydrocortisone", status="stopped", started=ago(40), last_given=ago(5)),
             then(ago(5))], T, id="three in a row",
        ),
        pytest.param(
            [given("methylprednisolone", status="stopped", started=ago(20), last_given=ago(18)),
            steroid(started=ago(17))],
            F, id="a pulse before it is of these days only",
        ),
    ],
)  # fmt: skip
def test_one_drug_of_the_base_class_may_take_over_from_another(bases: list[FactBase], expected: Truth) -> None:
    assert ask(COMBINED, *bases, mmf(**SINCE_2024)).truth is expected


@pytest.mark.parametrize(
    ("base", "partner", "expected", "code"),
    [
        pytest.param(steroid(), mmf(status="stopped", last_given=ago(365)), N, "combination_ended", id="a year ago"),
        pytest.param(steroid(), mmf(status="stopped", last_given=ago(366)), F, "not_combined", id="more than a year"),
        pytest.param(steroid(), mmf(status="stopped"), N, "combination_ended", id="nobody knows when"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", started=ago(70)), N, "combination_ended",
                     id="begun 70 days ago, stopped nobody knows when"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", started=ago(50)), F, "not_combined",
                     id="begun 50 days ago, stopped nobody knows when"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", started="2025-09-01", last_given="2025-11-01"), N,
                     "combination_ended", id="two months to the day, and over"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", started="2025-09-02", last_given="2025-11-01"), F,
                     "not_combined", id="a day less, and over"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", started="2025-09-02",
                                                last_given=DateInterval(ago(140), ago(120))), N, "combination_ended",
                     id="over on some day: perhaps two months"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", started=DateInterval(ago(200), ago(150)),
                                                last_given=ago(132)), N, "combination_ended", id="begun on some day"),
        pytest.param(steroid(started=ago(300)), mmf(status="stopped", last_given=ago(400)), F, "not_combined",
                     id="the base begun after the partner was over, long ago"),
        pytest.param(steroid(**SINCE_2024), mmf(status="stopped", last_given=ago(400)), N, "combination_ended",
                     id="the base begun before the partner was over, long ago"),
        pytest.param(steroid(started=DateInterval(None, SCREENING)), mmf(started=EDGE), T, "combined_with_base",
                     id="taken without a break, says the note"),
        pytest.param(steroid(started=DateInterval(None, ago(1))), mmf(started=EDGE), N, "combination_date_imprecise",
                     id="taken by the day before"),
        pytest.param(steroid(started=DateInterval(None, SCREENING), written_on=None), mmf(started=EDGE), N,
                     "combination_date_imprecise", id="without a break, by an undated note"),
        pytest.param(steroid(changed=ago(3)), mmf(started=DateInterval(date(2025, 12, 1), EDGE)),
                     T, "combined_with_base",
                     id="the partner begun by then"),
        pytest.param(steroid(changed=ago(3)), mmf(started=DateInterval(date(2025, 12, 1), SHORT)), N,
                     "combination_date_imprecise", id="or perhaps a day later"),
        pytest.param(steroid(changed=ago(3)), mmf(started=DateInterval(date(2025, 12, 1), None)), N,
                     "combination_date_imprecise", id="or nobody knows by when"),
        pytest.param(steroid(changed=ago(3)), mmf(), N, "combination_date_imprecise", id="the partner not dated"),
    ],
)  # fmt: skip
def test_combinations_of_which_the_ends_are_not_all_told(
    base: FactBase, partner: FactBase, expected: Truth, code: str
) -> None:
    found = ask(COMBINED, base, partner)
    assert (found.truth, found.code) == (expected, code)
    assert found.facts
    assert found.remedy == ("treat" if code == "not_combined" else None)
    if code == "combination_ended":
        assert ([remark.code for remark in found.assumptions], found.review) == (["combination_ended"], True)


def test_a_pulse_does_not_tell_when_the_base_was_begun() -> None:
    pulse = steroid(status="stopped", started=ago(20), last_given=ago(18), written_on=ago(9))
    assert ask(COMBINED, pulse, steroid(changed=ago(3)), mmf(started=EDGE)).code == "combined_with_base"
    assert ask(COMBINED, steroid(started=ago(20)), steroid(changed=ago(3)), mmf(started=EDGE)).truth is F


@pytest.mark.parametrize(
    ("facts", "events"),
    [
        pytest.param([steroid(**SINCE_2024), mmf(started=SHORT)], [DateInterval.on(SHORT)], id="since both were taken"),
        pytest.param([steroid(changed=ago(3)), mmf(started=SHORT)], [DateInterval.on(SHORT)], id="since the partner"),
        pytest.param([steroid(changed=ago(3)), mmf(started=DateInterval(date(2025, 12, 1), SHORT))],
                     [DateInterval(date(2025, 12, 1), SHORT)], id="on some day"),
        pytest.param([steroid(**SINCE_2024), mmf()], [DateInterval(date(2024, 1, 1), None)],
                     id="since nobody knows when"),
        pytest.param([steroid(**SINCE_2024), mmf(started=SHORT),
                     given("azathioprine", status="stopped", changed=ago(40))],
                     [DateInterval.on(SHORT)], id="of the pair that runs"),
    ],
)  # fmt: skip
def test_since_when_a_pair_has_run(facts: list[FactBase], events: list[DateInterval]) -> None:
    assert [window.event for window in ask(COMBINED, *facts).windows] == events


def test_of_pairs_that_are_too_short_the_one_begun_first_is_told() -> None:
    short, shorter = mmf(started=SHORT), given("azathioprine", status="ongoing", started=ago(9))
    for pair in ([short, shorter], [shorter, short]):
        assert ask(COMBINED, steroid(**SINCE_2024), *pair).data["what"] == "mycophenolate_mofetil"


def test_other_drugs_beside_a_base_that_is_partly_over_leave_it_alone() -> None:
    over = given("methylprednisolone", status="stopped", started=ago(20), last_given=ago(18))
    for bases in ([steroid(), over], [over, steroid()]):
        assert ask(COMBINED, *bases, given("hydroxychloroquine")).code == "base_alone"
