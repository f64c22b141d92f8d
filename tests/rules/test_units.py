"""Units of the laboratory: spelled in many ways, converted exactly, guessed only where one fits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import units

CASES = [
    ("hb", "10.9", "g/dL", 109.0),
    ("hb", "101", "g/L", 101.0),
    ("plt", "46000", "/mm3", 46.0),
    ("plt", "8.6", "万/μl", 86.0),
    ("plt", "131", "K/uL", 131.0),
    ("anc", "2.7", "×10⁹/L", 2.7),
    ("anc", "2.7", "10^9/L", 2.7),
    ("anc", "2.7", "*10^9/L", 2.7),
    ("anc", "2100", "/mm3", 2.1),
    ("wbc", "3.4", "x10e3/mcL", 3.4),
    ("wbc", "3.6", "1O^9/L", 3.6),
    ("creatinine", "1", "mg/dL", 88.40169731258840),
    ("creatinine", "66", "μmol/L", 66.0),
    ("bilirubin_total", "9.4", "umo1/L", 9.4),
    ("bilirubin_total", "1", "mg/dL", 17.103957855847843),
    ("temperature", "98.6", "°F", 37.0),
    ("ast", "26", "IU/L", 26.0),
]


@pytest.mark.parametrize(("analyte", "value", "text", "expected"), CASES)
def test_a_result_is_converted_to_its_canonical_unit(analyte: str, value: str, text: str, expected: float) -> None:
    unit = units.find(analyte, text)
    assert unit is not None, f"{text} is no unit of {analyte}"
    assert units.convert(Decimal(value), unit) == pytest.approx(expected, rel=1e-12)


def test_copies_stay_copies() -> None:
    unit = units.find("hbv_dna", "copies/mL")
    assert unit is not None
    assert unit.kept


def test_a_unit_of_another_quantity_is_no_unit() -> None:
    assert units.find("hb", "mmHg") is None


@pytest.mark.parametrize(
    ("analyte", "value", "factor"),
    [
        ("hb", "10.1", "10"),
        ("hb", "101", "1"),
        ("plt", "288", "1"),
        ("wbc", "3900", "0.001"),
        ("creatinine", "70", "1"),
    ],
)
def test_a_bare_number_has_the_unit_that_makes_sense(analyte: str, value: str, factor: str) -> None:
    unit = units.guess(analyte, Decimal(value))
    assert unit is not None
    assert unit.factor == Decimal(factor)


@given(st.decimals(min_value=1, max_value=300, places=1))
def test_grams_per_decilitre_are_exactly_ten_times_grams_per_litre(value: Decimal) -> None:
    dl, litre = units.find("hb", "g/dL"), units.find("hb", "g/L")
    assert dl is not None
    assert litre is not None
    assert units.convert(value, dl) == units.convert(value * 10, litre)
