"""Conditions: named and described ones, their status, dates and denials, allergies and the activity of lupus."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.documents import read_documents
from assistant.extraction import conditions
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology


def read(text: str) -> list[DraftFact]:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    drafts = conditions.read(build_frame(document, terminology.load()))
    for draft in drafts:
        assert all(0 <= quote.start < quote.end <= len(text) for quote in draft.quotes)
    return drafts


def of(text: str, name: str) -> list[dict[str, Any]]:
    return [
        {"certainty": draft.certainty, "subject": draft.subject, **draft.fields}
        for draft in read(text)
        if draft.name == name
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Lupus remains active.", "active"),
        ("SLE still active on MMF.", "active"),
        ("Flaring through the holidays.", "active"),
        ("Disease is in remission.", "remission"),
        ("She is in LLDAS on hydroxychloroquine.", "remission"),
        ("No active lupus at present.", "remission"),
        ("目前狼疮仍活动。", "active"),
        ("SLE病情稳定", "remission"),
        ("患者处于临床缓解。", "remission"),
        ("Lupus was active in 2023 but now in remission.", "remission"),
        ("She was in remission until January and is now flaring.", "active"),
    ],
)
def test_the_activity_of_lupus(text: str, status: str) -> None:
    assert status in [fact.get("status") for fact in of(text, "sle")]


@pytest.mark.parametrize(
    "text",
    [
        "Physically active, walks daily.",
        "Active problem list: SLE.",
        "No SLE flare since 2024.",
        "Goal is to achieve remission.",
        "Mother's lupus is active.",
        "活动后气促，关节活动受限。",
        "Is there active lupus? Unknown.",
        "No evidence of active lupus nephritis.",
    ],
)
def test_what_is_no_activity_of_lupus(text: str) -> None:
    assert not [fact for fact in of(text, "sle") if fact.get("status") and fact["subject"] == "patient"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nephritis in remission since 2021.", {"certainty": "stated", "status": "remission"}),
        ("Lupus nephritis III+V, active, on MMF.", {"status": "active", "severity": "III+V"}),
        ("DIAGNOSIS: Lupus nephritis, ISN/RPS class III (A/C) + class V.", {"severity": "III (A/C) + class V"}),
        ("狼疮性肾炎（IV+V型）活动期", {"status": "active", "severity": "IV+V"}),
        ("There is no active nephritis.", {"certainty": "denied", "reach": "now"}),
        ("Kidneys have always been fine.", {"certainty": "denied", "reach": "ever"}),
        ("无肾脏受累", {"certainty": "denied"}),
        ("No kidney involvement ever.", {"certainty": "denied", "reach": "ever"}),
        ("Rule out lupus nephritis.", {"certainty": "suspected"}),
        ("狼疮肾炎 □有□无☑待查", {"certainty": "suspected"}),
    ],
)
def test_nephritis(text: str, expected: dict[str, str]) -> None:
    (fact,) = of(text, "lupus_nephritis")
    assert {key: fact.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Exam: tender and swollen MCP 2-3.", "arthritis"),
        ("Hands stiff every morning, knees swollen.", "arthritis"),
        ("Cheeks red, new since Monday.", "malar_rash"),
        ("Scalp hair still coming out in clumps.", "alopecia"),
        ("双手关节肿痛", "arthritis"),
        ("嘴里老烂", "oral_ulcer"),
        ("掉头发很厉害", "alopecia"),
    ],
)
def test_described_manifestations_are_present(text: str, name: str) -> None:
    assert "active" in [fact.get("status") for fact in of(text, name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Denies fever, chills, rash, joint swelling.", "arthritis"),
        ("There has not been a rash, mouth ulcer, effusion or seizure.", "seizure"),
        ("Onset 2015 with fever, malar rash, arthritis and pleural fluid.", "malar_rash"),
        ("Call if fever, rash or shortness of breath.", "rash"),
        ("无发热，无口腔溃疡", "oral_ulcer"),
    ],
)
def test_denied_past_or_feared_manifestations_are_not_present(text: str, name: str) -> None:
    assert not [fact for fact in of(text, name) if fact.get("status") == "active" and fact["certainty"] == "stated"]


@pytest.mark.parametrize(
    "text",
    [
        "No other autoimmune disease.",
        "No autoimmune diagnosis other than lupus.",
        "Nothing found beyond lupus on review.",
        "Lupus is her only autoimmune disease.",
        "无合并其他自身免疫病依据",
        "未合并其他自身免疫病。",
    ],
)
def test_other_autoimmune_disease_is_denied(text: str) -> None:
    facts = of(text, "autoimmune_disease")
    assert facts
    assert all(fact["certainty"] == "denied" for fact in facts)
    assert any(fact.get("others_only") for fact in facts)


@pytest.mark.parametrize(
    ("text", "name", "certainty", "subject"),
    [
        ("The diagnosis of secondary Sjogren's was made.", "sjogren_syndrome", "stated", "patient"),
        ("Overlap with RA suspected.", "rheumatoid_arthritis", "suspected", "patient"),
        ("不除外干燥综合征", "sjogren_syndrome", "suspected", "patient"),
        ("Her sister has rheumatoid arthritis.", "rheumatoid_arthritis", "stated", "family"),
        ("母亲患桥本甲状腺炎", "autoimmune_thyroiditis", "stated", "family"),
        ("Anticardiolipin weakly positive, does not have APS.", "antiphospholipid_syndrome", "denied", "patient"),
        ("This is not SLE, the diagnosis has been amended to UCTD.", "uctd", "stated", "patient"),
        ("This is not SLE, the diagnosis has been amended to UCTD.", "sle", "denied", "patient"),
        ("Breast cancer 2014, cured.", "breast_cancer", "stated", "patient"),
        ("Mother had breast cancer.", "breast_cancer", "stated", "family"),
        ("否认恶性肿瘤病史", "malignancy", "denied", "patient"),
        ("No immune deficiency.", "immunodeficiency", "denied", "patient"),
        ("No h/o arrhythmia.", "arrhythmia", "denied", "patient"),
        ("否认心脏病", "heart_disease", "denied", "patient"),
        ("Menopause at 51, no HRT.", "postmenopausal", "stated", "patient"),
        ("Stopped nursing in 2021.", "lactation", "denied", "patient"),
        ("早已断奶，现未哺乳", "lactation", "denied", "patient"),
        ("Currently breastfeeding.", "lactation", "stated", "patient"),
        ("Gilbert syndrome, confirmed by genotype.", "gilbert_syndrome", "stated", "patient"),
        ("No limitation on exertion.", "exertional_limitation", "denied", "patient"),
    ],
)
def test_who_has_what(text: str, name: str, certainty: str, subject: str) -> None:
    facts = of(text, name)
    assert facts
    assert {(fact["certainty"], fact["subject"]) for fact in facts} == {(certainty, subject)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ECG: sinus rhythm, no block, no arrhythmia.", "arrhythmia"),
        ("No change in SLE treatment.", "malignancy"),
        ("Lupus clinic, cancer screening clear.", "malignancy"),
        ("SpO2 98% RA.", "rheumatoid_arthritis"),
        ("TB 12.3 umol/L", "tuberculosis"),
        ("接种流感疫苗1剂", "influenza"),
        ("SMZ口服预防PJP", "pneumocystis"),
        ("切口干燥无渗出", "sicca"),
        ("SLE, an autoimmune disease.", "autoimmune_disease"),
    ],
)
def test_look_alikes_make_no_fact(text: str, name: str) -> None:
    assert of(text, name) == []


@pytest.mark.parametrize(
    ("text", "name", "earliest"),
    [
        ("L MCA ischemic stroke 2026-01-19.", "stroke", date(2026, 1, 19)),
        ("2025年9月急性脑梗死", "stroke", date(2025, 9, 1)),
        ("Admitted for heart failure in spring 2023.", "heart_failure", date(2023, 3, 1)),
        ("MI in March 2018.", "myocardial_infarction", date(2018, 3, 1)),
    ],
)
def test_events_have_their_dates(text: str, name: str, earliest: date) -> None:
    (fact,) = of(text, name)
    assert fact["date"].earliest == earliest


def test_an_infection_that_is_over_has_its_end() -> None:
    (fact,) = of("Infected bite on the calf, cephalexin x7 days, finished 3/2/26.", "infection")
    assert fact["status"] == "resolved"
    assert fact["resolved_on"].day == date(2026, 3, 2)
    (cold,) = of("半月前感冒，已愈。", "upper_respiratory_infection")
    assert cold["status"] == "resolved"


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("Allergies: Penicillin - rash; sulfa (hives).", {"penicillin", "sulfonamide"}),
        (
            "ALLERGIES. Trimethoprim-sulfa, rash. Shellfish, lips. Nothing else.",
            {"trimethoprim_sulfamethoxazole", "food"},
        ),
        ("She is allergic to cyclophosphamide.", {"cyclophosphamide"}),
        (
            "She had cyclophosphamide in 2011. Within minutes she had hives, recorded as a true allergy.",
            {"cyclophosphamide"},
        ),
        ("青霉素过敏，无其他过敏", {"penicillin"}),
        ("吃海鲜起疹子，别的药没过敏过", {"food"}),
        ("The only allergy is to Elastoplast.", {"adhesive"}),
    ],
)
def test_allergies_name_their_substances(text: str, substances: set[str]) -> None:
    assert {fact["substance"] for fact in of(text, "allergy") if fact["certainty"] == "stated"} == substances


@pytest.mark.parametrize(
    "text",
    [
        "NKDA.",
        "Allergies: none.",
        "No known drug allergies.",
        "否认药物、食物过敏史",
        "药物过敏：无。",
        "药物过敏 □有☑无",
        "暂未发现药物过敏",
    ],
)
def test_no_allergy_at_all(text: str) -> None:
    (fact,) = of(text, "allergy")
    assert fact["certainty"] == "denied"
    assert fact.get("substance") is None
    assert not fact.get("others_only")


@pytest.mark.parametrize("text", ["Codeine (nausea). Not allergic to penicillin.", "对青霉素不过敏", "过敏性鼻炎病史"])
def test_no_allergy_where_none_is_stated(text: str) -> None:
    assert "stated" not in [fact["certainty"] for fact in of(text, "allergy")]


def test_a_short_note_says_each_thing_once() -> None:
    drafts = read("No nephritis. No nephritis. Malar rash today.")
    names = [draft.name for draft in drafts]
    assert sorted(names) == ["lupus_nephritis", "malar_rash"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("No cardiac or stroke history.", {"heart_disease", "stroke"}),
        ("No prior cardiac, stroke or thrombotic history.", {"heart_disease", "stroke"}),
        ("Autoimmune: SLE only.", {"autoimmune_disease"}),
        ("Infection-free since November.", {"infection"}),
        ("Malignancy: none personally, aunt had breast ca.", {"malignancy"}),
        ("家族:母亲类风湿关节炎。本人RF阴性,除SLE外无自身免疫病。", {"autoimmune_disease"}),
        ("母乳喂养至2026-01,已断奶。", {"lactation"}),
        ("lol no kids. nexplanon.", {"lactation"}),
    ],
)
def test_denials_in_other_words(text: str, names: set[str]) -> None:
    denied = {draft.name for draft in read(text) if draft.certainty == "denied" and draft.subject == "patient"}
    assert names <= denied


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("B超未见肿瘤。", "malignancy"),
        ("No melanoma recurrence.", "melanoma"),
        ("Father: no cardiac or stroke history.", "heart_disease"),
        ("No children at home.", "lactation"),
    ],
)
def test_what_is_no_denial_of_the_illness(text: str, name: str) -> None:
    assert not [draft for draft in read(text) if draft.name == name and draft.subject == "patient"]


@pytest.mark.parametrize(
    "text",
    [
        "Allergies: he turned red on the first albumin infusion, that was his brother's; he himself has none.",
        "Allergies: her sister reacted to cyclophosphamide; she herself has no allergies.",
    ],
)
def test_a_relatives_reaction_is_not_the_patients(text: str) -> None:
    assert [fact["certainty"] for fact in of(text, "allergy")] == ["denied"]


def test_a_relative_who_tells_is_not_the_one_who_has_it() -> None:
    (fact,) = of("[14:52] 女儿:没心梗没心衰没中风", "stroke")
    assert (fact["certainty"], fact["subject"]) == ("denied", "patient")
