"""Looks a database through for damage, for `doctor`; the server has no time for it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select, text

from app.store.session import Session
from app.store.tables import assessments, revisions, workspaces


def find_damage(session: Session) -> Iterator[str]:
    """Each fault of an SQLite file in one line; a server looks after its own files."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        for (found,) in connection.execute(text("PRAGMA integrity_check(20)")):
            if found != "ok":
                yield str(found)
        for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"row {row} of {table} refers to a row of {parent} that is not there"


def count_stored(session: Session) -> tuple[int, int, int]:
    """How many workspaces, assessments and revisions there are."""
    counted = [
        select(func.count()).select_from(one) for one in (workspaces, assessments, revisions)
    ]
    owners, decisions, results = (session.execute(one).scalar_one() for one in counted)
    return owners, decisions, results


def sums_pages(session: Session) -> bool:
    """Whether the PostgreSQL server would notice a page that its disk spoilt."""
    return bool(session.scalar(text("SHOW data_checksums")) == "on")
