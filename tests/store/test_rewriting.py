"""A small file is written anew after a deletion, or copies SQLite left between rows would stay."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.faults import UnusableDatabase
from app.store.purging import purge
from app.store.sqlite import rewriting
from app.store.sqlite.connection import connect, driver
from app.store.sqlite.file import times_rewritten
from app.store.sqlite.rewriting import EARLIEST_AGAIN, Rewriting
from tests.cast import Person

STRAY = b"stray-copy-of-what-was-deleted"
LEAF = 13
PAGE = 4096


@pytest.fixture
def strewn(sqlite_url: str) -> Iterator[Database]:
    """A database with stray copies between the rows of its tables, as SQLite leaves them."""
    with closing(Database(sqlite_url)) as database:
        ada = Person(database)
        for _ in range(30):
            ada.decides()
    data = bytearray(Path(sqlite_url).read_bytes())
    for page in range(PAGE, len(data), PAGE):
        rows, end = struct.unpack(">HH", data[page + 3 : page + 7])
        free = page + 8 + 2 * rows
        if data[page] == LEAF and page + end - free > len(STRAY):
            data[free : free + len(STRAY)] = STRAY
    Path(sqlite_url).write_bytes(data)
    with closing(Database(sqlite_url)) as database:
        yield database


def is_left(sqlite_url: str) -> bool:
    return any(
        STRAY in file.read_bytes() for file in Path(sqlite_url).parent.iterdir() if file.is_file()
    )


def rows(database: Database) -> int:
    with database.reader() as session:
        count = session.exec_driver_sql("SELECT count(*) FROM revisions").scalar_one()
        assert session.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    return int(count)


def test_stray_copies_are_gone_after_a_deletion(strewn: Database, sqlite_url: str) -> None:
    before = is_left(sqlite_url), rows(strewn)
    purge(strewn)
    assert (before, is_left(sqlite_url), rows(strewn)) == ((True, 30), False, 30)


def test_a_large_file_is_left_as_it_is_since_all_would_wait_for_it(
    strewn: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "LARGEST", Path(sqlite_url).stat().st_size - 1)
    erased = strewn.erase(deleted=True)
    assert (erased, strewn.rewrites, is_left(sqlite_url)) == (True, False, True)


def test_it_is_written_anew_once_for_many_deletions_and_never_while_nothing_was_deleted(
    sqlite_url: str,
) -> None:
    now = [0.0]
    rewriting = Rewriting(Path(sqlite_url), lambda: now[0])
    told = []
    with closing(connect(Path(sqlite_url), driver())) as connection:

        def asked(*, deleted: bool, after: float) -> None:
            now[0] += after
            if deleted:
                rewriting.expect()
            told.append((rewriting.done(connection), times_rewritten(connection)))

        asked(deleted=False, after=0)  # who knows what was before the start
        asked(deleted=False, after=EARLIEST_AGAIN)
        asked(deleted=True, after=EARLIEST_AGAIN)
        asked(deleted=True, after=1)
        asked(deleted=False, after=EARLIEST_AGAIN)
    assert told == [(True, 1), (True, 1), (True, 2), (False, 2), (True, 3)]


def test_another_process_goes_on_saving_although_the_file_got_smaller(
    sqlite_url: str,
) -> None:
    with closing(Database(sqlite_url)) as mine:
        ada = Person(mine)
        for _ in range(60):
            ada.decides()
    with closing(Database(sqlite_url)) as mine, closing(Database(sqlite_url)) as theirs:
        before = Path(sqlite_url).stat().st_size
        with mine.writer() as session:
            session.exec_driver_sql("DELETE FROM revisions WHERE n > 0")
        mine.erase(deleted=True)
        after = Path(sqlite_url).stat().st_size
        Person(mine).decides()
        Person(theirs).decides()
        assert (before > after, rows(theirs)) == (True, 2)


def cut_while_writing(person: Person, path: Path) -> None:
    with person.writing() as workspace:
        workspace.session.exec_driver_sql("UPDATE workspaces SET sequence = 7")
        os.truncate(path, path.stat().st_size - PAGE)


@pytest.mark.parametrize("rewrites", [True, False])
def test_a_file_that_was_cut_short_is_refused_whether_it_was_written_anew_or_not(
    sqlite_url: str, rewrites: bool
) -> None:
    with closing(Database(sqlite_url)) as database:
        ada = Person(database)
        ada.decides()
        if rewrites:
            assert database.erase(deleted=True)
        with pytest.raises(UnusableDatabase, match="cut short"):
            cut_while_writing(ada, Path(sqlite_url))


def test_a_file_in_use_by_another_writer_is_written_anew_later(sqlite_url: str) -> None:
    with (
        closing(Database(sqlite_url)) as database,
        closing(connect(Path(sqlite_url), driver())) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        while_writing = database.erase(deleted=True), times_rewritten(other)
        other.execute("ROLLBACK")
        assert (while_writing, database.erase(deleted=False)) == ((False, 0), True)
        assert times_rewritten(other) == 1
