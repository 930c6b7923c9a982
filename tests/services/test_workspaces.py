"""Workspaces: found by the browser's token, of which only the hash is kept."""

from __future__ import annotations

import re

import pytest

from app.services.tokens import hash_token, new_token
from app.services.workspaces import create_workspace, find_workspace
from app.store.database import Database
from tests.cast import Person


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
