"""The page answers in a physician's order, in her words, with nothing from a note taken as markup."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.ui.page import sample
from ui.page import views
from ui.page.cards import shown_unit
from ui.page.charts import Change, Step
from ui.page.quotes import notes_pane
from ui.page.wording import LANGUAGES, Words

EN, ZH = Words("en"), Words("zh")
NOW = {"status": "now", "possible": None, "certain": None, "because": []}
NONE = {"status": "unknown", "possible": None, "certain": None, "because": []}
ONE_DAY = {"status": "from", "possible": "2026-04-21", "certain": "2026-04-21", "because": ["EXC-03.3"]}
FREE = {"EXC-03.3": "pass"}


@pytest.mark.parametrize(
    ("words", "fields", "said"),
    [
        (EN, {}, "Not before 21 Apr 2026; for certain from 4 May 2026."),
        (ZH, {}, "不早于2026年4月21日；2026年5月4日起可确定。"),
        (EN, {"earliest_eligible": ONE_DAY}, "Not before 21 Apr 2026."),
        (EN, {"earliest_eligible": NONE}, "Not now."),
        (EN, {"outlook": "unlikely"}, "This trial is not for this patient."),
        (EN, {"outlook": "complete_the_chart", "earliest_eligible": NONE}, "Not as the chart stands."),
        (
            EN,
            {"overall": "needs_information", "outlook": "complete_the_chart", "earliest_eligible": NONE},
            "Not decided yet: 9 things to settle first.",
        ),
        (
            EN,
            {"overall": "potentially_eligible", "outlook": "refer", "earliest_eligible": NOW},
            "Can be referred.",
        ),
    ],
)
def test_the_decision_comes_first_in_words_of_a_colleague(words: Words, fields: dict[str, Any], said: str) -> None:
    drawn = views.decision(sample.report(**fields), words)
    assert drawn.index(f"<h1>{said}</h1>") < drawn.index("counts")


def test_the_decision_says_why_and_how_much_is_open() -> None:
    drawn = views.decision(sample.report(), EN)
    assert "Because: Biologic within 4 weeks or 3 half-lives." in drawn
    for count in ("1 stands in the way", "9 to settle", "11 fine", "1 does not apply", "2 to look at yourself"):
        assert count in drawn


def test_the_decision_says_what_to_ask_next_and_which_days_fit_after_why_and_before_how_much() -> None:
    drawn = views.decision(sample.report(), EN)
    order = ["Because:", "Ask next: live vaccines", "The first plan that meets every window", "1 stands in the way"]
    assert [drawn.index(part) for part in order] == sorted(drawn.index(part) for part in order)
    assert "Ask next: live vaccines" in views.message(sample.report(), EN)


@pytest.mark.parametrize("ahead", [None, {"summary": []}])
def test_where_nothing_is_ahead_nothing_is_said_of_it(ahead: dict[str, Any] | None) -> None:
    assert 'class="next"' not in views.decision(sample.report(ahead=ahead), EN)


def test_no_more_than_two_lines_look_ahead() -> None:
    assert views.ahead(sample.report(ahead={"summary": ["a", "b", "c"]})) == ["a", "b"]


def test_a_warning_is_said_with_the_decision() -> None:
    assert "too late" in views.decision(sample.report(warnings=[{"code": "x", "text": "The note is too late."}]), EN)


OPEN = {**FREE, "INC-01": "unknown"}


@pytest.mark.parametrize(
    ("earliest", "said", "unsaid"),
    [
        (NONE, "Nothing stands in the way so far.", "Not before"),
        (ONE_DAY, "Not before 21 Apr 2026.", "Nothing stands in the way"),
        (
            {**ONE_DAY, "possible": "2026-03-20"},
            "The planned 20 Mar 2026 is possible on one reading; for certain it is from 21 Apr 2026.",
            "Not before",
        ),
    ],
)
def test_what_is_open_with_a_date_does_not_say_that_nothing_stands_in_the_way(
    earliest: dict[str, Any], said: str, unsaid: str
) -> None:
    fields = {"overall": "needs_information", "outlook": "complete_the_chart", "earliest_eligible": earliest}
    drawn = views.decision(sample.report(OPEN, **fields), EN)
    assert said in drawn
    assert unsaid not in drawn


def test_what_stays_for_good_stands_before_what_can_pass() -> None:
    report = sample.report({"INC-01": "fail"}, outlook="unlikely")
    for item in report["criteria"]:
        item["remedy"] = {"INC-01": "wait", "EXC-03.3": "permanent"}.get(item["id"])
    assert "Because: Biologic within 4 weeks or 3 half-lives, Age 18 to 70." in views.decision(report, EN)
    assert re.findall(r'id="c-([^"]+)"', views.blockers(report, EN)) == ["EXC-03.3", "INC-01"]


def test_the_question_of_one_patient_says_what_differs_and_where() -> None:
    drawn = views.identity(sample.report(identity={"conflicts": [sample.conflict()]}), EN)
    assert "The notes differ in sex: “female” (Clinic note), “male” (Clinic note)." in drawn
    assert "病历的性别不一致：“女”（Clinic note）、“男”（Clinic note）。" in views.identity(
        sample.report(identity={"conflicts": [sample.conflict()]}), ZH
    )


def test_a_referral_says_what_is_left_to_the_site() -> None:
    report = sample.report(
        {**FREE, **dict.fromkeys(("INC-04d", "INC-08a", "INC-08b", "EXC-02", "EXC-03.4b", "EXC-10.2"), "pass")},
        overall="potentially_eligible",
        outlook="refer",
    )
    drawn = views.decision(report, EN)
    assert "Signed consent, Able to comply, Investigator&#x27;s judgement" in drawn
    assert "not yet recruiting: ask the site first" in drawn


def test_dates_that_nobody_gave_are_said() -> None:
    dates = {"screening": "2026-03-12", "lymphodepletion": None, "infusion": None, "assumed": ["screening"]}
    drawn = views.decision(sample.report(dates=dates), EN)
    assert "taken to be today, 12 Mar 2026" in drawn
    assert "Not given, so what is counted to it stays open: Lymphodepletion begins, Infusion." in drawn


def test_a_blocker_shows_reason_registry_note_assumption_and_when_it_ends() -> None:
    drawn = views.blockers(sample.report(), EN)
    assert "23 days before the planned infusion" in drawn
    assert "③ Having received biologic agent therapy" in drawn
    assert re.search(r'<a class="cite" href="#q-0-\d+-\d+"[^>]*>Last belimumab infusion 25 Feb 2026</a>', drawn)
    assert "Half-life of belimumab taken as 18.3 to 19.8 days." in drawn
    assert "<dt>What helps</dt><dd><p>Time.</p><p>Fine from 21 Apr 2026 on one reading" in drawn
    assert "stands in the way" in drawn
    assert 'class="shape fail"' in drawn


def test_a_quote_inside_a_longer_one_is_not_shown_twice() -> None:
    assert views.blockers(sample.report(), EN).count('class="cite"') == 1


def test_a_record_text_in_fragments_is_joined() -> None:
    assert "(ULN) … ULN" in views.folded(sample.report(), EN, "pass")


@pytest.mark.parametrize(
    ("unit", "shown"), [("10*9/L", "×10^9/L"), ("umol/L", "µmol/L"), ("{titer}", ""), ("1", ""), ("g/L", "g/L")]
)
def test_units_are_shown_as_a_laboratory_prints_them(unit: str, shown: str) -> None:
    assert shown_unit(unit) == shown


@pytest.mark.parametrize("conflicts", [[], [sample.conflict()]])
def test_every_link_of_the_page_leads_somewhere_on_it(conflicts: list[dict[str, Any]]) -> None:
    report = sample.report(identity={"conflicts": conflicts})
    step = Step("changes.added", "x", (Change("EXC-10.2", "unknown", "pass"),))
    drawn = [views.blockers(report, EN), views.settling(report, EN), views.safety(report, EN), notes_pane(report, EN)]
    drawn += [views.folded(report, EN, status) for status in ("pass", "not_applicable")]
    drawn += [views.identity(report, EN), views.last_step((step,), report, EN)]
    page = "".join(drawn)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_a_measurement_says_how_it_was_read() -> None:
    assert "read as 66.3 µmol/L · 9 Mar 2026 · laboratory" in views.folded(sample.report(), EN, "pass")


def test_what_is_to_settle_is_grouped_by_who_can_settle_it() -> None:
    drawn = views.settling(sample.report(), EN)
    heads = re.findall(r'<div class="owner"><h3>(.*?)</h3>', drawn)
    assert heads == ["In the chart", "Ask the patient", "To be measured", "For the study site"]
    assert "anti-HCV from 12 Feb to 12 Mar 2026" in drawn


def test_an_unknown_with_no_owner_is_not_lost() -> None:
    report = sample.report()
    for item in report["criteria"]:
        item["settled_by"] = None
    assert [owner for owner, _ in views.by_owner(report)] == ["none"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_message_asks_everything_and_quotes_nothing_from_the_note(lang: str) -> None:
    report = sample.report()
    text = views.message(report, Words(lang))
    for item in views.to_settle(report):
        assert item["id"] in text
    for item in report["criteria"]:
        assert not any(len(one["quote"]) > 12 and one["quote"] in text for one in item["evidence"])
    assert "<" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_criterion_is_drawn_exactly_once_in_the_order_of_the_record(lang: str) -> None:
    report, words = sample.report(), Words(lang)
    drawn = [views.blockers(report, words), views.settling(report, words)]
    drawn += [views.folded(report, words, status) for status in ("pass", "not_applicable")]
    ids = re.findall(r'id="c-([^"]+)"', "".join(drawn))
    assert sorted(ids) == sorted(item["id"] for item in report["criteria"])
    passes = re.findall(r'id="c-([^"]+)"', drawn[2])
    assert passes == [item["id"] for item in report["criteria"] if item["status"] == "pass"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_from_a_note_becomes_markup(lang: str) -> None:
    words, poison = Words(lang), "<img src=x onerror=alert(1)>"
    report = sample.report(identity={"conflicts": [{"what": poison, "values": [poison], "evidence": []}]})
    report["trial"]["title"] = poison
    for item in report["criteria"]:
        item.update(title=poison, text=poison, reason=poison, missing=[poison], assumptions=[poison], gloss=poison)
        item["evidence"] = [{**one, "quote": poison} for one in item["evidence"]]
    for note in report["safety_notes"]:
        note["text"] = poison
    report |= {"ahead": {"summary": [poison]}, "warnings": [{"code": "x", "text": poison}]}
    steps = (Step("changes.added", poison), Step("changes.added", poison, (Change("INC-01", "unknown", "pass"),)))
    drawn = [
        views.masthead(report["trial"], words),
        views.decision(report, words),
        views.blockers(report, words),
        views.settling(report, words),
        views.safety(report, words),
        *(views.folded(report, words, status) for status in ("pass", "not_applicable")),
        views.last_step(steps, report, words),
        views.history(steps, report, words),
        views.identity(report, words),
        views.problem(poison, poison, words),
    ]
    for part in drawn:
        assert "<img" not in part
        assert part == "" or "&lt;img" in part


def test_the_head_states_trial_record_date_recruitment_and_review() -> None:
    drawn = views.masthead(sample.report()["trial"], EN)
    for said in ("NCT07083349", "registry record of 28 Jul 2025", "NOT YET RECRUITING", "encoding not reviewed"):
        assert said in drawn


def test_a_signed_encoding_names_who_signed_it() -> None:
    trial = {**sample.report()["trial"], "reviewed": {"by": "Dr Li", "role": "PI", "on": "2026-02-01"}}
    assert "encoding reviewed by Dr Li, 1 Feb 2026" in views.masthead(trial, EN)


def test_another_recruitment_status_is_said_as_the_record_has_it() -> None:
    trial = {**sample.report()["trial"], "recruitment": "ACTIVE_NOT_RECRUITING"}
    assert "recruitment: active not recruiting" in views.masthead(trial, EN)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_shows_what_it_is_for_and_what_will_be_seen(lang: str) -> None:
    words = Words(lang)
    drawn = views.welcome(words) + views.foretaste(words)
    for key in ("heading", "body", "try", "order", "use", "use_body", "shows.decision", "shows.rest_why"):
        assert html.escape(words(f"first.{key}")) in drawn
    for status in ("fail", "unknown", "pass"):
        assert f'<mark class="{status}">{words(f"notes.legend.{status}")}</mark>' in notes_pane(None, words)


def test_what_is_missing_is_listed_with_the_stops_of_the_language() -> None:
    item = {"missing": ["甲", "乙"], "reason": ""}
    assert (views.what_to_ask(item, EN), views.what_to_ask(item, ZH)) == ("甲; 乙", "甲；乙")


def test_the_small_print_says_what_this_is_for_and_what_leaves_the_machine() -> None:
    drawn = views.fineprint(EN)
    assert "not assessed by any regulator" in drawn
    assert "Nothing leaves this machine" in drawn


def test_a_change_names_the_criterion_and_both_statuses() -> None:
    step = Step("changes.added", "anti-HCV negative", (Change("EXC-10.2", "unknown", "pass"),))
    drawn = re.sub(r"<[^>]*>", "", views.last_step((Step("changes.added", "x", first=True), step), sample.report(), EN))
    assert drawn == "Read: “anti-HCV negative”. 1 criterion changed:Anti-HCV ?to settle → ✓fine"


def test_a_fact_that_changes_nothing_says_what_a_fact_needs() -> None:
    steps = (Step("changes.added", "x", first=True), Step("changes.added", "anti-HCV negative"))
    assert "A result counts only with its date" in views.last_step(steps, sample.report(), EN)
