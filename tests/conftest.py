"""Random tests draw the same examples every time, so that a change and nothing else decides whether they pass.

``HYPOTHESIS_PROFILE=search`` draws new ones, for looking for faults on purpose: ``make test ARGS="tests/rules"``.
``mutate`` (of ``make mutate``) stops at the first example that fails and doesn't look for a shorter one.
"""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, Phase, settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.register_profile(
    "mutate",
    parent=settings.get_profile("same"),
    phases=(Phase.explicit, Phase.generate),
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# No test asks a model server that happens to be set: those that play one say so.
for name in [name for name in os.environ if name.startswith("PRESCREEN_LLM_")]:
    del os.environ[name]

# Nor does any test touch the cases that whoever runs it has kept.
for name in [name for name in os.environ if name.startswith("PRESCREEN_CASES")]:
    del os.environ[name]
_cases = tempfile.TemporaryDirectory(prefix="prescreen-cases-")
os.environ["PRESCREEN_CASES"] = _cases.name
