"""`doctor` says what runs and in which mode, what is wrong and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import build_commands
from app.questionnaire.actions import save_revision, start_assessment
from app.settings_loading import variables
from app.store.database import Database
from app.store.migrations import SCHEMA
from app.store.sqlite import file
from app.store.sqlite.connection import driver
from tests.cast import Person
from tests.cli.servers import free_port, run, serving
from tests.factories import Pretend, intent, shipped


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """A file with one saved result, for its owner only."""
    fill(sqlite_url)
    Path(sqlite_url).chmod(0o600)
    return Path(sqlite_url)


def fill(url: str) -> None:
    with closing(Database(url)) as opened:
        decide(Person(opened))


def decide(person: Person) -> None:
    """Under rules that every release has."""
    library = shipped()
    with person.writing() as workspace:
        made = start_assessment(workspace, library.default, {}, intent())
        save_revision(workspace, library, made, {"situation": frozenset({"new"})}, intent())


def doctor(*arguments: object) -> tuple[int, str]:
    """Exit status and report, in one line a finding."""
    done = CliRunner().invoke(build_commands(), ["doctor", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def lines(report: str) -> dict[str, str]:
    return {line[:12].strip(): line[13:] for line in report.splitlines()}


def test_a_healthy_database_is_told_with_its_mode_and_nothing_is_wrong(
    path: Path, pretend: Pretend
) -> None:
    pretend((3, 51, 3))
    status, report = doctor("--database", path, "--recompute")
    told = lines(report)
    assert (status, told["Result"]) == (0, "nothing is wrong")
    assert told["Database"] == f"sqlite {path}, schema {SCHEMA}"
    assert told["Engine"].startswith("SQLite 3.51.3 by ")
    assert told["Engine"].endswith(", journal wal, synchronous full")
    assert told["Stored"] == "1 workspaces, 1 assessments, 1 revisions"
    assert told["Recomputed"] == "1 revisions, 1 exactly as stored"
    assert told["Rulebook"].endswith("consistent")
    assert "GB free" in told["Disk"]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_old_engine_works_without_a_log_and_doctor_says_so(
    path: Path, pretend: Pretend, version: tuple[int, int, int]
) -> None:
    pretend(version)
    status, report = doctor("--database", path)
    assert (status, "journal delete, synchronous extra" in report) == (0, True)
    assert "no write-ahead log" in report


@pytest.mark.postgresql
def test_a_server_is_told_with_its_version_and_without_its_password(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(postgresql_url)
    with_password = postgresql_url.replace("postgres@", "postgres:hunter2@")
    monkeypatch.setenv("ADVISOR_DATABASE", with_password)
    status, report = doctor("--recompute")
    assert (status, "hunter2" in report) == (0, False)
    assert lines(report)["Engine"].startswith("PostgreSQL ")
    assert "left to the server" in report
    assert "1 exactly as stored" in report


def test_every_setting_is_told_and_whether_it_was_set(path: Path) -> None:
    _, report = doctor("--database", path)
    assert f"ADVISOR_DATABASE={path}\n" in report
    assert "ADVISOR_PORT=8000 (default)\n" in report
    assert all(f"{name}=" in report for name in variables())


def test_a_rulebook_to_begin_with_that_is_not_there_is_wrong(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_RULEBOOK", "none")
    status, report = doctor("--database", path)
    assert (status, lines(report)["WRONG"]) == (1, "There is no rulebook “none”.")
    assert lines(report)["What to do"] == "Set ADVISOR_RULEBOOK to one of flask-fastapi."


def root_page(path: Path, table: str) -> tuple[int, int]:
    """Where the first page of a table is, and how long a page."""
    with closing(driver().connect(path)) as file:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (root,) = file.execute(query, [table]).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
    return size * (root - 1), size


def spoil_a_page(path: Path) -> None:
    start, size = root_page(path, "revisions")
    with path.open("r+b") as file:
        file.seek(start + 8)
        file.write(b"\xff" * (size - 8))


def cut_a_link(path: Path) -> None:
    with closing(driver().connect(path, isolation_level=None)) as file:
        file.execute("DELETE FROM workspaces")  # foreign keys are off, so rows are orphaned


@pytest.mark.parametrize(
    ("damage", "told"),
    [(spoil_a_page, "The database "), (cut_a_link, "refers to a row of workspaces")],
)
def test_damage_that_serving_does_not_see_is_found(
    path: Path, damage: Callable[[Path], None], told: str
) -> None:
    damage(path)
    Database(str(path)).close()  # opens as if nothing were
    status, report = doctor("--database", path)
    assert (status, "WRONG" in report, told in report) == (1, True, True)
    assert "restore the newest good backup" in report
    assert "Traceback" not in report


def garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1_000)


def spoil_page_one(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * 4096)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def give_away(path: Path) -> None:
    with closing(driver().connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA application_id=7")


def come_from_the_future(path: Path) -> None:
    with closing(driver().connect(path, isolation_level=None)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("harm", "remedy"),
    [
        (garbage, "restore the newest good backup"),
        (spoil_page_one, "restore the newest good backup"),
        (empty, "Correct the setting ADVISOR_DATABASE"),
        (remove, "app migrate"),
        (make_a_folder, "Correct the setting ADVISOR_DATABASE"),
        (give_away, "Correct the setting ADVISOR_DATABASE"),
        (come_from_the_future, "nothing is lost: install that release again"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_cannot_be_opened_is_told_with_what_to_do(
    path: Path, harm: Callable[[Path], None], remedy: str
) -> None:
    harm(path)
    before = sorted(path.parent.rglob("*"))
    status, report = doctor("--database", path)
    assert (status, remedy in report, "Rulebook" in report) == (2, True, True)
    assert "Traceback" not in report
    assert sorted(path.parent.rglob("*")) == before


def test_a_damaged_log_is_found_before_it_is_dropped(path: Path, pretend: Pretend) -> None:
    pretend((3, 51, 3))
    opened = Database(str(path))
    Person(opened)
    left = path.with_name("left.db")
    for end in ("", "-wal"):
        shutil.copyfile(f"{path}{end}", f"{left}{end}")
    opened.close()
    left.chmod(0o600)
    log = Path(f"{left}-wal")
    log.write_bytes(log.read_bytes()[:200] + b"damage" + log.read_bytes()[206:])
    before = log.read_bytes()
    status, report = doctor("--database", left)
    assert (status, "The log left.db-wal is damaged: 1 of its transactions" in report) == (1, True)
    assert log.read_bytes() == before


def test_a_file_that_others_may_read_is_wrong(path: Path) -> None:
    path.chmod(0o644)
    status, report = doctor("--database", path)
    assert (status, f'chmod 600 "{path}"' in report) == (1, True)


def test_a_full_disk_is_wrong(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file.shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    status, report = doctor("--database", path)
    assert (status, "Only 0 MB of the disk are free" in report) == (1, True)


def test_backups_of_this_database_are_told_and_no_others(path: Path) -> None:
    backups = path.parent / "backups"
    backups.mkdir()
    (backups / "another-20260101T000000.000000Z.db").touch()
    assert "Backups" not in lines(doctor("--database", path)[1])
    assert run("backup", "--database", str(path)).returncode == 0
    (made,) = (each.name for each in backups.iterdir() if each.stem.startswith(path.stem))
    told = lines(doctor("--database", path)[1])["Backups"]
    assert told == f"1 in {backups}, the newest {made}"


def test_a_file_of_two_moments_is_wrong(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE workspaces SET sequence = 1")
        connection.commit()
    status, report = doctor("--database", path)
    assert (status, "an assessment is newer than its workspace" in report) == (1, True)


def leave(path: Path, since: timedelta, *, filled: bool) -> None:
    """A workspace that somebody left so long ago, with something in it or without."""
    with closing(Database(str(path), clock=lambda: datetime.now(UTC) - since)) as then:
        person = Person(then)
        if filled:
            decide(person)


@pytest.mark.parametrize(
    ("since", "filled", "overdue"),
    [
        (timedelta(days=1, hours=23), False, None),
        (timedelta(days=2, hours=1), False, "1 workspace and 0 intents"),
        (timedelta(days=7, hours=23), True, None),
        (timedelta(days=8, hours=1), True, "0 workspaces and 2 intents"),
        (timedelta(days=402, hours=1), True, "1 workspace and 2 intents"),
    ],
)
def test_what_should_have_been_purged_a_day_ago_is_wrong(
    path: Path, since: timedelta, filled: bool, overdue: str | None
) -> None:
    leave(path, since, filled=filled)
    status, report = doctor("--database", path)
    assert status == (1 if overdue else 0)
    assert lines(report).get("Purge") == (None if overdue else "nothing is overdue")
    if overdue:
        assert f"{overdue} should have been deleted more than a day ago" in report
        assert "python -m app purge" in report
        assert purge_then_doctor(path) == 0


def purge_then_doctor(path: Path) -> int:
    """The exit status of `doctor` after a `purge`."""
    CliRunner().invoke(build_commands(), ["purge", "--database", str(path)])
    return doctor("--database", path)[0]


def test_a_result_that_does_not_come_out_again_is_wrong(path: Path) -> None:
    opened = Database(str(path))
    with opened.writer() as session:
        session.execute(text("UPDATE revisions SET lead = 99"))
    opened.close()
    assert doctor("--database", path)[0] == 0
    status, report = doctor("--database", path, "--recompute")
    assert (status, "1 stored results do not come out again" in report) == (1, True)
    assert "had other values for lead" in report


def test_what_is_stored_under_rules_of_another_release_is_wrong_and_not_lost(path: Path) -> None:
    opened = Database(str(path))
    with opened.writer() as session:
        session.execute(text("UPDATE revisions SET rulebook_version = '9.0.0'"))
    opened.close()
    status, report = doctor("--database", path)
    told = "1 stored under flask-fastapi 9.0.0, which this release does not have."
    assert (status, told in report) == (1, True)
    assert "Nothing is lost: they are kept as they were saved. Install the release" in report
    with serving(path, free_port(), path.parent / "log") as server:
        (warning,) = (line for line in server.output if line.startswith("Warning"))
    assert "Results are stored under flask-fastapi 9.0.0, which this release lacks: not" in warning


def test_a_spoilt_rulebook_is_wrong(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cli import doctor as module
    from app.rulebooks.library import load_library as load

    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(module, "load_library", lambda: load(tmp_path / "rules"))
    status, report = doctor("--database", path, "--recompute")
    assert (status, "Install this release again" in report) == (1, True)
