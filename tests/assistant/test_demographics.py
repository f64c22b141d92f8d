"""Age, birth date and sex."""

from __future__ import annotations

import pytest

from assistant.documents import read_documents
from assistant.extraction import demographics
from assistant.extraction.frame import build_frame
from rules import terminology
from tests.assistant.measurements.reading import people


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("36 y/o F, G2P2", [36]),
        ("Patient: 58 y.o. F", [58]),
        ("52F SLE", [52]),
        ("A 63-year-old gentleman", [63]),
        ("An eighty-three-year-old man", [83]),
        ("She is a woman aged 41 years.", [41]),
        ("Caller: patient (27 yo F)", [27]),
        ("患者，男，45岁，因发热入院", [45]),
        ("我33岁 男的", [33]),
        ("Age 61      Clinic 14 January 2026", [61]),
        ("Menopause at 51. Youngest is 8.", []),
        ("SLE 6年，加重2月", []),
        ("She is in her 30s.", []),
        ("Her mother is 60 years old.", []),
        ("Two children, aged 9 and 6.", []),
        ("a 3-week-old boy", []),
        ("T 98 F, a 7 F double lumen catheter and a 5-m walk", []),
        ("a 22-year-old history of pain, since before age 17", []),
    ],
)
def test_ages(text: str, ages: list[int]) -> None:
    assert people(text, "age") == ages


@pytest.mark.parametrize(
    ("text", "sexes"),
    [
        ("36 y/o F", ["female"]),
        ("52F SLE", ["female"]),
        ("性别：女", ["female"]),
        ("男，26岁", ["male"]),
        ("A 63-year-old gentleman whose wife drives", ["male"]),
        ("Re: J.K., female, DOB 09.08.1984", ["female"]),
        ("She came with her husband. She feels well and her hands hurt.", ["female"]),
        ("Sex: M", ["male"]),
        ("The patient feels well.", []),
    ],
)
def test_sexes(text: str, sexes: list[str]) -> None:
    assert people(text, "sex") == sexes


@pytest.mark.parametrize(
    ("text", "day"),
    [("DOB 1984-08-09", "1984-08-09"), ("出生日期：1991-08-17", "1991-08-17"), ("DOB 11/22/1992", "1992-11-22")],
)
def test_birth_dates(text: str, day: str) -> None:
    assert [str(value) for value in people(text, "birth_date")] == [day]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("2027.3.3 门诊　女/33\nLE复诊", 33),
        ("患者男性二十九岁，大学辅导员", 29),
        ("风湿门诊　女　41Y　", 41),
        ("女，五十四岁，末子七岁，绝经四十九岁。", 54),
        ("54F, menopause at 49, youngest is 8.", 54),
    ],
)
def test_the_age_is_the_one_that_introduces_the_patient(text: str, age: int) -> None:
    document = read_documents(text, "note.txt")[0]
    drafts = demographics.read(build_frame(document, terminology.load()))
    assert [draft.fields["value"] for draft in drafts if draft.name == "age"] == [age]


@pytest.mark.parametrize(
    "text", ["性别 女　出生 2002/11/05　体重 49 kg", "女性，生于2002年11月5日，已婚", "DOB 2002-11-05 F"]
)
def test_birth_dates_are_read_in_every_head(text: str) -> None:
    document = read_documents(text, "note.txt")[0]
    drafts = demographics.read(build_frame(document, terminology.load()))
    assert [str(draft.fields["value"]) for draft in drafts if draft.name == "birth_date"] == ["2002-11-05"]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("女的，29", [29]),
        ("1.58岁男性，农民。", [58]),
        ("58 years / Male. Occupation: shopkeeper", [58]),
        ("Female, 44. Problem list: SLE", [44]),
        ("Female 34 years", [34]),
        ("女38周岁；育有一女9岁，目前不在哺乳期。", [38]),
        ("13岁月经初潮，25岁结婚，49岁自然绝经", []),
        ("老伴76岁；一姐70岁，患乳腺癌；其父68岁死于肺癌", []),
        ("起病年龄22岁，结婚年龄25岁", []),
        ("年龄18-70岁；年龄≥18岁；多见于年龄＞50岁", []),
        ("patients over 65 years old; ages 18 to 70", []),
    ],
)
def test_bounds_relatives_and_life_events_are_not_the_patients_age(text: str, ages: list[int]) -> None:
    assert people(text, "age") == ages


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Sex [x] M [ ] F     Weight 82 kg", "male"),
        ("Sex: [ ] M [x] F", "female"),
        ("性别 ☑女 □男　年龄 31", "female"),
        ("性别：□男 ☑女", "female"),
    ],
)
def test_the_ticked_sex_counts(text: str, sex: str) -> None:
    assert people(text, "sex") == [sex]


def test_a_birth_date_with_the_word_behind_it() -> None:
    assert [str(day) for day in people("1955年12月9日生，绝经快二十年了", "birth_date")] == ["1955-12-09"]
    assert people("2026年1月9日的化验；1990年1月3日的老片子", "birth_date") == []
