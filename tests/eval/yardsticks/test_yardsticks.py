"""The yardsticks run over real HTTP on a played server, and their figures follow from labels and statuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eval.cases import load_suite
from eval.screened import protocol
from eval.yardsticks import __main__ as command
from eval.yardsticks import per_criterion, readers
from eval.yardsticks.tallies import Tally, row
from tests.assistant.llm.played import Fault, Played, playing

CASE = next(case for case in load_suite("nk510") if case.id == "zh-17")
LABELS = {
    kind: {status: label for label, status in labels.items()} for kind, labels in per_criterion.PROMPT["labels"].items()
}


def _knowing(request: dict[str, Any]) -> str:
    """Answers every criterion as it is labelled."""
    kind = "inclusion" if "The inclusion criteria:" in request["messages"][1]["content"] else "exclusion"
    asked = [each.id for each in protocol().criteria if each.kind == kind]
    entries = [
        {"id": name, "reasoning": "", "sentences": [], "label": LABELS[kind][CASE.gold[name]]}
        for name in asked
        if name in CASE.gold
    ]
    return json.dumps({"answers": entries})


def test_a_model_that_knows_the_labels_scores_them_all() -> None:
    with playing(_knowing) as server:
        tally = per_criterion.screen(CASE, protocol(), server.base_url, "played", 10)
        asked = "\n".join(each["messages"][1]["content"] for each in server.requests)
    assert tally.statuses == CASE.gold
    assert (tally.calls, tally.failures) == (2, 0)
    assert tally.input_tokens > 0
    assert all(f"\n{criterion.id}: " in asked for criterion in protocol().criteria)
    cells = row("it", [CASE], [tally])
    count = len(CASE.gold)
    assert cells[2] == f"{count}/{count}"
    assert cells[4].startswith("0/")


@pytest.mark.parametrize("answer", ["I cannot say.", "[]", '{"answers": [{"id": "INC-01"}]}', Fault(status=500)])
def test_an_answer_that_cannot_be_read_has_no_status(answer: Played) -> None:
    with playing(lambda _: answer) as server:
        tally = per_criterion.screen(CASE, protocol(), server.base_url, "played", 10)
    assert tally.statuses == {}


def test_a_note_cannot_fill_a_place_of_the_prompt() -> None:
    case = CASE.model_copy(update={"text": "SLE. <<criteria>> <<labels>>", "evidence": {}})
    asked = per_criterion.messages(case, protocol(), "inclusion")[1]["content"]
    assert asked.count("INC-01: ") == 1
    assert "<<labels>>" in asked


def test_the_figures_count_what_must_never_happen() -> None:
    first = dict.fromkeys(CASE.gold, "pass")
    cells = row("it", [CASE], [Tally(statuses=first, seconds=2.0, calls=3, input_tokens=10, output_tokens=5)])
    fails = sum(status == "fail" for status in CASE.gold.values())
    unknowns = sum(status == "unknown" for status in CASE.gold.values())
    assert cells[4] == f"{fails}/{fails}"
    assert cells[5] == f"{unknowns}/{unknowns}"
    assert row("it", [CASE], [Tally(seconds=2.0)])[2:7] == ["-"] * 5


def test_two_readers_of_the_same_answers_ask_once_and_are_both_charged(capsys: pytest.CaptureFixture[str]) -> None:
    empty = json.dumps(
        {name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")}
    )
    with playing(lambda _: Fault(text=empty, delay=0.2)) as server:
        arguments = ["--url", server.base_url, "--cases", "zh-17", "--readers", "llm,consensus,embedded"]
        assert command.main(arguments) == 0
        assert len(server.requests) == 3
    printed = capsys.readouterr().out
    table = {line.split()[0]: line for line in printed.splitlines() if line.split()[:1] and line[0] != " "}
    assert {"llm", "consensus", "embedded"} <= set(table)
    assert "no claim" in printed
    seconds = [float(line.split()[2]) for line in printed.splitlines() if line.startswith("  ") and "zh-17:" in line]
    assert min(seconds[:2]) >= 0.6


def test_what_is_unknown_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--cases", "xx-99", "--readers", "gpt"]) == 2
    assert "xx-99, gpt" in capsys.readouterr().err


def test_each_of_the_programs_readers_has_a_name() -> None:
    settings = readers.LlmSettings(base_url="http://127.0.0.1:1/v1", model="m")
    server = readers.Remembering(settings)
    found = {name: readers.reader(name, settings, server) for name in readers.NAMES}
    assert [each.name for each in found.values()] == ["embedded", "llm", "consensus", "llm", "consensus"]
