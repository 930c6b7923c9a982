"""SQLite: which library, in which mode, and whether a file is one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from json import dumps
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, Pool, create_engine, event

from app.store.faults import UnusableDatabase
from app.store.sqlite.ownership import find_closed, whose

APPLICATION_ID = 0x46416476  # "FAdv", in the header of every file that `migrate` made
WRONG_USER = (
    "It, its folder and what lies beside it have to belong to the user who serves; root gives them "
    "back with chown."
)
WRONG_PLACE = "Correct the setting ADVISOR_DATABASE; if it is right, restore a backup."

# Before these, two connections that write and checkpoint together can corrupt a WAL database.
FIRST_SAFE = (3, 51, 3)
REPAIRED_PATCH = {(3, 44): 6, (3, 50): 7}
WITHDRAWN = (3, 52, 0)

to_json = partial(dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def driver() -> ModuleType:
    """The one SQLite library of this process.

    Never mix two: closing a file in one would drop the locks the other holds on it.
    """
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    module: ModuleType = dbapi2
    return module


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the repair without which WAL can corrupt a database."""
    if version == WITHDRAWN:
        return False
    repaired = REPAIRED_PATCH.get(version[:2])
    return version >= FIRST_SAFE or (repaired is not None and version[2] >= repaired)


def pragmas(version: tuple[int, int, int]) -> dict[str, str | int]:
    """What every connection sets. With a rollback journal only EXTRA also syncs the folder."""
    safe = wal_is_safe(version)
    return {
        "busy_timeout": 10_000,
        "journal_mode": "wal" if safe else "delete",
        "synchronous": 2 if safe else 3,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
    }


def connect(path: Path, module: ModuleType) -> Any:
    """A bare connection to a file that exists; SQLite must never make one."""
    uri = f"{path.as_uri()}?mode=rw"
    return module.connect(uri, uri=True, timeout=10, isolation_level=None, check_same_thread=False)


def apply_pragmas(connection: Any, wanted: Mapping[str, str | int]) -> None:
    """Set them and read them back: builds differ, and a refused pragma says nothing."""
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name}={value}")
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != value:
            raise UnusableDatabase(
                f"SQLite did not accept {name}={value} for the database file; it stays {row[0]}."
            )


def make_engine(
    path: Path,
    begin: str,
    pool: type[Pool],
    *,
    changes: Mapping[str, int] | None = None,
    **options: Any,
) -> Engine:
    """An engine whose connections have our pragmas, with `changes`, and begin as told."""
    module = driver()
    wanted = pragmas(module.sqlite_version_info) | dict(changes or {})
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=partial(connect, path, module),
        poolclass=pool,
        json_serializer=to_json,
        hide_parameters=True,  # or what people wrote would be in the logs
        **options,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        apply_pragmas(connection, wanted)

    def begin_transaction(dbapi_connection: Any) -> None:
        dbapi_connection.driver_connection.execute(begin)

    # Beside a statement of SQLAlchemy, or a listener, this costs next to nothing; an error of it is
    # still translated, as that of a listener would not be.
    engine.dialect.do_begin = begin_transaction  # type: ignore[method-assign]
    return engine


def require_ours(path: Path, *, may_be_empty: bool = False) -> None:
    """UnusableDatabase unless the path is one of our databases; it is not changed."""
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise UnusableDatabase(
            f"{path} cannot be reached: {error.strerror}.", remedy=f"{whose(path)} {WRONG_USER}"
        ) from error
    if is_folder:
        raise UnusableDatabase(f"{path} is a folder, not a database file.", remedy=WRONG_PLACE)
    if is_there and (closed := next(find_closed(path), None)):
        raise UnusableDatabase(
            f"{closed} cannot be written.", remedy=f"{whose(closed)} {WRONG_USER}"
        )
    if not is_there:
        raise UnusableDatabase(
            f"There is no database {path}.", remedy="Run `python -m app migrate` to make it."
        )
    identity, tables = _look_into(path)
    if identity != APPLICATION_ID and not (may_be_empty and identity == tables == 0):
        raise UnusableDatabase(
            f"{path} is not a database of Framework Advisor.", remedy=WRONG_PLACE
        )


def _look_into(path: Path) -> tuple[int, int]:
    """The application id and the number of tables."""
    module = driver()
    try:
        connection = connect(path, module)
        try:
            connection.execute("PRAGMA query_only=ON")
            (identity,) = connection.execute("PRAGMA application_id").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except module.Error as error:
        raise UnusableDatabase(f"{path} cannot be read as a database: {error}.") from error
    return identity, tables
