"""A deleted workspace: gone for everybody at once, from the tables a portion at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import text

from app.engine.errors import NotFound
from app.results.queries import stored_results
from app.rules.queries import stored_answers
from app.settings import ROOT
from app.shares.actions import NewShare, create_share, open_share
from app.store import purging, remains
from app.store.assessments import insert_assessment
from app.store.browsers import find_workspace
from app.store.database import Database
from app.store.purging import count_overdue, purge
from app.store.status import count_stored
from app.store.tables import DOORS, Row
from app.store.workspaces import WritableWorkspace, delete_workspace
from tests.cast import Person
from tests.factories import SWEET_COMPANY, FrozenClock, breakfast, intent
from tests.store.test_statements import statements

KILLED = """
import os, sys
from app.store import purging, remains
from app.store.database import Database

purging._SIZE.seconds = 0
remains.ROWS_AT_ONCE = 2
purging.PAUSE = 0
left = [3]

def delete_remains(session, seconds):
    left[0] -= 1
    if left[0] < 0:
        remains.delete_remains(session, 0)
        os.kill(os.getpid(), 9)
    return remains.delete_remains(session, 0)

purging.delete_remains = delete_remains
purging.purge(Database(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def no_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or nothing of the few rows of a test would be left to delete in portions."""
    monkeypatch.setattr(remains, "NEWEST", 0)


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows each, and no pause between them."""
    monkeypatch.setattr(remains, "LONGEST_PORTION", 0)
    monkeypatch.setattr(remains, "SHORTEST_PORTION", 0)
    monkeypatch.setattr(purging, "_SIZE", remains.Size())
    monkeypatch.setattr(remains, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(purging, "PAUSE", 0)


def fill(person: Person, times: int = 3) -> str:
    """Assessments with revisions, a draft and a link; the token of the link."""
    for _ in range(times):
        made = person.decides()
        person.saves(made, SWEET_COMPANY)
    person.starts()
    with person.writing() as workspace:
        _, token = create_share(workspace, made, NewShare(1, "", "90", False), intent())
    return token or ""


def delete(person: Person) -> None:
    with person.writing() as workspace:
        delete_workspace(workspace)


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reader() as session:
        return {
            name: session.scalar(text(f"SELECT count(*) FROM {name}")) or 0
            for name in Row.metadata.tables
        }


def test_nobody_gets_in_from_the_commit_on_although_the_rows_are_there(
    database: Database, ada: Person
) -> None:
    token = fill(ada)
    delete(ada)
    assert counts(database)["revisions"] == 6
    with database.reader() as session:
        assert find_workspace(session, ada.token) is None
        with pytest.raises(NotFound):
            open_share(session, token)


def test_the_newest_rows_go_in_the_same_step_so_that_no_new_row_comes_to_lie_beside_them(
    sqlite_ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_ada, times=2)
    Person(sqlite_ada.database).decides()
    before = counts(sqlite_ada.database)
    monkeypatch.setattr(remains, "NEWEST", 2)
    delete(sqlite_ada)
    after = counts(sqlite_ada.database)
    gone = {name: before[name] - after[name] for name in ("assessments", "revisions", "drafts")}
    assert gone == {"assessments": 1, "revisions": 1, "drafts": 1}  # the other newest stay


def test_the_newest_rows_are_found_without_reading_the_others(sqlite_ada: Person) -> None:
    fill(sqlite_ada)
    with sqlite_ada.database.writer() as session, statements(session) as sent:
        remains.delete_newest(session, [1])
        plans = [
            session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1, 1)).all()
            for statement in list(sent)
        ]
    assert len(plans) == len(remains.TABLES)
    assert all("INTEGER PRIMARY KEY (rowid>?)" in plan[0][3] for plan in plans)


def test_whoever_was_inside_already_cannot_write_any_more(database: Database, ada: Person) -> None:
    """On PostgreSQL somebody may have found the workspace just before the deletion committed."""
    delete(ada)
    with database.writer() as session, pytest.raises(NotFound):
        insert_assessment(WritableWorkspace(ada.workspace_id, session), "a" * 16, "Late")


LOOKS: dict[str, Callable[[Database], object]] = {
    "doctor": lambda database: _in_reader(database, count_stored),
    "recompute": lambda database: [result.n for result in stored_results(database)],
    "impact": lambda database: len(
        list(stored_answers(database, breakfast().id, breakfast().version))
    ),
    "overdue": lambda database: _in_reader(database, count_overdue),
}
"""Whatever looks into all workspaces."""


def _in_reader(database: Database, look: Callable[..., object]) -> object:
    with database.reader() as session:
        return look(session)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_what_looks_into_all_workspaces_does_not_see_it(
    database: Database, ada: Person, ben: Person, look: Callable[[Database], object]
) -> None:
    ben.decides()
    alone = look(database)
    ada_again = Person(database)
    fill(ada_again)
    delete(ada_again)
    assert look(database) == alone


def test_rows_that_are_still_there_after_a_day_are_overdue(ada: Person, clock: FrozenClock) -> None:
    fill(ada)
    delete(ada)
    told = []
    for hours in (23, 2):
        clock.advance(hours=hours)
        told.append(_in_reader(ada.database, count_overdue))
    assert told == [{"workspaces": 0, "intents": 0}, {"workspaces": 1, "intents": 0}]


@pytest.mark.usefixtures("small_portions")
def test_another_writer_gets_in_between_any_two_portions(
    ada: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ada)
    delete(ada)
    saved = []

    def delete_some(session: object, seconds: float) -> int:
        deleted = remains.delete_remains(session, seconds)  # type: ignore[arg-type]
        most = remains.ROWS_AT_ONCE + 1  # the row of the workspace itself
        assert deleted <= most
        return deleted

    def between(_: float) -> None:
        saved.append(ben.decides())

    monkeypatch.setattr(purging, "delete_remains", delete_some)
    monkeypatch.setattr(purging.time, "sleep", between)
    rows = purge(ada.database)["rows"]
    left = counts(ada.database)
    assert len(saved) >= rows / 3 > 5
    assert (left["workspaces"], left["assessments"]) == (1, len(saved))


@pytest.mark.usefixtures("small_portions")
def test_where_an_error_ended_it_the_next_purge_goes_on(
    database: Database, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben.decides()
    alone = counts(database)
    ada = Person(database)
    fill(ada)
    delete(ada)
    portions = iter(range(3))

    def fail_later(session: object, seconds: float) -> int:
        if next(portions, None) is None:
            raise ZeroDivisionError
        return remains.delete_remains(session, seconds)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(purging, "delete_remains", fail_later)
        with pytest.raises(ZeroDivisionError):
            purge(database)
    half_way = counts(database)
    purge(database)
    assert alone["revisions"] < half_way["revisions"] < alone["revisions"] + 6
    assert counts(database) == alone


def test_where_a_killed_process_stopped_the_next_one_goes_on(
    sqlite_url: str, sqlite_ada: Person
) -> None:
    fill(sqlite_ada)
    before = counts(sqlite_ada.database)
    delete(sqlite_ada)
    killed = subprocess.run([sys.executable, "-c", KILLED, sqlite_url], cwd=ROOT, check=False)
    half_way = counts(sqlite_ada.database)
    purge(sqlite_ada.database)
    assert killed.returncode == -9
    assert 0 < half_way["revisions"] < before["revisions"]
    assert half_way["workspaces"] == 1
    assert set(counts(sqlite_ada.database).values()) == {0}


def test_a_portion_ends_after_a_while_however_much_is_left(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ada)
    delete(ada)
    ticks = iter(range(100))
    monkeypatch.setattr(remains, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(remains.time, "monotonic", lambda: next(ticks))
    with ada.database.writer() as session:
        assert remains.delete_remains(session, seconds=4) == 4


def test_a_portion_that_held_the_lock_for_long_makes_the_next_ones_smaller() -> None:
    size, seconds = remains.Size(), []
    for held in (0.01, 0.06, 0.06, 0.06, 0.06, *[0.01] * 30):
        size.note(held)
        seconds.append(size.seconds)
    assert seconds[:5] == [0.01, 0.005, 0.0025, 0.002, 0.002]
    assert seconds[5:] == sorted(seconds[5:])
    assert seconds[-1] == 0.01


def test_the_purge_measures_its_portions(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    size = remains.Size()
    monkeypatch.setattr(purging, "_SIZE", size)
    monkeypatch.setattr(remains, "LONGEST_HOLD", -1.0)
    fill(ada)
    delete(ada)
    purge(ada.database)
    assert size.seconds < remains.LONGEST_PORTION


def test_every_table_is_emptied_and_none_before_what_refers_to_it() -> None:
    owned = {table.name for table in Row.metadata.sorted_tables} - {"workspaces"}
    doors = {table.name for table in DOORS}  # they go in the first transaction
    order = [table.name for table in remains.TABLES]
    assert set(order) == owned - doors
    for table in remains.TABLES:
        parents = {key.column.table.name for key in table.foreign_keys} - {"workspaces", table.name}
        assert not parents & set(order[: order.index(table.name)])


def test_no_portion_reads_more_than_it_deletes(sqlite_ada: Person) -> None:
    fill(sqlite_ada)
    delete(sqlite_ada)
    for table in remains.TABLES:
        with sqlite_ada.database.writer() as session:
            plan = _plan(session, partial(remains._delete_batch, session, table, 1))
        assert not [step for step in plan if step.startswith("SCAN")], table.name


def _plan(session: object, act: Callable[[], object]) -> list[str]:
    with statements(session) as sent:  # type: ignore[arg-type]
        act()
    rows = session.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[0]}", (1,) * sent[0].count("?"))  # type: ignore[attr-defined]
    return [row[3] for row in rows]
