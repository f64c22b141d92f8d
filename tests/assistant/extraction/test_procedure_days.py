"""Days of operations by the note they stand in, denials since a named event, answers in cells. Notes of 2026-10-08."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.documents import read_documents
from assistant.extraction import procedures
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology
from rules.dates import DateInterval

NOTE = date(2026, 10, 8)


@cache
def read(text: str) -> tuple[DraftFact, ...]:
    documents = read_documents(text, "note", NOTE)
    return tuple(fact for one in documents for fact in procedures.read(build_frame(one, terminology.load())))


def test_an_operation_note_dates_its_operation() -> None:
    text = "=== NOTE: Operation note (extract) 2026-09-08 ===\nLeft total hip replacement. Home day 4."
    (fact,) = [fact for fact in read(text) if fact.name == "joint_replacement"]
    assert fact.fields["date"] == DateInterval.on(date(2026, 9, 8))


def test_an_operation_note_does_not_date_earlier_operations() -> None:
    text = "=== NOTE: Operation note 2026-09-08 ===\nPrevious appendicectomy."
    assert all("date" not in fact.fields for fact in read(text) if fact.name == "appendectomy")


RECOVERY = [
    ("ACL repair 5/12/26, released to sport without restriction 6/9/26.", "ligament_repair", True),
    ("Rotator cuff repair 7/2/2026, cleared for full activity.", "ligament_repair", True),
    ("右膝前交叉韧带重建术 2026-05-12，已恢复运动", "ligament_repair", True),
    ("Two weeks post op. Wound dry, clips out. Walks with a frame, cannot yet do stairs.", "surgery", False),
    ("切口甲级愈合，拆线。右下肢不能负重，拄双拐。未恢复。", "surgery", False),
]


@pytest.mark.parametrize(("text", "name", "recovered"), RECOVERY)
def test_recovery(text: str, name: str, recovered: bool) -> None:
    assert [fact.fields["recovered"] for fact in read(text) if fact.name == name] == [recovered]


def test_weeks_after_an_operation_count_back() -> None:
    (fact,) = read("Two weeks post op. Wound dry, clips out. Walks with a frame.")
    assert fact.fields["date"] == DateInterval(date(2026, 9, 21), date(2026, 9, 27))


def test_a_fracture_out_of_plaster_and_signed_off_is_resolved() -> None:
    text = "Wrist fracture in plaster in August 2026, out of it by mid September, signed her off as recovered."
    assert [fact.fields["status"] for fact in read(text) if fact.name == "fracture"] == ["resolved"]


SINCE = [
    ("Autologous HSCT 7/20/2026 abroad. No live vaccine since the transplant.", "live_vaccine", date(2026, 7, 20)),
    ("No live vaccine since age 5.", "live_vaccine", date(2024, 10, 8)),
    ("PSHx ACL recon 2023, nil since.", "surgery", date(2023, 12, 31)),
    ("Surg: the pacemaker 2023, meniscus 2018, none since.", "surgery", date(2023, 12, 31)),
    ("  Live vax <4wk                 N    Inactivated flu shot 10/2025", "live_vaccine", date(2026, 9, 10)),
    ("  Major surg <4wk                 N    BTL 2019, chole 2022", "major_surgery", date(2026, 9, 10)),
]


@pytest.mark.parametrize(("text", "name", "first"), SINCE)
def test_a_denial_reaches_back_to_what_it_names(text: str, name: str, first: date) -> None:
    periods = [f.fields["period"] for f in read(text) if f.name == name and f.certainty == "denied"]
    assert periods == [DateInterval(first, NOTE)]


def test_since_an_event_without_a_day_covers_the_note_alone() -> None:
    (fact,) = read("No live vaccine since the transplant.")
    assert fact.fields["period"] == DateInterval.on(NOTE)


def test_a_practice_is_no_operation() -> None:
    facts = read("Had shingles vaccine at surgery 07/09 - the practice says: Shingrix, not live.")
    assert {fact.name for fact in facts} == {"zoster_recombinant_vaccine"}


def test_no_light_is_none_at_all_beside_another_denial() -> None:
    (fact,) = read("No UV. No other investigational product.")
    assert (fact.name, fact.fields) == ("uv_therapy", {"reach": "ever"})


@pytest.mark.parametrize("text", ["No UV exposure advised.", "No UV protection used."])
def test_sun_is_no_treatment(text: str) -> None:
    assert read(text) == ()
