"""The log beside an SQLite file: damage that SQLite would pass over in silence."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app.store.sqlite.connection import driver
from app.store.sqlite.wal import FRAME_HEADER, HEADER, count_unreadable_commits

PAGE = 4096
COMMITS = 5


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A database as a crash leaves it: five commits are only in its log."""
    live, left = tmp_path / "live.db", tmp_path / "left.db"
    with closing(driver().connect(live, isolation_level=None)) as writer:
        writer.execute("PRAGMA page_size=4096")
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE notes (it)")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(COMMITS):
            writer.execute("INSERT INTO notes VALUES (?)", [str(number)])
        for end in ("", "-wal"):
            shutil.copyfile(f"{live}{end}", f"{left}{end}")
    return left


def log_of(database: Path) -> Path:
    return Path(f"{database}-wal")


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)


def test_a_sound_log_has_no_unreadable_commit(crashed: Path) -> None:
    assert log_of(crashed).stat().st_size == HEADER + COMMITS * (FRAME_HEADER + PAGE)
    assert count_unreadable_commits(crashed) == 0


@pytest.mark.parametrize("frame", range(COMMITS))
def test_every_commit_from_a_damaged_frame_on_is_unreadable(crashed: Path, frame: int) -> None:
    flip(log_of(crashed), HEADER + frame * (FRAME_HEADER + PAGE) + FRAME_HEADER + 100)
    assert count_unreadable_commits(crashed) == COMMITS - frame
    with closing(driver().connect(crashed)) as opened:
        assert opened.execute("SELECT count(*) FROM notes").fetchone() == (frame,)


def test_a_damaged_header_makes_all_unreadable(crashed: Path) -> None:
    flip(log_of(crashed), 13)
    assert count_unreadable_commits(crashed) == COMMITS


def test_a_commit_that_was_never_finished_is_no_damage(crashed: Path) -> None:
    with log_of(crashed).open("r+b") as log:
        log.truncate(HEADER + 4 * (FRAME_HEADER + PAGE) + 1_000)
    assert count_unreadable_commits(crashed) == 0


def test_what_is_left_from_before_the_log_was_begun_anew_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(driver().connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE notes (it)")
        for number in range(COMMITS):
            writer.execute("INSERT INTO notes VALUES (?)", [number])
        writer.execute("PRAGMA wal_checkpoint(RESTART)")
        writer.execute("INSERT INTO notes VALUES ('new')")
        assert count_unreadable_commits(path) == 0


@pytest.mark.parametrize("content", [None, b"", b"no log", b"x" * 10_000])
def test_what_is_no_log_holds_no_commit(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        log_of(tmp_path / "a.db").write_bytes(content)
    assert count_unreadable_commits(tmp_path / "a.db") == 0
