"""Files and folders made beside a database belong to whoever serves it, also if root makes them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT_USER = 0
SIDE_FILES = ("-wal", "-shm", "-journal")  # of SQLite's own, for as long as the file is in use


class Owner(NamedTuple):
    """The numbers of a user and a group."""

    user: int
    group: int


def owner_for(path: Path) -> Owner:
    """Whose a file of the database at that path should be, be it there or not.

    The owner of the database, unless that is root or nobody: then that of the nearest folder.
    """
    for place in (path, *path.parents):
        try:
            status = place.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if place != path or status.st_uid != ROOT_USER:
            return Owner(status.st_uid, status.st_gid)
    raise FileNotFoundError(path)


def create_file(path: Path, owner: Owner) -> None:
    """An empty file that only its owner can read; FileExistsError if there is one."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        give(descriptor, owner)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, owner: Owner, *, mode: int = 0o777) -> None:
    """The folder, with those above it; what was there stays as it is."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent, owner)
    folder.mkdir(mode=mode, exist_ok=True)
    if _is_root():
        os.chown(folder, *owner, follow_symlinks=False)


def give(descriptor: int, owner: Owner) -> None:
    """Only root can give away; what others make is theirs, as it should be."""
    if _is_root():
        os.fchown(descriptor, *owner)


def with_side_files(database: Path) -> list[Path]:
    """The database and what SQLite keeps beside it, there or not."""
    return [database, *(Path(f"{database}{end}") for end in SIDE_FILES)]


def find_closed(database: Path) -> Iterator[Path]:
    """Of the database, its folder and what SQLite keeps beside it, what we may not write.

    Raises OSError if they cannot be reached.
    """
    for path in (database.parent, *with_side_files(database)):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            yield path


def find_strangers(database: Path, others: Iterable[Path]) -> Iterator[Path]:
    """Of the database's files and those others, each that is not the owner's of its folder.

    None in a folder of root's: root opens everything, and who else does cannot be known.
    """
    service = database.parent.stat().st_uid
    if service == ROOT_USER:
        return
    for path in (*with_side_files(database), Path(f"{database}.lock"), *others):
        try:
            if path.stat().st_uid != service:
                yield path
        except FileNotFoundError:
            continue


def whose(path: Path) -> str:
    """In a sentence: whose the path is, or the nearest one above that can be seen, and who asks."""
    for place in (path, *path.parents):
        try:
            owner = place.stat().st_uid
        except OSError:
            continue
        if os.name == "posix":
            return f"{place} belongs to {_user(owner)}, and you are {_user(os.geteuid())}."
        break
    return f"{path} is not yours to write."


def _user(number: int) -> str:
    """The name of a user of this machine, who may have none."""
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == ROOT_USER
