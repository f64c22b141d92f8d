"""Random tests draw the same examples every time, so that a change and nothing else decides whether they pass.

``HYPOTHESIS_PROFILE=search`` draws new ones, for looking for faults on purpose: ``make test ARGS="tests/rules"``.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
