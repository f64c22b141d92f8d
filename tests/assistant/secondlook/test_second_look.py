"""A model that misses facts at first is asked again for what is still unknown, about the nearest passages alone."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant import screening
from assistant.consensus import ConsensusExtractor
from assistant.documents import Document, read_chart
from assistant.llm.extractor import LlmExtractor
from assistant.llm.names import meant
from assistant.llm.settings import LlmSettings
from assistant.screening import ScreeningReport
from assistant.secondlook.looking import NEAREST, STRETCH, questions
from assistant.secondlook.nearest import Nearest
from assistant.secondlook.topics import names, sought, topics, words
from eval.cases import Case, load_suite
from eval.screened import protocol
from prompts import load
from rules import terminology
from rules.chart import Dates
from tests.assistant.llm.perfect import perfect
from tests.assistant.llm.played import Fault, Play, Played, Running, playing, shown_notes
from tests.rules.scripts import SCRIPTS

CASES = {case.id: case for case in load_suite("nk510") if (SCRIPTS / f"{case.id}.yaml").exists()}
KINDS = ("person", "results", "conditions", "treatments", "procedures", "statements")
EMPTY = json.dumps({name: [] for name in KINDS})
SORTS = ("measurement", "condition", "treatment", "procedure")
FILLER = "".join(f"Visit {n}: the patient went for a walk, read a novel and cooked soup.\n\n" for n in range(90))
CHART = (
    "=== NOTE: Clinic 2026-03-10 ===\nSLE since 2015.\n\n"
    + FILLER
    + "She was given belimumb on 25 Feb 2026 in the day ward.\n\n"
    + FILLER
)
DATES = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))


def is_second(request: dict[str, Any]) -> bool:
    return bool(request["messages"][0]["content"] == load("look_again").system)


def asked(server: Running) -> list[str]:
    """What was shown in the second look's questions."""
    return [shown_notes(request) for request in server.requests if is_second(request)]


def first_then(first: Play | str, second: Callable[[dict[str, Any]], Played] | Played) -> Play:
    def play(request: dict[str, Any]) -> Played:
        chosen = second if is_second(request) else first
        return chosen(request) if callable(chosen) else chosen

    return play


def forgetful(case: Case) -> Play:
    """A reader that leaves out two facts of three when it is shown the whole chart, and none that it is asked for."""
    ideal = perfect(case)

    def first(request: dict[str, Any]) -> str:
        told = json.loads(str(ideal(request)))
        return json.dumps({kind: items[::3] for kind, items in told.items()}, ensure_ascii=False)

    def second(request: dict[str, Any]) -> str:
        told = json.loads(str(ideal(request)))
        topic = (
            shown_notes(request).rpartition("Look in these passages for: ")[2].partition(". Copy out")[0].split(", ")
        )
        kept = {kind: [each for each in items if _is_asked(kind, each, topic)] for kind, items in told.items()}
        return json.dumps(kept, ensure_ascii=False)

    return first_then(first, second)


def _is_asked(kind: str, claim: dict[str, Any], topic: list[str]) -> bool:
    if kind in ("person", "statements"):
        return claim["name"] in topic
    terms = terminology.load()
    wanted = [each for name in topic for what in SORTS for each in meant(name, what, terms)]
    said = [each for what in SORTS for each in meant(claim["name"], what, terms)]
    return any(terms.is_a(each, one) for each in said for one in wanted)


def settings(server: Running, second_look: int, **more: Any) -> LlmSettings:
    return LlmSettings(base_url=server.base_url, model="played", second_look=second_look, retries=0, **more)


def screened(documents: tuple[Document, ...], llm: LlmExtractor, dates: Dates, reader: str = "llm") -> ScreeningReport:
    chosen = llm if reader == "llm" else ConsensusExtractor(llm)
    return screening.screen(documents, protocol(), dates, extractor=chosen)


def right(report: ScreeningReport, case: Case) -> int:
    stands = {verdict.id: verdict.status.value for verdict in report.verdicts}
    return sum(stands[name] == label for name, label in case.gold.items())


@pytest.mark.parametrize("case_id", [*sorted(CASES)[:2], *sorted(CASES)[-2:]])
def test_what_was_missed_at_first_is_found_and_no_verdict_gets_worse(case_id: str) -> None:
    case = CASES[case_id]
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date, ())
    documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
    with playing(forgetful(case)) as server:
        once = screened(documents, LlmExtractor(settings(server, 0)), dates)
        twice = screened(documents, LlmExtractor(settings(server, 30)), dates)
    look = twice.to_json()["extraction"]["second_look"]
    missed = [verdict.id for verdict in once.verdicts if verdict.finding.code == "unconfirmed"]
    assert missed, "the first reading misses something"
    assert look["found"] > 0
    assert right(twice, case) > right(once, case)
    unsafe = {
        verdict.id: case.gold.get(verdict.id)
        for verdict in twice.verdicts
        if verdict.status == "pass" and case.gold.get(verdict.id) in ("fail", "unknown")
    }
    assert unsafe == {}


@pytest.mark.parametrize("reader", ["llm", "consensus"])
def test_a_misspelt_drug_deep_in_a_long_chart_is_found(reader: str) -> None:
    def second(request: dict[str, Any]) -> str:
        quote = "belimumb on 25 Feb 2026"
        claim = {"name": "belimumab", "status": "ongoing", "started": None, "last_given": "25 Feb 2026", "quote": quote}
        return json.dumps({**json.loads(EMPTY), "treatments": [claim] if quote in shown_notes(request) else []})

    documents = read_chart([("chart.txt", CHART)], None, None)
    with playing(first_then(EMPTY, second)) as server:
        before = screened(documents, LlmExtractor(settings(server, 0)), DATES, reader)
        after = screened(documents, LlmExtractor(settings(server, 40)), DATES, reader)
        shown = asked(server)
    stands = [{verdict.id: verdict.status for verdict in report.verdicts}["EXC-03.3"] for report in (before, after)]
    assert stands == ["unknown", "fail"]
    assert shown
    assert max(len(text) for text in shown) < NEAREST * (STRETCH + 200) + 400


def test_the_question_names_facts_and_no_trial_or_criterion() -> None:
    case = next(iter(CASES.values()))
    documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
    with playing(first_then(EMPTY, EMPTY)) as server:
        screened(documents, LlmExtractor(settings(server, 40)), DATES)
        bodies = b"\n".join(server.bodies).decode()
        shown = asked(server)
    assert len(shown) > 5
    for criterion in protocol().criteria:
        assert criterion.id not in bodies
        assert not any(text in bodies for text in criterion.text)
    assert "NCT0" not in bodies


def test_no_more_questions_are_asked_than_allowed_and_what_is_left_is_named() -> None:
    case = CASES[min(CASES)]
    documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
    with playing(first_then(EMPTY, EMPTY)) as server:
        report = screened(documents, LlmExtractor(settings(server, 3)), DATES)
        calls = len(server.requests)
        none = screened(documents, LlmExtractor(settings(server, 0)), DATES)
        further = len(server.requests) - calls
    extraction = report.to_json()["extraction"]
    assert (calls, further) == (4, 1)
    assert extraction["calls"] == 4
    assert extraction["second_look"]["calls"] == len(extraction["second_look"]["asked"]) == 3
    assert extraction["second_look"]["left"]
    assert "look_again" in extraction["prompts"]
    assert none.to_json()["extraction"]["second_look"] is None
    assert "look_again" not in none.to_json()["extraction"]["prompts"]


def test_the_budget_of_the_patient_bounds_both_looks() -> None:
    documents = read_chart([("chart.txt", CHART)], None, None)
    with playing(first_then(EMPTY, EMPTY)) as server:
        screened(documents, LlmExtractor(settings(server, 40, calls=10)), DATES)
        assert len(server.requests) <= 10


@pytest.mark.parametrize("fault", [Fault(status=401), Fault(status=500), Fault(drop=True), Fault(text="I refuse.")])
def test_a_second_look_that_fails_costs_only_itself(fault: Fault) -> None:
    case = CASES[min(CASES)]
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date, ())
    documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
    with playing(first_then(forgetful(case), fault)) as server:
        once = screened(documents, LlmExtractor(settings(server, 0)), dates)
        twice = screened(documents, LlmExtractor(settings(server, 2)), dates)
    look = twice.to_json()["extraction"]["second_look"]
    assert look["unanswered"] == len(look["asked"]) == 2
    assert look["found"] == 0
    assert [verdict.status for verdict in once.verdicts] == [verdict.status for verdict in twice.verdicts]
    assert twice.to_json()["extraction"]["problems"] == []


def test_what_a_hostile_model_claims_in_a_second_look_goes_through_the_gate_too() -> None:
    lies = {
        **json.loads(EMPTY),
        "results": [
            {"name": "anc", "value": "9.9", "unit": None, "date": "2026-03-11", "quote": "ANC 9.9"},
            {"name": "hb", "value": "140", "unit": "g/L", "date": None, "quote": "SLE since 2015"},
        ],
        "conditions": [{"name": "malignancy", "status": "absent", "date": None, "quote": "read a novel"}],
        "statements": [{"name": "contraception", "value": "yes", "quote": "SLE since 2015"}],
    }
    documents = read_chart([("chart.txt", CHART)], None, None)
    with playing(first_then(EMPTY, json.dumps(lies))) as server:
        before = screened(documents, LlmExtractor(settings(server, 0)), DATES)
        after = screened(documents, LlmExtractor(settings(server, 40)), DATES)
    assert [verdict.status for verdict in before.verdicts] == [verdict.status for verdict in after.verdicts]
    assert len(before.extraction.facts) == len(after.extraction.facts)
    assert after.to_json()["extraction"]["rejected"] > before.to_json()["extraction"]["rejected"]


def test_a_server_elsewhere_sees_masked_passages_in_the_second_look_too() -> None:
    text = (
        "=== NOTE: Letter about Maria Gonzalez 2026-03-10 ===\nPatient: Maria Gonzalez  MRN: 4471902\n"
        "Dr. Wong saw Ms Gonzalez. SLE since 2019. Belimumab last given Feb 25, 2026. SLEDAI was 10 on 3/8/26.\n"
    )
    with playing(first_then(EMPTY, EMPTY)) as server:
        screened(read_chart([("n.txt", text)], None, None), LlmExtractor(settings(server, 40, mask="always")), DATES)
        shown = "".join(asked(server))
    assert "Belimumab" in shown
    secrets = ("Maria", "Gonzalez", "4471902", "Wong", "Feb 25", "3/8/26", "2026-03-10")
    assert [secret for secret in secrets if secret in shown] == []


def test_notes_that_may_be_of_two_patients_are_not_looked_at_again() -> None:
    notes = [("a.txt", "MRN: 4471902\nSLE."), ("b.txt", "MRN: 9912345\nSLE.")]
    documents = read_chart(notes, None, None)
    with playing(first_then(EMPTY, EMPTY)) as server:
        report = screened(documents, LlmExtractor(settings(server, 40)), DATES)
        assert report.conflicts
        assert asked(server) == []


def test_the_store_holds_no_words_and_reaches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: reached.append(address))
    monkeypatch.setattr(socket, "create_connection", lambda address, *_, **__: reached.append(address))
    with Nearest(["WBC 4.1 on Monday", "belimumab given in May", "乙肝表面抗原阴性"]) as nearest:
        kept = nearest._store.get(include=["documents", "metadatas"])
        assert nearest.to(["belimumab"], 1) == (1,)
        assert nearest.to(["乙肝表面抗原"], 1) == (2,)
        assert nearest.to(["zzzz"], 3) == ()
    assert kept["documents"] in (None, [None] * 3)
    assert kept["metadatas"] in (None, [None] * 3)
    assert reached == []


def test_labelled_words_are_among_the_nearest_passages() -> None:
    """Of the labelled quotes in charts of many stretches nine in ten, as docs/language-models.md says."""
    found = wanted = 0
    for case in load_suite("nk510"):
        if case.part != "tuned" or len(case.text) < 3000:
            continue
        documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
        dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date, ())
        empty = screening.screen(documents[:0], protocol(), dates)
        verdicts = [(protocol().id, verdict) for verdict in empty.verdicts]
        for question in questions(documents, topics(verdicts), 99):
            shown = [documents[piece.note].text[piece.start : piece.end] for piece in question.passage.pieces]
            for name in question.topic.criteria:
                for quote in case.evidence.get(name.split()[1], ()):
                    wanted += 1
                    found += any(quote[:40] in text for text in shown)
    assert wanted > 50
    assert found / wanted > 0.85


def test_every_criterion_that_a_note_can_decide_has_something_to_look_for() -> None:
    without = [criterion.id for criterion in protocol().criteria if not sought(criterion)]
    assert without == []


def test_what_does_not_count_is_not_looked_for() -> None:
    criterion = protocol().criterion("EXC-03.4b")
    assert "live_vaccine" in sought(criterion)
    assert "inactivated_vaccine" not in sought(criterion)


def test_a_class_is_looked_up_by_the_names_of_its_drugs_in_both_languages() -> None:
    empty = screening.screen((), protocol(), DATES)
    topic = next(
        each for each in topics([("T", verdict) for verdict in empty.verdicts]) if "T EXC-03.3" in each.criteria
    )
    assert names(topic).startswith("biologic")
    assert {"belimumab", "贝利尤单抗"} <= set(words(topic))
