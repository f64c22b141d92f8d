"""Everyday words for operations, grafts, light treatment and vaccines, and for none of them. Notes of 2026-03-12."""

from __future__ import annotations

from datetime import date
from functools import cache

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
    return tuple(procedures.read(build_frame(document, terminology.load())))


def denied(text: str) -> set[str]:
    return {draft.name for draft in read(text) if draft.certainty == "denied"}


DENIED = [
    ("Surgical: none ever. Trauma: none.", {"surgery", "trauma"}),
    ("PSHx: nil.", {"surgery"}),
    ("动刀子的事一次都没有 移植啥的从来没做过", {"surgery", "transplant"}),
    ("近半年未动过手术，未受过伤。", {"surgery", "trauma"}),
    ("此外没挨过刀，也没摔伤撞伤过。", {"surgery", "trauma"}),
    ("移植（器官/骨髓/干细胞）：没有。", {"transplant"}),
    ("移植：器官、造血干细胞均无。", {"organ_transplant", "hsct"}),
    ("既往史:手术/外伤/移植/光疗均(-)", {"surgery", "trauma", "transplant", "uv_therapy"}),
    ("紫外线／PUVA治疗：未做过。", {"uv_therapy"}),
    ("没照过紫外线灯", {"uv_therapy"}),
    ("疫苗 最近半年一针没打", {"vaccine"}),
    ("no SCT, no solid organ tx; no phototherapy", {"hsct", "organ_transplant", "uv_therapy"}),
    ("Last live vaccine was MMR as a child.", {"live_vaccine"}),
    ("NB-UVB for discoid legs, last session 30 Jan.", {"uv_therapy"}),
    ("Her sole operation was the removal of the tonsils in childhood.", {"surgery"}),
    ("UV cabinet treatment for skin          [ ] Yes  [x] No", {"uv_therapy"}),
]


@pytest.mark.parametrize(("text", "names"), DENIED)
def test_plain_words_for_none(text: str, names: set[str]) -> None:
    assert names <= denied(text)


NOT_DENIED = [
    ("有没有开过刀？", "surgery"),
    ("左胫骨骨折，支具固定，未手术。", "surgery"),
    ("除它以外没碰过别的单抗", "trauma"),
    ("无外伤口渗血", "surgery"),
    ("X线无骨折", "surgery"),
    ("移植肾功能稳定，无复发", "transplant"),
    ("Any operations?", "surgery"),
    ("Olumiant is a pill not a shot.", "vaccine"),
    ("No shots or infusions for the lupus.", "vaccine"),
]


@pytest.mark.parametrize(("text", "name"), NOT_DENIED)
def test_words_that_deny_something_else(text: str, name: str) -> None:
    assert name not in denied(text)


def test_a_denial_since_an_event_covers_the_time_since_alone() -> None:
    found = [d for d in read("Keyhole appendicectomy 2009; nothing surgical since.") if d.certainty == "denied"]
    assert [draft.fields.get("period") for draft in found] == [DateInterval(date(2009, 12, 31), NOTE)]


@pytest.mark.parametrize(
    "text", ["手术/外伤未恢复　☑否", "Getting over an operation or an injury          [ ] Yes  [x] No"]
)
def test_a_no_to_incomplete_recovery_denies_the_last_days_only(text: str) -> None:
    found = [d for d in read(text) if d.name in ("surgery", "trauma")]
    assert found
    assert all(d.certainty == "denied" and d.fields.get("reach") is None for d in found)
    assert {d.fields["period"] for d in found} == {DateInterval(date(2026, 2, 26), NOTE)}


EARLY = [
    ("Last live vaccine was MMR as a child.", "mmr_vaccine", 2021),
    ("tonsils out in childhood", "tonsillectomy", 2021),
    ("幼时行扁桃体切除术。", "tonsillectomy", 2021),
    ("appendix out many years ago", "appendectomy", 2024),
]


@pytest.mark.parametrize(("text", "name", "year"), EARLY)
def test_what_is_of_early_life_is_long_past(text: str, name: str, year: int) -> None:
    (fact,) = [draft for draft in read(text) if draft.name == name]
    assert fact.fields["date"] == DateInterval(None, date(year, 3, 12))


UNHEALED = [
    ("03-08致左胫骨平台骨折，支具固定，尚不能负重，预计6～8周愈合。", "fracture", {"status": "active"}),
    ("IM nail 2/14/2026 under GA.\nD/c: touch-down weight bearing 6 wk.", "fracture_fixation", {"recovered": False}),
    ("全麻下右下肺楔形切除。胸管口仍渗液，尚未痊愈。", "laparotomy", {"recovered": False}),
]


@pytest.mark.parametrize(("text", "name", "expected"), UNHEALED)
def test_what_has_not_healed(text: str, name: str, expected: dict[str, object]) -> None:
    (fact,) = [draft for draft in read(text) if draft.name == name and draft.certainty == "stated"]
    assert {key: fact.fields.get(key) for key in expected} == expected


SINCE = [
    ("PSHx ACL recon 2023, nil since.", date(2023, 12, 31)),
    ("No op since appendix 1998.", date(1998, 12, 31)),
    ("Operations: two cesareans (2018, 2021). None later.", date(2021, 12, 31)),
    ("Womb taken out in 2014. No operations since then and she is well.", date(2014, 12, 31)),
]


@pytest.mark.parametrize(("text", "since"), SINCE)
def test_none_since_the_last_operation(text: str, since: date) -> None:
    periods = [d.fields.get("period") for d in read(text) if d.name == "surgery" and d.certainty == "denied"]
    assert periods == [DateInterval(since, NOTE)]


NAMED = [
    ("Womb taken out in 2014 (ovaries left).", "hysterectomy"),
    ("gallbladder out 2019", "cholecystectomy"),
    ("2020年腹腔镜切胆囊", "cholecystectomy"),
    ("全麻胸腔镜下右下肺楔形切除 2026-03-01", "laparotomy"),
    ("Antegrade IM nail 2/14/2026 under GA", "fracture_fixation"),
]


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_operations_in_everyday_words(text: str, name: str) -> None:
    assert name in {draft.name for draft in read(text) if draft.certainty == "stated"}


def test_a_relative_who_gave_the_organ_is_not_who_got_it() -> None:
    (fact,) = [d for d in read("2014年接受亲属活体肾移植，移植肾功能稳定") if d.name == "kidney_transplant"]
    assert fact.subject == "patient"
