"""The page's door to screening: dates nobody gave, sources, and who the notes are about."""

from __future__ import annotations

from datetime import date

import pytest

from ui.page import examples, service
from ui.page.charts import Chart, Entry, PlannedDates
from ui.page.wording import LANGUAGES

WOMAN = Entry("a.txt", b"Clinic note 10 Mar 2026\n34-year-old woman with SLE.", "file")
MAN = Entry("b.txt", b"Clinic note 11 Mar 2026\n61-year-old man with SLE.", "file")
FACT = Entry("typed", "anti-HCV negative 12 Mar 2026", "typed")
DATES = PlannedDates(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))


def statuses(answer: service.Answer) -> dict[str, str]:
    return {item["id"]: item["status"] for item in answer.report("en")["criteria"]}


def test_a_screening_date_that_nobody_gave_is_said_to_be_assumed() -> None:
    assert service.planned(PlannedDates()).assumed == ("screening",)
    assert service.planned(DATES).assumed == ()


def test_dates_in_the_wrong_order_are_refused_in_a_sentence() -> None:
    chart = Chart((WOMAN,), PlannedDates(date(2026, 3, 12), None, date(2026, 3, 1)))
    with pytest.raises(service.Unusable, match="2026-03-01"):
        service.answer(chart)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", "   "])
def test_what_is_no_note_is_refused_in_a_sentence(data: bytes | str) -> None:
    with pytest.raises(service.Unusable, match="scan"):
        service.check(Entry("scan.txt", data, "file"))


def test_a_typed_fact_is_a_document_of_its_own_and_decides() -> None:
    without, with_fact = (service.answer(Chart(entries, DATES)) for entries in ((WOMAN,), (WOMAN, FACT)))
    assert statuses(without)["EXC-10.2"] == "unknown"
    assert statuses(with_fact)["EXC-10.2"] == "pass"
    assert [note["source"] for note in with_fact.report("en")["documents"]] == ["file", "typed"]


def test_notes_of_two_patients_decide_nothing_until_a_person_says_so() -> None:
    asked = service.answer(Chart((WOMAN, MAN, FACT), DATES))
    assert asked.asks
    assert set(statuses(asked).values()) == {"unknown"}
    told = service.answer(Chart((WOMAN, MAN, FACT), DATES, confirmed=frozenset(("a.txt", "b.txt", "typed"))))
    assert not told.asks
    assert statuses(told)["EXC-10.2"] == "pass"


def test_a_fact_that_names_nobody_is_not_asked_about_again() -> None:
    chart = Chart((WOMAN, MAN, FACT), DATES, confirmed=frozenset(("a.txt", "b.txt")))
    assert not service.answer(chart).asks


def test_a_further_patient_does_not_hide_behind_a_disagreement_that_was_explained() -> None:
    other = Entry("c.txt", b"Clinic note 11 Mar 2026\n19-year-old man with SLE.", "file")
    chart = Chart((WOMAN, MAN, other), DATES, confirmed=frozenset(("a.txt", "b.txt")))
    assert service.answer(chart).asks


def test_the_head_of_the_page_is_that_of_the_protocol() -> None:
    head = service.trial("en")
    assert (head["id"], head["record_version"], head["recruitment"]) == (
        "NCT07083349",
        "2025-07-28",
        "NOT_YET_RECRUITING",
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "outlook"), [("refer", "refer"), ("wait", "wait"), ("never", "unlikely")])
def test_each_example_is_what_its_button_says(name: str, outlook: str, lang: str) -> None:
    example = examples.load(name, lang)
    report = service.answer(Chart((example.entry,), example.dates)).report(lang)
    assert report["outlook"] == outlook
