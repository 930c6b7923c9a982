"""The database: readers and writers, each one transaction that ends with its block."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, QueuePool
from sqlalchemy.exc import DBAPIError

from app.engine.errors import AdvisorError
from app.store import postgresql
from app.store.faults import UnusableDatabase, translated
from app.store.ids import RandomBytes
from app.store.location import file_path, server_address, without_secrets
from app.store.looks import Given, Look, Row
from app.store.migrations import require_schema, stored_schema
from app.store.quotas import QUOTAS, Quotas
from app.store.session import Clock, Session, WriteGate, WriterSession, utc_now, write_lock
from app.store.sqlite import connection as sqlite
from app.store.sqlite.erasing import Eraser
from app.store.sqlite.file import SameFile, require_space
from app.store.sqlite.looking import Looker
from app.store.sqlite.rewriting import Rewriting
from app.store.status import Status, read_status

log = logging.getLogger("advisor.store")


class Engines(NamedTuple):
    """Where readers and writers get their connections; `place` names the database for people.

    `require_same` refuses a file that is not the one opened, `erase` leaves nothing in its log of
    what was deleted, `try_erasing` nor in the file, and says whether it could, `rewrites` whether
    that writes the file anew; a server has no such file, nor a `path`. A `looker` waits for nobody;
    there is none where looking may take a while. `leave` goes before the connections do.
    """

    reader: Engine
    writer: Engine
    place: str
    path: Path | None = None
    require_same: Callable[[Connection], None] = lambda connection: None
    erase: Callable[[bool], None] = lambda deleted: None
    try_erasing: Callable[[bool], bool] = lambda deleted: True
    rewrites: Callable[[], bool] = lambda: False
    looker: Looker | None = None
    leave: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Close all connections."""
        self.leave()
        if self.looker is not None:
            self.looker.close()
        self.reader.dispose()
        self.writer.dispose()


class Database:
    """An opened and migrated database.

    `url` is the path of an SQLite file, that path after `sqlite:///`, or a `postgresql://`
    address. Raises UnusableDatabase, with one plain sentence, for anything else than a database
    this release can work with; only `migrations.upgrade` makes or changes one.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock = utc_now,
        random: RandomBytes = secrets.token_bytes,
        quotas: Quotas = QUOTAS,
    ) -> None:
        self._clock = clock
        self._random = random
        self._quotas = quotas
        path = file_path(url)
        self._engines = _open_server(url) if path is None else _open_file(path)
        self._gate: WriteGate | None = None if path is None else WriteGate()

    @contextmanager
    def reader(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot change it."""
        engine = self._engines.reader
        with translated(), closing(Session(engine, self._clock, self._random)) as session:
            yield session

    @contextmanager
    def writer(self, *, patient: bool = True) -> Iterator[WriterSession]:
        """A session that commits when its block ends well and rolls back when it does not.

        Nothing another writer does comes between what it reads and what it writes: on SQLite it
        holds the only write lock from its first statement on; on PostgreSQL the store locks the
        row of the workspace before each change. Who is not patient gets Unavailable rather than
        a place in the queue of this process.
        """
        with translated(), self._turn(patient), _holding_lock():
            engine = self._engines.writer
            made = WriterSession(engine, self._clock, self._random, self._quotas)
            with closing(made) as session:
                yield session
                # Not as a listener: if that raises, SQLAlchemy neither commits nor rolls back.
                self._engines.require_same(session)
                session.commit()
            self._engines.erase(session.deletes)

    @property
    def looks_at_once(self) -> bool:
        """Whether `look` waits for nobody, so that it needs no thread."""
        return self._engines.looker is not None

    def look(self, look: Look, given: Given) -> Row | None:
        """The row of that look at this moment, None if there is none or it cannot be read now.

        No transaction is open before or after. Who gets None asks a reader, which says why.
        """
        engines = self._engines
        text, values = look.asked(engines.reader.dialect, given)
        if engines.looker is not None:
            return engines.looker(text, values)
        with suppress(AdvisorError), translated(), engines.reader.connect() as connection:
            found = connection.exec_driver_sql(text, values).one_or_none()
            return None if found is None else tuple(found)
        return None

    def erase(self, *, deleted: bool) -> bool:
        """Whether nothing is left of what was deleted, in a file or its log; if not, try again.

        Of the log a writer that deletes sees to it itself, but for what is deleted in portions.
        """
        with translated(), self._turn():
            return self._engines.try_erasing(deleted)

    @property
    def rewrites(self) -> bool:
        """Whether `erase` writes the file anew, so that after each deletion it is worth calling."""
        return self._engines.rewrites()

    def status(self) -> Status:
        """Library, version, mode and schema, as the database itself reports them."""
        with translated(), self._engines.reader.connect() as connection:
            return read_status(connection, self._engines.place)

    def require_ready(self) -> None:
        """Unavailable unless the next save would succeed, as far as that shows without one.

        It does not compete for the write lock: while somebody writes, that much works.
        """
        engines = self._engines
        with translated(), self._free_turn() as engine, engine.connect() as connection:
            require_schema(stored_schema(connection), engines.place)
            engines.require_same(connection)
        if engines.path is not None:
            require_space(engines.path)

    def close(self) -> None:
        """Close all connections; the last one of an SQLite file also tidies its log away."""
        self._engines.close()

    @contextmanager
    def _free_turn(self) -> Iterator[Engine]:
        """The writer's engine, whose first statement takes the lock, if nobody has it."""
        with nullcontext(True) if self._gate is None else self._gate.if_free() as free:
            yield self._engines.writer if free else self._engines.reader

    def _turn(self, patient: bool = True) -> AbstractContextManager[None]:
        return nullcontext() if self._gate is None else self._gate(patient=patient)


@contextmanager
def _holding_lock() -> Iterator[None]:
    """Says so for as long as it lasts: tests refuse what may only be done without the lock."""
    write_lock.held = True
    try:
        yield
    finally:
        write_lock.held = False


def _open_file(path: Path) -> Engines:
    sqlite.require_ours(path)
    reader = sqlite.make_engine(
        path,
        "BEGIN",
        QueuePool,
        changes={"query_only": 1},
        pool_size=8,
        max_overflow=32,
        pool_use_lifo=True,  # each holds up to 2 MB of the file: few that know it, not all in turn
    )
    writer = sqlite.make_engine(path, "BEGIN IMMEDIATE", QueuePool, pool_size=1, max_overflow=0)
    engines = Engines(reader, writer, str(path))
    _require_usable(engines)
    # The writer's connection stays in its pool, so the log beside the file stays the same one.
    with_wal = sqlite.wal_is_safe(sqlite.driver().sqlite_version_info)
    with closing(writer.raw_connection()) as pooled:
        same_file = SameFile(path, with_wal, pooled.driver_connection)
    rewriting = Rewriting(path)
    eraser = Eraser(writer, same_file, rewriting)
    return engines._replace(
        path=path,
        require_same=same_file,
        erase=eraser,
        try_erasing=eraser.try_now,
        rewrites=lambda: rewriting.is_possible,
        looker=Looker(path) if with_wal else None,
        leave=same_file.close,
    )


def _open_server(url: str) -> Engines:
    address = server_address(url)
    writer = postgresql.make_engine(address)
    engines = Engines(postgresql.reading(writer), writer, without_secrets(address))
    _require_usable(engines)
    with engines.reader.connect() as connection:
        if names := postgresql.bounds_not_in_force(connection):
            log.warning("not in force: %s", ", ".join(names))
    return engines


def _require_usable(engines: Engines) -> None:
    try:
        with engines.writer.connect(), engines.reader.connect() as connection:
            require_schema(stored_schema(connection), engines.place)
    except DBAPIError as error:
        engines.close()
        raise UnusableDatabase(
            f"The database {engines.place} cannot be used: {str(error.orig).splitlines()[0]}."
        ) from error
    except BaseException:
        engines.close()
        raise
