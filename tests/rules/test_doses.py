"""How often a day a dose is given, in what unit, and whether two doses are the same."""

from __future__ import annotations

import pytest

from rules.doses import OFTEN_UNSAID, Daily, daily, differ, limit
from rules.intervals import Interval

OFTEN: dict[float, tuple[str, ...]] = {
    0.5: ("qod", "q.o.d.", "every other day", "alternate days", "on alternate days", "隔日", "隔天一次"),
    1: (
        "qd", "q.d.", "od", "o.d.", "q24h", "daily", "once daily", "a day", "per day", "once a day", "once per day",
        "once day", "qam", "qn", "every day", "every morning", "/d", "/day", "/24h", "/24 hours", "/日", "/天",
        "每日", "每天", "每日1次", "每天一次", "1次/日", "一次/天", "每晨", "晨服",
    ),
    2: (
        "bid", "b.i.d.", "q12h", "twice daily", "twice a day", "two times per day", "two times daily",
        "每日2次", "每天两次", "每日二次", "2次/日", "两次/天", "二次/日",
    ),
    3: (
        "tid", "t.i.d.", "q8h", "three times daily", "3 times a day", "three times per day",
        "每日3次", "每天三次", "3次/日", "三次/天",
    ),
    4: (
        "qid", "q.i.d.", "q6h", "four times daily", "4 times a day", "four times per day",
        "每日4次", "每天四次", "4次/日", "四次/天",
    ),
    1 / 7: (
        "qw", "q.w.", "weekly", "once weekly", "once a week", "every week", "per week", "/week", "/ wk", "/周",
        "每周", "每周1次", "每周一次",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("times", "words"), [(times, word) for times, words in OFTEN.items() for word in words])
def test_how_often_a_dose_is_given(times: float, words: str) -> None:
    assert daily(f"12 mg {words}") == Daily(Interval(12 * times, 12 * times))


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("1 g qd", 1000),
        ("1.5 g qd", 1500),
        ("500 mcg qd", 0.5),
        ("500 ug qd", 0.5),
        ("500 µg qd", 0.5),
        ("500 μg qd", 0.5),
        ("20毫克/日", 20),
        ("1克/日", 1000),
        ("500微克/日", 0.5),
        ("20mg／日", 20),
        ("20 MG QD", 20),
    ],
)
def test_the_unit_of_a_dose(text: str, milligrams: float) -> None:
    found = daily(text)
    assert found is not None
    assert (found.amount.low, found.amount.high) == pytest.approx((milligrams, milligrams))


@pytest.mark.parametrize("joined", ["10-15 mg", "10 - 15 mg", "10~15 mg", "10–15 mg", "10 to 15 mg"])
def test_a_dose_may_be_a_range(joined: str) -> None:
    assert daily(f"{joined} bid") == Daily(Interval(20, 30))
    assert daily(joined) == Daily(Interval(10 * OFTEN_UNSAID.low, 15 * OFTEN_UNSAID.high), often=False)


@pytest.mark.parametrize(
    "text",
    [
        "po 20 mg daily", "p.o. 20 mg daily", "oral 20 mg daily", "20 mg orally daily", "20 mg iv daily",
        "20 mg by mouth daily", "20 mg tablet daily", "20 mg tablets daily", "20 mg tab, daily", "20 mg tabs; daily",
        "of 20 mg daily", "at 20 mg (daily)", "口服20mg每日一次", "静脉20mg，每日", "静滴20mg每日",
    ],
)  # fmt: skip
def test_the_way_it_is_taken_says_nothing_of_the_dose(text: str) -> None:
    assert daily(text) == Daily(Interval.of(20))


@pytest.mark.parametrize("text", ["15-10 mg qd", "20 mgs qd", "20 qd", "20 mg qdx", "20 mg bid qd"])
def test_what_is_no_dose(text: str) -> None:
    assert daily(text) is None


def test_a_dose_for_each_kilogram() -> None:
    for text in ("1 mg/kg/d", "1 mg/ kg daily", "1 mg per kg daily"):
        assert daily(text) == Daily(Interval.of(1), per_kg=True)
    assert daily("1 mg daily") == Daily(Interval.of(1), per_kg=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 mg", (20.0, False)),
        ("20mg/d", (20.0, False)),
        ("2.5 mg/day", (2.5, False)),
        ("1 mg/kg", (1.0, True)),
        ("1 mg/kg/d", (1.0, True)),
        ("1.5 g", (1500.0, False)),
        (" 20 mg ", (20.0, False)),
    ],
)
def test_a_limit_of_a_daily_dose(text: str, expected: tuple[float, bool]) -> None:
    assert limit(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("10-14 mg qd", "15 mg qd", True, id="a range below"),
        pytest.param("10-15 mg qd", "15 mg qd", False, id="a range that ends there"),
        pytest.param("15 mg qd", "15 mg qd", False, id="the same"),
        pytest.param("1 mg/kg/d", "2 mg/kg/d", False, id="by weight"),
        pytest.param("1 mg/kg/d", "200 mg qd", False, id="one by weight"),
        pytest.param("10 mg", "10 mg bid", False, id="how often is said by one only"),
        pytest.param("10 mg", "15 mg", True, id="by neither"),
        pytest.param("10 mg", "10 g", True, id="another unit"),
        pytest.param("1 g", "1000 mg bid", False, id="one amount in two units"),
        pytest.param("1.0 g", "1 g bid", False, id="one amount with another number of digits"),
        pytest.param("500 µg", "0.5 mg qd", False, id="micrograms"),
        pytest.param("10-15 mg", "15 mg qd", False, id="a range that holds it, of which nobody says how often"),
        pytest.param("10-14 mg", "15 mg qd", True, id="a range that does not"),
    ],
)
def test_two_doses_are_certainly_not_the_same(one: str, other: str, expected: bool) -> None:
    assert differ(one, other) is differ(other, one) is expected
