"""Values that follow from others: an interval with its inputs, or what is missing."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calculators import (
    Computed,
    Lacking,
    activity_items,
    classification_points,
    clearance,
    corrected_qt,
    differential,
)
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


@pytest.mark.parametrize(
    ("facts", "values"),
    [
        pytest.param([lab("wbc", 4.0), lab("lymphocyte_percent", 25.0)], {"alc": 1.0}, id="lymphocytes"),
        pytest.param(
            [lab("wbc", 4.0), lab("lymphocyte_percent", 25.0), lab("neutrophil_percent", 50.0)],
            {"anc": 2.0, "alc": 1.0}, id="both",
        ),
        pytest.param([lab("wbc", 4.0), lab("neutrophil_percent", 50.0), lab("anc", 2.2, date(2026, 3, 5))],
                     {"anc": 2.0}, id="counted directly on another day"),
        pytest.param([lab("wbc", 4.0), lab("neutrophil_percent", 50.0), lab("alc", 2.2)], {"anc": 2.0},
                     id="another count directly"),
        pytest.param([lab("wbc", 4.0), lab("neutrophil_percent", 50.0), lab("anc", "low")], {"anc": 2.0},
                     id="in words"),
        pytest.param([lab("wbc", 3.0), lab("wbc", 4.0), lab("neutrophil_percent", 50.0)], {"anc": 2.0}, id="the later"),
        pytest.param([lab("wbc", 4.0), lab("neutrophil_percent", 50.0, comparator=">")], {}, id="more than a half"),
        pytest.param([lab("wbc", 4.0), fact("condition", "neutrophil_percent")], {}, id="no result"),
        pytest.param([lab("wbc", 4.0, evidence=()), lab("neutrophil_percent", 50.0)], {"anc": 2.0}, id="without words"),
        pytest.param([lab("wbc", 4.0, **{"evidence": (Evidence(document="other", start=0, end=4, quote="said"),)}),
                      lab("neutrophil_percent", 50.0)], {}, id="of two notes"),
    ],
)  # fmt: skip
def test_which_counts_follow_from_a_differential(facts: list[FactBase], values: dict[str, float]) -> None:
    assert {count.name: count.value for count in differential(tuple(facts))} == values


@pytest.mark.parametrize(
    ("white", "share", "validity"),
    [
        ("valid", "valid", "valid"),
        ("declared_false", "valid", "declared_false"),
        ("pending", "valid", "pending"),
        ("valid", "declared_false", "declared_false"),
        ("declared_false", "declared_false", "declared_false"),
    ],
)
def test_a_count_is_as_valid_as_what_it_comes_from(white: str, share: str, validity: str) -> None:
    (count,) = differential((lab("wbc", 4.0, validity=white), lab("neutrophil_percent", 50.0, validity=share)))
    assert count.validity == validity


def test_a_count_tells_where_it_comes_from() -> None:
    whites = lab("wbc", 4.0, id="w", value_as_written="4.0")
    (count,) = differential((whites, lab("neutrophil_percent", 50.0, id="p")))
    assert (count.id, count.derived_from, count.unit) == ("w*p", ("w", "p"), "10*9/L")
    assert count.value_as_written == "4.0 × 50 %"
    assert (count.date, count.written_on) == (DateInterval.on(SCREENING), DateInterval.on(SCREENING))


KNOWN = [
    lab("creatinine", 88.4017),
    lab("weight", 72.0),
    fact("demographic", "birth_date", value=date(1986, 3, 1)),
    MAN,
]


@pytest.mark.parametrize(
    ("more", "value"),
    [
        pytest.param([lab("weight", 36.0, SCREENING - timedelta(days=400))], 100, id="the latest weight"),
        pytest.param([lab("weight", 36.0, SCREENING + timedelta(days=1))], 100, id="none of after screening"),
        pytest.param([lab("weight", 36.0, validity="declared_false")], 100, id="none that was declared false"),
        pytest.param([lab("weight", 36.0, comparator="<")], 100, id="none that is not exact"),
        pytest.param(
            [fact("measurement", "weight", value=36.0)], 100, id="none without a date beside one that has one"
        ),
        pytest.param([lab("creatinine", 44.2, SCREENING - timedelta(days=9))], 100, id="the latest creatinine"),
    ],
)
def test_which_results_a_clearance_is_computed_from(more: list[FactBase], value: float) -> None:
    found = clearance(question([*KNOWN, *more]), SPAN)
    assert isinstance(found, Computed)
    assert found.values[0].low == pytest.approx(value, rel=1e-4)
    assert found.dated == (KNOWN[0],)


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        pytest.param([{"value": 72.0}], 100, id="one"),
        pytest.param([{"value": 72.0}, {"value": 72.0}], 100, id="one, told twice"),
        pytest.param([{"value": 72.0}, {"value": 36.0}], None, id="two that differ"),
        pytest.param([{"value": 72.0, "undated_history": True}], None, id="one of the past"),
        pytest.param([{"value": 72.0, "validity": "declared_false"}], None, id="one that was declared false"),
        pytest.param([{"value": 72.0}, {"value": 36.0, "undated_history": True}], 100, id="one, and one of the past"),
    ],
)
def test_a_weight_without_a_date_counts_where_it_is_the_only_one(weights: list[Any], value: float | None) -> None:
    found = clearance(
        question([KNOWN[0], *KNOWN[2:], *(fact("measurement", "weight", **each) for each in weights)]), SPAN
    )
    assert (isinstance(found, Computed) and round(found.values[0].low)) == (value or False)


def test_a_clearance_is_told_as_one_number_or_as_two() -> None:
    exact = clearance(question(KNOWN), SPAN)
    year = fact("demographic", "birth_date", value=DateInterval.of_year(1986))
    vague = clearance(question([*KNOWN[:2], year, WOMAN]), SPAN)
    assert isinstance(exact, Computed)
    assert isinstance(vague, Computed)
    assert (exact.data["value"], exact.data["factor"], exact.data["creatinine"]) == ("100", "", "1.00")
    assert (vague.data["value"], vague.data["factor"]) == ("85-86", " × 0.85")
    nought = clearance(question([lab("creatinine", 0.0), *KNOWN[1:]]), SPAN)
    assert isinstance(nought, Lacking)
    assert nought.missing == ("creatinine",)


QT, RATE = lab("qt", 400.0, **at(100)), lab("heart_rate", 75.0, **at(120))


@pytest.mark.parametrize(
    ("facts", "beats"),
    [
        pytest.param([QT, lab("heart_rate", 75.0, **at(180))], "75", id="80 characters on"),
        pytest.param([QT, lab("heart_rate", 75.0, **at(181))], None, id="81 characters on"),
        pytest.param([QT, lab("heart_rate", 75.0, **at(20))], "75", id="80 characters before"),
        pytest.param([QT, lab("heart_rate", 75.0, **at(19))], None, id="81 characters before"),
        pytest.param([QT, lab("heart_rate", 75.0, evidence=())], None, id="a rate without words"),
        pytest.param([lab("qt", 400.0, evidence=()), RATE], None, id="a QT without words"),
        pytest.param([QT, lab("heart_rate", 0.0, **at(120))], None, id="a rate of nought"),
        pytest.param([lab("qt", 400.0, validity="declared_false", **at(100)), RATE], None, id="declared false"),
        pytest.param([lab("qt", 400.0, comparator="<", **at(100)), RATE], None, id="not exact"),
        pytest.param([fact("measurement", "qt", value=400.0, **at(100)), RATE], None, id="undated"),
        pytest.param([lab("qt", 400.0, SCREENING - timedelta(days=28), **at(100)), RATE], "75", id="28 days old"),
        pytest.param([lab("qt", 400.0, SCREENING - timedelta(days=29), **at(100)), RATE], None, id="29 days old"),
        pytest.param([lab("qt", 400.0, SCREENING + timedelta(days=1), **at(100)), RATE], None, id="after the end"),
        pytest.param([lab("qt", 300.0, SCREENING - timedelta(days=9), **at(90)), QT, RATE], "75", id="the later"),
        pytest.param([QT, RATE, lab("qt", 300.0, SCREENING + timedelta(days=1), **at(100))], "75", id="one too late"),
    ],
)
def test_which_tracing_a_qt_is_corrected_by(facts: list[FactBase], beats: str | None) -> None:
    found = corrected_qt(question(facts), SPAN, DateInterval.on(SCREENING))
    assert (found.data["rate"] if isinstance(found, Computed) else None) == beats
    if isinstance(found, Computed):
        assert found.data["qt"] == "400"
        assert found.dated == found.facts[:1]


@pytest.mark.parametrize(
    ("titre", "entry"),
    [
        pytest.param(lab("ana_titre", 80.0), True, id="1:80"),
        pytest.param(lab("ana_titre", 79.0), False, id="below"),
        pytest.param(lab("ana_titre", 80.0, comparator="<"), False, id="less than 1:80"),
        pytest.param(lab("ana_titre", 80.0, comparator="<="), False, id="1:80 at most"),
        pytest.param(lab("ana_titre", 80.0, comparator=">"), True, id="more than 1:80"),
        pytest.param(fact("measurement", "ana_titre", low=80.0), True, id="1:80 or more"),
        pytest.param(fact("measurement", "ana_titre", low=40.0, high=160.0), False, id="1:40 to 1:160"),
        pytest.param(lab("ana_titre", "positive"), False, id="positive without a titre"),
    ],
)
def test_the_entry_of_the_classification(titre: FactBase, entry: bool) -> None:
    points, met = classification_points(question([titre, ARTHRITIS]).chart, "eular_acr_2019")
    assert met is entry
    assert (titre in points.facts) is entry


OLD = SCREENING - timedelta(days=29)


@pytest.mark.parametrize(
    ("facts", "low"),
    [
        pytest.param([ARTHRITIS], 4, id="active arthritis"),
        pytest.param([fact("condition", "arthritis")], None, id="arthritis on record"),
        pytest.param([fact("condition", "arthritis", status="active", written_on=OLD)], None, id="by an old note"),
        pytest.param([fact("condition", "arthritis", status="active", written_on=None)], None, id="by an undated note"),
        pytest.param([lab("anti_dsdna", 80.0, upper_limit=10.0)], 2, id="serology"),
        pytest.param([lab("anti_dsdna", 80.0, OLD, upper_limit=10.0)], None, id="old serology"),
        pytest.param([lab("c3", 0.5, lower_limit=0.8)], 2, id="complement"),
        pytest.param([lab("plt", 50.0)], None, id="a low count that nobody lays to lupus"),
    ],
)
def test_items_that_are_current_make_a_lower_bound(facts: list[FactBase], low: int | None) -> None:
    found = activity_items(question(facts), SPAN)
    assert (found.values[0].low if isinstance(found, Computed) else None) == low
    if isinstance(found, Computed):
        assert found.values[0].high == math.inf
        assert found.facts == found.dated
    else:
        assert found.missing == ("sledai_2k",)


def rough(most: int, fewest: int | None) -> DateInterval:
    """From so many days before screening to so many."""
    return DateInterval(
        SCREENING - timedelta(days=most), None if fewest is None else SCREENING - timedelta(days=fewest)
    )


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        pytest.param([lab("weight", 72.0, rough(9, 0))], 100, id="some day until screening"),
        pytest.param([lab("weight", 72.0, rough(9, -1))], None, id="perhaps after it"),
        pytest.param([lab("weight", 72.0, rough(9, None))], None, id="since a day"),
        pytest.param(
            [lab("weight", 36.0, rough(9, 4)), lab("weight", 72.0, rough(20, 3))], 100, id="the one that ends later"
        ),
        pytest.param([lab("weight", 72.0, rough(20, 3)), lab("weight", 36.0, rough(9, 4))], 100, id="in either order"),
    ],
)
def test_a_weight_of_some_day(weights: list[FactBase], value: float | None) -> None:
    found = clearance(question([KNOWN[0], *KNOWN[2:], *weights]), SPAN)
    assert (isinstance(found, Computed) and round(found.values[0].low)) == (value or False)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        pytest.param([*KNOWN[:2], MAN], ("age",), id="no age"),
        pytest.param(KNOWN[:3], ("sex",), id="no sex"),
        pytest.param(KNOWN[1:], ("creatinine",), id="no creatinine"),
        pytest.param([lab("creatinine", 88.4, validity="pending"), *KNOWN[1:]], ("creatinine",), id="a pending one"),
        pytest.param([lab("creatinine", 88.4, comparator="<"), *KNOWN[1:]], ("creatinine",),
                     id="one that is not exact"),
        pytest.param([KNOWN[0], *KNOWN[2:], fact("measurement", "weight", value=72.0, comparator=">")], ("weight",),
                     id="a weight without a date that is not exact"),
        pytest.param([KNOWN[0], *KNOWN[2:], lab("weight", 72.0, SCREENING + timedelta(days=1))], ("weight",),
                     id="a weight of after screening is not one without a date"),
    ],
)  # fmt: skip
def test_what_else_a_clearance_lacks(facts: list[FactBase], missing: tuple[str, ...]) -> None:
    found = clearance(question(facts), SPAN)
    assert isinstance(found, Lacking)
    assert found.missing == missing
    assert [each.name for each in found.given] == [
        name
        for name in ("creatinine", "weight", "birth_date", "sex")
        if (name.replace("birth_date", "age")) not in missing
    ]


def test_the_factor_of_creatinine_is_its_molar_mass() -> None:
    found = clearance(question([lab("creatinine", 10_000 / 113.12), *KNOWN[1:]]), SPAN)
    assert isinstance(found, Computed)
    assert found.values[0].low == pytest.approx(100.0, rel=1e-9)


def test_a_count_is_rounded_to_four_places() -> None:
    (count,) = differential((lab("wbc", 3.33), lab("neutrophil_percent", 33.33)))
    assert count.value == 1.1099


@pytest.mark.parametrize(
    ("end", "facts", "beats"),
    [
        pytest.param(DateInterval(SCREENING, None), [lab("qt", 400.0, SCREENING + timedelta(days=9), **at(100)),
                     RATE], "75",
                     id="an end that nobody dated"),
        pytest.param(rough(3, 0), [QT, RATE], "75", id="a rough end: on its last day"),
        pytest.param(rough(3, 1), [QT, RATE], None, id="a rough end: after it"),
        pytest.param(DateInterval.on(SCREENING), [lab("qt", 400.0, rough(3, None), **at(100)), RATE], "75",
                     id="a tracing since a day"),
        pytest.param(DateInterval.on(SCREENING), [lab("qt", 400.0, rough(3, -1), **at(100)), RATE], None,
                     id="a tracing perhaps after the end"),
        pytest.param(DateInterval.on(SCREENING), [QT, RATE, lab("qt", 300.0, SCREENING - timedelta(days=60),
                     **at(90))], "75",
                     id="an old one beside it"),
        pytest.param(DateInterval.on(SCREENING), [QT, RATE, lab("qt", 300.0, comparator="<", **at(90))], "75",
                     id="one that is not exact"),
        pytest.param(DateInterval.on(SCREENING), [QT, RATE, lab("qt", 300.0, SCREENING, **at(900))], "75",
                     id="one without a rate"),
        pytest.param(DateInterval.on(SCREENING), [
            QT, lab("heart_rate", 75.0, evidence=(Evidence(document="other", start=120, end=124, quote="said"),)),
        ], None, id="a rate of another note"),
    ],
)  # fmt: skip
def test_tracings_of_some_day(end: DateInterval, facts: list[FactBase], beats: str | None) -> None:
    found = corrected_qt(question(facts), SPAN, end)
    assert (found.data["rate"] if isinstance(found, Computed) else None) == beats


@pytest.mark.parametrize("name", ["c3", "c4", "ch50", "anti_dsdna"])
def test_serology_counts_whatever_else_the_patient_has(name: str) -> None:
    low = {"lower_limit": 1.0} if name != "anti_dsdna" else {}
    value, limits = (0.5, low) if low else (80.0, {"upper_limit": 10.0})
    found = activity_items(question([lab(name, value, **limits)]), SPAN)
    assert isinstance(found, Computed)
    assert found.values[0].low == 2
