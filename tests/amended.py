"""Writes the invented amendment of ``amendment.yaml`` as a protocol folder."""

from __future__ import annotations

from pathlib import Path

import yaml

from rules.protocol import FOLDER

TRIAL = "NCT07083349"


def amended(folder: Path) -> Path:
    """The trial's folder after the amendment, with its record; every replacement must find its passage once or more."""
    made = folder / "amended"
    made.mkdir()
    changes = yaml.safe_load(Path(__file__).with_name("amendment.yaml").read_text("utf-8"))
    for name, pairs in changes.items():
        text = (FOLDER / TRIAL / name).read_text("utf-8")
        for before, after in pairs:
            assert before in text, f"{name} has no {before!r}"
            text = text.replace(before, after)
        (made / name).write_text(text, "utf-8")
    return made
