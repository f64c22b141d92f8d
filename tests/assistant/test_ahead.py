"""What is ahead as the report's JSON has it: fields, sentences in both languages, nothing where nothing is judged."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules import catalogue
from rules.catalogue import Lang
from rules.chart import Dates
from rules.protocol import load_protocol

NK510 = load_protocol("NCT07083349")
PLAN = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))
NOTE = """34-year-old woman with SLE, seen 10 Mar 2026. On prednisone 10 mg daily.
Last belimumab infusion 25 Feb 2026, stopped. LVEF 60% on 5 Mar 2026.
Labs 10 Mar 2026: Hb 82 g/L, PLT 205 x10^9/L, AST 40 U/L."""


def report(text: str = NOTE, lang: Lang = "en") -> dict[str, Any]:
    documents = read_chart([("note.txt", text)], screening=PLAN.screening_day)
    written: dict[str, Any] = json.loads(json.dumps(screen(documents, NK510, PLAN).to_json(lang)))
    return written


def test_the_dates_name_the_words_that_set_them() -> None:
    found = report()
    set_by = found["earliest_eligible"]["set_by"]
    assert [item["criterion"] for item in set_by] == ["EXC-03.3"] * len(set_by)
    assert any("25 Feb 2026" in words["quote"] for item in set_by for words in item["evidence"])
    (criterion,) = [item for item in found["criteria"] if item["id"] == "EXC-03.3"]
    assert criterion["passes_on"]["set_by"] == set_by
    ids = {fact["id"] for fact in found["facts"]}
    assert {item["fact"] for item in set_by} <= ids


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_sentence_is_rendered(lang: Lang) -> None:
    ahead = report(lang=lang)["ahead"]
    texts = [item["text"] for key in ("ask_next", "expiry") for item in ahead[key]]
    texts += [item["text"] for item in ahead["calendar"]["repeat"]] + [ahead["calendar"]["text"], *ahead["summary"]]
    texts += [change["text"] for flip in ahead["what_would_change"] for change in flip["changes"]]
    texts += [item["text"] for one in ahead["fragile"] for item in one["because"]]
    assert len(texts) > 20
    for text in texts:
        assert text
        assert not re.search(r"[{}_]|None", text), text


def test_the_head_of_a_report_has_two_lines() -> None:
    ahead = report()["ahead"]
    assert len(ahead["summary"]) == 2
    assert ahead["calendar"]["infusion"] == "2026-05-04"
    assert ahead["calendar"]["screening"] == "2026-04-26"


def test_an_unlikely_candidate_is_asked_nothing_at_the_head() -> None:
    assert report(NOTE + "\nBreast cancer in 2019.")["ahead"]["summary"] == []


def test_facts_behind_windows_and_margins_are_those_of_the_report() -> None:
    found = report()
    ids = {fact["id"] for fact in found["facts"]}
    for key in ("windows", "margins", "expiry"):
        assert found["ahead"][key]
        assert {name for item in found["ahead"][key] for name in item["facts"]} <= ids


def test_nothing_is_ahead_of_two_patients() -> None:
    assert (
        report("=== NOTE: a ===\nSex: female. DOB 1990-01-01.\n=== NOTE: b ===\nSex: male. DOB 1970-02-02.\n")["ahead"]
        is None
    )


def test_both_languages_have_the_same_sentences() -> None:
    assert list(catalogue.catalogue("en")["ahead"]) == list(catalogue.catalogue("zh")["ahead"])
