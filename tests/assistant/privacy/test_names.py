"""Names of patients, relatives and staff are taken out; the names of medicine are not."""

from __future__ import annotations

import pytest

from tests.assistant.privacy.shown import shown

ENGLISH = [
    ("Patient: Maria Gonzalez, 35F with SLE.", ["Maria", "Gonzalez"], ["35F with SLE"]),
    ("Patient Name: GONZALEZ, MARIA   DOB: 04/12/1990", ["GONZALEZ", "MARIA"], ["DOB"]),
    ("Name: Gonzalez, Maria F.\nSex: female", ["Gonzalez", "Maria"], ["Sex: female"]),
    ("| Name | Maria Gonzalez | Age | 35 |", ["Maria", "Gonzalez"], ["Age"]),
    ("Dear Dr. Wong, I saw her on Monday.", ["Wong"], ["I saw her"]),
    ("Dear Dr Wong,\n\nThank you for seeing her.", ["Wong"], ["Thank you for seeing her"]),
    ("Seen by J. Smith, MD.", ["Smith"], ["MD"]),
    ("Seen with Drs. Wong and Patel today.", ["Wong", "Patel"], ["today"]),
    ("cc: Dr. A. Wong; Jane Patel, RN; GP", ["Wong", "Jane", "Patel"], []),
    ("Mrs O'Brien reports fatigue. O'Brien denies fever.", ["O'Brien"], ["reports fatigue", "denies fever"]),
    ("Ms. van der Berg has lupus.", ["Berg"], ["has lupus"]),
    ("Mr. José Álvarez-Ruiz, 41, Álvarez for short.", ["José", "Álvarez", "Ruiz"], ["41"]),
    ("Sincerely,\n\nAnna K. Lindqvist\nRheumatology fellow", ["Anna", "Lindqvist"], ["Rheumatology fellow"]),
    ("Best regards,\nJ. Okafor\nPhone (415) 555-2671", ["Okafor", "415"], ["Phone"]),
    ("Electronically signed by: Jane Doe, MD on 3/10/2026", ["Jane", "Doe"], ["MD on"]),
    ("/s/ Jane Doe\n", ["Jane", "Doe"], []),
    ("RE: Maria Gonzalez\nShe has SLE. Gonzalez tolerates HCQ.", ["Gonzalez"], ["tolerates HCQ", "She has SLE"]),
    ("Ms Gonzalez is well. GONZALEZ signed. gonzalez agreed.", ["Gonzalez", "GONZALEZ", "gonzalez"], ["is well"]),
    ("Her husband Peter Marsh drives. Her sister, Anna, has RA.", ["Peter", "Marsh", "Anna"], ["has RA"]),
    ("Maria Gonzalez presents with arthritis.", ["Maria", "Gonzalez"], ["presents with arthritis"]),
    ("Zhang Lihua was seen. Wang, Xiaoming too.", ["Zhang", "Lihua", "Xiaoming"], ["was seen"]),
    ("dr. wong advised rest; wong to review.", ["wong"], ["advised rest", "to review"]),
    ("Attending: Dr. Graves. Graves disease excluded.", ["Attending: Dr. Graves"], ["Graves disease excluded"]),
    ("Next of kin: Tom Marsh (husband)", ["Tom", "Marsh"], ["husband"]),
    ("GONZALEZ, Maria   MRN 4471902", ["GONZALEZ", "Maria", "4471902"], []),
    ("JOHNSON, LAKISHA T.   F   41 y.o.\nLakisha works.", ["JOHNSON", "LAKISHA", "Lakisha"], ["41 y.o."]),
    ("From: Sarah Connolly\n\nHi Ahmed,\nThanks,\nSarah", ["Sarah", "Connolly", "Ahmed"], ["Thanks"]),
    ("Provider: Wong\nPlan: continue HCQ", ["Wong"], ["continue HCQ"]),
]
CHINESE = [
    ("姓名：王丽华  女  35岁", ["王丽华"], ["女", "35岁"]),
    ("患者王丽华于2月入院。王丽华否认发热。", ["王丽华"], ["入院", "否认发热"]),
    ("患者王某，女，46岁。", ["王某"], ["女", "46岁"]),
    ("患者王××，男。陈*芳护士采血。", ["王××", "陈*芳"], ["男", "采血"]),
    ("李强主任会诊，请王医生随访。", ["李强", "王医生"], ["主任会诊", "随访"]),
    ("由李强主任医师查房，于王主任处复诊。", ["李强", "王主任"], ["查房", "复诊"]),
    ("欧阳娜娜女士来电。", ["欧阳娜娜"], ["女士来电"]),
    ("医师签名：张伟/李芳  2026-03-10", ["张伟", "李芳"], ["医师签名"]),
    ("家属：王建国（丈夫），联系人：王建国", ["王建国"], ["丈夫"]),
    ("其夫李刚陪同，母亲张兰有高血压。", ["李刚", "张兰"], ["有高血压"]),
    ("尊敬的李教授：您好！", ["李教授"], ["您好"]),
    ("王丽华，女，35岁，因关节痛就诊。", ["王丽华"], ["因关节痛就诊"]),
    ("关节痛2月。\n王强\n2026-03-10", ["王强"], ["关节痛2月"]),
    ("主治医师：赵敏  记录者：钱进", ["赵敏", "钱进"], ["主治医师", "记录者"]),
    ("责任护士赵敏，联系小陈CRC。", ["赵敏", "小陈"], ["责任护士"]),
    ("醫師簽名：周曉雯／林進", ["周曉雯", "林進"], []),
    ("姓名：王 芳  性别：女", ["王 芳"], ["性别：女"]),
]


@pytest.mark.parametrize(("text", "hidden", "left"), [*ENGLISH, *CHINESE])
def test_names_are_taken_out_and_nothing_else(text: str, hidden: list[str], left: list[str]) -> None:
    said = shown(text)
    assert [word for word in hidden if word in said] == []
    assert [word for word in left if word not in said] == []


MEDICINE = [
    "Sjögren syndrome, Raynaud phenomenon, Graves disease, Hashimoto thyroiditis, Cushing habitus.",
    "QTc (Bazett) 431 ms, QTcF (Fridericia) 420 ms, CrCl by Cockcroft-Gault 98 mL/min, direct Coombs positive.",
    "Patient: doing well on Belimumab, Mycophenolate and Hydroxychloroquine.",
    "PATIENT: Never, apart from the once.",
    "Plan to: Continue Prednisone 5 mg. Re: Lupus nephritis class IV.",
    "Nurse practitioner visit. Sister has SLE. Mother died of MI.",
    "HBV DNA 34500000 IU/mL, HCV RNA 12500000 copies/mL, platelets 1240000.",
    "WBC 3.2 x10^9/L, PLT 124000, ANA 1:1280, Hb 11.2 g/dL, C3 0.62, CD19 0, pH 7.35.",
    "NCT07083349, NK510, CTLA4-Ig, IL-6 12, B12 220 pg/mL, T4 1.1.",
    "Oxford University Hospitals criteria aside, American College of Rheumatology 1997 criteria are met.",
    "患者高血压10年，白细胞3.2，患者何时出院待定，患者方面无异议。",
    "患者：没有。医生：硫唑嘌呤吃多久了？护士：体温正常。",
    "血小板 118　　109　　112　　125-350",
    "当地医院予头孢治疗3天，外院查ANA阳性，单位：10^9/L。",
    "雷公藤多苷、甘露醇、万古霉素、马来酸氯苯那敏、叶酸、白蛋白、金葡菌。",
    "主任医师查房，主管医师汇报病史，全科医生、家庭医生随诊。",
    "施行肾穿刺，关节肿痛，平时无水肿，高热2天，严重感染。",
]


@pytest.mark.parametrize("text", [text for text in MEDICINE if "University" not in text])
def test_words_of_medicine_stay(text: str) -> None:
    assert shown(text) == text


def test_a_professional_body_is_no_place_of_treatment() -> None:
    assert "American College of Rheumatology 1997" in shown("American College of Rheumatology 1997 criteria met.")


def test_the_same_name_has_the_same_stand_in_in_every_note() -> None:
    chart = "=== NOTE: a ===\nMs Gonzalez is well.\n=== NOTE: b ===\nDr Wong saw Ms Gonzalez. Gonzalez signed.\n"
    said = shown(chart)
    assert said.count("[person 1]") == 3
    assert said.count("[person 2]") == 1


def test_a_word_behind_a_weak_label_is_not_masked_elsewhere_if_the_chart_writes_it_small() -> None:
    assert "a stable dose" in shown("Contact: Stable\nShe is on a stable dose. Stable disease.")
