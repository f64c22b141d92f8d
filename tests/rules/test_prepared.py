"""The JSON made of the YAML tables says what they say, and a table that was changed since is read itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rules import prepared

_ROOT = Path(prepared.__file__).parents[1]
_FOLDERS = sorted(
    file.parent.relative_to(_ROOT).as_posix()
    for package in ("assistant", "rules", "ui")
    for file in (_ROOT / package).rglob(prepared.BUILT)
    if file.parent.name != "terminology"  # it has a format and a test of its own
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "words.yaml"
    file.write_text("units: [day, 天]\n", encoding="utf-8")
    prepared.build(tmp_path)
    return file


@pytest.mark.parametrize("folder", _FOLDERS)
def test_built_file_equals_the_tables(folder: str) -> None:
    built = json.loads((_ROOT / folder / prepared.BUILT).read_bytes())
    files = sorted((_ROOT / folder).glob("*.yaml"))
    advice = "run: make tables"
    assert [file.name for file in files] == list(built), advice
    for file in files:
        assert built[file.name]["made_from"] == prepared.content_hash(file), f"{file.name}: {advice}"
        assert built[file.name]["content"] == prepared.read_yaml(file), f"{file.name}: {advice}"


def test_an_unchanged_table_is_read_without_its_yaml(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "read_yaml", lambda *_: pytest.fail("the YAML was parsed"))
    assert prepared.read(table, "") == {"units": ["day", "天"]}


def test_a_changed_table_is_read_itself(table: Path) -> None:
    table.write_text("units: [week]\n", encoding="utf-8")
    assert prepared.read(table, "") == {"units": ["week"]}


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"words.yaml": 1}'])
def test_a_damaged_built_file_does_no_harm(table: Path, text: str) -> None:
    (table.parent / prepared.BUILT).write_text(text, encoding="utf-8")
    assert prepared.read(table, "") == {"units": ["day", "天"]}


def test_what_json_cannot_hold_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("points: {8: [seizure]}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="put the numbers among them in quotes"):
        prepared.build(tmp_path)
