from __future__ import annotations

from typing import Any

import pytest

from ui.cli.layout import Page, columns
from ui.cli.text_report import text_report
from ui.cli.wording import LANGUAGES, words_in

Report = dict[str, Any]


def drawn(report: Report, lang: str = "en", page: Page | None = None) -> str:
    return text_report(report, words_in(lang), page or Page(100))


def test_the_decision_comes_first_and_then_fails_questions_and_the_rest(report: Report) -> None:
    text = drawn(report)
    order = [
        "Not before 21 Apr 2026; for certain from 4 May 2026.",
        "Because: Biologic within 4 weeks or 3 half-lives.",
        "1 stands in the way · 4 to settle · 2 passed · 1 does not apply",
        "What stands in the way (1)",
        "EXC-03.3",
        "55 to 60 days are needed",
        "What is to settle (4)",
        "In the chart",
        "EXC-04",
        "Ask the patient",
        "INC-08c",
        "To be measured",
        "INC-08b",
        "For the study site or investigator",
        "INC-03",
        "The rest in short (3)",
        "INC-01",
        "Also worth knowing",
        "Anti-HBc is positive",
        "Dates and assumptions",
        "half-life of belimumab",
        "About this report",
        "has not been reviewed",
        "NOT YET RECRUITING",
        "not assessed by any regulator",
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_a_fail_shows_the_notes_words_and_the_registrys(report: Report) -> None:
    text = " ".join(drawn(report).split())
    assert "Note “last belimumab [31m infusion 25 Feb 2026” (note.txt#1)" in text
    assert "Registry “Those with any of the following conditions: … ③ Having received biologic agent" in text


def test_a_quote_inside_a_longer_one_is_not_repeated(report: Report) -> None:
    assert drawn(report).count("“25 Feb 2026”") == 0


def _set(report: Report, overall: str, outlook: str, earliest: Report | None = None) -> Report:
    for item in report["criteria"]:
        if overall != "ineligible" and item["status"] == "fail":
            item["status"] = "pass"
        if overall == "potentially_eligible" and item["status"] == "unknown" and item["id"] != "INC-03":
            item["status"] = "pass"
    nothing = {"status": "unknown", "possible": None, "certain": None, "because": []}
    return {**report, "overall": overall, "outlook": outlook, "earliest_eligible": earliest or nothing}


_FROM = {"status": "from", "possible": "2026-04-21", "certain": None, "because": ["EXC-03.3"]}


@pytest.mark.parametrize(
    ("overall", "outlook", "earliest", "words"),
    [
        ("potentially_eligible", "refer", None, "Can be referred"),
        ("needs_information", "complete_the_chart", None, "Not decided yet: 4 things are to settle first"),
        ("ineligible", "wait", None, "Not now: what stands in the way can pass."),
        ("ineligible", "wait", _FROM, "Not before 21 Apr 2026."),
        ("ineligible", "unlikely", None, "Not eligible, and unlikely to become so."),
        ("ineligible", "complete_the_chart", None, "Not eligible as the chart stands."),
    ],
)
def test_the_decision_in_a_colleagues_words(
    report: Report, overall: str, outlook: str, earliest: Report | None, words: str
) -> None:
    assert words in drawn(_set(report, overall, outlook, earliest))


def test_who_has_the_last_word_is_named_where_she_can_be_referred(report: Report) -> None:
    assert "Left to the study site: Signed informed consent." in drawn(_set(report, "potentially_eligible", "refer"))


def test_an_unlikely_candidate_is_told_why(report: Report) -> None:
    assert "Because: Biologic within" in drawn(_set(report, "ineligible", "unlikely"))


def _two_patients(report: Report) -> Report:
    places = (("note.txt#1", "34F"), ("note.txt#2", "51M"))
    evidence = [
        {"document": document, "role": "subject", "start": 0, "end": 3, "quote": quote} for document, quote in places
    ]
    report["identity"] = {"conflicts": [{"what": "sex", "values": ["female", "male"], "evidence": evidence}]}
    return report


def test_notes_of_two_patients_decide_nothing(report: Report) -> None:
    for item in report["criteria"]:
        item["status"] = "unknown"
    text = drawn({**_two_patients(report), "overall": "needs_information", "outlook": "complete_the_chart"})
    assert "Nothing is decided: these notes may not be of one patient." in text
    assert "sex: female, male" in text
    assert "The notes differ in sex: “female” (note.txt#1), “male” (note.txt#2)." in text
    assert "--same-patient" in text
    assert "What is to settle" not in text


def test_notes_that_a_person_called_one_patients_decide(report: Report) -> None:
    text = drawn(_two_patients(report))
    assert "Nothing is decided" not in text
    assert "sex: female, male" in text


def test_a_name_that_differs_is_said_in_the_readers_language(report: Report) -> None:
    conflict = {**_two_patients(report)["identity"]["conflicts"][0], "what": "name", "values": ["Ann Lee", "Jo Roe"]}
    for item in report["criteria"]:
        item["status"] = "unknown"
    text = drawn({**report, "identity": {"conflicts": [conflict]}, "overall": "needs_information"}, "zh")
    assert "病历的姓名不一致：“Ann Lee”（note.txt#1）、“Jo Roe”（note.txt#2）。" in text


def test_what_stays_for_good_is_named_before_what_can_pass(report: Report) -> None:
    report["criteria"][0] |= {"status": "fail", "remedy": "wait"}
    (last,) = [item for item in report["criteria"] if item["id"] == "EXC-03.3"]
    last["remedy"] = "permanent"
    text = drawn(_set(report, "ineligible", "unlikely"))
    assert "Because: Biologic within 4 weeks or 3 half-lives, Age 18 to 70 years." in text
    assert text.index("✗ EXC-03.3") < text.index("✗ INC-01")


def test_what_helps_is_said_as_the_report_has_it(report: Report) -> None:
    (fail,) = [item for item in report["criteria"] if item["status"] == "fail"]
    fail["what_helps"] = "Only the patient's own decision."
    assert "What helps Only the patient's own decision." in " ".join(drawn(report).split())


@pytest.mark.parametrize(
    ("earliest", "said", "unsaid"),
    [
        pytest.param(None, "Nothing stands in the way so far.", "Not before", id="nothing runs"),
        pytest.param(_FROM, "Not before 21 Apr 2026.", "Nothing stands in the way", id="an open window runs"),
        pytest.param(
            {**_FROM, "certain": "2026-05-04"},
            "The planned 21 Apr 2026 is possible on one reading; for certain it is from 4 May 2026.",
            "Not before",
            id="the planned day is possible on one reading",
        ),
    ],
)
def test_what_is_open_with_a_date_does_not_say_that_nothing_stands_in_the_way(
    report: Report, earliest: Report | None, said: str, unsaid: str
) -> None:
    if "planned" in said:
        report["dates"]["infusion"] = "2026-04-21"
    text = drawn(_set(report, "needs_information", "complete_the_chart", earliest))
    assert said in text
    assert unsaid not in text


def test_a_warning_stands_under_the_counts(report: Report) -> None:
    text = drawn({**report, "warnings": [{"code": "note_after_screening", "text": "The note is too late."}]})
    assert "\n! The note is too late.\n" in text


def test_a_passed_criterion_is_cut_where_something_whole_is_said(report: Report) -> None:
    report["criteria"][0]["reason"] = "Platelet count 205 on 9 Mar; the limit is 50 (and a good many further words)."
    text = drawn(report, page=Page(75))
    assert "INC-01    Age 18 to 70 years: Platelet count 205 on 9 Mar…" in text
    assert "\n              Platelet count 205 on 9 Mar…" in drawn(report, page=Page(50))


def test_dates_that_nobody_gave_are_said_to_be_open(report: Report) -> None:
    assert "infusion not planned" in drawn(report)
    assert "stays open: infusion." in drawn(report)


def test_an_assumption_that_most_criteria_share_is_said_once_without_their_ids(report: Report) -> None:
    for item in report["criteria"]:
        item["assumptions"].append("The screening date is today.")
    lines = [line for line in drawn(report).splitlines() if "screening date is today" in line]
    assert lines == ["  · The screening date is today."]


def test_a_reviewed_encoding_names_who_signed_it(report: Report) -> None:
    report["trial"]["reviewed"] = {"by": "Dr A", "role": "sponsor", "on": "2026-01-02", "against": "protocol"}
    assert "reviewed by Dr A on 2 Jan 2026, against the sponsor's protocol" in " ".join(drawn(report).split())


def test_in_chinese_the_frame_is_chinese(report: Report) -> None:
    text = drawn(report, "zh")
    for words in (
        "不早于2026年4月21日；自2026年5月4日起可确定。",
        "妨碍入组的条目",
        "问患者",
        "尚未开始招募",
        "未经任何监管机构评估",
    ):
        assert words in text.replace("\n  ", "")
    assert "What " not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 61, 100])
def test_no_line_is_wider_than_the_page(report: Report, lang: str, width: int) -> None:
    assert max(map(columns, drawn(report, lang, Page(width)).splitlines())) <= width


def test_nothing_of_a_note_reaches_the_terminal_as_a_command(report: Report) -> None:
    assert "\x1b" not in drawn(report)
    assert "\x1b[31m infusion" not in drawn(report, page=Page(100, coloured=True))


def test_status_is_never_told_by_colour_alone(report: Report) -> None:
    text = drawn(report)
    assert all(mark in text for mark in ("✗ EXC-03.3", "? INC-08b", "✓ INC-01", "– EXC-08"))


def _leaves(tree: object, at: str = "") -> dict[str, object]:
    if isinstance(tree, dict):
        return {key: leaf for name, node in tree.items() for key, leaf in _leaves(node, f"{at}.{name}").items()}
    return {at: tree}


def test_both_catalogues_have_the_same_words_with_the_same_places() -> None:
    import re

    english, chinese = (_leaves(words_in(lang)._tree) for lang in LANGUAGES)
    assert english.keys() == chinese.keys()
    for key in english:
        places = [sorted(re.findall(r"{(\w+)}", str(each[key]))) for each in (english, chinese)]
        assert places[0] == places[1], key
