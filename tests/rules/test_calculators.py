"""Values that follow from others: an interval with its inputs, or what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calculators import Computed, Lacking, classification_points, clearance, corrected_qt, differential
from rules.dates import DateInterval
from rules.facts import Evidence, FactBase, Measurement
from rules.scores import bounds
from rules.windows import Span
from tests.rules.builders import SCREENING, ask, fact, lab, question

SPAN = Span.parse("28 days")
WOMAN, MAN = (fact("demographic", "sex", value=value) for value in ("female", "male"))
AGE_40 = fact("demographic", "age", value=40, as_of=SCREENING)


def at(start: int) -> dict[str, Any]:
    return {"evidence": (Evidence(document="note", start=start, end=start + 4, quote="said"),)}


@pytest.mark.parametrize(
    ("sex", "expected"), [pytest.param(MAN, 100.0, id="a man"), pytest.param(WOMAN, 85.0, id="a woman: × 0.85")]
)
def test_clearance_by_cockcroft_and_gault(sex: FactBase, expected: float) -> None:
    """(140 - 40) × 72 kg / (72 × 1 mg/dL) is 100 mL/min; 1 mg/dL of creatinine is 88.4 µmol/L."""
    found = clearance(question([lab("creatinine", 88.4017), lab("weight", 72.0), born(1986, 3, 1), sex]), SPAN)
    assert isinstance(found, Computed)
    assert found.values[0].low == pytest.approx(expected, rel=1e-4)
    assert found.values[0].high == found.values[0].low
    assert [each.name for each in found.facts] == ["creatinine", "weight", "birth_date", "sex"]


def born(*day: int) -> FactBase:
    return fact("demographic", "birth_date", value=date(*day))


def test_a_birth_year_makes_the_clearance_an_interval() -> None:
    year = fact("demographic", "birth_date", value=DateInterval.of_year(1986))
    found = clearance(question([lab("creatinine", 88.4017), lab("weight", 72.0), year, MAN]), SPAN)
    assert isinstance(found, Computed)
    assert (found.values[0].low, found.values[0].high) == pytest.approx((100.0, 101.0), rel=1e-4)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        pytest.param([lab("creatinine", 88.4), AGE_40, WOMAN], ("weight",), id="no weight"),
        pytest.param([lab("creatinine", 88.4), lab("weight", 60.0)], ("age", "sex"), id="nothing of the patient"),
        pytest.param(
            [lab("creatinine", 88.4, SCREENING - timedelta(days=29)), lab("weight", 60.0), AGE_40, WOMAN],
            ("creatinine",),
            id="creatinine a day too old",
        ),
    ],
)
def test_what_a_clearance_lacks(facts: list[FactBase], missing: tuple[str, ...]) -> None:
    found = clearance(question(facts), SPAN)
    assert isinstance(found, Lacking)
    assert found.missing == missing


def test_what_is_lacking_is_asked_for_where_a_part_is_known() -> None:
    rule = {"measurement": {"of": "creatinine_clearance", "at_least": 60, "or_computed": "cockcroft_gault"}}
    asked = ask(rule, lab("creatinine", 200.0), AGE_40, WOMAN).missing
    assert [dict(remark.data)["analyte"] for remark in asked if remark.code == "input_needed"] == ["weight"]
    assert [remark.code for remark in ask(rule).missing] == ["test_needed"]


def test_corrected_qt_by_both_formulas() -> None:
    """QT 400 ms at 75 beats (RR 0.8 s): 447 ms by Bazett, 431 ms by Fridericia; at 60 beats both are the QT."""
    tracing = [lab("qt", 400.0, **at(10)), lab("heart_rate", 75.0, **at(30))]
    found = corrected_qt(question(tracing), SPAN, DateInterval.on(SCREENING))
    assert isinstance(found, Computed)
    assert [round(value.low) for value in found.values] == [447, 431]
    at_60 = corrected_qt(question([tracing[0], lab("heart_rate", 60.0, **at(30))]), SPAN, DateInterval.on(SCREENING))
    assert isinstance(at_60, Computed)
    assert [value.low for value in at_60.values] == [400.0, 400.0]


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        pytest.param([], ("qt", "heart_rate"), id="no tracing"),
        pytest.param([lab("qt", 400.0, **at(10))], ("heart_rate",), id="no rate"),
        pytest.param(
            [lab("qt", 400.0, **at(10)), lab("heart_rate", 75.0, **at(500))], ("heart_rate",), id="a pulse elsewhere"
        ),
    ],
)
def test_what_a_corrected_qt_lacks(facts: list[FactBase], missing: tuple[str, ...]) -> None:
    found = corrected_qt(question(facts), SPAN, DateInterval.on(SCREENING))
    assert isinstance(found, Lacking)
    assert found.missing == missing


@given(st.integers(1, 200), st.integers(0, 100))
def test_counts_from_a_differential(tenths: int, percent: int) -> None:
    whites, share = lab("wbc", tenths / 10), lab("neutrophil_percent", float(percent))
    (count,) = differential((whites, share))
    assert (count.name, count.value) == ("anc", pytest.approx(tenths / 10 * percent / 100, abs=1e-4))
    assert len(count.evidence) == 2


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([lab("wbc", 4.0), lab("neutrophil_percent", 60.0, date(2026, 3, 5))], id="of two days"),
        pytest.param([lab("wbc", 4.0), lab("neutrophil_percent", 60.0), lab("anc", 2.2)], id="counted directly too"),
        pytest.param([lab("wbc", 4.0, subject="other"), lab("neutrophil_percent", 60.0)], id="of two people"),
        pytest.param([lab("wbc", 4.0, comparator="<"), lab("neutrophil_percent", 60.0)], id="not exact"),
    ],
)
def test_no_count_from_what_does_not_belong_together(facts: list[Measurement]) -> None:
    assert differential(tuple(facts)) == ()


ARTHRITIS = fact("condition", "arthritis", status="active")


@pytest.mark.parametrize(
    ("facts", "low", "ruled_out"),
    [
        pytest.param([ARTHRITIS], 4, set(), id="one item"),
        pytest.param([ARTHRITIS, fact("condition", "seizure", certainty="denied")], 4, {"seizure"}, id="a denied one"),
        pytest.param([lab("plt", 90.0)], 1, set(), id="platelets below 100"),
        pytest.param([lab("plt", 100.0)], 0, {"thrombocytopenia"}, id="platelets of 100"),
        pytest.param([lab("anti_dsdna", 80.0, upper_limit=10.0)], 2, set(), id="above its own limit"),
        pytest.param([lab("anti_dsdna", 8.0)], 0, set(), id="without a limit it is neither"),
        pytest.param([lab("c3", 1.0, lower_limit=0.8)], 0, set(), id="C3 alone rules out nothing"),
        pytest.param(
            [lab("c3", 1.0, lower_limit=0.8), lab("c4", 0.2, lower_limit=0.1)], 0, {"low_complement"}, id="both do"
        ),
    ],
)
def test_sledai_2k_is_an_interval(facts: list[FactBase], low: int, ruled_out: set[str]) -> None:
    every = bounds(question([]).chart, "sledai2k", lambda _: True)
    found = bounds(question(facts).chart, "sledai2k", lambda _: True)
    assert (every.low, every.high, len(every.open_items)) == (0, 105, 24)
    assert found.low == low
    documented = 1 if found.facts else 0
    assert set(every.open_items) - set(found.open_items) >= ruled_out
    assert len(found.open_items) == 24 - documented - len(ruled_out)


def test_classification_takes_the_highest_item_of_a_domain() -> None:
    """ANA entry; joints 6, and of two skin items (acute cutaneous 6, alopecia 2) the higher: 12 points, clinical."""
    facts = [lab("ana_titre", 320), ARTHRITIS, fact("condition", "malar_rash"), fact("condition", "alopecia")]
    points, entry = classification_points(question(facts).chart, "eular_acr_2019")
    assert (points.total, points.clinical, entry) == (12, True, True)
    without, entry = classification_points(question(facts[1:]).chart, "eular_acr_2019")
    assert (without.total, entry) == (12, False)
