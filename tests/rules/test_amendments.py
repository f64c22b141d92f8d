"""What an amendment changes: by criterion between protocols, by words where a side is a registry record."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.amendments import amendments, edition
from rules.errors import ProtocolError
from rules.protocol import FOLDER
from tests.amended import TRIAL, amended

AGE = ("18 to 70 years old, male or female.", "18 to 65 years old, male or female.")
SCORE = ("SLEDAI-2K score > 8 points at screening.", "SLEDAI-2K score ≥ 7 points at screening.")
RECORD = FOLDER / TRIAL / "record.json"


def test_between_protocols_texts_and_rules_are_compared_by_id(tmp_path: Path) -> None:
    found = amendments(edition(TRIAL), edition(str(amended(tmp_path))))
    assert [(change.id, change.what) for change in found] == [
        ("INC-01", "text"),
        ("INC-01", "rule"),
        ("INC-05", "text"),
        ("INC-05", "rule"),
    ]
    rules = {change.id: (change.was, change.now) for change in found if change.what == "rule"}
    assert rules["INC-01"][0]["when"]["age"]["at_most"] == 70
    assert rules["INC-01"][1]["when"]["age"]["at_most"] == 65


def test_nothing_is_changed_between_a_protocol_and_itself_or_its_record() -> None:
    assert amendments(edition(TRIAL), edition(TRIAL)) == ()
    assert amendments(edition(TRIAL), edition(str(RECORD))) == ()
    assert amendments(edition(str(RECORD)), edition(TRIAL)) == ()


def test_a_record_is_compared_by_its_words(tmp_path: Path) -> None:
    record = str(amended(tmp_path) / "record.json")
    by_words = [(change.what, change.was, change.now) for change in amendments(edition(str(RECORD)), edition(record))]
    assert by_words == [("text", *AGE), ("text", *SCORE)]


def test_a_protocol_against_a_later_record_names_the_criteria_to_encode_anew(tmp_path: Path) -> None:
    record = str(amended(tmp_path) / "record.json")
    found = amendments(edition(TRIAL), edition(record))
    assert [(change.id, change.was, change.now) for change in found] == [("INC-01", *AGE), ("INC-05", *SCORE)]
    turned = amendments(edition(record), edition(TRIAL))
    assert [(change.id, change.now, change.was) for change in turned] == [("INC-01", *AGE), ("INC-05", *SCORE)]


def test_a_clause_that_came_and_one_that_went(tmp_path: Path) -> None:
    made = amended(tmp_path) / "record.json"
    text = made.read_text("utf-8")
    went = "* Able to comply with the study protocol and follow-up procedures."
    assert went in text
    made.write_text(text.replace(went, "* Body weight of at least 40 kg on the day of apheresis."), "utf-8")
    found = {(change.id, change.what): change for change in amendments(edition(TRIAL), edition(str(made)))}
    assert ("INC-09", "removed") in found
    assert "40 kg" in found["", "added"].now


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("NCT07083340", "Did you mean 'NCT07083349'?", id="an id that is nearly one"),
        pytest.param("there/is/none.json", "There is no record there/is/none.json: check the path.", id="no file"),
    ],
)
def test_a_side_that_is_not_there(name: str, words: str) -> None:
    with pytest.raises(ProtocolError, match=words.replace("?", r"\?")):
        edition(name)
