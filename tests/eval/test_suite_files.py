"""The suites that come with the program, and the sentences for a suite file that cannot be used."""

from pathlib import Path

import pytest

from eval.cases import CaseError
from eval.definitions import files
from eval.definitions.files import FOLDER, load, names, notes_of, path_of, schema
from eval.definitions.models import FactsSuite
from eval.harness.items import CaseItem, items_of
from eval.metrics.matching import kind_of


def test_the_schema_of_the_editors_is_fresh() -> None:
    assert files.SCHEMA.read_text("utf-8") == schema(), "run: python -m eval.definitions.files"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yaml")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_file_can_be_used_and_names_the_schema(path: Path) -> None:
    load(path)
    first = path.read_text("utf-8").splitlines()[0]
    schema_path = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / schema_path).resolve() == files.SCHEMA.resolve()


@pytest.mark.parametrize("name", names())
def test_every_suite_has_work_under_keys_of_its_own(name: str) -> None:
    _, items = items_of(name)
    assert len({item.key for item in items}) == len(items) > 0


def test_only_names_of_annotated_kinds_are_marked() -> None:
    path = path_of("facts")
    suite = load(path)
    assert isinstance(suite, FactsSuite)
    for note in notes_of(suite, path):
        for fact in note.marked.facts:
            assert kind_of(fact.name) in note.annotated, f"{note.id}: {fact.name}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("kind: screening\nabout: x\nfodler: y\n", "screening.fodler: Extra inputs", id="a field"),
        pytest.param("kind: screenings\n", "suite: Input tag 'screenings'", id="a kind"),
        pytest.param("kind: screening\nabout: x\n", "neither a folder nor cases", id="nothing in it"),
        pytest.param("kind: [\n", "line 2", id="no YAML"),
        pytest.param("kind: notes\nnotes: [{id: a, language: en, text: '{{Hb'}]", "not whole", id="an open mark"),
        pytest.param(
            "kind: adversarial\nabout: x\ncases: [{id: a, language: en, screening_date: 2026-01-01, tries: injection,"
            " inserted: x, text: no place, gold: {}}]",
            "come together",
            id="an instruction without a place",
        ),
    ],
)
def test_a_faulty_suite_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CaseError, match=message) as error:
        load(path)
    assert str(error.value).startswith("mine.yaml: ")


def test_a_suite_of_ones_own_lies_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "kind: screening\nabout: ours\ncases:\n"
        "  - {id: a, language: en, screening_date: 2026-03-12, text: HIV negative., gold: {EXC-06a: unknown}}\n",
        "utf-8",
    )
    kind, (item,) = items_of(str(path))
    assert (kind, item.suite) == ("screening", "mine")
    assert isinstance(item, CaseItem)
    assert not item.held_out


def test_held_out_cases_are_known() -> None:
    _, items = items_of("nk510")
    held = {item.case.number % 4 for item in items if isinstance(item, CaseItem) and item.held_out}
    assert held == {3}
    assert all(item.held_out for item in items_of("fresh")[1] if isinstance(item, CaseItem))
