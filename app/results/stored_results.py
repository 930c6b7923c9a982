"""Every stored result, of all workspaces, in small portions: for `doctor --recompute` only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, String, cast, select, tuple_

from app.results.queries import OUTCOME
from app.store.database import Database
from app.store.tables import revisions

PORTION = 200
TEXTS = ("answers", "result")


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A row of revisions as it lies there: answers and result are JSON as text."""

    workspace_id: int
    assessment_id: str
    n: int
    rulebook_id: str
    rulebook_version: str
    rulebook_sha256: str
    engine_version: str
    verdict: str
    label: str
    leader: str | None
    strength: str | None
    lead: int | None
    answers: str
    result: str

    @property
    def outcome(self) -> dict[str, object]:
        """What the lists show."""
        return {name: getattr(self, name) for name in OUTCOME}


def stored_results(database: Database) -> Iterator[StoredResult]:
    """All of them; each portion is read in a transaction of its own, so that none lasts."""
    portion = _portion(database, None)
    while portion:
        yield from portion
        portion = _portion(database, portion[-1])


def _portion(database: Database, last: StoredResult | None) -> list[StoredResult]:
    with database.reader() as session:
        return [StoredResult(*row) for row in session.execute(_after(last))]


def _after(last: StoredResult | None) -> Select[Any]:
    columns = [
        cast(revisions.c[field.name], String) if field.name in TEXTS else revisions.c[field.name]
        for field in fields(StoredResult)
    ]
    key = (revisions.c.workspace_id, revisions.c.assessment_id, revisions.c.n)
    query = select(*columns).order_by(*key).limit(PORTION)
    if last is None:
        return query
    return query.where(tuple_(*key) > (last.workspace_id, last.assessment_id, last.n))
