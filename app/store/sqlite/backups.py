"""Verified copies of an SQLite database, kept in a folder `backups` beside it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from app.store.faults import UnusableDatabase
from app.store.session import Clock, utc_now
from app.store.sqlite.connection import connect, driver, require_ours

FOLDER = "backups"


def back_up_now(source: Path, clock: Clock = utc_now) -> Path:
    """A copy of all that was saved before; UnusableDatabase if there can be none.

    Others save meanwhile; without a write-ahead log they wait until it is copied, not checked.
    """
    require_ours(source)
    try:
        return back_up(source, f"{source.stem}-{clock():%Y%m%dT%H%M%S.%fZ}.db")
    except (driver().Error, OSError) as error:
        raise UnusableDatabase(f"{source} cannot be backed up: {error}.") from error


def back_up(source: Path, name: str) -> Path:
    """A copy of one moment, checked and synced to the disk before it gets its name.

    Whoever wants nothing to be saved after it takes the write lock first, on another connection.
    """
    folder = source.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / name
    unfinished = folder / f"{name}.unfinished"
    try:
        create_file(unfinished)
        _copy(source, unfinished)
        _sync(unfinished)
        unfinished.replace(target)
        _sync(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def create_file(path: Path) -> None:
    """An empty file that only its owner can read; FileExistsError if there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _copy(source: Path, target: Path) -> None:
    module = driver()
    with closing(connect(source, module)) as original, closing(connect(target, module)) as copy:
        original.execute("PRAGMA query_only=ON")
        original.backup(copy)  # all of it in one step, so that it is of one moment
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, complete without a log beside it
        _verify(copy, target)


def _verify(copy: Any, target: Path) -> None:
    damage = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if damage or copy.execute("PRAGMA foreign_key_check").fetchone():
        raise UnusableDatabase(
            f"The backup {target.name} did not pass its check, so it was not kept."
        )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
