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


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("g per deciliter", "g/dl"),
        ("g per decilitre", "g/dl"),
        ("cells per microliter", "/ul"),
        ("cells per microlitre", "/ul"),
        ("ug/milliliter", "ug/ml"),
        ("ug/millilitres", "ug/ml"),
        ("grams per liter", "g/l"),
        ("gram / litre", "g/l"),
        ("mL per minute", "ml/min"),
        ("milliseconds", "ms"),
        ("msec", "ms"),
        ("beats per second", "beats/s"),
        ("degrees Celsius", "c"),
        ("degree of Fahrenheit", "f"),
        ("deg C", "c"),
        ("oC", "c"),
        ("°F", "f"),
        ("1，000/uL", "1,000/ul"),
        ("oF", "f"),
        ("℃", "c"),
        ("º C", "c"),
        ("˚F", "f"),
        ("◦F", "f"),
        ("kilos", "kg"),
        ("Th/uL", "k/ul"),
        ("thousand/uL", "k/ul"),
        ("Thou/uL", "k/ul"),
        ("毫摩尔/升", "mmol/l"),
        ("微摩尔每升", "umol/l"),
        ("摩尔/升", "mol/l"),
        ("毫克/毫升", "mg/ml"),
        ("微克每毫升", "ug/ml"),
        ("克/升", "g/l"),
        ("毫秒", "ms"),
        ("国际单位/升", "iu/l"),
        ("单位/升", "u/l"),
        ("µmol/L", "umol/l"),
        ("μmol/L", "umol/l"),
        ("mcmol/L", "umol/l"),
        ("micromol/L", "umol/l"),
        ("umo1/L", "umol/l"),
        ("K/mcL", "k/ul"),
        ("/cubic millimeter", "/mm3"),
        ("/cubic millimetre", "/mm3"),
        ("/cu.mm", "/mm3"),
        ("/cumm", "/mm3"),
        ("/cmm", "/mm3"),
        ("x10⁹/L", "109/l"),
        ("×10^9/L", "109/l"),
        ("*10^9/L", "109/l"),
        ("·10^9/L", "109/l"),
        ("10x9/L", "109/l"),
        ("10e9/L", "109/l"),
        ("10x3/uL", "103/ul"),
        ("10E3/uL", "103/ul"),
        ("1O^9/L", "109/l"),
        ("10^3 cells/uL", "103/ul"),
        ("cell/uL", "/ul"),
        ("s⁻¹", "s-1"),
        ("s－¹", "s-1"),
    ],
)
def test_spellings_that_mean_the_same_unit_are_one(written: str, plain: str) -> None:
    assert units.normal(written) == plain


@pytest.mark.parametrize("word", ["perl", "cellsx", "othello"])
def test_a_word_inside_another_is_none(word: str) -> None:
    assert units.normal(word) == word


@pytest.mark.parametrize(
    ("analyte", "value", "factor"),
    [
        pytest.param("hb", "14", "10", id="g/dL"),
        pytest.param("hb", "30", "1", id="so low a value in g/L is nearer to what is usual than 300"),
        pytest.param("hb", "25", None, id="25 g/L or 250: far from usual, either"),
        pytest.param("hb", "1.2", None, id="plausible in no unit"),
        pytest.param("hb", "0", None, id="nought"),
        pytest.param("temperature", "98", "0.5555555555555555555555555556", id="Fahrenheit"),
        pytest.param("temperature", "60", None, id="no temperature of a body"),
        pytest.param("creatinine", "5", "88.40169731258840169731258840", id="the only plausible unit"),
        pytest.param("creatinine", "10", None, id="kidney failure in mg/dL, or next to nothing in µmol/L"),
        pytest.param("creatinine", "20", "1", id="low, but the only one near the usual value"),
        pytest.param("bilirubin_total", "1", "17.10395785584784319091437759", id="half the limit is usual"),
        pytest.param("bilirubin_total", "3", None, id="one unit as likely as the other"),
        pytest.param("plt", "1000", "1", id="or 1, which is plausible and not usual"),
        pytest.param("plt", "1100", None, id="more than five times what is usual"),
        pytest.param("plt", "2000", "0.001", id="too high for thousands"),
        pytest.param("wbc", "100", None, id="100 or 0.1: neither is usual"),
        pytest.param("igg", "0", None, id="nought, which is plausible in every unit"),
        pytest.param("igg", "80", None, id="two units near the usual value"),
        pytest.param("hbv_dna", "2000", None, id="nothing is usual"),
        pytest.param("nyha", "2", None, id="a class has no unit"),
        pytest.param("no_analyte", "2", None, id="nor has what nobody knows"),
    ],
)
def test_a_bare_number_is_in_the_usual_unit_or_in_none(analyte: str, value: str, factor: str | None) -> None:
    unit = units.guess(analyte, Decimal(value))
    assert (unit and unit.factor) == (factor and Decimal(factor))


@pytest.mark.parametrize("text", ["mmol/L", "10^12/L", "copies/mL"])
def test_a_rare_unit_must_be_written_out(text: str) -> None:
    analyte = {"mmol/L": "creatinine", "10^12/L": "wbc", "copies/mL": "hbv_dna"}[text]
    unit = units.find(analyte, text)
    assert unit is not None
    for value in ("0.07", "0.006", "500"):
        guessed = units.guess(analyte, Decimal(value))
        assert guessed is None or guessed.factor != unit.factor or guessed.kept is not unit.kept


@pytest.mark.parametrize(
    ("analyte", "value", "expected"),
    [
        ("hb", 20.0, True),
        ("hb", 19.9, False),
        ("hb", 250.0, True),
        ("hb", 250.1, False),
        ("hbv_dna", 0.0, True),
        ("no_analyte", -1.0, True),
    ],
)
def test_a_value_that_a_living_adult_can_have(analyte: str, value: float, expected: bool) -> None:
    assert units.plausible(analyte, value) is expected


def test_the_canonical_unit() -> None:
    assert units.canonical_unit("hb") == "g/L"
    assert units.canonical_unit("no_analyte") is None
    assert units.canonical_unit("lupus_nephritis") is None
    assert units.units_of("no_analyte") == {}
