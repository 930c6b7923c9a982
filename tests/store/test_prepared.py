"""Prepared statements answer what SQLAlchemy's own way to the database answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, literal, select, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError

from app.store.prepared import Prepared, Rows, Values
from app.store.tables import drafts, workspaces
from app.store.workspaces import Workspace
from tests.cast import Person
from tests.factories import FrozenClock
from tests.store.test_statements import use_everything

OF_ONE = Prepared(
    select(workspaces.c.id, literal("of its own")).where(workspaces.c.id == bindparam("workspace"))
)
OF_SEVERAL = Prepared(
    select(workspaces.c.id).where(workspaces.c.id.in_(bindparam("ids", expanding=True)))
)

THIS = workspaces.c.id == bindparam("workspace")
CHANGE = Prepared(update(workspaces).where(THIS))
SEQUENCE = Prepared(select(workspaces.c.sequence).where(THIS))


def test_what_is_read_is_what_sqlalchemy_reads(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, seen = Prepared.send, Counter[bool]()

    def send(self: Prepared, connection: Connection, values: Values) -> Rows:
        found = prepared(self, connection, values)
        if self.statement.is_select:
            usual = [tuple(row) for row in connection.execute(self.statement, values)]
            assert list(found) == usual
            seen[bool(usual)] += 1
        return found

    monkeypatch.setattr(Prepared, "send", send)
    with ada.writing() as workspace:
        use_everything(workspace)
    assert min(seen[True], seen[False]) > 5


def test_lists_of_values_may_be_of_any_length(ada: Person) -> None:
    with ada.reading() as workspace:
        own = workspace.id
        found = [
            workspace.session.send(OF_SEVERAL, {"ids": ids}).firsts()
            for ids in ([own], [], [own, own + 1, own + 2], [own])
        ]
    assert found == [(own,), (), (own,), (own,)]


def test_a_value_that_the_statement_has_by_itself_is_sent_along(ada: Person) -> None:
    with ada.reading() as workspace:
        row = workspace.session.send(OF_ONE, {"workspace": workspace.id}).one_or_none()
        none = workspace.session.send(OF_ONE, {"workspace": -1}).one_or_none()
        assert (row, none) == ((workspace.id, "of its own"), None)


def test_a_value_that_is_missing_is_refused_and_not_taken_for_none(ada: Person) -> None:
    with ada.reading() as workspace, pytest.raises((InvalidRequestError, StatementError)):
        workspace.session.send(OF_ONE, {})


def test_what_the_database_refuses_is_refused_as_by_sqlalchemy(sqlite_ada: Person) -> None:
    values: dict[str, Any] = {"workspace_id": sqlite_ada.workspace_id, "assessment_id": "a" * 16}
    values |= {"rulebook_id": "r", "rulebook_version": "1", "rulebook_sha256": "too short"}
    values |= {"answers": {}, "page": "secret of mine", "turn": 0, "changed_at": FrozenClock()()}
    with sqlite_ada.writing() as workspace, pytest.raises(IntegrityError) as refused:
        workspace.session.send(Prepared(insert(drafts)), values)
    assert "secret of mine" not in str(refused.value)


def test_nothing_stays_of_a_transaction_that_fails(ada: Person) -> None:
    def fail() -> None:
        with ada.writing() as workspace:
            workspace.session.send(CHANGE, {"workspace": workspace.id, "sequence": 99})
            changed.append(sequence_of(workspace))
            raise ZeroDivisionError

    changed: list[int] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    with ada.reading() as workspace:
        assert (changed, sequence_of(workspace)) == ([99], 0)


def sequence_of(workspace: Workspace) -> int:
    (number,) = workspace.session.send(SEQUENCE, {"workspace": workspace.id}).firsts()
    return int(number)
