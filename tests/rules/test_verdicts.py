"""From statuses to what to do: overall, outlook and the earliest date."""

from __future__ import annotations

from datetime import date

import pytest

from rules.checker import check
from rules.facts import FactBase
from rules.protocol import load_protocol
from rules.verdicts import Status, earliest_eligible, outlook, overall
from tests.rules.builders import DATES, fact, lab

NK510 = load_protocol("NCT07083349")
BELIMUMAB = fact("treatment", "belimumab", last_given=date(2026, 2, 25), status="stopped")
UV = fact("procedure", "uv_therapy", status="done", date=date(2026, 3, 10))
CANCER = fact("condition", "breast_cancer")
ANAEMIA = lab("hb", 60)


@pytest.mark.parametrize(
    ("facts", "whole", "advice"),
    [
        pytest.param([], "needs_information", "complete_the_chart", id="silence"),
        pytest.param([BELIMUMAB], "ineligible", "wait", id="time cures it"),
        pytest.param([BELIMUMAB, ANAEMIA], "ineligible", "wait", id="time and a repeated test"),
        pytest.param([BELIMUMAB, CANCER], "ineligible", "unlikely", id="one is permanent"),
    ],
)
def test_overall_and_outlook(facts: list[FactBase], whole: str, advice: str) -> None:
    verdicts = check(NK510, facts, DATES)
    assert (overall(verdicts), outlook(verdicts)) == (whole, advice)


def test_the_earliest_date_is_the_latest_of_the_running_windows() -> None:
    verdicts = check(NK510, [BELIMUMAB, UV], DATES)
    earliest = earliest_eligible(verdicts, DATES.infusion.day)
    assert earliest.status == "from"
    assert (earliest.possible, earliest.certain) == (date(2026, 4, 22), date(2026, 5, 4))
    assert set(earliest.because) == {"EXC-03.2", "EXC-03.3"}


def test_a_permanent_fail_has_no_earliest_date() -> None:
    earliest = earliest_eligible(check(NK510, [BELIMUMAB, CANCER], DATES), DATES.infusion.day)
    assert (earliest.status, earliest.possible, earliest.because) == ("never", None, ("EXC-09",))


def test_nothing_is_decided_without_words_behind_it() -> None:
    silent = fact("condition", "breast_cancer", evidence=())
    verdict = next(item for item in check(NK510, [silent], DATES) if item.id == "EXC-09")
    assert verdict.status is Status.UNKNOWN


def test_criteria_of_pregnancy_do_not_apply_to_men() -> None:
    verdicts = {item.id: item for item in check(NK510, [fact("demographic", "sex", value="male")], DATES)}
    assert verdicts["INC-08a"].status is verdicts["INC-08b"].status is Status.NOT_APPLICABLE
    assert verdicts["INC-08c"].status is Status.UNKNOWN
