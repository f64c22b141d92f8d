"""Results beside their limits: on the limit, just below, in the window and a day too old."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.intervals import Interval
from rules.predicates.measured import Measured
from rules.truth import Truth, not_
from tests.rules.builders import INFUSION, LYMPHODEPLETION, SCREENING, ago, ask, fact, lab

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


HB = {"measurement": {"of": "hb", "at_least": "80 g/L", "within": "28 days"}}
AST = {"measurement": {"of": "ast", "at_most": "3 ULN", "within": "28 days"}}
COUNT = {"measurement": {"of": "plt", "at_least": "50 10*9/L", "within": "7 days", "before": "lymphodepletion"}}
ANA = {"measurement": {"of": "ana_titre", "at_least": 80, "within": "28 days"}}
QTC = {
    "measurement": {
        "of": "qtc",
        "more_than": "480 ms",
        "within": "28 days",
        "until": "lymphodepletion",
        "or_computed": "qt_correction",
    }
}
HCG = {
    "measurement": {
        "of": "serum_hcg",
        "is": "negative",
        "within": "7 days",
        "before": "infusion",
        "instead": "urine_hcg",
    }
}
HIV = {"measurement": {"of": "hiv", "is": "positive", "within": "28 days", "ever": "positive"}}
DNA = {"measurement": {"of": "hbv_dna", "at_least": "1000 copies/mL", "within": "28 days"}}


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(HB, [lab("hb", 80)], T, id="on the limit"),
        pytest.param(HB, [lab("hb", 79.9)], F, id="just below"),
        pytest.param(HB, [lab("hb", 95, ago(28))], T, id="28 days old"),
        pytest.param(HB, [lab("hb", 95, ago(29))], N, id="29 days old is stale"),
        pytest.param(HB, [lab("hb", 95, ago(20)), lab("hb", 76)], F, id="the latest decides"),
        pytest.param(HB, [lab("hb", 95), lab("hb", 70, ago(-2))], T, id="after screening does not count"),
        pytest.param(HB, [lab("hb", 95), lab("hb", 70)], N, id="two values of one day disagree"),
        pytest.param(HB, [fact("measurement", "hb", value=95.0)], N, id="undated"),
        pytest.param(HB, [lab("hb", 95, subject="family")], N, id="the sister's"),
        pytest.param(HB, [lab("hb", 60, validity="declared_false"), lab("hb", 95)], T, id="a valid repeat decides"),
        pytest.param(HB, [lab("hb", 60, validity="declared_false")], N, id="declared false without a repeat"),
        pytest.param(
            HB, [lab("hb", 95, ago(3)), fact("measurement", "hb", validity="pending")], T, id="pending beside a result"
        ),
        pytest.param(HB, [fact("measurement", "hb", validity="pending")], N, id="pending alone"),
        pytest.param(HB, [], N, id="silence"),
        pytest.param(AST, [lab("ast", 120, upper_limit=40.0)], T, id="3 times the printed limit"),
        pytest.param(AST, [lab("ast", 121, upper_limit=40.0)], F, id="above it"),
        pytest.param(AST, [lab("ast", 105)], T, id="below 3 times every assumed limit"),
        pytest.param(AST, [lab("ast", 106)], N, id="above 3 times the lowest assumed limit"),
        pytest.param(AST, [lab("ast", 151)], F, id="above 3 times every assumed limit"),
        pytest.param(COUNT, [lab("plt", 60, ago(7, LYMPHODEPLETION))], T, id="7 days before lymphodepletion"),
        pytest.param(COUNT, [lab("plt", 60, ago(8, LYMPHODEPLETION))], N, id="8 days before"),
        pytest.param(
            COUNT, [lab("plt", 60), lab("plt", 40, LYMPHODEPLETION)], F, id="later than screening counts here"
        ),
        pytest.param(ANA, [lab("ana_titre", 80)], T, id="1:80"),
        pytest.param(
            ANA, [fact("measurement", "ana_titre", high=100.0, comparator="<", date=SCREENING)], N, id="<1:100"
        ),
        pytest.param(
            ANA, [fact("measurement", "ana_titre", high=80.0, comparator="<", date=SCREENING)], F, id="negative at 1:80"
        ),
        pytest.param(ANA, [lab("ana_titre", "positive")], N, id="positive without a titre"),
        pytest.param(QTC, [lab("qtc", 480)], F, id="480 is not above"),
        pytest.param(QTC, [lab("qtc", 481)], T, id="481 is"),
        pytest.param(QTC, [lab("qtc", 471), lab("qtc", 491)], N, id="two formulas on both sides"),
        pytest.param(
            QTC, [lab("qtc", 470, ago(2)), lab("qtc", 490, LYMPHODEPLETION)], T, id="a later ECG before lymphodepletion"
        ),
        pytest.param(QTC, [lab("qt", 440)], N, id="QT without a rate"),
        pytest.param(QTC, [lab("qt", 380), lab("heart_rate", 60)], F, id="QT with the tracing's rate"),
        pytest.param(
            HCG, [lab("serum_hcg", 1.2, ago(7, INFUSION), comparator="<", upper_limit=5.0)], T, id="serum, 7 days"
        ),
        pytest.param(HCG, [lab("serum_hcg", "negative", ago(8, INFUSION))], N, id="serum, 8 days"),
        pytest.param(HCG, [lab("urine_hcg", "negative", INFUSION)], N, id="urine"),
        pytest.param(HCG, [lab("serum_hcg", 118, INFUSION, upper_limit=5.0)], F, id="positive"),
        pytest.param(HCG, [lab("serum_hcg", 9, INFUSION, upper_limit=5.0)], N, id="between the limits"),
        pytest.param(HIV, [lab("hiv", "positive", ago(4000))], T, id="positive ever"),
        pytest.param(HIV, [lab("hiv", "negative", ago(28))], F, id="negative, recent"),
        pytest.param(HIV, [lab("hiv", "negative", ago(29))], N, id="negative, old"),
        pytest.param(DNA, [lab("hbv_dna", 1000, unit="{copies}/mL")], T, id="1000 copies"),
        pytest.param(DNA, [lab("hbv_dna", 999, unit="{copies}/mL")], F, id="999 copies"),
        pytest.param(DNA, [lab("hbv_dna", 294, unit="[IU]/mL")], T, id="294 IU are 1000 copies with every assay"),
        pytest.param(DNA, [lab("hbv_dna", 200, unit="[IU]/mL")], N, id="200 IU are so with some assays"),
        pytest.param(DNA, [lab("hbv_dna", 171, unit="[IU]/mL")], F, id="171 IU are so with none"),
    ],
)
def test_results(node: dict[str, Any], facts: list[FactBase], expected: Truth) -> None:
    assert ask(node, *facts).truth is expected


CLEARANCE = {
    "any": [
        {"measurement": {"of": "creatinine", "at_most": "1.5 ULN", "within": "28 days"}},
        {
            "measurement": {
                "of": "creatinine_clearance",
                "at_least": "60 mL/min",
                "within": "28 days",
                "or_computed": "cockcroft_gault",
            }
        },
    ]
}


@pytest.mark.parametrize(
    ("weight", "expected"), [pytest.param(94.0, T, id="66 mL/min"), pytest.param(70.0, F, id="49 mL/min"), (None, N)]
)
def test_a_clearance_may_make_up_for_creatinine(weight: float | None, expected: Truth) -> None:
    facts = [
        lab("creatinine", 163.5, upper_limit=106.0),
        fact("demographic", "age", value=46),
        fact("demographic", "sex", value="male"),
    ]
    facts += [lab("weight", weight)] if weight else []
    assert ask(CLEARANCE, *facts).truth is expected


def undated(name: str = "hb", **fields: Any) -> FactBase:
    return fact("measurement", name, **fields)


FEBRUARY = DateInterval.of_month(2026, 2)


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([lab("hb", 95)], T, "result_compared", id="above"),
        pytest.param([lab("hb", 70)], F, "result_compared", id="below"),
        pytest.param([undated(low=70, high=90, date=SCREENING)], N, "result_near", id="on both sides"),
        pytest.param([lab("hb", "positive")], N, "result_without_number", id="a word"),
        pytest.param([lab("hb", 95, ago(29))], N, "result_stale", id="stale"),
        pytest.param([lab("hb", 95, FEBRUARY)], N, "result_window_open", id="some day of February"),
        pytest.param([lab("hb", 95, ago(29)), undated(validity="pending")], N, "result_pending",
                     id="stale, one pending"),
        pytest.param([undated(validity="pending")], N, "result_pending", id="pending"),
        pytest.param([undated(validity="pending"), undated(value=95)], N, "result_pending", id="pending and undated"),
        pytest.param([undated(value=95)], N, "result_undated", id="undated"),
        pytest.param([lab("hb", 95, validity="declared_false")], N, "result_declared_false", id="declared false"),
        pytest.param([lab("hb", 95, ago(-1))], N, "test_needed", id="after screening"),
        pytest.param([lab("hb", 95, ago(9)), lab("hb", 70, DateInterval(ago(12), ago(9)))], N, "results_conflict",
                     id="one that may be of the same day"),
        pytest.param([lab("hb", 95, ago(9)), lab("hb", 70, DateInterval(ago(12), ago(10)))], T, "result_compared",
                     id="one that is certainly older"),
        pytest.param([lab("hb", 95), lab("hb", 96)], T, "result_compared", id="two that agree"),
        pytest.param([], N, "test_needed", id="silence"),
    ],
)  # fmt: skip
def test_which_result_counts(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(HB, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "test_needed")
    counted = ("result_compared", "result_near", "result_stale", "result_window_open", "results_conflict")
    assert bool(found.windows) is (code in counted or found.data.get("before") == "screening")
    if expected is not N:
        assert found.remedy == "retest"


@pytest.mark.parametrize(
    ("value", "review"),
    [(80, True), (81.6, True), (81.7, False), (78.4, True), (78.3, False), (95, False)],
)
def test_a_value_within_two_percent_of_its_limit_is_shown_to_a_person(value: float, review: bool) -> None:
    assert ask(HB, lab("hb", value)).review is review


def test_a_limit_that_is_only_assumed_is_said_and_shown() -> None:
    assumed, printed = ask(AST, lab("ast", 20)), ask(AST, lab("ast", 20, upper_limit=40.0))
    assert [remark.code for remark in assumed.assumptions] == ["limit_assumed"]
    assert (assumed.review, printed.review, printed.assumptions) == (True, False, ())
    other = lab("ast", 20, ago(9), upper_limit=40.0)
    assert ask(AST, lab("ast", 20), other).facts == (lab("ast", 20), other)
    near = ask(AST, lab("ast", 106))
    assert ([remark.code for remark in near.missing], near.review) == (["limit_needed"], True)
    assert near.margin is not None
    assert (near.margin.how, near.margin.limit) == ("at_most", Interval(105, 150))


def test_how_far_a_value_lies_from_its_limit_is_written_down() -> None:
    margin = ask(HB, lab("hb", 95, unit="g/L")).margin
    assert margin is not None
    assert (margin.values, margin.limit, margin.how, margin.unit) == (
        (Interval.of(95),),
        Interval.of(80),
        "at_least",
        "g/L",
    )


@pytest.mark.parametrize(
    ("how", "below", "on", "above"),
    [("at_most", T, T, F), ("at_least", F, T, T), ("more_than", F, F, T), ("less_than", T, F, F)],
)
def test_each_way_to_compare(how: str, below: Truth, on: Truth, above: Truth) -> None:
    node = {"measurement": {"of": "hb", how: "80 g/L", "within": "28 days"}}
    assert [ask(node, lab("hb", value)).truth for value in (79.9, 80.0, 80.1)] == [below, on, above]


def test_a_measurement_asks_one_thing() -> None:
    for limits in ({}, {"at_least": 1, "at_most": 2}, {"at_least": 1, "is_": "positive"}):
        with pytest.raises(ValueError, match="one limit"):
            Measured.model_validate({"of": "hb", **limits})


@pytest.mark.parametrize(
    ("until", "facts", "expected"),
    [
        pytest.param("lymphodepletion", [lab("qtc", 490, LYMPHODEPLETION)], T, id="up to lymphodepletion"),
        pytest.param("lymphodepletion", [lab("qtc", 490, ago(-1, LYMPHODEPLETION))], N, id="not after it"),
        pytest.param(None, [lab("qtc", 490, ago(-1))], N, id="without it not after screening"),
        pytest.param("lymphodepletion", [lab("qtc", 490, DateInterval(SCREENING, LYMPHODEPLETION))], T,
                     id="some day between them"),
        pytest.param("lymphodepletion", [lab("qtc", 490, DateInterval(ago(1), LYMPHODEPLETION))], T,
                     id="or the day before: inside the window or up to its end"),
        pytest.param("lymphodepletion", [lab("qtc", 490, DateInterval(SCREENING, INFUSION), written_on=INFUSION)], N,
                     id="or after"),
    ],
)  # fmt: skip
def test_results_may_count_up_to_another_anchor(until: str | None, facts: list[FactBase], expected: Truth) -> None:
    node = {"measurement": {"of": "qtc", "more_than": "480 ms", "within": "28 days", "until": until}}
    assert ask(node, *facts).truth is expected


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param([lab("hiv", "positive")], T, "result_positive", id="positive"),
        pytest.param([lab("hiv", "negative")], F, "result_negative", id="negative"),
        pytest.param([lab("hiv", "indeterminate")], N, "result_unclear", id="neither"),
        pytest.param([lab("hiv", "positive", ago(4000)), lab("hiv", "negative")], T, "result_positive", id="once"),
        pytest.param([lab("hiv", "positive", validity="declared_false"), lab("hiv", "negative")], F, "result_negative",
                     id="once, and declared false"),
        pytest.param([fact("measurement", "hiv", value="positive")], T, "result_positive", id="undated"),
        pytest.param([fact("condition", "hiv_infection")], T, "present", id="the infection on record"),
        pytest.param([fact("condition", "hiv_infection"), lab("hiv", "negative")], T, "present", id="and a test"),
        pytest.param([fact("condition", "hiv_infection", certainty="suspected")], N, "test_needed", id="suspected"),
        pytest.param([fact("condition", "hiv_infection", certainty="denied")], N, "test_needed", id="denied"),
        pytest.param([lab("hiv", "negative"), lab("hiv", "positive", subject="other")], F, "result_negative",
                     id="the partner's"),
    ],
)  # fmt: skip
def test_a_result_that_decides_at_any_time(facts: list[FactBase], expected: Truth, code: str) -> None:
    node = {"measurement": {**HIV["measurement"], "known_as": "hiv_infection"}}
    found = ask(node, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.windows) is (code in ("result_negative", "result_unclear"))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([lab("serum_hcg", 4.9, INFUSION)], T, id="below five"),
        pytest.param([lab("serum_hcg", 5, INFUSION)], N, id="five"),
        pytest.param([lab("serum_hcg", 25, INFUSION)], N, id="twenty-five"),
        pytest.param([lab("serum_hcg", 25.1, INFUSION)], F, id="above"),
        pytest.param([lab("serum_hcg", 3, INFUSION, comparator="<")], T, id="below three"),
        pytest.param([lab("serum_hcg", 10, INFUSION, comparator="<")], N, id="below ten"),
        pytest.param([lab("serum_hcg", "negative", INFUSION), lab("serum_hcg", "positive", INFUSION)], N, id="both"),
    ],
)
def test_a_number_is_positive_or_negative(facts: list[FactBase], expected: Truth) -> None:
    found = ask(HCG, *facts)
    assert found.truth is expected
    positive = {"measurement": {**HCG["measurement"], "is": "positive"}}
    assert ask(positive, *facts).truth is not_(expected)


def test_a_test_that_does_not_count_is_named() -> None:
    urine = lab("urine_hcg", "negative", INFUSION)
    found = ask(HCG, urine)
    assert (found.code, found.facts, len(found.missing)) == ("other_test_only", (urine,), 1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([lab("hbv_dna", "negative")], F, id="not detected is below any limit"),
        pytest.param([lab("hbv_dna", "positive")], N, id="detected, without a number"),
        pytest.param([lab("hbv_dna", 20, comparator="<", unit="[IU]/mL")], F, id="below twenty"),
    ],
)
def test_a_viral_load_that_is_not_detected(facts: list[FactBase], expected: Truth) -> None:
    assert ask(DNA, *facts).truth is expected
    assert ask(HB, lab("hb", "negative")).truth is N


SCORE = {"measurement": {"of": "sledai_2k", "more_than": 8, "within": "28 days", "or_computed": "sledai_items"}}
ITEMS = [fact("condition", name, status="active") for name in ("arthritis", "malar_rash", "seizure")]


@pytest.mark.parametrize(
    ("facts", "expected", "code"),
    [
        pytest.param(ITEMS, T, "activity_computed", id="items that sum to more"),
        pytest.param(ITEMS[:2], N, "test_needed", id="items that sum to less: a note may leave some out"),
        pytest.param([*ITEMS, lab("sledai_2k", 8)], F, "result_compared", id="a score counts more than items"),
        pytest.param([*ITEMS, lab("sledai_2k", 8, ago(29))], T, "activity_computed", id="a stale one does not"),
    ],
)
def test_a_score_from_its_items(facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(SCORE, *facts)
    assert (found.truth, found.code) == (expected, code)


COMPUTED = {"measurement": {"of": "creatinine_clearance", "at_least": "60 mL/min", "within": "28 days",
                            "or_computed": "cockcroft_gault"}}  # fmt: skip


def test_what_is_computed_is_compared_like_a_result() -> None:
    patient = [fact("demographic", "age", value=46), fact("demographic", "sex", value="male"), lab("weight", 94.0)]
    found = ask(COMPUTED, lab("creatinine", 163.5, ago(9)), *patient)
    assert (found.truth, found.remedy, found.review) == (T, "retest", False)
    assert [remark.code for remark in found.assumptions] == ["computed_cockcroft_gault"]
    assert [window.event and window.event.day for window in found.windows] == [ago(9)]
    assert found.margin is not None
    assert (found.margin.how, found.margin.unit, found.margin.limit) == ("at_least", "mL/min", Interval.of(60))
    year = fact("demographic", "birth_date", value=DateInterval.of_year(1979))
    vague = ask(COMPUTED, lab("creatinine", 163.5), year, patient[1], lab("weight", 85.5))
    assert (vague.truth, vague.review, len(vague.missing)) == (N, True, 1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(DateInterval(ago(28), ago(9)), T, id="some day of the window"),
        pytest.param(DateInterval(ago(29), ago(9)), N, id="or a day before it"),
        pytest.param(DateInterval(ago(40), ago(29)), N, id="before it"),
        pytest.param(DateInterval(ago(9), None), N, id="since a day of it: of no known day"),
        pytest.param(DateInterval(None, ago(9)), N, id="by a day of it"),
        pytest.param(DateInterval(ago(9), ago(-5)), T, id="up to a day after screening, in a note of screening"),
        pytest.param(DateInterval(SCREENING, ago(-5)), T, id="from the day of screening on, in a note of that day"),
        pytest.param(DateInterval(ago(-1), ago(-5)), N, id="after it"),
    ],
)
def test_a_result_of_some_day(day: DateInterval, expected: Truth) -> None:
    assert ask(HB, lab("hb", 95, day)).truth is expected


@pytest.mark.parametrize(
    ("day", "written", "expected"),
    [
        pytest.param(DateInterval(ago(9), ago(-5)), ago(-1), N, id="in a note of the day after"),
        pytest.param(DateInterval(ago(9), ago(-5)), DateInterval(ago(3), ago(-1)), N, id="in one of about that day"),
        pytest.param(DateInterval(ago(9), ago(-5)), DateInterval(ago(-1), None), T, id="in one without an end"),
        pytest.param(DateInterval(ago(9), SCREENING), ago(-9), T, id="by the day of screening"),
        pytest.param(DateInterval(None, ago(-5)), ago(-1), N, id="by a day after it"),
    ],
)
def test_a_result_of_some_day_is_no_later_than_its_note(day: DateInterval, written: Any, expected: Truth) -> None:
    assert ask(HB, lab("hb", 95, day, written_on=written)).truth is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([lab("hb", 95, DateInterval(ago(12), ago(9))), lab("hb", 70, ago(10))], N, id="it may be either"),
        pytest.param([lab("hb", 95, DateInterval(ago(12), ago(9))), lab("hb", 70, ago(13))], T, id="one is older"),
        pytest.param([lab("hb", 95, DateInterval(None, ago(9))), lab("hb", 70, ago(9))], N, id="by that day"),
        pytest.param([lab("hb", 95, DateInterval(None, ago(9))), lab("hb", 70, ago(8))], F, id="by the day before"),
        pytest.param([lab("hb", 95), fact("measurement", "hb", value=70.0)], T, id="one without a date"),
        pytest.param([lab("hb", 95), lab("hb", 70, DateInterval(ago(5), None))], T, id="one without an end"),
    ],
)
def test_which_of_two_results_is_the_latest(facts: list[FactBase], expected: Truth) -> None:
    assert ask(HB, *facts).truth is ask(HB, *facts[::-1]).truth is expected


def test_results_that_conflict_are_shown_to_a_person() -> None:
    facts = [lab("hb", 95), lab("hb", 70)]
    found = ask(HB, *facts)
    assert (found.code, found.review, set(found.facts)) == ("results_conflict", True, set(facts))
    assert found.remedy == "retest"


UNTIL = {"measurement": {"of": "qtc", "more_than": "480 ms", "within": "4 days", "before": "screening",
                         "until": "infusion"}}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(SCREENING, T, id="on the day of screening"),
        pytest.param(INFUSION, T, id="on the last day"),
        pytest.param(ago(-1, INFUSION), N, id="a day later"),
        pytest.param(DateInterval(SCREENING, INFUSION), T, id="some day between"),
        pytest.param(DateInterval(ago(5), INFUSION), N, id="or before the window"),
        pytest.param(DateInterval(SCREENING, None), N, id="since screening: of no known day"),
        pytest.param(ago(4), T, id="in the window"),
        pytest.param(ago(5), N, id="before it"),
    ],
)
def test_results_up_to_the_infusion(day: Any, expected: Truth) -> None:
    assert ask(UNTIL, lab("qtc", 490, day, written_on=INFUSION)).truth is expected


def test_results_up_to_an_infusion_that_nobody_dated() -> None:
    open_dates = Dates.planned(SCREENING)
    assert ask(UNTIL, lab("qtc", 490, ago(-30)), dates=open_dates).truth is T
    assert ask(UNTIL, lab("qtc", 490, DateInterval(SCREENING, ago(-30))), dates=open_dates).truth is T
    before = {"measurement": {**HB["measurement"], "before": "infusion"}}
    assert ask(before, lab("hb", 95, SCREENING), dates=open_dates).truth is N
    assert ask(before, lab("hb", 95, ago(29)), dates=open_dates).code == "result_stale"


WHENEVER = {"measurement": {"of": "hb", "at_least": "80 g/L"}}


def test_a_result_without_a_window_counts_whenever_it_was() -> None:
    found = ask(WHENEVER, lab("hb", 95, ago(4000)))
    assert (found.truth, found.windows) == (T, ())
    assert ask(WHENEVER, lab("hb", 95, ago(4000)), lab("hb", 70, ago(9))).truth is F
    assert ask(WHENEVER, fact("measurement", "hb", value=95.0)).truth is N


@pytest.mark.parametrize(
    ("name", "value", "fields", "expected"),
    [
        pytest.param("hcv_rna", 20, {"comparator": "<"}, F, id="below the limit of its assay"),
        pytest.param("hcv_rna", 20, {"comparator": "<="}, F, id="at most that"),
        pytest.param("hcv_rna", 1000, {"comparator": "<"}, F, id="below the highest of such limits"),
        pytest.param("hcv_rna", 1001, {"comparator": "<"}, N, id="below a higher one"),
        pytest.param("hcv_rna", 20, {}, N, id="a number without a limit"),
        pytest.param("hcv_rna", 20, {"comparator": ">"}, N, id="above it"),
        pytest.param("hbv_dna", 20, {"comparator": "<"}, F, id="of hepatitis B"),
        pytest.param("hcv_rna", "negative", {}, F, id="negative"),
        pytest.param("hcv_rna", "positive", {}, T, id="positive"),
        pytest.param("hcv_rna", 20, {"comparator": "<", "upper_limit": 15.0}, N, id="beside a printed limit"),
        pytest.param("hcv_rna", 20, {"upper_limit": 15.0}, T, id="above a printed limit"),
        pytest.param("ana_titre", 20, {"comparator": "<"}, N, id="no viral load"),
    ],
)
def test_what_is_below_the_limit_of_detection_is_negative(
    name: str, value: Any, fields: dict[str, Any], expected: Truth
) -> None:
    node = {"measurement": {"of": name, "is": "positive", "within": "28 days"}}
    assert ask(node, lab(name, value, **fields)).truth is expected


def test_a_printed_limit_counts_more_than_the_usual_one() -> None:
    assert ask(HCG, lab("serum_hcg", 4, INFUSION, upper_limit=3.0)).truth is F
    assert ask(HCG, lab("serum_hcg", 4, INFUSION)).truth is T


def test_a_multiple_of_a_limit_that_nobody_knows_decides_nothing() -> None:
    found = ask({"measurement": {"of": "igg", "at_most": "2 ULN", "within": "28 days"}}, lab("igg", 5))
    assert (found.truth, found.code, len(found.missing)) == (N, "limit_unknown", 1)


def test_a_range_near_its_limit_at_either_end_is_shown_to_a_person() -> None:
    for low, high, review in ((80, 120, True), (82, 120, False), (40, 79.9, True), (40, 78, False)):
        found = ask(HB, fact("measurement", "hb", low=low, high=high, date=SCREENING))
        assert found.truth is not N
        assert found.review is review
    between = [fact("measurement", "ast", low=low, high=high, date=SCREENING) for low, high in ((1, 104), (152, 400))]
    assert [ask(AST, each).margin is not None for each in between] == [True, True]


def test_what_a_finding_of_a_known_condition_shows() -> None:
    known = fact("condition", "hiv_infection")
    assert ask({"measurement": {**HIV["measurement"], "known_as": "hiv_infection"}}, known).facts == (known,)
    assert ask(COMPUTED, lab("creatinine", 163.5), fact("demographic", "age", value=46),
               fact("demographic", "sex", value="male"), lab("weight", 94.0)).facts  # fmt: skip
    assert ask(HIV, lab("hiv", "negative")).remedy == "retest"


@pytest.mark.parametrize(
    ("limit", "expected"), [("1000 copies/mL", T), ("294 [IU]/mL", T), ("295 [IU]/mL", F), ("1003 copies/mL", N)]
)
def test_a_viral_load_is_compared_in_the_unit_of_its_limit(limit: str, expected: Truth) -> None:
    node = {"measurement": {"of": "hbv_dna", "at_least": limit, "within": "28 days"}}
    assert ask(node, lab("hbv_dna", 294, unit="[IU]/mL")).truth is expected


BETWEEN = {"measurement": {**COUNT["measurement"], "until": "infusion"}}
NO_DAY = Dates.planned(SCREENING, None, INFUSION)
"""Lymphodepletion on some day from screening to the infusion."""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(SCREENING, T, id="on the first day that it can be"),
        pytest.param(ago(1), N, id="the day before: perhaps too old"),
        pytest.param(INFUSION, T, id="on the last day that counts"),
        pytest.param(DateInterval(SCREENING, INFUSION), T, id="on some day between"),
        pytest.param(DateInterval(ago(1), INFUSION), N, id="or the day before"),
        pytest.param(DateInterval(SCREENING, ago(-1, INFUSION)), N, id="or the day after"),
        pytest.param(DateInterval(None, INFUSION), N, id="nobody knows since when"),
    ],
)
def test_results_from_the_first_day_of_the_anchor_to_until(day: Any, expected: Truth) -> None:
    assert ask(BETWEEN, lab("plt", 60, day, written_on=ago(-30)), dates=NO_DAY).truth is expected
    both = [lab("plt", 60, day, written_on=ago(-30)), lab("plt", 61, SCREENING)]
    assert ask(BETWEEN, both[0], dates=NO_DAY).truth is expected
    if expected is N:
        assert ask(COUNT, both[0], dates=NO_DAY).truth is N


def test_every_result_that_counts_must_lie_there() -> None:
    rough = lab("plt", 60, DateInterval(ago(1), SCREENING))
    assert ask(BETWEEN, rough, lab("plt", 61, SCREENING), dates=NO_DAY).truth is N
    assert ask(COUNT, lab("plt", 60, SCREENING), dates=NO_DAY).truth is N


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        pytest.param({"of": "creatinine_clearance", "at_least": 60},
                     [lab("creatinine", 80.0), lab("weight", 72.0), fact("demographic", "age", value=40),
                      fact("demographic", "sex", value="male")], id="a clearance"),
        pytest.param({"of": "qtc", "at_most": 480}, [lab("qt", 380), lab("heart_rate", 60)], id="a corrected QT"),
        pytest.param({"of": "sledai_2k", "more_than": 8}, ITEMS, id="a score"),
    ],
)  # fmt: skip
def test_nothing_is_computed_where_the_protocol_does_not_say_so(rule: dict[str, Any], facts: list[FactBase]) -> None:
    found = ask({"measurement": {**rule, "within": "28 days"}}, *facts)
    assert (found.truth, found.code) == (N, "test_needed")


def test_an_open_answer_beside_an_assumed_limit_says_the_limit() -> None:
    near = ask(AST, lab("ast", 106))
    assert [remark.code for remark in near.assumptions] == ["limit_assumed"]
    assert (near.windows != (), near.facts) == (True, (lab("ast", 106),))
    word = ask(AST, lab("ast", "negative"))
    assert (word.truth, word.code) == (N, "result_without_number")


def test_a_computed_answer_that_is_clear_asks_for_nothing() -> None:
    patient = [fact("demographic", "age", value=46), fact("demographic", "sex", value="male"), lab("weight", 94.0)]
    found = ask(COMPUTED, lab("creatinine", 163.5), *patient)
    assert (found.missing, len(found.facts)) == ((), 4)
    assert ask(HIV, lab("hiv", "positive")).missing == ()
    assert ask(HB, lab("hb", 70)).missing == ()
