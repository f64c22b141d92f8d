"""Procedures and injuries: what was done, when, how large, recovered or not, in both languages. Notes: 2026-03-12."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from assistant.documents import read_documents
from assistant.extraction import procedures
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology
from rules.dates import DateInterval

NOTE = date(2026, 3, 12)


@cache
def read(text: str) -> tuple[DraftFact, ...]:
    (document,) = read_documents(text, "note", NOTE)
    drafts = procedures.read(build_frame(document, terminology.load()))
    for draft in drafts:
        for quote in draft.quotes:
            assert 0 <= quote.start < quote.end <= len(text)
    return tuple(drafts)


def plain(value: Any) -> Any:
    if not isinstance(value, DateInterval):
        return value
    if value.day is not None:
        return value.day.isoformat()
    return f"{value.earliest or ''}..{value.latest or ''}"


def said(text: str, name: str, certainty: str = "stated") -> dict[str, Any] | None:
    """The fields of the only draft of a name, or ``None``."""
    found = [d for d in read(text) if d.name == name and d.certainty == certainty and d.subject == "patient"]
    assert len(found) <= 1, found
    return {key: plain(value) for key, value in found[0].fields.items()} if found else None


DONE = [
    ("C-section 2017. No surgery or injury since.", "cesarean_section", "2017-01-01..2017-12-31", True),
    ("TAH-BSO 2015 for fibroids.", "hysterectomy", "2015-01-01..2015-12-31", True),
    ("PSH: appendectomy 1998, lap chole 2/20/26 (recovered).", "appendectomy", "1998-01-01..1998-12-31", True),
    ("Laparoscopic cholecystectomy 2/21/26 for acute cholecystitis.", "cholecystectomy", "2026-02-21", True),
    ("Lip biopsy under local in August.", "biopsy", "2025-08-01..2025-08-31", False),
    ("Kidney biopsy 3/1/26, uneventful.", "kidney_biopsy", "2026-03-01", False),
    ("POD#6 from laparoscopic cholecystectomy.", "cholecystectomy", "2026-03-06", True),
    ("History of renal transplant 2012.", "kidney_transplant", "2012-01-01..2012-12-31", True),
    ("Tubal ligation 2015.", "tubal_ligation", "2015-01-01..2015-12-31", False),
    ("2026-02-04在全麻下行左侧全髋关节置换术（股骨头缺血性坏死）。", "joint_replacement", "2026-02-04", True),
    ("2015年行剖宫产术，2019年行阑尾切除术。", "cesarean_section", "2015-01-01..2015-12-31", True),
    ("2021年子宫切除（子宫腺肌症）。", "hysterectomy", "2021-01-01..2021-12-31", True),
]


@pytest.mark.parametrize(("text", "name", "day", "major"), DONE)
def test_an_operation_has_its_own_day_and_size(text: str, name: str, day: str, major: bool) -> None:
    found = said(text, name)
    assert found is not None
    assert (found["status"], found.get("date"), found["major"]) == ("done", day, major)


RECOVERED = [
    ("Laparoscopic cholecystectomy 2/21/26. Ports healed, discharged by the surgeons as fully recovered.", True),
    ("Laparoscopic cholecystectomy 3/4/26, staples still in.", False),
    ("Laparoscopic cholecystectomy 3/4/26, not yet fully recovered.", False),
    ("2026-02-20行腹腔镜下胆囊切除术，切口已愈合。", True),
    ("2026-03-08行腹腔镜胆囊切除术，切口未愈。", False),
    ("2026-03-08行腹腔镜胆囊切除术，切口干燥无渗出。", None),
]


@pytest.mark.parametrize(("text", "recovered"), RECOVERED)
def test_recovery_is_read_beside_the_operation(text: str, recovered: bool | None) -> None:
    found = said(text, "cholecystectomy")
    assert found is not None
    assert found.get("recovered") is recovered


@pytest.mark.parametrize(
    ("text", "recovered"),
    [("髋部切口已拆线，伤口已完全恢复，行走正常。", True), ("Hip incision: staples still in, on a walker.", False)],
)
def test_recovery_in_a_note_without_the_operation_is_kept(text: str, recovered: bool) -> None:
    found = said(text, "surgery")
    assert found is not None
    assert found["recovered"] is recovered


NOT_DONE = [
    ("She was evaluated for an autologous transplant in 2025. It was not done.", "hsct"),
    ('Says the patient had "bone marrow transplant workup" last year.', "hsct"),
    ("Scheduled for knee replacement next month.", "joint_replacement"),
    ("MMR vaccine advised, not given.", "mmr_vaccine"),
    ("曾评估自体干细胞移植，未行。", "hsct"),
    ("拟行全髋关节置换术。", "joint_replacement"),
]


@pytest.mark.parametrize(("text", "name"), NOT_DONE)
def test_what_was_only_planned_or_weighed_was_not_done(text: str, name: str) -> None:
    drafts = [draft for draft in read(text) if draft.name == name]
    assert drafts
    assert all(draft.fields["status"] == "planned" for draft in drafts)


DENIED = [
    ("Never had a bone marrow, stem cell or organ transplant.", ["hsct", "organ_transplant"], {"reach": "ever"}),
    ("Never had any transplant.", ["transplant"], {"reach": "ever"}),
    ("No surgery or trauma in the past 6 months.", ["surgery", "trauma"], {"period": "2025-09-12..2026-03-12"}),
    ("No phototherapy.", ["uv_therapy"], {"reach": "ever"}),
    ("No live vaccines.", ["live_vaccine"], {"reach": "ever"}),
    ("No other operation and no injuries.", ["surgery", "trauma"], {}),
    ("否认手术、外伤、输血史。", ["surgery", "trauma"], {"reach": "ever"}),
    ("无手术外伤史。", ["surgery", "trauma"], {"reach": "ever"}),
    ("否认器官移植、造血干细胞移植史。", ["organ_transplant", "hsct"], {"reach": "ever"}),
    ("这俩月没发烧，也没开过刀没受过伤。", ["surgery", "trauma"], {"period": "2026-01-12..2026-03-12"}),
    ("近3月未接种任何减毒活疫苗。", ["live_vaccine"], {"period": "2025-12-12..2026-03-12"}),
    ("手术史 □有☑无", ["surgery"], {"reach": "ever"}),
    ("未照光疗，从未接受任何移植。", ["uv_therapy", "transplant"], {"reach": "ever"}),
]


@pytest.mark.parametrize(("text", "names", "expected"), DENIED)
def test_denials(text: str, names: list[str], expected: dict[str, Any]) -> None:
    for name in names:
        found = said(text, name, "denied")
        assert found is not None, name
        assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize("text", ["Do not get any more vaccines before the visit.", "器官移植 □有□无", "肾穿过没有？"])
def test_advice_questions_and_empty_boxes_say_nothing(text: str) -> None:
    assert read(text) == ()


SERIES = [
    ("Narrowband UVB three times a week from January; the last session was Friday 20.02.2026.", "2026-02-20"),
    ("Narrowband UVB for itch, 18 sessions, last 2/7/26, will not be resumed.", "2026-02-07"),
    ("NB-UVB phototherapy 3x/week until 2/10/26.", "2026-02-10"),
    ("窄谱UVB照射20次，末次2026-02-15。", "2026-02-15"),
]


@pytest.mark.parametrize(("text", "day"), SERIES)
def test_the_last_session_of_phototherapy_counts(text: str, day: str) -> None:
    found = said(text, "uv_therapy")
    assert found is not None
    assert found["date"] == day


VACCINES = [
    ("Vaccines: inactivated flu shot 2/20/26.", "influenza_inactivated_vaccine", "2026-02-20"),
    ("Vaccines. Yellow fever in January 2026 for a trip.", "yellow_fever_vaccine", "2026-01-01..2026-01-31"),
    ("Vaccines. Recombinant zoster second dose 2/26, which is not live.", "zoster_recombinant_vaccine", "2026-02-26"),
    ("She went to a travel clinic on 02/22/2026 and got yellow fever.", "yellow_fever_vaccine", "2026-02-22"),
    ("Received FluMist 3/1/26.", "laiv_vaccine", "2026-03-01"),
    ("2026-02-28接种流感疫苗（灭活）1剂。", "influenza_inactivated_vaccine", "2026-02-28"),
    ("疫苗：2026-03-08流感疫苗1剂（鼻喷/针剂未注明）", "vaccine", "2026-03-08"),
]


@pytest.mark.parametrize(("text", "name", "day"), VACCINES)
def test_a_vaccine_is_known_by_its_kind(text: str, name: str, day: str) -> None:
    found = said(text, name)
    assert found is not None
    assert found.get("date") == day
    if name != "vaccine":
        assert said(text, "vaccine") is None


def test_a_dependants_vaccine_is_not_the_patients() -> None:
    text = (
        "DISPENSING HISTORY   m01 = patient   m02 = dependent\n"
        "02-22-26  m02   FluMist nasal (live)     1     1   given at counter\n"
        "02-22-26  m01   Fluzone 0.5 mL IM        1     1   given at counter\n"
    )
    assert [(draft.name, draft.subject) for draft in read(text)] == [
        ("laiv_vaccine", "other"),
        ("influenza_inactivated_vaccine", "patient"),
    ]


INJURIES = [
    ("Right wrist fracture 2/1/26, in a cast.", "fracture", {"date": "2026-02-01", "status": "active"}),
    ("CKD (chronic NSAID injury, bx 2022).", "trauma", None),
    ("右侧桡骨骨折术后3周，石膏固定中。", "fracture", {"status": "active"}),
]


@pytest.mark.parametrize(("text", "name", "expected"), INJURIES)
def test_injuries_are_conditions(text: str, name: str, expected: dict[str, Any] | None) -> None:
    found = said(text, name)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert {key: found.get(key) for key in expected} == expected
        assert {draft.kind for draft in read(text) if draft.name == name} == {"condition"}


def test_a_relatives_transplant_is_the_relatives() -> None:
    assert {draft.subject for draft in read("Brother with hepatitis C and a liver transplant.")} == {"family"}
