"""Treatments: which drug, what happened to it and when, in both languages. Every note is dated 2026-03-12."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from assistant.documents import read_documents
from assistant.extraction import treatments
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology
from rules.dates import DateInterval

NOTE = date(2026, 3, 12)


@cache
def read(text: str) -> tuple[DraftFact, ...]:
    (document,) = read_documents(text, "note", NOTE)
    drafts = treatments.read(build_frame(document, terminology.load()))
    for draft in drafts:
        for quote in draft.quotes:
            assert 0 <= quote.start < quote.end <= len(text)
    return tuple(drafts)


def plain(value: Any) -> Any:
    """Intervals as "first..last" with an open end left out, a known day as the day."""
    if not isinstance(value, DateInterval):
        return value
    if value.day is not None:
        return value.day.isoformat()
    return f"{value.earliest or ''}..{value.latest or ''}"


def said(text: str, name: str, certainty: str = "stated") -> dict[str, Any]:
    """All fields that the drafts of one drug give; a later mention adds to an earlier one."""
    found: dict[str, Any] = {}
    for draft in read(text):
        if draft.name == name and draft.certainty == certainty and draft.subject == "patient":
            found |= {key: plain(value) for key, value in draft.fields.items()}
    return found


def check(text: str, name: str, expected: dict[str, Any]) -> None:
    found = said(text, name)
    assert {key: found.get(key) for key in expected} == expected, found


STARTED = [
    ("Plaquenil since 2019.", "hydroxychloroquine", "2019-01-01..2019-12-31"),
    ("CellCept 1500 mg BID together with prednisone since July 2025.", "prednisone", "2025-07-01..2025-07-31"),
    ("prednisone 10 mg (since 2024), mycophenolate 1.5 g/day (since 2023)", "prednisone", "2024-01-01..2024-12-31"),
    ("MMF 1.5 g BID (started 11/3/25), pred 10 mg.", "mycophenolate_mofetil", "2025-11-03"),
    ("Tacrolimus 1 mg bid, first fill 02/18/2026.", "tacrolimus", "2026-02-18"),
    ("Both prednisolone 7.5 mg and methotrexate 20 mg were begun on 08.12.2025.", "methotrexate", "2025-12-08"),
    ("She was commenced on mycophenolate in November 2025.", "mycophenolate_mofetil", "2025-11-01..2025-11-30"),
    ("2025-10-08起加用MMF 0.75g bid，2025-12-01加至1.0g bid至今。", "mycophenolate_mofetil", "2025-10-08"),
    ("泼尼松、环孢素75mg bid自2025-11合用。", "ciclosporin", "2025-11-01..2025-11-30"),
    ("来氟米特去年5月中旬开的，一直吃到现在。", "leflunomide", "2025-05-11..2025-05-20"),
    ("甲氨蝶呤10mg/周自2025-07-15加用至今。", "methotrexate", "2025-07-15"),
]


@pytest.mark.parametrize(("text", "name", "started"), STARTED)
def test_a_start_belongs_to_its_drug(text: str, name: str, started: str) -> None:
    check(text, name, {"started": started, "status": "ongoing"})


LASTING = [
    ("He has been on azathioprine 100 mg od for 8 months.", "azathioprine", "2025-07-12"),
    ("强的松15mg/d+骁悉0.75g bid，合用2月余，近1月没调过。", "mycophenolate_mofetil", "2026-01-12"),
    ("他克莫司3mg/d已10个月，泼尼松10mg qd。", "tacrolimus", "2025-05-12"),
    ("泼尼松2年未停，现12.5mg/日。", "prednisone", "2024-03-12"),
    ("泼尼松10mg qd 长期口服。", "prednisone", "2024-03-12"),
    ("Prednisone 5 mg long-term.", "prednisone", "2024-03-12"),
]


@pytest.mark.parametrize(("text", "name", "latest"), LASTING)
def test_a_length_of_time_gives_the_latest_start(text: str, name: str, latest: str) -> None:
    found = said(text, name)
    assert found["started"].endswith(f"..{latest}"), found


def test_the_words_before_and_belong_to_the_drug_before_it() -> None:
    text = "Prednisone is 10 mg a day all year and mycophenolate has not been missed once."
    assert said(text, "prednisone")["stable_since"] == "..2026-01-01"
    assert "stable_since" not in said(text, "mycophenolate_mofetil")


def test_almost_four_years_may_be_less_than_four() -> None:
    assert said("强的松吃了快4年没断过。", "prednisone")["started"] == "2022-03-12..2023-03-12"


CHANGED = [
    ("Prednisone down from 20 mg on 2/3, now 15 mg daily.", "prednisone", "2026-02-03", "15 mg daily"),
    ("Prednisone went UP from 10 to 20 mg today.", "prednisone", "2026-03-12", "20 mg"),
    ("Prednisone (on since 2021) increased 10 -> 15 mg daily today.", "prednisone", "2026-03-12", "15 mg daily"),
    ("Increase prednisone to 20 mg daily.", "prednisone", "2026-03-12", "20 mg daily"),
    ("Pred: 20 mg until 2/10, then 15 mg.", "prednisone", "2026-02-10", "15 mg"),
    ("pred 10 mg (reduced from 15 on 2/28/26).", "prednisone", "2026-02-28", "10 mg"),
    ("泼尼松：2026-01-15由30mg减至20mg qd，2026-02-20减至15mg qd。", "prednisone", "2026-02-20", "15mg qd"),
    ("强的松2月3号从30减到25。", "prednisone", "2026-02-03", None),
    ("他克莫司1mg bid，因血药浓度偏高，3月1日起减为0.5mg bid。", "tacrolimus", "2026-03-01", "0.5mg bid"),
    ("2月10日泼尼松25mg减为20mg。", "prednisone", "2026-02-10", "20mg"),
    ("患者说3月5号自己把激素减成2片了。", "glucocorticoid", "2026-03-05", "2片"),
]


@pytest.mark.parametrize(("text", "name", "changed", "dose"), CHANGED)
def test_a_change_of_dose_has_its_day_and_leads_to_the_dose_of_now(
    text: str, name: str, changed: str, dose: str | None
) -> None:
    check(text, name, {"changed": changed, "status": "ongoing"} | ({"dose": dose} if dose else {}))


STABLE = [
    ("Prednisone 10 mg daily, unchanged since 1/28/26 (was 12.5).", "prednisone", "2026-01-28"),
    ("CellCept dose not touched since last November.", "mycophenolate_mofetil", "2025-11-01..2025-11-30"),
    ("Pred still 15 mg, no dose change since 1/6. CellCept same.", "mycophenolate_mofetil", "2026-01-06"),
    ("Prednisone since 2023, 15 mg daily since 1/22/26 without change.", "prednisone", "2026-01-22"),
    ("Mycophenolate 2 g per day since 1/12/26.", "mycophenolate_mofetil", "2026-01-12"),
    ("Prednisone was tapered over 3 months, and has been 10 mg since 12/1/25.", "prednisone", "2025-12-01"),
    ("MMF increased to 1 g bd in January and stable since.", "mycophenolate_mofetil", "2026-01-01..2026-01-31"),
    (
        "prednisolone and methotrexate, both begun on 08.12.2025 and neither altered since.",
        "prednisolone",
        "2025-12-08",
    ),
    (
        "Prednisone 20 mg since 1 January, MMF since 9 November 2025; nobody has touched either since 1 January.",
        "mycophenolate_mofetil",
        "2026-01-01",
    ),
    ("泼尼松：2026-01-20减至15mg qd，此后未再调整。", "prednisone", "2026-01-20"),
    ("MMF 2025-12-01加至1.0g bid至今。", "mycophenolate_mofetil", "2025-12-01"),
    ("泼尼松、环孢素75mg bid自2025-11合用，1月10日泼尼松25mg减为20mg，此后两药均未动。", "ciclosporin", "2026-01-10"),
    ("泼尼松20mg qd自2025-11-10至今未变。", "prednisone", "2025-11-10"),
]


@pytest.mark.parametrize(("text", "name", "since"), STABLE)
def test_an_unchanged_dose_is_unchanged_since_a_day(text: str, name: str, since: str) -> None:
    check(text, name, {"stable_since": since, "status": "ongoing"})


STABLE_FOR = [
    ("Prednisone 7.5 mg, same dose >1 yr.", "prednisone", "2025-03-12"),
    ("MMF 1 g bid, no dose change for four months.", "mycophenolate_mofetil", "2025-11-12"),
    ("Prednisone has been at 10 mg a day for the past two months with no change.", "prednisone", "2026-01-12"),
    ("prednisone 5 mg/day and azathioprine; doses have been stable for the past year.", "azathioprine", "2025-03-12"),
    ("Her steroids have not changed in the last six weeks.", "glucocorticoid", "2026-01-29"),
    ("强的松15mg/d+骁悉0.75g bid，近1月没调过。", "prednisone", "2026-02-12"),
    ("他克莫司3mg/d，泼尼松10mg qd，均半年未调。", "tacrolimus", "2025-09-12"),
    ("甲氨蝶呤10mg/周，泼尼松10mg qd；两药剂量近2月未变。", "methotrexate", "2026-01-12"),
    ("激素及免疫抑制剂剂量近3月稳定。", "immunosuppressant", "2025-12-12"),
]


@pytest.mark.parametrize(("text", "name", "latest"), STABLE_FOR)
def test_an_unchanged_dose_is_unchanged_for_a_time(text: str, name: str, latest: str) -> None:
    assert said(text, name)["stable_since"].endswith(f"..{latest}")


ENDED = [
    (
        "Methotrexate was stopped in March 2023 and nothing has replaced it.",
        "methotrexate",
        "stopped",
        "2023-03-01..2023-03-31",
    ),
    ("Mycophenolate was held on 3/1/26 and has not been resumed.", "mycophenolate_mofetil", "held", "2026-03-01"),
    ("Admitted 3/8. Mycophenolate held on admission.", "mycophenolate_mofetil", "held", "2026-03-08"),
    ("Azathioprine stopped due to leukopenia in 2024.", "azathioprine", "stopped", "2024-01-01..2024-12-31"),
    ("2026年2月初自行停用硫唑嘌呤。", "azathioprine", "stopped", "2026-02-01..2026-02-10"),
    (
        "Switched from azathioprine to mycophenolate in September 2025.",
        "azathioprine",
        "stopped",
        "2025-09-01..2025-09-30",
    ),
]


@pytest.mark.parametrize(("text", "name", "status", "changed"), ENDED)
def test_a_stop_or_a_hold_is_a_change(text: str, name: str, status: str, changed: str) -> None:
    check(text, name, {"status": status, "changed": changed})


def test_a_switch_begins_the_other_drug() -> None:
    check(
        "Switched from azathioprine to mycophenolate in September 2025.",
        "mycophenolate_mofetil",
        {"status": "ongoing", "started": "2025-09-01..2025-09-30"},
    )


LAST = [
    (
        "Benlysta SC 200 mg weekly 4/2025 -> stopped for lack of effect, last injection 1/2/26.",
        "belimumab",
        "2026-01-02",
    ),
    ("Rituxan 1 g x 2, second and last dose 11/18/25.", "rituximab", "2025-11-18"),
    ("Rituximab 1 g was given 7/1/25 and 7/15/25 and did very little.", "rituximab", "2025-07-15"),
    ("She had belimumab during 2021 and 2022, last dose in October 2022.", "belimumab", "2022-10-01..2022-10-31"),
    (
        "telitacicept 160 mg weekly (her only biologic) stopped, last injection 16 October 2025.",
        "telitacicept",
        "2025-10-16",
    ),
    ("Belimumab 10 mg/kg IV, last infusion 25 Feb 2026.", "belimumab", "2026-02-25"),
    ("IVIG 2 g/kg last given 2/20/26.", "ivig", "2026-02-20"),
    ("加用贝利尤单抗（倍力腾）10mg/kg静滴，疗效不满意，已停，末次输注2026-01-08。", "belimumab", "2026-01-08"),
    ("利妥昔单抗（美罗华）末次输注2025-05-31，因B细胞再现未继续。", "rituximab", "2025-05-31"),
    ("利妥昔单抗500mg×2次，末次2025-12-20。", "rituximab", "2025-12-20"),
    ("贝利尤单抗每4周一次，末次为2026年1月。", "belimumab", "2026-01-01..2026-01-31"),
    ("2025年打过泰它西普6针（末次日期不详）。", "telitacicept", "2025-01-01..2025-12-31"),
    ("奥妥珠单抗1g（2025-10-01、2025-10-15）。", "obinutuzumab", "2025-10-15"),
    ("CTX 0.8g 静滴 每月1次，共6次，末次2024-11。", "cyclophosphamide", "2024-11-01..2024-11-30"),
]


@pytest.mark.parametrize(("text", "name", "last"), LAST)
def test_the_last_dose_is_dated(text: str, name: str, last: str) -> None:
    check(text, name, {"last_given": last})


def test_a_burst_is_a_treatment_of_its_own() -> None:
    text = "Prednisone 15 mg daily since 6/22/25 without change, apart from four days of 40 mg (2/18 through 2/21)."
    burst = [draft for draft in read(text) if draft.fields.get("dose") == "40 mg"]
    assert [plain(draft.fields["changed"]) for draft in burst] == ["2026-02-21"]
    base = [draft for draft in read(text) if draft.fields.get("dose") == "15 mg daily"]
    assert [plain(draft.fields["stable_since"]) for draft in base] == ["2025-06-22"]


PULSES = [
    ("Methylprednisolone 500 mg IV daily 2/24, 2/25, 2/26, then prednisone 40 mg from 2/27.", "2026-02-26"),
    ("Methylprednisolone 1 g IV x3 (2/1-2/3/26), then prednisone 60 mg.", "2026-02-03"),
    ("甲泼尼龙500mg/d×3天冲击（2026-02-10至02-12），后予泼尼松50mg qd。", "2026-02-12"),
    ("2025年6月PLT最低38×10⁹/L，予甲泼尼龙80mg/d×5天后回升。", "2025-06-01..2025-06-30"),
]


@pytest.mark.parametrize(("text", "last"), PULSES)
def test_a_pulse_ends_on_its_last_day(text: str, last: str) -> None:
    check(text, "methylprednisolone", {"changed": last, "status": "stopped"})


UNDONE = [
    ("Discussed Saphnelo as a fall-back option.", "anifrolumab", "planned"),
    ("If not a candidate: add voclosporin 23.7 mg BID. Not started.", "voclosporin", "planned"),
    ("If she does not join the trial we plan to add mycophenolate.", "mycophenolate_mofetil", "planned"),
    ("Asked whether she should go to 20 mg prednisone.", "prednisone", "planned"),
    ("There was talk of rituximab in the spring, but the patient declined it.", "rituximab", "refused"),
    ("Insurance denied Benlysta.", "belimumab", "refused"),
    ("本拟加用MMF，患者要求先到上级医院看看，故尚未开始。", "mycophenolate_mofetil", "planned"),
    ("曾建议使用泰它西普，家属未同意。", "telitacicept", "refused"),
]


@pytest.mark.parametrize(("text", "name", "status"), UNDONE)
def test_what_was_only_considered_has_no_dates(text: str, name: str, status: str) -> None:
    found = said(text, name) | said(text, name, "suspected")
    assert found["status"] == status
    assert not {"started", "changed", "last_given", "stable_since"} & found.keys()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Do not stop prednisone or tacrolimus on your own.", "prednisone"),
        ("taper prednisone 40 -> 30 after 7 days if joints allow", "prednisone"),
        ("拟停环孢素（尚未停）。", "ciclosporin"),
    ],
)
def test_a_planned_change_changes_nothing(text: str, name: str) -> None:
    found = said(text, name)
    assert found.get("status") in (None, "ongoing")
    assert "changed" not in found


DENIED = [
    ("Never on biologics.", "biologic", {"reach": "ever"}),
    ("Biologics: never", "biologic", {"reach": "ever"}),
    ("telitacicept (her only biologic) stopped.", "biologic", {"others_only": True}),
    ("No other biologic before or since.", "biologic", {"others_only": True}),
    ("Never had Benlysta, Saphnelo or any shot or drip for lupus.", "biologic", {"reach": "ever"}),
    ("No antibiotics in the last month.", "anti_infective", {"period": "2026-02-12..2026-03-12", "route": None}),
    ("No intravenous antibiotics at any time.", "anti_infective", {"route": "iv"}),
    ("没打过生物制剂。", "biologic", {"reach": "ever"}),
    ("从未用过免疫抑制剂及生物制剂。", "immunosuppressant", {"reach": "ever"}),
    ("近1月未使用静脉抗菌、抗病毒、抗真菌药物。", "antifungal", {"route": "iv", "period": "2026-02-12..2026-03-12"}),
    ("这俩月没发烧没输液。", "anti_infective", {"route": "iv", "period": "2026-01-12..2026-03-12"}),
]


@pytest.mark.parametrize(("text", "name", "expected"), DENIED)
def test_a_denial_says_how_far_it_reaches(text: str, name: str, expected: dict[str, Any]) -> None:
    found = said(text, name, "denied")
    assert found
    assert {key: found.get(key) for key in expected} == expected


ANTI_INFECTIVES = [
    ("Meropenem 1 g IV q8h from 3/4, day 9 today.", {"route": "iv", "last_given": "2026-03-12", "status": "ongoing"}),
    ("cephalexin caps x7 days, finished 3/6.", {"route": "oral", "last_given": "2026-03-06", "status": "stopped"}),
    (
        "piperacillin-tazobactam IV from 2/21 to 2/24 and nothing since.",
        {"last_given": "2026-02-24", "status": "stopped"},
    ),
    ("pentamidine 300 mg intravenously every four weeks as prophylaxis, last given 3/8.", {"intent": "prophylaxis"}),
    ("口服SMZ-TMP 0.48g qod预防PJP；近1月未使用静脉药物。", {"route": "oral", "intent": "prophylaxis"}),
    ("围手术期头孢唑林静滴24h预防感染。", {"route": "iv", "intent": "prophylaxis"}),
    ("口服左氧氟沙星0.5g qd 7天，2月20日结束。", {"route": "oral", "last_given": "2026-02-20", "status": "stopped"}),
    (
        "2026-03-01因肺炎予头孢曲松2g qd静滴，至3月8日停用。",
        {"route": "iv", "last_given": "2026-03-08", "status": "stopped"},
    ),
    ("目前美罗培南1g q8h静滴第5天。", {"route": "iv", "last_given": "2026-03-12", "status": "ongoing"}),
]


@pytest.mark.parametrize(("text", "expected"), ANTI_INFECTIVES)
def test_an_anti_infective_has_route_intent_and_end(text: str, expected: dict[str, Any]) -> None:
    drafts = [draft for draft in read(text) if "intent" in draft.fields]
    assert len(drafts) == 1
    assert {key: plain(drafts[0].fields.get(key)) for key in expected} == expected


COURSES = [
    (
        "For pneumonia she received IV ceftriaxone on 2/20.",
        "ceftriaxone",
        "2026-02-20..2026-03-12",
    ),
    ("半月前感冒，口服阿莫西林5天，已好。", "amoxicillin", "2026-02-22..2026-03-07"),
]


@pytest.mark.parametrize(("text", "name", "last"), COURSES)
def test_a_course_of_unknown_end_may_have_lasted(text: str, name: str, last: str) -> None:
    check(text, name, {"last_given": last})


RUNNING = [
    ("泼尼松50mg qd口服，每2周减5mg，目前30mg qd。", "2026-02-26..2026-03-12"),
    ("Prednisone 40 mg, tapering by 5 mg every week.", "2026-03-05..2026-03-12"),
]


@pytest.mark.parametrize(("text", "changed"), RUNNING)
def test_a_running_taper_has_changed_the_dose_of_late(text: str, changed: str) -> None:
    check(text, "prednisone", {"changed": changed})


def test_an_allergy_is_no_treatment() -> None:
    assert not [d for d in read("Past reaction to trimethoprim-sulfa. 青霉素过敏。") if d.certainty == "stated"]


def test_eye_drops_are_topical() -> None:
    assert said("She uses cyclosporine drops.", "ciclosporin")["route"] == "topical"


TRIALS = [
    (
        "She participated in a blinded study of an oral drug. Her last study capsule was on 2/23/2026. "
        "The sponsor's letter states that the study was unblinded and that she had been in the placebo group.",
        "stated",
        {"intent": "placebo", "last_given": "2026-02-23"},
    ),
    ("She took part in a double-blind trial of a TYK2 inhibitor. Last dose 2/20/26.", "suspected", {"intent": "trial"}),
    (
        "She completed an open-label study of an antibody in June 2025.",
        "stated",
        {"last_given": "2025-06-01..2025-06-30"},
    ),
    ("Never enrolled in a drug trial.", "denied", {"reach": "ever"}),
    ("She is in no other study.", "denied", {"reach": "now"}),
    ("Not in any other research.", "denied", {"reach": "now"}),
    ("2025年8月参加双盲临床试验，2026-01-15末次服药，后揭盲为安慰剂组。", "stated", {"intent": "placebo"}),
    ("未参加过药物临床试验。", "denied", {"reach": "ever"}),
    ("无其他临床试验。", "denied", {"reach": "now"}),
]


@pytest.mark.parametrize(("text", "certainty", "expected"), TRIALS)
def test_trials(text: str, certainty: str, expected: dict[str, Any]) -> None:
    found = said(text, "experimental_treatment", certainty)
    assert {key: found.get(key) for key in expected} == expected, found


def test_the_study_of_the_visit_is_no_treatment() -> None:
    text = "Here to talk again about the NK cell study. Conditioning with fludarabine and cyclophosphamide 3/16."
    assert all(draft.fields.get("status") == "planned" for draft in read(text))


FILLS = """DISPENSING HISTORY, ALL PHARMACIES      m01 = patient (47 F)    m02 = dependent
01-05-26  m01   prednisone 5 mg tab                  60    30
02-01-26  m01   Benlysta 200 mg autoinj               4    28   last fill
02-04-26  m01   prednisone 5 mg tab                  90    30
02-20-26  m02   prednisone 20 mg tab                 60    30
MYCOPHENOLATE: no fill at any location after 01-06-26
"""


def test_a_fill_was_used_up_at_the_latest_with_its_last_unit() -> None:
    assert said(FILLS, "belimumab")["last_given"] == "2026-02-01..2026-02-22"


def test_a_change_of_the_daily_dose_between_fills_is_a_change() -> None:
    assert said(FILLS, "prednisone")["changed"] == "2026-02-04"


def test_a_dependants_fill_is_not_the_patients() -> None:
    fills = [draft for draft in read(FILLS) if draft.name == "prednisone" and "started" not in draft.fields]
    assert [draft.subject for draft in fills] == ["patient", "patient", "other"]


def test_the_patients_own_word_is_marked() -> None:
    sources = {draft.source for draft in read("Says prednisone is 10 mg a day all year.")}
    assert sources == {"patient"}
