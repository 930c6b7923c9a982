"""Workspaces go when they have been empty for a day or unused for 400, intents after seven."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from app.assessments.actions import rename_assessment
from app.questionnaire.actions import save_draft, start_assessment
from app.store import purging
from app.store.browsers import create_workspace, find_workspace, note_visit
from app.store.database import Database
from app.store.purging import purge
from tests.cast import Person, starts
from tests.factories import HUNGRY, SWEET_COMPANY, FrozenClock, breakfast, intent, toy_library


def exists(person: Person) -> bool:
    with person.database.reader() as session:
        return find_workspace(session, person.token) is not None


def does_nothing(person: Person) -> None:
    """Has a workspace and nothing in it."""


def only_starts(person: Person) -> None:
    with person.writing() as workspace:
        starts(workspace, {})


def deletes_all(person: Person) -> None:
    person.decides()
    with person.writing() as workspace:
        workspace.session.execute(text("DELETE FROM assessments"))


def answers(person: Person) -> None:
    with person.writing() as workspace:
        save_draft(workspace, toy_library(), starts(workspace, {}), SWEET_COMPANY)


def renames(person: Person) -> None:
    with person.writing() as workspace:
        rename_assessment(workspace, starts(workspace, {}), "Ours", 1)


def decides(person: Person) -> None:
    person.decides()


EMPTY, FILLED = (does_nothing, only_starts, deletes_all), (answers, renames, decides)


@pytest.mark.parametrize("act", EMPTY, ids=lambda one: one.__name__)
def test_an_empty_workspace_goes_after_a_day(ada: Person, clock: FrozenClock, act) -> None:
    act(ada)
    clock.advance(hours=23)
    assert (purge(ada.database)["workspaces"], exists(ada)) == (0, True)
    clock.advance(hours=2)
    assert (purge(ada.database)["workspaces"], exists(ada)) == (1, False)


@pytest.mark.parametrize("act", FILLED, ids=lambda one: one.__name__)
def test_one_with_something_in_it_stays_until_it_was_unused_for_400_days(
    ada: Person, clock: FrozenClock, act
) -> None:
    act(ada)
    clock.advance(days=399)
    assert (purge(ada.database)["workspaces"], exists(ada)) == (0, True)
    clock.advance(days=2)
    assert (purge(ada.database)["workspaces"], exists(ada)) == (1, False)


def test_one_that_is_only_read_stays(ada: Person, clock: FrozenClock) -> None:
    ada.decides()
    clock.advance(days=390)
    with ada.writing() as workspace:
        note_visit(workspace)
    clock.advance(days=20)
    assert (purge(ada.database)["workspaces"], exists(ada)) == (0, True)


def test_all_that_is_in_it_goes_with_it_and_others_stay(
    ada: Person, ben: Person, clock: FrozenClock
) -> None:
    ada.decides()
    clock.advance(days=401)
    ben.decides()
    purge(ada.database)
    with ben.reading() as workspace:
        left = workspace.session.scalars(text("SELECT workspace_id FROM revisions")).all()
    assert left == [ben.workspace_id]


def test_many_go_in_portions(
    database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "WORKSPACES_AT_ONCE", 3)
    with database.writer() as session:
        for _ in range(7):
            create_workspace(session)
    clock.advance(days=2)
    assert purge(database)["workspaces"] == 7


def sends(person: Person, key: str) -> str:
    """Sends the form that starts an assessment; the id of what came of it."""
    with person.writing() as workspace:
        return start_assessment(workspace, breakfast(), HUNGRY, intent(key))


def test_a_form_sent_again_is_done_once_for_seven_days(ada: Person, clock: FrozenClock) -> None:
    ada.decides()
    clock.advance(days=8)
    purge(ada.database)
    made = sends(ada, "k")
    clock.advance(days=6, hours=23)
    assert (purge(ada.database)["intents"], sends(ada, "k")) == (0, made)
    clock.advance(hours=2)
    assert purge(ada.database)["intents"] == 1
    assert sends(ada, "k") != made


def test_old_intents_of_all_go_in_portions_and_new_ones_stay(
    ada: Person, ben: Person, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "INTENTS_AT_ONCE", 3)
    for person in (ada, ben):
        person.decides()
        for number in range(4):
            sends(person, f"old-{number}")
    clock.advance(days=8)
    kept = sends(ada, "new")
    assert purge(ada.database) == {"workspaces": 0, "rows": 0, "intents": 12}
    assert sends(ada, "new") == kept


def test_nobody_waits_while_old_intents_are_looked_for(
    sqlite_ada: Person, clock: FrozenClock
) -> None:
    """No index has their age, so the search, which reads all of them, is left to a reader."""
    sqlite_ada.decides()
    clock.advance(days=8)
    with sqlite_ada.database.writer() as session:
        writer = session.engine
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))

    event.listen(writer, "before_cursor_execute", note)
    purge(sqlite_ada.database)
    event.remove(writer, "before_cursor_execute", note)
    ((statement, values),) = [each for each in sent if "intents" in each[0]]
    with sqlite_ada.reading() as workspace:
        connection = workspace.session
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert statement.startswith("DELETE")
    assert "(workspace_id=? AND action=? AND key=?)" in plan[0][3]
