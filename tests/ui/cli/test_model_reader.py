"""The command with a model server: what it says, what it costs, how it fails and how it is left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.choosing import BASE_URL, MODEL, reader
from assistant.llm import server as asking
from tests.assistant.llm.played import Fault, Played, Running, playing
from ui.cli.__main__ import run
from ui.cli.layout import Page
from ui.cli.text_report import text_report
from ui.cli.wording import LANGUAGES, words_in

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Typed = Callable[[str, dict[str, str]], tuple[int, str, str]]
DATES = "--screening-date 2026-03-12 --infusion-date 2026-03-20 --lymphodepletion-date 2026-03-16"
KEY = "sk-very-secret-key"
EMPTY: dict[str, list[Any]] = {
    name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")
}
CLAIMS = {
    **EMPTY,
    "results": [
        {"name": "hb", "value": "101", "unit": None, "date": None, "quote": "Haemoglobin 101 g/L"},
        {"name": "plt", "value": "13", "unit": None, "date": None, "quote": "platelets 131 x10^9/L"},
    ],
}


def good(_: dict[str, Any]) -> Played:
    return json.dumps(CLAIMS)


def settings(server: Running, **further: str) -> dict[str, str]:
    return {
        "PRESCREEN_LLM_BASE_URL": server.base_url,
        "PRESCREEN_LLM_MODEL": "played",
        "PRESCREEN_LLM_API_KEY": KEY,
        **further,
    }


@pytest.fixture
def typed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Run a command in this process; what it says and its exit status."""
    monkeypatch.setattr(asking, "_KNOWN", asking._Known())

    def type_in(arguments: str, env: dict[str, str]) -> tuple[int, str, str]:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        status = run(arguments.split())
        return (status, *capsys.readouterr())

    return type_in


def test_what_was_asked_of_the_model_is_in_the_report(typed: Typed) -> None:
    with playing(good) as server:
        status, out, err = typed(f"screen note.txt {DATES} --extractor llm --format json", settings(server))
    assert (status, err) == (0, "")
    told = json.loads(out)["extraction"]
    assert told["extractor"] == "llm"
    assert told["model"] == "played"
    assert told["plan"] == "one_call"
    assert list(told["prompts"]) == ["read_all"]
    assert re.fullmatch("[0-9a-f]{16}", told["prompts"]["read_all"])
    assert told["calls"] == 1
    assert told["input_tokens"] > 100
    assert told["output_tokens"] > 50
    assert told["rejected"] == len(told["refused"]) == 1
    refused = told["refused"][0]
    assert (refused["kind"], refused["reason"], refused["document"]) == ("measurement", "value_differs", "note.txt")
    assert told["problems"] == []
    assert told["sent_to"] is None
    assert KEY not in out


@pytest.mark.parametrize("command", ["screen", "facts"])
def test_the_text_says_in_one_line_what_was_asked(typed: Typed, command: str) -> None:
    with playing(good) as server:
        _, out, _ = typed(f"{command} note.txt --extractor consensus", settings(server))
    text = " ".join(out.split())
    assert re.search(r"Asked the model played \(one call a passage\): 1 call, [\d,]+ tokens, 1 claim refused\.", text)
    assert "Nothing left this machine." in text


@pytest.mark.parametrize(
    ("named", "env", "expected"),
    [
        pytest.param("auto", {BASE_URL: "http://127.0.0.1:9/v1", MODEL: "m"}, "consensus", id="auto where one is set"),
        pytest.param("auto", {}, "embedded", id="auto where none is set"),
        pytest.param("auto", {BASE_URL: "http://127.0.0.1:9/v1"}, "embedded", id="auto where no model is named"),
        pytest.param("auto", {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://x"}, "embedded", id="others' keys"),
        pytest.param("embedded", {BASE_URL: "http://127.0.0.1:9/v1", MODEL: "m"}, "embedded", id="embedded"),
        pytest.param("llm", {BASE_URL: "http://127.0.0.1:9/v1", MODEL: "m"}, "llm", id="llm"),
    ],
)
def test_a_model_is_used_only_by_an_explicit_act(
    monkeypatch: pytest.MonkeyPatch, named: str, env: dict[str, str], expected: str
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert reader(named).name == expected


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param(Fault(status=404), "does not know the model", id="404"),
        pytest.param(Fault(text="Belimumab, I think."), "was no JSON object", id="prose"),
        pytest.param(Fault(drop=True), "cannot be reached", id="dropped"),
    ],
)
def test_a_server_that_fails_ends_with_three_and_one_sentence(typed: Typed, fault: Fault, words: str) -> None:
    with playing(lambda _: fault) as server:
        status, out, said = typed(f"screen note.txt {DATES} --extractor llm", settings(server))
    assert (status, out) == (3, "")
    _is_one_sentence(said, words)


def _is_one_sentence(said: str, words: str) -> None:
    assert words in said
    assert said.count("\n") == 1
    assert not {KEY, "belimumab", "Belimumab", "Traceback"} & set(re.findall(r"[\w-]+", said))


def test_the_process_fails_in_the_same_way(prescreen: Run) -> None:
    with playing(lambda _: Fault(status=401)) as server:
        done = prescreen("screen", "note.txt", *DATES.split(), "--extractor", "llm", **settings(server))
    assert (done.returncode, done.stdout) == (3, b"")
    _is_one_sentence(done.stderr.decode(), "refuses the key")


def test_in_consensus_the_embedded_reading_stands_with_a_warning_at_the_top(typed: Typed) -> None:
    with playing(lambda _: Fault(status=401)) as server:
        status, out, err = typed(f"screen note.txt {DATES} --extractor consensus", settings(server))
        _, alone, _ = typed(f"screen note.txt {DATES} --extractor embedded", {})
    assert (status, err) == (0, "")
    lines = out.split("\n")
    warned = [line for line in lines if line.startswith("! Read without the model, by the embedded reader alone")]
    assert len(warned) == 1
    assert lines.index(warned[0]) < 14
    mine, others = (text.split("About this report")[0] for text in (out, alone))
    kept = re.sub(r"^! Read without.*\n(  .*\n)*", "", mine, flags=re.MULTILINE)
    assert kept == others


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "No model server is set"),
        ({BASE_URL: "http://127.0.0.1:9/v1"}, "give PRESCREEN_LLM_MODEL"),
        ({BASE_URL: "localhost:11434", MODEL: "m"}, "no address of a server"),
        ({BASE_URL: "http://127.0.0.1:9/v1", MODEL: "m", "PRESCREEN_LLM_PLAN": "two_calls"}, "use one of one_call"),
        ({BASE_URL: "http://127.0.0.1:9/v1", MODEL: "m", "PRESCREEN_LLM_TIMEOUT": "soon"}, "no positive number"),
    ],
)
def test_settings_that_cannot_be_used(typed: Typed, env: dict[str, str], words: str) -> None:
    status, _, err = typed("screen note.txt --extractor llm", env)
    assert status == 2
    assert words in err


def test_ctrl_c_leaves_at_once(folder: Path) -> None:
    with playing(lambda _: Fault(delay=30.0)) as server:
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **settings(server)}
        # A shell in the background starts its children with SIGINT ignored; a terminal does not.
        program = (
            "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
            "from ui.cli.__main__ import main; sys.exit(main())"
        )
        arguments = ["screen", "note.txt", *DATES.split(), "--extractor", "consensus"]
        command = [sys.executable, "-c", program, *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as running:
            deadline = time.monotonic() + 90
            while not server.requests and time.monotonic() < deadline:
                time.sleep(0.05)
            begun = time.monotonic()
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=25)
        assert running.returncode == 130
        assert time.monotonic() - begun < 20
        assert b"Traceback" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_says_what_left_the_machine_and_what_was_not_read(report: dict[str, Any], lang: str) -> None:
    report["extraction"] = {
        **report["extraction"], "model": "far", "plan": "small_model", "calls": 3, "sent_to": "api.example.org",
        "refused": [{"kind": "measurement", "reason": "value_differs"}] * 2, "rejected": 2,
        "problems": [{"reason": "the answer was empty", "code": "llm_empty", "data": {}, "documents": ["b.txt"],
                      "start": 0, "end": 9}],
    }  # fmt: skip
    text = text_report(report, words_in(lang), Page(300))
    assert "api.example.org" in text
    assert ("this machine" if lang == "en" else "本机") not in text
    empty = "empty" if lang == "en" else "应答为空"
    assert [line for line in text.split("\n") if line.startswith("! ") and "b.txt" in line and empty in line]
