"""Opens the database of a place and brings it up to date. A file is its owner's alone, and overwritten where freed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import InputError
from assistant.kept.places import Place

MIGRATIONS = Path(__file__).with_name("migrations")
_WAIT = 10
"""Seconds for which a second program waits while the first one writes."""
# A rollback journal, not a write-ahead log: what was deleted must not stay in a file beside the database.
_PRAGMAS = ("foreign_keys = ON", "secure_delete = ON", "journal_mode = DELETE", "temp_store = MEMORY")


def engine_of(place: Place) -> Engine:
    """The database, its tables as this program knows them.

    Raises:
        InputError: it cannot be opened, or a later version of this program made it.
    """
    if place.file is not None:
        _own(place.file)
    local = place.url.startswith("sqlite")
    engine = create_engine(place.url, connect_args={"timeout": _WAIT} if local else {})
    if local:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            upgrade(connection)
    except InputError:
        engine.dispose()
        raise
    except (SQLAlchemyError, OSError):
        engine.dispose()
        raise InputError("kept_database") from None
    return engine


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, all steps or none.

    Raises:
        InputError: a later version of this program made them.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError:
        raise InputError("kept_newer") from None


def _own(file: Path) -> None:
    """The file and its folder, made for their owner alone and kept so."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if os.name == "posix":  # elsewhere the user's own folder is closed to others already
            os.chmod(file.parent, 0o700)
            os.chmod(file, 0o600)
    except OSError:
        raise InputError("kept_folder") from None


def _prepare(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own: changes of tables are in them too
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
