"""Notes that may be of two patients are noticed; what time and abbreviation explain is no disagreement."""

from __future__ import annotations

import pytest

from assistant.documents import read_documents
from assistant.identity import conflicts
from assistant.screening import read, screen
from rules.protocol import load_protocol
from tests.rules.builders import DATES

HEAD = "=== NOTE: Clinic {date} ===\n{text}\n"
TWO = [
    pytest.param("34-year-old woman with SLE.", "34-year-old man with SLE.", "sex", id="sex"),
    pytest.param("34F with SLE.", "61F with SLE.", "age", id="age"),
    pytest.param("DOB 1990-02-03. Woman with SLE.", "DOB 1971-11-30. Woman with SLE.", "birth_date", id="birth date"),
    pytest.param(
        "DOB 1990-02-03. Woman with SLE.",
        "DOB 1971-11-30 (the 1985 of the intake is wrong). Woman with SLE.",
        "birth_date",
        id="another year in error",
    ),
    pytest.param("MRN 7740219 SLE follow-up.", "MRN 5523881 SLE follow-up.", "record_number", id="record number"),
    pytest.param("Patient: Jane Doe\nSLE.", "Patient: Ann Lee\nSLE.", "name", id="name"),
    pytest.param("姓名：王小红 性别：女 34岁 SLE。", "姓名：李大明 性别：男 34岁 SLE。", "sex", id="Chinese"),
    pytest.param("Ms Brown has SLE. No cancer.", "Mr Lee has SLE. He had a stroke.", "sex", id="titles"),
    pytest.param("She has SLE and takes prednisone.", "He has SLE and takes prednisone.", "sex", id="pronouns"),
    pytest.param(
        "Re: Ms K. SLE since 2015.", "SLE since 2015. He is well and wants to go on.", "sex", id="title, pronoun"
    ),
    pytest.param("34F with SLE.", "Reviewed today. His rash is better; he takes prednisone.", "sex", id="34F and he"),
    pytest.param("Her lupus is active.", "Mr Adams came with a rash.", "sex", id="her and Mr"),
    pytest.param("Mrs Doe: rash better.", "58M with SLE.", "sex", id="Mrs and 58M"),
    pytest.param("34-year-old with SLE.", "61-year-old with SLE.", "age", id="ages alone"),
    pytest.param("DOB 1990-02-03. Woman with SLE.", "61-year-old woman with SLE.", "age", id="birth date and age"),
    pytest.param("Age: 61. SLE.", "DOB 1990-02-03, SLE.", "age", id="age, then birth date"),
    pytest.param("患者34岁，SLE。", "患者58岁，SLE。", "age", id="Chinese ages without a sex"),
    pytest.param("34岁患者，SLE。", "患者，58岁，因SLE就诊。", "age", id="an age before the patient"),
    pytest.param("女，34岁，SLE。", "该先生目前无不适，今年58岁。", "age", id="this year's age"),
    pytest.param("张先生，SLE。", "李女士，SLE。", "sex", id="Mr and Ms in Chinese"),
    pytest.param("女，34岁，SLE。", "王先生，34岁，SLE。", "sex", id="a title against the sex"),
    pytest.param("患者，1992年1月3日出生。", "患者，1968年5月6日生，SLE。", "birth_date", id="Chinese birth dates"),
]
ONE = [
    pytest.param("Ms Brown has SLE.", "Her husband came: he says that she is well.", id="a husband's pronoun"),
    pytest.param("She has SLE.", "Seen by Mr Adams, consultant surgeon: no operation needed.", id="a surgeon's title"),
    pytest.param("She has SLE.", "Discussed with Dr Lee. He agrees.", id="a doctor's pronoun"),
    pytest.param("Ms Brown has SLE.", "Lab: WBC 5.2. ANC 3.1.", id="no pronoun"),
    pytest.param("She has SLE.", "Her son is 7 and he is well.", id="a son's pronoun"),
    pytest.param("DOB 1990-02-03. Woman with SLE.", "36-year-old woman with SLE.", id="birth date and age of one"),
    pytest.param("34F with SLE.", "35-year-old woman with SLE.", id="a birthday between the notes"),
    pytest.param("Patient: Jane Doe\nSLE.", "Patient: J.D.\nSLE.", id="initials"),
    pytest.param("34F with SLE.", "She has SLE. Her 7-year-old son is well.", id="a child's age"),
    pytest.param(
        'Intake: "DOB 03/08/1955". Woman with SLE.',
        "Driver licence DOB 08/03/1980 (intake typed 1955 in error). Woman with SLE.",
        id="a birth date typed in error",
    ),
    pytest.param(
        "性别：女　年龄：38岁　SLE。", "同病室21床（女，44岁）与本患者姓氏相同，注意核对。SLE。", id="another bed"
    ),
    pytest.param("34F with SLE.", "Her mother, 61, has rheumatoid arthritis.", id="a relative's age"),
    pytest.param("患者34岁。其母58岁患SLE。", "患者34岁。", id="a mother's age"),
    pytest.param("女，34岁，SLE。", "刘先生来电，代妻子询问用药。", id="a husband who calls"),
    pytest.param("女，34岁。其丈夫李先生陪同。", "34岁女性，SLE。", id="a husband who attends"),
    pytest.param("患者30岁起病，现34岁，SLE。", "34岁女性，SLE。", id="the age at onset"),
]


def _chart(first: str, second: str) -> str:
    return HEAD.format(date="2026-03-02", text=first) + HEAD.format(date="2026-03-10", text=second)


@pytest.mark.parametrize(("first", "second", "what"), TWO)
def test_two_patients_decide_nothing_until_a_person_says_it_is_one(first: str, second: str, what: str) -> None:
    documents = read_documents(_chart(first, second), "chart.txt")
    protocol = load_protocol("NCT07083349")
    report = screen(documents, protocol, DATES)
    assert what in [conflict.what for conflict in report.conflicts]
    assert {verdict.status.value for verdict in report.verdicts} == {"unknown"}
    merged = screen(documents, protocol, DATES, same_patient=True)
    assert {verdict.finding.code for verdict in merged.verdicts} != {"identity_conflict"}


@pytest.mark.parametrize(("first", "second"), ONE)
def test_one_patient_is_not_taken_for_two(first: str, second: str) -> None:
    documents = read_documents(_chart(first, second), "chart.txt")
    assert conflicts(documents, read(documents).facts) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Name: John Smith. 45M with SLE.\n-----\nName: Mary Brown. 30F with SLE, pregnant.",
        "姓名：张三 男 45岁 SLE。\n姓名：李四 女 30岁 SLE。",
    ],
)
def test_two_names_in_one_text_are_two_patients(text: str) -> None:
    documents = read_documents(text, "note.txt")
    assert "name" in [conflict.what for conflict in conflicts(documents, read(documents).facts)]
