"""``passes_on`` against the checker run day by day, in every way to read record and chart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.chart import Dates
from rules.checker import ask, check
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.verdicts import Status, earliest_eligible
from tests.rules.ahead.worlds import NK510, first_days, opened, verdict_on
from tests.rules.builders import fact, lab

HORIZON = 310

screenings = st.dates(date(2025, 12, 20), date(2026, 4, 10))


@st.composite
def plans(draw: st.DrawFn) -> Dates:
    screening = draw(screenings)
    lymphodepletion = screening + timedelta(days=draw(st.integers(0, 9)))
    return Dates.planned(screening, lymphodepletion, lymphodepletion + timedelta(days=draw(st.integers(0, 7))))


@st.composite
def events(draw: st.DrawFn, dates: Dates, back: int = 200) -> DateInterval:
    """A day, a few days or a month, all before screening."""
    last = dates.screening_day - timedelta(days=draw(st.integers(0, back)))
    width = draw(st.sampled_from([0, 0, 0, 3, 30]))
    return DateInterval(last - timedelta(days=width), last)


@st.composite
def exposures(draw: st.DrawFn, dates: Dates, back: int = 200) -> DateInterval | None:
    """As above, or now and then without a date."""
    return None if draw(st.integers(0, 7)) == 0 else draw(events(dates, back))


def agree(criterion: str, facts: list[FactBase], dates: Dates) -> None:
    verdict = verdict_on(ask(NK510, facts, dates), criterion)
    possible, certain = first_days(criterion, facts, dates, HORIZON)
    said = opened(verdict, dates)
    if verdict.status is Status.PASS:
        assert said is None
    elif said is None:
        # Time does not cure it: it never stops failing, or what is open stays open.
        assert possible is None if verdict.status is Status.FAIL else certain is None
    else:
        assert said == (possible, certain)


slow = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

BIOLOGICS = ["belimumab", "rituximab", "anifrolumab", "abatacept", "telitacicept", "tocilizumab"]


@slow
@given(st.data())
def test_wash_outs(data: st.DataObject) -> None:
    dates = data.draw(plans())
    names = data.draw(st.lists(st.sampled_from(BIOLOGICS), min_size=1, max_size=2, unique=True))
    facts = [
        fact(
            "treatment",
            name,
            last_given=data.draw(exposures(dates, 90)),
            status=data.draw(st.sampled_from(["stopped", None])),
        )
        for name in names
    ]
    if data.draw(st.integers(0, 5)) == 0:
        facts.append(fact("treatment", "ivig", last_given=data.draw(events(dates, 40))))
    if data.draw(st.integers(0, 9)) == 0:
        facts.append(fact("treatment", "obinutuzumab", status="ongoing"))
    agree("EXC-03.3", facts, dates)


@slow
@given(st.data())
@pytest.mark.parametrize(
    ("criterion", "names"),
    [
        ("EXC-03.1", ["hsct"]),
        ("EXC-03.2", ["uv_therapy"]),
        ("EXC-03.4a", ["surgery"]),
        ("EXC-03.4b", ["live_vaccine", "vaccine"]),
        ("EXC-07c", ["stroke", "myocardial_infarction"]),
    ],
)
def test_events(criterion: str, names: list[str], data: st.DataObject) -> None:
    dates = data.draw(plans())
    kind = "condition" if criterion == "EXC-07c" else "procedure"
    more = {"major": True} if criterion == "EXC-03.4a" else {}
    facts = [
        fact(kind, data.draw(st.sampled_from(names)), date=data.draw(exposures(dates)), **more)
        for _ in range(data.draw(st.integers(1, 2)))
    ]
    agree(criterion, facts, dates)


@slow
@given(st.data())
def test_experimental_treatment(data: st.DataObject) -> None:
    dates = data.draw(plans())
    agree(
        "EXC-03.5",
        [fact("treatment", "experimental_treatment", intent="trial", last_given=data.draw(exposures(dates, 45)))],
        dates,
    )


@slow
@given(st.data())
def test_combinations(data: st.DataObject) -> None:
    dates = data.draw(plans())
    names = data.draw(st.lists(st.sampled_from(["mycophenolate_mofetil", "azathioprine"]), min_size=1, unique=True))
    base = fact("treatment", "prednisone", started=data.draw(events(dates)), status="ongoing")
    partners = [fact("treatment", name, started=data.draw(events(dates)), status="ongoing") for name in names]
    agree("INC-04a", [base, *partners], dates)


@slow
@given(st.data())
def test_dose_changes(data: st.DataObject) -> None:
    dates = data.draw(plans())
    facts = [
        fact("treatment", name, status="ongoing", dose="10 mg", changed=data.draw(exposures(dates, 30)))
        for name in data.draw(
            st.lists(st.sampled_from(["prednisone", "mycophenolate_mofetil"]), min_size=1, unique=True)
        )
    ]
    agree("INC-04b", facts, dates)


@slow
@given(st.data())
def test_infections(data: st.DataObject) -> None:
    dates = data.draw(plans())
    facts = [
        fact("treatment", name, route="iv", status="stopped", last_given=data.draw(exposures(dates, 25)))
        for name in data.draw(st.lists(st.sampled_from(["ceftriaxone", "meropenem"]), min_size=1, unique=True))
    ]
    if data.draw(st.booleans()):
        facts.append(fact("condition", "pneumonia", status="resolved"))
    agree("EXC-05", facts, dates)


@slow
@given(st.data())
def test_ages(data: st.DataObject) -> None:
    dates = data.draw(plans())
    born = data.draw(st.one_of(st.dates(date(2007, 12, 1), date(2008, 9, 30)), st.just(date(2008, 2, 29))))
    width = data.draw(st.sampled_from([0, 0, 20]))
    agree("INC-01", [fact("demographic", "birth_date", value=DateInterval(born, born + timedelta(days=width)))], dates)


PLAN = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))
UNPLANNED = Dates.planned(date(2026, 3, 12))
BELIMUMAB = fact("treatment", "belimumab", id="f1", last_given=date(2026, 2, 25), status="stopped")
RITUXIMAB = fact("treatment", "rituximab", id="f2", last_given=date(2026, 1, 10), status="stopped")
ONGOING = fact("treatment", "rituximab", id="f2", status="ongoing")
UNDATED = fact("treatment", "rituximab", id="f2", status="stopped")
OLD_NOTE = {"written_on": date(2026, 3, 1)}


def session(on: date | None, **fields: object) -> FactBase:
    return fact("procedure", "uv_therapy", status="done", date=on, **fields)


@pytest.mark.parametrize(
    ("criterion", "facts", "dates", "expected"),
    [
        pytest.param("EXC-03.3", [BELIMUMAB], PLAN, ("2026-04-21", "2026-05-04"), id="one drug"),
        pytest.param(
            "EXC-03.3", [BELIMUMAB, RITUXIMAB], PLAN, ("2026-04-21", "2026-05-04"), id="the slower of two that run"
        ),
        pytest.param("EXC-03.3", [BELIMUMAB, ONGOING], PLAN, None, id="a drug still given has no date"),
        pytest.param("EXC-03.3", [BELIMUMAB, UNDATED], PLAN, ("2026-04-21", None), id="a last dose that nobody dated"),
        pytest.param("EXC-03.3", [BELIMUMAB], UNPLANNED, ("2026-04-21", "2026-04-26"), id="no infusion planned"),
        pytest.param(
            "EXC-03.2",
            [session(date(2026, 3, 10), **OLD_NOTE), session(date(2026, 2, 1))],
            PLAN,
            ("2026-04-22", "2026-04-30"),
            id="the later of two events, whichever note names it",
        ),
        pytest.param(
            "EXC-07c",
            [fact("condition", "stroke", date=date(2026, 1, 31))],
            PLAN,
            ("2026-08-01", None),
            id="an earlier event may count too",
        ),
        pytest.param(
            "INC-04a",
            [
                fact("treatment", "prednisone", started=date(2025, 12, 31), status="ongoing"),
                fact("treatment", "azathioprine", started=date(2026, 1, 31), status="ongoing"),
            ],
            PLAN,
            ("2026-04-08", "2026-04-08"),
            id="two months from 31 January are over on 31 March",
        ),
        pytest.param(
            "INC-04a",
            [
                fact("treatment", "prednisone", started=date(2025, 1, 1), status="ongoing"),
                fact("treatment", "azathioprine", started=date(2026, 3, 1), status="ongoing"),
                fact("treatment", "mycophenolate_mofetil", started=date(2026, 1, 20), status="ongoing"),
            ],
            PLAN,
            ("2026-03-28", "2026-03-28"),
            id="the partner taken for longest",
        ),
        pytest.param(
            "INC-04b",
            [
                fact("treatment", "prednisone", changed=date(2026, 3, 3), dose="10 mg", status="ongoing"),
                fact("treatment", "azathioprine", changed=date(2026, 3, 9), dose="50 mg", status="ongoing"),
            ],
            PLAN,
            ("2026-04-01", "2026-04-01"),
            id="the last of the dose changes",
        ),
        pytest.param(
            "INC-04b",
            [
                fact("treatment", "prednisone", changed=date(2026, 3, 3), dose="10 mg", status="ongoing"),
                fact("treatment", "azathioprine", stable_since=date(2026, 3, 5), status="ongoing"),
            ],
            PLAN,
            ("2026-03-26", "2026-03-28"),
            id="unchanged since a day that is not long enough ago",
        ),
        pytest.param(
            "EXC-07c",
            [
                fact("condition", "stroke", date=date(2026, 3, 1), source="patient"),
                fact("condition", "stroke", certainty="denied", reach="ever"),
            ],
            PLAN,
            None,
            id="a contradiction is no matter of time",
        ),
        pytest.param(
            "INC-01",
            [fact("demographic", "birth_date", value=date(2008, 3, 20))],
            PLAN,
            ("2026-03-28", "2026-03-28"),
            id="the eighteenth birthday at screening",
        ),
        pytest.param(
            "INC-01", [fact("demographic", "birth_date", value=date(1950, 1, 1))], PLAN, None, id="too old for ever"
        ),
        pytest.param(
            "EXC-05",
            [fact("treatment", "ceftriaxone", route="iv", status="stopped", last_given=date(2026, 3, 10))],
            PLAN,
            ("2026-03-29", None),
            id="whether the infection is over is another matter",
        ),
        pytest.param("INC-07.3c", [lab("hb", 60)], PLAN, None, id="time repeats no test"),
        pytest.param("EXC-09", [fact("condition", "breast_cancer")], PLAN, None, id="what stays"),
    ],
)
def test_dates_on_which_windows_let_pass(
    criterion: str, facts: list[FactBase], dates: Dates, expected: tuple[str, str | None] | None
) -> None:
    opens = verdict_on(ask(NK510, facts, dates), criterion).passes_on
    assert (opens and (str(opens.possible), opens.certain and str(opens.certain))) == expected


def test_the_facts_that_set_the_dates_are_named() -> None:
    opens = verdict_on(ask(NK510, [BELIMUMAB, RITUXIMAB], PLAN), "EXC-03.3").passes_on
    assert opens is not None
    assert [item.id for item in opens.facts] == ["f1"]


UV = session(date(2026, 3, 10), id="f3")


@pytest.mark.parametrize(
    ("facts", "status", "possible", "certain", "because"),
    [
        pytest.param([BELIMUMAB, UV], "from", "2026-04-22", "2026-05-04", {"EXC-03.2", "EXC-03.3"}, id="the latest"),
        pytest.param(
            [ONGOING, UV], "from", "2026-04-22", None, {"EXC-03.2", "EXC-03.3"}, id="one goes on: not certain"
        ),
        pytest.param([ONGOING], "unknown", None, None, {"EXC-03.3"}, id="only what goes on"),
        pytest.param(
            [BELIMUMAB, lab("hb", 60)], "from", "2026-04-21", "2026-05-04", {"EXC-03.3"}, id="a test to repeat"
        ),
        pytest.param([BELIMUMAB, fact("condition", "breast_cancer")], "never", None, None, {"EXC-09"}, id="permanent"),
    ],
)
def test_the_earliest_date_over_all_criteria(
    facts: list[FactBase], status: str, possible: str | None, certain: str | None, because: set[str]
) -> None:
    earliest = earliest_eligible(check(NK510, facts, PLAN), PLAN.infusion.day)
    said = (earliest.possible and str(earliest.possible), earliest.certain and str(earliest.certain))
    assert (earliest.status, said, set(earliest.because)) == (status, (possible, certain), because)
    assert {name for name, _ in earliest.set_by} <= because
