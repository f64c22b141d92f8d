"""The timeline: the bars of real reports and of windows written by hand, drawn beside the three dates."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from ui.page import examples, service
from ui.page.charts import Chart, Entry, PlannedDates
from ui.page.timeline import Row, Scale, months, rows, scale
from ui.page.timepicture import said, timeline
from ui.page.wording import Words

EN, ZH = Words("en"), Words("zh")
PLAN = PlannedDates(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))


@cache
def screened(text: str, dates: PlannedDates = PLAN, lang: str = "en") -> dict[str, Any]:
    chart = replace(Chart().adding((Entry("note.txt", text, "typed"),)), dates=dates)
    return service.answer(chart).report(lang)


def example(name: str, lang: str = "en") -> dict[str, Any]:
    loaded = examples.load(name, lang)
    return screened(bytes(loaded.entry.data).decode(), loaded.dates, lang)  # type: ignore[arg-type]


def row(report: dict[str, Any], name: str) -> Row:
    return next(each for each in rows(report) if name in each.names)


def test_a_running_washout_comes_first_with_both_its_ends() -> None:
    first = rows(example("wait"))[0]
    assert (first.group, first.names, first.state) == ("washout", ("belimumab",), "running")
    assert first.begins == (date(2026, 2, 25), date(2026, 2, 25))
    assert first.ends == (date(2026, 4, 20), date(2026, 4, 25))
    assert first.criteria == ("EXC-03.3",)


def test_a_later_plan_ends_the_washout() -> None:
    loaded = examples.load("wait", "en")
    later = PlannedDates(date(2026, 5, 20), date(2026, 5, 24), date(2026, 5, 28))
    found = row(screened(bytes(loaded.entry.data).decode(), later), "belimumab")  # type: ignore[arg-type]
    assert found.state == "over"
    assert said(found, EN) == "25 Feb 2026; wash-out over since 20–25 Apr 2026"


def test_results_of_one_day_that_age_together_are_one_row() -> None:
    found = [each for each in rows(example("wait")) if each.group == "result"]
    assert len({(each.begins, each.ends, each.anchors) for each in found}) == len(found)
    count = next(each for each in found if each.anchors == ("lymphodepletion",))
    assert set(count.names) == {"anc", "hb", "plt"}
    assert count.ends[1] == date(2026, 3, 16)


def test_a_stale_result_says_so() -> None:
    found = row(screened("SLE. ANA 1:320 on 2 Jan 2026."), "ana_titre")
    assert found.state == "stale"
    assert said(found, EN) == "of 2 Jan 2026, too old since 30 Jan 2026 for screening"
    assert said(found, ZH) == "2026年1月2日的结果，2026年1月30日后已过期（以筛选计）"


def test_a_drug_that_is_taken_reaches_to_the_right_edge() -> None:
    drawn = timeline(screened("SLE. Prednisone 15 mg daily since 2020. ANA 1:320 on 10 Mar 2026."), EN)
    item = re.search(r'<li class="given ongoing">.*?</li>', drawn)
    assert item is not None
    assert "given now, since 2020" in item[0]
    assert 'class="before"' in item[0]
    assert 'class="after"' in item[0]


def test_a_drug_that_was_stopped_is_not_shown_as_given() -> None:
    assert [each.group for each in rows(example("wait")) if "belimumab" in each.names] == ["washout"]


def test_a_drug_whose_last_dose_is_not_known_has_no_end() -> None:
    report = screened("SLE. On belimumab 200 mg weekly since 2024, last injection this week not recorded.")
    found = [each for each in rows(report) if "belimumab" in each.names]
    assert found
    assert all(each.ends[1] is None or each.state in ("ongoing", "open", "running") for each in found)


def test_the_picture_holds_every_date_and_all_that_runs_towards_it() -> None:
    report = example("wait")
    found = rows(report)
    along = scale(report, found)
    days = [date.fromisoformat(day) for day in list(report["dates"].values())[:3]]
    assert all(along.first < day < along.last for day in [*days, date(2026, 4, 25)])
    assert (along.last - along.first).days < 200  # a beginning in 2018 does not squeeze it


@pytest.mark.parametrize(
    ("day", "percent"), [(date(2026, 1, 1), 0), (date(2026, 1, 6), 50), (date(2026, 1, 11), 100), (date(2020, 1, 1), 0)]
)
def test_a_day_stands_at_its_place_and_a_day_outside_on_the_edge(day: date, percent: float) -> None:
    assert Scale(date(2026, 1, 1), date(2026, 1, 11)).percent(day) == percent


def test_the_months_of_the_axis_cross_a_new_year() -> None:
    assert months(Scale(date(2025, 11, 15), date(2026, 2, 1))) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


@pytest.mark.parametrize("words", [EN, ZH])
def test_the_table_has_every_row_with_its_names_and_criteria(words: Words) -> None:
    report = example("wait", words.lang)
    drawn = timeline(report, words)
    table = drawn[drawn.index("<table>") :]
    assert table.count("<tr>") == 1 + 3 + len(rows(report))
    for each in rows(report):
        assert said(each, words) in table
        assert all(f'href="#c-{criterion}"' in table for criterion in each.criteria)


@pytest.mark.parametrize("words", [EN, ZH])
def test_every_state_of_every_group_has_words(words: Words) -> None:
    ends = (date(2026, 3, 1), date(2026, 3, 4))
    for group, states in {
        "washout": ("running", "open", "over"),
        "lasting": ("running", "open", "over"),
        "result": ("valid", "open", "stale"),
        "denial": ("valid", "open", "stale"),
        "given": ("ongoing",),
    }.items():
        for state in states:
            for closes in (ends, (None, None)):
                each = Row(group, ("ast",), state, ends, closes, ("screening",), ("X",))  # type: ignore[arg-type]
                assert "{" not in said(each, words)


def test_what_the_report_holds_is_escaped() -> None:
    report = example("wait")
    facts = [{**fact, "name": "<b>x</b>"} if fact["name"] == "belimumab" else fact for fact in report["facts"]]
    drawn = timeline({**report, "facts": facts}, EN)
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn
    assert "<b>x</b>" not in drawn


def test_nothing_is_drawn_where_nothing_was_judged() -> None:
    assert timeline(None, EN) == ""
    assert timeline({**example("wait"), "ahead": None}, EN) == ""


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        (date(2018, 1, 1), date(2018, 12, 31), "2018", "2018年"),
        (date(2025, 11, 1), date(2025, 11, 30), "Nov 2025", "2025年11月"),
        (date(2026, 4, 20), date(2026, 4, 25), "20–25 Apr 2026", "2026年4月20日–25日"),
        (date(2026, 3, 3), date(2026, 4, 2), "3 Mar–2 Apr 2026", "2026年3月3日–4月2日"),
        (date(2025, 12, 3), date(2026, 1, 2), "3 Dec 2025 – 2 Jan 2026", "2025年12月3日 – 2026年1月2日"),
    ],
)
def test_an_interval_says_no_part_twice(first: date, last: date, en: str, zh: str) -> None:
    assert EN.span(first, last) == en
    assert ZH.span(first, last) == zh
