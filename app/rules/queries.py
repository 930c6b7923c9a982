"""The answers of every latest revision under one rulebook version: for the impact of a newer one.

A million of them have to pass in seconds. So the database joins the texts of a portion into one
document, and the next portion is read while the last one is worked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from sqlalchemy import BigInteger, Select, String, and_, cast, func, select, tuple_

from app.store.database import Database
from app.store.tables import assessments, revisions

PORTION = 10_000

Key = tuple[int, str]
"""Workspace and assessment."""

_BIG = 10**10
"""More than any workspace has as its number, so that the sums all have as many digits."""


class StoredAnswers(NamedTuple):
    """A portion: ids of assessments, their answers as one JSON list, and the last one's key."""

    ids: list[str]
    answers: str
    end: Key


def stored_answers(database: Database, rulebook_id: str, version: str) -> Iterator[StoredAnswers]:
    """All of them, in portions; each is read in a transaction of its own."""
    with ThreadPoolExecutor(max_workers=1) as ahead:
        portion = _portion(database, _query(rulebook_id, version, None))
        while portion is not None:
            query = _query(rulebook_id, version, portion.end)
            following = ahead.submit(_portion, database, query)
            yield portion
            portion = following.result()


def _portion(database: Database, query: Select[str, str, str]) -> StoredAnswers | None:
    with database.reader() as session:
        ids, documents, end = session.execute(query).one()
    if end is None:
        return None
    digits = len(str(_BIG))
    key = int(end[:digits]) - _BIG, end[digits:]
    return StoredAnswers(ids.split(","), f"[{documents}]", key)


def _query(rulebook_id: str, version: str, last: Key | None) -> Select[str, str, str]:
    """One row: ids, documents and end of the portion after the last one; or nothing but None."""
    key = (revisions.c.workspace_id, revisions.c.assessment_id)
    latest = and_(
        assessments.c.workspace_id == revisions.c.workspace_id,
        assessments.c.id == revisions.c.assessment_id,
        assessments.c.latest == revisions.c.n,
    )
    portion = (
        select(*key, cast(revisions.c.answers, String).label("answers"))
        .join(assessments, latest)
        .where(revisions.c.rulebook_id == rulebook_id, revisions.c.rulebook_version == version)
        .where(*([tuple_(*key) > last] if last else []))
        .order_by(*key)
        .limit(PORTION)
    ).subquery()
    numbers = cast(portion.c.workspace_id, BigInteger)
    return select(
        func.aggregate_strings(portion.c.assessment_id, ","),
        func.aggregate_strings(portion.c.answers, ","),
        # Ids are of digits and small letters, of one length: every collation orders them alike.
        func.max(cast(numbers + _BIG, String) + portion.c.assessment_id),
    )
