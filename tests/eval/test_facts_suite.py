"""The scorer of general notes, on facts small enough to count by hand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval import facts_suite
from eval.cases import CaseError
from eval.facts_suite import Found, GeneralNote, GoldFact, judge, rates, same_date, same_value, scored_facts
from rules.dates import DateInterval
from rules.facts import Condition, Demographic, FactBase, Measurement

TEXT = "A 40-year-old man. Hb 91 g/L on 2 March, 98 g/L on 9 March. Plt 88."
MARCH_2, MARCH_9 = "2024-03-02", "2024-03-09"


def gold(name: str, value: float | str | None = None, date: Any = None, **fields: Any) -> GoldFact:
    return GoldFact(name=name, value=value, date=date, quote=fields.pop("quote", ""), **fields)


def note(*facts: GoldFact) -> GeneralNote:
    return GeneralNote(id="en-01", language="en", text=TEXT, written_on=None, facts=facts)


def result(name: str, value: float | str, date: str | None = None, **fields: Any) -> Measurement:
    return Measurement(name=name, value=value, date=None if date is None else DateInterval.parse(date), **fields)


def found(*facts: FactBase) -> tuple[Found, ...]:
    return scored_facts(facts)


def counts(annotated: GeneralNote, facts: Sequence[Found]) -> tuple[tuple[int, int], ...]:
    return tuple((ratio.hits, ratio.total) for ratio in rates(judge(annotated, facts)))


def test_recall_precision_and_dates_are_counted_apart() -> None:
    annotated = note(gold("hb", 91, MARCH_2), gold("hb", 98, MARCH_9), gold("plt", 88))
    facts = found(result("hb", 91, MARCH_2), result("hb", 98, MARCH_2), result("plt", 8.8), result("wbc", 5))
    assert counts(annotated, facts) == ((2, 3), (2, 4), (1, 2))


def test_a_pair_with_the_right_date_is_preferred() -> None:
    annotated = note(gold("hb", 91, MARCH_2), gold("hb", 91, MARCH_9))
    assert counts(annotated, found(result("hb", 91, MARCH_9), result("hb", 91, MARCH_2)))[2] == (2, 2)


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(result("hb", 91, subject="family"), id="a relative's value"),
        pytest.param(result("hb", 91, validity="declared_false"), id="a withdrawn value"),
        pytest.param(result("urine_rbc", 5), id="a name that is not scored"),
        pytest.param(Measurement(name="hb"), id="no value"),
        pytest.param(Condition(name="sle"), id="a diagnosis"),
    ],
)
def test_what_is_no_value_of_the_patient_is_not_scored(fact: FactBase) -> None:
    assert found(fact) == ()


def test_a_value_said_again_is_no_wrong_fact() -> None:
    twice = found(result("creatinine", 300.6), result("creatinine", 301.0))
    assert counts(note(gold("creatinine", 300.6)), twice)[1] == (1, 1)


def test_the_same_value_on_a_wrong_day_beside_the_right_one_is_a_wrong_fact() -> None:
    twice = found(result("hb", 91, MARCH_2), result("hb", 91, MARCH_9))
    assert counts(note(gold("hb", 91, MARCH_2)), twice)[1] == (1, 2)


@pytest.mark.parametrize(
    ("annotated", "fact", "same"),
    [
        pytest.param(gold("creatinine", 141.5), result("creatinine", 141.0), True, id="rounding of a unit"),
        pytest.param(gold("creatinine", 141.5), result("creatinine", 144.0), False, id="more than rounding"),
        pytest.param(gold("hiv", "negative"), result("hiv", "negative"), True, id="qualitative"),
        pytest.param(gold("hiv", "negative"), result("hiv", "positive"), False, id="the other answer"),
        pytest.param(gold("sex", "male"), Demographic(name="sex", value="male"), True, id="sex"),
        pytest.param(gold("age", 40), Demographic(name="age", value=40), True, id="age"),
        pytest.param(gold("hbv_dna", high=20), result("hbv_dna", 20.0, comparator="<"), True, id="below a limit"),
        pytest.param(
            gold("hbv_dna", high=20), Measurement(name="hbv_dna", high=20, comparator="<"), True, id="open below"
        ),
        pytest.param(gold("hbv_dna", 20), result("hbv_dna", 20.0, comparator="<"), False, id="a limit is no value"),
        pytest.param(gold("lvef", low=50, high=55), Measurement(name="lvef", low=50, high=55), True, id="a range"),
    ],
)
def test_when_two_values_are_the_same(annotated: GoldFact, fact: FactBase, same: bool) -> None:
    assert same_value(annotated, found(fact)[0]) is same


@pytest.mark.parametrize(
    ("annotated", "read", "same"),
    [
        pytest.param(MARCH_2, MARCH_2, True, id="the day"),
        pytest.param(MARCH_2, {"earliest": "2024-03-01", "latest": "2024-03-31"}, False, id="a month for a day"),
        pytest.param({"earliest": "2024-03-01", "latest": "2024-03-31"}, MARCH_2, True, id="a day inside the span"),
        pytest.param({"earliest": "2024-03-01", "latest": "2024-03-31"}, "2024-04-01", False, id="outside the span"),
        pytest.param(None, None, True, id="no date on either side"),
        pytest.param(None, MARCH_2, False, id="a date that the note does not give"),
        pytest.param(MARCH_2, None, False, id="a lost date"),
    ],
)
def test_when_two_dates_are_the_same(annotated: Any, read: Any, same: bool) -> None:
    spans = [None if item is None else DateInterval.parse(item) for item in (annotated, read)]
    assert same_date(spans[0], spans[1]) is same


def test_an_unclear_date_is_not_scored() -> None:
    assert counts(note(gold("hb", 91, "any")), found(result("hb", 91, MARCH_2))) == ((1, 1), (1, 1), (0, 0))


def test_the_annotated_notes_can_be_used() -> None:
    notes = facts_suite.load_general()
    assert [sum(item.language == language for item in notes) for language in ("en", "zh")] == [15, 15]
    assert all({"age", "sex"} <= {fact.name for fact in item.facts} for item in notes)


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ({"name": "hb", "value": 91, "quote": "Hb 19"}, "'Hb 19' is not in the note"),
        ({"name": "haemoglobin", "value": 91, "quote": "Hb 91"}, "'haemoglobin' is not among the scored ones"),
        ({"name": "hb", "vlaue": 91, "quote": "Hb 91"}, "vlaue"),
    ],
)
def test_a_faulty_annotation_is_refused(fact: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GeneralNote.model_validate({"id": "en-01", "language": "en", "text": TEXT, "written_on": None, "facts": [fact]})


def test_a_folder_without_notes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="holds no notes"):
        facts_suite.load_general(tmp_path)


def test_entities_are_scored_in_canonical_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entities = {"age": [40.0, "years"], "sex": "Male", "Hemoglobin": [9.1, "g/dL"], "Smoker": True}
    path = tmp_path / "notes.jsonl"
    path.write_text(json.dumps({"id": "n1", "note": TEXT, "entities": entities}) + "\n", "utf-8")
    assert facts_suite.command([str(path)]) == 0
    rows = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert set(rows) == {"entity", "all", "age", "sex", "Hemoglobin"}
    assert "1.00 (1/1)" in rows["Hemoglobin"]


def test_a_file_of_another_shape_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text('{"text": "no entities"}\n', "utf-8")
    assert facts_suite.command([str(path)]) == 2
    assert "is not a file of notes with entities" in capsys.readouterr().err
