"""Days that the words behind a result give it, and serology told without one. Notes are of 12 March 2026."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import dated

PAST = "undated"


def days(text: str, name: str) -> list[str]:
    return [day for shown, day in dated(text) if shown.startswith(name)]


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("HBsAg, hep C and HIV were negative on her booking bloods in May 2025.", "hiv", "2025-05-01 to 2025-05-31"),
        ("HIV, HBsAg, HCV Ab negative at transplant work-up May 2025.", "hbsag", "2025-05-01 to 2025-05-31"),
        ("HIV negative before starting rituximab in 2023.", "hiv", "2023-01-01 to 2023-12-31"),
        ("Last HIV test negative, 2024.", "hiv", "2024-01-01 to 2024-12-31"),
        ("HIV test result? Negative, but that was 2023", "hiv", "2023-01-01 to 2023-12-31"),
        ("ANA (IIF) 1:320 speckled 3+, outside lab, Nov 2025.", "ana_titre", "2025-11-01 to 2025-11-30"),
        ("2019 EULAR/ACR criteria met, with ANA 1:1280 on his 2024 sample", "ana_titre", "2024-01-01 to 2024-12-31"),
        ("| HBsAg | Non-reactive | 09/05/2025 |", "hbsag", "2025-09-05"),
        ("HBsAg阴性、抗HCV阴性、HIV阴性（均为2025年12月外院结果）。", "hbsag", "2025-12-01 to 2025-12-31"),
        ("HBsAg、抗HCV、HIV抗体（均3-10）阴性。", "hiv", "2026-03-10"),
        ("ANA 1:40（3-2），2023年曾1:320", "ana_titre 1:40", "2026-03-02"),
        ("HIV neg when he joined the navy, 2014.", "hiv", "2014-01-01 to 2014-12-31"),
        ("HBsAg was negative before the cyclophosphamide, in November.", "hbsag", "2025-11-01 to 2025-11-30"),
        ("ANA 1:640 (that was January, not sent since).", "ana_titre", "2026-01-01 to 2026-01-31"),
        ("HIV阴性，2015年参军体检时查的。", "hiv", "2015-01-01 to 2015-12-31"),
        ("Labs 2/16/26, the GP's, no ranges sent:\nHIV neg", "hiv", "2026-02-16"),
        # another event keeps its day
        ("HIV negative, MMF started in March 2025.", "hiv", "2026-03-12"),
        ("HBsAg negative and rituximab was given in 2023.", "hbsag", "2026-03-12"),
        ("HBsAg阴性，2025年11月加用MMF。", "hbsag", "2026-03-12"),
        ("HIV negative, next test 1 Apr 2026.", "hiv", "2026-03-12"),
    ],
)  # fmt: skip
def test_the_words_behind_a_result_date_it(text: str, name: str, day: str) -> None:
    assert days(text, name) == [day]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SLE x 8 years, ANA 1:640, dsDNA high.", [PAST]),
        ("ANA positive at 1:640 when diagnosed.", [PAST]),
        ("ANA 1:320 per old records.", [PAST]),
        ("ANA 1:80 at outside rheumatologist, date not known.", [PAST]),
        ("外院ANA 1:320，本院待查", [PAST]),
        ("患者8年前起病，ANA 1:640，抗Sm阳性", ["2025-09-12 to 2018-03-12"]),
        ("患者SLE 5年，ANA 1:1000（2025-05-20复核仍1:1000），抗dsDNA>800", [PAST, "2025-05-20"]),
        # told of today
        ("SLE for 8 years, ANA 1:640 today.", ["2026-03-12"]),
        ("ANA 1:160.", ["2026-03-12"]),
    ],
)
def test_serology_of_a_history_has_no_day(text: str, expected: list[str]) -> None:
    found = days(text, "ana_titre")
    assert len(found) == len(expected)
    assert [one == "2026-03-12" for one in found] == [one == "2026-03-12" for one in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[04/03/2026, 07:52] MO: SLEDAI-2K 8 today\n[08/03/2026, 16:31] MO: rpt FBC today Hb 8.3",
            [("sledai_2k 8", "2026-04-03"), ("hb 8.3", "2026-08-03")],
        ),
        (
            "2026-03-01 08:30 今日Hb 98\n2026-03-05 09:10 今日Hb 91",
            [("hb 98", "2026-03-01"), ("hb 91", "2026-03-05")],
        ),
        ("Seen 1 March 2026. Hb today 98", [("hb 98", "2026-03-12")]),
    ],
)
def test_today_in_a_log_is_the_day_of_its_entry(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ECG 10-Mar-2026  SR 64/min. QTc (Bazett) 506 ms. Comparison 03/2025: QTc 441 ms.",
            [("qtc 506", "2026-03-10"), ("qtc 441", "2025-03-01 to 2025-03-31")],
        ),
        ("ECG 2 Feb 2026: sinus rhythm. QTc 410 ms. Echo normal.", [("qtc 410", "2026-02-02")]),
    ],
)
def test_a_tracing_dates_the_sentences_after_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert [one for one in dated(text) if one[0].startswith("qtc")] == expected
