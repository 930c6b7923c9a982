"""Workspaces: found by the browser's token, of which only the hash is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.engine.errors import Invalid, NotFound
from app.store.browsers import (
    create_workspace,
    end_browser,
    find_workspace,
    list_browsers,
    note_reading,
    note_visit,
)
from app.store.database import Database
from app.store.ids import hash_token, new_token
from app.store.purging import purge
from app.store.records import NAME_LENGTH
from app.store.tables import Row
from app.store.workspaces import Workspace, delete_workspace
from app.workspaces.actions import name_browser
from app.workspaces.codes import enter_by_code, make_code
from tests.cast import Person
from tests.factories import FrozenClock


def test_a_browser_finds_its_workspace_again(database: Database, ada: Person) -> None:
    with database.reader() as session:
        found = find_workspace(session, ada.token)
    assert found is not None
    assert found.id == ada.workspace_id


def test_two_visitors_have_two_workspaces(ada: Person, ben: Person) -> None:
    assert ada.workspace_id != ben.workspace_id


@pytest.mark.parametrize("token", ["", "x" * 43, "é", "' OR 1=1 --"])
def test_a_token_nobody_was_given_finds_nothing(
    database: Database, ada: Person, token: str
) -> None:
    with database.reader() as session:
        assert find_workspace(session, token) is None


def test_the_stored_hash_is_no_token(database: Database, ada: Person) -> None:
    with database.reader() as session:
        assert find_workspace(session, hash_token(ada.token).hex()) is None


def test_the_random_source_is_the_one_given(database_url: str) -> None:
    database = Database(database_url, random=lambda length: b"\7" * length)
    with database.writer() as session:
        _, token = create_workspace(session)
    database.close()
    assert token == new_token(lambda length: b"\7" * length)


def test_a_token_has_43_characters_that_need_no_quoting(ada: Person) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", ada.token)


def second_browser(person: Person) -> str:
    """The token of another browser of that person."""
    with person.writing() as workspace:
        code = make_code(workspace).text
        return enter_by_code(workspace.session, code, None)


def is_known(person: Person, token: str) -> bool:
    with person.database.reader() as session:
        return find_workspace(session, token) is not None


def test_a_workspace_knows_from_which_of_its_browsers_it_was_opened(ada: Person) -> None:
    token = second_browser(ada)
    with ada.database.reader() as session:
        opened = [find_workspace(session, one) for one in (ada.token, token)]
        browsers = [one.id for one in list_browsers(opened[0])]  # type: ignore[arg-type]
    assert sorted(one.browser for one in opened if one) == sorted(browsers)


def test_a_browser_has_the_name_it_is_given(ada: Person) -> None:
    names = []
    for name in ("  Laptop ", "Bürorechner", ""):
        with ada.writing() as workspace:
            name_browser(workspace, name)
            names += [one.name for one in list_browsers(workspace)]
    assert names == ["Laptop", "Bürorechner", ""]


def test_a_name_that_is_too_long_is_refused(ada: Person) -> None:
    with ada.writing() as workspace, pytest.raises(Invalid, match="at most 60"):
        name_browser(workspace, "x" * (NAME_LENGTH + 1))


def test_only_the_browser_itself_is_named(ada: Person, ben: Person) -> None:
    second_browser(ada)
    with ada.writing() as workspace:
        name_browser(workspace, "First")
    for person, names in ((ada, ["", "First"]), (ben, [""])):
        with person.reading() as workspace:
            assert sorted(one.name for one in list_browsers(workspace)) == names


def visits(person: Person) -> None:
    with person.writing() as workspace:
        note_visit(workspace)


def reads(person: Person) -> None:
    note_reading(person.database, person.token)


@pytest.mark.parametrize("act", [visits, reads])
def test_the_day_of_a_visit_is_noted_whether_it_writes_or_reads(
    ada: Person, clock: FrozenClock, act: Callable[[Person], None]
) -> None:
    second_browser(ada)
    seen = []
    for _ in range(2):
        clock.advance(days=1)
        act(ada)
        with ada.reading() as workspace:
            seen.append(sorted(str(one.seen_on) for one in list_browsers(workspace)))
    assert seen == [["2026-11-22", "2026-11-23"], ["2026-11-22", "2026-11-24"]]


def test_a_reading_is_not_noted_while_somebody_writes_and_waits_for_nobody(
    sqlite_ada: Person, clock: FrozenClock
) -> None:
    clock.advance(days=1)
    with sqlite_ada.writing():
        note_reading(sqlite_ada.database, sqlite_ada.token)
    with sqlite_ada.reading() as workspace:
        assert str(workspace.seen_on) == "2026-11-22"


def test_a_reading_with_an_ended_token_is_no_visit(database: Database) -> None:
    note_reading(database, "x" * 43)
    with database.reader() as session:
        assert find_workspace(session, "x" * 43) is None


def test_an_ended_browser_opens_nothing_and_the_others_stay(ada: Person, ben: Person) -> None:
    token = second_browser(ada)
    with ada.database.writer() as session:
        other = find_workspace(session, token)
        end_browser(other, other.browser)  # type: ignore[arg-type, union-attr]
    assert [is_known(ada, one) for one in (token, ada.token, ben.token)] == [False, True, True]


@pytest.mark.parametrize("browser_id", ["", "a" * 16, "A" * 16, "\0", "x" * 10_000])
def test_a_browser_that_is_not_there_is_not_found(ada: Person, browser_id: str) -> None:
    with pytest.raises(NotFound), ada.writing() as workspace:
        end_browser(workspace, browser_id)


def test_nobody_ends_the_browser_of_another(ada: Person, ben: Person) -> None:
    with ada.reading() as workspace:
        hers = workspace.browser
    with pytest.raises(NotFound), ben.writing() as workspace:
        end_browser(workspace, hers)
    assert is_known(ada, ada.token)


def test_a_deleted_workspace_leaves_nothing_and_takes_nothing_else_along(
    ada: Person, ben: Person
) -> None:
    tables = list(Row.metadata.tables)

    def counts(workspace: Workspace) -> list[int]:
        return [
            workspace.session.execute(text(f"SELECT count(*) FROM {one}")).scalar_one()
            for one in tables
        ]

    ben.decides()
    for person in (ada, ben):
        with person.writing() as workspace:
            make_code(workspace)
    with ada.writing() as workspace:
        delete_workspace(workspace)
    purge(ada.database)
    with ben.reading() as workspace:
        left = counts(workspace)
    with ben.writing() as workspace:
        delete_workspace(workspace)
    purge(ben.database)
    with ben.database.reader() as session:
        nothing = counts(Workspace(ben.workspace_id, session))
    assert (left[tables.index("workspaces")], left[tables.index("codes")], set(nothing)) == (
        1,
        1,
        {0},
    )
    assert not is_known(ada, ada.token)
