"""A batch that goes on keeps only rows of the same reader: the same server, model, plan and masks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assistant.llm.played import Fault, Played, playing
from ui.cli.__main__ import run
from ui.cli.charts import Plan
from ui.cli.patients import Patient
from ui.cli.work import fingerprints

EMPTY = json.dumps({name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")})
SERVER = {"PRESCREEN_LLM_BASE_URL": "http://127.0.0.1:8080/v1", "PRESCREEN_LLM_MODEL": "one"}


def _print(monkeypatch: pytest.MonkeyPatch, extractor: str, **settings: str) -> str:
    with monkeypatch.context() as environment:
        for name, value in {**SERVER, **settings}.items():
            environment.setenv(name, value)
        return fingerprints(Patient("p", ()), [("p.txt", b"SLE")], Plan(extractor=extractor))[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRESCREEN_LLM_MODEL", "another"),
        ("PRESCREEN_LLM_BASE_URL", "http://127.0.0.1:8081/v1"),
        ("PRESCREEN_LLM_BASE_URL", "http://ward-server:8080/v1"),
        ("PRESCREEN_LLM_PLAN", "small_model"),
        ("PRESCREEN_LLM_MASK", "always"),
        ("PRESCREEN_LLM_SECOND_LOOK", "6"),
        ("PRESCREEN_LLM_CALLS", "3"),
    ],
)
def test_rows_of_another_reader_are_made_again(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert _print(monkeypatch, "consensus", **{name: value}) != _print(monkeypatch, "consensus")
    assert _print(monkeypatch, "embedded", **{name: value}) == _print(monkeypatch, "embedded")


def test_the_way_of_naming_a_reader_and_the_key_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _print(monkeypatch, "auto") == _print(monkeypatch, "consensus") != _print(monkeypatch, "llm")
    assert _print(monkeypatch, "llm", PRESCREEN_LLM_API_KEY="secret") == _print(monkeypatch, "llm")
    assert _print(monkeypatch, "auto", PRESCREEN_LLM_MODEL="") == _print(monkeypatch, "embedded")


def test_a_run_with_another_model_reads_the_notes_anew_and_the_same_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("SLE since 2015.", "utf-8")
    arguments = ["batch", str(tmp_path / "notes"), "-o", str(tmp_path / "out.jsonl"), "--extractor", "consensus"]
    arguments += ["--screening-date", "2026-03-12", "--resume"]
    fault: list[Fault] = []

    def play(_: object) -> Played:
        return fault[0] if fault else EMPTY

    with playing(play) as server:
        monkeypatch.setenv("PRESCREEN_LLM_BASE_URL", server.base_url)
        asked = []
        for model in ("one", "one", "two"):
            monkeypatch.setenv("PRESCREEN_LLM_MODEL", model)
            assert run(arguments) == 0
            asked.append(len(server.requests))
        assert asked == [1, 1, 2]
        # What the server failed on is tried again.
        fault.append(Fault(status=403))
        monkeypatch.setenv("PRESCREEN_LLM_MODEL", "three")
        assert run(arguments) == 0
        fault.clear()
        before = len(server.requests)
        assert run(arguments) == 0
        assert len(server.requests) == before + 1
    row = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert row["extraction"]["problems"] == []
    assert row["fingerprint"]
