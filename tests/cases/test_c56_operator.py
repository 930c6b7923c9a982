"""C56: an operator's slips cost nothing: odd paths, no rights, Ctrl-C, secrets, no database."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.settings_loading import variables
from tests.cli.servers import ROOT, clean_environment, command, free_port, serving

Run = Callable[..., tuple[int, str]]

ODD = ("my data.db", "-rf.db", "line\nbreak.db", "ünï cödé.db", "a'b\"c;d$e.db", "?x=1#y.db")
COMMANDS = ("serve", "migrate", "backup", "restore", "doctor", "check-rulebooks", "assess")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """What an operator types, in this process: its status, and all that it printed."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)

    def typed(*arguments: str, **settings: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["python -m app", *arguments])
        for name, value in {"ADVISOR_PORT": str(free_port()), **settings}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = "".join(capsys.readouterr())
        code = ended.value.code
        return (1, told + code) if isinstance(code, str) else (int(code or 0), told)

    return typed


@pytest.mark.parametrize("name", ODD)
def test_a_database_may_have_any_name(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "an odd folder" / name
    assert run("migrate", ADVISOR_DATABASE=str(path))[0] == 0
    assert run("backup", ADVISOR_DATABASE=str(path))[0] == 0
    (copy,) = (path.parent / "backups").iterdir()
    assert run("restore", str(copy), ADVISOR_DATABASE=str(path))[0] == 0
    assert run("doctor", ADVISOR_DATABASE=str(path))[0] == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert copy.stat().st_mode & 0o777 == 0o600
    assert (path.parent / "backups").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", COMMANDS)
def test_help_needs_no_database_and_no_rights(run: Run, name: str, tmp_path: Path) -> None:
    status, told = run(name, "--help", ADVISOR_DATABASE=str(tmp_path / "none" / "a.db"))
    assert (status, "usage" in told.lower()) == (0, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["migrate", "serve", "backup", "doctor"])
def test_a_path_that_cannot_be_is_refused(run: Run, name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, told = run(name, ADVISOR_DATABASE=str(tmp_path / "file" / "a.db"))
    assert (status, "Traceback" in told) == (2 if name == "doctor" else 1, False)


def test_wrong_usage_is_status_2(run: Run, tmp_path: Path) -> None:
    assert run("serve", "--prot", "8000")[0] == 2
    assert run("nothing")[0] == 2
    (tmp_path / "answers.json").write_text('{"kind": "blog"}')
    assert run("assess", str(tmp_path / "answers.json"))[0] == 2


def test_a_password_on_the_command_line_is_refused_and_not_repeated(run: Run) -> None:
    for name in ("migrate", "serve", "backup", "doctor"):
        status, told = run(name, "--database", "postgresql://a:hunter2@127.0.0.1:1/x")
        assert (status, "hunter2" in told) == (1, False)
        assert "ADVISOR_DATABASE_PASSWORD_FILE" in told


def test_a_server_out_of_reach_tells_no_password(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2")
    for name in ("migrate", "serve", "doctor"):
        status, told = run(
            name,
            ADVISOR_DATABASE="postgresql://advisor@127.0.0.1:1/x",
            ADVISOR_DATABASE_PASSWORD_FILE=str(secret),
        )
        assert (status, "hunter2" in told, "Traceback" in told) == (1, False, False)


def test_a_secret_of_the_environment_is_on_no_command_line(
    filled_file: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2")
    settings = {"ADVISOR_DATABASE_PASSWORD_FILE": str(secret)}
    with serving(filled_file, free_port(), tmp_path / "log", **settings) as server:
        assert b"hunter2" not in Path(f"/proc/{server.process.pid}/cmdline").read_bytes()
        server.stop()


def test_ctrl_c_while_migrating_leaves_no_file_or_a_whole_one(run: Run, tmp_path: Path) -> None:
    for wait in (0.3, 0.8):
        folder = tmp_path / f"after-{wait}"
        path = folder / "advisor.db"
        process = subprocess.Popen(
            command("migrate"),
            env=clean_environment(ADVISOR_DATABASE=str(path)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        time.sleep(wait)
        process.send_signal(2)
        process.wait(30)
        left = [one.name for one in folder.iterdir()] if folder.exists() else []
        assert left in ([], ["advisor.db"])
        if left:
            assert run("doctor", ADVISOR_DATABASE=str(path))[0] == 0
