"""The tables. In the clear stand only what finds a row, whose it is, and when it ends; all else is sealed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_ID, _PRINT, _KIND, _OWNER = String(36), String(64), String(32), String(200)
_GONE_WITH_CASE = "cases.id"


class Table(DeclarativeBase):
    """What all tables are."""


class CaseRow(Table):
    """A case: ``sealed`` is its head."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    created: Mapped[datetime]
    changed: Mapped[datetime]
    expires: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class NoteRow(Table):
    """A note of a case, in its place among them."""

    __tablename__ = "notes"
    case_id: Mapped[str] = mapped_column(_ID, ForeignKey(_GONE_WITH_CASE, ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    print: Mapped[str] = mapped_column(_PRINT, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PartRow(Table):
    """The chart, facts, corrections or report of a case, as JSON."""

    __tablename__ = "parts"
    case_id: Mapped[str] = mapped_column(_ID, ForeignKey(_GONE_WITH_CASE, ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(_KIND, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PersonRow(Table):
    """A keyed hash of what tells who the patient is."""

    __tablename__ = "people"
    case_id: Mapped[str] = mapped_column(_ID, ForeignKey(_GONE_WITH_CASE, ondelete="CASCADE"), primary_key=True)
    print: Mapped[str] = mapped_column(_PRINT, primary_key=True, index=True)
