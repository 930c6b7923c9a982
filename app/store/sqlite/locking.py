"""Who writes to a database and who replaces or migrates it, told by locks on a file beside it.

SQLite's own locks last for a transaction. These last as long as the process; the system drops them
when it ends, however it ends. The file itself stays: who deletes it would undo the locks on it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from app.engine.errors import Unavailable
from app.store.faults import UnusableDatabase
from app.store.location import file_path
from app.store.sqlite.connection import require_ours
from app.store.sqlite.ownership import give, owner_for

if sys.platform != "win32":
    import fcntl


@contextmanager
def serving(database: Path) -> Iterator[None]:
    """While it lasts the database is written to; any number may. Refused beside `alone`.

    Also raises UnusableDatabase if it is none of ours.
    """
    require_ours(database)
    with _locked(database, alone=False, make=True) as got:
        if not got:
            raise Unavailable(
                f"{database} is being restored or migrated at this moment.",
                remedy="Try again when that is done.",
            )
        yield


def while_used(url: str) -> AbstractContextManager[None]:
    """The same for whoever writes to the database of that address; a server's has no such file."""
    path = file_path(url)
    return nullcontext() if path is None else serving(path)


@contextmanager
def alone(database: Path, doing: str, *, make: bool = True) -> Iterator[None]:
    """While it lasts nobody else is at the database; Unavailable if somebody is.

    `doing` says what may not be done beside others. Without `make` a missing file of locks stays
    missing: where there never was one, nobody ever served.
    """
    with _locked(database, alone=True, make=make) as got:
        if not got:
            raise Unavailable(
                f"A server or another command is at work on {database}, and nothing may be "
                f"{doing} under it.",
                remedy="Stop every server on it (systemctl stop advisor, or Ctrl+C), try again, "
                "and start it again afterwards. Nothing was changed.",
            )
        yield


@contextmanager
def _locked(database: Path, *, alone: bool, make: bool) -> Iterator[bool]:
    """Whether the lock could be had at once."""
    if sys.platform == "win32":
        yield True  # no such locks there; the guide tells to stop the server first
        return
    try:
        descriptor = _open(database, make)
    except FileNotFoundError:
        yield True
        return
    except OSError as error:
        raise UnusableDatabase(
            f"{database}.lock cannot be opened: {error.strerror}.",
            remedy="It has to belong to the user who serves; `python -m app doctor` says more.",
        ) from error
    try:
        yield _lock(descriptor, database, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _open(database: Path, make: bool) -> int:
    """The file stands beside the real database, by whatever link that was named."""
    real = database.resolve()
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    path = f"{real}.lock"
    if not make:
        return os.open(path, flags)
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, flags)
    give(descriptor, owner_for(real))
    return descriptor


def _lock(descriptor: int, database: Path, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # a file system without locks
        raise UnusableDatabase(f"{database}.lock cannot be locked: {error.strerror}.") from error
    return True
