"""Makes a database and brings it to the schema of this release; nothing else changes schemas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, inspect, text
from sqlalchemy.exc import OperationalError

from app.files import FILES
from app.store import postgresql
from app.store.faults import UnusableDatabase, translated
from app.store.location import file_path, server_address, without_secrets
from app.store.session import Clock, utc_now
from app.store.sqlite import connection as sqlite
from app.store.sqlite.backups import back_up
from app.store.sqlite.copying import UNFINISHED
from app.store.sqlite.locking import alone
from app.store.sqlite.ownership import SIDE_FILES, create_file, make_folder, owner_for, whose

if TYPE_CHECKING:
    from alembic.config import Config


SCHEMA = "0014"
"""The revision of `alembic/versions` this release works with; revisions are numbered in order."""

MIGRATE = "Run `python -m app migrate` and start again."
UPDATE = (
    "Nothing was changed, and nothing is lost: install that release again, or a later one. To stay "
    "with this one, restore a backup from before, or use another database."
)


def stored_schema(connection: Connection) -> str | None:
    """The revision the database is at; None if it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def require_schema(schema: str | None, place: str) -> None:
    """UnusableDatabase unless this release can work with it."""
    if schema == SCHEMA:
        return
    if schema is None:
        raise UnusableDatabase(f"The database {place} is empty.", remedy=MIGRATE)
    refuse_newer(schema, place, SCHEMA)
    raise UnusableDatabase(
        f"The database {place} was made by an older release (schema {schema}; "
        f"this one needs {SCHEMA}).",
        remedy=MIGRATE,
    )


def refuse_newer(schema: str, place: str, newest: str) -> None:
    """UnusableDatabase if a later release made it."""
    if schema > newest:
        raise UnusableDatabase(
            f"The database {place} was made by a newer release (schema {schema}; "
            f"this one knows {newest}).",
            remedy=UPDATE,
        )


SCRIPTS = FILES / "alembic"
LOCK = 0x46416476  # the same number for every release, so that only one of them migrates


@dataclass(frozen=True, slots=True)
class Migration:
    """What `upgrade` did; `before` is None for a new database, `backup` for no backup."""

    before: str | None
    after: str
    place: str
    backup: Path | None = None


def upgrade(url: str, *, clock: Clock = utc_now, scripts: Path = SCRIPTS) -> Migration:
    """Bring the database to the newest schema, making it if there is none; all of it or nothing.

    An SQLite file with rows is backed up first. Raises UnusableDatabase, with one plain sentence,
    for what is not ours or from a newer release, and Unavailable if an SQLite file that has to be
    changed is being served.
    """
    path = file_path(url)
    with translated():
        if path is None:
            return _upgrade_server(url, scripts)
        return _upgrade_file(path, clock, scripts)


def alembic_config(connection: Connection, scripts: Path = SCRIPTS) -> Config:
    """What Alembic's commands need to work on this connection, inside its transaction."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """A connection for migrations, in one transaction that nobody else can migrate beside."""
    path = file_path(url)
    # With foreign keys on, rebuilding a table would delete the rows that refer to it.
    engine = (
        postgresql.make_engine(
            server_address(url),
            postgresql.BOUNDS | {"statement_timeout": "0", "lock_timeout": "60s"},
            poolclass=NullPool,
        )
        if path is None
        else sqlite.make_engine(path, "BEGIN IMMEDIATE", NullPool, changes={"foreign_keys": 0})
    )
    with engine.begin() as connection:
        if path is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def _upgrade_server(url: str, scripts: Path) -> Migration:
    place = without_secrets(server_address(url))
    try:
        with migrating(url) as connection:
            before, newest = _schemas(connection, place, scripts)
            if before != newest:
                _run(connection, scripts)
            return Migration(before, newest, place)
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        raise UnusableDatabase(f"The database {place} cannot be migrated: {reason}.") from error


def _upgrade_file(path: Path, clock: Clock, scripts: Path) -> Migration:
    with ExitStack() as until_committed, _made_if_missing(path):
        sqlite.require_ours(path, may_be_empty=True)
        with migrating(str(path)) as connection:
            before, newest = _schemas(connection, str(path), scripts)
            backup = None
            if before != newest:
                until_committed.enter_context(alone(path, "migrated", make=before is not None))
                if before is not None:
                    backup = back_up(path, f"{path.stem}-{before}-{clock():%Y%m%dT%H%M%SZ}.db")
                _run_keeping_rows(connection, scripts)
            return Migration(before, newest, str(path), backup)


def _schemas(connection: Connection, place: str, scripts: Path) -> tuple[str | None, str]:
    """The schema the database has and the newest there is."""
    from alembic.script import ScriptDirectory

    before = stored_schema(connection)
    newest = ScriptDirectory.from_config(alembic_config(connection, scripts)).get_current_head()
    if newest is None:
        raise LookupError(f"{scripts} holds no migration")
    if before is not None:
        refuse_newer(before, place, newest)
    return before, newest


@contextmanager
def _made_if_missing(path: Path) -> Iterator[None]:
    """An empty file to fill, gone again if that fails."""
    made = _make_missing(path)
    try:
        yield
    except BaseException:
        if made:
            path.unlink(missing_ok=True)
        raise


def _make_missing(path: Path) -> bool:
    try:
        if path.exists():
            return False
        _refuse_remains(path)
        owner = owner_for(path)
        make_folder(path.parent, owner)
        create_file(path, owner)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            return False  # somebody else made it this very moment
        raise UnusableDatabase(
            f"{path} cannot be made: {error.strerror}.",
            remedy=f"{whose(path.parent)} Let ADVISOR_DATABASE or --database name a place that is "
            "yours.",
        ) from error
    return True


def _refuse_remains(path: Path) -> None:
    """UnusableDatabase if what belongs to the file is there without it: a new one would hide it."""
    for end in (*SIDE_FILES, UNFINISHED):
        remains = Path(f"{path}{end}")
        if remains.exists():
            raise UnusableDatabase(
                f"There is no database {path}, but {remains.name} is still there: a restore was "
                "broken off, or the file was moved away alone.",
                remedy="Put the file back, or restore a backup; docs/deployment.md says how. "
                "For a new database move what is left away first.",
            )


def _run(connection: Connection, scripts: Path) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection, scripts), "head")


def _run_keeping_rows(connection: Connection, scripts: Path) -> None:
    before = _count_rows(connection)
    _run(connection, scripts)
    after = _count_rows(connection)
    lost = [name for name in before if name in after and after[name] != before[name]]
    if lost or connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise UnusableDatabase(
            f"The migration would have lost rows ({', '.join(lost) or 'links'}), "
            "so nothing was changed."
        )
    connection.exec_driver_sql(f"PRAGMA application_id={sqlite.APPLICATION_ID}")


def _count_rows(connection: Connection) -> dict[str, int]:
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608
        for name in tables
    }
