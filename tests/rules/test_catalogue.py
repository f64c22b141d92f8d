"""Words: dates as they read in a sentence, proper names, what helps, whom to ask what; the same in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from rules import terminology
from rules.catalogue import Lang, catalogue, helps, label, missing, reason, warning
from rules.dates import DateInterval
from rules.findings import Remark
from rules.prepared import read
from rules.protocol import FOLDER, load_protocol

DAY, NEXT = date(2026, 3, 9), date(2026, 4, 20)
STEROID = {"base": "prednisone", "what": "azathioprine", "span": "2 months"}


def said(lang: Lang, code: str, **data: Any) -> str:
    return reason(lang, [Remark(code, data)])


@pytest.mark.parametrize(
    ("when", "english", "chinese"),
    [
        pytest.param(DateInterval.on(DAY), "since 9 Mar 2026:", "自2026年3月9日合用", id="a day"),
        pytest.param(DateInterval.of_month(2025, 11), "since Nov 2025:", "自2025年11月合用", id="a month"),
        pytest.param(DateInterval.of_year(2025), "since 2025:", "自2025年合用", id="a year"),
        pytest.param(
            DateInterval(DAY, NEXT),
            "since some day between 9 Mar 2026 and 20 Apr 2026:",
            "自2026年3月9日至2026年4月20日之间某日合用",
            id="between two days",
        ),
        pytest.param(
            DateInterval(None, DAY), "since 9 Mar 2026 or earlier:", "自2026年3月9日或更早合用", id="no later"
        ),
        pytest.param(
            DateInterval(DAY, None), "since 9 Mar 2026 or later:", "自2026年3月9日或更晚合用", id="no earlier"
        ),
        pytest.param(None, "; since when is not given:", "（起始日期未写明）合用", id="not given"),
    ],
)
def test_since_when(when: DateInterval | None, english: str, chinese: str) -> None:
    data = {**STEROID, "date": when}
    assert english in said("en", "combination_date_imprecise", **data)
    assert chinese in said("zh", "combination_date_imprecise", **data)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_imprecise_date_never_reads_as_if_it_lasted_until_its_end(lang: Lang) -> None:
    for section in ("reasons", "missing", "assumptions", "ahead", "conflicts"):
        for code, text in catalogue(lang)[section].items():
            assert not re.search(r"(?:\b(?:since|of|on|in|until|after)|自|至) ?\{(?:date|day)\}", text), code


@pytest.mark.parametrize(
    ("code", "when", "text"),
    [
        ("dose_stable", DateInterval(DAY, NEXT), "unchanged since some day between 9 Mar 2026 and 20 Apr 2026."),
        ("dose_changed", DateInterval.of_month(2026, 2), "changed in Feb 2026, within 2 weeks before screening."),
        ("dose_changed", DateInterval.on(DAY), "changed on 9 Mar 2026, within 2 weeks before screening."),
        ("recovery_not_said", None, "(date not given): recovery is not documented."),
        ("event_undated", None, "is on record without a date."),
    ],
)
def test_a_date_in_its_sentence(code: str, when: DateInterval | None, text: str) -> None:
    assert said("en", code, what="prednisone", span="2 weeks", date=when).endswith(text)


ACRONYMS = frozenset(
    """av ace anca bcg btk cd4 cmv covid dna ebv ev71 gbm hbv hcv hfrs hib hiv hpv icd iga igg4 il2 jak je laiv mmr nk
    pcsk9 rsv tbe tyk2 uv hepa hepb addison behcet crohn evans gilbert graves guillain libman raynaud sjogren
    still""".split()  # noqa: SIM905
)


@pytest.mark.parametrize("name", terminology.load().concepts)
def test_a_name_has_the_capitals_that_it_needs(name: str) -> None:
    words = re.split(r"[\s/-]+", label("en", name))
    assert not ACRONYMS & set(words), label("en", name)
    assert "_" not in label("zh", name)


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("uv_therapy", "UV therapy", "紫外线治疗"),
        ("sjogren_syndrome", "Sjögren syndrome", "干燥综合征"),
        ("carbapenem", "carbapenem", "碳青霉烯类"),
    ],
)
def test_a_proper_name(name: str, english: str, chinese: str) -> None:
    assert (label("en", name), label("zh", name)) == (english, chinese)


def test_every_name_is_that_of_a_concept() -> None:
    names = read(FOLDER.parent / "messages" / "names.yaml", "the table begins with 'names:'")["names"]
    assert set(names) <= set(terminology.load().concepts)


@pytest.mark.parametrize(
    ("remedy", "code", "english", "chinese"),
    [
        (None, "consent_no", None, None),
        ("treat", "consent_no", "Only the patient's own decision.", "仅取决于患者本人的决定。"),
        ("treat", "class_reached", "Treatment.", "治疗。"),
        ("wait", "washout_running", "Time.", "等待。"),
        ("permanent", "present", "Nothing: it stays.", "没有办法：不会改变。"),
        ("permanent", "suspected_counts", "A work-up that rules it out.", "经检查排除。"),
    ],
)
def test_what_really_helps(remedy: str | None, code: str, english: str | None, chinese: str | None) -> None:
    assert (helps("en", remedy, code, {}), helps("zh", remedy, code, {})) == (english, chinese)


def test_what_has_no_partner_yet_helps_only_with_its_arithmetic() -> None:
    data = {"what": "prednisone", "span": "2 months", "from": date(2026, 3, 12), "until": date(2026, 5, 12)}
    text = helps("en", "treat", "base_alone", data) or ""
    assert "2 months of both drugs together" in text
    assert "begun on 12 Mar 2026, screening would be on 12 May 2026 at the earliest" in text
    assert "2个月" in (helps("zh", "treat", "base_alone", data) or "")


@pytest.mark.parametrize(
    ("criterion", "remark", "text"),
    [
        ("EXC-09", Remark("ask_sponsor", {"what": "carcinoma_in_situ"}), "whether to count carcinoma in situ here"),
        ("EXC-02", Remark("ask_sponsor_allergy", {"what": "mesna"}), "whether to count an allergy to mesna here"),
        (
            "EXC-03.2",
            Remark("ask_sponsor_window", {"what": "uv_therapy", "window": "6 weeks", "date": DateInterval.on(DAY)}),
            "to which day the window of 6 weeks is counted, given UV therapy (9 Mar 2026)",
        ),
        ("INC-04a", Remark("ask_sponsor_ended", STEROID), "prednisone with azathioprine, which ended before screening"),
        ("EXC-10.1", Remark("ask_sponsor_reading", {"what": "hbv_dna"}), "given hepatitis B virus DNA"),
    ],
)
def test_the_sponsor_is_asked_about_the_finding(criterion: str, remark: Remark, text: str) -> None:
    (asked,) = [item for item in load_protocol("NCT07083349").criteria if item.id == criterion]
    assert missing("en", remark, asked).startswith("ask the sponsor")
    assert text in missing("en", remark, asked)
    assert label("zh", str(remark.data["what"])) in missing("zh", remark, asked)


def test_what_is_left_to_encode_says_which_criterion_to_read() -> None:
    first = load_protocol("NCT07083349").criteria[0]
    assert missing("en", Remark("left_to_encode"), first) == "read INC-01 yourself: its rule is left to encode"


def test_a_note_after_the_screening_date_is_said() -> None:
    data = {"document": "a.txt", "date": DateInterval.on(NEXT), "screening": DAY}
    text = warning("en", Remark("note_after_screening", data))
    assert text == "The note a.txt is of 20 Apr 2026, after the screening date 9 Mar 2026: check both dates."


def _leaves(tree: Any, at: str = "") -> dict[str, str]:
    if isinstance(tree, dict):
        return {key: leaf for name, node in tree.items() for key, leaf in _leaves(node, f"{at}.{name}").items()}
    return {at: str(tree)}


def test_both_languages_say_the_same_things_with_the_same_parameters() -> None:
    english, chinese = (_leaves({**catalogue(lang)}) for lang in ("en", "zh"))
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        if not key.startswith(".dates.mon"):
            places = [set(re.findall(r"\{(\w+)", each)) for each in (text, chinese[key])]
            assert places[0] == places[1], key
