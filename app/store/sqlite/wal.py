"""Reads the log beside an SQLite file, to find commits that damage has made unreadable.

SQLite itself drops a frame with a wrong sum and all that follow it, and says nothing. Nor does it
look whether the log still holds what it wrote there: it goes on behind a gap, and all is lost.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from app.store.sqlite.connection import connect, driver

MAGIC = 0x377F0682  # its lowest bit tells the byte order of the sums
HEADER, FRAME_HEADER = 32, 24
COUNTS_FRAMES = (3, 51, 0)  # from here on SQLite tells how many there are without moving them
TRIES = 3
Sums = tuple[int, int]


class Frame(NamedTuple):
    """One page in the log; `commits` if it is the last of a transaction."""

    commits: bool
    intact: bool


class WholeLog:
    """Tells whether the log is as long as SQLite takes it to be.

    That much is in the memory that all processes share, so whoever else empties the log or
    begins it anew is no cause for alarm. An SQLite that cannot count frames is only asked whether
    the log begins as one. It has a connection of its own: one in a transaction may not ask.
    """

    def __init__(self, path: Path) -> None:
        self._log = Path(f"{path}-wal")
        self._lock = Lock()
        self._connection = connect(path, driver())
        (self._page,) = self._connection.execute("PRAGMA page_size").fetchone()

    def __bool__(self) -> bool:
        # Another process may empty the log between two looks, but hardly each time.
        with self._lock:
            return any(self._is_whole() for _ in range(TRIES))

    def close(self) -> None:
        """Close its connection; before the last other one, which tidies the log away."""
        self._connection.close()

    def _is_whole(self) -> bool:
        frames = self._count_frames()
        log = os.open(self._log, os.O_RDONLY)
        try:
            start, length = os.read(log, HEADER), os.fstat(log).st_size
        finally:
            os.close(log)
        if not start:
            return frames == 0
        return _begins_as_log(start) and length >= HEADER + frames * (FRAME_HEADER + self._page)

    def _count_frames(self) -> int:
        if driver().sqlite_version_info < COUNTS_FRAMES:
            return 0
        _, frames, _ = self._connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
        return int(frames)


def _begins_as_log(start: bytes) -> bool:
    return len(start) == HEADER and int.from_bytes(start[:4], "big") & ~1 == MAGIC


def count_unreadable_commits(database: Path) -> int:
    """How many transactions of the log come after a damaged frame, or end with one."""
    log = Path(f"{database}-wal")
    frames = list(_frames(log.read_bytes())) if log.exists() else []
    return sum(frame.commits and not frame.intact for frame in frames)


def _frames(data: bytes) -> Iterator[Frame]:
    """The frames since the log was last begun anew; those from before bear another salt."""
    if len(data) < HEADER:
        return
    magic, _, page, _, *rest = struct.unpack(">8I", data[:HEADER])
    if magic & ~1 != MAGIC:
        return
    salt, order = data[16:24], ">" if magic & 1 else "<"
    sums = _add(data[: HEADER - 8], (0, 0), order)
    intact = sums == tuple(rest[2:])
    for start in range(HEADER, len(data) - FRAME_HEADER - page + 1, FRAME_HEADER + page):
        frame = data[start : start + FRAME_HEADER + page]
        if frame[8:16] != salt:
            return
        sums = _add(frame[:8] + frame[FRAME_HEADER:], sums, order)
        intact = intact and sums == struct.unpack(">2I", frame[16:24])
        yield Frame(frame[4:8] != bytes(4), intact)


def _add(data: bytes, sums: Sums, order: str) -> Sums:
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for word in words:
        first = (first + word + second) & 0xFFFFFFFF
        second = (second + next(words) + first) & 0xFFFFFFFF
    return first, second
