"""Rows belong to one workspace: the database itself refuses links across, and wrong values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from app.store.database import Database
from app.store.ids import hash_token
from app.store.tables import Row
from tests.cast import Person
from tests.factories import SWEET_COMPANY

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = datetime(2027, 2, 20, tzinfo=UTC)
RULEBOOK = {"rulebook_id": "r", "rulebook_version": "1", "rulebook_sha256": "0" * 64}
WORDS = {"verdict": "v", "label": "V", "engine_version": "1"}

Values = dict[str, Any]


def draft(owner: Person, assessment_id: str, **more: object) -> Values:
    own = {"workspace_id": owner.workspace_id, "assessment_id": assessment_id}
    return own | RULEBOOK | {"answers": {}, "changed_at": NOW} | more


def revision(owner: Person, assessment_id: str, n: int = 1, **more: object) -> Values:
    own = {"workspace_id": owner.workspace_id, "assessment_id": assessment_id, "n": n}
    stored = {"answers": {}, "result": {}, "created_at": NOW}
    return own | RULEBOOK | WORDS | stored | more


def share(owner: Person, assessment_id: str, n: int = 1, **more: object) -> Values:
    own = {"workspace_id": owner.workspace_id, "assessment_id": assessment_id, "n": n}
    times = {"created_at": NOW, "expires_at": LATER}
    rest = {"sequence": 1, "label": "", "detailed_preview": False}
    return own | times | rest | {"id": "a" * 16, "token_hash": b"h" * 32} | more


def code(owner: Person, _: str = "", **more: object) -> Values:
    times = {"created_at": NOW, "expires_at": LATER}
    return {"workspace_id": owner.workspace_id, "code_hash": b"h" * 32} | times | more


def key(owner: Person, **more: object) -> Values:
    named = {"id": "a" * 16, "key_hash": owner.token[:32].encode(), "name": "", "scope": "read"}
    return {"workspace_id": owner.workspace_id, "created_at": NOW} | named | more


def put(database: Database, table: str, values: Values) -> None:
    with database.writer() as session:
        session.execute(insert(Row.metadata.tables[table]).values(values))


@pytest.mark.parametrize(
    "table, row", [("drafts", draft), ("revisions", revision), ("shares", share)]
)
def test_nothing_of_bens_can_refer_to_an_assessment_of_adas(
    database: Database, ada: Person, ben: Person, table: str, row: Callable[[Person, str], Values]
) -> None:
    hers = ada.decides()
    with pytest.raises(IntegrityError):
        put(database, table, row(ben, hers))


def test_a_share_needs_a_revision(database: Database, ada: Person) -> None:
    with pytest.raises(IntegrityError):
        put(database, "shares", share(ada, ada.decides(), n=2))


def test_a_share_of_a_revision_is_taken(database: Database, ada: Person) -> None:
    put(database, "shares", share(ada, ada.decides()))
    with database.reader() as session:
        assert session.scalar(text("SELECT count(*) FROM shares")) == 1


@pytest.mark.parametrize(
    "table, row",
    [
        ("revisions", lambda owner, made: revision(owner, made, n=0)),
        ("revisions", lambda owner, made: revision(owner, made, n=1)),
        ("revisions", lambda owner, made: revision(owner, made, n=2, replaces=2)),
        ("revisions", lambda owner, made: revision(owner, made, n=3, replaces=2)),
        ("revisions", lambda owner, made: revision(owner, made, n=2, rulebook_sha256="0")),
        ("drafts", lambda owner, made: draft(owner, made, rulebook_sha256="")),
        ("drafts", lambda owner, made: draft(owner, made, answers=None)),
        ("shares", lambda owner, made: share(owner, made, token_hash=b"short")),
        ("shares", lambda owner, made: share(owner, made, expires_at=NOW)),
        ("shares", lambda owner, made: share(owner, made, sequence=0)),
        ("codes", lambda owner, made: code(owner, code_hash=b"short")),
        ("codes", lambda owner, made: code(owner, expires_at=NOW)),
        ("codes", lambda owner, made: code(owner, workspace_id=owner.workspace_id + 1_000)),
        ("api_keys", lambda owner, made: key(owner, key_hash=b"short")),
        ("api_keys", lambda owner, made: key(owner, scope="admin")),
        ("api_keys", lambda owner, made: key(owner, expires_at=NOW)),
        ("api_keys", lambda owner, made: key(owner, workspace_id=owner.workspace_id + 1_000)),
    ],
)
def test_a_row_with_wrong_values_is_refused(
    database: Database, ada: Person, table: str, row: Callable[[Person, str], Values]
) -> None:
    with pytest.raises(IntegrityError):
        put(database, table, row(ada, ada.decides()))


@pytest.mark.parametrize(
    "change",
    [
        "title = ''",
        "title_edit = 0",
        "note_edit = 0",
        "sequence = 0",
        "latest = 0",
        "latest = NULL",
        "label = NULL",
        "verdict = NULL",
        "workspace_id = workspace_id + 1000",
        "id = 'SHORT'",
    ],
)
def test_an_assessment_with_wrong_values_is_refused(
    database: Database, ada: Person, change: str
) -> None:
    ada.decides()
    with pytest.raises(IntegrityError), database.writer() as session:
        session.execute(text(f"UPDATE assessments SET {change}"))


def test_two_browsers_cannot_have_one_token(database: Database, ada: Person, ben: Person) -> None:
    with pytest.raises(IntegrityError), database.writer() as session:
        session.execute(
            text("UPDATE browsers SET token_hash = :hash"), {"hash": hash_token(ben.token)}
        )


def test_deleting_a_workspace_deletes_all_of_it_and_nothing_else(
    database: Database, ada: Person, ben: Person
) -> None:
    for person in (ada, ben):
        made = person.decides()
        person.saves(made, SWEET_COMPANY)
        person.starts()
        put(database, "shares", share(person, made, n=2, token_hash=person.token[:32].encode()))
        put(database, "codes", code(person, code_hash=person.token[:32].encode()))
        put(database, "api_keys", key(person))
    counts = [f"(SELECT count(*) FROM {table})" for table in Row.metadata.tables]
    with database.writer() as session:
        before = session.execute(text(f"SELECT {', '.join(counts)}")).one()
        session.execute(text("DELETE FROM workspaces WHERE id = :id"), {"id": ada.workspace_id})
        after = session.execute(text(f"SELECT {', '.join(counts)}")).one()
    assert [2 * count for count in after] == list(before)


def test_every_key_and_index_starts_with_the_workspace() -> None:
    starts = {
        columns[0].name
        for table in Row.metadata.sorted_tables
        if table.name != "workspaces"
        for columns in [
            list(table.primary_key.columns),
            *(list(index.columns) for index in table.indexes),
        ]
    }
    assert starts == {"workspace_id"}
