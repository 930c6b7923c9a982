"""`restore` puts a checked backup in the place of the database, wholly or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.store import restoring
from app.store.database import Database
from app.store.restoring import restore
from app.store.sqlite import copying
from app.store.sqlite.backups import back_up_now
from app.store.sqlite.connection import driver
from app.store.sqlite.locking import alone
from tests.cast import Person
from tests.cli.servers import ROOT, clean_environment, free_port, run, serving
from tests.factories import FrozenClock, Pretend

Harm = Callable[[Path], Path]


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """A database with one saved result."""
    decide(Path(sqlite_url))
    return Path(sqlite_url)


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup of it, after which a second result was saved."""
    made = back_up_now(path, keep=1).path.replace(tmp_path / "-the backup.db")
    decide(path)
    return made


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


def test_what_the_backup_holds_is_back_and_what_was_there_is_aside(
    path: Path, backup: Path
) -> None:
    path.chmod(0o640)
    before = backup.read_bytes()
    done = run("restore", "--database", str(path), "--", str(backup))
    assert done.returncode == 0
    assert done.stdout.startswith(f"Restored     {path} from {backup}, verified, schema 00")
    assert (results(path), path.stat().st_mode & 0o777) == (1, 0o640)
    assert backup.read_bytes() == before
    (aside,) = (path.parent / "aside").glob("*/*")
    assert f"Set aside    {aside.parent}," in done.stdout
    assert (aside.name, results(aside)) == (path.name, 2)
    assert f"{aside.parent.parent} holds" in run("doctor", "--database", str(path)).stdout


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


def test_a_log_that_a_killed_server_left_goes_with_its_file(
    path: Path, backup: Path, pretend: Pretend
) -> None:
    left = killed_while_serving(path, pretend)
    restored = restore(backup, left)
    assert results(left) == 1
    assert restored.aside is not None
    assert [(one.name, results(one)) for one in restored.aside.iterdir()] == [("advisor.db", 3)]


def damage_log(left: Path) -> Path:
    log = Path(f"{left}-wal")
    log.write_bytes(log.read_bytes()[:200] + b"damage" + log.read_bytes()[206:])
    return log


def test_a_damaged_log_is_kept_with_its_file_as_they_were(
    path: Path, backup: Path, pretend: Pretend
) -> None:
    left = killed_while_serving(path, pretend)
    damage_log(left)
    before = files(left.parent)
    restored = restore(backup, left)
    assert (results(left), Path(f"{left}-wal").exists()) == (1, False)
    assert restored.aside is not None
    assert files(restored.aside) == before


def test_a_database_that_is_gone_is_made_again(path: Path, backup: Path) -> None:
    path.unlink()
    assert restore(backup, path).aside is None
    assert (results(path), path.stat().st_mode & 0o777) == (1, 0o600)
    assert not (path.parent / "aside").exists()


def test_a_link_to_the_database_stays_one(path: Path, backup: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    restore(backup, link)
    assert (link.is_symlink(), results(path)) == (True, 1)


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
        (folder, "There is no file"),
        (missing, "There is no file"),
        (the_database, "is the database itself"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_sound_backup_is_refused_and_all_stays_as_it_was(
    path: Path, backup: Path, harm: Harm, told: str
) -> None:
    given = harm(backup)
    before = files(path.parent)
    done = run("restore", "--database", str(path), "--", str(given))
    assert (done.returncode, done.stderr.count("\n"), told in done.stderr) == (1, 1, True)
    assert files(path.parent) == before


def test_a_backup_of_an_older_release_has_to_be_migrated(path: Path, backup: Path) -> None:
    execute(backup, "UPDATE alembic_version SET version_num = '0001'")
    done = run("restore", "--database", str(path), "--", str(backup))
    assert (done.returncode, "Run `python -m app migrate`" in done.stdout) == (0, True)


@pytest.mark.parametrize("step", ["_checked", "sync", "_fold_log", "_keep"])
def test_ctrl_c_leaves_all_as_it_was(
    path: Path, backup: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    left = killed_while_serving(path, pretend)
    damage_log(left)
    before = files(left.parent)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, step, interrupt)
    with pytest.raises(KeyboardInterrupt):
        restore(backup, left)
    assert files(left.parent) == before


@pytest.mark.parametrize("with_log", [False, True])
def test_ctrl_c_at_the_last_step_puts_everything_back(
    path: Path, backup: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch, with_log: bool
) -> None:
    left = killed_while_serving(path, pretend)
    if with_log:
        damage_log(left)
    expected = files(left.parent) if with_log else {}
    steps = iter([None, KeyboardInterrupt])

    def interrupt(_: Path) -> None:
        if step := next(steps):
            raise step

    monkeypatch.setattr(restoring, "sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        restore(backup, left)
    if with_log:
        assert files(left.parent) == expected
    else:
        assert ([*files(left.parent)], results(left)) == (["advisor.db"], 3)


@pytest.mark.parametrize("with_log", [False, True])
def test_killed_at_any_step_there_is_the_old_one_or_the_new_or_none(
    path: Path, backup: Path, pretend: Pretend, with_log: bool
) -> None:
    left = killed_while_serving(path, pretend)
    if with_log:
        damage_log(left)
    found = []
    for step in range(1, 40):
        copy = shutil.copytree(left.parent, path.parent / f"killed {step}") / left.name
        if not is_killed(backup, copy, step):
            break
        if copy.exists():
            found.append(results_or_damage(copy))
        else:
            assert run("migrate", "--database", str(copy)).returncode == 1
            found.append(None)
        restore(backup, copy)
        assert results(copy) == 1
    old = "damaged log" if with_log else 3
    between = [None] if with_log else []
    assert list(dict.fromkeys(found)) == [old, *between, 1]


KILLED = """
import os, sys
from pathlib import Path
from app.store.restoring import restore
steps = int(sys.argv[3])
def hook(event, _):
    global steps
    if event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod"):
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), 9)
sys.addaudithook(hook)
restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def is_killed(backup: Path, database: Path, step: int) -> bool:
    """Whether the restore had so many steps; it is killed just before that one."""
    command = [sys.executable, "-c", KILLED, str(backup), str(database), str(step)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode in (0, -9)
    return done.returncode == -9


def results_or_damage(path: Path) -> int | str:
    return "damaged log" if Path(f"{path}-wal").exists() and is_damaged(path) else results(path)


def is_damaged(path: Path) -> bool:
    return restoring.count_unreadable_commits(path) > 0


def test_a_disk_that_fills_half_way_leaves_all_as_it_was(path: Path, backup: Path) -> None:
    before = files(path.parent)
    for arguments in (["restore", "--", str(backup)], ["backup"]):
        code = (
            "import resource, sys; from app.cli import main; "
            "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)); main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            env=clean_environment(ADVISOR_DATABASE=str(path)),
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert files(path.parent) == before


def test_a_disk_without_room_is_told_before_anything_is_done(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "free_bytes", lambda _: copying.LEAST_FREE)
    for arguments in (["restore", "--", str(backup)], ["backup"]):
        done = run(*arguments, ADVISOR_DATABASE=str(path))
        assert (done.returncode, "Only 64 MB of the disk are free" in done.stderr) == (1, True)


def test_what_takes_long_tells_how_far_it_is(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", ADVISOR_DATABASE=str(path)).stderr == ""
    monkeypatch.setattr(copying, "LONG", 1)
    monkeypatch.setattr(restoring, "PIECE", 4096)
    for arguments in (["restore", "--", str(backup)], ["backup"]):
        told = run(*arguments, ADVISOR_DATABASE=str(path)).stderr.splitlines()
        assert [line.split(" %")[0] for line in told[:-1]] == [f"{n}0" for n in range(1, 11)]
        assert told[-1].startswith("checking ")


def test_beside_a_running_server_it_is_refused_and_a_killed_one_leaves_no_lock(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    with serving(path, free_port(), tmp_path / "log") as server:
        done = run("restore", "--database", str(path), "--", str(backup))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"A server is running on {path}, and nothing may be restored")
        assert "systemctl stop advisor" in done.stderr
        assert run("migrate", "--database", str(path)).returncode == 0  # it has nothing to do
        assert run("backup", "--database", str(path)).returncode == 0
        assert results(path) == 2
        server.process.kill()
        server.process.wait()
    assert run("restore", "--database", str(path), "--", str(backup)).returncode == 0
    assert results(path) == 1


def test_while_it_is_restored_no_server_starts(path: Path) -> None:
    with alone(path, "restored"):
        done = run("serve", "--database", str(path), "--port", str(free_port()))
    assert (done.returncode, done.stdout) == (1, "")
    assert "is being restored or migrated at this moment" in done.stderr


def test_a_server_of_databases_is_left_to_its_own_tools(backup: Path) -> None:
    done = run("restore", "--", str(backup), ADVISOR_DATABASE="postgresql://localhost/advisor")
    assert (done.returncode, "Use pg_restore" in done.stderr) == (1, True)


def test_old_backups_are_deleted_and_named(path: Path, clock: FrozenClock) -> None:
    made = []
    for _ in range(3):
        clock.advance(days=1)
        made.append(back_up_now(path, keep=9, clock=clock).path)
    others = [made[0].with_name(name) for name in ("other-20200101T000000Z.db", "notes.txt")]
    from_migration = made[0].with_name("advisor-0007-20261101T000000Z.db")
    for other in (*others, from_migration):
        other.touch()
    done = run("backup", "--keep", "2", "--database", str(path))
    told = [line.split(" ", 1)[1].strip() for line in done.stdout.splitlines()[1:]]
    gone = [made[1], made[0], from_migration]
    assert told == [f"{one} (older than the newest 2)" for one in gone]
    assert [one.exists() for one in (*gone, made[2], *others)] == [False] * 3 + [True] * 3


def test_the_backup_just_made_stays_whatever_the_clock_says(path: Path, clock: FrozenClock) -> None:
    later = back_up_now(path, keep=1, clock=clock).path
    clock.advance(days=-9)
    made = back_up_now(path, keep=1, clock=clock)
    assert (made.path.exists(), made.pruned) == (True, (later,))
