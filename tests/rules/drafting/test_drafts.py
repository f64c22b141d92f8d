"""A draft loads, covers its record, and decides nothing for good."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rules import records
from rules.checker import check
from rules.drafting.drafts import draft
from rules.drafting.writing import protocol_yaml
from rules.errors import ProtocolError
from rules.predicates.open import ToDo
from rules.protocol import Protocol, load_protocol
from rules.verdicts import Status, earliest_eligible, outlook, overall
from tests.rules.builders import DATES, fact

RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"))


def _loaded(record: Path, folder: Path) -> Protocol:
    folder.mkdir(exist_ok=True)
    (folder / "record.json").write_bytes(record.read_bytes())
    (folder / "protocol.yaml").write_text(protocol_yaml(draft(records.read(record))), "utf-8")
    return load_protocol(str(folder))


def _written(folder: Path, text: str, **fields: str) -> Path:
    module = {"eligibilityCriteria": text, **fields}
    parts = {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A trial"}, "eligibilityModule": module}
    file = folder / "study.json"
    file.write_text(json.dumps({"protocolSection": parts}), "utf-8")
    return file


@pytest.mark.parametrize("record", RECORDS, ids=lambda file: file.stem)
def test_every_record_becomes_a_protocol_that_covers_it(record: Path, tmp_path: Path) -> None:
    protocol = _loaded(record, tmp_path / record.stem)
    assert protocol.draft
    assert protocol.reviewed is None
    assert len({criterion.id for criterion in protocol.criteria}) == len(protocol.criteria)
    verdicts = check(protocol, [], DATES)
    assert {verdict.status for verdict in verdicts} == {Status.UNKNOWN}


def test_left_to_encode_is_unknown_and_says_so(tmp_path: Path) -> None:
    record = _written(tmp_path, "Inclusion Criteria:\n\n- A clear mind\n\nExclusion Criteria:\n\n- History of stroke")
    protocol = _loaded(record, tmp_path / "draft")
    mind, stroke = check(protocol, [fact("condition", "stroke", date=date(2025, 1, 1))], DATES)
    assert isinstance(mind.criterion.node, ToDo)
    assert (mind.status, mind.finding.code) == (Status.UNKNOWN, "to_do_not_understood")
    assert [remark.code for remark in mind.missing] == ["left_to_encode"]
    assert stroke.status is Status.FAIL


def test_a_draft_makes_nobody_eligible(tmp_path: Path) -> None:
    record = _written(
        tmp_path, "Inclusion Criteria:\n\n- 18 years or older\n\nExclusion Criteria:\n\n- History of stroke"
    )
    protocol = _loaded(record, tmp_path / "draft")
    facts = [
        fact("demographic", "birth_date", value=date(1980, 1, 1)),
        fact("condition", "stroke", certainty="denied", reach="ever"),
    ]
    verdicts = check(protocol, facts, DATES)
    assert {verdict.status for verdict in verdicts} == {Status.PASS}
    assert (overall(verdicts), outlook(verdicts)) == ("potentially_eligible", "refer")
    assert overall(verdicts, draft=True) == "needs_information"
    assert outlook(verdicts, draft=True) == "complete_the_chart"
    assert earliest_eligible(verdicts, DATES.infusion.day, draft=True).status == "unknown"


def test_the_records_own_fields_are_criteria_with_a_text(tmp_path: Path) -> None:
    text = "Inclusion Criteria:\n\n- History of stroke"
    record = _written(tmp_path, text, minimumAge="18 Years", maximumAge="75 Years", sex="FEMALE")
    protocol = _loaded(record, tmp_path / "draft")
    assert [criterion.text for criterion in protocol.criteria][1:] == [
        ("minimumAge: 18 Years; maximumAge: 75 Years",),
        ("sex: FEMALE",),
    ]
    months = _written(tmp_path, text, minimumAge="6 Months")
    assert [item.rule.because for item in draft(records.read(months)).criteria] == [None, "not_understood"]


def test_words_that_look_like_yaml_come_back_unchanged(tmp_path: Path) -> None:
    odd = "no: 'yes' # {a: [b]} \"c\" | > & * ! %"
    protocol = _loaded(_written(tmp_path, f"Inclusion Criteria:\n\n- {odd}"), tmp_path / "draft")
    assert protocol.criteria[0].text == (odd,)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"protocolSection": {"eligibilityModule": {"eligibilityCriteria": " "}}}']
)
def test_what_is_no_record(tmp_path: Path, content: str) -> None:
    file = tmp_path / "study.json"
    file.write_text(content, "utf-8")
    with pytest.raises(ProtocolError, match="not a record"):
        records.read(file)


def test_an_american_date_becomes_a_day() -> None:
    data = {
        "eligibilityModule": {"eligibilityCriteria": "x"},
        "statusModule": {"lastUpdatePostDateStruct": {"date": "July 1, 2015"}},
    }
    assert records.parse({"protocolSection": data}).version == "2015-07-01"
