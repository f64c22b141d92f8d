"""Annotations within a note: what a mark says and where its words stand once the marks are gone."""

from datetime import date

import pytest

from eval.definitions.marks import MarkError, unmark
from rules.dates import DateInterval


def test_the_marks_go_and_their_places_stay() -> None:
    marked = unmark("A {{34-year-old woman|age=34; sex=female}}, {{Hb 9.1|hb=91[g/dL]@2026-03-02}}.")
    assert marked.text == "A 34-year-old woman, Hb 9.1."
    assert [(fact.name, marked.text[fact.start : fact.end]) for fact in marked.facts] == [
        ("age", "34-year-old woman"),
        ("sex", "34-year-old woman"),
        ("hb", "Hb 9.1"),
    ]
    assert (marked.facts[2].low, marked.facts[2].unit) == (91.0, "g/dL")


@pytest.mark.parametrize(
    ("written", "low", "high", "word"),
    [
        ("hb=91", 91, 91, None),
        ("hbv_dna=<20", None, 20, None),
        ("ana_titre=>2560", 2560, None, None),
        ("lvef=50..55", 50, 55, None),
        ("hiv=negative", None, None, "negative"),
        ("sle", None, None, None),
    ],
)
def test_what_a_value_says(written: str, low: float | None, high: float | None, word: str | None) -> None:
    (fact,) = unmark(f"{{{{x|{written}}}}}").facts
    assert (fact.low, fact.high, fact.word) == (low, high, word)


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2026-03-02", date(2026, 3, 2), date(2026, 3, 2)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2026-03-02..2026-03-09", date(2026, 3, 2), date(2026, 3, 9)),
        ("..2026-03", None, date(2026, 3, 31)),
        ("2026-03-02..", date(2026, 3, 2), None),
    ],
)
def test_what_a_date_says(written: str, earliest: date | None, latest: date | None) -> None:
    (fact,) = unmark(f"{{{{x|hb=1@{written}}}}}").facts
    assert fact.date == DateInterval(earliest, latest)


def test_a_date_that_is_unclear_is_not_one_that_is_not_given() -> None:
    unclear, none = unmark("{{x|hb=1@?}} {{y|hb=2}}").facts
    assert (unclear.date, unclear.date_unclear) == (None, True)
    assert (none.date, none.date_unclear) == (None, False)


def test_units_that_are_not_written_are_not_units_that_are_not_scored() -> None:
    none, unscored = unmark("{{x|hb=1[]}} {{y|hb=2}}").facts
    assert (none.unit, unscored.unit) == ("", None)


def test_a_status_and_words_with_a_bar() -> None:
    (fact,) = unmark("{{|ALT(U/L)|17|alt=17[U/L]/active}}").facts
    assert (fact.start, fact.end, fact.status) == (0, 12, "active")


@pytest.mark.parametrize(
    "marked", ["{{Hb 9|hb=9", "Hb 9}}", "{{Hb 9}}", "{{Hb 9|Hb=9}}", "{{x|hb=9@2026-13-01}}", "{{x|hb=9@x}}"]
)
def test_a_broken_mark_is_refused(marked: str) -> None:
    with pytest.raises(MarkError):
        unmark(marked)
