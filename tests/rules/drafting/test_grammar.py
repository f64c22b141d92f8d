"""Clauses as rules. What is not understood in full is left to encode: each phrase stands beside one word too many."""

from __future__ import annotations

from typing import Any

import pytest

from rules.drafting.clauses import rule_for
from rules.drafting.splitting import Clause

SCREENING = "screening_window"


def _rule(text: str, kind: Any = "inclusion", topic: str = "", trial: tuple[str, ...] = ()) -> Any:
    rule = rule_for(Clause(text, kind, topic=topic), trial)
    return None if rule.because else rule.when


def _lab(name: str, how: str, limit: object, **more: object) -> dict[str, Any]:
    return {"measurement": {"of": name, how: limit, "within": SCREENING, **more}}


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("Platelet count at least 90,000/mm^3", _lab("plt", "at_least", "90 10*9/L")),
        ("Platelets ≥ 100 x 10^9/L", _lab("plt", "at_least", "100 10*9/L")),
        ("Platelets >= 100,000/μL (100 x 10^9/L);", _lab("plt", "at_least", "100 10*9/L")),
        ("Absolute neutrophil count (ANC) ≥ 1.5×10⁹/L", _lab("anc", "at_least", "1.5 10*9/L")),
        ("ANC greater than or equal to 1500 cells/mm3", _lab("anc", "at_least", "1.5 10*9/L")),
        ("Hemoglobin no less than 9 g/dL", _lab("hb", "at_least", "90 g/L")),
        ("Patients must have a serum creatinine ≤ 100 µmol/L", _lab("creatinine", "at_most", "100 umol/L")),
        ("ALT does not exceed 1.5 times the upper limit of normal (ULN)", _lab("alt", "at_most", "1.5 ULN")),
        ("Total bilirubin ≤ 1.5 x ULN at screening", _lab("bilirubin_total", "at_most", "1.5 ULN")),
        ("AST less than the upper limit of normal", _lab("ast", "less_than", "1 ULN")),
        ("ALT no greater than 2.5-fold ULN", _lab("alt", "at_most", "2.5 ULN")),
        ("Alkaline phosphatase ≤ 2.5 × ULN", _lab("alp", "at_most", "2.5 ULN")),
        ("LVEF ≥ 50%", _lab("lvef", "at_least", "50 %")),
        ("QTc interval ≤ 470 ms", _lab("qtc", "at_most", "470 ms")),
        ("SLEDAI-2K score > 8 points at screening.", _lab("sledai_2k", "more_than", 8)),
        ("Antinuclear antibody (ANA) ≥ 1:80 at screening.", _lab("ana_titre", "at_least", 80)),
        (
            "Creatinine clearance > 50 mL/min (calculated using the Cockcroft-Gault formula)",
            _lab("creatinine_clearance", "more_than", "50 mL/min", or_computed="cockcroft_gault"),
        ),
        (
            "Hemoglobin ≥ 80 g/L within 7 days before the first dose",
            {"measurement": {"of": "hb", "at_least": "80 g/L", "within": "7 days", "before": "infusion"}},
        ),
    ],
)  # fmt: skip
def test_a_result_with_its_limit(text: str, limit: dict[str, Any]) -> None:
    assert _rule(text) == limit


def test_a_limit_that_converts_to_many_digits_keeps_the_records_unit() -> None:
    assert _rule("Serum creatinine ≤ 1.5 mg/dL") == _lab("creatinine", "at_most", "1.5 mg/dL")


@pytest.mark.parametrize(
    "text",
    [
        "Platelets ≥ 100 x 10^9/L without transfusion",
        "Platelets ≥ 100",
        "Platelets ≥ 100 mg/dL",
        "Hemoglobin ≥ 9 g/dL unless due to disease",
        "Hemoglobin ≥ 80 g/L within 7 days before randomization",
        "Hemoglobin ≥ 9 g/dL (8 g/dL)",
        "Total bilirubin ≤ 1.5 x ULN, or ≤ 3 x ULN with Gilbert syndrome",
        "AST or ALT ≤ 2.5 ULN",
        "Creatinine ≤ 1.5 mg/dL or normal function",
        "QTcF ≤ 450 ms",
        "QTc (Fridericia) ≤ 450 ms",
        "QTc interval ≤ 450 ms in men and ≤ 470 ms in women",
        "Clinical SLEDAI-2K score ≥ 4",
        "ECOG performance status ≤ 1",
        "Hemoglobin normal",
        "Albumin ≥ 30 g/L",
        "Hemoglobin ≥ 800 g/L",
        "Urine protein ≥ 1",
        "History of platelets ≥ 100 x 10^9/L",
    ],
)
def test_one_word_too_many_and_the_clause_is_left(text: str) -> None:
    assert _rule(text) is None


def test_several_results_join_as_their_section_does() -> None:
    ast, alt = _lab("ast", "at_most", "2.5 ULN"), _lab("alt", "at_most", "2.5 ULN")
    assert _rule("AST and ALT ≤ 2.5 × ULN") == _rule("AST/ALT ≤ 2.5 ULN") == {"all": [ast, alt]}
    above = [_lab("ast", "more_than", "3 ULN"), _lab("alt", "more_than", "3 ULN")]
    assert _rule("AST or ALT > 3 X ULN", "exclusion") == {"any": above}
    assert _rule("AST and ALT > 3 X ULN", "exclusion") is None
    either = [_lab("creatinine", "at_most", "1.5 ULN"), _lab("creatinine_clearance", "at_least", "60 mL/min")]
    assert _rule("Renal function: serum creatinine ≤ 1.5 ULN, or creatinine clearance ≥ 60 mL/min") == {"any": either}
    three = _rule("AST ≤ 3 ULN, ALT ≤ 3 ULN and total bilirubin ≤ 1.5 ULN")
    assert [next(iter(node.values()))["of"] for node in three["all"]] == ["ast", "alt", "bilirubin_total"]
    assert _rule("Hemoglobin < 80 g/L and platelets < 50 x 10^9/L", "exclusion") is None


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Males and females aged 18-70 years.", {"at_least": 18, "at_most": 70}),
        ("Aged 18 through 70 years at the time of screening", {"at_least": 18, "at_most": 70}),
        ("Being between the ages of 18-65", {"at_least": 18, "at_most": 65}),
        ("Must be 40 to 65 years old, at the time of signing the informed consent.", {"at_least": 40, "at_most": 65}),
        ("Age: ≥18 years old, male or female;", {"at_least": 18}),
        ("18 years of age or older", {"at_least": 18}),
        ("At least 18 years old", {"at_least": 18}),
        ("Age ≥ 18 and < 60 years", {"at_least": 18, "at_most": 59}),
        ("Adults aged 18 years and above", {"at_least": 18}),
        ("Age 18+", {"at_least": 18}),
        ("The age of ≥ 18 years of age and ≤ 70 years of age, gender is not limited;", {"at_least": 18, "at_most": 70}),
        ("Over 18 years of age", None),
        ("Age ≥ 18 years at diagnosis", None),
        ("Age ≥ 18 years with lupus", None),
        ("Male patients aged 18-70 years", None),
        ("18 and over", None),
        ("Disease duration 18 to 70 years", None),
    ],
)  # fmt: skip
def test_ages(text: str, ages: dict[str, int] | None) -> None:
    assert _rule(text) == (None if ages is None else {"age": {**ages, "on": "screening"}})


def test_one_sex() -> None:
    assert _rule("Female") == {"sex": {"is": "female"}}
    assert _rule("Female", "exclusion") is None
    assert _rule("Female partner") is None


def test_a_bare_number_is_an_age_under_its_topic_only() -> None:
    assert _rule("18 and over", topic="age") == {"age": {"at_least": 18, "on": "screening"}}
    assert _rule("18 and over", topic="performance status") is None


SUSPECTED = {"has": {"of": ["autoimmune_disease"], "suspected": "counts"}}
EITHER = {"any": [{"has": {"of": ["stroke"]}}, {"has": {"of": ["myocardial_infarction"]}}]}
HIV = _lab("hiv", "is", "positive", ever="positive", known_as="hiv_infection")


@pytest.mark.parametrize(
    ("text", "kind", "node"),
    [
        ("History of stroke", "exclusion", {"has": {"of": ["stroke"]}}),
        ("No history of stroke", "inclusion", {"not": {"has": {"of": ["stroke"]}}}),
        ("No history of stroke", "exclusion", None),
        ("History of stroke with residual weakness", "exclusion", None),
        ("Family history of stroke", "exclusion", None),
        ("Patients with active tuberculosis", "exclusion", {"has": {"of": ["tuberculosis"], "state": "active"}}),
        ("Uncontrolled diabetes", "exclusion", None),
        ("Active or latent tuberculosis", "exclusion", None),
        ("Known or suspected autoimmune disease", "exclusion", SUSPECTED),
        ("Other autoimmune disease", "exclusion", None),
        ("History of stroke or myocardial infarction", "exclusion", EITHER),
        ("History of stroke and myocardial infarction", "exclusion", None),
        ("Stroke or myocardial infarction", "inclusion", None),
        ("Epilepsy", "exclusion", None),
        ("HIV-positive", "exclusion", HIV),
        ("HIV-positive", "inclusion", None),
        ("Negative for hepatitis B surface antigen (HBsAg)", "inclusion", _lab("hbsag", "is", "negative")),
        ("Anti-HCV positive", "exclusion", _lab("anti_hcv", "is", "positive")),
        ("Positive test for hepatitis B", "exclusion", None),
    ],
)  # fmt: skip
def test_what_is_named(text: str, kind: str, node: dict[str, Any] | None) -> None:
    assert _rule(text, kind) == node


ENTRY = {"readings": ["infusion", "screening"], "id": "day_of_entry"}
UNNAMED = {"readings": ["infusion", "screening"], "id": "unnamed_day"}


@pytest.mark.parametrize(
    ("text", "within", "before"),
    [
        ("Stroke within 6 months prior to screening", "6 months", "screening"),
        ("Stroke within the last 6 months", "6 months", UNNAMED),
        ("History of stroke within 1 year before randomization", "1 year", ENTRY),
        ("Stroke in the past three months", "3 months", UNNAMED),
        ("Stroke within 28 days of the first dose of study drug", "28 days", "infusion"),
    ],
)
def test_windows(text: str, within: str, before: object) -> None:
    assert _rule(text, "exclusion") == {"has": {"of": ["stroke"], "within": within, "before": before}}


@pytest.mark.parametrize(
    "text",
    [
        "Stroke within 6 months prior to signing the informed consent",
        "Stroke within 48 hours before screening",
        "Stroke more than 6 months before screening",
        "Stroke within 6 months or 5 half-lives before screening",
    ],
)
def test_other_windows_are_left(text: str) -> None:
    assert _rule(text, "exclusion") is None


def test_drugs_operations_and_vaccines_in_a_window() -> None:
    assert _rule("Received rituximab within 6 months prior to screening", "exclusion") == {
        "received": {"of": ["rituximab"], "within": "6 months", "before": "screening"}
    }
    two = _rule("Treated with belimumab or abatacept within 3 months before screening", "exclusion")
    assert [node["received"]["of"] for node in two["any"]] == [["belimumab"], ["abatacept"]]
    surgery = _rule("Major surgery within 4 weeks before randomization", "exclusion")["has"]
    assert (surgery["of"], surgery["major"], surgery["before"]) == (["surgery"], True, ENTRY)
    vaccine = _rule("Has received a live vaccine within 30 days prior to the first dose", "exclusion")["has"]
    assert (vaccine["of"], vaccine["doubt"], vaccine["within"]) == (["live_vaccine"], ["vaccine"], "30 days")
    for text in ("Received rituximab", "Received high-dose rituximab within 6 months", "Minor surgery within 4 weeks"):
        assert _rule(text, "exclusion") is None


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("Prior treatment with rituximab", {"treated": {"of": ["rituximab"], "time": "ever"}}),
        ("Patients currently receiving methotrexate", {"treated": {"of": ["methotrexate"], "time": "now"}}),
        ("Prior treatment with two courses of rituximab", None),
        ("Concurrent rituximab", None),
        ("Prior treatment with rituximab and belimumab", None),
    ],
)
def test_drugs_taken_now_or_ever(text: str, node: dict[str, Any] | None) -> None:
    assert _rule(text, "exclusion") == node
    assert _rule(text) is None


def test_a_cancer_that_the_trial_is_about_excludes_nobody_by_its_name() -> None:
    assert _rule("History of malignancy", "exclusion") == {"has": {"of": ["malignancy"]}}
    assert _rule("Previous or concurrent malignancy", "exclusion", trial=("Non-small Cell Lung Cancer",)) is None


NOW = [{"has": {"of": [name], "asks": "now", "remedy": "wait"}} for name in ("pregnancy", "lactation")]


def test_pregnancy() -> None:
    women = rule_for(Clause("Pregnant or lactating women", "exclusion"))
    assert (women.when, women.applies_when) == ({"any": NOW}, {"sex": {"is": "female"}})
    assert _rule("Not pregnant or nursing") == {"not": {"any": NOW}}
    for text in ("Pregnant and lactating women", "Women who are pregnant or plan to become so", "Partner is pregnant"):
        assert _rule(text, "exclusion") is None
    assert _rule("Pregnant or lactating women") is None


def test_pregnancy_tests() -> None:
    assert _rule("Negative serum pregnancy test") == _lab("serum_hcg", "is", "negative")
    every = _rule("Negative pregnancy test")["any"]
    assert [node["measurement"]["of"] for node in every] == ["hcg", "serum_hcg", "urine_hcg"]
    text = "Women of childbearing potential must have a negative urine pregnancy test within 7 days before screening"
    rule = rule_for(Clause(text, "inclusion"))
    assert rule.when["measurement"] == {"of": "urine_hcg", "is": "negative", "within": "7 days", "before": "screening"}
    assert rule.applies_when is not None
    assert _rule("Women under 50 must have a negative pregnancy test") is None
    assert _rule("Negative pregnancy test and effective contraception") is None


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Signed written informed consent", "inclusion", {"of": "consent", "is": "yes"}),
        ("Able to give informed consent", "inclusion", None),
        ("Agree to birth control", "inclusion", {"of": "contraception", "is": "yes"}),
        ("Able to comply with the study protocol", "inclusion", {"of": "compliance", "is": "yes"}),
        ("Those deemed unsuitable for inclusion by doctors", "exclusion", {"of": "investigator_judgement", "is": "no"}),
    ],
)
def test_statements(text: str, kind: str, said: dict[str, str] | None) -> None:
    assert _rule(text, kind) == (None if said is None else {"stated": said})
