"""Recovery from operations and injuries."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import INFUSION, SCREENING, ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


RECOVERY = {"not_recovered": {"operations": "surgery", "injuries": "trauma", "within": "2 weeks", "before": "infusion"}}
NO_SURGERY = fact("procedure", "surgery", certainty="denied")
NO_TRAUMA = fact("condition", "trauma", certainty="denied")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([NO_SURGERY, NO_TRAUMA], F, id="neither"),
        pytest.param([NO_SURGERY], N, id="no surgery leaves injuries open"),
        pytest.param(
            [fact("procedure", "joint_replacement", major=True, recovered=False, date=ago(10))], T, id="not healed"
        ),
        pytest.param(
            [fact("procedure", "joint_replacement", major=True, recovered=True, date=ago(30)), NO_TRAUMA],
            F,
            id="healed",
        ),
        pytest.param([fact("procedure", "joint_replacement", major=True, date=ago(10)), NO_TRAUMA], N, id="not said"),
        pytest.param([], N, id="silence"),
    ],
)
def test_recovery(facts: list[FactBase], expected: Truth) -> None:
    assert ask(RECOVERY, *facts).truth is expected


def operation(**fields: Any) -> FactBase:
    return fact("procedure", "joint_replacement", **{"major": True, **fields})


def injury(**fields: Any) -> FactBase:
    return fact("condition", "fracture", **fields)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([injury(status="active")], T, "not_recovered", id="an injury that is not healed"),
        pytest.param([injury(status="active", severity="minor")], N, "operation_not_mentioned", id="a minor one"),
        pytest.param([injury(status="active", certainty="suspected")], N, "operation_not_mentioned", id="suspected"),
        pytest.param(
            [injury(status="active", written_on=ago(9)), injury(status="resolved"), NO_SURGERY], F,
            "no_operation_or_injury", id="healed since",
        ),
        pytest.param(
            [injury(status="resolved", written_on=ago(9)), injury(status="active")], T, "not_recovered", id="not again"
        ),
        pytest.param(
            [injury(status="active"), injury(status="resolved"), NO_SURGERY], F, "no_operation_or_injury",
            id="healed by the same note",
        ),
        pytest.param(
            [injury(status="active", written_on=None), injury(status="resolved")], T, "not_recovered",
            id="not healed, by an undated note",
        ),
        pytest.param(
            [operation(recovered=False, status="planned")], N, "operation_not_mentioned", id="only planned"
        ),
        pytest.param([operation(recovered=False, status="refused")], N, "operation_not_mentioned", id="refused"),
        pytest.param([operation(recovered=False, major=False)], N, "operation_not_mentioned", id="a minor operation"),
        pytest.param([operation(recovered=False, major=None)], T, "not_recovered", id="nobody says how major"),
        pytest.param(
            [operation(date=ago(90, INFUSION)), NO_TRAUMA], N, "recovery_not_said", id="90 days ago, not said"
        ),
        pytest.param(
            [operation(date=ago(91, INFUSION)), NO_TRAUMA], N, "operation_not_mentioned", id="longer ago: others open"
        ),
        pytest.param(
            [operation(date=ago(91, INFUSION)), NO_TRAUMA, NO_SURGERY], F, "no_operation_or_injury",
            id="longer ago, and none since",
        ),
        pytest.param([operation(), NO_TRAUMA], N, "recovery_not_said", id="undated, not said"),
        pytest.param(
            [operation(date=ago(90, INFUSION), recovered=True), NO_TRAUMA], F, "no_operation_or_injury",
            id="healed, 90 days ago",
        ),
        pytest.param(
            [operation(date=ago(91, INFUSION), recovered=True), NO_TRAUMA], N, "operation_not_mentioned",
            id="healed, and too long ago to speak for the time since",
        ),
        pytest.param(
            [operation(recovered=True, date=ago(30)), injury(status="resolved", date=ago(30))], F,
            "no_operation_or_injury", id="both healed",
        ),
        pytest.param(
            [operation(recovered=True, date=ago(30))], N, "operation_not_mentioned", id="healed, injuries not denied"
        ),
        pytest.param(
            [NO_SURGERY, injury(status="resolved", date=ago(91, INFUSION))], N, "injury_not_mentioned",
            id="an injury healed too long ago",
        ),
    ],
)  # fmt: skip
def test_healed_or_not(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(RECOVERY, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (expected is not N or code == "recovery_not_said")
    assert found.remedy == ("wait" if expected is T else None)


def none(name: str, **fields: Any) -> FactBase:
    kind = "condition" if name in ("trauma", "fracture", "burn") else "procedure"
    return fact(kind, name, certainty="denied", **fields)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([none("major_surgery"), NO_TRAUMA], F, id="no major operation"),
        pytest.param([none("joint_replacement"), NO_TRAUMA], N, id="one kind of operation denied"),
        pytest.param([none("joint_replacement"), none("hysterectomy"), NO_TRAUMA], F, id="two kinds"),
        pytest.param(
            [none("joint_replacement"), none("joint_replacement", written_on=ago(3)), NO_TRAUMA], N, id="one kind twice"
        ),
        pytest.param([none("surgery", written_on=ago(29)), NO_TRAUMA], N, id="denied 29 days ago"),
        pytest.param([none("surgery", written_on=ago(28)), NO_TRAUMA], F, id="denied 28 days ago"),
        pytest.param([none("surgery", reach="now"), NO_TRAUMA], F, id="none now: the window begins with screening"),
    ],
)
def test_operations_are_ruled_out_by_the_group_or_by_two_of_its_kinds(facts: list[FactBase], expected: Truth) -> None:
    assert ask(RECOVERY, *facts).truth is expected


def test_denials_that_decide_are_fresh_for_a_time_and_healed_events_are_not_asked_again() -> None:
    both = ask(RECOVERY, NO_SURGERY, NO_TRAUMA)
    assert [window.facts[0].name for window in both.windows] == ["surgery", "trauma"]
    healed = ask(RECOVERY, operation(recovered=True, date=ago(30)), NO_SURGERY, NO_TRAUMA)
    assert [window.facts[0].name for window in healed.windows] == ["trauma"]


def test_the_words_of_the_last_two_that_are_not_healed_are_shown() -> None:
    hurt = [injury(status="active", written_on=ago(days)) for days in (5, 3, 1)]
    assert ask(RECOVERY, *hurt).facts == tuple(hurt[1:])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([operation(recovered=True, date=ago(30)), operation(recovered=False, written_on=ago(9)),
                     NO_TRAUMA], F,
                     id="healed, told after not healed"),
        pytest.param([operation(recovered=True, written_on=ago(9)), injury(status="resolved", written_on=ago(20)),
                      injury(status="active", written_on=ago(15))],
                      T, id="an operation that has healed heals no injury"),
        pytest.param([injury(status="resolved", severity="minor", date=ago(30)), NO_SURGERY], F,
                     id="a minor one, healed"),
        pytest.param([injury(date=ago(30)), NO_SURGERY], N, id="an injury of which nothing is said"),
        pytest.param([operation(date=DateInterval(ago(400), ago(90, INFUSION))), NO_TRAUMA], N, id="some day of late"),
        pytest.param([operation(date=DateInterval(ago(400), ago(91, INFUSION))), NO_TRAUMA, NO_SURGERY], F,
                     id="before"),
        pytest.param([operation(date=DateInterval(ago(400), None)), NO_TRAUMA, NO_SURGERY], N, id="since a day"),
        pytest.param([operation(recovered=True, date=ago(30)), operation(date=ago(30)), NO_TRAUMA], F,
                     id="one of two is said to be healed"),
        pytest.param([none("hysterectomy"), none("joint_replacement", written_on=ago(29)), NO_TRAUMA], N,
                     id="two kinds, one denied too long ago"),
    ],
)  # fmt: skip
def test_recovery_told_in_several_places(facts: list[FactBase], expected: Truth) -> None:
    assert ask(RECOVERY, *facts).truth is expected


def test_recovery_before_an_infusion_that_nobody_dated() -> None:
    open_dates = Dates.planned(SCREENING)
    assert ask(RECOVERY, operation(date=ago(90)), NO_TRAUMA, dates=open_dates).code == "recovery_not_said"
    assert ask(RECOVERY, operation(date=ago(91)), NO_TRAUMA, dates=open_dates).code == "operation_not_mentioned"


def test_a_window_of_months_before_a_distant_infusion() -> None:
    node = {"not_recovered": {**RECOVERY["not_recovered"], "within": "3 months"}}
    month = {"period": DateInterval(ago(40), SCREENING)}
    assert ask(node, none("surgery", **month), NO_TRAUMA).truth is N
    assert ask(RECOVERY, none("surgery", **month), NO_TRAUMA).truth is F


def test_a_healed_injury_hides_none_that_is_open() -> None:
    healed = injury(status="resolved", date=ago(30))
    assert ask(RECOVERY, healed, fact("condition", "burn", date=ago(20)), NO_SURGERY).truth is not T
