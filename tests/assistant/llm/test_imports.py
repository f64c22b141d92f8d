"""Without a model server named, nothing of a model client is loaded, and nothing of it needs to be installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BLOCKED = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in ('langchain', 'langchain_core', 'langchain_openai', 'langsmith', 'openai', 'httpx'):
            raise ModuleNotFoundError('No module named ' + name, name=name)
sys.meta_path.insert(0, Missing())
"""
EMBEDDED = """
import assistant, assistant.screening, assistant.choosing
from assistant.documents import read_chart
print(len(assistant.screening.read(read_chart([('n', 'WBC 4.1 on 2026-03-08')]), assistant.choosing.reader()).facts))
"""
MODULES = """
import assistant.llm.extractor, assistant.llm.server, assistant.consensus, assistant.llm.transport
import assistant.chat.agent, assistant.chat.conversation
print(1)
"""


@pytest.mark.parametrize("program", [EMBEDDED, MODULES], ids=["embedded reading", "modules of the model reader"])
def test_no_model_client_is_needed(program: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PRESCREEN_")}
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + program],
        cwd=ROOT,
        env={**env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
