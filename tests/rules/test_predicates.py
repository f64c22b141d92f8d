"""Each predicate at its edges: just inside, on, and just outside, and what is unknown. T, F, N are the truth values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rules.ahead.opening import opening
from rules.chart import Dates, Site
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import DATES, INFUSION, LYMPHODEPLETION, SCREENING, ask, fact, lab

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def ago(days: int, day: date = SCREENING) -> date:
    return day - timedelta(days=days)


AGE = {"age": {"at_least": 18, "at_most": 70}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("demographic", "birth_date", value=date(2008, 3, 12))], T, id="18 today"),
        pytest.param([fact("demographic", "birth_date", value=date(2008, 3, 13))], F, id="18 tomorrow"),
        pytest.param(
            [fact("demographic", "birth_date", value=date(1955, 3, 13))], T, id="the day before the 71st birthday"
        ),
        pytest.param([fact("demographic", "birth_date", value=date(1955, 3, 12))], F, id="71 today"),
        pytest.param([fact("demographic", "age", value=70)], T, id="70 as stated today"),
        pytest.param(
            [fact("demographic", "age", value=70, written_on=ago(90))], N, id="70 as stated three months ago may be 71"
        ),
        pytest.param([fact("demographic", "age", value=40, written_on=ago(90))], T, id="40 as stated three months ago"),
        pytest.param(
            [fact("demographic", "age", value=30), fact("demographic", "age", value=60)],
            N,
            id="two ages that do not fit",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_age_is_counted_in_completed_years_on_the_screening_day(facts: list[FactBase], expected: Truth) -> None:
    assert ask(AGE, *facts).truth is expected


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


READINGS = {"readings": ["infusion", "lymphodepletion", "screening"], "id": "exc03_anchor"}
WASHOUT = {
    "received": {
        "of": ["biologic"],
        "within": {"longest_of": ["4 weeks", "3 half_lives"]},
        "before": READINGS,
        "borderline": ["ivig"],
    }
}


def given(name: str, **fields: Any) -> FactBase:
    return fact("treatment", name, **fields)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("belimumab", last_given=ago(54, INFUSION))], T, id="54 days before infusion"),
        pytest.param([given("belimumab", last_given=ago(55, INFUSION))], N, id="55 days: the short half-life is over"),
        pytest.param([given("belimumab", last_given=ago(59, SCREENING))], N, id="59 days before screening"),
        pytest.param([given("belimumab", last_given=ago(60, SCREENING))], F, id="60 days before screening"),
        pytest.param([given("belimumab", status="ongoing")], T, id="still given"),
        pytest.param([given("belimumab", last_given=DateInterval.of_month(2026, 1))], N, id="a month without a day"),
        pytest.param([given("belimumab", last_given=DateInterval.of_year(2024))], F, id="years ago"),
        pytest.param([given("belimumab", status="planned")], N, id="only planned"),
        pytest.param([given("biologic", certainty="denied", reach="ever")], F, id="never any"),
        pytest.param([given("rituximab", certainty="denied")], N, id="one of them denied"),
        pytest.param(
            [given("belimumab", last_given=ago(300)), given("biologic", certainty="denied", others_only=True)],
            F,
            id="no other",
        ),
        pytest.param([given("obexelimab", last_given=ago(400))], N, id="half-life not published"),
        pytest.param(
            [given("biologic", certainty="denied"), given("ivig", last_given=ago(10))],
            N,
            id="immunoglobulin is borderline",
        ),
        pytest.param(
            [given("belimumab", last_given=ago(93)), given("belimumab", last_given=ago(40), source="patient")],
            N,
            id="the patient and the chart differ",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_wash_out(facts: list[FactBase], expected: Truth) -> None:
    assert ask(WASHOUT, *facts).truth is expected


def test_the_contracts_example_of_passes_on() -> None:
    dates = Dates.planned(SCREENING, LYMPHODEPLETION, INFUSION)
    finding = ask(WASHOUT, given("belimumab", last_given=date(2026, 2, 25)), dates=dates)
    opens = opening(finding, Truth.FALSE, dates)
    assert opens is not None
    assert (opens.possible, opens.certain) == (date(2026, 4, 21), date(2026, 5, 4))


def test_a_site_may_fix_the_anchor() -> None:
    last = given("belimumab", last_given=ago(60, INFUSION))
    assert ask(WASHOUT, last).truth is N
    assert ask(WASHOUT, last, site=Site(readings={"exc03_anchor": "infusion"})).truth is F


def test_an_infusion_date_that_nobody_gave_decides_nothing_inside() -> None:
    open_dates = Dates.planned(SCREENING)
    assert ask(WASHOUT, given("belimumab", last_given=ago(20)), dates=open_dates).truth is N
    assert ask(WASHOUT, given("belimumab", last_given=ago(60)), dates=open_dates).truth is F


STABLE = {
    "stable_dose": {
        "of": ["glucocorticoid", "immunosuppressant"],
        "ignoring": ["antimalarial"],
        "for_more_than": "2 weeks",
    }
}
COMBINED = {
    "combined": {
        "base": "glucocorticoid",
        "partners": ["immunosuppressant", "biologic"],
        "not_partners": ["antimalarial"],
        "for_at_least": "2 months",
    }
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([given("prednisone", status="ongoing", changed=ago(15))], T, id="changed 15 days ago"),
        pytest.param([given("prednisone", status="ongoing", changed=ago(14))], F, id="changed 14 days ago"),
        pytest.param([given("prednisone", status="ongoing", dose="10 mg")], N, id="a dose says nothing of stability"),
        pytest.param([given("prednisone", status="ongoing", stable_since=ago(60))], T, id="unchanged since"),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("mycophenolate_mofetil", status="held", changed=ago(8))],
            F,
            id="a hold is a change",
        ),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("hydroxychloroquine", changed=ago(3))],
            T,
            id="an antimalarial",
        ),
        pytest.param(
            [given("prednisone", stable_since=ago(60)), given("prednisone", changed=ago(5), source="patient")],
            N,
            id="the patient says otherwise",
        ),
        pytest.param(
            [given("prednisone", status="ongoing", changed=DateInterval.of_month(2026, 2))],
            N,
            id="some day of February",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_stable_dose(facts: list[FactBase], expected: Truth) -> None:
    assert ask(STABLE, *facts).truth is expected


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        pytest.param(
            given("mycophenolate_mofetil", started=date(2026, 1, 12), status="ongoing"), T, id="2 months to the day"
        ),
        pytest.param(given("mycophenolate_mofetil", started=date(2026, 1, 13), status="ongoing"), F, id="a day less"),
        pytest.param(
            given("hydroxychloroquine", started=date(2020, 1, 1), status="ongoing"), F, id="an antimalarial only"
        ),
        pytest.param(given("mycophenolate_mofetil", status="planned"), N, id="only planned"),
        pytest.param(given("immunosuppressant", certainty="denied", reach="ever"), F, id="never an immunosuppressant"),
        pytest.param(
            given("mycophenolate_mofetil", started=date(2024, 1, 1), status="held", changed=ago(20)),
            N,
            id="ended before screening",
        ),
        pytest.param(
            given("methotrexate", status="stopped", changed=date(2023, 3, 1)), F, id="over before the steroid was begun"
        ),
    ],
)
def test_combination(partner: FactBase, expected: Truth) -> None:
    steroid = given("prednisone", started=date(2024, 1, 1), status="ongoing")
    assert ask(COMBINED, steroid, partner).truth is expected


def has(**fields: Any) -> dict[str, Any]:
    return {"has": fields}


CANCER = has(of=["malignancy"], doubt=["malignancy_borderline"])
AUTOIMMUNE = has(of=["autoimmune_disease"], suspected="counts", asks="now")
EVENT = has(of=["cardiovascular_event"], within="6 months", before="infusion", earlier="unknown")
SURGERY = has(of=["surgery"], excluding=["minor_procedure"], major=True, within="4 weeks", before=READINGS)
VACCINE = has(
    of=["live_vaccine"], doubt=["vaccine"], excluding=["inactivated_vaccine"], within="4 weeks", before=READINGS
)


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(CANCER, [fact("condition", "breast_cancer", status="resolved")], T, id="cured counts"),
        pytest.param(CANCER, [fact("condition", "breast_cancer", subject="family")], N, id="the mother's"),
        pytest.param(CANCER, [fact("condition", "malignancy", certainty="denied")], F, id="denied"),
        pytest.param(CANCER, [fact("condition", "lung_cancer", certainty="denied")], N, id="one kind denied"),
        pytest.param(
            CANCER, [fact("condition", "malignancy", certainty="denied", reach="now")], N, id="none at present"
        ),
        pytest.param(
            CANCER,
            [fact("condition", "carcinoma_in_situ"), fact("condition", "malignancy", certainty="denied")],
            N,
            id="carcinoma in situ",
        ),
        pytest.param(CANCER, [], N, id="silence"),
        pytest.param(
            AUTOIMMUNE, [fact("condition", "sjogren_syndrome", certainty="suspected")], T, id="a suspicion counts"
        ),
        pytest.param(AUTOIMMUNE, [fact("condition", "sjogren_syndrome", certainty="denied")], N, id="one excluded"),
        pytest.param(
            AUTOIMMUNE,
            [fact("condition", "autoimmune_disease", certainty="denied", others_only=True)],
            F,
            id="no other",
        ),
        pytest.param(EVENT, [fact("condition", "stroke", date=date(2025, 9, 20))], T, id="6 months to the day"),
        pytest.param(EVENT, [fact("condition", "stroke", date=date(2025, 9, 19))], N, id="earlier is open"),
        pytest.param(EVENT, [fact("condition", "stroke", date=DateInterval.of_month(2025, 9))], N, id="a month"),
        pytest.param(EVENT, [fact("condition", "cardiovascular_event", certainty="denied")], F, id="denied"),
        pytest.param(
            SURGERY,
            [fact("procedure", "joint_replacement", major=True, date=ago(29, INFUSION))],
            N,
            id="29 days to infusion, less to screening",
        ),
        pytest.param(
            SURGERY,
            [fact("procedure", "joint_replacement", major=True, date=ago(20, SCREENING))],
            T,
            id="inside for all",
        ),
        pytest.param(
            SURGERY, [fact("procedure", "kidney_biopsy", major=False, date=ago(3))], N, id="minor, others not denied"
        ),
        pytest.param(
            SURGERY,
            [
                fact(
                    "procedure",
                    "surgery",
                    certainty="denied",
                    period={"earliest": "2016-01-01", "latest": "2026-03-12"},
                )
            ],
            F,
            id="none since 2016",
        ),
        pytest.param(
            VACCINE,
            [fact("procedure", "influenza_inactivated_vaccine", date=ago(5))],
            N,
            id="inactivated says nothing of live",
        ),
        pytest.param(
            VACCINE, [fact("procedure", "vaccine", certainty="denied", reach="recent")], F, id="no vaccine of late"
        ),
        pytest.param(VACCINE, [fact("procedure", "mmr_vaccine", date=ago(5))], T, id="live"),
        pytest.param(VACCINE, [fact("procedure", "mmr_vaccine", date=ago(5), status="planned")], N, id="only advised"),
    ],
)
def test_conditions_and_procedures(node: dict[str, Any], facts: list[FactBase], expected: Truth) -> None:
    assert ask(node, *facts).truth is expected


ALLERGY = {"allergic_to": {"of": ["cyclophosphamide"], "doubt": ["sulfonamide"]}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("condition", "allergy", substance="cyclophosphamide")], T, id="a protocol drug"),
        pytest.param([fact("condition", "allergy", substance="sulfonamide")], N, id="what such protocols give"),
        pytest.param([fact("condition", "allergy", substance="penicillin")], F, id="unrelated"),
        pytest.param([fact("condition", "allergy", certainty="denied")], F, id="none known"),
        pytest.param(
            [
                fact("condition", "allergy", substance="cyclophosphamide", source="patient"),
                fact("condition", "allergy", certainty="denied"),
            ],
            N,
            id="the patient against the chart",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_allergy(facts: list[FactBase], expected: Truth) -> None:
    assert ask(ALLERGY, *facts).truth is expected


INFECTION = {
    "treated_infection": {
        "drugs": "anti_infective", "infections": "infection", "oral_open": ["antiviral", "antifungal"],
        "suppressive": ["hbv_antiviral"], "within": "14 days", "before": "lymphodepletion",
    }
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            [given("carbapenem", route="iv", last_given=ago(14, LYMPHODEPLETION))], T, id="a dose 14 days before"
        ),
        pytest.param(
            [
                given("carbapenem", route="iv", last_given=ago(15, LYMPHODEPLETION)),
                fact("condition", "pneumonia", status="resolved"),
            ],
            F,
            id="15 days before and healed",
        ),
        pytest.param(
            [given("carbapenem", route="iv", last_given=ago(15, LYMPHODEPLETION))], N, id="healed or not is not said"
        ),
        pytest.param([given("carbapenem", route="iv", status="ongoing")], T, id="going on"),
        pytest.param(
            [
                given("cefazolin", route="iv", intent="prophylaxis", last_given=ago(5)),
                fact("condition", "infection", certainty="denied"),
            ],
            F,
            id="prophylaxis",
        ),
        pytest.param([given("valacyclovir", route="oral", last_given=ago(5))], N, id="an oral antiviral in the window"),
        pytest.param(
            [
                given("entecavir", route="oral", status="ongoing"),
                fact("condition", "infection", certainty="denied", reach="now"),
            ],
            F,
            id="suppression of hepatitis B",
        ),
        pytest.param([fact("condition", "infection", certainty="denied", reach="now")], F, id="no infection now"),
        pytest.param([], N, id="silence"),
    ],
)
def test_treated_infection(facts: list[FactBase], expected: Truth) -> None:
    assert ask(INFECTION, *facts).truth is expected


RECOVERY = {"not_recovered": {"operations": "surgery", "injuries": "trauma", "within": "2 weeks", "before": "infusion"}}
NO_SURGERY = fact("procedure", "surgery", certainty="denied")
NO_TRAUMA = fact("condition", "trauma", certainty="denied")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([NO_SURGERY, NO_TRAUMA], F, id="neither"),
        pytest.param([NO_SURGERY], N, id="no surgery leaves injuries open"),
        pytest.param(
            [fact("procedure", "joint_replacement", major=True, recovered=False, date=ago(10))], T, id="not healed"
        ),
        pytest.param(
            [fact("procedure", "joint_replacement", major=True, recovered=True, date=ago(30)), NO_TRAUMA],
            F,
            id="healed",
        ),
        pytest.param([fact("procedure", "joint_replacement", major=True, date=ago(10)), NO_TRAUMA], N, id="not said"),
        pytest.param([], N, id="silence"),
    ],
)
def test_recovery(facts: list[FactBase], expected: Truth) -> None:
    assert ask(RECOVERY, *facts).truth is expected


NYHA = {"functional_class": {"of": "nyha", "at_least": 2, "denied_by": ["heart_disease"]}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([lab("nyha", 2)], T, id="II"),
        pytest.param([lab("nyha", 1)], F, id="I"),
        pytest.param([lab("nyha", 3, "2023-05-01"), lab("nyha", 1)], N, id="regained"),
        pytest.param([fact("condition", "heart_disease", certainty="denied")], F, id="no heart disease"),
        pytest.param([], N, id="silence"),
    ],
)
def test_functional_class(facts: list[FactBase], expected: Truth) -> None:
    assert ask(NYHA, *facts).truth is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("statement", "consent", value="yes")], T, id="signed"),
        pytest.param([fact("statement", "consent", value="no")], F, id="declined"),
        pytest.param([fact("statement", "consent", value="unclear")], N, id="handed out"),
        pytest.param(
            [
                fact("statement", "consent", value="unclear", written_on=ago(-1)),
                fact("statement", "consent", value="yes"),
            ],
            T,
            id="a later unclear word does not undo a signature",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_statements(facts: list[FactBase], expected: Truth) -> None:
    assert ask({"stated": {"of": "consent", "is": "yes"}}, *facts).truth is expected


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before screening"):
        Dates.planned(SCREENING, ago(1))
    assert Dates.planned(SCREENING).infusion.latest is None
    assert DATES.moved(8).screening == DATES.infusion
