"""What is worked out once for a chart, a question or a protocol is never taken for another one's."""

from __future__ import annotations

from datetime import timedelta

from rules import terminology
from rules.chart import Chart, Site
from rules.checker import check
from rules.facts import FactBase
from rules.protocol import load_protocol
from rules.verdicts import Verdict
from tests.rules.builders import DATES, ago, fact, given, lab

NK510 = load_protocol("NCT07083349")
ILL = (fact("condition", "sle"), lab("hb", 60), given("belimumab", last_given=ago(20), status="stopped"))
WELL = (fact("condition", "sle"), lab("hb", 110), given("belimumab", last_given=ago(400), status="stopped"))


def _statuses(verdicts: tuple[Verdict, ...]) -> dict[str, str]:
    return {verdict.id: verdict.status.value for verdict in verdicts}


def test_the_same_facts_get_the_same_verdicts_whatever_was_asked_between() -> None:
    first = check(NK510, ILL, DATES)
    assert _statuses(check(NK510, WELL, DATES)) != _statuses(first)
    assert check(NK510, ILL, DATES) == first


def test_other_days_and_settings_are_asked_anew_of_the_same_facts() -> None:
    now = _statuses(check(NK510, ILL, DATES))
    later = _statuses(check(NK510, ILL, DATES.moved(200)))
    assert (now["EXC-03.3"], later["EXC-03.3"]) == ("fail", "pass")
    known = Site(half_lives={"belimumab": (1.0, 1.0)}, windows={"screening_window": "1 day"})
    assert check(NK510, ILL, DATES, known) != check(NK510, ILL, DATES)


def test_a_list_that_has_grown_is_read_anew() -> None:
    facts: list[FactBase] = [*WELL]
    before = _statuses(check(NK510, facts, DATES))
    facts.append(fact("condition", "breast_cancer"))
    after = _statuses(check(NK510, facts, DATES))
    assert (before["EXC-09"], after["EXC-09"]) == ("unknown", "fail")


def test_criteria_of_one_scope_share_it() -> None:
    scoped = [criterion.applies_when for criterion in NK510.criteria if criterion.applies_when is not None]
    assert len(scoped) > len({id(node) for node in scoped})


def test_events_of_both_kinds_stand_in_the_order_of_their_notes() -> None:
    day = DATES.screening_day
    facts = tuple(
        fact(kind, name, id=f"F{number}", written_on=day - timedelta(days=10 - number))
        for number, (kind, name) in enumerate(
            (("procedure", "surgery"), ("condition", "surgery"), ("procedure", "surgery"))
        )
    )
    chart = Chart(facts[::-1], terminology.load())
    assert [event.id for event in chart.events("surgery")] == ["F0", "F1", "F2"]
