"""The page says the same things in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from ui.page.wording import LANGUAGES, Words, catalogue


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    else:
        yield path, str(node)


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    english, chinese = (dict(leaves(catalogue(lang))) for lang in LANGUAGES)
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", chinese[key])), key


@pytest.mark.parametrize(
    ("lang", "value", "written"),
    [
        ("en", "2026-04-21", "21 Apr 2026"),
        ("en", date(2026, 5, 4), "4 May 2026"),
        ("zh", "2026-04-21", "2026年4月21日"),
        ("en", {"earliest": "2026-01-01", "latest": "2026-01-31"}, "1 Jan 2026 – 31 Jan 2026"),
        ("en", {"earliest": None, "latest": "2026-01-31"}, "… – 31 Jan 2026"),
    ],
)
def test_a_day_is_written_as_its_language_writes_it(lang: str, value: object, written: str) -> None:
    assert Words(lang).day(value) == written


def test_one_thing_is_not_said_as_many() -> None:
    words = Words("en")
    assert words.count("counts.fail", 1) == "1 stands in the way"
    assert words.count("counts.fail", 2) == "2 stand in the way"


def test_missing_words_are_named() -> None:
    with pytest.raises(KeyError, match=r"en\.yaml has no words for decision\.perhaps"):
        Words("en")("decision.perhaps")
