"""What is kept is sealed, whole, its owner's alone, and gone when it is deleted or its time is over."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.orm import Session

from assistant.errors import InputError
from assistant.kept.cases import Case, Head, KeptNote
from assistant.kept.database import engine_of, upgrade
from assistant.kept.places import DEFAULT_DAYS, Place, place
from assistant.kept.sealing import seal_of
from assistant.kept.store import SqlStore, open_store
from assistant.kept.tables import NoteRow, Table

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
TEXT = "Zhang Meihua, MRN 448812, SLE since 2018. \x00\ud800 末次贝利尤单抗 =cmd|' /C calc'!A0"
SECRETS = ("Meihua", "448812", "贝利尤", "Dr Chen", "EXC-03.3", "refer", "bWFk", "corrected LVEF", "2026-04-14")


def case(text: str = TEXT, **head: object) -> Case:
    shown = {"label": "Meihua", "owner": "Dr Chen", "outlook": "refer", "look_again": date(2026, 4, 14), **head}
    return Case(
        head=Head(**shown),  # type: ignore[arg-type]
        notes=(KeptNote("note.txt", text, "typed"), KeptNote("lab.pdf", b"madness \x00\xff", "file")),
        chart={"dates": {"screening": "2026-03-12"}, "confirmed": ["note.txt"]},
        report={"criteria": [{"id": "EXC-03.3", "status": "fail"}]},
        facts=[{"id": "f1", "name": "lvef", "value": 60}],
        corrections=[{"said": "corrected LVEF"}],
        people=frozenset({("record_number", "448812"), ("name_and_birth_date", "zhang meihua 1991-02-03")}),
    )


@pytest.fixture
def there(tmp_path: Path) -> Place:
    return place({"PRESCREEN_CASES": str(tmp_path / "cases")})


@pytest.fixture
def store(there: Place) -> Iterator[SqlStore]:
    opened = open_store(there)
    opened._now = lambda: NOON
    yield opened
    opened.close()


def on_disk(there: Place) -> bytes:
    """Every byte of every file in the folder but the key, names of files included: journals and logs too."""
    assert there.folder is not None
    files = [file for file in there.folder.rglob("*") if file.is_file() and file != there.key]
    return b"".join(file.name.encode() + file.read_bytes() for file in files)


def test_a_case_comes_back_as_it_was_kept(store: SqlStore) -> None:
    kept = case()
    assert store.load(store.keep(kept)) == replace(kept, people=frozenset())


def test_nothing_of_a_patient_stands_in_the_file(store: SqlStore, there: Place) -> None:
    store.keep(case(owner=""))
    found = on_disk(there)
    assert len(found) > 1000
    assert [word for word in SECRETS if word.encode() in found] == []


def test_the_owner_alone_stands_in_the_clear_so_that_rights_can_be_asked_of_the_database(
    store: SqlStore, there: Place
) -> None:
    store.keep(case())
    store.keep(case(owner="Dr Wu"))
    assert [word for word in SECRETS if word.encode() in on_disk(there)] == ["Dr Chen"]
    assert [row.head.owner for row in store.listed("Dr Wu")] == ["Dr Wu"]
    assert len(store.listed()) == 2


@pytest.mark.skipif(os.name != "posix", reason="rights are of another kind there")
def test_folder_file_and_key_are_their_owner_s_alone(store: SqlStore, there: Place) -> None:
    store.keep(case())
    assert there.folder is not None
    assert stat.S_IMODE(there.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in there.folder.iterdir()] == [0o600, 0o600]


@pytest.mark.skipif(os.name != "posix", reason="rights are of another kind there")
def test_a_file_that_was_opened_to_others_is_closed_again_and_a_key_is_refused(store: SqlStore, there: Place) -> None:
    assert there.file is not None
    there.file.chmod(0o644)
    open_store(there).close()
    assert stat.S_IMODE(there.file.stat().st_mode) == 0o600
    there.key.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        open_store(there)


def test_what_is_deleted_is_gone_from_the_disk(store: SqlStore, there: Place) -> None:
    gone, stays = store.keep(case()), store.keep(case("another note"))
    with Session(store._engine) as session:
        sealed = [row.sealed for row in session.scalars(select(NoteRow).where(NoteRow.case_id == gone))]
        prints = [row.print.encode() for row in session.scalars(select(NoteRow).where(NoteRow.case_id == gone))][:1]
    parts = [one[at : at + 16] for one in sealed for at in range(0, len(one) - 16, 16)]
    before = on_disk(there)
    assert all(part in before for part in parts)
    store.delete(gone)
    after = on_disk(there)
    assert [part for part in (*parts, *prints, gone.encode()) if part in after] == []
    assert [row.id for row in store.listed()] == [stays]
    with pytest.raises(InputError, match="deleted"):
        store.load(gone)
    store.delete(gone)


def test_what_is_replaced_is_gone_from_the_disk(store: SqlStore, there: Place) -> None:
    key = store.keep(case("word " * 4000))
    with Session(store._engine) as session:
        sealed = session.scalars(select(NoteRow.sealed).where(NoteRow.place == 0)).one()
    store.keep(case("short"), key)
    after = on_disk(there)
    assert [at for at in range(0, len(sealed) - 16, 16) if sealed[at : at + 16] in after] == []
    assert store.load(key).notes[0].data == "short"
    assert len(store.listed()) == 1


def test_an_act_that_fails_leaves_all_as_it_was(store: SqlStore) -> None:
    key = store.keep(case())
    broken = replace(case("other"), report={"criteria": {1, 2}})  # a set is no JSON
    with pytest.raises(TypeError):
        store.keep(broken, key)
    with pytest.raises(TypeError):
        store.keep(broken)
    assert store.load(key) == replace(case(), people=frozenset())
    assert len(store.listed()) == 1


def test_a_case_goes_when_its_own_days_are_over(store: SqlStore) -> None:
    short, long = store.keep(case(keep_days=30)), store.keep(case(keep_days=365))
    last = NOON.astimezone().date() + timedelta(30)
    assert store.expire(last) == 0
    assert store.expire(last + timedelta(1)) == 1
    assert [row.id for row in store.listed()] == [long]
    assert short not in {row.id for row in store.listed()}


def test_amending_the_head_counts_its_days_anew_and_leaves_the_rest(store: SqlStore) -> None:
    key = store.keep(case(keep_days=30))
    store._now = lambda: NOON + timedelta(10)
    head = store.listed()[0].head.model_copy(update={"contacted": date(2026, 3, 20), "look_on": date(2026, 3, 25)})
    store.amend(key, head)
    row = store.listed()[0]
    assert (row.head.contacted, row.head.due) == (date(2026, 3, 20), date(2026, 3, 25))
    assert row.expires == (NOON + timedelta(40)).astimezone().date()
    assert store.load(key).notes == case().notes
    with pytest.raises(InputError):
        store.amend("no such case", head)


@pytest.mark.parametrize(
    ("notes", "people", "found"),
    [
        pytest.param([KeptNote("other.txt", TEXT, "file")], [], True, id="the same words under another name"),
        pytest.param([KeptNote("a", f"\r\n{TEXT}\r\n", "file")], [], True, id="other ends of lines"),
        pytest.param([KeptNote("a", b"\xef\xbb\xbfmadness \x00\xff", "file")], [], True, id="a byte-order mark"),
        pytest.param([KeptNote("a", TEXT.replace("448812", "448813"), "file")], [], False, id="another number"),
        pytest.param([], [("record_number", "448812")], True, id="the same record number"),
        pytest.param([], [("name_and_birth_date", "448812")], False, id="the same value of another kind"),
        pytest.param([], [], False, id="nothing to compare"),
    ],
)
def test_alike_cases_are_found(
    store: SqlStore, notes: list[KeptNote], people: list[tuple[str, str]], found: bool
) -> None:
    key = store.keep(case())
    assert [row.id for row in store.alike(notes, frozenset(people))] == ([key] if found else [])


def test_rows_cannot_be_exchanged_between_patients(store: SqlStore) -> None:
    first, second = store.keep(case("of the first")), store.keep(case("of the second"))
    with Session(store._engine) as session, session.begin():
        one, other = session.get(NoteRow, (first, 0)), session.get(NoteRow, (second, 0))
        assert one is not None
        assert other is not None
        one.sealed, other.sealed = other.sealed, one.sealed
    with pytest.raises(InputError, match="changed from outside"):
        store.load(first)


def test_without_its_key_nothing_is_read_and_no_new_key_is_made(store: SqlStore, there: Place) -> None:
    store.keep(case())
    key = there.key.read_bytes()
    there.key.unlink()
    with pytest.raises(InputError, match="missing"):
        open_store(there)
    assert not there.key.exists()
    there.key.write_bytes(key[:-10])
    there.key.chmod(0o600)
    with pytest.raises(InputError, match="not the key"):
        open_store(there)
    there.key.unlink()
    seal_of(there.key, make=True)
    with pytest.raises(InputError, match="with this key"):
        open_store(there).listed()


def test_a_file_that_is_no_database_is_said_in_one_sentence(there: Place) -> None:
    assert there.file is not None
    there.file.parent.mkdir()
    there.file.write_bytes(b"not a database at all" * 100)
    seal_of(there.key, make=True)
    with pytest.raises(InputError, match="damaged"):
        open_store(there)


class TestMigrations:
    def test_from_nothing_the_tables_are_as_the_program_knows_them(self, there: Place) -> None:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        with engine_of(there).connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []

    def test_what_the_first_revision_kept_is_there_after_the_last(self, there: Place) -> None:
        assert there.file is not None
        there.file.parent.mkdir()
        first = create_engine(there.url)
        with first.begin() as connection:
            upgrade(connection, "0001")
            assert "people" not in inspect(connection).get_table_names()
        seal = seal_of(there.key, make=True)
        old = SqlStore(first, seal)
        head, note = Head(label="old"), {"name": "n", "source": "typed", "text": "an old note"}
        with first.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO cases VALUES ('k', '', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2999-01-01', ?)",
                (seal.shut(head.model_dump(mode="json"), "k"),),
            )
            connection.exec_driver_sql(
                "INSERT INTO notes VALUES ('k', 0, ?, ?)",
                (old._print(KeptNote("n", "an old note", "typed")), seal.shut(note, "k/note 0")),
            )
            for kind in ("chart", "facts", "corrections", "report"):
                connection.exec_driver_sql("INSERT INTO parts VALUES ('k', ?, ?)", (kind, seal.shut({}, f"k/{kind}")))
        first.dispose()
        now = open_store(there)
        assert now.load("k").notes[0].data == "an old note"
        assert [row.head.label for row in now.alike([KeptNote("x", "an old note", "file")], frozenset())] == ["old"]
        now.keep(case(), "k")
        assert [row.id for row in now.alike([], frozenset({("record_number", "448812")}))] == ["k"]

    def test_a_later_version_s_database_is_left_alone(self, there: Place) -> None:
        engine = engine_of(there)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(InputError, match="later version"):
            open_store(there)


class TestPlaces:
    def test_it_is_the_user_s_own_folder_unless_a_setting_says_otherwise(self, tmp_path: Path) -> None:
        own, said = place({}), place({"PRESCREEN_CASES": str(tmp_path), "PRESCREEN_CASES_DAYS": " 30 "})
        assert own.folder is not None
        assert own.folder.name == "prescreen"
        assert own.days == DEFAULT_DAYS
        assert (said.folder, said.days, said.exists) == (tmp_path, 30, False)
        assert said.key == tmp_path / "key"

    def test_a_database_on_a_server_needs_its_key_named(self, tmp_path: Path) -> None:
        url = "postgresql+psycopg://prescreen@db/cases"
        with pytest.raises(InputError, match="PRESCREEN_CASES_KEY"):
            place({"PRESCREEN_CASES": url})
        named = place({"PRESCREEN_CASES": url, "PRESCREEN_CASES_KEY": str(tmp_path / "k")})
        assert (named.url, named.folder, named.key) == (url, None, tmp_path / "k")

    @pytest.mark.parametrize("days", ["0", "-1", "3651", "ninety", "1.5", "٣"])
    def test_days_that_are_none_are_refused(self, days: str) -> None:
        with pytest.raises(InputError, match="PRESCREEN_CASES_DAYS"):
            place({"PRESCREEN_CASES_DAYS": days})


def test_looking_at_a_place_makes_nothing(there: Place) -> None:
    assert not there.exists
    assert there.folder is not None
    assert not there.folder.exists()


def test_screening_a_note_loads_no_database() -> None:
    code = (
        "import io, sys; from ui.cli.__main__ import run; sys.stdout = io.StringIO(); "
        "status = run(['screen', 'ui/page/examples/wait.en.txt', '--trial', 'NCT07083349']); "
        "sys.exit(status or sum(name in sys.modules for name in ('sqlalchemy', 'alembic', 'assistant.kept')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3]).returncode == 0
