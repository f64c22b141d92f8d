"""What leaves the machine can be seen before, is said after, and stands in no error, log or trace."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant.llm import settings, veiling
from assistant.llm.server import _KNOWN
from assistant.privacy.masking import Mask
from tests.assistant.llm.played import Fault, Played, playing
from ui.cli.__main__ import run
from ui.cli.reading_report import left
from ui.cli.wording import words_in

NOTE = """=== NOTE: Clinic 2026-03-10 ===
Patient: Maria Gonzalez   MRN: 4471902
Ms Gonzalez has SLE. Belimumab last given Feb 25, 2026. SLEDAI was 10 on 3/8/26.
"""
SECRETS = ("Gonzalez", "Maria", "4471902", "Feb 25", "3/8/26", "2026-03-10")
WORDS = (*SECRETS, "Belimumab", "SLEDAI")
KEY = "sk-very-secret-0123456789"
EMPTY = json.dumps({name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")})
DATES = ("--screening-date", "2026-03-12")


@pytest.fixture
def note(tmp_path: Path) -> str:
    file = tmp_path / "note.txt"
    file.write_text(NOTE, "utf-8")
    return str(file)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server is known yet, and the secret number of weeks is."""
    monkeypatch.setattr(_KNOWN, "ways", {})
    monkeypatch.setattr(veiling, "Mask", partial(Mask, weeks=10))


def configure(monkeypatch: pytest.MonkeyPatch, url: str, **more: str) -> None:
    values = {"BASE_URL": url, "MODEL": "played", "API_KEY": KEY, **more}
    for name, value in values.items():
        monkeypatch.setenv(f"PRESCREEN_LLM_{name}", value)


@pytest.mark.parametrize("command", ["screen", "facts"])
def test_a_request_can_be_seen_and_nothing_is_sent(
    command: str, note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with playing(lambda _: EMPTY) as server:
        configure(monkeypatch, server.base_url, MASK="always")
        dates = DATES if command == "screen" else ()
        assert run([command, note, "--extractor", "llm", *dates, "--show-request"]) == 0
        shown = capsys.readouterr().out
        assert server.requests == []
        assert run([command, note, "--extractor", "llm", *dates, "--format", "json", "--no-text"]) == 0
        assert shown.encode() == server.bodies[0] + b"\n"
    assert not any(word in shown for word in SECRETS)
    assert KEY not in shown
    assert "Belimumab last given 6 May 2026" in shown


def test_each_call_of_a_plan_is_shown_on_a_line(
    note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(monkeypatch, "https://models.example.org/v1", PLAN="small_model")
    assert run(["facts", note, "--show-request"]) == 0
    bodies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(bodies) == 3
    assert {body["model"] for body in bodies} == {"played"}
    assert all("[person 1]" in body["messages"][-1]["content"] for body in bodies)


def test_the_embedded_reader_has_no_request_to_show(note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screen", note, *DATES, "--show-request"]) == 2
    assert "The embedded reader sends nothing" in capsys.readouterr().err


def test_a_report_says_that_nothing_left_the_machine(note: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["screen", note, *DATES]) == 0
    assert "Nothing left this machine." in " ".join(capsys.readouterr().out.split())
    assert run(["facts", note, "--lang", "zh"]) == 0
    assert "没有任何内容离开本机。" in capsys.readouterr().out


def test_a_report_says_to_whom_the_notes_went_and_what_was_taken_out() -> None:
    extraction = {"sent_to": "models.example.org", "masked": {"date": 3, "person": 1, "number": 2}}
    said = "The notes were sent to models.example.org, without 1 name, 2 numbers, 3 true dates; no program finds "
    assert left(extraction, words_in("en")) == said + "everything."
    assert "models.example.org" in left(extraction, words_in("zh"))
    assert "姓名1处" in left(extraction, words_in("zh"))
    nothing = left({"sent_to": "h", "masked": {}}, words_in("en"))
    assert nothing == "The notes were sent to h, with nothing to take out found; no program finds everything."


def test_the_json_report_says_it_too(
    note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with playing(lambda _: EMPTY) as server:
        configure(monkeypatch, server.base_url, MASK="always")
        assert run(["screen", note, *DATES, "--format", "json"]) == 0
    extraction = json.loads(capsys.readouterr().out)["extraction"]
    assert extraction["sent_to"] is None  # the server is on this machine
    assert extraction["masked"] == {"date": 3, "number": 1, "person": 2}
    assert extraction["cached_calls"] == 0


def _echo(request: dict[str, Any]) -> str:
    return str(request["messages"][-1]["content"])


FAULTS = {
    "status 500 with the note in it": lambda request: Fault(status=500, body=json.dumps({"error": _echo(request)})),
    "status 400 with the note in it": lambda request: Fault(status=400, body=json.dumps({"error": _echo(request)})),
    "refused key": lambda request: Fault(status=401, body=json.dumps({"error": {"message": _echo(request)}})),
    "prose": _echo,
    "dropped": lambda _: Fault(drop=True),
    "claims of odd shape": lambda request: json.dumps(
        {"results": [{"name": 1, "quote": [_echo(request)]}], "person": 3}
    ),
    "a redirect": lambda _: Fault(status=307, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("reader", ["llm", "consensus"])
def test_no_error_or_log_repeats_the_note_or_the_key(
    fault: str, reader: str, note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def play(request: dict[str, Any]) -> Played:
        return FAULTS[fault](request)

    caplog.set_level(logging.DEBUG)
    with playing(play) as server:
        configure(monkeypatch, server.base_url)
        chosen = replace(settings.from_environment(), retries=0)
        monkeypatch.setattr(settings, "from_environment", lambda: chosen)
        status = run(["facts", note, "--extractor", reader, "--no-text", "-o", os.devnull])
        heard = capsys.readouterr().err + caplog.text
    assert status in (0, 3)
    assert "Traceback" not in heard
    assert not any(word in heard for word in (*WORDS, KEY))


def test_no_switch_of_another_program_makes_a_log_of_the_note(note: str) -> None:
    """Run as a program, with the libraries' logs on and a tracing service and a proxy named, as by somebody else."""
    with playing(lambda _: EMPTY) as server, playing(lambda _: EMPTY) as tracer:
        more = {
            "PRESCREEN_LLM_BASE_URL": server.base_url, "PRESCREEN_LLM_MODEL": "played", "PRESCREEN_LLM_API_KEY": KEY,
            "OPENAI_LOG": "debug", "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "x",
            "LANGSMITH_ENDPOINT": tracer.base_url, "HTTP_PROXY": "http://127.0.0.1:9",
            "http_proxy": "http://127.0.0.1:9",
            "ALL_PROXY": "http://127.0.0.1:9", "OPENAI_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": "",
        }  # fmt: skip
        code = "import sys; from ui.cli.__main__ import main; sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code, "facts", note, "--extractor", "llm", "--no-text", "-o", os.devnull],
            env={**os.environ, **more}, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == 1
        assert tracer.requests == []
    assert not any(word in done.stderr + done.stdout for word in (*WORDS, KEY))
