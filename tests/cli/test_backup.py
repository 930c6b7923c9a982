"""`backup` makes a verified copy, also while others write; never half of one."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text

from app.store.database import Database
from app.store.faults import UnusableDatabase
from app.store.sqlite import backups
from app.store.sqlite.backups import back_up_now
from app.store.sqlite.connection import driver
from tests.cast import Person
from tests.cli.servers import run
from tests.factories import FrozenClock, Pretend

HANG_GUARD = 30


def rows(path: Path, table: str = "workspaces") -> int:
    with closing(driver().connect(path)) as file:
        (number,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def test_it_says_where_the_copy_is(sqlite_ada: Person, sqlite_url: str) -> None:
    sqlite_ada.decides()
    done = run("backup", "--database", sqlite_url)
    copy = Path(done.stdout.split()[1].rstrip(","))
    assert (done.returncode, copy.parent) == (0, Path(sqlite_url).parent / "backups")
    assert rows(copy, "revisions") == 1
    assert copy.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_it_holds_all_that_was_saved_before_while_others_write(
    sqlite_url: str, pretend: Pretend, version: tuple[int, int, int]
) -> None:
    pretend(version)
    opened, enough, stop = Database(sqlite_url), Event(), Event()
    saved = 0

    def write() -> None:
        nonlocal saved
        while not stop.is_set():
            Person(opened)
            saved += 1
            if saved >= 5:
                enough.set()

    writer = Thread(target=write)
    writer.start()
    enough.wait(HANG_GUARD)
    for _ in range(3):
        before = saved
        assert rows(back_up_now(Path(sqlite_url), keep=9).path) >= before
    stop.set()
    writer.join(HANG_GUARD)
    opened.close()


def test_others_save_while_the_copy_is_checked(
    sqlite_ada: Person, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = backups._verify

    def save_and_check(copy: object, target: Path) -> None:
        sqlite_ada.decides()
        check(copy, target)

    monkeypatch.setattr(backups, "_verify", save_and_check)
    copy = back_up_now(Path(sqlite_url), keep=9).path
    assert (rows(copy, "revisions"), rows(Path(sqlite_url), "revisions")) == (0, 1)


def test_a_damaged_database_gives_no_backup(sqlite_ada: Person, sqlite_url: str) -> None:
    sqlite_ada.starts()
    with closing(driver().connect(sqlite_url, isolation_level=None)) as file:
        file.execute("DELETE FROM workspaces")  # foreign keys are off, so rows are orphaned
    with pytest.raises(UnusableDatabase, match="did not pass its check"):
        back_up_now(Path(sqlite_url), keep=9)
    assert list((Path(sqlite_url).parent / "backups").iterdir()) == []


def test_ctrl_c_leaves_no_half_copy(
    sqlite_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        back_up_now(Path(sqlite_url), keep=9, clock=clock)
    assert list((Path(sqlite_url).parent / "backups").iterdir()) == []


def test_what_a_killed_backup_left_is_gone_a_day_later(sqlite_url: str) -> None:
    backups_folder = Path(sqlite_url).parent / "backups"
    backups_folder.mkdir()
    old, new = (backups_folder / f"advisor-{n}.db.unfinished" for n in "ab")
    for one, age in ((old, 90_000), (new, 0)):
        one.touch()
        os.utime(one, (time.time() - age,) * 2)
    made = back_up_now(Path(sqlite_url), keep=9).path
    assert set(backups_folder.iterdir()) == {new, made}


def test_a_locked_database_is_one_sentence(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise driver().OperationalError("database is locked")

    monkeypatch.setattr(backups, "connect", fails)
    with pytest.raises(UnusableDatabase, match="cannot be backed up: database is locked"):
        back_up_now(Path(sqlite_url), keep=9)


@pytest.mark.parametrize("name", ["none.db", "notes.txt"])
def test_what_is_no_database_of_ours_is_not_backed_up(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = run("backup", "--database", str(tmp_path / name))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "backups").exists()


def test_a_server_is_left_to_its_own_tools() -> None:
    done = run("backup", ADVISOR_DATABASE="postgresql://localhost/advisor")
    assert done.returncode == 1
    assert "Use pg_dump" in done.stderr


def test_a_backup_opens_as_a_database(sqlite_ada: Person, sqlite_url: str) -> None:
    made = sqlite_ada.decides()
    copy = Database(str(back_up_now(Path(sqlite_url), keep=9).path))
    with copy.reader() as session:
        assert session.scalar(text("SELECT id FROM assessments")) == made
    copy.close()


def test_old_backups_are_deleted_and_named(decided: Path, clock: FrozenClock) -> None:
    made = []
    for _ in range(3):
        clock.advance(days=1)
        made.append(back_up_now(decided, keep=9, clock=clock).path)
    others = [made[0].with_name(name) for name in ("other-20200101T000000Z.db", "notes.txt")]
    from_migration = made[0].with_name("advisor-0007-20261101T000000Z.db")
    for other in (*others, from_migration):
        other.touch()
    done = run("backup", "--keep", "2", "--database", str(decided))
    told = [line.split(" ", 1)[1].strip() for line in done.stdout.splitlines()[1:]]
    gone = [made[1], made[0], from_migration]
    assert told == [f"{one} (older than the newest 2)" for one in gone]
    assert [one.exists() for one in (*gone, made[2], *others)] == [False] * 3 + [True] * 3


def test_the_backup_just_made_stays_whatever_the_clock_says(
    decided: Path, clock: FrozenClock
) -> None:
    later = back_up_now(decided, keep=1, clock=clock).path
    clock.advance(days=-9)
    made = back_up_now(decided, keep=1, clock=clock)
    assert (made.path.exists(), made.pruned) == (True, (later,))
