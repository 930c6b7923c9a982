"""The answers of every latest revision under one rulebook version: for the impact of a newer one.

Answers come as they lie there, and nothing else does: a million of them have to pass in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, and_, cast, select, tuple_

from app.store.database import Database
from app.store.tables import assessments, revisions

PORTION = 20_000


def stored_answers(
    database: Database, rulebook_id: str, version: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Assessment id and answers; each portion is read in a transaction of its own."""
    rows = _portion(database, rulebook_id, version, None)
    while rows:
        # One document of all of them is parsed in half the time of one after the other.
        answers = json.loads(f"[{','.join(text for _, _, text in rows)}]")
        yield from zip((row[1] for row in rows), answers, strict=True)
        rows = _portion(database, rulebook_id, version, rows[-1][:2])


def _portion(
    database: Database, rulebook_id: str, version: str, last: tuple[int, str] | None
) -> list[tuple[int, str, str]]:
    with database.reader() as session:
        found = session.execute(_query(rulebook_id, version, last)).all()
        return [(row[0], row[1], row[2]) for row in found]


def _query(rulebook_id: str, version: str, last: tuple[int, str] | None) -> Select[Any]:
    key = (revisions.c.workspace_id, revisions.c.assessment_id)
    latest = and_(
        assessments.c.workspace_id == revisions.c.workspace_id,
        assessments.c.id == revisions.c.assessment_id,
        assessments.c.latest == revisions.c.n,
    )
    query = (
        select(*key, cast(revisions.c.answers, String))
        .join(assessments, latest)
        .where(revisions.c.rulebook_id == rulebook_id, revisions.c.rulebook_version == version)
        .order_by(*key)
        .limit(PORTION)
    )
    return query if last is None else query.where(tuple_(*key) > last)
