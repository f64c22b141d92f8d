"""Conditions and procedures: present, ruled out, in the window, or not said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.chart import Dates, Site
from rules.dates import DateInterval
from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import INFUSION, SCREENING, ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


READINGS = {"readings": ["infusion", "lymphodepletion", "screening"], "id": "exc03_anchor"}


def has(**fields: Any) -> dict[str, Any]:
    return {"has": fields}


CANCER = has(of=["malignancy"], doubt=["malignancy_borderline"])
AUTOIMMUNE = has(of=["autoimmune_disease"], suspected="counts", asks="now")
EVENT = has(of=["cardiovascular_event"], within="6 months", before="infusion", earlier="unknown")
SURGERY = has(of=["surgery"], excluding=["minor_procedure"], major=True, within="4 weeks", before=READINGS)
VACCINE = has(
    of=["live_vaccine"], doubt=["vaccine"], excluding=["inactivated_vaccine"], within="4 weeks", before=READINGS
)


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(CANCER, [fact("condition", "breast_cancer", status="resolved")], T, id="cured counts"),
        pytest.param(CANCER, [fact("condition", "breast_cancer", subject="family")], N, id="the mother's"),
        pytest.param(CANCER, [fact("condition", "malignancy", certainty="denied")], F, id="denied"),
        pytest.param(CANCER, [fact("condition", "lung_cancer", certainty="denied")], N, id="one kind denied"),
        pytest.param(
            CANCER, [fact("condition", "malignancy", certainty="denied", reach="now")], N, id="none at present"
        ),
        pytest.param(
            CANCER,
            [fact("condition", "carcinoma_in_situ"), fact("condition", "malignancy", certainty="denied")],
            N,
            id="carcinoma in situ",
        ),
        pytest.param(CANCER, [], N, id="silence"),
        pytest.param(
            AUTOIMMUNE, [fact("condition", "sjogren_syndrome", certainty="suspected")], T, id="a suspicion counts"
        ),
        pytest.param(AUTOIMMUNE, [fact("condition", "sjogren_syndrome", certainty="denied")], N, id="one excluded"),
        pytest.param(
            AUTOIMMUNE,
            [fact("condition", "autoimmune_disease", certainty="denied", others_only=True)],
            F,
            id="no other",
        ),
        pytest.param(EVENT, [fact("condition", "stroke", date=date(2025, 9, 20))], T, id="6 months to the day"),
        pytest.param(EVENT, [fact("condition", "stroke", date=date(2025, 9, 19))], N, id="earlier is open"),
        pytest.param(EVENT, [fact("condition", "stroke", date=DateInterval.of_month(2025, 9))], N, id="a month"),
        pytest.param(EVENT, [fact("condition", "cardiovascular_event", certainty="denied")], F, id="denied"),
        pytest.param(
            SURGERY,
            [fact("procedure", "joint_replacement", major=True, date=ago(29, INFUSION))],
            N,
            id="29 days to infusion, less to screening",
        ),
        pytest.param(
            SURGERY,
            [fact("procedure", "joint_replacement", major=True, date=ago(20, SCREENING))],
            T,
            id="inside for all",
        ),
        pytest.param(
            SURGERY, [fact("procedure", "kidney_biopsy", major=False, date=ago(3))], N, id="minor, others not denied"
        ),
        pytest.param(
            SURGERY,
            [
                fact(
                    "procedure",
                    "surgery",
                    certainty="denied",
                    period={"earliest": "2016-01-01", "latest": "2026-03-12"},
                )
            ],
            F,
            id="none since 2016",
        ),
        pytest.param(
            VACCINE,
            [fact("procedure", "influenza_inactivated_vaccine", date=ago(5))],
            N,
            id="inactivated says nothing of live",
        ),
        pytest.param(
            VACCINE, [fact("procedure", "vaccine", certainty="denied", reach="recent")], F, id="no vaccine of late"
        ),
        pytest.param(VACCINE, [fact("procedure", "mmr_vaccine", date=ago(5))], T, id="live"),
        pytest.param(VACCINE, [fact("procedure", "mmr_vaccine", date=ago(5), status="planned")], N, id="only advised"),
    ],
)
def test_conditions_and_procedures(node: dict[str, Any], facts: list[FactBase], expected: Truth) -> None:
    assert ask(node, *facts).truth is expected


def cond(name: str = "stroke", **fields: Any) -> FactBase:
    return fact("condition", name, **fields)


def no(name: str, **fields: Any) -> FactBase:
    return fact("condition", name, certainty="denied", **fields)


EVER = has(of=["cardiovascular_event"])
WITHIN = has(of=["cardiovascular_event"], within="6 months", before="infusion")
ONLY_ONE = has(of=["cardiovascular_event"], within="6 months", before="infusion", earlier="decides")
EDGE, OUTSIDE = date(2025, 9, 20), date(2025, 9, 19)


@pytest.mark.parametrize(
    ("node", "facts", "expected", "code"),
    [
        pytest.param(EVER, [cond()], T, "present", id="on record"),
        pytest.param(EVER, [cond(date=date(1990, 1, 1))], T, "present", id="whenever"),
        pytest.param(EVER, [cond(certainty="suspected")], N, "suspected", id="suspected"),
        pytest.param(EVER, [cond(certainty="suspected", status="resolved")], N, "not_mentioned",
                     id="no longer suspected"),
        pytest.param(EVER, [cond(certainty="suspected"), no("cardiovascular_event")], N, "suspected", id="and denied"),
        pytest.param(EVER, [cond(certainty="suspected"), cond()], T, "present", id="suspected and found"),
        pytest.param(EVER, [no("cardiovascular_event")], F, "denied", id="denied"),
        pytest.param(EVER, [no("cardiovascular_event", reach="now")], N, "not_mentioned", id="none now"),
        pytest.param(EVER, [no("cardiovascular_event", reach="recent")], N, "not_mentioned", id="none of late"),
        pytest.param(EVER, [no("stroke")], N, "not_mentioned", id="one kind denied"),
        pytest.param(EVER, [cond("cardiovascular_event")], N, "kind_not_named", id="the bare group"),
        pytest.param(EVER, [cond("cardiovascular_event", status="resolved")], T, "present", id="the group, resolved"),
        pytest.param(EVER, [cond("cardiovascular_event", date=EDGE)], T, "present", id="the group, dated"),
        pytest.param(EVER, [cond("cardiovascular_event", onset=EDGE)], T, "present", id="the group, since a day"),
        pytest.param(EVER, [cond(), no("stroke")], N, "conflict", id="one note says both"),
        pytest.param(EVER, [cond(), no("stroke", written_on=ago(9))], T, "present", id="found since"),
        pytest.param(EVER, [cond(written_on=ago(9)), no("stroke")], N, "conflict", id="denied since"),
        pytest.param(EVER, [cond(), no("stroke", others_only=True)], T, "present", id="no other"),
        pytest.param(EVER, [cond(), no("stroke", period=DateInterval(ago(90), SCREENING))], T, "present",
                     id="none in the last months"),
        pytest.param(EVER, [cond(), no("cardiovascular_event")], T, "present",
                     id="the group denied by the same source"),
        pytest.param(EVER, [cond(source="patient"), no("cardiovascular_event")], N, "conflict", id="by the chart"),
        pytest.param(EVER, [cond(), cond("myocardial_infarction"), no("stroke")], T, "present", id="another beside it"),
        pytest.param(EVER, [cond(subject="family")], N, "not_mentioned", id="the father's"),
        pytest.param(EVER, [], N, "not_mentioned", id="silence"),
        pytest.param(WITHIN, [cond(date=EDGE)], T, "event_in_window", id="six months to the day"),
        pytest.param(WITHIN, [cond(onset=EDGE)], T, "event_in_window", id="by its beginning"),
        pytest.param(WITHIN, [cond(date=OUTSIDE)], N, "since_then_not_said", id="a day more, and nothing said since"),
        pytest.param(WITHIN, [cond(date=OUTSIDE), no("cardiovascular_event", reach="recent")], F, "denied",
                     id="a day more, and none of late"),
        pytest.param(WITHIN, [cond()], N, "event_undated", id="undated"),
        pytest.param(WITHIN, [cond(), no("cardiovascular_event", reach="recent")], F, "denied",
                     id="undated, and none of late"),
        pytest.param(WITHIN, [cond(date=DateInterval.of_month(2025, 9))], N, "event_date_imprecise", id="a month"),
        pytest.param(WITHIN, [cond(date=OUTSIDE), cond("myocardial_infarction", date=EDGE)], T, "event_in_window",
                     id="one of two inside"),
        pytest.param(WITHIN, [cond(date=OUTSIDE), cond("myocardial_infarction")], N, "event_undated",
                     id="one outside, one undated"),
        pytest.param(ONLY_ONE, [cond(date=OUTSIDE)], F, "event_outside_window", id="of which nobody has two"),
        pytest.param(ONLY_ONE, [cond(date=EDGE)], T, "event_in_window", id="inside"),
        pytest.param(EVENT, [cond(date=OUTSIDE)], N, "event_before_window", id="before, where that may count"),
        pytest.param(EVENT, [cond(date=OUTSIDE), no("cardiovascular_event")], N, "event_before_window",
                     id="before, and denied: the notes disagree"),
        pytest.param(EVENT, [cond(), no("cardiovascular_event", reach="recent")], N, "event_undated",
                     id="undated, and none of late: an old one may count too"),
    ],
)  # fmt: skip
def test_present_in_the_window_or_ruled_out(
    node: dict[str, Any], facts: list[FactBase], expected: Truth, code: str
) -> None:
    found = ask(node, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert bool(found.missing) is (expected is N)
    assert bool(found.facts) is (code != "not_mentioned")
    asks = ("kind_not_named", "conflict", "event_date_imprecise", "event_before_window")
    assert found.review is (code in asks)


@pytest.mark.parametrize(
    ("within", "written", "expected"),
    [
        pytest.param("4 weeks", ago(28), F, id="four weeks, by a note of 28 days ago"),
        pytest.param("4 weeks", ago(29), N, id="by one of 29 days ago"),
        pytest.param("6 months", ago(28), F, id="six months, by a note of 28 days ago"),
        pytest.param("6 months", ago(29), N, id="by one of 29 days ago, which says nothing of the time since"),
    ],
)
def test_a_denial_speaks_only_up_to_its_note(within: str, written: date, expected: Truth) -> None:
    node = has(of=["cardiovascular_event"], within=within, before=READINGS)
    assert ask(node, no("cardiovascular_event", written_on=written)).truth is expected


NOW = has(of=["autoimmune_disease"], asks="now")
ACTIVE = has(of=["pregnancy"], state="active")


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(NOW, [cond("sjogren_syndrome")], T, id="on record"),
        pytest.param(NOW, [no("autoimmune_disease", reach="now")], F, id="none now"),
        pytest.param(NOW, [no("autoimmune_disease", reach="now", written_on=ago(29))], N, id="none 29 days ago"),
        pytest.param(NOW, [cond("sjogren_syndrome", written_on=ago(9)), no("sjogren_syndrome")], F,
                     id="ruled out since"),
        pytest.param(NOW, [cond("sjogren_syndrome"), no("sjogren_syndrome")], N, id="one note says both"),
        pytest.param(
            has(of=["autoimmune_disease"], contradicted="denied"),
            [cond("sjogren_syndrome"), no("sjogren_syndrome")], F, id="where a denial counts more",
        ),
        pytest.param(AUTOIMMUNE, [cond("sjogren_syndrome", certainty="suspected"), no("sjogren_syndrome")], T,
                     id="a suspicion that counts, and is denied"),
        pytest.param(ACTIVE, [cond("pregnancy", status="active")], T, id="pregnant"),
        pytest.param(ACTIVE, [cond("pregnancy", status="resolved")], F, id="a pregnancy that is over"),
        pytest.param(ACTIVE, [cond("pregnancy")], N, id="a pregnancy, when is not said"),
        pytest.param(ACTIVE, [no("pregnancy", reach="now")], F, id="not pregnant"),
        pytest.param(ACTIVE, [no("pregnancy", reach="now", written_on=ago(29))], N, id="not pregnant 29 days ago"),
        pytest.param(ACTIVE, [cond("pregnancy", status="resolved"), cond("pregnancy", status="active")], T, id="again"),
        pytest.param(ACTIVE, [cond("pregnancy", certainty="suspected")], N, id="perhaps"),
    ],
)  # fmt: skip
def test_what_is_there_now(node: dict[str, Any], facts: list[FactBase], expected: Truth) -> None:
    assert ask(node, *facts).truth is expected


IN_SITU = has(of=["malignancy"], doubt=["malignancy_borderline"], excluding=["non_melanoma_skin_cancer"])
BESIDE = has(of=["stroke"], doubt=["myocarditis"], doubt_unless={"myocarditis": "heart_failure"})
DOUBT_WITHIN = has(of=["live_vaccine"], doubt=["vaccine"], within="4 weeks", before="infusion")


def vaccine(name: str = "vaccine", **fields: Any) -> FactBase:
    return fact("procedure", name, **fields)


@pytest.mark.parametrize(
    ("node", "facts", "expected", "code"),
    [
        pytest.param(BESIDE, [cond("myocarditis")], N, "borderline", id="something beside it"),
        pytest.param(BESIDE, [cond("myocarditis"), no("stroke")], N, "borderline", id="that a denial does not settle"),
        pytest.param(BESIDE, [cond("myocarditis"), no("heart_failure"), no("stroke")], F, "denied", id="settled"),
        pytest.param(BESIDE, [cond("myocarditis"), no("heart_failure", reach="now"), no("stroke")], N, "borderline",
                     id="not settled by none now"),
        pytest.param(BESIDE, [cond("myocarditis"), no("heart_failure")], N, "not_mentioned", id="settled, and no more"),
        pytest.param(BESIDE, [cond("myocarditis"), cond("stroke", status="resolved")], T, "present",
                     id="beside what decides"),
        pytest.param(DOUBT_WITHIN, [vaccine(date=ago(28, INFUSION))], N, "borderline", id="some vaccine, inside"),
        pytest.param(DOUBT_WITHIN, [vaccine(date=ago(29, INFUSION))], N, "not_mentioned", id="some vaccine, before"),
        pytest.param(DOUBT_WITHIN, [vaccine()], N, "borderline", id="some vaccine, some day"),
        pytest.param(DOUBT_WITHIN, [vaccine(), vaccine(certainty="denied", reach="recent")], F, "denied",
                     id="some day, but none of late"),
        pytest.param(DOUBT_WITHIN, [vaccine("mmr_vaccine", date=ago(28, INFUSION))], T, "event_in_window", id="live"),
    ],
)  # fmt: skip
def test_what_leaves_the_question_open(node: dict[str, Any], facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(node, *facts)
    assert (found.truth, found.code) == (expected, code)
    assert found.review is (code == "borderline")


MAJOR = has(of=["surgery"], excluding=["minor_procedure"], major=True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([vaccine("hysterectomy", major=True)], T, id="major"),
        pytest.param([vaccine("hysterectomy", major=False)], N, id="minor"),
        pytest.param([vaccine("hysterectomy")], N, id="nobody says"),
        pytest.param([vaccine("hysterectomy", major=True, status="planned")], N, id="planned"),
        pytest.param([vaccine("hysterectomy", major=True, status="refused")], N, id="refused"),
        pytest.param(
            [vaccine("hysterectomy", major=False), vaccine("surgery", certainty="denied")], F, id="only minor"
        ),
        pytest.param([vaccine("hysterectomy"), vaccine("surgery", certainty="denied")], N, id="of which nobody says"),
    ],
)
def test_how_major_an_operation_was(facts: list[FactBase], expected: Truth) -> None:
    assert ask(MAJOR, *facts).truth is expected


SEVERAL = has(
    of=["cardiovascular_event"],
    denied_by=[
        "heart_disease",
        {"at_least": 2, "of": ["stroke", ["myocardial_infarction", "acute_coronary_syndrome"], "heart_failure"]},
    ],
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([no("heart_disease")], F, id="what stands for the whole"),
        pytest.param([no("stroke")], N, id="one of the list"),
        pytest.param([no("stroke"), no("heart_failure")], F, id="two of the list"),
        pytest.param([no("stroke"), no("stroke", written_on=ago(9))], N, id="one of them twice"),
        pytest.param([no("myocardial_infarction"), no("acute_coronary_syndrome")], N, id="two that count as one"),
        pytest.param([no("acute_coronary_syndrome"), no("stroke")], F, id="either of two that count as one"),
        pytest.param([no("stroke"), no("heart_failure", reach="now")], N, id="one of them only now"),
        pytest.param(
            [no("stroke"), no("heart_failure"), cond("myocardial_infarction")], T, id="and the third is there"
        ),
    ],
)
def test_a_group_is_denied_by_enough_of_its_members(facts: list[FactBase], expected: Truth) -> None:
    assert ask(SEVERAL, *facts).truth is expected


def test_a_denial_of_members_is_fresh_as_long_as_each_and_of_the_whole_as_the_latest() -> None:
    node = {"has": {**SEVERAL["has"], "within": "6 months", "before": READINGS}}
    parts = ask(node, no("stroke", written_on=ago(9)), no("heart_failure"))
    assert [window.event and window.event.day for window in parts.windows] == [ago(9), SCREENING]
    assert {window.anchors for window in parts.windows} == {("screening",)}
    whole = ask(node, no("stroke", written_on=ago(9)), no("heart_failure"), no("heart_disease", written_on=ago(3)))
    assert [window.event and window.event.day for window in whole.windows] == [ago(3)]
    both = ask(node, no("cardiovascular_event", written_on=ago(9)), no("heart_disease", written_on=ago(3)))
    assert [window.event and window.event.day for window in both.windows] == [ago(3)]


IMPLIED = has(of=["pregnancy"], implied_by="pregnancy_test_wanted")


@pytest.mark.parametrize(("value", "expected"), [("yes", T), ("no", N), ("unclear", N)])
def test_a_statement_may_stand_for_the_condition(value: str, expected: Truth) -> None:
    assert ask(IMPLIED, fact("statement", "pregnancy_test_wanted", value=value)).truth is expected
    assert ask(has(of=["pregnancy"]), fact("statement", "pregnancy_test_wanted", value=value)).truth is N


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(WITHIN, [cond(date=EDGE)], [(EDGE, False, True)], id="it counts while it lies in the window"),
        pytest.param(EVENT, [cond(date=EDGE)], [(EDGE, False, False)], id="an earlier one may count too"),
        pytest.param(WITHIN, [cond(date=EDGE), cond("myocardial_infarction", certainty="suspected")],
                     [(EDGE, False, False)],
                     id="beside a suspicion"),
        pytest.param(WITHIN, [cond(date=EDGE), no("stroke")], [(EDGE, True, True)], id="in conflict it may not count"),
        pytest.param(DOUBT_WITHIN, [vaccine(date=SCREENING)], [(SCREENING, True, True)], id="nor where it is in doubt"),
        pytest.param(EVER, [cond(date=EDGE)], [], id="ever has no window"),
    ],
)  # fmt: skip
def test_the_windows_of_events(node: dict[str, Any], facts: list[FactBase], expected: list[Any]) -> None:
    windows = ask(node, *facts).windows
    told = [
        (each.event and each.event.day, each.may_not_count, each.settles) for each in windows if each.rule == "away"
    ]
    assert told == expected


ROUGH = [
    pytest.param(WITHIN, [cond(date=DateInterval(EDGE, SCREENING))], T, "event_in_window", id="some day inside"),
    pytest.param(WITHIN, [cond(date=DateInterval(OUTSIDE, SCREENING))], N, "event_date_imprecise",
                 id="or a day before"),
    pytest.param(WITHIN, [cond(date=DateInterval(None, OUTSIDE))], N, "since_then_not_said", id="before"),
    pytest.param(has(of=["cardiovascular_event"], within="6 months", before=READINGS), [cond(date=date(2025, 9, 15))],
                 N,
                 "window_differs", id="inside by one reading of the anchor"),
    pytest.param(has(of=["cardiovascular_event"], within="6 months", before=READINGS),
                 [cond(date=DateInterval.of_year(2025))], N, "event_date_imprecise", id="open by every reading"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "facts", "expected", "code"), ROUGH)
def test_events_of_some_day(node: dict[str, Any], facts: list[FactBase], expected: Truth, code: str) -> None:
    found = ask(node, *facts)
    assert (found.truth, found.code) == (expected, code)
    asked = {"window_differs": "ask_sponsor_window", "event_date_imprecise": "date_of_event"}
    if code in asked:
        assert [remark.code for remark in found.missing] == [asked[code]]
        assumed = {"window_differs": ["anchor_readings"], "event_date_imprecise": []}
        assert [remark.code for remark in found.assumptions] == assumed[code]


def test_an_earlier_event_that_may_count_is_asked_of_the_sponsor() -> None:
    found = ask(EVENT, cond(date=OUTSIDE))
    assert [remark.code for remark in found.missing] == ["ask_sponsor_event"]
    assert [remark.code for remark in found.assumptions] == ["event_before_window"]


def test_what_cures_a_condition_that_is_there() -> None:
    assert ask(WITHIN, cond(date=EDGE)).remedy == "wait"
    assert ask(EVER, cond(status="resolved")).remedy == "permanent"
    assert ask(has(of=["malignancy"], remedy="treat"), cond("breast_cancer")).remedy == "treat"
    fixed = Site(readings={"exc03_anchor": "screening"})
    node = has(of=["cardiovascular_event"], within="6 months", before=READINGS)
    assert [remark.code for remark in ask(node, cond(date=EDGE), site=fixed).assumptions] == ["reading_fixed"]


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(has(of=["surgery"], excluding=["minor_procedure"]),
                     [vaccine("kidney_biopsy"), vaccine("hysterectomy")], T, id="a minor one comes first"),
        pytest.param(has(of=["surgery"], excluding=["minor_procedure"]), [vaccine("kidney_biopsy")], N, id="it alone"),
        pytest.param(EVER, [no("stroke", written_on=ago(9)), cond(status="resolved")], T, id="a denial comes first"),
        pytest.param(has(of=["surgery"]), [vaccine("hysterectomy", status="planned"), vaccine("joint_replacement")], T,
                     id="a planned one comes first"),
        pytest.param(MAJOR, [vaccine("hysterectomy", major=False), vaccine("joint_replacement", major=True)], T,
                     id="an operation that was not major comes first"),
        pytest.param(EVER, [cond(certainty="suspected", status="resolved"), cond("myocardial_infarction")], T,
                     id="a suspicion that is over comes first"),
        pytest.param(has(of=["surgery"], major=True), [cond("fracture")], N, id="an injury is no operation"),
        pytest.param(has(of=["trauma"], major=True), [cond("fracture")], T, id="major is asked of operations only"),
        pytest.param(has(of=["surgery"]), [vaccine("hysterectomy", certainty="suspected")], N, id="perhaps operated"),
        pytest.param(CANCER, [cond("carcinoma_in_situ"), cond("breast_cancer")], T, id="a doubtful one comes first"),
        pytest.param(CANCER, [cond("carcinoma_in_situ", certainty="suspected")], N, id="a doubtful one, suspected"),
        pytest.param(has(of=["surgery"]), [vaccine("surgery")], T, id="operations need no kind"),
    ],
)  # fmt: skip
def test_what_does_not_count_hides_nothing_that_does(
    node: dict[str, Any], facts: list[FactBase], expected: Truth
) -> None:
    assert ask(node, *facts).truth is expected


def test_the_words_that_open_questions_show() -> None:
    doubtful = cond("carcinoma_in_situ")
    found = ask(CANCER, doubtful)
    assert (found.facts, [remark.code for remark in found.missing]) == ((doubtful,), ["ask_sponsor"])
    told, denied = cond("sjogren_syndrome", written_on=ago(9)), no("sjogren_syndrome")
    assert ask(NOW, told, denied).facts == (denied, told)
    assert ask(AUTOIMMUNE, cond("sjogren_syndrome", certainty="suspected")).code == "suspected_counts"
    wish = fact("statement", "pregnancy_test_wanted", value="yes")
    assert ask(IMPLIED, wish).facts == (wish,)


def test_the_window_of_a_denial_is_counted_to_screening() -> None:
    for readings in (["infusion", "lymphodepletion"], ["infusion"]):
        node = has(of=["cardiovascular_event"], within="6 months", before={"readings": readings, "id": "x"})
        (window,) = ask(node, no("cardiovascular_event")).windows
        assert window.anchors == ("screening",)
    (now,) = ask(NOW, no("autoimmune_disease", reach="now")).windows
    assert now.anchors == ("screening",)
    assert ask(EVER, no("cardiovascular_event")).windows == ()
    late, early = no("cardiovascular_event"), no("cardiovascular_event", written_on=ago(9))
    for denials_ in ([late, early], [early, late]):
        assert [each.facts for each in ask(WITHIN, *denials_).windows] == [(late,)]


@pytest.mark.parametrize(
    ("infusion", "expected"),
    [pytest.param(None, F, id="counted to its earliest day"), pytest.param(INFUSION, F, id="to its day")],
)
def test_a_denial_before_an_infusion_that_nobody_dated(infusion: date | None, expected: Truth) -> None:
    dates = Dates.planned(SCREENING, None, infusion)
    assert ask(WITHIN, no("cardiovascular_event"), dates=dates).truth is expected
    assert ask(WITHIN, cond(date=OUTSIDE), no("stroke"), dates=dates).truth is not T


TWO = has(of=["malignancy", "live_vaccine"], doubt=["malignancy_borderline", "vaccine"])


@pytest.mark.parametrize(
    ("node", "facts", "expected"),
    [
        pytest.param(TWO, [cond("carcinoma_in_situ")], N, id="a doubtful one of the first of two groups"),
        pytest.param(TWO, [vaccine("mmr_vaccine")], T, id="one of the second, under a wider doubt"),
        pytest.param(TWO, [vaccine("influenza_inactivated_vaccine")], N, id="one under the wider doubt only"),
        pytest.param(TWO, [cond("breast_cancer")], T, id="one of the first"),
        pytest.param(MAJOR, [vaccine("hysterectomy"), vaccine("joint_replacement", major=True)], T,
                     id="one of which nobody says how major comes first"),
        pytest.param(SEVERAL, [no("heart_disease", reach="now")], N, id="what stands for the whole, but only now"),
        pytest.param(has(of=["stroke"], doubt=["myocarditis", "pericarditis"], doubt_unless={"myocarditis": "heart_failure"}),  # noqa: E501
                     [cond("pericarditis"), no("heart_failure"), no("stroke")], N, id="another doubt is not settled with it"),  # noqa: E501
        pytest.param(has(of=["live_vaccine"], doubt=["vaccine"],
                     within="4 weeks", before="infusion", earlier="unknown"),
                     [vaccine(date=ago(90)), vaccine(certainty="denied", reach="recent")], N,
                     id="a doubtful one before the window, where earlier ones may count"),
        pytest.param(has(of=["live_vaccine"], doubt=["vaccine"]), [vaccine(date=ago(9000))], N,
                     id="a doubtful one, whenever"),
        pytest.param(WITHIN, [], N, id="silence in a window"),
        pytest.param(ACTIVE, [], N, id="silence on what is active"),
    ],
)  # fmt: skip
def test_doubts_and_groups(node: dict[str, Any], facts: list[FactBase], expected: Truth) -> None:
    assert ask(node, *facts).truth is expected


def test_silence_names_the_window_that_is_asked_about() -> None:
    assert "window" in ask(WITHIN).data
    assert "window" not in ask(EVER).data


def test_a_denial_that_counts_more_keeps_the_remedy() -> None:
    node = has(of=["autoimmune_disease"], contradicted="denied", remedy="treat")
    assert ask(node, cond("sjogren_syndrome"), no("sjogren_syndrome")).remedy == "treat"
