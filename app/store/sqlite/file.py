"""The file of an SQLite database: the one that was opened, on a disk of this machine, with room."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.engine.errors import Unavailable
from app.store.faults import UnusableDatabase
from app.store.sqlite.connection import driver
from app.store.sqlite.wal import WholeLog

RESTART = "Nothing was saved. Whoever runs this site has to restart it."
MEGABYTE = 2**20
LEAST_FREE = 64 * MEGABYTE
MOUNTS = Path("/proc/self/mounts")
OVER_THE_NETWORK = re.compile(r"nfs4?|cifs|smb3?|smbfs|9p|afs|ceph|glusterfs|lustre|fuse\..+")
ESCAPED = re.compile(r"\\([0-7]{3})")


def free_bytes(path: Path) -> int:
    """What is free where the file is, or will be."""
    folder = next(parent for parent in path.parents if parent.exists())
    return shutil.disk_usage(folder).free


def require_space(path: Path) -> None:
    """Unavailable if the disk is as good as full: the next write may fail half-way."""
    free = free_bytes(path)
    if free < LEAST_FREE:
        raise Unavailable(f"Only {free // MEGABYTE} MB of the disk are free, too little to save.")


def network_file_system(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of network file system the path is on; None for others and where none can tell.

    On those, locks do not hold and two writers can corrupt an SQLite database.
    """
    real = path.resolve()
    holding = [(place, kind) for place, kind in _mounted(mounts) if real.is_relative_to(place)]
    if not holding:
        return None
    _, kind = max(holding, key=lambda mount: len(mount[0].parts))
    return kind if OVER_THE_NETWORK.fullmatch(kind) else None


def _mounted(mounts: Path) -> Iterator[tuple[Path, str]]:
    lines = mounts.read_text(errors="replace").splitlines() if mounts.exists() else []
    for line in lines:
        _, place, kind, *_ = line.split(" ")
        yield Path(ESCAPED.sub(lambda code: chr(int(code[1], 8)), place)), kind


class SameFile:
    """Remembers which file was opened, and refuses each commit once the path leads elsewhere.

    SQLite in WAL mode goes on acknowledging writes to a file or a log that was deleted or cut
    short; they would be lost. Only writing it anew may make the file smaller, and that is counted
    in it.
    """

    def __init__(self, path: Path, with_wal: bool, connection: Any) -> None:
        self._paths = [path, Path(f"{path}-wal")] if with_wal else [path]
        self._opened = self._identities()
        self._log = WholeLog(path) if with_wal else None
        self.remember(connection)

    def close(self) -> None:
        """Call it before the last connection is closed, which tidies the log away."""
        if self._log is not None:
            self._log.close()

    def remember(self, connection: Any) -> None:
        """Take its size for the right one; nothing of it may be in the log alone."""
        self._rewritten = times_rewritten(connection)  # first: it may be rewritten at this moment
        self._size = self._paths[0].stat().st_size

    def __call__(self, connection: Connection) -> None:
        """UnusableDatabase if the file or its log is not the one opened, or was cut short."""
        file = self._paths[0]
        if self._identities() != self._opened or not (
            file.stat().st_size >= self._size
            or self._is_rewritten(connection.connection.driver_connection)
        ):
            raise UnusableDatabase(
                f"The database file {file.name} was moved, replaced, cut short or deleted.",
                remedy=RESTART,
            )
        if not self._is_log_whole():
            raise UnusableDatabase(
                f"The log {file.name}-wal beside the database was cut short.", remedy=RESTART
            )

    def _is_log_whole(self) -> bool:
        try:
            return self._log is None or bool(self._log)
        except OSError as error:  # no file is left to open it with
            raise Unavailable("The log beside the database cannot be read.") from error

    def _is_rewritten(self, connection: Any) -> bool:
        try:
            if times_rewritten(connection) == self._rewritten:
                return False
            self.remember(connection)
        except driver().Error:  # so little may be left of the file
            return False
        return True

    def _identities(self) -> list[tuple[int, int] | None]:
        return [_identity(path) for path in self._paths]


def times_rewritten(connection: Any) -> int:
    """How often the file was written anew, by whatever process; from a bare connection."""
    (times,) = connection.execute("PRAGMA user_version").fetchone()
    return int(times)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
