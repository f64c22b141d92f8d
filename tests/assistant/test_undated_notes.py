"""Notes whose day stands nowhere in particular: in a busy first line, or only between the last thing told and today."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart

SCREENING = date(2026, 3, 12)


def written(*notes: str) -> list[str]:
    return [str(document.written_on) for document in read_chart([("a", "".join(notes))], screening=SCREENING)]


@pytest.mark.parametrize(
    ("note", "day"),
    [
        ("RX FILL HISTORY (all pharmacies)   generated 03/11/2026 11:05\nMember: S.K.  DOB 11/30/1970", "2026-03-11"),
        ("TELEHEALTH - video, 18 min, poor line. 10 Mar 2026\nMr J.B., DOB 2/7/1955.", "2026-03-10"),
        ("DICTATED SECOND OPINION    Johannesburg, 9 March 2026\nTyped from voice file\n", "2026-03-09"),
        ("DISCHARGE SUMMARY\nName: R.N.\nD.O.A.: 28.02.2026   D.O.D.: 08.03.2026\n", "2026-03-08"),
        ("【会诊申请单】 科室：风湿科 → 肾内科   申请时间 2026.03.10 15:02\n患者 女 45岁\n", "2026-03-10"),
        ("护士床旁交接记录  病区：17F  班次：2026-03-11 白班→小夜\n床号 22  女 28岁\n", "2026-03-11"),
        ("多学科会诊（MDT）记录　编号 26-318　2026-03-10　15:30-16:20　第二会议室\n", "2026-03-10"),
        ("【语音转文字　3月10日　县中医院李医生】\n这有个男的，01年的。\n", "2026-03-10"),
        ("转诊信\n某教授：\n兹介绍病人一名，女，1979年10月5日出生，SLE病史9年。\n2026年3月9日", "2026-03-09"),
        ("随访表（第9次）　　填写：2026/03/10　专病护士\n自上次随访（2026/02/10）以来稳定\n", "2026-03-10"),
    ],
)
def test_the_day_of_a_busy_first_line(note: str, day: str) -> None:
    assert written(note) == [day]


@pytest.mark.parametrize(
    ("note", "days"),
    [
        pytest.param("Lupus clinic\nWell. ECG 5 Mar 2026 normal. Hb 101.", "2026-03-05 to 2026-03-12", id="past day"),
        pytest.param("Lupus clinic\nWell. Next visit booked 11 Mar 2026.", "None", id="a plan bounds nothing"),
        pytest.param("Lupus clinic\nWell. LD planned for 11 Mar 2026.", "None", id="lymphodepletion neither"),
        pytest.param("门诊\n一般可。3月5日心电图正常。", "2026-03-05 to 2026-03-12", id="past day, Chinese"),
        pytest.param("门诊\n一般可。拟3月11日清淋。", "None", id="a plan, Chinese"),
        pytest.param("Lupus clinic\nWell. Last seen 5 Jan 2025.", "None", id="long ago says nothing of today"),
    ],
)
def test_a_note_without_a_day_lies_between_the_last_day_it_tells_of_and_the_screening(note: str, days: str) -> None:
    assert written(note) == [days]


def test_a_day_that_everything_else_outlives_is_not_the_notes_own() -> None:
    note = "SLE letter 3 May 2019\nUS 2 Jan 2026. MMF since 5 May 2025. ECG 20 Feb 2026. Echo 1 Feb 2026. Hb 101.\n"
    assert written(note) == ["2026-02-20 to 2026-03-12"]


def test_a_result_added_after_the_screening_keeps_its_own_year() -> None:
    notes = ("=== NOTE: 门诊 2026-03-11 ===\n一般可。\n", "=== NOTE: 3-16 血常规回报 ===\nWBC 4.9\n")
    assert written(*notes) == ["2026-03-11", "2026-03-16"]


def test_a_title_may_name_what_was_done_that_day_but_not_what_is_planned() -> None:
    assert written("=== NOTE: Pre-conditioning 3/10/26 06:50 ===\nHb 101\n") == ["2026-03-10"]
    assert written("=== NOTE: planned for 3/10/26 ===\nHb 101\n") == ["None"]


@pytest.mark.parametrize(
    ("note", "day"),
    [
        pytest.param("Inpatient consult   9/3/2026 14:10\nHaemoglobin 8.3. Fall 8/23, OR 8/25.", "2026-09-03", id="US"),
        pytest.param("Clinic 03/09/2026\nHemoglobin 8.3. Fell 23/8, theatre 25/8.", "2026-09-03", id="day first"),
        pytest.param("Clinic 03/09/2026\nHb 8.3.", "2026-09-03", id="the order that lies near the screening"),
    ],
)
def test_the_order_of_day_and_month_by_short_dates_and_by_the_screening(note: str, day: str) -> None:
    (document,) = read_chart([("a", note)], screening=date(2026, 9, 5))
    assert str(document.written_on) == day
