"""Every date is moved by the same whole weeks: intervals and weekdays stay, whatever form a date has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import Document, read_documents
from assistant.extraction.text import normalise
from assistant.extraction.timex import dates_told
from assistant.privacy.masking import Mask, PrivacyError
from rules.dates import DateInterval
from tests.assistant.privacy.shown import mask, shown

HEAD = "=== NOTE: Clinic 2026-03-10 ===\n"
KOPF = "=== NOTE: 门诊 2026-03-10 ===\n"
FORMS = [
    ("2026-03-08", "2026-05-17"),
    ("2026/3/8", "2026/05/17"),
    ("2026.03.08", "2026.05.17"),
    ("03/08/2026", "17 May 2026"),
    ("3/8/26", "17 May 2026"),
    ("8 Mar 2026", "17 May 2026"),
    ("March 8, 2026", "17 May 2026"),
    ("Mar 8th, 2026", "17 May 2026"),
    ("8-Mar-2026", "17 May 2026"),
    ("08-MAR-26", "17 May 2026"),
    ("20260308", "17 May 2026"),
    ("3/8", "17 May"),
    ("Mar 8", "17 May"),
    ("March 2026", "May 2026"),
    ("late December 2025", "early Mar 2026"),
    ("March last year", "May 2025"),
]
ZH_FORMS = [
    ("2026年3月8日", "2026年5月17日"),
    ("二〇二六年三月八日", "2026年5月17日"),
    ("26年3月8日", "2026年5月17日"),
    ("3月8日", "5月17日"),
    ("2025年12月", "2026年2月"),
    ("去年12月", "2026年2月"),
    ("今年1月初", "2026年3月中旬"),
    ("2026-03-08", "2026-05-17"),
    ("上月20日", "5月1日"),
]


@pytest.mark.parametrize(("written", "moved"), FORMS)
def test_an_english_date_is_moved(written: str, moved: str) -> None:
    assert shown(f"{HEAD}SLEDAI was 10 on {written}, WBC 3.2.\n").endswith(f"SLEDAI was 10 on {moved}, WBC 3.2.\n")


@pytest.mark.parametrize(("written", "moved"), ZH_FORMS)
def test_a_chinese_date_is_moved(written: str, moved: str) -> None:
    assert shown(f"{KOPF}{written}查白细胞3.2。\n").endswith(f"{moved}查白细胞3.2。\n")


def test_both_ends_of_a_stretch_are_moved() -> None:
    assert "12 May 2026 to 19 May 2026" in shown(f"{HEAD}In hospital Mar 3 to 10, 2026.\n")
    assert "5月12日—5月16日" in shown(f"{KOPF}3月3日—3月7日口服头孢。\n")


def test_a_pair_that_the_reader_takes_for_a_range_is_moved_where_the_note_writes_its_days_so() -> None:
    said = shown(f"{KOPF}3-8查血。清淋3-16,输注3-20。右手2-4 PIP痛，Cr 45-84，每次2-3片。\n")
    assert "清淋5月25日,输注5月29日" in said
    assert "右手2-4 PIP痛，Cr 45-84，每次2-3片" in said
    assert "清淋3-16" in shown(f"{KOPF}3月8日查血。清淋3-16。\n")


def test_what_names_no_day_stays() -> None:
    text = f"{HEAD}SLE since 2019; 3 weeks ago, for 6 months, last week; BP 118/76, WBC 3.2-4.1, 1/2 tablet.\n"
    assert shown(text) == text.replace("2026-03-10", "2026-05-19")


def test_a_feast_is_a_date_too() -> None:
    assert "Christmas" not in shown(f"{HEAD}Flare at Christmas.\n")
    assert "春节" not in shown(f"{KOPF}春节前后关节痛。\n")


def test_a_birth_date_that_tells_a_very_high_age_is_taken_out() -> None:
    said = shown(f"{HEAD}DOB 04/12/1931, woman.\n")
    assert "193" not in said
    assert "DOB [date over 89 years ago]" in said


def test_the_note_s_own_title_and_day_are_moved_alike() -> None:
    made = mask(f"{HEAD}Well.\n").documents[0]
    assert made.title == "Clinic 2026-05-19"
    assert made.written_on == DateInterval.on(date(2026, 5, 19))


def test_a_date_that_is_not_understood_stops_the_call_without_repeating_it() -> None:
    with pytest.raises(PrivacyError) as error:
        mask(f"{HEAD}Ms Gonzalez, seen on 2026-13-45.\n")
    said = str(error.value)
    assert "looks like a date" in said
    assert "nothing was sent" in said
    assert not any(word in said for word in ("Gonzalez", "13-45", "2026-13"))


def test_the_weeks_are_drawn_anew_and_never_shown() -> None:
    documents = read_documents(f"{HEAD}Well.\n", "a.txt")
    assert len({Mask(documents).documents[0].written_on for _ in range(12)}) > 1
    assert "weeks" not in repr(Mask(documents))


_DAYS = st.dates(date(2015, 1, 1), date(2028, 12, 31))
_WRITTEN = {
    "en": ["{:%Y-%m-%d}", "{:%m/%d/%Y}", "{:%d %b %Y}", "{:%B %d, %Y}", "{:%Y/%m/%d}", "{:%d-%b-%Y}", "{:%b %d %Y}"],
    "zh": ["{0.year}年{0.month}月{0.day}日", "{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y.%m.%d}", "{:%Y%m%d}"],
}


@st.composite
def _charts(draw: st.DrawFn) -> tuple[str, list[date], str]:
    language = draw(st.sampled_from(["en", "zh"]))
    days = draw(st.lists(_DAYS, min_size=2, max_size=6))
    forms = [draw(st.sampled_from(_WRITTEN[language])) for _ in days]
    line = "SLEDAI was 4 on {}; stable." if language == "en" else "{}查白细胞3.2，关节肿痛好转。"
    return language, days, "\n".join(line.format(form.format(day)) for day, form in zip(days, forms, strict=True))


@given(_charts(), st.integers(5, 104), st.sampled_from([-1, 1]))
def test_intervals_and_weekdays_stay(chart: tuple[str, list[date], str], weeks: int, way: int) -> None:
    language, days, text = chart
    said = mask(text, weeks * way).documents[0]
    moved = [told.day for _, told in dates_told(normalise(said.text), language, "mdy", None) if told is not None]
    assert len(moved) == len(days)
    step = timedelta(weeks=weeks * way)
    assert moved == [day + step for day in days]
    assert [day.weekday() for day in days] == [day.weekday() for day in moved if day is not None]


@given(st.dates(date(2026, 1, 12), date(2026, 3, 9)), st.integers(5, 104), st.sampled_from([-1, 1]))
def test_a_date_without_a_year_keeps_its_distance_to_the_note(day: date, weeks: int, way: int) -> None:
    written = date(2026, 3, 10)
    for text in (f"{HEAD}SLEDAI was 4 on {day.month}/{day.day}.\n", f"{KOPF}{day.month}月{day.day}日查血。\n"):
        made = mask(text, weeks * way).documents[0]
        assert _distance(made) == day - written


def _distance(made: Document) -> timedelta:
    anchor = made.written_on.day if made.written_on else None
    assert anchor is not None
    told = [
        each.day
        for written, each in dates_told(normalise(made.text), made.language, "mdy", anchor)
        if each is not None and each.day is not None and written.year is None
    ]
    assert len(told) == 1
    assert told[0] is not None
    return told[0] - anchor
