"""Logs of infusions and tablets, drugs only approved, doses that ended, lengths in brackets. Notes of 2026-10-08."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.documents import read_documents
from assistant.extraction import treatments
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology
from rules.dates import DateInterval

LOG = """Chart 1188 = study candidate (F, 35)     Chart 1189 = next in file

03/16/2026  1188    Truxima (rituximab-abbs)    1000 mg     IV      given
04/13/2026  1188    rituximab                   1000 mg     IV      CANCELLED
05/12/2026  1188    XB-77 or matching placebo   blinded     IV      given, visit 6 of 6
05/26/2026  1189    ertapenem                   1 g         IV      given, day 3/14
"""
TABLETS = """2026-02-25\t硫唑嘌呤\t50mg bid\t28\t新开
2026-03-25\t硫唑嘌呤\t50mg bid\t56\t
2026-09-05\t硫唑嘌呤\t50mg bid\t56\t
"""


@cache
def read(text: str) -> tuple[DraftFact, ...]:
    (document,) = read_documents(text, "note", date(2026, 10, 8))
    return tuple(treatments.read(build_frame(document, terminology.load())))


def test_a_row_belongs_to_the_chart_that_it_names() -> None:
    assert {fact.name: fact.subject for fact in read(LOG)}["ertapenem"] == "other"


def test_a_cancelled_row_was_not_given() -> None:
    rows = [fact.fields.get("status", "given") for fact in read(LOG) if fact.name == "rituximab"]
    assert rows == ["given", "planned"]


def test_a_blinded_row_may_be_a_study_drug() -> None:
    (fact,) = [fact for fact in read(LOG) if fact.name == "experimental_treatment"]
    assert (fact.certainty, fact.fields["last_given"]) == ("suspected", DateInterval.on(date(2026, 5, 12)))


def test_tablets_handed_out_again_and_again_began_with_the_first_row() -> None:
    began = [fact.fields["started"] for fact in read(TABLETS) if "started" in fact.fields]
    assert began == [DateInterval.on(date(2026, 2, 25))]


PLANNED = [
    "Anifrolumab has been approved for her by the funding panel and will start in January.",
    "Belimumab was approved by insurance last week; first dose pending.",
]


@pytest.mark.parametrize("text", PLANNED)
def test_what_is_only_approved_is_planned(text: str) -> None:
    (fact,) = read(text)
    assert fact.fields["status"] == "planned"


def test_approved_and_given_is_not_planned() -> None:
    (fact,) = read("Belimumab was approved and given on 9/1/2026; next dose will be given in November.")
    assert fact.fields["last_given"] == DateInterval.on(date(2026, 9, 1))


def test_the_end_of_a_dose_is_a_change_not_a_stop() -> None:
    (fact,) = read("Prednisone 20 mg now; it was 25 until 5/13/26.")
    assert (fact.fields["status"], fact.fields["changed"]) == ("ongoing", DateInterval.on(date(2026, 5, 13)))


def test_everything_unchanged_means_steroid_and_immunosuppressant() -> None:
    facts = read("CellCept 1 g BID since 4/14/26, prednisone since 2022, HCQ 200. Everything unchanged since 6/1.")
    stable = {fact.name for fact in facts if fact.fields.get("stable_since") == DateInterval.on(date(2026, 6, 1))}
    assert stable == {"mycophenolate_mofetil", "prednisone"}


def test_a_length_in_brackets_tells_the_beginning() -> None:
    (fact,) = read("She takes prednisolone 5 mg (two years).")
    assert fact.fields["started"].latest == date(2024, 10, 8)


def test_prophylaxis_of_the_next_drug_is_not_that_of_a_dated_course() -> None:
    facts = read("cefepime IV 9/28/26 to 10/3/26, levofloxacin prophylaxis.")
    assert [fact.fields["intent"] for fact in facts] == ["treatment", "prophylaxis"]


def test_a_form_filled_in_by_the_study_nurse_is_no_trial() -> None:
    assert read("Completed 14 May 2026 by study nurse, initials L.M.") == ()
