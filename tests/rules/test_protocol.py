"""The encoded protocol: complete against its record, readable, and strict about mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rules.errors import ProtocolError
from rules.protocol import FOLDER, available, load_protocol

NK510 = "NCT07083349"
IDS = [
    "INC-01", "INC-02", "INC-03", "INC-04a", "INC-04b", "INC-04c", "INC-04d", "INC-05", "INC-06", "INC-07.1a",
    "INC-07.1b", "INC-07.1c", "INC-07.2", "INC-07.3a", "INC-07.3b", "INC-07.3c", "INC-07.3d", "INC-08a",
    "INC-08b", "INC-08c", "INC-09", "EXC-01", "EXC-02", "EXC-03.1", "EXC-03.2", "EXC-03.3", "EXC-03.4a",
    "EXC-03.4b", "EXC-03.5", "EXC-04", "EXC-05", "EXC-06a", "EXC-06b", "EXC-06c", "EXC-07a", "EXC-07b", "EXC-07c",
    "EXC-07d", "EXC-07e", "EXC-08", "EXC-09", "EXC-10.1", "EXC-10.2", "EXC-11",
]  # fmt: skip


def test_every_criterion_of_the_guide_is_encoded_in_order() -> None:
    assert [criterion.id for criterion in load_protocol(NK510).criteria] == IDS


def test_only_what_no_note_can_decide_is_left_to_people() -> None:
    people = [criterion.id for criterion in load_protocol(NK510).criteria if criterion.decided_by_people]
    assert people == ["INC-03", "INC-09", "EXC-11"]


@pytest.mark.parametrize("trial", available())
def test_titles_glosses_and_questions_are_in_both_languages(trial: str) -> None:
    for criterion in load_protocol(trial).criteria:
        assert {"en", "zh"} <= criterion.title.keys()
        assert {"en", "zh"} <= criterion.ask.keys()
        assert criterion.gloss["zh"]


def _copy(tmp_path: Path, change: tuple[str, str]) -> Path:
    folder = tmp_path / NK510
    folder.mkdir()
    text = (FOLDER / NK510 / "protocol.yaml").read_text(encoding="utf-8")
    assert change[0] in text, "the test changes something that is not in the protocol any more"
    (folder / "protocol.yaml").write_text(text.replace(change[0], change[1], 1), encoding="utf-8")
    (folder / "record.json").write_bytes((FOLDER / NK510 / "record.json").read_bytes())
    return folder / "protocol.yaml"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            ("measurement: {of: ast", "mesurement: {of: ast"), "Did you mean 'measurement'", id="a predicate misspelt"
        ),
        pytest.param(("{of: ast, at_most", "{of: ast, at_msot"), "'at_most'|'at_msot'", id="a field misspelt"),
        pytest.param(("of: [hsct]", "of: [hstc]"), "Did you mean 'hsct'", id="a concept misspelt"),
        pytest.param(("at_least: 80 g/L, within", "at_least: 80 g/dl3, within"), "Did you mean 'g/dL'", id="no unit"),
        pytest.param(("at_least: 80 g/L, w", "at_least: 80 g/L, at_most: 9 g/L, w"), "has one limit", id="two limits"),
        pytest.param(("known_as: hiv_infection", "known_as: hiv_infecton"), "'hiv_infection'", id="known as nothing"),
        pytest.param(("1.5 ULN, within", "high, within"), "write e.g. 1.5 ULN", id="a limit that is none"),
        pytest.param(("settled_by: chart", "setled_by: chart"), "settled_by", id="a criterion's field misspelt"),
        pytest.param(("kind: inclusion", "kind: inclusive"), "inclusion", id="a kind that is none"),
        pytest.param(("text: 18 to 70 years old", "text: 18 to 65 years old"), "not in the record", id="words changed"),
        pytest.param(("- id: INC-02", "- id: INC-01"), "stands twice", id="an id twice"),
        pytest.param(("screening_window: 28 days", "screening_window: 28 dayz"), "write e.g. 28 days", id="no span"),
        pytest.param(("for_at_least: 2 months", "for_at_least: 2 mnths"), "write e.g. 28 days", id="no span in a rule"),
        pytest.param(
            ('  - "Blood routine:"\n', ""), "in no criterion and no preamble", id="eligibility text left over"
        ),
    ],
)
def test_a_mistake_is_named_with_file_line_and_field(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    file = _copy(tmp_path, change)
    with pytest.raises(ProtocolError, match=message) as caught:
        load_protocol(str(file))
    assert re.search(r"protocol\.yaml, line \d+", str(caught.value))
    assert "\n" not in str(caught.value)


def test_an_unknown_trial_is_told_what_there_is() -> None:
    with pytest.raises(ProtocolError, match=r"Did you mean 'NCT07083349'"):
        load_protocol("NCT07083348")
    assert NK510 in available()
