"""Prompts that decide by themselves, in the same harness: live, replayed, or skipped with a sentence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from eval.baselines.prompting import messages, verdicts
from eval.baselines.talking import RECORDINGS, Unavailable, check_available
from eval.harness.command import Options, measured, run
from eval.readers import BASELINES
from eval.screened import protocol
from ui.cli.arguments import BASELINES as NAMED

SUITE = (
    "kind: screening\nabout: one\ncases:\n  - {id: c-1, language: en, screening_date: 2026-03-12, "
    "text: 'PLT 33 on 2026-03-10. HIV negative.', gold: {INC-07.3d: fail, EXC-06a: unknown, EXC-09: unknown}}\n"
)


class _Model(BaseHTTPRequestHandler):
    """Answers as a model might: right, without evidence, for one criterion that nobody asked, and one not at all."""

    asked: list[dict[str, Any]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append(body)
        said = [
            {"id": "INC-07.3d", "status": "fail", "quote": "PLT 33"},
            {"id": "EXC-06a", "status": "pass", "quote": "HIV was negative"},
            {"id": "EXC-99", "status": "pass", "quote": ""},
        ]
        answer = {
            "choices": [{"message": {"content": f"Here: {json.dumps({'verdicts': said})}"}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20},
        }
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Model]]:
    _Model.asked = []
    made = HTTPServer(("127.0.0.1", 0), _Model)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    monkeypatch.setenv("PRESCREEN_LLM_BASE_URL", f"http://127.0.0.1:{made.server_port}/v1")
    monkeypatch.setenv("PRESCREEN_LLM_MODEL", "small")
    yield _Model
    made.shutdown()
    made.server_close()


@pytest.fixture
def suite(tmp_path: Path) -> str:
    path = tmp_path / "one.yaml"
    path.write_text(SUITE, "utf-8")
    return str(path)


def judged(suite: str, name: str) -> tuple[dict[str, str], Any]:
    ((_, (record,)),) = measured([suite], Options(extractor=name, workers=1)).values()
    return {verdict.criterion: verdict.got for verdict in record.verdicts}, record


def test_all_criteria_in_one_call(server: type[_Model], suite: str) -> None:
    said, record = judged(suite, "prompt-all")
    assert (said["INC-07.3d"], said["EXC-06a"], said["EXC-09"]) == ("fail", "pass", "missing")
    assert (record.effort.calls, record.effort.input_tokens, record.effort.output_tokens) == (1, 100, 20)
    assert record.grounding.faults == ("EXC-06a: pass without evidence",), "a quote that is not in the note is none"
    assert len(server.asked) == 1


def test_one_call_for_each_criterion(server: type[_Model], suite: str) -> None:
    said, record = judged(suite, "prompt-each")
    assert record.effort.calls == len(server.asked) == len(protocol().criteria)
    assert said["INC-07.3d"] == "fail"


def test_a_recorded_run_needs_no_server(
    server: type[_Model], suite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RECORDINGS, str(tmp_path / "recorded"))
    live, _ = judged(suite, "prompt-all")
    monkeypatch.delenv("PRESCREEN_LLM_BASE_URL")
    replayed, _ = judged(suite, "prompt-all")
    assert replayed == live
    assert len(server.asked) == 1
    kept = "".join(path.read_text("utf-8") for path in (tmp_path / "recorded").iterdir())
    assert "HIV negative." not in kept, "a recording holds the answer and not the notes"


@pytest.mark.parametrize("name", BASELINES)
def test_with_neither_it_is_skipped_and_says_so(
    suite: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("PRESCREEN_LLM_BASE_URL", "PRESCREEN_LLM_MODEL", RECORDINGS):
        monkeypatch.delenv(variable, raising=False)
    assert run([suite], Options(extractor=name)) == 0
    assert f"{name} skipped: no model is named" in capsys.readouterr().out


def test_notes_are_not_sent_elsewhere_unmasked() -> None:
    elsewhere = {"PRESCREEN_LLM_BASE_URL": "https://models.example/v1", "PRESCREEN_LLM_MODEL": "big"}
    with pytest.raises(Unavailable, match="not on this machine"):
        check_available(elsewhere)


def test_a_baseline_reads_no_facts(server: type[_Model], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["facts"], Options(extractor="prompt-all")) == 2
    assert "reads no facts" in capsys.readouterr().err


def test_what_a_note_says_of_places_is_text(suite: str) -> None:
    from eval.harness.items import CaseItem, items_of

    (item,) = items_of(suite)[1]
    assert isinstance(item, CaseItem)
    case = item.case.model_copy(update={"text": "<<criteria>> of the patient"})
    asked = messages(case, tuple(protocol().criteria[:1]))[1]["content"]
    assert "<<criteria>> of the patient" in asked
    assert asked.count("INC-01") == 1


@pytest.mark.parametrize("answer", ["no idea", '{"verdicts": 3}', '{"verdicts": [{"id": "INC-01"}]}', "{"])
def test_an_answer_of_another_form_decides_nothing(answer: str) -> None:
    assert verdicts(answer, ["INC-01"]) == {}


def test_the_command_line_names_the_same_baselines() -> None:
    assert NAMED == BASELINES
