"""The authoring guide: every example is run, and no question or field of one is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.facts import KINDS, FactBase
from rules.loader import LOGIC
from rules.predicates import PREDICATES
from rules.protocol import Criterion, Protocol
from rules.truth import Truth
from rules.yamlfile import LOADER
from tests.rules.builders import ask, fact

PAGE = (Path(__file__).parents[1] / "docs" / "protocols.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
BLOCKS = [yaml.load(block, Loader=LOADER) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
EXAMPLES = [block for block in BLOCKS if isinstance(block, dict) and "rule" in block]
CASES = [
    pytest.param(block["rule"], chart["facts"], chart["is"], id=f"{next(iter(block['rule']))} {number}.{place}")
    for number, block in enumerate(EXAMPLES)
    for place, chart in enumerate(block["charts"])
]
TRUTHS = {True: Truth.TRUE, False: Truth.FALSE, "unknown": Truth.UNKNOWN}
ONE_SIDED = {
    "left_to_person": {Truth.TRUE},
    "recorded": {Truth.UNKNOWN},
    "to_do": {Truth.TRUE, Truth.FALSE},
}
"""What a question never answers."""


def made(line: dict[str, Any]) -> FactBase:
    """The fact of one line: its kind and name, then its fields."""
    kind = next(name for name in KINDS if name in line)
    fields = {key: value for key, value in line.items() if key != kind}
    return fact(kind, line[kind], **fields)


@pytest.mark.parametrize(("rule", "facts", "expected"), CASES)
def test_an_example_answers_as_the_page_says(rule: dict[str, Any], facts: list[dict[str, Any]], expected: Any) -> None:
    assert ask(rule, *(made(line) for line in facts)).truth is TRUTHS[expected]


@pytest.mark.parametrize("name", PREDICATES)
def test_every_question_has_its_section_with_all_its_fields_and_answers(name: str) -> None:
    section = SECTIONS[name]
    fields = [(info.alias or key).rstrip("_") for key, info in PREDICATES[name].model_fields.items()]
    assert [key for key in fields if not re.search(rf"`{key}(?:`|:)", section)] == []
    blocks = [yaml.load(block, Loader=LOADER) for block in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]
    answers = {TRUTHS[chart["is"]] for block in blocks for chart in block["charts"]}
    assert answers == set(Truth) - ONE_SIDED.get(name, set())


def test_every_way_to_join_questions_is_shown() -> None:
    joined = " ".join(title for title in SECTIONS)
    assert all(name in joined for name in LOGIC)


def test_the_head_and_the_criterion_are_those_that_the_loader_knows() -> None:
    head, (criterion,) = BLOCKS[0], BLOCKS[1]
    assert head.keys() <= Protocol.model_fields.keys()
    assert criterion.keys() <= Criterion.model_fields.keys()
