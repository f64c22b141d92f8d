"""Faults put into the program on purpose show up as a worse figure in the right place, and nowhere else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.extraction import embedded
from eval import screened
from eval.harness.items import CaseItem, Item, NoteItem, items_of
from eval.harness.results import results
from eval.harness.running import run_items
from eval.readers import EvalReader
from rules import facts, units
from rules.protocol import FOLDER, load_protocol

TRIAL = "NCT07083349"
NOTES = ("en-01", "en-09", "zh-03")
Suites = dict[str, Any]


def measured() -> Suites:
    """Small suites: the adversarial cases that hold no instruction, and three annotated notes."""
    adversarial: list[Item] = [
        item for item in items_of("adversarial")[1] if isinstance(item, CaseItem) and not item.variant
    ]
    notes: list[Item] = [item for item in items_of("facts")[1] if isinstance(item, NoteItem) and item.note.id in NOTES]
    runs = {
        name: (kind, run_items(items, EvalReader(), workers=1))
        for name, kind, items in (("cases", "adversarial", adversarial), ("facts", "facts", notes))
    }
    suites: Suites = results(runs, made_by={})["suites"]
    return suites


@pytest.fixture(scope="module")
def sound() -> Suites:
    return measured()


def share(suites: Suites, suite: str, figure: str, criterion: str = "") -> tuple[int, int]:
    said = suites[suite]["criteria"][criterion] if criterion else suites[suite]["figures"]
    return said[figure]["hits"], said[figure]["of"]


def worse(before: Suites, after: Suites) -> set[str]:
    """The criteria of which fewer verdicts are right."""
    return {
        name
        for name in before["cases"]["criteria"]
        if share(after, "cases", "agreement", name)[0] < share(before, "cases", "agreement", name)[0]
    }


def lost(suites: Suites, stage: str) -> int:
    return int(suites["cases"]["funnel"]["lost"][stage])


@pytest.fixture
def changed_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Screens by the protocol with one piece of its text replaced."""

    def change(old: str, new: str) -> None:
        folder = tmp_path / TRIAL
        shutil.copytree(FOLDER / TRIAL, folder, ignore=shutil.ignore_patterns("built.json"))
        path = folder / "protocol.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        protocol = load_protocol(str(path))
        monkeypatch.setattr(screened, "protocol", lambda: protocol)

    return change


def test_a_flipped_threshold(sound: Suites, changed_protocol: Callable[[str, str], None]) -> None:
    changed_protocol(
        "{of: plt, at_least: 50 10*9/L, within: screening", "{of: plt, at_most: 50 10*9/L, within: screening"
    )
    after = measured()
    assert worse(sound, after) == {"INC-07.3d"}
    assert share(after, "cases", "fail_called_pass", "INC-07.3d")[0] > 0
    assert lost(after, "rule") > lost(sound, "rule")
    assert after["facts"]["figures"] == sound["facts"]["figures"], "reading is as good as before"


def test_a_dropped_negation(sound: Suites, monkeypatch: pytest.MonkeyPatch) -> None:
    real = embedded.read_frames

    def without_negation(frames: Any) -> list[Any]:
        return [replace(draft, certainty="stated") if draft.certainty == "denied" else draft for draft in real(frames)]

    monkeypatch.setattr(embedded, "read_frames", without_negation)
    after = measured()
    assert {"EXC-09", "EXC-06b"} <= worse(sound, after)
    assert not any(name.startswith("INC-07") for name in worse(sound, after)), "numbers are read as before"
    assert share(after, "cases", "fail_precision")[0] / share(after, "cases", "fail_precision")[1] < (
        share(sound, "cases", "fail_precision")[0] / share(sound, "cases", "fail_precision")[1]
    )


def test_a_shifted_window(sound: Suites, changed_protocol: Callable[[str, str], None]) -> None:
    changed_protocol("screening_window: 28 days", "screening_window: 27 days")
    after = measured()
    assert worse(sound, after) == {"EXC-06a", "EXC-10.1"}
    for criterion in ("EXC-06a", "EXC-10.1"):
        now, before = (share(one, "cases", "needlessly_unknown", criterion)[0] for one in (after, sound))
        assert now > before


def test_two_swapped_units(sound: Suites, monkeypatch: pytest.MonkeyPatch) -> None:
    real = units.find
    swapped = {"g/dL": "g/L", "g/L": "g/dL"}
    monkeypatch.setattr(
        units, "find", lambda analyte, text: real(analyte, swapped.get(text, text) if analyte == "hb" else text)
    )
    after = measured()
    assert worse(sound, after) <= {"INC-07.3c", "INC-04d"}
    assert "INC-07.3c" in worse(sound, after)
    assert after["facts"]["names"]["hb"]["recall"]["hits"] < sound["facts"]["names"]["hb"]["recall"]["hits"]
    assert after["facts"]["names"]["plt"] == sound["facts"]["names"]["plt"]


def test_a_broken_offset(sound: Suites, monkeypatch: pytest.MonkeyPatch) -> None:
    real = facts.Evidence.to_json

    def shifted(self: facts.Evidence) -> dict[str, Any]:
        said = real(self)
        return {**said, "start": said["start"] + 1, "end": said["end"] + 1}

    monkeypatch.setattr(facts.Evidence, "to_json", shifted)
    after = measured()
    assert share(sound, "cases", "grounding_valid")[0] == share(sound, "cases", "grounding_valid")[1]
    assert share(after, "cases", "grounding_valid")[0] < share(after, "cases", "grounding_valid")[1] / 10
    assert worse(sound, after) == set(), "the verdicts are as they were"
