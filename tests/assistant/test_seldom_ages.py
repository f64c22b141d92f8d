"""Ages in forms that mean other things too are read where the note gives none otherwise, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart
from assistant.screening import read


def people(text: str) -> list[str]:
    documents = read_chart([("a", f"Clinic note 10 Mar 2026\n{text}\nSLE since 2018.\n")], screening=date(2026, 3, 12))
    return [f"{fact.name} {fact.value}" for fact in read(documents).facts if fact.name in ("age", "birth_date")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "Sex: F      Age at visit: 45 yrs       Language: English",
        "Age in years: 45",
        "Pt: S.T.L.   F   45 y   47.5 kg",
        "Female 45",
        "A woman of 45 with lupus",
        "45, care assistant. Moved over in the spring.",
        "45, teacher, lupus for 8 years",
        "She is 45 and works nights.",
        "pt 45 y",
        "Turned 45 last week.",
        "Mrs X (45) was referred",
        "Mr. H. is 45 and drove himself down.",
        "45yrs, F",
        "35 pack years; 45yrs female",
        "F45, seen today",
        "女患，45y",
    ],
)
def test_an_age_in_a_seldom_form(text: str) -> None:
    assert people(text) == ["age 45"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Born in 1981.", "birth_date 1981-01-01 to 1981-12-31"),
        ("b. 1981", "birth_date 1981-01-01 to 1981-12-31"),
        ("1981年2月生", "birth_date 1981-02-01 to 1981-02-28"),
        ("1981年出生，女", "birth_date 1981-01-01 to 1981-12-31"),
    ],
)
def test_a_birth_year_or_month(text: str, expected: str) -> None:
    assert people(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "She is 20 weeks pregnant.",
        "She is 62 kg.",
        "Her son is 12.",
        "Pt 37.2 C",
        "Female partner, 45 pack years",
        "Age at onset: 28",
        "Age at menarche 13",
        "12, 14 and 16 h later she was well",
        "1981年生育一子",
        "bed F17",
        "hydroxychloroquine since she was 30",
    ],
)
def test_what_is_no_age_of_the_patient(text: str) -> None:
    assert people(text) == []


def test_another_age_keeps_the_seldom_forms_out() -> None:
    assert people("45-year-old woman. She is 20 this week on the score.") == ["age 45"]
