"""Readers, writers, and which databases are opened at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.assessments.actions import rename_assessment
from app.assessments.listing import list_page
from app.engine.errors import Unavailable
from app.store.assessments import find_assessment
from app.store.database import Database
from app.store.faults import UnusableDatabase
from app.store.migrations import SCHEMA
from app.store.sqlite.connection import driver
from tests.cast import Person
from tests.factories import FrozenClock, Pretend


def test_a_writer_commits_when_its_block_ends_well(ada: Person) -> None:
    made = ada.starts()
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).id == made


def test_a_writer_rolls_back_when_its_block_fails(ada: Person) -> None:
    made = ada.starts()
    with pytest.raises(ZeroDivisionError), ada.writing() as workspace:  # noqa: PT012
        rename_assessment(workspace, made, "Never seen", 1)
        raise ZeroDivisionError
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).title != "Never seen"


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable), database.reader() as session:
        session.execute(text("DELETE FROM workspaces"))


def test_a_reader_sees_one_moment_while_others_write(database_url: str, pretend: Pretend) -> None:
    pretend((3, 51, 3))  # with a rollback journal the writer would have to wait for the reader
    database = Database(database_url)
    ada = Person(database)
    with ada.reading() as workspace:
        before = list_page(workspace).rows
        ada.starts()
        assert list_page(workspace).rows == before
    database.close()


def test_moments_come_back_aware_and_in_utc(ada: Person, clock: FrozenClock) -> None:
    made = ada.starts()
    with ada.reading() as workspace:
        assert find_assessment(workspace, made).created_at.isoformat() == clock.now.isoformat()


def test_the_facts_name_kind_and_schema(database: Database, database_url: str) -> None:
    status = database.status()
    kind = "postgresql" if "://" in database_url else "sqlite"
    assert (status.kind, status.schema) == (kind, SCHEMA)


def test_the_facts_of_sqlite_name_the_mode(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    status = database.status()
    database.close()
    assert (status.version, status.journal_mode) in {
        (driver().sqlite_version, "wal"),
        (driver().sqlite_version, "delete"),
    }


def test_no_password_is_among_the_facts() -> None:
    with pytest.raises(UnusableDatabase) as refused:
        Database("postgresql://advisor:hunter2@localhost:1/advisor")
    assert "hunter2" not in f"{refused.value.message} {refused.value.remedy}"


@pytest.mark.parametrize("url", ["mysql://localhost/x", "://", "http://a/b"])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(UnusableDatabase, match="path of a file or a postgresql"):
        Database(url)


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(UnusableDatabase, match="There is no database"):
        Database(str(path))
    assert not path.exists()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="is a folder"):
        Database(str(tmp_path))


@pytest.mark.parametrize(
    "content", [b"", b"garbage " * 1000, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_of_ours_is_refused_unchanged(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(UnusableDatabase):
        Database(str(path))
    assert path.read_bytes() == content


@pytest.mark.parametrize("table", ["alembic_version", "sqlite_master"])
def test_a_damaged_database_is_refused_with_one_sentence(sqlite_url: str, table: str) -> None:
    with closing(driver().connect(sqlite_url)) as file:
        roots = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (root,) = file.execute(roots, [table]).fetchone() or (2,)  # its rows begin on page 2
        (size,) = file.execute("PRAGMA page_size").fetchone()
    with Path(sqlite_url).open("r+b") as raw:
        raw.seek(size * (root - 1))
        raw.write(b"\xff" * size)
    with pytest.raises(UnusableDatabase, match="cannot be") as refused:
        Database(sqlite_url)
    assert "\n" not in refused.value.message


def test_another_applications_database_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = driver().connect(path)
    other.executescript("PRAGMA application_id=7; CREATE TABLE theirs (x)")
    other.close()
    content = path.read_bytes()
    with pytest.raises(UnusableDatabase, match="not a database of Framework Advisor"):
        Database(str(path))
    assert path.read_bytes() == content


@pytest.mark.parametrize("schema, sentence", [("0000", "older release"), ("9999", "newer release")])
def test_another_schema_is_refused(sqlite_url: str, schema: str, sentence: str) -> None:
    file = driver().connect(sqlite_url, isolation_level=None)
    file.execute("UPDATE alembic_version SET version_num = ?", [schema])
    file.close()
    with pytest.raises(UnusableDatabase, match=sentence) as refused:
        Database(sqlite_url)
    assert ("nothing is lost" in refused.value.remedy) is (schema > SCHEMA)


def test_a_server_database_that_was_never_migrated_is_refused(empty_postgresql_url: str) -> None:
    with pytest.raises(UnusableDatabase, match="is empty"):
        Database(empty_postgresql_url)


def test_a_path_may_hold_odd_characters(migrated_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "-a b?mode=rwc%20#\n.db"
    path.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    Person(database)
    database.close()
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_while_somebody_writes_the_database_is_ready(database: Database) -> None:
    with database.writer(), ThreadPoolExecutor(1) as other:
        asked = other.submit(database.require_ready)
        assert asked.exception(timeout=30) is None
