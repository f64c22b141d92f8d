"""Where cases are kept, with which key and for how long, from the environment. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError

PLACE, KEY, DAYS = "PRESCREEN_CASES", "PRESCREEN_CASES_KEY", "PRESCREEN_CASES_DAYS"
DEFAULT_DAYS, MOST_DAYS = 90, 3650
_DATABASE = "cases.sqlite"
_KEY_FILE = "key"


@dataclass(frozen=True, slots=True)
class Place:
    """A database and the file of its key. ``folder`` is None where the database is on a server."""

    url: str
    key: Path
    folder: Path | None
    days: int = DEFAULT_DAYS

    @property
    def file(self) -> Path | None:
        """The database's file, where it is one."""
        return None if self.folder is None else self.folder / _DATABASE

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept here; a database on a server counts as there."""
        return self.file is None or self.file.exists()


def place(environment: Mapping[str, str] = os.environ) -> Place:
    """The place that the settings name, else the user's own folder for data of programs.

    Raises:
        InputError: a setting cannot be used.
    """
    said = environment.get(PLACE, "").strip()
    key = environment.get(KEY, "").strip()
    days = _days(environment.get(DAYS, ""))
    if "://" in said:
        if not key:
            raise InputError("kept_key_unset", setting=PLACE, key=KEY)
        return Place(said, Path(key).expanduser(), None, days)
    folder = Path(said).expanduser().absolute() if said else _own()
    return Place(f"sqlite:///{folder / _DATABASE}", Path(key).expanduser() if key else folder / _KEY_FILE, folder, days)


def _own() -> Path:
    from platformdirs import user_data_path

    return user_data_path("prescreen", appauthor=False)


def _days(text: str) -> int:
    if not text.strip():
        return DEFAULT_DAYS
    if text.strip().isascii() and text.strip().isdigit() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise InputError("kept_days", setting=DAYS, most=MOST_DAYS)
