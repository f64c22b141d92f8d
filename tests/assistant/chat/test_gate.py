"""A model's sentence passes only where one passage of the tools' results says the same; no twisted one does."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from assistant.chat import gate, tools
from assistant.chat.days import Days
from assistant.chat.otherdays import what_if
from assistant.chat.told import Told
from rules.catalogue import Lang
from tests.assistant.chat.cases import case

LANGUAGES: tuple[Lang, ...] = ("en", "zh")
CRITERION = "EXC-03.3"


@cache
def told(lang: Lang) -> tuple[Told, ...]:
    return (
        tools.screen(case(), lang),
        tools.explain(case(), lang),
        tools.earliest(case(), lang),
        tools.missing(case(), lang),
        tools.search(case(), lang, query="pregnancy" if lang == "en" else "妊娠"),
        what_if(case(), lang, {"infusion": Days(date(2026, 4, 1), date(2026, 5, 31))}),
        tools.compare(case(), lang),
    )


@cache
def passages(lang: Lang) -> tuple[gate.Passage, ...]:
    return gate.passages(told(lang), lang)


def lines(lang: Lang) -> list[str]:
    return list(dict.fromkeys(line.text for one in told(lang) for line in one.lines))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tools_own_sentences_pass(lang: Lang) -> None:
    for line in lines(lang):
        assert gate.supported(line, passages(lang)), line


@pytest.mark.parametrize(
    "sentence",
    [
        "EXC-03.3 stands in the way because belimumab was last given on 25 Feb 2026, 22 days before infusion; more than"
        " 54.9–59.4 are needed.".replace(" given", ""),
        "The infusion is not before 2026-04-21; for certain from 3 May 2026.",
        "The protocol says (INC-08b): “and have a negative serum pregnancy test within 1 week before administration.”",
        "The note says “last belimumab infusion 25 Feb 2026, stopped” (EXC-03.3).",
    ],
)
def test_words_that_say_nothing_may_be_added(sentence: str) -> None:
    assert gate.supported(sentence, passages("en"))


@pytest.mark.parametrize("sentence", ["患者的贝利尤单抗末次为2026-02-25，距回输22天，须超过54.9-59.4天。"])
def test_words_that_say_nothing_may_be_added_in_chinese(sentence: str) -> None:
    assert gate.supported(sentence, passages("zh"))


@pytest.mark.parametrize(
    "sentence",
    [
        "She is eligible.",
        "The patient is eligible for the trial.",
        "She can be referred.",
        "She can be infused on 21 Apr 2026.",
        "Stop belimumab.",
        "It is safe to proceed.",
        "EXC-03.3 passes.",
        "EXC-03.3 does not stand in the way.",
        "Nothing stands in the way.",
        "Infusion before 21 Apr 2026; for certain from 3 May 2026.",
        "Infusion not before 21 Apr 2025; for certain from 3 May 2026.",
        "Infusion not before 3 May 2026; for certain from 21 Apr 2026.",
        "EXC-03.3 passes from an infusion on 21 Apr 2026.",
        "Belimumab, last 25 Feb 2026: 54.9 days before infusion; more than 22 are needed.",
        "The protocol says: “and have a negative serum pregnancy test within 1 week before administration.”",
        "The protocol says (EXC-03.3): “and have a negative serum pregnancy test within 1 week before administration.”",
        "The protocol says (INC-08b): “have a positive serum pregnancy test within 1 week before administration.”",
        "The protocol says (INC-08b): “have a negative serum pregnancy test”.",
        "The note says “last belimumab infusion 25 Jan 2026, stopped” (EXC-03.3).",
        "The note says “last belimumab infusion 25 Feb 2026, stopped” (EXC-03.3), so she is eligible.",
        "患者符合入组条件。",
        "可以入组。",
        "EXC-03.3不妨碍入组。",
        "回输可在2026年4月21日。",
        "贝利尤单抗已停用，可以回输。",
    ],
)
def test_what_no_tool_said_is_not_let_through(sentence: str) -> None:
    lang: Lang = "zh" if re.search("[\u4e00-\u9fff]", sentence) else "en"
    assert not gate.supported(sentence, passages(lang))


_TURNS = {
    "en": (
        (" not ", " "),
        ("before", "after"),
        ("more than", "less than"),
        ("stands in the way", "passes"),
        ("open", "fine"),
        ("from", "until"),
        (" on one reading", ""),
        ("for certain ", ""),
        ("; for certain from", "; until"),
        ("needed", "given"),
    ),
    "zh": (
        ("不", ""),
        ("妨碍入组", "可以入组"),
        ("待定", "无碍"),
        ("须超过", "不超过"),
        ("不早于", "不晚于"),
        ("可确定", "不确定"),
        ("按一种理解", ""),
        ("前", "后"),
        ("没有", "有"),
        ("起", "止"),
    ),
}


def twisted(lang: Lang) -> Iterator[tuple[str, str]]:
    """Every line with one figure changed, two figures swapped, a meaning turned, a half left out or a claim put on."""
    chance = random.Random(5)
    for line in lines(lang):
        figures = list(re.finditer(r"\d+", line))
        for match in figures:
            other = str(int(match[0]) + chance.randint(1, 9))
            yield line, line[: match.start()] + other + line[match.end() :]
        for one, two in pairwise(figures):
            if one[0] != two[0]:
                yield line, line[: one.start()] + two[0] + line[one.end() : two.start()] + one[0] + line[two.end() :]
        for old, new in _TURNS[lang]:
            if old in line:
                yield line, line.replace(old, new)
        for claim in ("eligible", "she is eligible", "符合入组条件", "可以停药"):
            yield line, f"{line.rstrip('.。')}, {claim}."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_twisted_sentence_passes(lang: Lang) -> None:
    tried = [(line, other) for line, other in twisted(lang) if other not in lines(lang)]
    assert len(tried) >= 250
    passed = [(line, other) for line, other in tried if gate.supported(other, passages(lang))]
    assert passed == []


def test_two_passages_are_never_put_together() -> None:
    assert not gate.supported("EXC-03.3 stands in the way. What helps: a serum pregnancy test.", passages("en"))
    assert not gate.supported("Anti-HCV (EXC-03.3) stands in the way.", passages("en"))


def test_marks_of_markdown_are_taken_off_and_connecting_words_say_nothing() -> None:
    assert gate.clean("- **What helps:** `Time.`") == "What helps: Time."
    assert gate.empty("Here is the answer:")
    assert not gate.empty("She is eligible.")


def test_a_sentence_without_end_is_none() -> None:
    assert not gate.supported("What helps: Time. " * 200, passages("en"))
