"""What README and the documents show is what the program prints and the tree holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "eval" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def test_the_example_prints_what_readme_shows() -> None:
    example = next(
        block for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) if "prescreen screen" in block
    )
    command, *shown = example.strip().splitlines()
    arguments = command.removeprefix("$ prescreen ").replace("letter.txt", "ui/page/examples/wait.en.txt").split()
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    printed = [line.strip() for line in run.stdout.splitlines()]
    missing = [line for line in shown if line.strip() and line.strip() not in printed]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_in_readme_exists() -> None:
    names = set(re.findall(r"`prescreen (\w+)", README))
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [name for name in sorted(names) if not re.search(rf"^\s+{name}\b", run.stdout, re.MULTILINE)] == []
