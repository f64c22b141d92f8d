"""What to ask, which days fit, what would change the answer, and what it leans on."""

from __future__ import annotations

from datetime import date

import pytest

from rules.ahead.changes import best_case, flips, worst_case
from rules.ahead.outlook import Ahead, look_ahead
from rules.chart import Dates, Question, Site
from rules.checker import ask, check, judge
from rules.facts import FactBase
from rules.protocol import Protocol
from rules.verdicts import Status, overall
from tests.rules.ahead.worlds import NK510
from tests.rules.builders import fact, lab
from tests.rules.scripts import SCRIPTS
from tests.rules.test_scripted import case_of, facts_of

PLAN = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))
BELIMUMAB = fact("treatment", "belimumab", id="f1", last_given=date(2026, 2, 25), status="stopped")
CANCER = fact("condition", "breast_cancer", id="f2")
ANAEMIA = lab("hb", 60, id="f3")


def ahead(*facts: FactBase, dates: Dates = PLAN, site: Site | None = None, protocol: Protocol = NK510) -> Ahead:
    settings = site or Site()
    return look_ahead(protocol, check(protocol, facts, dates, settings), ask(protocol, facts, dates, settings))


def only(*ids: str) -> Protocol:
    """The protocol cut down to these criteria."""
    return NK510.model_copy(update={"criteria": tuple(NK510.criterion(name) for name in ids)})


def test_one_blood_count_settles_several_criteria() -> None:
    found = {item.key: item for item in ahead().questions}
    assert [verdict.id for verdict in found["blood_count"].settles] == [
        "INC-04d",
        "INC-07.3a",
        "INC-07.3b",
        "INC-07.3c",
        "INC-07.3d",
    ]
    assert found["blood_count"].slot == (date(2026, 3, 9), date(2026, 3, 12))


def test_a_sample_that_cannot_serve_two_windows_has_no_common_days() -> None:
    late = Dates.planned(date(2026, 3, 12), date(2026, 4, 16), date(2026, 4, 20))
    found = {item.key: item for item in ahead(dates=late).questions}
    assert found["blood_count"].slot is None


def test_a_pending_result_is_waited_for_and_not_taken_again() -> None:
    pending = fact("measurement", "anti_hcv", validity="pending")
    found = ahead(pending, protocol=only("EXC-10.2")).questions
    assert [(item.key, item.slot) for item in found] == [("virology", None)]


def test_what_decides_much_and_costs_little_is_asked_first_and_what_people_decide_last() -> None:
    asked = ahead().questions
    assert [item.worth for item in asked] == sorted((item.worth for item in asked), reverse=True)
    assert {verdict.id for item in asked[-3:] for verdict in item.settles} == {"INC-03", "INC-09", "EXC-11"}
    assert {verdict.id for item in asked for verdict in item.settles} == {
        verdict.id for verdict in check(NK510, [], PLAN) if verdict.status is Status.UNKNOWN
    }


def test_the_sponsor_is_asked_once_about_the_day_that_is_counted_to() -> None:
    between = fact("treatment", "belimumab", last_given=date(2026, 1, 20), status="stopped")
    found = {item.key: item for item in ahead(between).questions}
    assert found["anchor"].settled_by == "site"


def test_a_plan_that_meets_every_window_with_what_to_repeat() -> None:
    woman = fact("demographic", "sex", value="female")
    plan = ahead(BELIMUMAB, woman, lab("hb", 110, "2026-03-10"), lab("lvef", 60, "2026-03-01")).schedule
    assert plan.status == "found"
    assert plan.dates == PLAN.moved(45)
    repeats = {item.sample: item for item in plan.repeats}
    assert (repeats["blood_count"].first, repeats["blood_count"].last) == (date(2026, 4, 23), date(2026, 4, 26))
    assert repeats["blood_count"].why == ("missing", "stale")
    assert repeats["pregnancy_test"].last == date(2026, 5, 4)
    assert "echo" not in repeats


@pytest.mark.parametrize(
    ("facts", "status", "because"),
    [
        pytest.param([BELIMUMAB, CANCER], "none", ("EXC-09",), id="what is permanent leaves no plan"),
        pytest.param(
            [BELIMUMAB, fact("demographic", "birth_date", value=date(1955, 4, 1))],
            "none",
            ("INC-01", "EXC-03.3"),
            id="the 71st birthday comes before the wash-out is over",
        ),
        pytest.param(
            [fact("treatment", "rituximab", status="ongoing")], "unknown", ("EXC-03.3",), id="no known end of a drug"
        ),
        pytest.param([ANAEMIA], "found", (), id="a failed test can be repeated for the planned days"),
    ],
)
def test_plans(facts: list[FactBase], status: str, because: tuple[str, ...]) -> None:
    plan = ahead(*facts).schedule
    assert (plan.status, plan.because) == (status, because)


@pytest.mark.parametrize("name", sorted(path.stem for path in SCRIPTS.glob("*.yaml")))
def test_on_the_planned_days_the_checker_finds_only_what_is_to_be_repeated(name: str) -> None:
    case, facts = case_of(name), facts_of(name)
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
    found = ahead(*facts, dates=dates)
    if found.schedule.dates is None:
        return
    question = ask(NK510, facts, dates)
    later = Question(question.chart, found.schedule.dates, question.site, question.windows)
    repeated = {criterion for item in found.schedule.repeats for criterion in item.criteria}
    asked_again = {item.criterion for item in found.expiries if not item.by_record}
    for now in check(NK510, facts, dates):
        then = judge(now.criterion, later)
        if now.status is Status.PASS and now.id not in repeated | asked_again:
            assert then.status is Status.PASS, now.id
        if now.id not in repeated:
            assert then.status is not Status.FAIL, now.id


def test_the_smallest_changes_that_lift_a_fail() -> None:
    (flip,) = ahead(BELIMUMAB, ANAEMIA, protocol=only("EXC-03.3", "INC-07.3c", "EXC-01")).flips
    assert (flip.overall, flip.possible) == ("needs_information", True)
    found = {change.criterion: change.remedy for change in flip.changes}
    assert found == {"EXC-03.3": "wait", "INC-07.3c": "retest"}


def test_either_of_two_values_lifts_a_fail_and_what_is_permanent_cannot_come_about() -> None:
    kidney = [lab("creatinine", 300, upper_limit=90), lab("creatinine_clearance", 30)]
    ways = ahead(*kidney, protocol=only("INC-07.2")).flips
    assert [len(way.changes) for way in ways] == [1, 1]
    assert [way.overall for way in ways] == ["potentially_eligible", "potentially_eligible"]
    (stays,) = ahead(CANCER, protocol=only("EXC-09")).flips
    assert stays.possible is False


def test_what_is_open_decides_up_together_and_down_alone() -> None:
    verdicts = check(only("EXC-09", "INC-07.3c", "INC-03"), [], PLAN)
    up, *down = flips(verdicts, overall(verdicts))
    assert (up.overall, [change.remedy for change in up.changes]) == ("potentially_eligible", ["work_up", "retest"])
    assert [(flip.overall, len(flip.changes)) for flip in down] == [("ineligible", 1), ("ineligible", 1)]


@pytest.mark.parametrize(
    ("facts", "best", "worst"),
    [
        pytest.param([], ("potentially_eligible", "refer"), ("ineligible", "unlikely"), id="all open"),
        pytest.param([BELIMUMAB], ("ineligible", "wait"), ("ineligible", "unlikely"), id="one that time cures"),
        pytest.param([CANCER], ("ineligible", "unlikely"), ("ineligible", "unlikely"), id="one that stays"),
    ],
)
def test_best_and_worst_case(facts: list[FactBase], best: tuple[str, str], worst: tuple[str, str]) -> None:
    verdicts = check(NK510, facts, PLAN)
    said = [(case.overall, case.outlook) for case in (best_case(verdicts), worst_case(verdicts))]
    assert said == [best, worst]


@pytest.mark.parametrize(
    ("criterion", "result", "passes", "absolute", "relative", "near"),
    [
        pytest.param("INC-07.3c", lab("hb", 100), "at_least", (20, 20), (0.25, 0.25), False, id="above a lower limit"),
        pytest.param("INC-07.3c", lab("hb", 76), "at_least", (-4, -4), (-0.05, -0.05), True, id="just below it"),
        pytest.param("EXC-07b", lab("qtc", 470), "at_most", (10, 10), (10 / 480, 10 / 480), True, id="an exclusion"),
        pytest.param("EXC-07e", lab("lvef", 60), "at_least", (10, 10), (0.2, 0.2), False, id="an exclusion from below"),
        pytest.param(
            "INC-07.1a", lab("ast", 60), "at_most", (45, 90), (0.3, 90 / 105), False, id="an assumed upper limit"
        ),
        pytest.param(
            "INC-07.1a", lab("ast", 60, upper_limit=40), "at_most", (60, 60), (0.5, 0.5), False, id="a printed one"
        ),
    ],
)
def test_margins(
    criterion: str,
    result: FactBase,
    passes: str,
    absolute: tuple[float, float],
    relative: tuple[float, float],
    near: bool,
) -> None:
    (room,) = ahead(result, protocol=only(criterion)).rooms
    assert room.relative is not None
    assert (room.passes, room.near) == (passes, near)
    assert (room.absolute.low, room.absolute.high) == pytest.approx(absolute)
    assert (room.relative.low, room.relative.high) == pytest.approx(relative)


@pytest.mark.parametrize(
    ("criterion", "facts", "kinds"),
    [
        pytest.param("INC-07.1a", [lab("ast", 30)], ["limit"], id="an assumed limit"),
        pytest.param("INC-07.3c", [lab("hb", 82)], ["value"], id="a value near its limit"),
        pytest.param(
            "EXC-03.2",
            [fact("procedure", "uv_therapy", date={"earliest": "2026-01-01", "latest": "2026-02-28"})],
            ["date"],
            id="a date known to the month",
        ),
        pytest.param("INC-07.3c", [lab("hb", 120)], [], id="nothing"),
    ],
)
def test_what_a_status_leans_on(criterion: str, facts: list[FactBase], kinds: list[str]) -> None:
    found = ahead(*facts, protocol=only(criterion)).fragile
    assert sorted(one.kind for item in found for one in item.because) == sorted(kinds)


@pytest.mark.parametrize(
    ("criterion", "result", "expected"),
    [
        pytest.param(
            "EXC-03.3",
            BELIMUMAB,
            [("infusion", "running"), ("lymphodepletion", "running"), ("screening", "running")],
            id="a wash-out before each anchor",
        ),
        pytest.param(
            "EXC-03.2",
            fact("procedure", "uv_therapy", date=date(2026, 2, 2)),
            [("infusion", "over"), ("lymphodepletion", "running"), ("screening", "running")],
            id="over for one anchor and not for another",
        ),
        pytest.param("INC-07.3c", lab("hb", 110, "2026-02-12"), [("screening", "valid")], id="on its last day"),
        pytest.param("INC-07.3c", lab("hb", 110, "2026-02-11"), [("screening", "stale")], id="a result a day too old"),
        pytest.param(
            "INC-07.3c",
            lab("hb", 110, date(2026, 2, 1)).model_copy(update={"date": None}),
            [],
            id="a result without a date",
        ),
    ],
)
def test_windows_for_a_timeline(criterion: str, result: FactBase, expected: list[tuple[str, str]]) -> None:
    found = ahead(result, protocol=only(criterion)).stretches
    assert [(item.anchor, item.state) for item in found] == expected


def test_a_window_whose_anchor_is_not_planned_is_open() -> None:
    unplanned = Dates.planned(date(2026, 3, 12))
    found = ahead(BELIMUMAB, dates=unplanned, protocol=only("EXC-03.3")).stretches
    assert {item.anchor: item.state for item in found} == {
        "infusion": "open",
        "lymphodepletion": "open",
        "screening": "running",
    }
