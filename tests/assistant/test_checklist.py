"""Every question of the checklist with each answer, read by the embedded reader and judged by the rules."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from assistant.checklist import NAME, Answer, Question, Reply, questions, to_ask, written
from assistant.documents import read_chart
from assistant.errors import InputError
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import load_protocol

TRIAL = "NCT07083349"
ON, DAY, LONG_AGO = date(2026, 3, 12), date(2026, 3, 2), date(2023, 5, 6)
DATES = Dates.planned(ON, date(2026, 3, 16), date(2026, 3, 20))
BARE = {
    "en": "Clinic note 10 Mar 2026\n34-year-old woman with SLE.\n",
    "zh": "门诊病历 2026-03-10\n患者女，34岁，系统性红斑狼疮。\n",
}


def report(lang: str, answers: list[Answer]) -> dict[str, Any]:
    text = written(answers, ON, lang)
    files = [("note.txt", BARE[lang]), *([(NAME, text)] if text else [])]
    documents = read_chart(files, screening=ON)
    return screen(documents, load_protocol(TRIAL), DATES).to_json()


def statuses(found: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["status"] for item in found["criteria"]}


@cache
def before(lang: str) -> dict[str, str]:
    return statuses(report(lang, []))


def answer(question: Question, reply: Reply, day: date = DAY) -> Answer:
    return Answer(question.id, reply, day if reply == "yes" and question.wants == "day" else None)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("reply", ["yes", "no"])
@pytest.mark.parametrize("question", questions().values(), ids=lambda question: question.id)
def test_an_answer_decides_its_criteria_as_it_should_and_nothing_else(
    question: Question, reply: Reply, lang: str
) -> None:
    found = report(lang, [answer(question, reply)])
    expected = {criterion: effect[reply] for criterion, effect in question.settles[TRIAL].items() if reply in effect}
    assert expected
    assert statuses(found) == {**before(lang), **expected}
    for item in found["criteria"]:
        if item["id"] in expected and item["status"] != "unknown":
            assert any(each["document"] == NAME for each in item["evidence"])
    assert found["documents"][-1]["written_on"] == "2026-03-12"
    assert found["identity"]["conflicts"] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "question", [each for each in questions().values() if each.wants == "day"], ids=lambda question: question.id
)
def test_a_yes_with_a_day_long_ago_does_not_stand_in_the_way(question: Question, lang: str) -> None:
    found = statuses(report(lang, [answer(question, "yes", LONG_AGO)]))
    assert {found[criterion] for criterion in question.settles[TRIAL]} <= {"pass", "unknown"}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("reply", ["yes", "no"])
def test_all_answers_together_come_to_what_each_comes_to(reply: Reply, lang: str) -> None:
    """Sentences of one document must not lend each other their negation, their day or their subject."""
    every = [answer(each, reply) for each in questions().values()]
    found = statuses(report(lang, every))
    for question in questions().values():
        for criterion, effect in question.settles[TRIAL].items():
            wanted = effect.get(reply)
            if wanted is not None and reply == "no":
                assert found[criterion] == wanted, (question.id, criterion)
            elif wanted == "fail":
                assert found[criterion] in ("fail", "unknown"), (question.id, criterion)


def test_do_not_know_writes_nothing() -> None:
    assert written([], ON, "en") == ""


def test_what_is_open_is_asked_and_what_is_settled_is_not() -> None:
    asked = [each.id for each in to_ask(report("en", []))]
    assert {"cancer", "vaccine", "breastfeeding"} <= set(asked)
    settled = report("en", [Answer("cancer", "no")])
    assert "cancer" not in [each.id for each in to_ask(settled)]
    assert [each.id for each in to_ask(settled, ["cancer"])] == asked


def test_a_yes_that_wants_its_day_is_not_taken_without_or_with_one_to_come() -> None:
    with pytest.raises(InputError, match="say on which day"):
        written([Answer("vaccine", "yes")], ON, "en")
    with pytest.raises(InputError, match="lies after"):
        written([Answer("vaccine", "yes", date(2026, 3, 13))], ON, "en")


def test_the_questions_are_of_this_trials_criteria_and_suggest_no_change_of_treatment() -> None:
    known = {criterion.id for criterion in load_protocol(TRIAL).criteria}
    for question in questions().values():
        assert set(question.criteria(TRIAL)) <= known
        texts = [*question.ask.values(), *(text for each in question.sentences.values() for text in each.values())]
        assert set(question.ask) == {"en", "zh"}
        assert not any(
            word in text.lower() for text in texts for word in ("stop", "停", "withhold", "hold", "discontinue")
        )
        assert ("{day}" in question.sentences["yes"]["en"]) == (question.wants == "day")
