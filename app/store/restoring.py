"""Puts a backup in the place of an SQLite database: wholly, or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.store.faults import UnusableDatabase
from app.store.migrations import SCHEMA, refuse_newer
from app.store.session import Clock, utc_now
from app.store.sqlite.connection import APPLICATION_ID, connect, driver
from app.store.sqlite.copying import (
    Progress,
    Tell,
    find_fault,
    require_room,
    sync,
    tell_nobody,
    unfinished,
)
from app.store.sqlite.file import MEGABYTE
from app.store.sqlite.locking import alone
from app.store.sqlite.ownership import Owner, make_folder, owner_for, with_side_files
from app.store.sqlite.wal import count_unreadable_commits

ASIDE = "aside"
PIECE = MEGABYTE
AS_IT_WAS = "The database is as it was. Restore another backup."


@dataclass(frozen=True, slots=True)
class Restored:
    """The schema of the database now, and the folder with what was in its place, if anything."""

    schema: str
    aside: Path | None


def restore(
    backup: Path, database: Path, *, clock: Clock = utc_now, tell: Tell = tell_nobody
) -> Restored:
    """Put a copy of the backup in the place of the database, which is set aside with its log.

    The copy is checked first and belongs to whom the database did. Raises UnusableDatabase for what
    is no sound backup of this or an older release, Unavailable while the database is served; then
    everything is as it was.
    """
    real = database.resolve()  # the log stands beside the file, not beside a link to it
    try:
        owner = owner_for(real)
        with _opened(backup, real) as data:
            make_folder(real.parent, owner)
            with alone(real, "restored"), unfinished(real, owner) as copy:
                schema = _fill(copy, data, Progress(tell, _size(data)), backup)
                return Restored(
                    schema, _exchange(real, copy, owner, f"{clock():%Y%m%dT%H%M%S.%fZ}")
                )
    except (driver().Error, OSError) as error:
        raise UnusableDatabase(
            f"{backup} cannot be restored: {error}.", remedy=AS_IT_WAS
        ) from error


@contextmanager
def _opened(backup: Path, database: Path) -> Iterator[BinaryIO]:
    """The backup to read; it is not touched."""
    if database.is_dir():
        raise UnusableDatabase(f"{database} is a folder, not a database file.", remedy=AS_IT_WAS)
    if backup.is_dir():
        raise UnusableDatabase(f"{backup} is a folder, not a backup.", remedy=AS_IT_WAS)
    if not backup.is_file():
        raise UnusableDatabase(f"There is no file {backup}.", remedy=AS_IT_WAS)
    with backup.open("rb") as data:
        status = os.fstat(data.fileno())
        if database.exists() and os.path.samestat(status, database.stat()):
            raise UnusableDatabase(f"{backup} is the database itself.", remedy=AS_IT_WAS)
        for log in (Path(f"{backup}-wal"), Path(f"{backup}-journal")):
            if log.exists() and log.stat().st_size:
                raise UnusableDatabase(
                    f"{backup} has a log beside it, {log.name}: it is a database that was in use, "
                    "no backup.",
                    remedy=f'Make one of it first: python -m app backup --database "{backup}"',
                )
        yield data


def _size(data: BinaryIO) -> int:
    return os.fstat(data.fileno()).st_size


def _fill(copy: Path, data: BinaryIO, progress: Progress, backup: Path) -> str:
    """Copy, check and sync; the schema of the copy."""
    size = _size(data)
    require_room(copy, size)
    with copy.open("r+b") as target:
        while piece := data.read(PIECE):
            target.write(piece)
            progress.copied(data.tell(), size)
    progress.checking()
    try:
        schema = _checked(copy, backup)
    except driver().Error as error:
        raise UnusableDatabase(
            f"{backup} cannot be read as a database: {error}.", remedy=AS_IT_WAS
        ) from error
    sync(copy)
    return schema


def _checked(copy: Path, backup: Path) -> str:
    """Its schema; UnusableDatabase if it is not sound, not ours, or from a newer release."""
    with closing(connect(copy, driver())) as connection:
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise UnusableDatabase(f"{backup} is no backup of Framework Advisor.", remedy=AS_IT_WAS)
        connection.execute("PRAGMA journal_mode=DELETE")
        fault = find_fault(connection)
        if fault is not None:
            raise UnusableDatabase(f"{backup} is damaged: {fault}.", remedy=AS_IT_WAS)
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    refuse_newer(schema, str(backup), SCHEMA)
    return str(schema)


def _exchange(database: Path, copy: Path, owner: Owner, moment: str) -> Path | None:
    """Put the copy in its place, and return the folder with what was there.

    If one file is all there was, names change in one step, and whenever the process is killed there
    is the old database or the new one. If a log that cannot be folded into it belongs to it, the
    file goes first: killed after that, there is none, which `serve` and `migrate` refuse.
    """
    _fold_log(database)
    old = [path for path in with_side_files(database) if path.exists()]
    if database.exists():
        copy.chmod(stat.S_IMODE(database.stat().st_mode))
    if not old:
        copy.replace(database)
        sync(database.parent)
        return None
    aside = database.parent / ASIDE / moment
    make_folder(aside.parent, owner, mode=0o700)
    make_folder(aside, owner, mode=0o700)
    with _set_aside(old, aside):
        sync(aside)
        copy.replace(database)
    sync(database.parent)
    return aside


@contextmanager
def _set_aside(old: list[Path], aside: Path) -> Iterator[None]:
    """Keep the files under their names in that folder; put them back if the block fails."""
    alone_there = len(old) == 1
    try:
        for path in old:
            _keep(path, aside / path.name, in_place=alone_there)
        yield
    except BaseException:
        for path in reversed(old):
            with suppress(FileNotFoundError):
                (aside / path.name).replace(path)
        shutil.rmtree(aside)  # the second name of a file that stayed in its place, or nothing
        raise


def _keep(path: Path, kept: Path, *, in_place: bool) -> None:
    """Under another name; in its place, too, if that is wanted and the disk can do it."""
    if in_place:
        with suppress(OSError):
            os.link(path, kept)
            return
    path.rename(kept)


def _fold_log(database: Path) -> None:
    """Leave all in one file, if nothing of it can be lost by that; a damaged one is not touched."""
    if not database.exists() or count_unreadable_commits(database):
        return
    with suppress(driver().Error), closing(connect(database, driver())) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA journal_mode=DELETE")
