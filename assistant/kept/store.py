"""Keeps cases in a database. Knows nothing of pages, notes' meaning or who is asking."""

from __future__ import annotations

import base64
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.orm import Session

from assistant.errors import InputError
from assistant.kept.cases import Case, Head, KeptNote, Listed
from assistant.kept.database import engine_of
from assistant.kept.places import Place
from assistant.kept.sealing import Seal, seal_of
from assistant.kept.tables import CaseRow, NoteRow, PartRow, PersonRow

_PARTS = ("chart", "facts", "corrections", "report")


class SqlStore:
    """Cases in one database under one seal. Safe for several threads and several programs at once."""

    def __init__(self, engine: Engine, seal: Seal, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._seal, self._now = engine, seal, now

    def keep(self, case: Case, case_id: str | None = None) -> str:
        """Keep a case, anew or in the place of an earlier state of it; the result is its id."""
        key = case_id or str(uuid.uuid4())
        with Session(self._engine) as session, session.begin():
            row = session.get(CaseRow, key)
            if row is None:
                row = CaseRow(id=key, created=self._moment())
                session.add(row)
            self._write_head(row, case.head)
            for table in (NoteRow, PartRow, PersonRow):
                session.execute(delete(table).where(table.case_id == key))
            session.flush()
            session.add_all(self._notes(key, case))
            session.add_all(
                PartRow(case_id=key, kind=kind, sealed=self._seal.shut(getattr(case, kind), f"{key}/{kind}"))
                for kind in _PARTS
            )
            session.add_all(PersonRow(case_id=key, print=one) for one in self._people(case.people))
        return key

    def amend(self, case_id: str, head: Head) -> None:
        """Replace what the list shows, and count its days anew.

        Raises:
            InputError: the case is gone.
        """
        with Session(self._engine) as session, session.begin():
            self._write_head(_there(session.get(CaseRow, case_id)), head)

    def load(self, case_id: str) -> Case:
        """The case with all its parts.

        Raises:
            InputError: it is gone, or the key is another.
        """
        with Session(self._engine) as session:
            row = _there(session.get(CaseRow, case_id))
            notes = session.scalars(select(NoteRow).where(NoteRow.case_id == case_id).order_by(NoteRow.place)).all()
            parts = session.scalars(select(PartRow).where(PartRow.case_id == case_id)).all()
            opened = {part.kind: self._seal.open(part.sealed, f"{case_id}/{part.kind}") for part in parts}
            return Case(
                head=self._head(row),
                notes=tuple(_note(self._seal.open(note.sealed, f"{case_id}/note {note.place}")) for note in notes),
                **{kind: opened[kind] for kind in _PARTS},
            )

    def listed(self, owner: str | None = None) -> list[Listed]:
        """All cases, or those of one owner, the last changed first."""
        query = select(CaseRow)
        return self._list(query if owner is None else query.where(CaseRow.owner == owner))

    def alike(self, notes: Sequence[KeptNote], people: frozenset[tuple[str, str]]) -> list[Listed]:
        """Cases that hold one of these notes word for word, or may be of the same patient."""
        same_note = select(NoteRow.case_id).where(NoteRow.print.in_([self._print(note) for note in notes]))
        same_person = select(PersonRow.case_id).where(PersonRow.print.in_(self._people(people)))
        return self._list(select(CaseRow).where(or_(CaseRow.id.in_(same_note), CaseRow.id.in_(same_person))))

    def delete(self, case_id: str) -> None:
        """Remove a case for good; one that is gone already is no error."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(CaseRow).where(CaseRow.id == case_id))

    def expire(self, today: date) -> int:
        """Remove the cases whose time is over; the result is how many."""
        with Session(self._engine) as session, session.begin():
            over = session.scalars(select(CaseRow.id).where(CaseRow.expires < today)).all()
            session.execute(delete(CaseRow).where(CaseRow.id.in_(over)))
        return len(over)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _list(self, query: Any) -> list[Listed]:
        with Session(self._engine) as session:
            rows: Sequence[CaseRow] = session.scalars(query.order_by(CaseRow.changed.desc(), CaseRow.id)).all()
            counts = select(NoteRow.case_id, func.count()).group_by(NoteRow.case_id)
            notes = Counter({row[0]: int(row[1]) for row in session.execute(counts)})
            return [
                Listed(
                    row.id,
                    self._head(row),
                    row.created.replace(tzinfo=UTC),
                    row.changed.replace(tzinfo=UTC),
                    row.expires,
                    notes[row.id],
                )
                for row in rows
            ]

    def _write_head(self, row: CaseRow, head: Head) -> None:
        row.owner, row.changed = head.owner, self._moment()
        # The day of whoever sits before the page, which near midnight is not that of UTC.
        row.expires = self._now().astimezone().date() + timedelta(head.keep_days)
        row.sealed = self._seal.shut(head.model_dump(mode="json"), row.id)

    def _head(self, row: CaseRow) -> Head:
        return Head.model_validate(self._seal.open(row.sealed, row.id))

    def _notes(self, key: str, case: Case) -> list[NoteRow]:
        return [
            NoteRow(
                case_id=key,
                place=place,
                print=self._print(note),
                sealed=self._seal.shut(_plain(note), f"{key}/note {place}"),
            )
            for place, note in enumerate(case.notes)
        ]

    def _people(self, people: frozenset[tuple[str, str]]) -> list[str]:
        return sorted({self._seal.print(kind, value.encode()) for kind, value in people})

    def _print(self, note: KeptNote) -> str:
        """Text and a file of that text are one note; how its lines end and begin is no matter."""
        data = note.data.encode("utf-8", "surrogatepass") if isinstance(note.data, str) else note.data
        return self._seal.print("note", b" ".join(data.removeprefix(b"\xef\xbb\xbf").split()))

    def _moment(self) -> datetime:
        return self._now().replace(tzinfo=None)


def open_store(place: Place) -> SqlStore:
    """The cases of a place, made where there is none yet.

    Raises:
        InputError: the place, its database or its key cannot be used.
    """
    new = not place.exists
    seal = seal_of(place.key, make=new or (not place.key.exists() and _is_empty(place)))
    return SqlStore(engine_of(place), seal)


def _is_empty(place: Place) -> bool:
    engine = engine_of(place)
    try:
        with engine.begin() as connection:
            return connection.scalar(select(func.count()).select_from(CaseRow)) == 0
    finally:
        engine.dispose()


def _there(row: CaseRow | None) -> CaseRow:
    if row is None:
        raise InputError("kept_gone")
    return row


def _plain(note: KeptNote) -> dict[str, str]:
    if isinstance(note.data, str):
        return {"name": note.name, "source": note.source, "text": note.data}
    return {"name": note.name, "source": note.source, "bytes": base64.b64encode(note.data).decode()}


def _note(kept: dict[str, str]) -> KeptNote:
    data = kept["text"] if "text" in kept else base64.b64decode(kept["bytes"])
    return KeptNote(kept["name"], data, kept["source"])


def expire_now(where: Place, today: date) -> int:
    """Remove the cases of a place whose time is over, as is done whenever the page is started.

    Raises:
        InputError: the place, its database or its key cannot be used.
    """
    if not where.exists:
        return 0
    store = open_store(where)
    try:
        return store.expire(today)
    finally:
        store.close()
