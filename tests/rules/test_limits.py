"""Limits in any unit of the analyte: converted once, exactly, and a unit that is none is named."""

from __future__ import annotations

import pytest

from rules import limits


@pytest.mark.parametrize(
    ("analyte", "written", "canonical"),
    [
        ("wbc", "4000/uL", "4 10*9/L"),
        ("wbc", "4000 /uL", "4 10*9/L"),
        ("plt", "50000 /uL", "50 10*9/L"),
        ("igg", "400 mg/dL", "4 g/L"),
        ("hb", "8.0 g/dL", "80 g/L"),
        ("hb", "80 g/L", "80 g/L"),
        ("alt", "2.5 ULN", "2.5 ULN"),
        ("hbv_dna", "1000 copies/mL", "1000 copies/mL"),
        ("ana_titre", "80", "80"),
        ("temperature", "100.4 °F", "38 Cel"),
    ],
)
def test_a_limit_in_the_canonical_unit(analyte: str, written: str, canonical: str) -> None:
    assert limits.canonical(analyte, written) == canonical


def test_mass_becomes_amount_by_the_molar_mass() -> None:
    number, unit = limits.parse(limits.canonical("creatinine", "5.0 mg/dL"))
    assert (number, unit) == (pytest.approx(5 * 10_000 / 113.12), "umol/L")


@pytest.mark.parametrize(
    ("written", "said"),
    [("5 ng/dL", "Did you mean 'mg/dL'"), ("5 apples", "is no unit of creatinine"), ("high", "1.5 ULN")],
)
def test_what_is_no_limit_of_this_analyte(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        limits.canonical("creatinine", written)
