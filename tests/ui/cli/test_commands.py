"""The smaller commands: protocols, and what is handed to the evaluation harness and the page."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from rules.inspection import CODES
from ui.cli.__main__ import run
from ui.cli.wording import words_in

Captured = pytest.CaptureFixture[str]
PROTOCOL = Path(__file__).parents[3] / "rules" / "protocols" / "NCT07083349" / "protocol.yaml"


def test_protocols_are_listed_with_their_recruitment(capsys: Captured) -> None:
    assert run(["protocol", "list"]) == 0
    shown = capsys.readouterr().out
    assert "NCT07083349  2025-07-28  NK510" in shown
    assert "(NOT YET RECRUITING)" in shown


@pytest.mark.parametrize(("lang", "title"), [("en", "INC-01 Age 18 to 70"), ("zh", "INC-01 年龄18至70岁")])
def test_a_protocol_is_shown_with_the_records_own_words(capsys: Captured, lang: str, title: str) -> None:
    assert run(["protocol", "show", "NCT07083349", "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert title in shown
    assert "“18 to 70 years old, male or female.”" in shown
    assert shown.count("\n  INC-") + shown.count("\n  EXC-") == 44


@pytest.mark.parametrize("path", [PROTOCOL, PROTOCOL.parent])
def test_a_good_protocol_file_is_said_to_be(capsys: Captured, path: Path) -> None:
    assert run(["protocol", "check", str(path)]) == 0
    assert "44 criteria, no fault found." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("INC-03 (the whole criterion)", "Left to a person:")), ("zh", ("INC-03（整条）", "留待人判断："))],
)
def test_what_is_left_to_a_person_is_said(capsys: Captured, lang: str, words: tuple[str, ...]) -> None:
    assert run(["protocol", "check", str(PROTOCOL), "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in words)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_doubtful_protocol_is_warned_of_and_is_no_error(capsys: Captured, tmp_path: Path, lang: str) -> None:
    text = PROTOCOL.read_text(encoding="utf-8")
    changes = [
        ("at_least: 80 g/L, within: screening", "at_least: 80 g/dL, within: screening"),
        ("of: compliance", "of: complance"),
        ("has: {of: [organ_transplant]}", "has: {of: [prednisone], within: 0 days}"),
    ]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "protocol.yaml").write_text(text, encoding="utf-8")
    assert run(["protocol", "check", str(tmp_path), "--lang", lang]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for word in ("800 g/L", "compl", "EXC-06b", "0 days", "record.json", "INC-07.3c"):
        assert word in shown


def test_every_doubt_has_words_in_both_languages() -> None:
    for lang in ("en", "zh"):
        assert set(CODES) <= words_in(lang).find("protocol.doubt").keys()


def _module(monkeypatch: pytest.MonkeyPatch, name: str, function: str, result: int | None) -> list[Any]:
    """Put a stand-in for the module in place; the result collects what its function is called with."""
    calls: list[Any] = []

    def called(*arguments: Any, **named: Any) -> int | None:
        calls.append((arguments, named))
        return result

    module = ModuleType(name)
    setattr(module, function, called)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: object())
    return calls


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A folder of one labelled case, of which one label is wrong."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    labels = {
        "id": "en-01",
        "language": "en",
        "screening_date": "2026-03-12",
        "gold": {"INC-01": "pass", "EXC-06a": "fail"},
    }
    (folder / "en-01.json").write_text(json.dumps(labels), "utf-8")
    (folder / "en-01.txt").write_text(
        "Clinic note 2026-03-10\nA 45-year-old man. HIV negative on 2026-03-05.\n", "utf-8"
    )
    return folder


def test_suites_are_run_kept_and_compared(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["eval", str(tiny), "-o", str(out), "--workers", "1"]) == 0
    assert "1/2" in capsys.readouterr().out
    assert (out / "results.json").is_file()
    assert (out / "report.html").is_file()
    assert run(["eval", "compare", str(out), str(out)]) == 0
    assert "won 0, lost 0" in capsys.readouterr().out


def test_a_guarded_figure_that_fell_exits_1(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tmp_path / "before.json"
    before.write_text(json.dumps({"tiny": {"agreement": 1.0, "fail_called_pass": 1.0}}), "utf-8")
    assert run(["eval", str(tiny), "--baseline", str(before)]) == 1
    assert "tiny agreement: 0.5000, was 1.0000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["eval", "compare", "one"], "takes two folders"),
        (["eval", "import", "one.json"], "-o FOLDER"),
        (["eval", "nk51"], "there is no suite 'nk51'"),
        (["eval", "nk510", "--baseline", "nowhere"], "nowhere holds no results"),
        (["eval", "nk510", "--price-in", "dear"], "'dear' is no price"),
    ],
)
def test_unusable_suites_are_said(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"), [([], (8501, False)), (["--port", "8600", "--headless"], (8600, True))]
)
def test_the_page_is_served_on_the_port(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: tuple[int, bool]
) -> None:
    calls = _module(monkeypatch, "ui.page.launch", "serve", 0)
    assert run(["ui", *arguments]) == 0
    assert calls == [(expected, {})]
