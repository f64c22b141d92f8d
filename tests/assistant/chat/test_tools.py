"""Each tool says what the checker decided, with the record's and the note's own words, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from assistant.chat import tools
from assistant.chat.case import Case
from assistant.chat.days import Days
from assistant.chat.otherdays import what_if
from assistant.chat.told import Told
from assistant.chat.wording import sentences
from assistant.corrections.deciding import Override
from assistant.screening import ScreeningReport, Settings, decide
from rules.catalogue import Lang
from rules.protocol import load_protocol
from rules.verdicts import Status
from tests.assistant.chat.cases import NOTE, TRIAL, case, empty

LANGUAGES: tuple[Lang, ...] = ("en", "zh")
OTHER = "Clinic note 11 Mar 2026\n61-year-old man with SLE. Anti-HCV negative 11 Mar 2026."


def said(told: Told) -> str:
    return "\n".join(line.text for line in told.lines)


def on(year: int, month: int, day: int) -> Days:
    return Days(date(year, month, day), date(year, month, day))


def every_answer(of: Case, lang: Lang) -> Iterator[Told]:
    yield tools.screen(of, lang)
    yield tools.explain(of, lang)
    yield tools.explain(of, lang, criteria=("EXC-03.3", "INC-05"))
    yield tools.explain(of, lang, about="belimumab")
    yield tools.missing(of, lang)
    yield tools.earliest(of, lang)
    yield what_if(of, lang, {"infusion": Days(date(2026, 5, 1), date(2026, 5, 31))})
    yield what_if(of, lang, {"screening": on(2026, 4, 20)})
    yield tools.search(of, lang, query="pregnancy")
    yield tools.compare(of, lang)


def test_both_languages_say_the_same_with_the_same_places() -> None:
    def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
        if isinstance(node, Mapping):
            for key, value in node.items():
                yield from leaves(value, f"{path}.{key}")
        else:
            yield path, str(node)

    english, chinese = (dict(leaves(sentences(lang))) for lang in LANGUAGES)
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", chinese[key])), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_citation_holds_the_records_and_the_notes_own_words(lang: Lang) -> None:
    for told in every_answer(case(), lang):
        for citation in told.citations:
            criterion = load_protocol(citation.trial).criterion(citation.criterion)
            assert citation.registry == tuple(criterion.text)
            for quote in citation.quotes:
                assert NOTE[quote["start"] : quote["end"]] == quote["quote"]
        json.dumps(told.to_json())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_criterion_that_a_sentence_is_about_is_named_in_it_or_cited(lang: Lang) -> None:
    for told in every_answer(case(), lang):
        known = {citation.criterion for citation in told.citations}
        for line in told.lines:
            assert all(name in line.text or name in known for name in line.criteria)


def test_what_stands_in_the_way_is_explained_with_its_arithmetic_and_quote() -> None:
    told = tools.explain(case(), "en")
    assert "22 days before infusion; more than 54.9-59.4 are needed" in said(told)
    (citation,) = told.citations
    assert citation.criterion == "EXC-03.3"
    assert [quote["quote"] for quote in citation.quotes][:1] == ["last belimumab infusion 25 Feb 2026, stopped"]


def test_with_nothing_in_the_way_why_not_is_what_is_open() -> None:
    told = tools.explain(case("Clinic note 10 Mar 2026\n34-year-old woman with SLE."), "en")
    assert said(told).startswith("Nothing stands in the way. What keeps it undecided are")
    assert {citation.status for citation in told.citations} == {"unknown"}


def test_a_drug_brings_the_words_of_the_note_and_the_criteria_that_ask_for_it() -> None:
    told = tools.explain(case(), "zh", about="贝利尤单抗")
    assert "“last belimumab infusion 25 Feb 2026, stopped”" in said(told)
    assert [citation.criterion for citation in told.citations] == ["EXC-03.3", "INC-04a"]


def test_what_no_criterion_asks_about_is_said_so() -> None:
    told = tools.explain(case(), "en", about="osteoporosis")
    assert said(told) == (
        f"No criterion of {TRIAL} asks about osteoporosis.\nNothing on osteoporosis was read in the notes."
    )


def test_what_is_missing_has_an_owner_and_an_id() -> None:
    told = tools.missing(case(), "en")
    assert "Ask the patient: whether the patient agrees to contraception until 3 months" in said(told)
    assert "(INC-08c)." in said(told)
    only = tools.missing(case(), "en", owner="test")
    assert {item["settled_by"] for item in only.data["questions"]} == {"test"}
    assert "Ask the patient" not in said(only)


def test_what_is_settled_is_not_asked_again() -> None:
    told = tools.missing(case(), "en", criteria=("EXC-03.3",))
    assert said(told) == "Biologic within 4 weeks or 3 half-lives (EXC-03.3) is settled: stands in the way."


def test_the_earliest_day_names_what_sets_it() -> None:
    told = tools.earliest(case(), "en")
    assert told.data == {"status": "from", "possible": "2026-04-21", "certain": "2026-05-03"}
    assert "The day is set by Biologic within 4 weeks or 3 half-lives (EXC-03.3)" in said(told)


def test_what_is_permanent_leaves_no_day() -> None:
    told = tools.earliest(case(f"{NOTE}\nBreast cancer 2019."), "en")
    assert told.data["status"] == "never"
    assert "EXC-09" in said(told)


def test_other_days_are_judged_by_the_checker_and_the_plan_stays() -> None:
    before = case().screened
    told = what_if(case(), "en", {"infusion": on(2026, 5, 4)})
    assert "screening is on 27 Apr 2026" in said(told)
    assert {"criterion": "EXC-03.3", "before": "fail", "after": "pass"} in told.data["changes"]
    assert "stands in the way → does not stand in the way" in said(told)
    assert case().screened == before


def test_a_month_is_tried_day_by_day() -> None:
    told = what_if(case(), "en", {"infusion": Days(date(2026, 4, 1), date(2026, 5, 31))})
    assert [(each["first"], each["last"], each["fails"], each["open"]) for each in told.data["stretches"]] == [
        ("2026-04-01", "2026-04-20", ["EXC-03.3"], []),
        ("2026-04-21", "2026-05-02", [], ["EXC-03.3"]),
        ("2026-05-03", "2026-05-31", [], []),
    ]


def test_results_that_would_be_too_old_are_named() -> None:
    told = what_if(case(), "en", {"screening": on(2026, 4, 20)})
    assert (
        "too old by then, to be measured or asked again: Blood count in the 7 days before lymphodepletion (INC-04d)"
        in said(told)
    )


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"screening": on(2026, 5, 1), "infusion": on(2026, 4, 1)}, "These days cannot be"),
        ({"infusion": on(2031, 4, 1)}, "Only days within two years"),
        ({}, "Say which day is meant"),
    ],
)
def test_days_that_cannot_be_are_refused_in_a_sentence(days: dict[str, Days], sentence: str) -> None:
    told = what_if(case(), "en", days)
    assert said(told).startswith(sentence)
    assert not told.supported


def test_the_protocol_is_quoted_word_for_word_with_the_id() -> None:
    told = tools.search(case(), "zh", query="方案里关于妊娠怎么说")
    text = load_protocol(TRIAL).criterion("INC-08b").text[0]
    assert said(told).splitlines()[0] == f"INC-08b：“{text}”"
    assert "INC-08b大意：" in said(told)


@pytest.mark.parametrize("query", ["what does the protocol say about osteoporosis", "方案里关于骨质疏松怎么说"])
def test_what_no_passage_is_about_is_not_said(query: str) -> None:
    told = tools.search(case(), "en", query=query)
    assert not told.supported
    assert told.citations == ()
    assert said(told).startswith(f"The registry record of {TRIAL} has no passage about")


def test_another_trial_is_checked_on_the_same_facts() -> None:
    told = tools.compare(case(), "en", "NCT00709722")
    assert [each["trial"] for each in told.data["trials"]] == [TRIAL, "NCT00709722"]
    assert {citation.trial for citation in told.citations} == {TRIAL, "NCT00709722"}
    assert not tools.compare(case(), "en", "NCT99999999").supported


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_two_patients_nothing_is_said(lang: Lang) -> None:
    of = case(NOTE, OTHER)
    assert isinstance(of.screened, ScreeningReport)
    assert of.undecided
    for told in (tools.screen(of, lang), tools.explain(of, lang), tools.earliest(of, lang), tools.compare(of, lang)):
        assert said(told) == sentences(lang)["two_patients"]


def test_without_a_note_nothing_is_said_of_a_patient() -> None:
    for told in (tools.screen(empty(), "en"), tools.missing(empty(), "en"), tools.earliest(empty(), "en")):
        assert said(told) == sentences("en")["no_notes"]


def test_a_persons_decision_is_told_beside_the_checkers_and_changes_none() -> None:
    by_hand = Override(
        criterion="EXC-03.3", status=Status.PASS, reason="agreed by phone", by="Dr Chen", on=date(2026, 3, 12)
    )
    old, settings = case().screened, Settings(overrides=(by_hand,))
    of = Case(decide(old.documents, old.protocol, old.dates, old.extraction, old.conflicts, settings))
    told = tools.explain(of, "en")
    assert "EXC-03.3): stands in the way." in said(told)
    decided = "Dr Chen decided on EXC-03.3 on 12 Mar 2026: does not stand in the way. Reason given: agreed by phone"
    assert decided in said(told)
    moved = of.on(of.screened.dates.moved(7))
    assert len(moved.screened.documents) == len(of.screened.documents)
    assert of.against("NCT00709722").screened.settings.overrides == ()
