"""A `restore` that is broken off leaves the old database or makes the new one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.store import restoring
from app.store.restoring import restore
from tests.cli.replaced import damage_log, files, killed_while_serving, results
from tests.cli.servers import ROOT, clean_environment, run
from tests.factories import Pretend


@pytest.mark.parametrize("step", ["_checked", "sync", "_fold_log", "_keep"])
def test_ctrl_c_leaves_all_as_it_was(
    decided: Path, backup: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    left = killed_while_serving(decided, pretend)
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
    decided: Path, backup: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch, with_log: bool
) -> None:
    left = killed_while_serving(decided, pretend)
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
    decided: Path, backup: Path, pretend: Pretend, with_log: bool
) -> None:
    left = killed_while_serving(decided, pretend)
    if with_log:
        damage_log(left)
    found = []
    for step in range(1, 40):
        copy = shutil.copytree(left.parent, decided.parent / f"killed {step}") / left.name
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
    return "damaged log" if restoring.count_unreadable_commits(path) else results(path)


def test_a_disk_that_fills_half_way_leaves_all_as_it_was(decided: Path, backup: Path) -> None:
    before = files(decided.parent)
    for arguments in (["restore", "--", str(backup)], ["backup"]):
        code = (
            "import resource, sys; from app.cli import main; "
            "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)); main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            env=clean_environment(ADVISOR_DATABASE=str(decided)),
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert files(decided.parent) == before
