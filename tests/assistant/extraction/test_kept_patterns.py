"""A pattern from what was kept finds what a pattern that is compiled anew finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import assistant.extraction.embedded  # noqa: F401  (so that the readers' patterns are there)
from assistant.extraction import keptpatterns
from assistant.extraction.late import sources
from eval.cases import load_suite

TEXT = "\n".join(case.text for case in load_suite("nk510") if case.part == "tuned")[:30_000].lower()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "patterns.bin"
    assert keptpatterns.keep(sources(), file) == len(sources()) > 300
    monkeypatch.setattr(keptpatterns, "FILE", file)
    return file


@pytest.mark.usefixtures("kept")
def test_every_pattern_finds_the_same() -> None:
    for source, flags in sources():
        ours, theirs = keptpatterns.compiled(source, flags), re.compile(source, flags)
        assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)
        assert dict(ours.groupindex) == dict(theirs.groupindex)
        spans = [[match.span() for match in pattern.finditer(TEXT)] for pattern in (ours, theirs)]
        assert spans[0] == spans[1]


@pytest.mark.parametrize(
    "content", [pytest.param(b"", id="empty"), pytest.param(b"\xff\x00", id="damaged"), pytest.param(None, id="none")]
)
def test_without_the_file_patterns_are_compiled_as_ever(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "patterns.bin"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(keptpatterns, "FILE", file)
    assert keptpatterns.compiled(r"\bhb\s(\d+)", 0).search("hb 101") is not None


def test_another_interpreters_file_is_not_used(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keptpatterns, "_interpreter", lambda: "another")
    assert keptpatterns._kept.__wrapped__(kept) == {}


def test_a_pattern_whose_code_the_engine_refuses_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keptpatterns, "_kept", lambda _: {("a+", 0): (32, [99999], 0, {}, (None,))})
    assert keptpatterns.compiled("a+", 0).fullmatch("aaa") is not None
