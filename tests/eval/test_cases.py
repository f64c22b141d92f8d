"""The labelled cases: their form, their parts, and the sentences for a case that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import SUITES, CaseError, load_case, load_suite, select
from rules.protocol import load_protocol

GOOD: dict[str, Any] = {
    "id": "en-05",
    "language": "en",
    "screening_date": "2026-03-12",
    "overall": "needs_information",
    "gold": {"INC-01": "pass", "EXC-09": "unknown"},
    "evidence": {"INC-01": ["34-year-old"]},
}


def write(folder: Path, name: str = "en-05", text: str = "A 34-year-old woman.\r\n", **changes: Any) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({**GOOD, "id": name, **changes}), "utf-8")
    path.with_suffix(".txt").write_bytes(text.encode("utf-8"))
    return path


def test_a_note_is_read_byte_for_byte(tmp_path: Path) -> None:
    assert load_case(write(tmp_path), "nk510").text == "A 34-year-old woman.\r\n"


@pytest.mark.parametrize(
    ("name", "suite", "part"),
    [
        ("en-05", "nk510", "tuned"),
        ("zh-01", "nk510", "tuned"),
        ("en-07", "nk510", "untuned"),
        ("fe-05", "fresh", "fresh"),
    ],
)
def test_number_and_suite_say_whether_a_case_is_held_out(tmp_path: Path, name: str, suite: str, part: str) -> None:
    assert load_case(write(tmp_path, name), suite).part == part


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"golds": {}}, "en-05.json: golds: Extra inputs", id="a field that does not exist"),
        pytest.param({"gold": {"INC-01": "passes"}}, "en-05.json: gold.INC-01: Input should be", id="a status"),
        pytest.param({"evidence": {"INC-01": ["35-year-old"]}}, "evidence of INC-01 is not in the note", id="a quote"),
        pytest.param({"why": {"INC-02": "no"}}, "no label: INC-02", id="a reason without a label"),
    ],
)
def test_a_faulty_label_file_is_refused_with_its_name(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError, match=message):
        load_case(write(tmp_path, **changes), "nk510")


def test_a_missing_note_or_suite_is_said(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.with_suffix(".txt").unlink()
    with pytest.raises(CaseError, match=r"en-05\.txt beside en-05.json cannot be read"):
        load_suite(str(tmp_path))
    with pytest.raises(CaseError, match="there is no suite 'nk51': use one of nk510, dev, fresh"):
        load_suite("nk51")


@pytest.mark.parametrize("suite", SUITES)
def test_every_case_labels_every_criterion_and_its_overall_follows(suite: str) -> None:
    criteria = {criterion.id: criterion.decided_by_people for criterion in load_protocol("NCT07083349").criteria}
    for case in load_suite(suite):
        assert set(case.gold) == set(criteria), case.id
        open_ones = [name for name, status in case.gold.items() if status == "unknown" and not criteria[name]]
        if "fail" in case.gold.values():
            assert case.overall == "ineligible", case.id
        else:
            assert case.overall == ("needs_information" if open_ones else "potentially_eligible"), case.id


def test_parts_and_ids_select() -> None:
    cases = load_suite("nk510")
    assert {case.number % 4 for case in select(cases, part="tuned")} == {1}
    assert [case.id for case in select(cases, ids=["zh-05"])] == ["zh-05"]
