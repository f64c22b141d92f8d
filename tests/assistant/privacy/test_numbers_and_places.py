"""Numbers, telephones, addresses of every kind and institutions are taken out; results and generic places are not."""

from __future__ import annotations

import pytest

from tests.assistant.privacy.shown import mask, shown

CASES = [
    ("MRN: 4471902, seen today", ["4471902"], ["seen today"]),
    ("Hospital No. RX-00417 / NHS number 943 476 5919", ["00417", "943 476", "5919"], []),
    ("Accession #: 26-0012345", ["26-0012345"], []),
    ("Insurance ID: XKE123456789, Medicare 1EG4-TE5-MK73", ["XKE123456789", "1EG4"], []),
    ("SSN 123-45-6789", ["123-45-6789"], []),
    ("住院号：ZY0012345 门诊号 00887766", ["ZY0012345", "00887766"], ["住院号"]),
    ("身份证号：310101199004123456", ["310101199004123456"], []),
    ("医保卡号：A12345678，床号：12", ["A12345678", "12"], ["床号"]),
    ("标本编号: 2603100123", ["2603100123"], []),
    ("电话：13812345678，微信：wlh_1990", ["13812345678", "wlh_1990"], []),
    ("联系电话：021-58881234转201", ["58881234"], []),
    ("Tel (415) 555-2671, mobile +44 7700 900123", ["555-2671", "900123"], []),
    ("Call 415-555-2671 or 415.555.2672 ext. 44", ["2671", "2672"], []),
    ("T: 0113 496 0001, 020 7946 0958, ０１３８", ["496 0001", "7946"], []),
    ("住院号：００２２８１７", ["００２２８１７"], []),
    ("Bleep 4410, pager: 88123", ["4410", "88123"], []),
    ("Mail maria.g@example.com or see https://clinic.example.org/p/7", ["maria", "example"], []),
    ("Lives at 12 Baker Street. Belimumab last given in May.", ["12 Baker"], [". Belimumab last given"]),
    ("Address: 45 Elm Ave, Apt 3, Springfield, IL 62704. On HCQ.", ["Elm", "Springfield", "62704"], [". On HCQ"]),
    ("Home address: 12 Baker St., London NW1 6XE\nDiagnosis: SLE", ["Baker", "London", "NW1"], ["Diagnosis: SLE"]),
    ("She lives in Boston with her mother.", ["Boston"], ["with her mother"]),
    ("家庭住址：上海市浦东新区张杨路100号。诊断：SLE", ["浦东", "张杨路"], ["诊断：SLE"]),
    ("家住杭州市西湖区文三路88号3单元，务农。", ["西湖", "文三路", "88号"], ["务农"]),
    ("籍贯：湖南长沙，职业：教师", ["长沙"], ["职业：教师"]),
    ("Seen at St. Mary's Hospital on Monday.", ["Mary"], ["Seen at", "on Monday"]),
    ("Referred from the University of Michigan.", ["Michigan"], ["Referred from"]),
    ("Mercy General Hospital: discharge summary", ["Mercy"], ["discharge summary"]),
    ("在上海仁济医院风湿科输注贝利尤单抗", ["上海仁济"], ["在", "风湿科输注贝利尤单抗"]),
    ("既往于北京协和医院诊断SLE", ["北京协和"], ["既往于", "诊断SLE"]),
    ("A 92-year-old man; his aunt, aged 95, is well.", ["92", "95"], ["-year-old man"]),
    ("患者93岁，确诊3年", ["93"], ["岁，确诊3年"]),
]


@pytest.mark.parametrize(("text", "hidden", "left"), CASES)
def test_identifying_words_are_taken_out(text: str, hidden: list[str], left: list[str]) -> None:
    said = shown(text)
    assert [word for word in hidden if word in said] == []
    assert [word for word in left if word not in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "Rheumatology Clinic follow-up; seen in the Emergency Department.",
        "当地医院、县医院、上级医院均未确诊。",
        "She lives at home. Address the pain first.",
        "An 89-year-old woman, 60 kg, LVEF 90%.",
        "BP 90/60, HR 95, SpO2 98%.",
        "CD4 450, PT 12 s, glucose 95 mg/dL, MMF 1000 mg bid.",
        "Plt 118/109/112, ALT 62 96 118.",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert shown(text) == text


def test_what_was_taken_out_is_counted_by_kind() -> None:
    made = mask("Patient: Maria Gonzalez   MRN: 4471902\nMs Gonzalez was seen on 3/10/2026; tel 415-555-2671.")
    assert made.counts == {"date": 1, "number": 1, "person": 2, "phone": 1}
