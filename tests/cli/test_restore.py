"""`restore` puts a checked backup in the place of the database, wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.store import restoring
from app.store.restoring import restore
from app.store.sqlite import copying
from app.store.sqlite.connection import driver
from app.store.sqlite.locking import alone, while_used
from tests.cli.replaced import damage_log, files, killed_while_serving, results
from tests.cli.servers import free_port, run, serving
from tests.factories import Pretend

Harm = Callable[[Path], Path]


def test_what_the_backup_holds_is_back_and_what_was_there_is_aside(
    decided: Path, backup: Path
) -> None:
    decided.chmod(0o640)
    before = backup.read_bytes()
    done = run("restore", "--database", str(decided), "--", str(backup))
    assert done.returncode == 0
    assert done.stdout.startswith(f"Restored     {decided} from {backup}, verified, schema 00")
    assert (results(decided), decided.stat().st_mode & 0o777) == (1, 0o640)
    assert backup.read_bytes() == before
    (aside,) = (decided.parent / "aside").glob("*/*")
    assert f"Set aside    {aside.parent}," in done.stdout
    assert (aside.name, results(aside)) == (decided.name, 2)
    assert f"{aside.parent.parent} holds" in run("doctor", "--database", str(decided)).stdout


def test_a_log_that_a_killed_server_left_goes_with_its_file(
    decided: Path, backup: Path, pretend: Pretend
) -> None:
    left = killed_while_serving(decided, pretend)
    restored = restore(backup, left)
    assert results(left) == 1
    assert restored.aside is not None
    assert [(one.name, results(one)) for one in restored.aside.iterdir()] == [("advisor.db", 3)]


def test_a_damaged_log_is_kept_with_its_file_as_they_were(
    decided: Path, backup: Path, pretend: Pretend
) -> None:
    left = killed_while_serving(decided, pretend)
    damage_log(left)
    before = files(left.parent)
    restored = restore(backup, left)
    assert (results(left), Path(f"{left}-wal").exists()) == (1, False)
    assert restored.aside is not None
    assert files(restored.aside) == before


def test_a_database_that_is_gone_is_made_again(decided: Path, backup: Path) -> None:
    decided.unlink()
    assert restore(backup, decided).aside is None
    assert (results(decided), decided.stat().st_mode & 0o777) == (1, 0o600)
    assert not (decided.parent / "aside").exists()


def test_a_link_to_the_database_stays_one(decided: Path, backup: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(decided)
    restore(backup, link)
    assert (link.is_symlink(), results(decided)) == (True, 1)


def empty(backup: Path) -> Path:
    backup.write_bytes(b"")
    return backup


def garbage(backup: Path) -> Path:
    backup.write_bytes(b"no database" * 1_000)
    return backup


def cut_short(backup: Path) -> Path:
    with backup.open("r+b") as file:
        file.truncate(file.seek(0, 2) // 2)
    return backup


def execute(backup: Path, statement: str) -> Path:
    with closing(driver().connect(backup, isolation_level=None)) as file:
        file.execute(statement)
    return backup


def foreign(backup: Path) -> Path:
    return execute(backup, "PRAGMA application_id=7")


def newer(backup: Path) -> Path:
    return execute(backup, "UPDATE alembic_version SET version_num = '9999'")


def without_parents(backup: Path) -> Path:
    return execute(backup, "DELETE FROM workspaces")


def of_two_moments(backup: Path) -> Path:
    return execute(backup, "UPDATE workspaces SET sequence = 1")


def with_a_log(backup: Path) -> Path:
    Path(f"{backup}-wal").write_bytes(b"more")
    return backup


def folder(backup: Path) -> Path:
    return backup.parent


def missing(backup: Path) -> Path:
    return backup.with_name("none.db")


def the_database(backup: Path) -> Path:
    return backup.with_name("advisor.db")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (empty, "is no backup of Framework Advisor"),
        (garbage, "cannot be read as a database: file is not a database"),
        (cut_short, "-the backup.db"),
        (foreign, "is no backup of Framework Advisor"),
        (newer, "was made by a newer release (schema 9999"),
        (without_parents, "is damaged: a row refers to another that is not there"),
        (of_two_moments, "is damaged: an assessment is newer than its workspace"),
        (with_a_log, "it is a database that was in use, no backup"),
        (folder, "is a folder, not a backup"),
        (missing, "There is no file"),
        (the_database, "is the database itself"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_sound_backup_is_refused_and_all_stays_as_it_was(
    decided: Path, backup: Path, harm: Harm, told: str
) -> None:
    given = harm(backup)
    before = files(decided.parent)
    done = run("restore", "--database", str(decided), "--", str(given))
    assert (done.returncode, done.stderr.count("\n"), told in done.stderr) == (1, 1, True)
    assert files(decided.parent) == before


def test_a_backup_of_an_older_release_has_to_be_migrated(decided: Path, backup: Path) -> None:
    execute(backup, "UPDATE alembic_version SET version_num = '0001'")
    done = run("restore", "--", str(backup), ADVISOR_DATABASE=str(decided))
    assert (done.returncode, "Run `python -m app migrate`" in done.stdout) == (0, True)


def test_a_disk_without_room_is_told_before_anything_is_done(
    decided: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "free_bytes", lambda _: copying.LEAST_FREE)
    for arguments in (["restore", "--", str(backup)], ["backup"]):
        done = run(*arguments, ADVISOR_DATABASE=str(decided))
        assert (done.returncode, "Only 64 MB of the disk are free" in done.stderr) == (1, True)


def test_what_takes_long_tells_how_far_it_is(
    decided: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", ADVISOR_DATABASE=str(decided)).stderr == ""
    monkeypatch.setattr(copying, "LONG", 1)
    monkeypatch.setattr(restoring, "PIECE", 4096)
    for arguments in (["restore", "--", str(backup)], ["backup"]):
        told = run(*arguments, ADVISOR_DATABASE=str(decided)).stderr.splitlines()
        assert [line.split(" %")[0] for line in told[:-1]] == [f"{n}0" for n in range(1, 11)]
        assert told[-1].startswith("checking ")


def test_beside_a_running_server_it_is_refused_and_a_killed_one_leaves_no_lock(
    decided: Path, backup: Path, tmp_path: Path
) -> None:
    with serving(decided, free_port(), tmp_path / "log") as server:
        done = run("restore", "--database", str(decided), "--", str(backup))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(
            f"A server or another command is at work on {decided}, and nothing may be restored"
        )
        assert "systemctl stop advisor" in done.stderr
        assert run("migrate", "--database", str(decided)).returncode == 0  # it has nothing to do
        assert run("backup", "--database", str(decided)).returncode == 0
        assert results(decided) == 2
        server.process.kill()
        server.process.wait()
    assert run("restore", "--database", str(decided), "--", str(backup)).returncode == 0
    assert results(decided) == 1


@pytest.mark.parametrize("words", [("serve", "--port", str(free_port())), ("purge",)])
def test_while_it_is_restored_nobody_writes_to_it(decided: Path, words: tuple[str, ...]) -> None:
    with alone(decided, "restored"):
        done = run(*words, "--database", str(decided))
    assert (done.returncode, done.stdout) == (1, "")
    assert "is being restored or migrated at this moment" in done.stderr


def test_beside_a_purge_it_is_refused(decided: Path, backup: Path) -> None:
    with while_used(str(decided)):
        done = run("restore", "--database", str(decided), "--", str(backup))
    assert (done.returncode, results(decided)) == (1, 2)


def test_a_server_of_databases_is_left_to_its_own_tools(backup: Path) -> None:
    done = run("restore", "--", str(backup), ADVISOR_DATABASE="postgresql://localhost/advisor")
    assert (done.returncode, "Use pg_restore" in done.stderr) == (1, True)
