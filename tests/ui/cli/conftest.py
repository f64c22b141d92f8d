"""The command as a subprocess, in an empty folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]

NOTE = """Rheumatology clinic, 10 Mar 2026
34-year-old woman with SLE since 2018. Last belimumab infusion 25 Feb 2026.
Haemoglobin 101 g/L, platelets 131 x10^9/L on 9 Mar 2026. No history of cancer.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one note in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def prescreen(folder: Path) -> Run:
    """Run the command in that folder, as a process of its own."""

    def run(*arguments: str, stdin: bytes | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "ui.cli", *arguments],
            cwd=folder,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def report() -> dict[str, Any]:
    """A report as the contract has it: one fail, four to settle, the rest fine."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("sample_report.json").read_text(encoding="utf-8"))
    return loaded
