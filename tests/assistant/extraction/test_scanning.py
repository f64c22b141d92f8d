"""What is looked for around its signs is what a search of the whole text finds; words are found in both scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from assistant.extraction import amounts, dateforms, daypairs, demographics, timewords
from assistant.extraction.conditions import biopsies
from assistant.extraction.measurements import bare, numbers, subjects
from assistant.extraction.procedures import denials, verbs
from assistant.extraction.procedures.words import words
from assistant.extraction.resources import any_of, any_word, load_words
from assistant.extraction.scanning import around, around_any
from assistant.extraction.text import has_cjk, normalise
from assistant.extraction.wordfinder import WordFinder
from eval.cases import load_suite

PROCEDURES = words().patterns
TEXTS = [
    *(normalise(case.text).lower() for case in load_suite("dev")),
    "1/2/3/4, 12.03.2026-15.03.2026; 3-4-5-6 and 2026/3/12-2026/3/14, 01/02/03",
    "a couple of months, two and a half years, 3-4wks, six months, weekday 2 d 5y, for a week ago",
    "二〇二六年三月三十日, 十月二十八号, 今年3月, 2026 年 3 月 5 日, 近3月, 两周前, 十余天, 3至5个月, 半年",
    "forty-two year old, 36 f, 54F, man, 47, aged 40, woman 33 y, 女,34, 三十四岁, 年龄: 51, 59 岁, 9m old",
    "5'4\", 5 ft 6 in, 6-foot, bp 120 / 80 mmhg, <.5, < = 0.3, ~ 40, 1.2-3.4, 一百三十一, 三点二, 十分",
    "stem cells were reinfused, marrow was back; a right hemicolectomy, Hartmann's, re-bx, native kidney biopsy, 肾穿",
    "early 2024, end of  May 2025, 3rd of june, summer 2023, 20260312, 2024年初, 民国115年10月8日, 114/11/6",
]


@pytest.mark.parametrize(
    ("signs", "pattern"),
    [
        pytest.param([(dateforms._TRIPLE_SIGN, 3)], dateforms._TRIPLE, id="day, month and year"),
        pytest.param([(dateforms._CJK_SIGN, 9)], dateforms._CJK, id="Chinese dates"),
        pytest.param([(dateforms._SPELLED_SIGN, 12)], dateforms._SPELLED, id="dates in numerals"),
        pytest.param([(dateforms._COMPACT_SIGN, 0)], dateforms._COMPACT, id="eight figures"),
        pytest.param([(dateforms._CJK_YEAR_SIGN, 4)], dateforms._CJK_YEAR, id="Chinese years"),
        pytest.param(
            [(dateforms._YEAR_SIGN, 0), (dateforms._year_patterns()[1], 0)], dateforms._year_patterns()[0], id="years"
        ),
        pytest.param(dateforms._month_signs(), dateforms._named(), id="months by name"),
        pytest.param([(dateforms._ROC_SIGN, 0)], dateforms._ROC_DAY, id="days of Taiwan's calendar"),
        pytest.param([(daypairs._PAIR_SIGN, 3)], daypairs._PAIR, id="pairs"),
        pytest.param(demographics._AGE_SIGNS, demographics._AGE, id="ages"),
        pytest.param([(demographics._BIRTH_SIGN, 0)], demographics._BIRTH, id="births"),
        pytest.param([(demographics._SEX_SIGN, 0)], demographics._SEX_LABEL, id="sex"),
        pytest.param([(demographics._SEX_SIGN, 0)], demographics._SEX_BOXES, id="sex in boxes"),
        pytest.param(amounts._english()[1], amounts._english()[0], id="lengths"),
        pytest.param(amounts._chinese()[1], amounts._chinese()[0], id="Chinese lengths"),
        pytest.param([(timewords._english()[1], 0)], timewords._english()[0], id="words for times"),
        pytest.param([(timewords._chinese()[1], 0)], timewords._chinese()[0], id="Chinese words for times"),
        pytest.param([(numbers._NUMERAL, 0)], numbers._SPELLED, id="numerals"),
        pytest.param([(bare._FEET, 0)], bare._IMPERIAL, id="feet and inches"),
        pytest.param([(bare._PAIR, 2)], bare._PRESSURE, id="pressures"),
        pytest.param(subjects._signs(), subjects._persons(), id="other people"),
        pytest.param([(denials._WORD, 0)], words().denied[0], id="plain denials"),
        pytest.param([(words().denied_sign, 0)], words().denied[1], id="plain denials in Chinese"),
        pytest.param(biopsies._SIGNS, biopsies._BIOPSY, id="biopsies"),
        pytest.param(
            [(PROCEDURES["unnamed_sign"], verbs._LONGEST)], PROCEDURES["unnamed"], id="operations by their ends"
        ),
        pytest.param([(PROCEDURES["cells"], 6)], PROCEDURES["reinfused"], id="cells given back"),
    ],
)
def test_around_its_signs_a_pattern_finds_what_it_finds_anywhere(
    signs: Sequence[tuple[re.Pattern[str], int]], pattern: re.Pattern[str]
) -> None:
    found = 0
    for text in TEXTS:
        whole = [match.span() for match in pattern.finditer(text)]
        found += len(whole)
        assert [match.span() for match in around_any(signs, pattern, text)] == whole
        if len(signs) == 1:
            assert [match.span() for match in around(*signs[0], pattern, text)] == whole
    assert found


def test_a_word_with_its_first_letter_in_front_is_found_at_the_same_borders() -> None:
    words = ["drop", "drop foot", "a", "no rise"]
    text = "drop foot, adrop; a drop  foot no\nrise dropped ano rise"
    plain, fast = re.compile(rf"(?<![a-z])(?:{any_of(words)})"), re.compile(any_word(words))
    assert [match.span() for match in fast.finditer(text)] == [match.span() for match in plain.finditer(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("no fever, ankle", [(1, "no"), (7, "fever")], id="no Chinese"),
        pytest.param("无 fever\u0301", [(0, "无"), (6, "fever")], id="both scripts"),
        pytest.param("é𠀀无发热😀no", [(2, "无"), (4, "发热"), (7, "no")], id="letters of two, four and three bytes"),
        pytest.param("", [], id="empty"),
    ],
)
def test_words_are_found_where_they_end_in_the_text(text: str, found: list[tuple[int, str]]) -> None:
    finder = WordFinder({word: word for word in ("no", "fever", "无", "发热")})
    assert list(finder.find(text)) == found


def test_a_finder_without_words_finds_none() -> None:
    assert list(WordFinder({}).find("no 无")) == []


def first_characters(parsed: Any) -> set[str]:
    """The characters with one of which a match of a parsed pattern begins; the empty text where it may be empty."""
    first: set[str] = set()
    for code, argument in parsed:
        name = str(code)
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        if name == "LITERAL":
            return first | {chr(argument)}
        if name == "IN":
            return first | {chr(letter) for kind, letter in argument if str(kind) == "LITERAL"}
        if name == "BRANCH":
            found = set().union(*(first_characters(branch) for branch in argument[1]))
        elif name == "SUBPATTERN":
            found = first_characters(argument[3])
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            found = first_characters(argument[2]) | ({""} if argument[0] == 0 else set())
        else:
            raise AssertionError(f"{name} is not known here")
        first |= found - {""}
        if "" not in found:
            return first
    return first | {""}


def test_each_chinese_denial_begins_with_one_of_the_characters_that_are_looked_for() -> None:
    data = load_words("procedures")
    patterns = [one for listed in data["denied_patterns"].values() for one in listed if has_cjk(one)]
    begin = set().union(*(first_characters(_parser.parse(pattern)) for pattern in patterns))
    assert begin <= set(data["denied_begin"])
