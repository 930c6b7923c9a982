"""Workspaces go when they have been empty for a day or unused for 400; others stay."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.services.assessments import rename_assessment
from app.services.purging import purge_workspaces
from app.services.questionnaire import save_draft
from app.services.workspaces import create_workspace, find_workspace, note_visit
from app.store import purging
from app.store.database import Database
from tests.cast import Person, starts
from tests.factories import SWEET_COMPANY, FrozenClock, toy_library


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
    assert (purge_workspaces(ada.database), exists(ada)) == (0, True)
    clock.advance(hours=2)
    assert (purge_workspaces(ada.database), exists(ada)) == (1, False)


@pytest.mark.parametrize("act", FILLED, ids=lambda one: one.__name__)
def test_one_with_something_in_it_stays_until_it_was_unused_for_400_days(
    ada: Person, clock: FrozenClock, act
) -> None:
    act(ada)
    clock.advance(days=399)
    assert (purge_workspaces(ada.database), exists(ada)) == (0, True)
    clock.advance(days=2)
    assert (purge_workspaces(ada.database), exists(ada)) == (1, False)


def test_one_that_is_only_read_stays(ada: Person, clock: FrozenClock) -> None:
    ada.decides()
    clock.advance(days=390)
    with ada.writing() as workspace:
        note_visit(workspace)
    clock.advance(days=20)
    assert (purge_workspaces(ada.database), exists(ada)) == (0, True)


def test_all_that_is_in_it_goes_with_it_and_others_stay(
    ada: Person, ben: Person, clock: FrozenClock
) -> None:
    ada.decides()
    clock.advance(days=401)
    ben.decides()
    purge_workspaces(ada.database)
    with ben.reading() as workspace:
        left = workspace.session.scalars(text("SELECT workspace_id FROM revisions")).all()
    assert left == [ben.workspace_id]


def test_many_go_in_portions(
    database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.purging.PORTION", 3)
    monkeypatch.setattr(purging, "PORTION", 3)
    with database.writer() as session:
        for _ in range(7):
            create_workspace(session)
    clock.advance(days=2)
    assert purge_workspaces(database) == 7
