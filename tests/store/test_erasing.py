"""What was deleted is gone from the files: after the deletion, or once the last reader has left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from app.assessments.actions import delete_assessments, rename_assessment, write_note
from app.store.database import Database
from app.store.purging import purge
from app.store.remains import delete_remains
from app.store.sqlite import erasing
from app.store.workspaces import delete_workspace
from tests.cast import Person
from tests.factories import intent

SECRET = "canary-of-the-deleted"
HANG_GUARD = 30


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for readers."""
    monkeypatch.setattr(erasing, "LONGEST_WAIT", 50)


def traces(database: str) -> list[str]:
    """The files beside and including the database that hold the secret."""
    folder = Path(database).parent
    return [one.name for one in folder.iterdir() if SECRET.encode() in one.read_bytes()]


def written(person: Person) -> str:
    """The id of an assessment that holds the secret in title and in a long note."""
    made = person.decides()
    with person.writing() as workspace:
        rename_assessment(workspace, made, SECRET, 1)
        write_note(workspace, made, SECRET * 200, 1)
    return made


def delete(person: Person, made: str) -> None:
    with person.writing() as workspace:
        delete_assessments(workspace, {made: 1}, intent())


@pytest.fixture
def long_reader(sqlite_ada: Person) -> Iterator[Thread]:
    """Somebody who began to read before the deletion, and goes on."""
    reads, leave = Event(), Event()

    def read() -> None:
        with sqlite_ada.reading():
            reads.set()
            leave.wait(HANG_GUARD)

    thread = Thread(target=read)
    thread.leave = leave.set  # type: ignore[attr-defined]
    thread.start()
    reads.wait(HANG_GUARD)
    yield thread
    leave.set()
    thread.join()


def test_nothing_is_left_of_what_was_deleted(sqlite_ada: Person, sqlite_url: str) -> None:
    made = written(sqlite_ada)
    before = traces(sqlite_url)
    delete(sqlite_ada, made)
    assert (bool(before), traces(sqlite_url)) == (True, [])


def test_nothing_is_left_of_a_workspace_once_it_was_purged(
    sqlite_ada: Person, sqlite_url: str
) -> None:
    written(sqlite_ada)
    with sqlite_ada.writing() as workspace:
        delete_workspace(workspace)
    before = traces(sqlite_url)
    purge(sqlite_ada.database)
    assert (bool(before), traces(sqlite_url)) == (True, [])


def test_what_a_killed_purge_left_in_the_log_the_next_one_erases(
    sqlite_ada: Person, sqlite_url: str
) -> None:
    written(sqlite_ada)
    with sqlite_ada.writing() as workspace:
        delete_workspace(workspace)
    with sqlite_ada.database.writer() as session:
        while delete_remains(session):  # all of it, and then it is killed
            pass
    before = traces(sqlite_url)
    purged = purge(sqlite_ada.database)
    assert (purged["rows"], bool(before), traces(sqlite_url)) == (0, True, [])


def test_erasing_does_not_wait_for_a_reader_and_says_so(
    sqlite_ada: Person, sqlite_url: str, long_reader: Thread
) -> None:
    written(sqlite_ada)
    with sqlite_ada.writing() as workspace:
        delete_workspace(workspace)
    purge(sqlite_ada.database)
    while_reading = sqlite_ada.database.erase(deleted=False), bool(traces(sqlite_url))
    long_reader.leave()  # type: ignore[attr-defined]
    long_reader.join()
    assert while_reading == (False, True)
    assert (sqlite_ada.database.erase(deleted=False), traces(sqlite_url)) == (True, [])


def test_the_log_stays_the_one_that_was_opened(sqlite_ada: Person, sqlite_url: str) -> None:
    delete(sqlite_ada, written(sqlite_ada))
    assert Path(f"{sqlite_url}-wal").stat().st_size == 0
    sqlite_ada.decides()
    with sqlite_ada.reading() as workspace:
        assert workspace.id == sqlite_ada.workspace_id


def test_a_deletion_waits_for_a_reader_to_finish(
    sqlite_ada: Person, sqlite_url: str, long_reader: Thread
) -> None:
    made = written(sqlite_ada)
    leaving = Thread(target=lambda: (long_reader.join(0.2), long_reader.leave()))  # type: ignore[attr-defined]
    leaving.start()
    delete(sqlite_ada, made)
    leaving.join()
    assert traces(sqlite_url) == []


@pytest.mark.usefixtures("impatient")
def test_what_a_reader_prevents_the_next_write_makes_up_for(
    sqlite_ada: Person, sqlite_url: str, long_reader: Thread
) -> None:
    delete(sqlite_ada, written(sqlite_ada))
    while_reading = traces(sqlite_url)
    long_reader.leave()  # type: ignore[attr-defined]
    long_reader.join()
    sqlite_ada.starts()
    assert (while_reading, traces(sqlite_url)) == ([f"{Path(sqlite_url).name}-wal"], [])


def test_a_log_that_cannot_be_emptied_does_not_undo_the_deletion(
    sqlite_ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bool:
        raise erasing.sqlite.driver().OperationalError("disk I/O error")

    monkeypatch.setattr(erasing, "_empty_log", fail)
    delete(sqlite_ada, sqlite_ada.decides())
    assert ["not all could be erased" in one.message for one in caplog.records] == [True]


def test_without_a_log_beside_it_the_file_holds_nothing_either(
    sqlite_url: str, pretend: object
) -> None:
    pretend((3, 40, 1))  # type: ignore[operator]
    with closing(Database(sqlite_url)) as database:
        ada = Person(database)
        delete(ada, written(ada))
        assert traces(sqlite_url) == []
