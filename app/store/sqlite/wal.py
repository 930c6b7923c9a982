"""Reads the log beside an SQLite file, to find commits that damage has made unreadable.

SQLite itself drops a frame with a wrong sum and all that follow it, and says nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAGIC = 0x377F0682  # its lowest bit tells the byte order of the sums
HEADER, FRAME_HEADER = 32, 24
Sums = tuple[int, int]


class Frame(NamedTuple):
    """One page in the log; `commits` if it is the last of a transaction."""

    commits: bool
    intact: bool


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
