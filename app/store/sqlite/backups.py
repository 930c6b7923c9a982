"""Verified copies of an SQLite database, kept in a folder `backups` beside it."""

from __future__ import annotations

import re
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.store.faults import UnusableDatabase
from app.store.session import Clock, utc_now
from app.store.sqlite.connection import connect, driver, require_ours
from app.store.sqlite.copying import (
    UNFINISHED,
    Progress,
    Tell,
    find_fault,
    require_room,
    sync,
    tell_nobody,
    unfinished,
)
from app.store.sqlite.ownership import make_folder, owner_for

FOLDER = "backups"
STEPS = 100
MOMENT = r"(\d{8}T\d{6}(?:\.\d{6})?Z)"
A_DAY = 86_400  # seconds; nobody fills a file for so long


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made, and the older ones that went for it."""

    path: Path
    size: int
    pruned: tuple[Path, ...]


def back_up_now(
    source: Path, *, keep: int, clock: Clock = utc_now, tell: Tell = tell_nobody
) -> Backup:
    """A copy of all that was saved before; of those of this database the newest `keep` stay.

    UnusableDatabase or Unavailable if there can be none. Others save meanwhile; without a
    write-ahead log they wait until it is copied, not checked.
    """
    require_ours(source)
    try:
        made = back_up(source, f"{source.stem}-{clock():%Y%m%dT%H%M%S.%fZ}.db", tell)
    except (driver().Error, OSError) as error:
        raise UnusableDatabase(f"{source} cannot be backed up: {error}.") from error
    return Backup(made, made.stat().st_size, _prune(source, made, keep))


def back_up(source: Path, name: str, tell: Tell = tell_nobody) -> Path:
    """A copy of one moment, checked and synced to the disk before it gets its name.

    Whoever wants nothing to be saved after it takes the write lock first, on another connection.
    """
    owner = owner_for(source)
    target = source.parent / FOLDER / name
    make_folder(target.parent, owner, mode=0o700)
    size = source.stat().st_size
    require_room(target, size)
    with unfinished(target, owner) as copy:
        _copy(source, copy, Progress(tell, size))
        sync(copy)
        copy.replace(target)
        sync(target.parent)
    return target


def list_backups(source: Path) -> list[Path]:
    """Those of this database, by `backup` and by `migrate`, the newest first."""
    folder = source.parent / FOLDER
    pattern = re.compile(rf"{re.escape(source.stem)}(?:-\d{{4}})?-{MOMENT}\.db")
    found = {path: pattern.fullmatch(path.name) for path in _files(folder)}
    moments = {path: match[1] for path, match in found.items() if match}
    return sorted(moments, key=lambda path: moments[path], reverse=True)


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _prune(source: Path, made: Path, keep: int) -> tuple[Path, ...]:
    """Delete and return all but the newest; the one just made stays, whatever the clock says."""
    others = [path for path in list_backups(source) if path != made]
    old = tuple(others[keep - 1 :])
    try:
        for path in (*old, *_left_behind(source)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise UnusableDatabase(
            f"The backup {made} was made, but an older one cannot be deleted: {error}.",
            remedy="Delete what is no longer needed yourself.",
        ) from error
    return old


def _left_behind(source: Path) -> list[Path]:
    """What killed processes did not finish."""
    begun = f"{source.stem}-"
    return [
        path
        for path in _files(source.parent / FOLDER)
        if path.name.startswith(begun)
        and f".db{UNFINISHED}" in path.name
        and path.stat().st_mtime < time.time() - A_DAY
    ]


def _copy(source: Path, target: Path, progress: Progress) -> None:
    module = driver()
    with closing(connect(source, module)) as original, closing(connect(target, module)) as copy:
        original.execute("PRAGMA query_only=ON")
        original.execute("BEGIN")  # and read, so that all parts are of one moment
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (pages,) = original.execute("PRAGMA page_count").fetchone()

        def told(_status: int, remaining: int, total: int) -> None:
            progress.copied(total - remaining, total)

        original.backup(copy, pages=max(1, -(-pages // STEPS)), progress=told)
        original.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, complete without a log beside it
        progress.checking()
        _verify(copy, target)


def _verify(copy: Any, target: Path) -> None:
    fault = find_fault(copy)
    if fault is not None:
        raise UnusableDatabase(
            f"The backup {target.name.removesuffix(UNFINISHED)} did not pass its check, so it was "
            f"not kept: {fault}."
        )
