"""Wordings of statements and allergies as different hospitals write them, forms and refusals included."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import conditions, statements
from assistant.extraction.frame import Frame, build_frame
from rules import terminology


def frame(text: str) -> Frame:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    return build_frame(document, terminology.load())


# None: the words make no such statement.
STATEMENTS = [
    ("Informed consent signed today.", "consent", "yes"),
    ("ICF v3.0 signed and dated 3 Mar 2026, copy given.", "consent", "yes"),
    ("She signed the consent form in my presence.", "consent", "yes"),
    ("Consent obtained in writing before any procedure.", "consent", "yes"),
    ("Written informed consent was obtained from the patient.", "consent", "yes"),
    ("The participant has provided written informed consent.", "consent", "yes"),
    ("Pt took the ICF home to read.", "consent", "unclear"),
    ("Has not yet signed; wants to discuss with husband. Consent form given.", "consent", "unclear"),
    ("Will sign the consent at the next visit.", "consent", "unclear"),
    ("Verbal agreement only, ICF not signed.", "consent", "unclear"),
    ("Declined to take part after reading the ICF.", "consent", "no"),
    ("He read the information sheet and said no to the study.", "consent", "no"),
    ("Withdrew consent on 2 May.", "consent", "no"),
    ("Surgical consent signed.", "consent", None),
    ("Consent for biopsy signed by patient.", "consent", None),
    ("Consent form: signed.", "consent", "yes"),
    ("ICF signed: [ ] yes [x] no", "consent", "unclear"),
    ("ICF signed: yes, 2026-03-01", "consent", "yes"),
    ("知情同意书已签署。", "consent", "yes"),
    ("患者已于今日签署知情同意书。", "consent", "yes"),
    ("本人签字的知情同意书存档。", "consent", "yes"),
    ("知情同意书：已签（2026-03-01）", "consent", "yes"),
    ("知情同意书 □已签 ☑未签", "consent", "unclear"),
    ("知情同意书尚未签署，拟下次访视签。", "consent", "unclear"),
    ("同意书带回家看，还没签。", "consent", "unclear"),
    ("患者拒绝签署知情同意书。", "consent", "no"),
    ("患者表示不参加本研究。", "consent", "no"),
    ("手术知情同意书已签。", "consent", None),
    ("家属代签知情同意书。", "consent", "unclear"),
    ("She agrees to use two forms of contraception until 3 months after the last dose.", "contraception", "yes"),
    ("Agrees to contraception per protocol.", "contraception", "yes"),
    ("He will use condoms throughout and for three months after.", "contraception", "yes"),
    ("Contraception: agreed.", "contraception", "yes"),
    ("Contraception discussed; both partners agree.", "contraception", "yes"),
    ("Willing to use effective birth control for the duration plus 3 months.", "contraception", "yes"),
    ("On OCP.", "contraception", "unclear"),
    ("IUD in situ.", "contraception", "unclear"),
    ("Advised to use contraception.", "contraception", "unclear"),
    ("Told he must use condoms.", "contraception", "unclear"),
    ("Refuses contraception on religious grounds.", "contraception", "no"),
    ("Is trying to conceive.", "contraception", "no"),
    ("Declines contraception.", "contraception", "no"),
    ("Does not want to use any birth control.", "contraception", "no"),
    ("Vasectomy 2015, happy to use condoms as well until 3 months after treatment.", "contraception", "yes"),
    ("Accepts the contraception requirement.", "contraception", "yes"),
    ("Contraceptive commitment form signed.", "contraception", "yes"),
    ("同意治疗期间及结束后3个月内采取有效避孕措施。", "contraception", "yes"),
    ("承诺避孕至末次给药后3个月。", "contraception", "yes"),
    ("夫妻双方愿意避孕。", "contraception", "yes"),
    ("避孕：同意", "contraception", "yes"),
    ("避孕：□同意 ☑不同意", "contraception", "no"),
    ("避孕：□同意 □不同意", "contraception", "unclear"),
    ("避孕要求已知晓并同意遵守。", "contraception", "yes"),
    ("已放置宫内节育器。", "contraception", "unclear"),
    ("嘱严格避孕。", "contraception", "unclear"),
    ("近期有生育计划，不愿避孕。", "contraception", "no"),
    ("正在备孕。", "contraception", "no"),
    ("患者及配偶均同意研究期间避孕。", "contraception", "yes"),
    ("签署避孕承诺书。", "contraception", "yes"),
    ("Able to attend all study visits.", "compliance", "yes"),
    ("Can comply with the visit schedule.", "compliance", "yes"),
    ("Willing and able to comply with the protocol.", "compliance", "yes"),
    ("Understands the visit schedule and is able to attend.", "compliance", "yes"),
    ("Lives locally and will attend all follow-up visits.", "compliance", "yes"),
    ("Has transport and is happy to come for every visit.", "compliance", "yes"),
    ("Cannot attend weekly visits because of work.", "compliance", "no"),
    ("Unable to commit to the follow-up schedule.", "compliance", "no"),
    ("Will be abroad from May for a year and cannot return for visits.", "compliance", "no"),
    ("Not sure whether she can make all the visits.", "compliance", "unclear"),
    ("Adherence good, agrees to follow the protocol.", "compliance", "yes"),
    ("Follow up in clinic in 3 months.", "compliance", None),
    ("Compliance with medication is good.", "compliance", None),
    ("能按方案完成访视及随访。", "compliance", "yes"),
    ("可按时来院随访。", "compliance", "yes"),
    ("愿意并能够遵守研究方案。", "compliance", "yes"),
    ("依从性好，能配合随访。", "compliance", "yes"),
    ("可保证按计划返院访视。", "compliance", "yes"),
    ("因工作原因无法按时随访。", "compliance", "no"),
    ("即将出国一年，不能完成随访。", "compliance", "no"),
    ("嘱定期随访。", "compliance", None),
    ("PI: suitable for the study.", "investigator_judgement", "yes"),
    ("In the investigator's opinion the patient is a suitable candidate.", "investigator_judgement", "yes"),
    ("Investigator's judgement: not suitable.", "investigator_judgement", "no"),
    ("The PI considers her inappropriate for the trial.", "investigator_judgement", "no"),
    ("PI finds no reason why she should not take part.", "investigator_judgement", "yes"),
    ("As PI I see no reason to exclude him.", "investigator_judgement", "yes"),
    ("PI assessment: no other condition that would make participation unsafe.", "investigator_judgement", "yes"),
    ("研究者判断：适合入组。", "investigator_judgement", "yes"),
    ("研究者认为该受试者适宜参加本研究。", "investigator_judgement", "yes"),
    ("研究者判断不适合参加。", "investigator_judgement", "no"),
    ("研究者：未发现不适宜参加的因素。", "investigator_judgement", "yes"),
    ("研究者认为不宜参加 ☐是 ☑否", "investigator_judgement", "yes"),
    ("研究者认为不宜参加 □是 □否", "investigator_judgement", "unclear"),
    ("是否适合由研究者判断。", "investigator_judgement", "unclear"),
    ("SLE diagnosed per 2019 EULAR/ACR criteria.", "sle_criteria", "yes"),
    ("Meets 2019 EULAR/ACR classification criteria (score 18).", "sle_criteria", "yes"),
    ("Fulfils the 2019 ACR/EULAR set with 14 points.", "sle_criteria", "yes"),
    ("Does not meet 2019 EULAR/ACR criteria (6 points).", "sle_criteria", "no"),
    ("EULAR/ACR 2019: 8 points.", "sle_criteria", "no"),
    ("符合2019年EULAR/ACR分类标准，评分21分。", "sle_criteria", "yes"),
    ("根据2019 EULAR/ACR标准诊断为SLE。", "sle_criteria", "yes"),
    ("2019 EULAR/ACR评分仅8分，不符合。", "sle_criteria", "no"),
]


@pytest.mark.parametrize(("text", "name", "value"), STATEMENTS)
def test_what_was_agreed_signed_or_judged(text: str, name: str, value: str | None) -> None:
    values = {draft.fields["value"] for draft in statements.read(frame(text)) if draft.name == name}
    assert values - {"unclear"} == ({value} if value in ("yes", "no") else set())
    assert (value is None) == (not values)


ALLERGIES = [
    ("NKDA.", [], True),
    ("No known drug allergies.", [], True),
    ("Allergies: none.", [], True),
    ("Allergies: nil known", [], True),
    ("Allergies – NKDA", [], True),
    ("No drug allergies.", [], True),
    ("Denies any allergies.", [], True),
    ("Allergic to penicillin (rash).", ["penicillin"], False),
    ("Allergies: sulfa (hives), latex", ["latex", "sulfonamide"], False),
    ("Penicillin allergy. No others.", ["penicillin"], False),
    ("PCN -> anaphylaxis.", ["penicillin"], False),
    ("Fludarabine caused hives in 2019.", ["fludarabine"], False),
    ("Anaphylaxis to cyclophosphamide in 2015.", ["cyclophosphamide"], False),
    ("She came out in a rash on co-trimoxazole.", ["trimethoprim_sulfamethoxazole"], False),
    (
        "Severe reaction to cyclophosphamide infusion: bronchospasm, adrenaline given; contraindicated for life.",
        ["cyclophosphamide"],
        False,
    ),
    ("Drug allergies: [x] None [ ] Yes", [], True),
    ("Allergy: no", [], True),
    ("Any drug allergies? No.", [], True),
    ("Father allergic to penicillin; patient NKDA.", [], True),
    ("否认药物过敏史。", [], True),
    ("无药物过敏史。", [], True),
    ("药物过敏史：无", [], True),
    ("过敏史：否认", [], True),
    ("过敏史：青霉素（皮疹）", ["penicillin"], False),
    ("青霉素过敏，否认其他药物过敏。", ["penicillin"], False),
    ("对磺胺类药物过敏。", ["sulfonamide"], False),
    ("静滴环磷酰胺后出现过敏性休克。", ["cyclophosphamide"], False),
    ("曾因头孢出现荨麻疹。", ["cephalosporin"], False),
    ("头孢过敏。", ["cephalosporin"], False),
    ("无食物及药物过敏史。", [], True),
    ("药物及食物过敏史均否认。", [], True),
    ("没有对药物过敏的经历。", [], True),
    ("过敏史 无", [], True),
    ("过敏史：□有 ☑无", [], True),
    ("母亲青霉素过敏，本人无药物过敏史。", [], True),
]


@pytest.mark.parametrize(("text", "substances", "none"), ALLERGIES)
def test_allergies_and_their_denial(text: str, substances: list[str], none: bool) -> None:
    found = [draft for draft in conditions.read(frame(text)) if draft.name == "allergy" and draft.subject == "patient"]
    named = {draft.fields.get("substance") for draft in found if draft.certainty == "stated"}
    assert set(substances) <= named
    plain = [
        draft
        for draft in found
        if draft.certainty == "denied" and not {"substance", "others_only"} & draft.fields.keys()
    ]
    assert bool(plain) == none


@pytest.mark.parametrize("text", ["用过环磷酰胺，无过敏反应。", "Not allergic to sulfa.", "青霉素、头孢均不过敏。"])
def test_what_was_tolerated_is_no_allergy_and_denies_no_other(text: str) -> None:
    found = [draft for draft in conditions.read(frame(text)) if draft.name == "allergy"]
    assert not any(draft.certainty == "stated" for draft in found)
    assert not any(draft.certainty == "denied" and "substance" not in draft.fields for draft in found)
