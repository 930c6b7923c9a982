"""What root types leaves files that the user who serves can open; `doctor` finds those it cannot.

Run by root, these tests drop to another user; run by anybody else, that user serves.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from app.store.sqlite import ownership
from tests.cli.servers import run

IS_ROOT = os.geteuid() == 0
USER = 65_534 if IS_ROOT else os.geteuid()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the service's user, whom nothing above it keeps out."""
    made = Path(tempfile.mkdtemp(prefix="advisor state "))
    give(made)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def path(folder: Path) -> Path:
    """A database that root made there."""
    path = folder / "advisor.db"
    for typed in ("migrate", "doctor"):
        assert run(typed, "--database", str(path)).returncode == 0
    return path


def give(path: Path, user: int = USER) -> None:
    if IS_ROOT:
        os.chown(path, user, user)


def as_service(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The finished command, typed by the user who serves.

    In a copy of this process: that user need not be able to read where Python is installed.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads: the copy needs none
        child = os.fork()
    if child == 0:
        _run_and_exit(writing, arguments)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return subprocess.CompletedProcess(arguments, *json.loads(told))


def _run_and_exit(writing: int, arguments: tuple[str, ...]) -> NoReturn:
    try:
        if IS_ROOT:
            os.setgroups([])
            os.setgid(USER)
            os.setuid(USER)
        done = run(*arguments)
        told = [done.returncode, done.stdout, done.stderr]
    except BaseException:
        told = [-1, "", traceback.format_exc()]
    os.write(writing, json.dumps(told).encode())
    os._exit(0)


def owners(folder: Path) -> dict[str, int]:
    return {str(one.relative_to(folder)): one.stat().st_uid for one in folder.rglob("*")}


def test_all_that_root_makes_is_the_service_users(path: Path) -> None:
    deeper = path.parent / "a" / "b.db"
    database = ["--database", str(path)]
    assert run("migrate", "--database", str(deeper)).returncode == 0
    assert run("backup", *database).returncode == 0
    (backup,) = (path.parent / "backups").iterdir()
    path.unlink()
    assert run("restore", *database, "--", str(backup)).returncode == 0
    assert run("restore", *database, "--", str(backup)).returncode == 0
    found = owners(path.parent)
    assert {"a/b.db", f"backups/{backup.name}", "advisor.db", "advisor.db.lock"} <= found.keys()
    assert set(found.values()) == {USER}
    done = as_service("backup", *database, "--keep", "1")
    assert (done.returncode, f"Deleted      {backup}" in done.stdout) == (0, True)
    assert "nothing is wrong" in as_service("doctor", *database).stdout


def test_a_restore_mends_a_database_that_root_copied_there(path: Path) -> None:
    assert run("backup", "--database", str(path)).returncode == 0
    (backup,) = (path.parent / "backups").iterdir()
    give(path, 0)
    assert run("restore", "--database", str(path), "--", str(backup)).returncode == 0
    assert path.stat().st_uid == USER


@pytest.mark.parametrize("name", ["advisor.db", "advisor.db-wal", "backups", "backups/a.db"])
def test_doctor_finds_what_is_not_the_service_users(path: Path, name: str) -> None:
    stranger = path.parent / name
    stranger.parent.mkdir(exist_ok=True)
    give(stranger.parent)
    stranger.mkdir() if name == "backups" else stranger.touch()
    give(stranger, 0)
    report = run("doctor", "--database", str(path)).stdout
    assert (f"{stranger} belongs to another user" in report) == IS_ROOT
    assert (f'chown --recursive --reference="{path.parent}" "{path.parent}"' in report) == IS_ROOT


def test_a_stranger_is_told_by_its_number(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.stat
    assert list(ownership.find_strangers(path, ())) == []

    def of_another(self: Path, **options: bool) -> os.stat_result:
        values = list(real(self, **options))
        values[4] = 12_345 if self == path else 54_321
        return os.stat_result(values)

    monkeypatch.setattr(Path, "stat", of_another)
    assert next(ownership.find_strangers(path, ())) == path


@pytest.mark.parametrize("name", ["advisor.db", "advisor.db-wal"])
def test_doctor_run_by_the_service_says_what_it_cannot_open(path: Path, name: str) -> None:
    closed = path.parent / name
    closed.touch()
    closed.chmod(0o000)
    give(closed, 0)
    done = as_service("doctor", "--database", str(path))
    assert (done.returncode, done.stderr) == (1, "")
    assert f"{closed} cannot be read and written by who runs this" in done.stdout


@pytest.mark.parametrize("typed", ["serve", "backup", "migrate", "doctor"])
def test_a_folder_that_keeps_one_out_is_one_plain_sentence(path: Path, typed: str) -> None:
    path.parent.chmod(0o000)
    give(path.parent, 0)
    done = as_service(typed, "--database", str(path))
    path.parent.chmod(0o700)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Permission denied" in done.stdout + done.stderr


def test_the_service_may_not_restore_what_it_cannot_read(path: Path) -> None:
    secret = path.parent / "secret.db"
    secret.touch(mode=0o000)
    give(secret, 0)
    done = as_service("restore", "--database", str(path), "--", str(secret))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Permission denied" in done.stderr


def test_a_folder_that_the_service_cannot_open_is_one_plain_sentence(path: Path) -> None:
    closed = path.parent / "closed"
    closed.mkdir(mode=0o000)
    give(closed, 0)
    done = as_service("restore", "--database", str(closed / "advisor.db"), "--", str(path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Permission denied" in done.stderr


def test_settings_that_the_service_cannot_read_are_one_plain_sentence(path: Path) -> None:
    secret = path.parent / "settings"
    secret.touch(mode=0o000)
    give(secret, 0)
    done = as_service("migrate", "--settings", str(secret))
    told = f"The settings of {secret} cannot be read: Permission denied.\n"
    assert (done.returncode, done.stderr) == (1, told)
