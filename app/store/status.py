"""The state of the database: what runs and in which mode, whether the next save would succeed, and
whether anything is damaged, for which only `doctor` has the time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from sqlalchemy import Connection, func, select, text

from app.engine.errors import AdvisorError, Unavailable
from app.store.migrations import stored_schema
from app.store.postgresql import bounds_not_in_force, is_shared
from app.store.session import Session
from app.store.sqlite.copying import FIND_TOO_NEW, TOO_NEW
from app.store.tables import assessments, drafts, revisions, workspaces
from app.store.workspaces import in_use

NEWEST = 1_000  # revisions that are looked at when a server starts
SYNCHRONOUS = ("off", "normal", "full", "extra")


@dataclass(frozen=True, slots=True)
class Status:
    """For people who look after it; the modes are SQLite's only.

    On PostgreSQL: whether a pool shares its connections with others, and the names of the bounds
    that are not in force.
    """

    kind: Literal["sqlite", "postgresql"]
    place: str
    library: str
    version: str
    schema: str | None
    journal_mode: str | None = None
    synchronous: str | None = None
    shared: bool = False
    not_in_force: tuple[str, ...] = ()

    @property
    def works_with(self) -> str:
        """Library, version and mode in words."""
        if self.kind == "postgresql":
            through = ", through a pool that shares its connections" if self.shared else ""
            return f"PostgreSQL {self.version} by {self.library}{through}"
        mode = f"journal {self.journal_mode}, synchronous {self.synchronous}"
        return f"SQLite {self.version} by {self.library}, {mode}"


def read_status(connection: Connection, place: str) -> Status:
    """The state of the database behind the connection; `place` is its name for people."""
    schema = stored_schema(connection)
    if connection.dialect.name == "postgresql":
        version: str = connection.scalar(text("SHOW server_version"))
        return Status(
            "postgresql",
            place,
            "psycopg",
            version,
            schema,
            shared=is_shared(connection),
            not_in_force=bounds_not_in_force(connection),
        )
    module = connection.dialect.loaded_dbapi
    return Status(
        "sqlite",
        place,
        module.__name__.partition(".")[0],
        module.sqlite_version,
        schema,
        journal_mode=connection.scalar(text("PRAGMA journal_mode")),
        synchronous=SYNCHRONOUS[int(connection.scalar(text("PRAGMA synchronous")))],
    )


SECONDS = 1.0


class Readiness:
    """Keeps the last answer, so that probes cannot wear out the database or hold up threads."""

    def __init__(
        self, check: Callable[[], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._check = check
        self._now = now
        self._asking = Lock()
        self._asked_at = float("-inf")
        self._refusal: str | None = "It has not been looked at yet."

    def require(self) -> None:
        """Unavailable if it is not ready; while it is being looked at, the last answer counts."""
        if self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        if self._refusal is not None:
            raise Unavailable(self._refusal)

    def _ask(self) -> None:
        if self._now() - self._asked_at < SECONDS:
            return
        try:
            self._check()
            self._refusal = None
        except AdvisorError as error:
            self._refusal = error.message
        self._asked_at = self._now()


def find_damage(session: Session) -> Iterator[str]:
    """Each fault of an SQLite file in one line; a server looks after its own files."""
    if session.dialect.name == "sqlite":
        for (message,) in session.execute(text("PRAGMA integrity_check(20)")):
            if message != "ok":
                yield str(message)
        for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
            yield f"row {row} of {table} refers to a row of {parent} that is not there"
        if session.execute(text(FIND_TOO_NEW)).one_or_none():
            yield TOO_NEW


def count_stored(session: Session) -> tuple[int, int, int]:
    """How many workspaces, assessments and revisions there are."""
    owned_by = (workspaces.c.id, assessments.c.workspace_id, revisions.c.workspace_id)
    queries = [select(func.count()).where(in_use(owner)) for owner in owned_by]
    owners, decisions, results = (session.execute(query).scalar_one() for query in queries)
    return owners, decisions, results


Rules = tuple[str, str]
"""Id and version of a rulebook."""


def count_by_rules(session: Session) -> dict[Rules, int]:
    """How many drafts and revisions are stored under which rules; it reads all of them."""
    counted: Counter[Rules] = Counter()
    for table in (drafts, revisions):
        rules = (table.c.rulebook_id, table.c.rulebook_version)
        query = select(*rules, func.count()).where(in_use(table.c.workspace_id)).group_by(*rules)
        for rulebook_id, version, number in session.execute(query):
            counted[rulebook_id, version] += number
    return dict(counted)


def find_newest_rules(session: Session) -> set[Rules]:
    """The rules of what was saved last, as far as that is known at once.

    An SQLite file keeps rows in the order they came in; a server is asked for all, which its bounds
    may end: then Unavailable.
    """
    rules = (revisions.c.rulebook_id, revisions.c.rulebook_version)
    query = select(*rules)
    if session.dialect.name == "sqlite":
        query = query.order_by(text("rowid DESC")).limit(NEWEST)
    found = query.subquery()
    return {(row[0], row[1]) for row in session.execute(select(*found.c).distinct())}


def sums_pages(session: Session) -> bool:
    """Whether the PostgreSQL server would notice a page that its disk spoilt."""
    return bool(session.scalar(text("SHOW data_checksums")) == "on")
