"""`migrate` makes the database, says where it is, and changes nothing that is not ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.cli.migrate import describe
from app.store.migrations import SCHEMA, Migration
from tests.cli.servers import run, run_as_process


def test_it_makes_the_database_once(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "my data.db"
    first, second = (run_as_process("migrate", "--database", str(path)) for _ in range(2))
    assert first.stdout == f"Database     sqlite {path}, schema {SCHEMA} (new)\n"
    assert second.stdout == f"Database     sqlite {path}, schema {SCHEMA}\n"
    assert (first.returncode, second.returncode) == (0, 0)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_setting_says_where_else(tmp_path: Path) -> None:
    path = tmp_path / "set.db"
    assert run("migrate", ADVISOR_DATABASE=str(path)).returncode == 0
    assert path.exists()


def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE somebody_elses (a)")
    before = path.read_bytes()
    done = run_as_process("migrate", "--database", str(path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{path} is not a database of Framework Advisor.")
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("migrate", "--database", str(tmp_path / "file" / "a.db"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_migrated_database_names_what_it_was_and_its_backup() -> None:
    done = Migration("0001", "0002", "/data/a.db", Path("/data/backups/a-0001.db"))
    assert describe(done) == (
        "sqlite /data/a.db, schema 0002 (migrated from 0001, backup /data/backups/a-0001.db)"
    )


def test_a_server_is_named_as_such() -> None:
    done = Migration("0002", "0002", "postgresql://db/advisor")
    assert describe(done) == "postgresql postgresql://db/advisor, schema 0002"
