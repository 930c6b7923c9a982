"""Makes a copy of a database: complete, checked, on the disk, or not there at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.engine.errors import Unavailable
from app.store.sqlite.file import LEAST_FREE, MEGABYTE, free_bytes
from app.store.sqlite.ownership import Owner, create_file, with_side_files

UNFINISHED = ".unfinished"
LONG = 64 * MEGABYTE  # what is smaller takes no time worth telling
TOO_NEW = "an assessment is newer than its workspace"
# A file that was put beside the log of another moment can pass all else. Only a workspace that an
# older release was told to purge begins to count anew.
FIND_TOO_NEW = """SELECT 1 FROM assessments JOIN workspaces ON workspaces.id = workspace_id
    WHERE assessments.sequence > workspaces.sequence AND workspaces.sequence > 0 LIMIT 1"""

Tell = Callable[[str], None]
"""What is told of the progress goes here, line by line."""


def tell_nobody(_: str) -> None:
    """Nobody wants to know."""


@contextmanager
def unfinished(target: Path, owner: Owner) -> Iterator[Path]:
    """An empty file to fill and to rename to the target; what is left of it at the end vanishes."""
    path = target.with_name(f"{target.name}{UNFINISHED}")
    _remove(path)  # a killed process left it: whoever fills one is alone
    create_file(path, owner)
    try:
        yield path
    finally:
        _remove(path)


class Progress:
    """Tells each tenth of copying what is long, and that it is being checked."""

    def __init__(self, tell: Tell, size: int) -> None:
        self._tell = tell if size >= LONG else tell_nobody
        self._size = f"{size // MEGABYTE} MB"
        self._tenths = 0

    def copied(self, done: int, of: int) -> None:
        """So much of all, in whichever unit."""
        tenths = 10 * done // max(of, 1)
        if tenths > self._tenths:
            self._tenths = tenths
            self._tell(f"{tenths * 10} % of {self._size} copied …")

    def checking(self) -> None:
        """The copy is complete."""
        self._tell(f"checking {self._size} …")


def find_fault(connection: Any) -> str | None:
    """What is wrong with the database, in some words; of two things the first."""
    for (message,) in connection.execute("PRAGMA integrity_check(1)"):
        if message != "ok":
            return str(message).splitlines()[-1]  # the first may name the database
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        return "a row refers to another that is not there"
    return TOO_NEW if connection.execute(FIND_TOO_NEW).fetchone() else None


def require_room(target: Path, size: int) -> None:
    """Unavailable unless that many bytes fit beside what the server itself needs."""
    free = free_bytes(target)
    if free < size + LEAST_FREE:
        raise Unavailable(
            f"Only {free // MEGABYTE} MB of the disk are free, too little for a copy of "
            f"{size // MEGABYTE} MB beside what the server needs.",
            remedy="Make room and try again. Nothing was changed.",
        )


def sync(path: Path) -> None:
    """Have the file, or the names in the folder, on the disk before anything else happens."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for each in with_side_files(path):
        each.unlink(missing_ok=True)
