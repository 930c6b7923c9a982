"""Results saved before they were compressed, and after: both are read, compared and recomputed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from app.comparisons.actions import compare_revisions
from app.results.actions import recompute
from app.results.queries import find_revision
from app.store.database import Database
from app.store.migrations import alembic_config, migrating, upgrade
from app.store.records import Revision
from tests.cast import Person
from tests.factories import SWEET_COMPANY, toy_library


@pytest.fixture
def old(own_url: str) -> Iterator[tuple[Person, str, Revision]]:
    """Ada, whose saved result went back to the first version of the tables and came from there."""
    database = Database(own_url)
    ada = Person(database)
    made = ada.decides()
    revision = saved(ada, made, 1)
    database.close()
    with migrating(own_url) as connection:
        command.downgrade(alembic_config(connection), "0001")
        assert kinds(connection, own_url) == [as_text(own_url)]
    upgrade(own_url)
    ada.database = Database(own_url)
    yield ada, made, revision
    ada.database.close()


def saved(person: Person, made: str, n: int) -> Revision:
    with person.reading() as workspace:
        return find_revision(workspace, made, n)


def as_text(url: str) -> str:
    return "json" if url.startswith("postgresql") else "text"


def packed(url: str) -> str:
    return "json" if url.startswith("postgresql") else "blob"


def kinds(connection: object, url: str) -> list[str]:
    """As what the results lie there, the first first."""
    type_of = "pg_typeof(result)::text" if url.startswith("postgresql") else "typeof(result)"
    query = text(f"SELECT {type_of} FROM revisions ORDER BY workspace_id, assessment_id, n")
    return list(connection.scalars(query))  # type: ignore[attr-defined]


def test_a_result_of_the_first_version_is_read_as_it_was(
    own_url: str, old: tuple[Person, str, Revision]
) -> None:
    ada, made, revision = old
    with ada.database.reader() as session:
        assert kinds(session, own_url) == [as_text(own_url)]
    assert saved(ada, made, 1) == revision


def test_a_result_saved_now_is_packed_and_the_old_one_stays(
    own_url: str, old: tuple[Person, str, Revision]
) -> None:
    ada, made, _ = old
    ada.saves(made, SWEET_COMPANY)
    with ada.database.reader() as session:
        assert kinds(session, own_url) == [as_text(own_url), packed(own_url)]


def test_old_and_new_are_compared_and_come_out_again(old: tuple[Person, str, Revision]) -> None:
    ada, made, revision = old
    n = ada.saves(made, SWEET_COMPANY)
    with ada.reading() as workspace:
        compared = compare_revisions(workspace, toy_library(), [(made, 1), (made, n)])
    assert [column.revision for column in compared.columns] == [revision, saved(ada, made, n)]
    done = [recomputed.difference for recomputed in recompute(ada.database, toy_library())]
    assert done == [None, None]


def test_the_release_before_gets_text_it_can_read(
    own_url: str, old: tuple[Person, str, Revision]
) -> None:
    ada, made, _ = old
    ada.saves(made, SWEET_COMPANY)
    new = saved(ada, made, 2)
    ada.database.close()
    with migrating(own_url) as connection:
        command.downgrade(alembic_config(connection), "0005")
        assert kinds(connection, own_url) == [as_text(own_url)] * 2
    upgrade(own_url)
    ada.database = Database(own_url)
    assert saved(ada, made, 2) == new
