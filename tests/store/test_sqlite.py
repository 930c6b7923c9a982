"""SQLite: the engine gate, the pragmas, and a file that does not stay what it was."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from sqlalchemy import text

from app.assessments.actions import write_note
from app.engine.errors import Unavailable
from app.store.assessments import find_assessment
from app.store.database import Database
from app.store.faults import UnusableDatabase
from app.store.records import NOTE_LENGTH
from app.store.sqlite import connection as sqlite
from app.store.sqlite import wal
from tests.cast import Person
from tests.factories import Pretend

SAFE = [(3, 51, 3), (3, 51, 4), (3, 52, 1), (3, 53, 4), (3, 50, 7), (3, 44, 6), (4, 0, 0)]
UNSAFE = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 9), (3, 50, 6), (3, 51, 2), (3, 52, 0)]
ROOT = Path(__file__).parents[2]
HANG_GUARD = 120
PRAGMAS = {
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
}


@pytest.mark.parametrize("version", SAFE)
def test_a_repaired_sqlite_may_use_wal(version: tuple[int, int, int]) -> None:
    assert sqlite.wal_is_safe(version)


@pytest.mark.parametrize("version", UNSAFE)
def test_an_sqlite_without_the_repair_may_not(version: tuple[int, int, int]) -> None:
    assert not sqlite.wal_is_safe(version)


def test_the_wheel_is_preferred_to_the_library_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = SimpleNamespace(dbapi2=ModuleType("wheel"))
    monkeypatch.setitem(sys.modules, "pysqlite3", wheel)
    assert sqlite.driver() is wheel.dbapi2


def test_without_the_wheel_the_library_of_python_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    assert sqlite.driver() is sqlite3.dbapi2


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_old_engine_gets_a_rollback_journal_and_extra_syncs(
    pretend: Pretend, sqlite_url: str, version: tuple[int, int, int]
) -> None:
    pretend(version)
    database = Database(sqlite_url)
    status = database.status()
    database.close()
    assert (status.journal_mode, status.synchronous) == ("delete", "extra")


def test_a_safe_engine_gets_wal_and_full_syncs(pretend: Pretend, sqlite_url: str) -> None:
    pretend((3, 51, 3))
    database = Database(sqlite_url)
    status = database.status()
    database.close()
    assert (status.journal_mode, status.synchronous) == ("wal", "full")


def test_a_wal_database_gets_a_rollback_journal_from_an_old_engine(
    pretend: Pretend, sqlite_url: str
) -> None:
    pretend((3, 51, 3))
    Database(sqlite_url).close()
    pretend((3, 40, 1))
    Database(sqlite_url).close()
    assert Path(sqlite_url).read_bytes()[18:20] == b"\1\1"


@pytest.mark.parametrize("kind", ["reader", "writer"])
def test_every_connection_has_our_pragmas(sqlite_url: str, kind: str) -> None:
    database = Database(sqlite_url)
    with getattr(database, kind)() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}
    database.close()
    assert found == PRAGMAS


def test_who_reads_gets_the_connection_that_read_last(sqlite_url: str) -> None:
    """It has what is read often in its memory; were all used in turn, each would have to."""
    database = Database(sqlite_url)
    with database.reader() as one, database.reader() as other:
        last = one.connection.driver_connection
        assert other.connection.driver_connection is not last
    for _ in range(3):
        with database.reader() as session:
            assert session.connection.driver_connection is last
    database.close()


def test_a_pragma_that_does_not_take_is_refused() -> None:
    connection = sqlite.driver().connect(":memory:")
    with pytest.raises(UnusableDatabase, match="journal_mode=wal"):
        sqlite.apply_pragmas(connection, {"journal_mode": "wal"})
    connection.close()


@pytest.fixture(params=[(3, 40, 1), (3, 51, 3)])
def opened(request: pytest.FixtureRequest, sqlite_url: str, pretend: Pretend) -> Iterator[Database]:
    """An open database, with a rollback journal and in WAL mode."""
    pretend(request.param)
    database = Database(sqlite_url)
    yield database
    database.close()


def test_no_write_is_acknowledged_once_the_file_is_gone(opened: Database, sqlite_url: str) -> None:
    Person(opened)
    Path(sqlite_url).unlink()
    with pytest.raises(Unavailable):
        Person(opened)
    assert not Path(sqlite_url).exists()


def test_no_write_is_acknowledged_once_the_file_is_another(
    opened: Database, sqlite_url: str, migrated_file: Path
) -> None:
    Path(sqlite_url).unlink()
    shutil.copyfile(migrated_file, sqlite_url)
    with pytest.raises(Unavailable):
        Person(opened)


def test_no_write_is_acknowledged_once_the_log_is_gone(pretend: Pretend, sqlite_url: str) -> None:
    pretend((3, 51, 3))
    database = Database(sqlite_url)
    Path(f"{sqlite_url}-wal").unlink()
    with pytest.raises(UnusableDatabase, match="moved, replaced, cut short or deleted"):
        Person(database)
    database.close()


@pytest.mark.parametrize("left", [0, 1, 32, 5_000, -1])
@pytest.mark.parametrize("others_write", [False, True])
def test_no_write_is_acknowledged_once_the_log_was_cut_short(
    sqlite_url: str, left: int, others_write: bool
) -> None:
    log = Path(f"{sqlite_url}-wal")
    with closing(Database(sqlite_url)) as mine, closing(Database(sqlite_url)) as theirs:
        for _ in range(5):
            Person(mine)
        os.truncate(log, left if left >= 0 else log.stat().st_size - 1)
        for database in (theirs, mine) if others_write else (mine,):
            with pytest.raises(Unavailable, match="was cut short"):
                database.require_ready()
            with pytest.raises(Unavailable):
                Person(database)


def test_without_a_file_to_look_at_the_log_with_the_save_can_be_tried_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_is_left(path: Path, flags: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files", str(path))

    with closing(Database(sqlite_url)) as database, closing(Database(sqlite_url)) as another:
        with monkeypatch.context() as patch:
            patch.setattr("app.store.sqlite.wal.os.open", none_is_left)
            with pytest.raises(Unavailable) as refused:
                Person(database)
        assert "cannot be read" in refused.value.message
        assert not isinstance(refused.value, UnusableDatabase)
        assert [Person(each).workspace_id for each in (another, database)] == [1, 2]


def test_a_log_with_a_gap_at_its_start_is_refused(sqlite_url: str) -> None:
    """As one looks that was emptied just before somebody wrote on."""
    log = Path(f"{sqlite_url}-wal")
    with closing(Database(sqlite_url)) as database:
        Person(database)
        size = log.stat().st_size
        os.truncate(log, 0)
        os.truncate(log, size)
        with pytest.raises(Unavailable, match="cut short"):
            database.require_ready()


def test_a_log_that_other_processes_empty_is_no_cause_for_alarm(sqlite_url: str) -> None:
    command = [sys.executable, "-m", "tests.store.emptier", sqlite_url, "60"]
    writers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)
    ]
    alarms = [writer.communicate(timeout=HANG_GUARD)[0].strip() for writer in writers]
    assert alarms == ["0"] * 4


def test_an_sqlite_that_cannot_count_what_is_in_its_log_still_sees_that_it_is_none(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "COUNTS_FRAMES", (99, 0, 0))
    log = Path(f"{sqlite_url}-wal")
    with closing(Database(sqlite_url)) as database:
        Person(database)
        database.erase(deleted=False)
        Person(database)
        log.write_bytes(bytes(log.stat().st_size))
        with pytest.raises(Unavailable, match="cut short"):
            database.require_ready()


def test_a_full_disk_refuses_the_write_and_keeps_what_was_there(opened: Database) -> None:
    ada = Person(opened)
    made = ada.starts()
    with opened.writer() as session:
        session.execute(text("CREATE TABLE filler AS SELECT zeroblob(200000)"))  # no free page left
        session.execute(text("PRAGMA max_page_count=1"))
    with pytest.raises(Unavailable), ada.writing() as workspace:
        write_note(workspace, made, "x" * NOTE_LENGTH, 1)
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).note == ""


def test_the_file_is_for_its_owner_only(migrated_file: Path) -> None:
    assert migrated_file.stat().st_mode & 0o777 == 0o600
