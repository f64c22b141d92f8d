"""Documents: decoding, several notes in a file, and the day on which each was written."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import Document, read_chart, read_documents
from assistant.errors import InputError

SCREENING = date(2026, 3, 12)


def dates(text: str, screening: date | None = SCREENING) -> list[str]:
    return [str(document.written_on) for document in read_chart([("a", text)], screening=screening)]


def test_text_is_kept_as_it_is() -> None:
    text = "Line one\r\nＷＢＣ：３．６\n"
    (document,) = read_documents(text.encode("utf-8-sig"), "note.txt")
    assert (document.id, document.text, document.language, document.source) == ("note.txt", text, "en", "file")
    assert len(document.sha256) == 64


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("风湿免疫科门诊\n患者，女，34岁，红斑狼疮8年。从未使用过生物制剂。", "gb18030"),
        ("风湿免疫科门诊\n患者，女，34岁，红斑狼疮8年。", "gbk"),
        ("風濕免疫科門診\n患者，女，34歲，紅斑狼瘡8年。從未使用過生物製劑。否認腫瘤病史。", "big5"),
        ("否認腫瘤病史。", "big5"),
        ("否认肿瘤病史。", "gb18030"),
        ("Weight 61 kg, 37 ℃", "gb18030"),
    ],
)
def test_text_is_decoded_by_what_reads_as_chinese(text: str, encoding: str) -> None:
    (document,) = read_documents(text.encode(encoding), "note.txt")
    assert document.text == text


def test_chinese_national_encoding() -> None:
    (document,) = read_documents("门诊病历：否认肿瘤病史".encode("gb18030"), "a")
    assert (document.text, document.language) == ("门诊病历：否认肿瘤病史", "zh")


@pytest.mark.parametrize(
    "data", [b"", b" \n\t", b"\x00\x01\x02PNG", b"\xff\xff\xff\xff", b"a" * (20 * 1024 * 1024 + 1)]
)
def test_what_is_no_note_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^scan\.txt .*: .*\.$"):
        read_documents(data, "scan.txt")


def test_a_file_of_several_notes() -> None:
    text = "Before.\n=== NOTE: Clinic 3/2/26 ===\nOne.\n=== NOTE: Phone log ===\nTwo.\n"
    found = read_documents(text, "a.txt")
    assert [(one.id, one.title) for one in found] == [
        ("a.txt#1", ""),
        ("a.txt#2", "Clinic 3/2/26"),
        ("a.txt#3", "Phone log"),
    ]
    assert "".join(one.text for one in found) == text
    assert found[1].text.startswith("=== NOTE: Clinic")


def test_blank_text_before_the_first_note_is_no_note() -> None:
    assert [one.id for one in read_documents("\n\n=== NOTE: a ===\nOne.", "a.txt")] == ["a.txt"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=== NOTE: Rheum clinic 3/8/26 ===\nSeen.", "2026-03-08"),
        ("=== NOTE: 门诊病历 2026.3.9 ===\n复诊。", "2026-03-09"),
        ("=== NOTE: 微信（2026-03-09，截屏） ===\n你好。", "2026-03-09"),
        ("=== NOTE: clinic 3 dec ===\nSeen.", "2025-12-03"),
        ("=== NOTE: 随访 03-08 ===\n稳定。", "2026-03-08"),
        ("=== NOTE: Clinic ===\nSeen 3/8/26 in clinic.", "2026-03-08"),
        ("CLINIC\nMRN 1234567   DOS: 3/8/26\nConditioning 3/16/26.", "2026-03-08"),
        ("DATE OF SERVICE: 03/08/2026\nDOB: 01/02/1980", "2026-03-08"),
        ("DOB: 01/02/1980\nEncounter 03/08/2026", "2026-03-08"),
        ("姓名：张  出生日期：1991-08-17\n入院日期：2026-03-07  记录日期：2026-03-08", "2026-03-08"),
        ("出院小结\n入院日期：2026-03-01　出院日期：2026-03-08\n诊断：SLE", "2026-03-08"),
        ("CLINIC\nDictated 08.03.2026, typed 12.03.2026\nDear Colleague", "2026-03-08"),
        ("RHEUMATOLOGY                15 January 2026\nClinic 14 January 2026\n\nDear Dr", "2026-01-14"),
        ("12 March 2026\n\nDear Dr Smith,\nThank you.", "2026-03-12"),
        ("填表2026年3月8日\n女，44岁", "2026-03-08"),
        ("Lupus since 2/3/2019. Last dose 1/2/26.", "None"),
        ("Printed 11/05/2025\n\nMeds\nVisit Thu 3/5/26. Stable.", "2026-03-05"),
        ("FH: none.\nSLE for 3 years.", "None"),
        ("Admitted 3/1/26\nDischarged 3/8/26\nCourse: uneventful.", "2026-03-08"),
        ("LMP 2/20/26. Born 3/4/1990. Infusion planned 3/20/26.", "None"),
    ],
)
def test_the_date_of_a_note(text: str, expected: str) -> None:
    assert dates(text) == [expected]


def test_a_note_without_a_date_borrows_none() -> None:
    text = "=== NOTE: Clinic 2/26/26 ===\nOne.\n=== NOTE: Phone log ===\n3/9 called.\n"
    assert dates(text) == ["2026-02-26", "None"]


def test_a_title_without_a_year_takes_that_of_its_neighbours() -> None:
    text = "=== NOTE: clinic 3 dec ===\nOne.\n=== NOTE: Ward 1/16/2026 ===\nTwo.\n=== NOTE: phone 9 jan ===\nThree."
    assert dates(text, None) == ["2025-12-03", "2026-01-16", "2026-01-09"]


def test_the_callers_date_is_for_notes_without_one() -> None:
    text = "=== NOTE: Clinic 2/26/26 ===\nOne.\n=== NOTE: Phone log ===\nTwo.\n"
    found = read_documents(text, "a", date(2026, 3, 12))
    assert [str(one.written_on) for one in found] == ["2026-02-26", "2026-03-12"]


def order(text: str) -> str:
    (document,) = read_documents(text, "a")
    return document.date_order


def test_the_order_of_day_and_month_is_the_charts() -> None:
    assert order("Seen 13/02/2026") == "dmy"
    assert order("Seen 02/13/2026") == "mdy"
    assert order("Haemoglobin fell on 05/02/2026") == "dmy"
    assert order("Hemoglobin fell on 05/02/2026") == "mdy"


def test_notes_of_one_chart_share_their_order() -> None:
    found: tuple[Document, ...] = read_chart([("a", "Clinic 13/02/2026. Well."), ("b", "Clinic 05/03/2026. Well.")])
    assert [one.date_order for one in found] == ["dmy", "dmy"]
    assert str(found[1].written_on) == "2026-03-05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rheumatology outpatient letter, 10 Mar 2026\nDear Dr", "2026-03-10"),
        ("风湿免疫科门诊病历 2026-03-10\n患者女，34岁", "2026-03-10"),
        ("狼疮门诊复诊 2026-03-12\n女，34岁", "2026-03-12"),
        ("Visit 2 - 12 March 2026\nWell.", "2026-03-12"),
        ("Tuesday, 10 March 2026\nLupus clinic", "2026-03-10"),
        ("Telephone encounter 3/11/26 1530: pt called", "2026-03-11"),
        ("二〇二六年三月十日 风湿科门诊\n女", "2026-03-10"),
        ("检验报告单  采样时间：2026-03-10 07:30  报告时间：2026-03-11 11:00\nWBC 3.1", "2026-03-10"),
        ("SLEDAI-2K 9 (prev 14 on 12/1/25). Admitted on 02/20/2026 with fever.", "2026-02-20 to 2026-03-12"),
        ("She was last seen in clinic on 12/1/25. Now flaring.", "None"),
        ("手术日期：2025-03-01\n女，34岁，狼疮。", "None"),
        ("女，34岁，2026-03-01因发热入院。化验（03-02）WBC 3.2。", "2026-03-02 to 2026-03-12"),
        ("MRI brain 1/12/2026: normal.\nHb 9", "None"),
        ("ICF signed 3/10/2026. Hb 9.\nPlan: screen", "2026-03-10 to 2026-03-12"),
        ("34F. SLEDAI 9.\nPlan: screen.\nElectronically signed by Dr A. Smith on 03/12/2026 14:20", "2026-03-12"),
        ("女，34岁，狼疮5年。\n血常规正常。\n医师签名：李  2026-03-12", "2026-03-12"),
        ("Dear Dr X\nThank you.\nYours sincerely\nDr A Smith\n12 March 2026", "2026-03-12"),
        ("敬礼！\n  县医院内二科  二〇二六年三月十日", "2026-03-10"),
        ("出院记录\n女，34岁，于2026年2月20日入院，3月2日出院。", "2026-03-02"),
        ("=== NOTE: Clinic 2/26/26 ===\na\n=== NOTE: Addendum (same day) ===\nx", "2026-02-26 2026-02-26"),
        (
            "=== NOTE: Clinic 3/2/26 ===\na\n=== NOTE: Addendum (same day) ===\nx",
            "2026-02-03 to 2026-03-02 2026-02-03 to 2026-03-02",
        ),
    ],
)
def test_the_date_stands_in_the_head_or_the_signature_but_not_in_prose(text: str, expected: str) -> None:
    assert " ".join(dates(text)) == expected


def test_the_callers_date_is_better_than_one_of_typing() -> None:
    (typed,) = read_documents("Typed 03/15/2026\nHb 9", "a", date(2026, 3, 12))
    (told,) = read_documents("Flare. Admitted on 02/20/2026 with fever.", "b", date(2026, 3, 12))
    assert (str(typed.written_on), str(told.written_on)) == ("2026-03-12", "2026-03-12")


def test_the_screening_date_shows_the_order_that_no_figure_shows() -> None:
    assert dates("Clinic 09/03/2026\nWell.", date(2026, 3, 12)) == ["2026-03-09"]
    assert dates("Clinic 03/09/2026\nWell.", date(2026, 3, 12)) == ["2026-03-09"]
    assert dates("Clinic 03/09/2026\nWell.", None) == ["2026-03-09"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Labs 3/2/2026: ALT 30.", "open"),
        ("Labs 3/2/2026: ALT 30. Visit 2/27/2026.", "mdy"),
        ("Labs 3/2/2026: ALT 30, hemoglobin 11.", "mdy"),
        ("Labs 3/2/2026: ALT 30, haemoglobin 11.", "dmy"),
        ("Labs 3/2/2026: hemoglobin 11; oedema.", "open"),
        ("Labs 3/2/2026: ALT 30. Admitted 2/24.", "mdy"),
        ("Labs 3/4/2026: ALT 30.", "mdy"),
        ("Labs 4/3/2026: ALT 30.", "dmy"),
        ("Infusion planned 4/3/2026.", "open"),
    ],
)
def test_an_order_that_nothing_shows_stays_open(text: str, expected: str) -> None:
    (note,) = read_chart([("a", f"Clinic note 10 March 2026\n{text}\n")], screening=date(2026, 3, 12))
    assert note.date_order == expected


def test_dates_of_taiwan_and_day_first_dates_of_hong_kong() -> None:
    assert dates("門診紀錄　民國115年3月8日\n女") == ["2026-03-08"]
    assert dates("門診 115/03/08\n自114/11/6起用藥", None) == ["2026-03-08"]
    (note,) = read_chart([("a", "風濕科門診 3/9/2026\n最後一針24/6/2026，已約16/9活檢，無狼瘡腎炎。")])
    assert (note.date_order, str(note.written_on)) == ("dmy", "2026-09-03")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lupus clinic, follow-up visit 12 Mar 2026\n29-year-old woman.", "2026-03-12"),
        ("Initial visit 3/12/2026\n34F", "2026-03-12"),
        ("风湿科随访记录（第3次）2026年3月10日\n女", "2026-03-10"),
        ("34F, stable.\nPlan: screen.\nFollow-up visit 4/12/2026", "None"),
        ("女，34岁。\n化验正常。\n复诊日期：2026-04-12", "None"),
    ],
)
def test_a_follow_up_visit_dates_the_note_that_it_heads_only(text: str, expected: str) -> None:
    assert dates(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("From: Dr Wong\nSent: Tuesday, 10 March 2026 16:02\nSubject: SLE pt", "2026-03-10"),
        ("Progress Notes\nJane Doe MD at 3/10/2026 9:15 AM\nSubjective", "2026-03-10"),
        ("Rheum consult (inpatient), HD#3, 3/10/26\n34F", "2026-03-10"),
        ("3月10日 复诊\n女，34岁", "2026-03-10"),
        ("患者，女，34岁。确诊SLE 5年。2026年3月10日就诊于我院门诊。", "2026-03-10"),
        ("I had the pleasure of seeing Ms. A on March 10, 2026.", "2026-03-10"),
        ("患者，女，34岁。2019年3月10日就诊于我院门诊，确诊SLE。", "None"),
        ("Ms A was seen on 10 March 2019 and diagnosed with lupus.", "None"),
    ],
)
def test_mails_authors_and_visits_told_of_shortly_before_the_screening(text: str, expected: str) -> None:
    assert dates(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "李教授台鉴:\n兹介绍病人一名,女,1979年10月5日出生,SLE病史9年。\n\n风湿科 陈医师\n2026年8月17日\n",
            "2026-08-17",
        ),
        (
            "SLE专病门诊 随访表 填写:2026/05/12 专病护士\n女 36岁\n【一】自上次随访(2026/02/10)以来\n稳定\n",
            "2026-05-12",
        ),
        ("用药重整单\n患者:女 29岁 重整日期:2026-11-05 信息来源:患者口述\n", "2026-11-05"),
    ],
)
def test_neither_a_birth_date_nor_the_last_visit_dates_a_note(text: str, expected: str) -> None:
    assert dates(text) == [expected]
