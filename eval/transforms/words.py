"""The words that the changes use, from ``words.yaml``. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words() -> Mapping[str, Any]:
    """The tables of ``words.yaml``."""
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded
