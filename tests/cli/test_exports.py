"""`export` and `import`: files only for their owner, whole or not there; refusals in words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from errno import ENOSPC
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from app.questionnaire.actions import save_new_assessment
from app.store.database import Database
from app.workspaces.codes import enter_by_code, make_code
from tests.cast import Person
from tests.cli.servers import clean_environment, command, run
from tests.factories import intent, shipped


@pytest.fixture
def decided(sqlite_url: str) -> Person:
    """Ada, with two assessments under the shipped rules; the first workspace of the database."""
    database = Database(sqlite_url)
    ada = Person(database)
    with ada.writing() as workspace:
        for title in ("Intranet", "Shop"):
            save_new_assessment(workspace, shipped().default, {}, intent(), typed=title)
    database.close()
    return ada


@pytest.fixture
def another(migrated_file: Path, tmp_path: Path) -> str:
    """A second, empty database."""
    path = tmp_path / "another.db"
    path.write_bytes(migrated_file.read_bytes())
    path.chmod(0o600)
    return str(path)


def test_a_workspace_goes_to_another_database_and_a_code_opens_it(
    decided: Person, sqlite_url: str, another: str, tmp_path: Path
) -> None:
    file, again = tmp_path / "out.json", tmp_path / "again.json"
    done = run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    assert done.stdout == f"Exported     2 assessments of workspace 1 into {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    trial = run("import", str(file), "--dry-run", "--database", another)
    assert trial.stdout.splitlines() == [
        "To add       2 assessments with 2 versions",
        "Imported     nothing: this was a dry run",
    ]
    done = run("import", str(file), "--database", another)
    code = done.stdout.splitlines()[-1].split("enter ")[1].split(" on ")[0]
    with closing(Database(another)) as database, database.writer() as session:
        assert enter_by_code(session, code, None)
    done = run("import", str(file), "--workspace", "1", "--database", another)
    assert "2 assessments with 2 versions, there already" in done.stdout
    assert done.stdout.endswith("Imported     nothing: nothing of it is new\n")
    assert run("export", str(again), "--workspace", "1", "--database", another).returncode == 0
    assert again.read_bytes() == file.read_bytes()


def test_a_file_with_nothing_in_it_makes_no_workspace(
    sqlite_url: str, another: str, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url)) as database:
        Person(database)
    file = tmp_path / "empty.json"
    run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    assert run("import", str(file), "--database", another).returncode == 0
    done = run("export", "-", "--workspace", "1", "--database", another)
    assert done.stderr == "There is no workspace 1.\n"


def test_a_workspace_is_named_by_its_code_too_which_stays_usable(
    decided: Person, sqlite_url: str, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url)) as database:
        decided.database = database
        with decided.writing() as workspace:
            code = make_code(workspace).text
    for name in ("a.json", "b.json"):
        done = run("export", str(tmp_path / name), "--workspace", code, "--database", sqlite_url)
        assert (done.returncode, done.stderr) == (0, "")


def test_one_assessment_is_named_by_its_id(
    decided: Person, sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    one = json.loads(file.read_text())["assessments"][0]["id"]
    done = run("export", str(tmp_path / "one.json"), "--assessment", one, "--database", sqlite_url)
    assert done.stdout.startswith("Exported     one assessment of workspace 1 into")
    run("import", str(file), "--database", sqlite_url)
    done = run("export", str(tmp_path / "two.json"), "--assessment", one, "--database", sqlite_url)
    assert (done.returncode, done.stderr) == (
        2,
        "The workspaces 1, 2 have an assessment of that id. Say which by --workspace.\n",
    )


def test_everything_goes_into_a_file_of_its_owner_and_says_what_it_is(
    decided: Person, sqlite_url: str, another: str, tmp_path: Path
) -> None:
    file = tmp_path / "everything.jsonl"
    done = run("export", str(file), "--everything", "--database", sqlite_url)
    assert "can become every user" in done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    trial = run("import", str(file), "--dry-run", "--database", another)
    assert trial.stdout.startswith("Holds        workspaces: 1\n             assessments: 2\n")
    assert trial.stdout.endswith("Imported     nothing: this was a dry run\n")
    done = run("import", str(file), "--database", another)
    assert (done.returncode, done.stderr) == (0, "")
    with closing(Database(another)) as database:
        decided.database = database
        with decided.reading() as workspace:
            assert workspace.id == 1
    done = run("import", str(file), "--database", another)
    assert (done.returncode, done.stderr.split(",")[0]) == (2, "The database is not empty")
    assert another not in done.stderr
    assert run("doctor", "--recompute", "--database", another).returncode == 0


def refused(*arguments: str, database: str) -> str:
    done = run(*arguments, "--database", database)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    return done.stderr


def test_what_makes_no_sense_is_one_sentence_and_status_2(
    decided: Person, sqlite_url: str, tmp_path: Path
) -> None:
    there, new = tmp_path / "there.json", str(tmp_path / "new.json")
    there.write_text("{}")
    for arguments, said in [
        (("export", new), "Say what: --workspace, --assessment or --everything."),
        (("export", new, "--workspace", "9"), "There is no workspace 9."),
        (("export", new, "--workspace", "9" * 30), "This code does not work."),
        (("export", new, "--workspace", "shop"), "This code does not work."),
        (("export", new, "--workspace", ""), "The code is empty."),
        (("export", new, "--assessment", "x\x1b[2J"), "There is no assessment “x\\x1b[2J”."),
        (("export", new, "--assessment", "a" * 16), "There is no assessment “aaaa"),
        (("export", new, "--everything", "--workspace", "1"), "--workspace does not go with"),
        (("export", "-", "--everything"), "Everything goes into a file"),
        (("export", str(there), "--workspace", "1"), f"{there} is there already"),
        (("export", str(tmp_path / "no" / "x"), "--workspace", "1"), f"{tmp_path}/no/x cannot"),
        (("export", str(tmp_path), "--workspace", "1"), f"{tmp_path} is there already"),
        (("import", new), f"{new} cannot be read: No such file"),
        (("import", str(tmp_path)), f"{tmp_path} cannot be read: Is a directory"),
        (("import", str(there)), "This is no export of Framework Advisor."),
        (("import", sqlite_url), "This file is an SQLite database"),
    ]:
        assert refused(*arguments, database=sqlite_url).startswith(said)
    assert there.read_text() == "{}"
    assert not Path(new).exists()


def test_each_refusal_is_a_line_with_its_place_and_nothing_comes_in(
    decided: Person, sqlite_url: str, another: str, tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    value = json.loads(file.read_text())
    value["assessments"][1]["versions"][0]["result"]["label"] = "\x1b[31mred"
    value["assessments"][0]["title"] = ""
    file.write_text(json.dumps(value))
    done = run("import", str(file), "--database", another)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert "--as-copies" not in done.stderr
    assert lines[0].startswith("/assessments/0/title")
    assert lines[1].startswith("/assessments/1/versions/0/result “Shop”: It does not follow")
    assert lines[2].startswith("Refused: 2. Nothing was imported")
    assert run("export", str(tmp_path / "x"), "--workspace", "1", "--database", another).returncode


def test_dash_reads_and_prints(
    decided: Person, sqlite_url: str, another: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(file.read_bytes())))
    done = run("import", "-", "--database", another)
    assert "2 assessments with 2 versions into workspace 1" in done.stdout
    printed = subprocess.run(
        command("export", "-", "--workspace", "1", "--database", another),
        env=clean_environment(),
        capture_output=True,
        check=True,
    )
    assert printed.stdout == file.read_bytes()


def test_what_differs_can_come_as_a_copy_and_the_command_says_how(
    decided: Person, sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    file.write_text(file.read_text().replace("Intranet", "Extranet"))
    typed = ("import", str(file), "--workspace", "1", "--database", sqlite_url)
    done = run(*typed)
    assert (done.returncode, "--as-copies brings in what differs" in done.stderr) == (2, True)
    assert "1 assessment with 1 version into workspace 1" in run(*typed, "--as-copies").stdout


def test_what_can_be_read_once_only_is_imported_too(
    decided: Person, sqlite_url: str, another: str, tmp_path: Path
) -> None:
    file, pipe = tmp_path / "out.json", tmp_path / "pipe"
    run("export", str(file), "--workspace", "1", "--database", sqlite_url)
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", str(file), str(pipe)]):
        done = run("import", str(pipe), "--database", another)
    assert "2 assessments with 2 versions into workspace 1" in done.stdout


@pytest.mark.parametrize("what", ["--everything", "--workspace=1"])
def test_a_full_disk_is_one_sentence_and_leaves_no_file(
    what: str, decided: Person, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    monkeypatch.setattr("app.cli.whole_file.os.fsync", fill)
    done = run("export", str(tmp_path / "x.json"), what, "--database", sqlite_url)
    assert (done.returncode, done.stderr) == (
        1,
        "Stopped: No space left on device. Nothing was left behind.\n",
    )
    assert list(tmp_path.glob("x.json*")) == []


def test_an_export_that_is_ended_leaves_no_file(
    decided: Person, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)

    monkeypatch.setattr("app.cli.progress.Progress.__call__", break_off)
    before = signal.getsignal(signal.SIGTERM)
    done = run("export", str(tmp_path / "x.json"), "--workspace", "1", "--database", sqlite_url)
    assert done.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.glob("x.json*")) == []
    assert signal.getsignal(signal.SIGTERM) == before


def test_what_takes_long_says_how_far_it_is(
    decided: Person, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.progress.EVERY", 0.0)
    done = run("export", str(tmp_path / "x"), "--everything", "--database", sqlite_url)
    assert done.stderr.startswith("1 of ")
    assert " rows …\n" in done.stderr
    run("export", str(tmp_path / "y"), "--workspace", "1", "--database", sqlite_url)
    done = run("import", str(tmp_path / "y"), "--database", sqlite_url)
    assert "2 of 2 assessments imported …\n" in done.stderr
