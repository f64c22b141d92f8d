"""Ten records labelled clause by clause before the grammar was written: borders, kinds and rules are scored on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules import records
from rules.drafting.drafts import draft
from rules.drafting.splitting import split

_HERE = Path(__file__).parent
IDS = sorted(file.stem for file in (_HERE / "labelled").glob("*.yaml"))
ENOUGH = 0.95


def _labelled(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_HERE / "labelled" / f"{name}.yaml").read_text("utf-8"))
    return content


def _record(name: str) -> records.Record:
    return records.read(_HERE / "records" / f"{name}.json")


def _bare(text: str) -> str:
    return text.strip(" ;.,")


def _canonical(node: Any) -> Any:
    """A rule without what cures it, and without the order of its parts."""
    if isinstance(node, dict):
        return {key: _canonical(value) for key, value in node.items() if key != "remedy"}
    if isinstance(node, list):
        return sorted((_canonical(item) for item in node), key=lambda item: json.dumps(item, sort_keys=True))
    return node


def test_ten_records_are_labelled() -> None:
    assert len(IDS) == 10


def test_borders_and_kinds() -> None:
    wanted, found = 0, 0
    for name in IDS:
        clauses = [(_bare(clause.text), clause.kind) for clause in split(_record(name).eligibility)]
        for item in _labelled(name)["clauses"]:
            wanted += 1
            found += (_bare(item["text"]), item["kind"]) in clauses
    print(f"borders and kinds right: {found} of {wanted}")
    assert found / wanted >= ENOUGH


@pytest.mark.parametrize("name", IDS)
def test_no_clause_is_added_or_out_of_order(name: str) -> None:
    clauses = [_bare(clause.text) for clause in split(_record(name).eligibility)]
    labelled = [_bare(item["text"]) for item in _labelled(name)["clauses"]]
    assert len(clauses) == len(labelled)
    assert [text for text in clauses if text in labelled] == [text for text in labelled if text in clauses]


def test_drafted_rules() -> None:
    """A drafted rule must say what the label says; what the label could say and the draft doesn't is only left over."""
    right, wrong, wanted, criteria = 0, [], 0, 0
    for name in IDS:
        labels = {_bare(item["text"]): item for item in _labelled(name)["clauses"] if item["kind"] != "heading"}
        for item in draft(_record(name)).criteria:
            label = labels.get(_bare(item.text), {})
            if item.id.startswith("REC"):
                continue
            criteria += 1
            wanted += "when" in label
            if item.rule.because is not None:
                continue
            same = _canonical([label.get("when"), label.get("applies_when")])
            if _canonical([item.rule.when, item.rule.applies_when]) == same:
                right += 1
            else:
                wrong.append((name, item.id, item.rule.when))
    print(
        f"rules right: {right} of {right + len(wrong)}; labelled {wanted}; drafted {right / criteria:.2f} of {criteria}"
    )
    assert right / (right + len(wrong)) >= ENOUGH, wrong
    assert right / wanted >= 0.85


@pytest.mark.parametrize("name", IDS)
def test_the_fields_of_the_record_stand_in_where_no_clause_says_them(name: str) -> None:
    found = [item.rule.when for item in draft(_record(name)).criteria if item.id.startswith("REC")]
    assert found == _labelled(name)["fields"]
