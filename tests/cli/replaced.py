"""Databases and backups for the tests of `restore`, and what is in them."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from app.store.database import Database
from app.store.sqlite.connection import driver
from tests.cast import Person
from tests.factories import Pretend


def decide(path: Path) -> None:
    with closing(Database(str(path))) as opened:
        Person(opened).decides()


def results(path: Path) -> int:
    with closing(driver().connect(path)) as file:
        (number,) = file.execute("SELECT count(*) FROM revisions").fetchone()
    return int(number)


def files(folder: Path) -> dict[str, bytes]:
    """All there is in the folder; the file of locks holds nothing and may stay."""
    found = {str(one.relative_to(folder)): one for one in folder.rglob("*") if one.is_file()}
    return {name: one.read_bytes() for name, one in found.items() if not name.endswith(".lock")}


def killed_while_serving(path: Path, pretend: Pretend) -> Path:
    """A copy of the database with its log, as a killed server leaves them: three results."""
    pretend((3, 51, 3))
    left = path.parent / "left" / path.name
    left.parent.mkdir()
    with closing(Database(str(path))) as opened:
        Person(opened).decides()
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", f"{left}{end}")
    return left


def damage_log(left: Path) -> Path:
    log = Path(f"{left}-wal")
    log.write_bytes(log.read_bytes()[:200] + b"damage" + log.read_bytes()[206:])
    return log
