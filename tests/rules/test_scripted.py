"""The checker alone: from facts as a perfect reader makes them, every status of a labelled case follows."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.cases import SUITES, Case, load_case
from rules.chart import Dates
from rules.checker import check
from rules.facts import FactBase
from rules.protocol import load_protocol
from rules.verdicts import overall
from tests.rules.scripts import SCRIPTS, read_script

NAMES = sorted(path.stem for path in SCRIPTS.glob("*.yaml"))
TRIAL = load_protocol("NCT07083349")


@cache
def case_of(name: str) -> Case:
    return load_case(SUITES["nk510"] / f"{name}.json", "nk510")


@cache
def facts_of(name: str) -> tuple[FactBase, ...]:
    return read_script(case_of(name))


def statuses(name: str, facts: tuple[FactBase, ...]) -> dict[str, str]:
    case = case_of(name)
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
    verdicts = check(TRIAL, facts, dates)
    return {"overall": overall(verdicts)} | {verdict.id: str(verdict.status) for verdict in verdicts}


@pytest.mark.parametrize("name", NAMES)
def test_facts_of_a_perfect_reader_give_every_status_of_the_case(name: str) -> None:
    case = case_of(name)
    assert statuses(name, facts_of(name)) == {"overall": case.overall, **case.gold}


def test_each_language_has_five_scripts() -> None:
    assert [sum(name.startswith(language) for name in NAMES) for language in ("en", "zh")] == [5, 5]


@pytest.mark.parametrize("name", NAMES)
def test_silence_decides_nothing(name: str) -> None:
    said = statuses(name, ())
    assert said.pop("overall") == "needs_information"
    assert len(said) == 44
    assert set(said.values()) == {"unknown"}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_the_order_of_the_facts_changes_nothing(name: str, data: st.DataObject) -> None:
    shuffled = tuple(data.draw(st.permutations(facts_of(name))))
    assert statuses(name, shuffled) == statuses(name, facts_of(name))


@pytest.mark.parametrize("subject", ["family", "other"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_others_changes_nothing(name: str, subject: str) -> None:
    every = tuple(fact for script in NAMES for fact in facts_of(script))
    strange = tuple(
        fact.model_copy(update={"subject": subject, "id": f"{subject}{number}"}) for number, fact in enumerate(every)
    )
    assert statuses(name, (*facts_of(name), *strange)) == statuses(name, facts_of(name))
    assert statuses(name, strange) == statuses(name, ())
