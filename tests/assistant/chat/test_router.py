"""Which lines are questions, and which tool answers them, in both languages and without a model."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.chat.days import Days
from assistant.chat.router import answer, route
from tests.assistant.chat.cases import case, empty

MAY = {"infusion": Days(date(2026, 5, 1), date(2026, 5, 31))}


@pytest.mark.parametrize(
    ("line", "tool", "arguments"),
    [
        ("why not?", "explain", {}),
        ("why", "explain", {}),
        ("为什么不行", "explain", {}),
        ("why does she fail EXC-03.3?", "explain", {"criteria": ("EXC-03.3",)}),
        ("exc 3.3", "explain", {"criteria": ("EXC-03.3",)}),
        ("为什么EXC-03.3不符合", "explain", {"criteria": ("EXC-03.3",)}),
        ("explain INC-04a and INC-04b", "explain", {"criteria": ("INC-04a", "INC-04b")}),
        ("is kidney function ok?", "explain", {"criteria": ("INC-07.2",)}),
        ("肾功能怎么样", "explain", {"criteria": ("INC-07.2",)}),
        ("还缺什么", "missing", {"owner": "", "criteria": ()}),
        ("what is still missing?", "missing", {"owner": "", "criteria": ()}),
        ("what do I ask the patient?", "missing", {"owner": "patient", "criteria": ()}),
        ("要问患者什么", "missing", {"owner": "patient", "criteria": ()}),
        ("which tests are missing?", "missing", {"owner": "test", "criteria": ()}),
        ("what is missing for EXC-10.2?", "missing", {"owner": "", "criteria": ("EXC-10.2",)}),
        ("when could she?", "earliest", {}),
        ("什么时候可以", "earliest", {}),
        ("earliest date", "earliest", {}),
        ("最早什么时候能回输", "earliest", {}),
        ("What if the infusion were in May?", "what_if", {"days": MAY}),
        ("what if the infusion were in may", "what_if", {"days": MAY}),
        ("如果5月回输呢", "what_if", {"days": MAY}),
        ("if she is screened on 20 April", "what_if", {"days": {"screening": Days(*[date(2026, 4, 20)] * 2)}}),
        ("infusion on 4 May 2026?", "what_if", {"days": {"infusion": Days(*[date(2026, 5, 4)] * 2)}}),
        ("what if we postpone by two weeks", "what_if", {"months": 0, "shift": 14}),
        ("推迟3周呢", "what_if", {"months": 0, "shift": 21}),
        ("提前2天呢", "what_if", {"months": 0, "shift": -2}),
        (
            "what does the protocol say about pregnancy",
            "search",
            {"query": "what does the protocol say about pregnancy"},
        ),
        ("方案里关于妊娠怎么说", "search", {"query": "方案里关于妊娠怎么说"}),
        ("what does EXC-03.3 say?", "search", {"criteria": ("EXC-03.3",)}),
        ("compare with NCT00709722", "compare", {"trial": "NCT00709722"}),
        ("compare with the vedolizumab trial", "compare", {"trial": "NCT05481619"}),
        ("和另一个试验比较", "compare", {"trial": ""}),
        ("Can she be referred?", "screen", {}),
        ("能入组吗", "screen", {}),
        ("why is the sky blue?", "", {}),
    ],
)
def test_a_question_goes_to_its_tool(line: str, tool: str, arguments: dict[str, object]) -> None:
    found = route(line, case())
    assert (found.kind, found.tool, dict(found.arguments)) == ("question", tool, arguments)


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("what about the belimumab", "EXC-03.3"),
        ("belimumab", "EXC-03.3"),
        ("贝利尤单抗怎么样", "EXC-03.3"),
        ("hiv?", "EXC-06a"),
        ("when is the belimumab wash-out over?", "EXC-03.3"),
        ("may she have live vaccines?", "EXC-03.4b"),
        ("is she pregnant?", "INC-08b"),
    ],
)
def test_a_name_of_the_terminology_leads_to_the_criteria_that_use_it(line: str, about: str) -> None:
    found = route(line, case())
    assert (found.kind, found.tool) == ("question", "explain")
    assert about in [citation.criterion for citation in answer(found, case()).citations]


@pytest.mark.parametrize(
    "line",
    [
        "LVEF was 60% on 3 March",
        "末次泰它西普是去年12月",
        "anti-HCV negative 12 Mar 2026",
        "When seen on 3 March LVEF was 60%",
        "Is on prednisone 15 mg daily since 2018",
        "No history of malignancy",
        "否认药物过敏史",
        "Patient agrees to contraception",
        "如果发热及时就诊",
        "infusion planned 20 March if labs ok",
        "34-year-old woman with SLE",
        "Does not smoke",
        "否认任何手术史，无什么不适",
        "May 2026: LVEF 55%",
        "Can walk 500 m. NYHA I.",
    ],
)
def test_a_statement_is_a_fact_and_is_never_swallowed_as_a_question(line: str) -> None:
    assert route(line, case()).kind == "fact"


@pytest.mark.parametrize(
    "text",
    [
        "Clinic note 10 Mar 2026\n34-year-old woman with SLE since 2018.\nWhy she stopped belimumab is not known.",
        "Rheumatology letter. " + "She is well and has no complaints today. " * 8 + "When is she due?",
    ],
)
def test_what_is_long_or_has_lines_is_a_note(text: str) -> None:
    assert route(text, case()).kind == "note"


def test_the_answer_is_in_the_language_of_the_question() -> None:
    assert route("还缺什么", case(), "en").lang == "zh"
    assert route("what is missing?", case(), "zh").lang == "en"
    assert route("EXC-03.3", case(), "zh").lang == "zh"


def test_a_day_without_a_year_is_one_to_come() -> None:
    found = route("what if the infusion were on 2 February?", case())
    assert found.arguments["days"]["infusion"].first == date(2027, 2, 2)
    found = route("what if the infusion were on 2 March?", case())
    assert found.arguments["days"]["infusion"].first == date(2026, 3, 2)


def test_two_days_go_to_the_anchors_beside_them() -> None:
    found = route("what if screening is on 20 April and the infusion on 10 May 2026?", case())
    days = {name: each.first for name, each in found.arguments["days"].items()}
    assert days == {"screening": date(2026, 4, 20), "infusion": date(2026, 5, 10)}


@pytest.mark.parametrize("line", ["why is the sky blue?", "天为什么是蓝的？"])
def test_what_nothing_supports_is_not_said(line: str) -> None:
    told = answer(route(line, case()), case())
    assert not told.supported
    assert told.citations == ()
    assert told.tool == "help"


def test_a_question_about_the_protocol_needs_no_note() -> None:
    told = answer(route("what does the protocol say about pregnancy?", empty()), empty())
    assert told.supported
    assert "negative serum pregnancy test" in told.lines[0].text
    assert told.citations[0].status is None
    assert not answer(route("why not?", empty()), empty()).supported
