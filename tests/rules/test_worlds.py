"""What only one reader vouches for decides nothing; what two readers read differently asks for a person's eye."""

from __future__ import annotations

from datetime import date

import pytest

from eval.screened import protocol
from rules.chart import Dates
from rules.checker import check
from rules.facts import Condition, Evidence, FactBase, Treatment
from rules.verdicts import Verdict

DATES = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20), ())
WRITTEN = date(2026, 3, 10)


def said(words: str, name: str, **fields: object) -> Condition:
    evidence = (Evidence(document="note", start=0, end=len(words), quote=words),)
    data = {"id": words, "name": name, "evidence": evidence, "written_on": WRITTEN}
    return Condition.model_validate({**data, **fields})


NO_CANCER = said("never had cancer", "malignancy", certainty="denied", reach="ever")
LYMPHOMA = said("lymphoma", "lymphoma")
FEVER = said("fever", "fever")


def unconfirmed(fact: FactBase) -> FactBase:
    return fact.model_copy(update={"unconfirmed": True})


def exc09(*facts: FactBase) -> Verdict:
    return next(verdict for verdict in check(protocol(), facts, DATES) if verdict.id == "EXC-09")


@pytest.mark.parametrize(
    ("facts", "status", "review"),
    [
        pytest.param([NO_CANCER], "pass", False, id="both readers: denied"),
        pytest.param([LYMPHOMA], "fail", False, id="both readers: there"),
        pytest.param([unconfirmed(LYMPHOMA)], "unknown", True, id="one reader alone never fails a criterion"),
        pytest.param([unconfirmed(NO_CANCER)], "unknown", True, id="one reader alone never passes one"),
        pytest.param([NO_CANCER, unconfirmed(LYMPHOMA)], "unknown", True, id="one reader doubts what is denied"),
        pytest.param([LYMPHOMA, unconfirmed(NO_CANCER)], "fail", False, id="what is so either way stands"),
        pytest.param([NO_CANCER, unconfirmed(FEVER)], "pass", False, id="about something else"),
    ],
)
def test_what_one_reader_alone_says(facts: list[FactBase], status: str, review: bool) -> None:
    verdict = exc09(*facts)
    assert verdict.status.value == status
    assert verdict.needs_review is review


def test_the_words_that_only_one_reader_takes_so_are_shown() -> None:
    verdict = exc09(NO_CANCER, unconfirmed(LYMPHOMA))
    assert verdict.finding.code == "unconfirmed"
    assert [item.quote for item in verdict.evidence] == ["lymphoma"]
    assert [remark.code for remark in verdict.missing] == ["look_at_the_words"]


def test_many_unconfirmed_facts_are_tried_together() -> None:
    many = [unconfirmed(said(f"lump {number}", "lymphoma")) for number in range(60)]
    assert exc09(NO_CANCER, *many).status.value == "unknown"


def test_what_two_readers_read_differently_keeps_its_status_and_asks_for_a_look() -> None:
    verdict = exc09(NO_CANCER.model_copy(update={"disputed": True}))
    assert verdict.status.value == "pass"
    assert verdict.needs_review


def test_an_unconfirmed_dose_neither_shortens_nor_ends_a_wash_out() -> None:
    def dose(day: date, **fields: object) -> FactBase:
        words = f"belimumab {day}"
        evidence = (Evidence(document="note", start=0, end=len(words), quote=words),)
        data = {"id": words, "name": "belimumab", "drug_class": "biologic", "evidence": evidence, "last_given": day}
        return Treatment.model_validate({**data, "status": "stopped", "written_on": WRITTEN, **fields})

    def stands(*facts: FactBase) -> str:
        return next(one.status.value for one in check(protocol(), facts, DATES) if one.id == "EXC-03.3")

    old, new = dose(date(2024, 1, 5)), dose(date(2026, 3, 2))
    assert stands(old) != stands(new) == "fail"
    assert stands(old, unconfirmed(new)) == "unknown"
