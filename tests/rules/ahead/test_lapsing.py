"""The last day on which a result, a denial or an age still lets pass, against the checker run day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.ahead.lapsing import expiries
from rules.chart import Dates
from rules.checker import ask
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.verdicts import Status
from tests.rules.ahead.worlds import NK510, verdict_on
from tests.rules.builders import fact, lab

PLAN = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))
WOMAN = fact("demographic", "sex", value="female")


def never(kind: str, name: str, **fields: object) -> FactBase:
    return fact(kind, name, certainty="denied", **fields)


@pytest.mark.parametrize(
    ("criterion", "facts", "expected"),
    [
        pytest.param(
            "INC-07.3c", [lab("hb", 110, "2026-03-01")], ("screening", "2026-03-29"), id="28 days of a result"
        ),
        pytest.param("EXC-07e", [lab("lvef", 60, "2025-12-31")], ("screening", "2026-03-31"), id="3 months of an echo"),
        pytest.param(
            "EXC-07e", [lab("lvef", 60, "2026-01-31")], ("screening", "2026-04-30"), id="3 months from a 31st"
        ),
        pytest.param(
            "INC-04d",
            [lab("anc", 3, "2026-03-12"), lab("hb", 110, "2026-03-12"), lab("plt", 200, "2026-03-10")],
            ("lymphodepletion", "2026-03-17"),
            id="the oldest of three",
        ),
        pytest.param(
            "INC-08b",
            [WOMAN, lab("serum_hcg", "negative", "2026-03-15")],
            ("infusion", "2026-03-22"),
            id="7 days of a test",
        ),
        pytest.param(
            "INC-01",
            [fact("demographic", "birth_date", value=date(1955, 6, 1))],
            ("screening", "2026-05-31"),
            id="the day before the 71st birthday",
        ),
        pytest.param(
            "EXC-01",
            [never("condition", "lupus_nephritis", written_on=date(2026, 3, 10))],
            None,
            id="what the latest note says has no end",
        ),
        pytest.param(
            "INC-07.2",
            [lab("creatinine", 60, "2026-02-20"), lab("creatinine_clearance", 90, "2026-03-05")],
            ("screening", "2026-04-02"),
            id="either of two is enough",
        ),
        pytest.param(
            "EXC-03.3", [never("treatment", "biologic", reach="ever")], ("screening", "2026-04-09"), id="never"
        ),
        pytest.param("INC-07.3c", [lab("hb", 60, "2026-03-01")], None, id="what fails"),
        pytest.param(
            "INC-07.3c",
            [lab("hb", 110, "2026-03-10"), lab("hb", 70, "2026-03-20")],
            ("screening", "2026-03-19"),
            id="a later result that fails decides from its day on",
        ),
        pytest.param(
            "INC-07.3c",
            [lab("hb", 110, "2026-03-10"), lab("hb", 90, "2026-03-20")],
            ("screening", "2026-04-17"),
            id="a later result that passes takes over",
        ),
        pytest.param(
            "INC-07.2",
            [
                WOMAN,
                fact("demographic", "age", value=34),
                lab("weight", 60, "2026-03-01"),
                lab("creatinine", 60, "2026-03-05"),
                lab("creatinine_clearance", 90, "2026-02-20"),
            ],
            ("screening", "2026-04-02"),
            id="what it may be computed from takes over",
        ),
    ],
)
def test_the_last_day_that_passes(criterion: str, facts: list[FactBase], expected: tuple[str, str] | None) -> None:
    question = ask(NK510, facts, PLAN)
    found = expiries([verdict_on(question, criterion)], question)
    assert [(item.anchor, str(item.last_day)) for item in found] == ([expected] if expected else [])


RESULTS = [
    ("INC-07.3c", "hb", 110),
    ("INC-06", "ana_titre", 320),
    ("EXC-07b", "qtc", 420),
    ("EXC-07e", "lvef", 60),
    ("INC-08b", "serum_hcg", "negative"),
    ("EXC-06a", "hiv", "negative"),
    ("EXC-10.1", "hbsag", "negative"),
]
DENIALS = [
    ("EXC-03.1", "procedure", "hsct"),
    ("EXC-03.2", "procedure", "uv_therapy"),
    ("EXC-03.3", "treatment", "biologic"),
    ("EXC-03.4b", "procedure", "live_vaccine"),
    ("EXC-03.5", "treatment", "experimental_treatment"),
    ("EXC-04", "condition", "autoimmune_disease"),
    ("EXC-05", "condition", "infection"),
    ("EXC-06b", "procedure", "organ_transplant"),
    ("EXC-07c", "condition", "cardiovascular_event"),
    ("EXC-07d", "condition", "heart_disease"),
]


def holds_until(criterion: str, facts: list[FactBase], dates: Dates) -> None:
    """It passes on every day up to the last, and not for certain on the next."""
    question = ask(NK510, facts, dates)
    verdict = verdict_on(question, criterion)
    if verdict.status is not Status.PASS:
        return
    found = expiries([verdict], question)
    left = found[0].days_left if found else 800
    days = range(left + 1) if left < 150 else (*range(0, left + 1, 9), left)
    assert all(verdict_on(question, criterion, day).status is Status.PASS for day in days)
    if found:
        assert verdict_on(question, criterion, left + 1).status is not Status.PASS


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_results_and_denials(data: st.DataObject) -> None:
    screening = data.draw(st.dates(date(2026, 1, 1), date(2026, 4, 10)))
    gaps = data.draw(st.tuples(st.integers(0, 6), st.integers(0, 6)))
    dates = Dates.planned(screening, screening + timedelta(days=gaps[0]), screening + timedelta(days=sum(gaps)))
    ago = timedelta(days=data.draw(st.integers(0, 30)))
    if data.draw(st.booleans()):
        later = DateInterval.on(screening + timedelta(days=data.draw(st.integers(1, 40))))
        criterion, name, value = data.draw(st.sampled_from(RESULTS))
        width = timedelta(days=data.draw(st.sampled_from([0, 0, 5])))
        on = DateInterval(screening - ago - width, screening - ago)
        days = [on, later] if data.draw(st.booleans()) else [on]
        holds_until(criterion, [WOMAN, *(fact("measurement", name, value=value, date=day) for day in days)], dates)
    else:
        criterion, kind, name = data.draw(st.sampled_from(DENIALS))
        reach = data.draw(st.sampled_from([None, "ever", "recent", "now"]))
        written = DateInterval.on(screening - ago)
        holds_until(criterion, [never(kind, name, reach=reach, written_on=written)], dates)
