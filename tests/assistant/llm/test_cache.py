"""Answers are kept only where a folder is named, encrypted, for their owner alone; the same question finds them."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.documents import read_documents
from assistant.errors import InputError
from assistant.llm.cache import name_of
from assistant.llm.extractor import LlmExtractor
from assistant.llm.plans import STEPS
from assistant.llm.settings import LlmSettings, from_environment
from assistant.readers import Reading
from tests.assistant.llm.played import Fault, Play, Running, playing, shown_notes

NOTE = "=== NOTE: Clinic 2026-03-10 ===\nMs Gonzalez, MRN 4471902. Belimumab last given Feb 25, 2026. SLEDAI was 10.\n"
WORDS = ("Gonzalez", "4471902", "Belimumab", "belimumab", "Feb 25", "2026-02-25", "SLEDAI")
LISTS = ("person", "results", "conditions", "treatments", "procedures", "statements")


def answer(**lists: Any) -> str:
    return json.dumps({**{name: [] for name in LISTS}, **lists})


def claiming(request: dict[str, Any]) -> str:
    """A model that quotes what it sees, masked or not."""
    shown = shown_notes(request)
    quote = shown[shown.index("Belimumab") : shown.index(". SLEDAI")]
    claim = {"name": "belimumab", "status": "ongoing", "dose": None, "route": None, "started": None,
             "last_given": quote.partition("given ")[2], "quote": quote}  # fmt: skip
    return answer(treatments=[claim])


def settings(server: Running, folder: Path, **more: Any) -> LlmSettings:
    return LlmSettings(base_url=server.base_url, model="played", cache=str(folder), **more)


def read(chosen: LlmSettings, note: str = NOTE) -> Reading:
    return LlmExtractor(chosen).read(read_documents(note, "a.txt"))


@pytest.mark.parametrize("mask", ["auto", "always"])
@pytest.mark.parametrize("plan", ["one_call", "small_model"])
def test_a_second_run_asks_nothing_and_reads_the_same(tmp_path: Path, mask: Any, plan: Any) -> None:
    with playing(claiming) as server:
        first = read(settings(server, tmp_path / "kept", mask=mask, plan=plan))
        asked = len(server.requests)
        second = read(settings(server, tmp_path / "kept", mask=mask, plan=plan))
        assert len(server.requests) == asked > 0
    assert [draft.name for draft in first.drafts if not draft.fields.get("unconfirmed")] == ["belimumab"]
    assert second.drafts == first.drafts
    assert (first.calls, first.cached_calls) == (asked, 0)
    assert (second.calls, second.cached_calls) == (0, asked)
    assert (second.input_tokens, second.output_tokens) == (0, 0)


def test_no_word_of_a_note_stands_in_a_file_or_its_name(tmp_path: Path) -> None:
    with playing(claiming) as server:
        read(settings(server, tmp_path))
    files = list(tmp_path.iterdir())
    assert len(files) == 2
    for file in files:
        data = file.name.encode() + file.read_bytes()
        assert not any(word.encode() in data for word in WORDS)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_the_folder_and_its_files_are_their_owner_s_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with playing(claiming) as server:
        read(settings(server, folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_nothing_is_kept_unless_a_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with playing(claiming) as server:
        read(LlmSettings(base_url=server.base_url, model="played"))
    assert list(tmp_path.iterdir()) == []


def test_without_content_only_the_cost_is_kept_and_the_server_is_asked_again(tmp_path: Path) -> None:
    with playing(claiming) as server:
        for _ in range(2):
            again = read(settings(server, tmp_path, cache_content=False))
        assert len(server.requests) == 2
    assert again.cached_calls == 0
    (file,) = tmp_path.iterdir()
    assert set(json.loads(file.read_bytes())) == {"input_tokens", "output_tokens"}


@pytest.mark.parametrize("damage", [b"", b"not encrypted", None], ids=["empty", "strange", "another key"])
def test_an_entry_that_cannot_be_read_is_asked_for_again(tmp_path: Path, damage: bytes | None) -> None:
    with playing(claiming) as server:
        first = read(settings(server, tmp_path))
        for file in list(tmp_path.iterdir()):
            if damage is None and file.name == "key":
                file.unlink()
            elif damage is not None and file.name != "key":
                file.write_bytes(damage)
        second = read(settings(server, tmp_path))
        assert len(server.requests) == 2
    assert second.drafts == first.drafts


def test_a_fault_is_not_kept_but_an_answer_cut_off_is(tmp_path: Path) -> None:
    long = NOTE + "She was well then. " * 60
    played: list[Play] = [
        lambda _: Fault(refusal="no"),
        lambda request: Fault(text="{", finish="length") if len(shown_notes(request)) > 900 else answer(),
    ]
    with playing(lambda request: played[0](request)) as server:
        with pytest.raises(Exception, match="read no passage"):
            read(settings(server, tmp_path), long)
        assert [file for file in tmp_path.iterdir() if file.name != "key"] == []
        played.pop(0)
        read(settings(server, tmp_path), long)
        asked = len(server.requests)
        read(settings(server, tmp_path), long)
        assert len(server.requests) == asked


def test_all_that_decides_an_answer_decides_its_name() -> None:
    base = LlmSettings(base_url="http://127.0.0.1:1/v1", model="m")
    step = STEPS["one_call"][0]
    others = [
        replace(base, model="n"),
        replace(base, base_url="http://localhost:1/v1"),
        replace(base, plan="small_model"),
        replace(base, seed=8),
        replace(base, output_tokens=99),
    ]
    names = {name_of(each, step, NOTE) for each in (base, *others)}
    names |= {name_of(base, step, NOTE + " "), name_of(base, STEPS["small_model"][0], NOTE)}
    assert len(names) == len(others) + 3
    assert name_of(replace(base, api_key="other", timeout=3, cache="x"), step, NOTE) == name_of(base, step, NOTE)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with playing(claiming) as server:
        read(settings(server, tmp_path))
        (tmp_path / "key").chmod(0o644)
        with pytest.raises(InputError, match="PRESCREEN_LLM_CACHE"):
            read(settings(server, tmp_path), NOTE + "More.")


def test_the_settings_come_from_the_environment() -> None:
    known = {"PRESCREEN_LLM_BASE_URL": "http://127.0.0.1:1/v1", "PRESCREEN_LLM_MODEL": "m"}
    usual = from_environment(known)
    assert (usual.cache, usual.cache_content, usual.mask) == ("", True, "auto")
    more = {"PRESCREEN_LLM_CACHE": "f", "PRESCREEN_LLM_CACHE_CONTENT": "no", "PRESCREEN_LLM_MASK": "always"}
    chosen = from_environment({**known, **more})
    assert (chosen.cache, chosen.cache_content, chosen.mask) == ("f", False, "always")
    with pytest.raises(InputError, match="PRESCREEN_LLM_MASK: there is no never: use one of auto, always"):
        from_environment({**known, "PRESCREEN_LLM_MASK": "never"})


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with playing(claiming) as server, pytest.raises(InputError, match="PRESCREEN_LLM_CACHE"):
        read(settings(server, tmp_path / "file" / "folder"))
