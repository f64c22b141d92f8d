"""Every error that a person can mend has its sentence in both languages, with the same places."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ExtractionError, InputError, Phrase, refusal
from assistant.planning import planned_dates
from rules.prepared import read

ROOT = Path(__file__).parents[2]
TABLE: dict[str, Any] = read(ROOT / "rules" / "messages" / "errors.yaml", "the table begins with 'errors:'")
KINDS = ("InputError", "ExtractionError", "PassageError", "ServerError", "Phrase")
ENTRIES = [(section, code) for section, codes in TABLE.items() for code in codes]


@pytest.mark.parametrize(("section", "code"), ENTRIES)
def test_both_languages_have_the_same_places(section: str, code: str) -> None:
    words = TABLE[section][code]
    assert set(words) == {"en", "zh"}
    places = [sorted(set(re.findall(r"{(\w+)}", words[lang]))) for lang in ("en", "zh")]
    assert places[0] == places[1]


def _raised() -> list[tuple[str, str, list[str]]]:
    """Each error and phrase that the code makes: which, its code, and what it puts into the places."""
    found = []
    for folder in ("assistant", "ui"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    kind, first = node.func.id, node.args[0]
                    if kind in (
                        "InputError",
                        "ExtractionError",
                        "PassageError",
                        "ServerError",
                        "Phrase",
                    ) and isinstance(first, ast.Constant):
                        found.append((kind, str(first.value), [key.arg or "**" for key in node.keywords]))
    return found


@pytest.mark.parametrize(("kind", "code", "places"), _raised())
def test_every_error_that_is_raised_has_its_words_and_fills_their_places(
    kind: str, code: str, places: list[str]
) -> None:
    words = TABLE["phrases" if kind == "Phrase" else "errors"][code]["en"]
    assert "**" in places or set(re.findall(r"{(\w+)}", words)) <= set(places)


def test_an_error_is_english_as_a_string_and_holds_phrases() -> None:
    error = InputError("no_protocol", name="'X'", hint=Phrase("did_you_mean", word="'Y'"), known=("Y", "Z"))
    assert str(error) == "There is no protocol 'X'. Did you mean 'Y'? Protocols here: Y, Z."
    assert error.said("zh") == "没有试验方案'X'。您是否指'Y'？现有方案：Y、Z。"


@pytest.mark.parametrize("kind", [InputError, ExtractionError])
def test_a_sentence_that_is_no_code_stands_for_itself(kind: Any) -> None:
    assert kind("The model server does not answer.").said("zh") == "The model server does not answer."


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        (PermissionError(13, "Permission denied"), "permission denied", "没有权限"),
        (OSError(999, "Strange thing"), "strange thing", "strange thing"),
        (UnicodeError("x"), "unicodeerror", "unicodeerror"),
    ],
)
def test_why_the_system_refuses(error: Exception, english: str, chinese: str) -> None:
    reason = refusal(error)
    assert str(reason) == english
    assert (reason.said("zh") if isinstance(reason, Phrase) else reason) == chinese


TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (
            (TODAY, date(2026, 3, 11), None),
            "The lymphodepletion date 2026-03-11 lies before the screening date 2026-03-12",
        ),
        ((None, None, date(2026, 3, 1)), "the screening date 2026-03-12 (today, since no screening date is given)"),
        ((TODAY, date(2026, 3, 16), date(2026, 3, 15)), "The infusion date 2026-03-15 lies before the lymphodepletion"),
    ],
)
def test_dates_in_the_wrong_order_are_named(days: tuple[date | None, date | None, date | None], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        planned_dates(*days, TODAY)


def test_a_screening_date_that_nobody_gave_is_today_and_assumed() -> None:
    assert planned_dates(None, None, TODAY, TODAY).assumed == ("screening",)
