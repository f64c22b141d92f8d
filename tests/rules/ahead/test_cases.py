"""The dates of whole charts, told day by day by the checker: the scripted facts of the labelled cases."""

from __future__ import annotations

import pytest

from rules.ahead.lapsing import expiries
from rules.chart import Dates, Question
from rules.checker import ask, check
from rules.facts import FactBase
from rules.verdicts import Status
from tests.rules.ahead.worlds import NK510, first_days, opened, verdict_on
from tests.rules.scripts import SCRIPTS
from tests.rules.test_scripted import case_of, facts_of

NAMES = sorted(path.stem for path in SCRIPTS.glob("*.yaml"))


def chart_of(name: str) -> tuple[tuple[FactBase, ...], Question]:
    case, facts = case_of(name), facts_of(name)
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
    return facts, ask(NK510, facts, dates)


@pytest.mark.parametrize("name", NAMES)
def test_running_windows(name: str) -> None:
    facts, question = chart_of(name)
    for verdict in check(NK510, facts, question.dates):
        windows = [window for leaf in verdict.finding.leaves() for window in leaf.windows if window.rule != "fresh"]
        judged = {id(fact) for window in windows for fact in window.facts}
        if verdict.status not in (Status.FAIL, Status.UNKNOWN) or not judged:
            continue
        own = [fact for fact in facts if id(fact) in judged]
        beside = [fact for fact in facts if id(fact) not in judged]
        possible, certain = first_days(verdict.id, own, question.dates, 240, beside)
        said = opened(verdict, question.dates)
        if said is None:
            assert (possible if verdict.status is Status.FAIL else certain) is None, verdict.id
        else:
            assert said == (possible, certain), verdict.id


@pytest.mark.parametrize("name", NAMES)
def test_last_days(name: str) -> None:
    facts, question = chart_of(name)
    found = expiries(check(NK510, facts, question.dates), question)
    assert found
    for item in found:
        assert verdict_on(question, item.criterion, item.days_left).status is Status.PASS, item.criterion
        assert verdict_on(question, item.criterion, item.days_left + 1).status is not Status.PASS, item.criterion
