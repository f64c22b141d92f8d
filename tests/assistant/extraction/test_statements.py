"""Statements: what counts as an agreement, a refusal or neither, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import statements
from assistant.extraction.frame import build_frame
from rules import terminology


def read(text: str) -> dict[str, set[str]]:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    found: dict[str, set[str]] = {}
    for draft in statements.read(build_frame(document, terminology.load())):
        found.setdefault(draft.name, set()).add(draft.fields["value"])
        for quote in draft.quotes:
            assert 0 <= quote.start < quote.end <= len(text)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ICF signed today.", "yes"),
        ("She signed the consent form at the start of the visit.", "yes"),
        ("I reviewed the consent form with him, and he signed it in my presence.", "yes"),
        ("Informed consent v2.1 signed and dated 3/10/26, copy given.", "yes"),
        ("患者已签署知情同意书。", "yes"),
        ("知情同意书2026-03-12签署", "yes"),
        ("本研究ICF已于今日由本人签字。", "yes"),
        ("Took the consent form home, wants to read it before signing.", "unclear"),
        ("Given ICF to read. Not signed.", "unclear"),
        ("Consent visit is scheduled for next week.", "unclear"),
        ("She gave verbal consent to the study.", "unclear"),
        ("口头说愿意参加，同意书签字等丈夫来。", "unclear"),
        ("知情同意书已发放，尚未签署。", "unclear"),
        ("知情同意书由家属代签。", "unclear"),
        ("患者表示愿意参加，知情同意书明日签字。", "unclear"),
        ("Read the ICF and declined to sign.", "no"),
        ("She withdrew consent on 3/2/26.", "no"),
        ("看了知情同意书，表示不签。", "no"),
        ("患者拒绝签署知情同意书", "no"),
    ],
)
def test_consent_needs_a_signature(text: str, value: str) -> None:
    assert read(text)["consent"] == {value}


@pytest.mark.parametrize(
    "text",
    [
        "Surgical consent signed yesterday.",
        "Consent for renal biopsy signed.",
        "Written informed consent was obtained from the patient for publication of this report.",
        "手术知情同意书已签字。",
        "激素冲击治疗知情同意书已签。",
        "Electronically signed by J. Doe MD",
        "Labs reviewed with the patient.",
    ],
)
def test_other_consents_say_nothing(text: str) -> None:
    assert "consent" not in read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She agrees to use two forms of contraception through 3 months after the last dose.", "yes"),
        ("Will use condoms for as long as needed.", "yes"),
        ("Mirena in place, which she agrees to keep until three months after treatment.", "yes"),
        ("Condoms agreed through 3 mo after.", "yes"),
        ("Depo shot 2/10; fine with staying on it as long as needed.", "yes"),
        ("He is willing to use barrier contraception.", "yes"),
        ("同意自入组起至治疗结束后3个月采用避孕套避孕。", "yes"),
        ("愿意避孕至末次治疗后3个月", "yes"),
        ("Told to use contraception.", "unclear"),
        ("She will use contraception if her husband agrees.", "unclear"),
        ("Agrees to contraception during treatment only.", "unclear"),
        ("IUD placed in 2023.", "unclear"),
        ("Husband uses condoms.", "unclear"),
        ("Mirena in place. Happy to attend all visits.", "unclear"),
        ("嘱严格避孕。", "unclear"),
        ("避孕套避孕", "unclear"),
        ("She refuses any contraception.", "no"),
        ("Plans pregnancy this year.", "no"),
        ("She and her husband are trying to conceive.", "no"),
        ("目前备孕中。", "no"),
        ("患者不同意避孕", "no"),
    ],
)
def test_contraception_needs_an_agreement(text: str, value: str) -> None:
    assert read(text)["contraception"] == {value}


def test_a_pregnancy_that_is_not_planned_is_no_refusal() -> None:
    assert "no" not in read("No plans for pregnancy.").get("contraception", set())
    assert "no" not in read("无生育计划").get("contraception", set())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She is able and willing to attend all study visits.", "yes"),
        ("Can make all visits and has a driver.", "yes"),
        ("Wants to come to all visits.", "yes"),
        ("Has arranged leave for the whole of the follow-up.", "yes"),
        ("能按方案完成住院及随访。", "yes"),
        ("愿意配合随访", "yes"),
        ("可配合随访。", "yes"),
        ("Unable to attend the study visits because of work.", "no"),
        ("He will be at sea for four months and cannot come to the visits.", "no"),
        ("She is moving abroad in May and will miss the follow-up visits.", "no"),
        ("因出国无法完成随访。", "no"),
        ("Not sure whether she can make all visits.", "unclear"),
    ],
)
def test_compliance_is_what_somebody_says_of_the_visits(text: str, value: str) -> None:
    assert read(text)["compliance"] == {value}


@pytest.mark.parametrize(
    "text",
    ["RTC in 6 weeks.", "Follow up with PCP.", "肝功能定期复查，门诊随访。", "Can follow up in clinic.", "嘱定期随访"],
)
def test_a_plan_to_see_the_patient_again_is_no_compliance(text: str) -> None:
    assert "compliance" not in read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In my judgment as the investigator she is unsuitable for this study.", "no"),
        ("PI: suitable for the study.", "yes"),
        ("研究者评估：未发现其他不适宜参加本研究的情形。", "yes"),
        ("研究者认为不适合参加本研究。", "no"),
        ("PI review pending.", "unclear"),
    ],
)
def test_the_judgement_is_the_investigators(text: str, value: str) -> None:
    assert read(text)["investigator_judgement"] == {value}


@pytest.mark.parametrize("text", ["I think she would be an ideal candidate.", "She seems suitable for your trial."])
def test_a_referrers_opinion_is_no_judgement(text: str) -> None:
    assert "investigator_judgement" not in read(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SLE (2019 EULAR/ACR), active.", "yes"),
        ("SLE 2011 (2019 EULAR/ACR 20 pts).", "yes"),
        ("Fulfills the 2019 EULAR/ACR classification criteria.", "yes"),
        ("符合2019 EULAR/ACR分类标准，诊断SLE（19分）。", "yes"),
        ("She does not meet the 2019 EULAR/ACR criteria.", "no"),
        ("EULAR/ACR 2019 score 8.", "no"),
        ("SLE, EULAR/ACR 2019 criteria not documented.", "unclear"),
    ],
)
def test_the_2019_set_counts_when_it_is_said_to_be_met(text: str, value: str) -> None:
    assert read(text)["sle_criteria"] == {value}


@pytest.mark.parametrize("text", ["SLE by 2012 SLICC.", "RA by the 2010 ACR/EULAR criteria.", "SLE since 2009."])
def test_other_sets_say_nothing(text: str) -> None:
    assert "sle_criteria" not in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Visits: no problem, lives round the corner.",
        "Happy with the visit schedule, husband will drive her.",
        "Can come, sister will drive, all visits fine.",
        "Patient and attendants are willing for regular follow up.",
        "She says she'll be there for every visit.",
        "Agreeable to all protocol visits.",
        "[14:58] 护士:愿意来住院、按时复查吗\n[15:01] 女儿:愿意的,我开车接送。",
        "随访 ☑能 □不能",
    ],
)
def test_visits_are_accepted_in_few_words(text: str) -> None:
    assert read(text)["compliance"] == {"yes"}


@pytest.mark.parametrize(
    "text",
    [
        "Last visits fine.",
        "The visits are not ok for her work.",
        "Visit schedule explained.",
        "Mother can come.",
        "[14:58] 护士:愿意来住院、按时复查吗\n[15:01] 女儿:再看看。",
    ],
)
def test_what_is_no_acceptance_of_visits(text: str) -> None:
    assert "yes" not in read(text).get("compliance", set())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"If they want condoms, they\'ll get condoms, right up to three months after".', "yes"),
        ("He will wear condoms for the whole time and three months after.", "yes"),
        ("避孕承诺(至末次治疗后3月)☑同意 □不同意", "yes"),
        ("避孕承诺(至末次治疗后3月)□同意 ☑不同意", "no"),
        ("避孕承诺 □同意 □不同意", "unclear"),
        ("Will get her IUD removed in April.", "unclear"),
        ("Condoms are a problem, latex allergy.", "unclear"),
    ],
)
def test_contraception_by_other_words_and_boxes(text: str, value: str) -> None:
    assert read(text)["contraception"] == {value}
