"""Results that a later note corrects, birth dates entered wrongly, ages that are the patient's, units from limits."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart
from assistant.screening import read
from rules.facts import Demographic, FactBase, Measurement
from tests.assistant.measurements.reading import dated, people, results


def facts(text: str, screening: date = date(2026, 3, 12)) -> list[FactBase]:
    found = read(read_chart([("chart.txt", text)], screening=screening)).facts
    gone = {item for fact in found for item in fact.supersedes}
    return [fact for fact in found if fact.id not in gone]


def values(found: list[FactBase], name: str) -> list[object]:
    return [fact.value for fact in found if isinstance(fact, Measurement) and fact.name == name]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("ECG 03/01/26 over-read by hand: manual QTc 442 ms.", [442.0]),
        ("ECG 03/01/26: QTc 442 ms.", [494.0, 442.0]),
        ("ECG 03/08/26, manual QTc 442 ms.", [494.0, 442.0]),
    ],
)
def test_a_note_that_measures_again_replaces_the_value_of_that_day(second: str, expected: list[float]) -> None:
    first = "=== NOTE: Visit 03/01/2026 ===\nECG 03/01/26: machine QTc 494 ms."
    text = f"{first}\n=== NOTE: Cardiology 03/09/2026 ===\n{second}\n"
    assert values(facts(text), "qtc") == expected


@pytest.mark.parametrize(
    ("said", "years"),
    [("(intake typed 1955 in error)", [1980]), ("", [1955, 1980]), ("(1990 was typed in error)", [1955, 1980])],
)
def test_a_birth_date_entered_wrongly_is_replaced(said: str, years: list[int]) -> None:
    text = (
        f"=== NOTE: Intake 01/29/2026 ===\nDOB 03/08/1955\n=== NOTE: Visit 02/26/2026 ===\nDOB 08/03/1980 {said}\nSLE\n"
    )
    births = [fact.value for fact in facts(text) if isinstance(fact, Demographic) and fact.name == "birth_date"]
    assert [birth.earliest.year for birth in births] == years  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("女，36岁，SLE。10岁阑尾炎手术。", [36]),
        ("10岁阑尾炎手术，除此外没开过刀。", []),
        ("那个男的，SLE，37，72kg", [37]),
        ("SLE pt, 44, male", [44]),
        ("她今年五十八了", [58]),
        (">> 38 yo F w/ SLE", [38]),
        ("Age/Sex: 44/M. Lupus since age 20.", [44]),
        ("病区：风湿免疫 17F\n女 28岁", [28]),
        ("Hb, 37, 72", []),
    ],
)
def test_ages_that_are_the_patients(text: str, expected: list[int]) -> None:
    assert people(text, "age") == expected


@pytest.mark.parametrize(
    ("text", "year"),
    [("DOB 1/2/82", 1982), ("Date of birth .............................. 23 Sep 1994", 1994), ("DOB 30/05/79", 1979)],
)
def test_birth_dates_of_forms(text: str, year: int) -> None:
    assert [value.earliest.year for value in people(text, "birth_date")] == [year]


@pytest.mark.parametrize(
    ("text", "unit"),
    [("Bilirubin 2.4 (ULN 1.2)", "mg/dL"), ("Bilirubin 24 (ULN 21)", "umol/L"), ("Creatinine 1.9 (0.5-1.1)", "mg/dL")],
)
def test_the_limit_tells_the_unit(text: str, unit: str) -> None:
    assert [draft.fields.get("unit") for draft in results(text)] == [unit]


def test_an_addendum_has_its_own_today() -> None:
    text = "ECG 03/01/26: QTc 486 ms.\n-- addendum 03/11/26: Repeat 12-lead ECG today: sinus 68, QTc 462 ms."
    assert [one for one in dated(text) if one[0].startswith("qtc")] == [
        ("qtc 486", "2026-03-01"),
        ("qtc 462", "2026-03-11"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Serum beta-hCG 340 mIU/mL on 3/4/26, repeat to follow.", ["340"]),
        ("尿素5.1，肌酐61umol/L（41-81）", ["61"]),
        ("血β-HCG（12-22 08:10采）1482 mIU/mL，阳性", ["1482"]),
        ("plt (citrate, corrected) 141", ["141"]),
        ("WBC 4.0 未标参考值 CR 49(41-73)", ["4.0", "49"]),
    ],
)
def test_values_behind_other_words(text: str, expected: list[str]) -> None:
    assert [draft.fields["value_as_written"] for draft in results(text)] == expected
