"""The smaller commands: protocols, and what is handed to the evaluation harness and the page."""

from __future__ import annotations

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


def test_suites_are_handed_to_the_evaluation_harness(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = _module(monkeypatch, "eval.run", "main", None)
    assert run(["eval", "nk510", "fresh", "-o", "results"]) == 0
    assert calls == [((["nk510", "fresh"],), {"extractor": "embedded", "out": "results"})]


def test_the_harness_decides_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    _module(monkeypatch, "eval.run", "main", 1)
    assert run(["eval", "nk510"]) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"), [([], (8501, False)), (["--port", "8600", "--headless"], (8600, True))]
)
def test_the_page_is_served_on_the_port(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: tuple[int, bool]
) -> None:
    calls = _module(monkeypatch, "ui.page.launch", "serve", 0)
    assert run(["ui", *arguments]) == 0
    assert calls == [(expected, {})]
