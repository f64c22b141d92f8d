"""What ``protocol check`` finds in a protocol that can be read: each doubt, and its neighbour that is none."""

from __future__ import annotations

from typing import Any

import pytest

from rules import inspection, terminology
from rules.loader import parse_node
from rules.protocol import Criterion, Protocol, available, load_protocol

HB = {"measurement": {"of": "hb", "at_least": "80 g/L"}}


def criterion(name: str, when: dict[str, Any], **fields: Any) -> Criterion:
    node = parse_node(when, ("when",), terminology.load())
    words = {"en": name, "zh": name}
    kind = "inclusion" if name.startswith("INC") else "exclusion"
    data = {"id": name, "kind": kind, "title": words, "text": ("x",), "settled_by": "chart", "ask": words, "when": node}
    return Criterion.model_validate({**data, **fields})


def protocol(*criteria: Criterion, **fields: Any) -> Protocol:
    data = {
        "id": "T",
        "title": "T",
        "record_version": None,
        "recruitment": "UNKNOWN",
        "encoded_from": "registry record",
    }
    more = {"reviewed": None, "windows": {}, "preamble": ()}
    return Protocol.model_validate({**data, **more, "criteria": criteria, **fields})


def found(*criteria: Criterion, **fields: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(doubt.code, doubt.ids) for doubt in inspection.inspect(protocol(*criteria, **fields))]


def codes(when: dict[str, Any]) -> list[str]:
    return [code for code, _ in found(criterion("INC-01", when))]


def measured(analyte: str, **fields: str) -> dict[str, Any]:
    return {"measurement": {"of": analyte, **fields}}


def between(low: str, high: str, *, join: str = "all") -> dict[str, Any]:
    return {join: [{"measurement": {"of": "hb", "at_least": low}}, {"measurement": {"of": "hb", "at_most": high}}]}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param(between("80 g/L", "160 g/L"), [], id="a range"),
        pytest.param(between("12 g/dL", "120 g/L"), [], id="one value is left"),
        pytest.param(between("12.1 g/dL", "120 g/L"), ["never_true"], id="two ranges that do not meet"),
        pytest.param(between("80 g/L", "100 g/L", join="any"), ["never_false"], id="every value is in one of them"),
        pytest.param(between("100 g/L", "80 g/L", join="any"), [], id="either side of a gap"),
        pytest.param({"all": [HB, {"not": HB}]}, ["never_true"], id="a thing and its opposite"),
        pytest.param({"any": [HB, {"not": HB}]}, ["never_false"], id="a thing or its opposite"),
        pytest.param({"all": [{"sex": {"is": "female"}}, {"sex": {"is": "male"}}]}, ["never_true"], id="both sexes"),
        pytest.param(
            {"all": [{"age": {"at_most": 17}}, {"age": {"at_least": 18}}]}, ["never_true"], id="young and grown up"
        ),
        pytest.param({"age": {"at_least": 0}}, ["never_false"], id="any age"),
        pytest.param(
            {"measurement": {"of": "hb", "at_least": "800 g/L"}}, ["implausible_limit", "never_true"], id="in g/dL?"
        ),
        pytest.param(
            {"measurement": {"of": "creatinine", "at_most": "5 umol/L"}},
            ["implausible_limit", "never_true"],
            id="in mg/dL?",
        ),
        pytest.param(
            {
                "all": [
                    {"measurement": {"of": "alt", "at_least": "3 ULN"}},
                    {"measurement": {"of": "alt", "at_most": "1 ULN"}},
                ]
            },
            ["never_true"],
            id="multiples of the upper limit",
        ),
        pytest.param(
            {
                "all": [
                    {"measurement": {"of": "hiv", "is": "positive"}},
                    {"measurement": {"of": "hiv", "is": "negative"}},
                ]
            },
            ["never_true"],
            id="positive and negative",
        ),
        pytest.param({"has": {"of": ["sle"], "within": "0 days"}}, ["empty_window"], id="a window of nothing"),
        pytest.param({"has": {"of": ["sle"], "within": "1 day"}}, [], id="a window of a day"),
        pytest.param({"has": {"of": ["prednisone"]}}, ["wrong_kind"], id="a drug is no condition"),
        pytest.param({"treated": {"of": ["sle"], "time": "now"}}, ["wrong_kind"], id="a condition is no drug"),
        pytest.param({"stated": {"of": "consnt", "is": "yes"}}, ["unknown_statement"], id="no such statement"),
        pytest.param({"left_to_person": {"judge": {"en": "it", "zh": "它"}}}, [], id="left to a person"),
    ],
)
def test_a_rule_by_itself(when: dict[str, Any], expected: list[str]) -> None:
    assert codes(when) == expected


def test_a_reading_that_can_never_be_true_is_named() -> None:
    when = {"readings": {"id": "r", "of": {"good": HB, "bad": between("130 g/L", "120 g/L")}}}
    doubts = inspection.inspect(protocol(criterion("INC-01", when)))
    assert [(doubt.code, doubt.data["reading"]) for doubt in doubts] == [("never_true", "bad")]


def test_a_named_window_of_nothing() -> None:
    assert found(criterion("INC-01", HB), windows={"screening_window": "0 days"}) == [("empty_window", ())]


def test_criteria_beside_each_other() -> None:
    mirror = criterion("EXC-01", {"measurement": {"of": "hb", "less_than": "8 g/dL"}})
    against = criterion("EXC-02", HB)
    other = criterion("EXC-03", {"measurement": {"of": "hb", "less_than": "70 g/L"}})
    assert found(criterion("INC-01", HB), mirror) == [("mirrored", ("INC-01", "EXC-01"))]
    assert found(criterion("INC-01", HB), against) == [("contradiction", ("INC-01", "EXC-02"))]
    assert found(criterion("INC-01", HB), other) == []


def test_a_criterion_that_applies_to_some_contradicts_nobody_else() -> None:
    women = parse_node({"sex": {"is": "female"}}, ("when",), terminology.load())
    assert found(criterion("INC-01", HB), criterion("EXC-02", HB, applies_when=women)) == []


def test_what_is_not_encoded_yet_says_nothing_of_another() -> None:
    undone = {"to_do": {"because": "not_understood"}}
    trial = protocol(criterion("INC-01", undone), criterion("EXC-01", undone), criterion("EXC-02", HB))
    assert inspection.inspect(trial) == ()
    assert inspection.left_to_encode(trial) == ("INC-01", "EXC-01")


def test_without_a_record_it_says_so() -> None:
    doubts = inspection.inspect(protocol(criterion("INC-01", HB)), record=False)
    assert [doubt.code for doubt in doubts] == ["no_record"]


def test_the_protocols_of_the_project_have_no_fault_but_what_their_records_repeat() -> None:
    doubts = [(name, doubt) for name in available() for doubt in inspection.inspect(load_protocol(name))]
    assert {doubt.code for _, doubt in doubts} == {"mirrored"}
    assert {name for name, _ in doubts} == {"NCT05481619"}


def test_what_is_left_to_a_person_whole_or_in_part() -> None:
    left = {(item.id, item.whole) for item in inspection.left_to_people(load_protocol("NCT00709722"))}
    assert {("INC-02", False), ("EXC-03a", True), ("EXC-09a", True), ("EXC-11b", False)} <= left


def test_criteria_that_are_left_to_encode_contradict_nothing() -> None:
    todo = {"to_do": {"because": "not_understood"}}
    assert found(criterion("INC-01", todo), criterion("EXC-01", todo)) == []
