"""How other hospitals write drug histories: partners, tables, answers, orders not carried out. Notes: 2026-03-12."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from assistant.documents import read_documents
from assistant.extraction import treatments
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import EmbeddedExtractor
from assistant.extraction.frame import build_frame
from rules import terminology
from rules.dates import DateInterval

NOTE = date(2026, 3, 12)


@cache
def read(text: str) -> tuple[DraftFact, ...]:
    (document,) = read_documents(text, "note", NOTE)
    return tuple(treatments.read(build_frame(document, terminology.load())))


def plain(value: Any) -> Any:
    """Intervals as "first..last" with an open end left out, a known day as the day."""
    if not isinstance(value, DateInterval):
        return value
    return value.day.isoformat() if value.day is not None else f"{value.earliest or ''}..{value.latest or ''}"


def said(text: str, name: str, certainty: str = "stated") -> dict[str, Any]:
    """All fields that the drafts of one drug give; a later mention adds to an earlier one."""
    found: dict[str, Any] = {}
    for draft in read(text):
        if draft.name == name and draft.certainty == certainty and draft.subject == "patient":
            found |= {key: plain(value) for key, value in draft.fields.items()}
    return found


PARTNERS = [
    ("Mycophenolate has been on repeat here since March 2024 alongside the steroid.", "glucocorticoid", "..2024-03-31"),
    ("Azathioprine was added to prednisolone in June 2025.", "prednisolone", "..2025-06-30"),
    ("MMF 1 g bid since 4/2025 on top of prednisone 10 mg.", "prednisone", "..2025-04-30"),
    ("Started methotrexate Jan 2025 with background pred 7.5 mg daily.", "prednisone", "..2025-01-31"),
    ("在激素基础上加用吗替麦考酚酯（2025年6月起）。", "glucocorticoid", "..2025-06-30"),
    ("2025-09联合激素加用硫唑嘌呤50mg bid。", "glucocorticoid", "..2025-09-30"),
    ("他克莫司2025年5月开始，与泼尼松联用至今。", "prednisone", "..2025-05-31"),
]


@pytest.mark.parametrize(("text", "name", "started"), PARTNERS)
def test_what_another_drug_was_added_to_was_there_before(text: str, name: str, started: str) -> None:
    assert said(text, name).get("started") == started


def test_the_added_drug_has_the_date_and_not_the_one_it_was_added_to() -> None:
    assert said(PARTNERS[1][0], "azathioprine")["started"] == "2025-06-01..2025-06-30"


STARTED = [
    ("pred 12.5 mg/d (9/2025-)", "prednisone", "2025-09-01..2025-09-30"),
    ("tacrolimus 1 mg bid 15/11/25→", "tacrolimus", "2025-11-15"),
    ("来氟米特 20 mg/d 起 2025/10/11", "leflunomide", "2025-10-11"),
    ("SQ methotrexate 20 mg weekly since this February.", "methotrexate", "2026-02-01..2026-02-28"),
    ("on aza forever", "azathioprine", "..2024-03-12"),
    ("硫唑嘌呤一天一百毫克 去年国庆以后加的", "azathioprine", "2025-01-01..2025-12-31"),
    ("Nov 2025 -- MTX 15 mg/wk start, SAME dose all along", "methotrexate", "2025-11-01..2025-11-30"),
]


@pytest.mark.parametrize(("text", "name", "started"), STARTED)
def test_starts_in_short_hand(text: str, name: str, started: str) -> None:
    assert said(text, name).get("started") == started


def test_a_month_in_brackets_behind_a_dose_is_its_beginning_but_not_in_a_list_of_the_past() -> None:
    assert said("MTX 20 mg weekly (Feb 2025)", "methotrexate")["changed"] == "2025-02-01..2025-02-28"
    assert "changed" not in said("Tried before: MTX 20 mg weekly (Feb 2025)", "methotrexate")


STABLE = [
    ("MMF 1 g BID: steady, not having moved for 11 weeks.", "mycophenolate_mofetil", "2025-11-16..2025-12-25"),
    ("MMF 500 mg bid, no dose touched since January.", "mycophenolate_mofetil", "2026-01-01..2026-01-31"),
    ("泼尼松10mg每日一次，近半年剂量如一。", "prednisone", "2025-06-12..2025-09-12"),
    ("2月5日起泼尼松固定于10mg/d", "prednisone", "2026-02-05"),
    ("环孢素75mg q12h，服至今日，近3个月没有调过量。", "ciclosporin", "2025-10-28..2025-12-12"),
    ("prednisolone (on it since 2019) 20 mg daily since 01 Nov 2025 / HCQ 200", "prednisolone", "2025-11-01"),
]


@pytest.mark.parametrize(("text", "name", "since"), STABLE)
def test_doses_called_unchanged_in_other_words(text: str, name: str, since: str) -> None:
    found = said(text, name)
    assert (found.get("stable_since"), found.get("status")) == (since, "ongoing")


CHANGED = [
    ("Last dose revision of prednisone was Nov 20, 2025.", "prednisone", "2025-11-20"),
    ("The last alteration to either was prednisolone 10 -> 7.5 on 2 February.", "prednisolone", "2026-02-02"),
    ("On 3/1/26 she flared and prednisone was increased to 20 mg", "prednisone", "2026-03-01"),
    ("甲泼尼龙片8mg qd，起始2016年；末次调量2025-09-02", "methylprednisolone", "2025-09-02"),
]


@pytest.mark.parametrize(("text", "name", "changed"), CHANGED)
def test_changes_named_by_nouns_or_dated_before_the_drug(text: str, name: str, changed: str) -> None:
    found = said(text, name)
    assert (found.get("changed"), found.get("last_given")) == (changed, None)


def test_an_order_never_carried_out_is_no_change() -> None:
    english = said("Prednisone: the 3/3 taper to 7.5 mg was never picked up.", "prednisone")
    chinese = said("激素：03-05所说减量并未执行，一直按12.5mg/日服用", "glucocorticoid")
    assert "changed" not in english
    assert "changed" not in chinese


def test_a_later_note_takes_back_a_change_that_was_never_made() -> None:
    notes = (
        "=== NOTE: 2026-03-05 ===\nPrednisone was tapered to 7.5 mg on 3/3/26.\n"
        "=== NOTE: 2026-03-12 ===\nPrednisone: the 3/3 taper was never picked up, 10 mg unchanged since 5/12/25.\n"
    )
    drafts = EmbeddedExtractor().extract(read_documents(notes, "chart", NOTE))
    wrong = [d.draft_id for d in drafts if plain(d.fields.get("changed")) == "2026-03-03"]
    taken_back = {item for draft in drafts for item in draft.fields.get("supersedes", ())}
    assert wrong
    assert set(wrong) <= taken_back


TABLE = """ Drug                 Dose            Started         Last change
 Prednisone           12.5 mg/d       SEP-2025        28-DEC-2025
 Hydroxychloroquine   400 mg/d        2019            -"""
CELLS = """Medication | Dose | Start | Stop
Belimumab | 200 mg SC weekly | 2/2022 | 11/2025
Mycophenolate | 1 g BID | 9/2021 | present"""
CHINESE = """药物　　剂量　　开始　　停用
硫唑嘌呤　　50mg bid　　2024-01-10　　至今
贝利尤单抗　　10mg/kg　　2024-02　　2025-03-02"""
ROWS = [
    (TABLE, "prednisone", {"started": "2025-09-01..2025-09-30", "changed": "2025-12-28", "status": "ongoing"}),
    (TABLE, "hydroxychloroquine", {"started": "2019-01-01..2019-12-31"}),
    (CELLS, "belimumab", {"last_given": "..2025-11-30", "status": "stopped"}),
    (CELLS, "mycophenolate_mofetil", {"started": "2021-09-01..2021-09-30", "status": "ongoing"}),
    (CHINESE, "azathioprine", {"started": "2024-01-10", "status": "ongoing"}),
    (CHINESE, "belimumab", {"last_given": "..2025-03-02", "status": "stopped"}),
]


@pytest.mark.parametrize(("text", "name", "expected"), ROWS)
def test_tables_with_columns_for_dates(text: str, name: str, expected: dict[str, Any]) -> None:
    found = said(text, name)
    assert {key: found.get(key) for key in expected} == expected


ANSWERS = [
    (
        "DR: And the last rituximab?\nPATIENT: The last drip was the second one, end of October.",
        "2025-10-21..2025-10-31",
    ),
    ("When was her last rituximab? 11/2/25.", "2025-11-02"),
    (
        "A: do you have her last rituximab?\nRN: log: dose 4 on 1/13 and dose 5 on 2/11/26. Next was booked for 3/8",
        "2026-02-11",
    ),
    ("医生：最后一次美罗华是什么时候？\n患者：去年十月打的", "2025-10-01..2025-10-31"),
]


@pytest.mark.parametrize(("text", "last"), ANSWERS)
def test_the_answer_to_a_question_for_the_last_dose(text: str, last: str) -> None:
    assert said(text, "rituximab").get("last_given") == last


@pytest.mark.parametrize("text", ["Any rituximab? No.", "Last rituximab? She does not know.", "用过美罗华吗？没有。"])
def test_a_question_without_a_dated_answer_gives_no_drug(text: str) -> None:
    assert said(text, "rituximab") == {}


def test_what_was_last_given_long_ago_does_not_go_on() -> None:
    assert said("Belimumab 200 mg weekly since 2/2025, last dose 11/24/25.", "belimumab").get("status") is None
    assert said("Belimumab 200 mg weekly since 2/2025, last dose 3/5/26.", "belimumab").get("status") == "ongoing"


def test_back_on_at_the_same_dose_is_a_change_on_that_day() -> None:
    found = said("Azathioprine 150 mg held on 2/27, back on at same dose 3/2/26.", "azathioprine")
    assert (found["changed"], found.get("stable_since"), found["status"]) == ("2026-03-02", None, "ongoing")


def test_one_steroid_for_another_begins_no_treatment() -> None:
    found = said("激素12-27改为口服泼尼松40mg qd", "prednisone")
    assert (found["changed"], found.get("started")) == ("2025-12-27", None)


def test_a_dose_taken_since_a_day_does_not_begin_the_drug() -> None:
    found = said("激素8月5日起按15mg吃", "glucocorticoid")
    assert (found["stable_since"], found.get("started")) == ("2025-08-05", None)


NEVER = [
    ("患者一向不肯加用免疫抑制剂，亦拒绝生物制剂，故两者均从未用过。", "biologic"),
    ("She has always refused biologics.", "biologic"),
    ("Biologics were discussed more than once, but to date none has been used.", "biologic"),
    ("No antibiotic, antiviral or antifungal has been given.", "antifungal"),
]


@pytest.mark.parametrize(("text", "name"), NEVER)
def test_a_class_never_used_is_denied(text: str, name: str) -> None:
    assert said(text, name, "denied").get("reach") == "ever"


def test_a_class_declined_once_may_have_been_given_before() -> None:
    assert said("She declined biologics.", "biologic", "denied") == {}


def test_missing_a_dose_now_and_then_does_not_hold_a_drug() -> None:
    assert said("MMF 1.0 bid 半年多，有时漏服。", "mycophenolate_mofetil").get("status") == "ongoing"


def test_a_drug_called_prophylaxis_once_is_so_in_the_plan() -> None:
    drafts = read(
        "Valacyclovir 500 mg daily as prophylaxis since 2024.\nContinue valacyclovir through lymphodepletion."
    )
    assert {draft.fields.get("intent") for draft in drafts} == {"prophylaxis"}


TRIALS = [
    ("曾入某口服JAK抑制剂之双盲试验，最后一次服药2025/9/25", "suspected"),
    ("去年12月起在外院参加口服BTK抑制剂的Ⅱ期开放研究，末次服药为2026年1月30日。", "stated"),
    ("入院前1个月未参与其他药物或器械研究。", "denied"),
    ("研究用药——近半年未使用", "denied"),
    ("Other trials: none.", "denied"),
    ("She has taken no product under study.", "denied"),
]


@pytest.mark.parametrize(("text", "certainty"), TRIALS)
def test_trials_told_as_studies(text: str, certainty: str) -> None:
    assert [d.certainty for d in read(text) if d.name == "experimental_treatment"][:1] == [certainty]
