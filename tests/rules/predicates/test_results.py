"""Results beside their limits: on the limit, just below, in the window and a day too old."""

from __future__ import annotations

from typing import Any

import pytest

from rules.facts import FactBase
from rules.truth import Truth
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
