"""Times: dates in every style, relative times and durations of both languages, and numbers that are none."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.extraction.text import normalise
from assistant.extraction.timex import find_times
from rules.dates import DateInterval

NOTE = DateInterval.on(date(2026, 3, 12))


def times(text: str, order: str = "mdy") -> list[str]:
    language = "zh" if any("\u3400" <= char <= "\u9fff" for char in text) else "en"
    return [str(time.interval) for time in find_times(normalise(text), NOTE, language, order)]


ABSOLUTE = [
    ("on 3/2/26", "2026-03-02"),
    ("2026-03-02", "2026-03-02"),
    ("2026.3.2 复查", "2026-03-02"),
    ("2026年3月2日", "2026-03-02"),
    ("２０２６年３月２日", "2026-03-02"),
    ("20260302", "2026-03-02"),
    ("26.3.2复查", "2026-03-02"),
    ("12 March 2026", "2026-03-12"),
    ("March 12, 2026", "2026-03-12"),
    ("second week of November 2025", "2025-11-07 to 2025-11-15"),
    ("the last week of February 2026", "2026-02-21 to 2026-02-28"),
    ("Echo Feb 14: LVEF 46%", "2026-02-14"),
    ("12th of March 2026", "2026-03-12"),
    ("05-NOV-2025", "2025-11-05"),
    ("Nov 5, 2025", "2025-11-05"),
    ("16.04.2025", "2025-04-16"),
    ("05-06-25", "2025-05-06"),
    ("in Jan 2026", "2026-01-01 to 2026-01-31"),
    ("4/2025", "2025-04-01 to 2025-04-30"),
    ("10-2025", "2025-10-01 to 2025-10-31"),
    ("2025-10查", "2025-10-01 to 2025-10-31"),
    ("2025年10月", "2025-10-01 to 2025-10-31"),
    ("2025年10月前", "2025-10-01 to 2025-10-31"),
    ("2025年10月来院", "2025-10-01 to 2025-10-31"),
    ("spring 2025", "2025-03-01 to 2025-05-31"),
    ("since 2019", "2019-01-01 to 2019-12-31"),
    ("2021年行手术", "2021-01-01 to 2021-12-31"),
    ("22年的单子", "2022-01-01 to 2022-12-31"),
    ("MTX 2020-21", "2020-01-01 to 2021-12-31"),
    ("early 2025", "2025-01-01 to 2025-04-30"),
]


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE)
def test_dates_with_a_year(text: str, expected: str) -> None:
    assert times(text) == [expected]


YEARLESS = [
    ("UA 3/10: bland", "2026-03-10"),
    ("since 11/20", "2025-11-20"),
    ("9月3号", "2025-09-03"),
    ("5月20日", "2025-05-20"),
    ("18 Feb", "2026-02-18"),
    ("2月初", "2026-02-01 to 2026-02-10"),
    ("5月中旬", "2025-05-11 to 2025-05-20"),
    ("去年8月", "2025-08-01 to 2025-08-31"),
    ("今年2月", "2026-02-01 to 2026-02-28"),
    ("early February", "2026-02-01 to 2026-02-10"),
    ("mid August", "2025-08-11 to 2025-08-20"),
    ("in November", "2025-11-01 to 2025-11-30"),
    ("last August", "2025-08-01 to 2025-08-31"),
    ("unchanged since September", "2025-09-01 to 2025-09-30"),
    ("conditioning 3/23", "2026-03-23"),
    ("拟3.23清淋", "2026-03-23"),
    ("（03-08）", "2026-03-08"),
    ("last infusion 3/20", "2025-03-20"),
]


@pytest.mark.parametrize(("text", "expected"), YEARLESS)
def test_dates_without_a_year_are_the_latest_unless_planned(text: str, expected: str) -> None:
    assert times(text) == [expected]


RELATIVE = [
    ("today", "2026-03-12"),
    ("yesterday", "2026-03-11"),
    ("this am", "2026-03-12"),
    ("昨日", "2026-03-11"),
    ("3 days ago", "2026-03-09"),
    ("3 weeks ago", "2026-02-16 to 2026-02-22"),
    ("two months ago", "2025-12-28 to 2026-01-27"),
    ("3个月前", "2025-11-27 to 2025-12-27"),
    ("2月余前", "2025-12-12 to 2026-01-12"),
    ("半月前", "2026-02-22 to 2026-02-28"),
    ("last fall", "2025-09-01 to 2025-11-30"),
    ("last week", "2026-03-02 to 2026-03-08"),
    ("上周", "2026-03-02 to 2026-03-08"),
    ("上月", "2026-02-01 to 2026-02-28"),
    ("last Friday", "2026-03-06"),
    ("this year", "2026-01-01 to 2026-12-31"),
    ("去年", "2025-01-01 to 2025-12-31"),
    ("春节后", "2026-02-15 to 2026-02-24"),
    ("5 years ago", "2020-09-10 to 2021-09-11"),
]


@pytest.mark.parametrize(("text", "expected"), RELATIVE)
def test_times_relative_to_the_note(text: str, expected: str) -> None:
    assert times(text) == [expected]


@pytest.mark.parametrize(
    ("text", "months", "days", "earliest"),
    [
        ("for 8 months", 8, None, date(2025, 7, 12)),
        ("x 3 wk", None, 21, date(2026, 2, 19)),
        ("已10个月", 10, None, date(2025, 5, 12)),
        ("合用2月余", 2, None, date(2026, 1, 12)),
        ("近3月", 3, None, date(2025, 12, 12)),
        ("近半年", 6, None, date(2025, 9, 12)),
        ("in the past eighteen months", 18, None, date(2024, 9, 12)),
        ("SLE 13年", 156, None, date(2013, 3, 12)),
        ("for six weeks", None, 42, date(2026, 1, 29)),
        ("1个半月", 1.5, None, date(2026, 1, 28)),
        ("近四周", None, 28, date(2026, 2, 12)),
    ],
)
def test_durations_reach_from_then_to_the_note(
    text: str, months: float | None, days: float | None, earliest: date
) -> None:
    (time,) = find_times(normalise(text), NOTE, "en")
    assert (time.kind, time.months, time.days, time.interval.earliest) == ("duration", months, days, earliest)


@pytest.mark.parametrize(
    "text",
    [
        "ANA 1:80",
        "ANA 1：1000",
        "K 3.62",
        "BP 118/72",
        "blood cultures 2/2 bottles",
        "pain 4/10",
        "endocapillary in 6/22 glomeruli",
        "NIH activity index 7/24",
        "24h urine",
        "24小时尿蛋白",
        "call 555-1234",
        "MRN 7740219",
        "every 4 weeks",
        "twice a day",
        "58-year-old",
        "36 y/o",
        "61岁",
        "2019 EULAR/ACR criteria",
        "EULAR/ACR 2019 score",
        "ISN/RPS 2003",
        "SLEDAI-2000",
        "10-15 mg",
        "WBC 4.0-11.0",
        "ALT 31（7-40）",
        "C3 / C4 49 / 6",
        "HIV-1/2 Ag/Ab",
        "may be active",
        "PLT 8.6万",
        "24/7",
        "MCP 2/3",
        "G2P2",
        "3-5 RBC/hpf",
        "2000 mg",
        "3/6 systolic murmur",
        "5片",
        "孕12周",
        "第2-4 PIP",
        "Hb 98g/L",
        "ref 3.5-9.5",
    ],
)
def test_numbers_that_are_no_times(text: str) -> None:
    assert times(text) == []


def test_day_first_where_the_chart_writes_so() -> None:
    assert times("on 05/02/2026", "dmy") == ["2026-02-05"]
    assert times("on 05/02/2026", "mdy") == ["2026-05-02"]


def test_without_a_note_date_only_full_dates_are_known() -> None:
    found = find_times("3 weeks ago, 3/2, yesterday, 3/2/26", None, "en")
    assert [str(time.interval) for time in found] == ["2026-03-02"]


def test_a_weekday_gives_the_year_away() -> None:
    assert times("seen Sat 3/21") == ["2026-03-21"]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("since 2019", "since"),
        ("for 8 months", "for"),
        ("自2025-11", "since"),
        ("2025-10-08起", "since"),
        ("近3月", "last"),
        ("3 weeks ago", "ago"),
    ],
)
def test_the_word_beside_a_time(text: str, relation: str) -> None:
    (time,) = find_times(normalise(text), NOTE, "en")
    assert time.relation == relation


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("生化（11-29）：ALT 86", "2026-11-29"),
        ("查体（10-19）：T38.6", "2026-10-19"),
        ("5.27：WBC0.6", "2026-05-27"),
        ("①血常规10-19 WBC3.82", "2026-10-19"),
        ("⑦尿妊娠试验10-19阴性", "2026-10-19"),
        ("日期     WBC    ANC\n11-19    6.8    4.1", "2026-11-19"),
        ("|项目|9.2|9.3|参考值|\n|K|3.6|4.1|3.5-5.3|", "2026-09-02 2026-09-03"),
        ("生命体征（9.3 08:00）：T 37.1", "2026-09-03"),
        ("二〇二六年三月三十日", "2026-03-30"),
        ("十一月二十八号抽血", "2026-11-28"),
        ("ANA上个月20号查的", "2026-10-20"),
        ("ALT 20（9-50）", ""),
        ("总胆红素（5-21） 12", ""),
        ("TBIL（5-21）12", ""),
        ("血钾4.2，钙2.1；尿素 5.1（3-8）", ""),
        ("1-2天后复查，每次1-2片，1.5 g bid", ""),
    ],
)
def test_pairs_without_a_year_are_days_where_the_writing_shows_it(text: str, days: str) -> None:
    found = find_times(normalise(text), DateInterval.on(date(2026, 11, 30)), "zh")
    assert " ".join(str(time.interval) for time in found if time.kind in ("day", "relative")) == days
