"""The package as people install it: from a wheel, into an environment that has nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from app.cli import PLAIN, build_commands
from app.cli.without_server import WITH_SERVER
from app.files import ROOT, data_folder, release
from app.web.static import HashedFiles
from tests.cli.servers import free_port, started
from tests.package.conftest import Installed

ANSWERS = json.dumps({"situation": "new", "kind": "public_api"})
HEAVY = ("sqlalchemy", "sqlmodel", "fastapi", "starlette", "pydantic", "numpy", "jinja2", "typer")
MOST_MEGABYTES = 15
LEAVES_A_TRACE = "from pathlib import Path\nPath({trace!r}).touch()\n"
REFUSED = (
    "PYTHONPATH names this folder, so Python may have run code of it before this program began: "
    "unset it and try again.\n"
)


def record(light: Installed, folder: Path) -> Path:
    path = folder / "0001-x.md"
    path.write_text(light.run("record", "-", stdin=ANSWERS).stdout, encoding="utf-8")
    return path


def test_without_the_server_the_light_commands_work_and_others_say_what_is_missing(
    light: Installed, tmp_path: Path
):
    size = sum(path.stat().st_size for path in light.packages.rglob("*") if path.is_file())
    assert size < MOST_MEGABYTES * 1_000_000
    assert light.run("--version").stdout == f"{release()}\n"
    assessed = light.run("assess", "--format", "json", "-", stdin=ANSWERS)
    assert json.loads(assessed.stdout)["verdict"] == "fastapi"
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    assert "Running a Flask app" in light.run("scan", tmp_path).stdout
    checked = light.run("check", record(light, tmp_path))
    assert (checked.returncode, checked.stderr) == (0, "")
    for words in (["serve"], ["explain", "-"], ["explain", "--help"], ["starter", "-"]):
        refused = light.run(*words)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith(f"{words[0]} needs the server, which is not installed: ")
        assert "install framework-advisor[server]." in refused.stderr
    told = light.run("assess", "-", "--second-opinion", stdin=ANSWERS)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("This needs the server, which is not installed: ")


def test_without_the_server_help_lists_the_commands_that_are_there(light: Installed):
    helped = light.run("--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    _, listed, others = helped.stdout.split("\n\n")
    assert [line.split()[0] for line in listed.splitlines()] == list(PLAIN)
    assert "install framework-advisor[server]." in others
    for words in ([], ["-h"], ["help"]):
        assert light.run(*words).stdout == helped.stdout
    assert light.run("help", "scan").stdout == light.run("scan", "--help").stdout
    mistyped = light.run("asess", "-")
    assert (mistyped.returncode, mistyped.stdout) == (2, "")
    assert mistyped.stderr == f"There is no command asess.\n\n{helped.stdout}"


def test_with_the_server_it_writes_a_project_to_start_from(full: Installed, tmp_path: Path):
    written = full.run("starter", "-", "-o", tmp_path / "project", stdin=ANSWERS)
    assert (written.returncode, written.stderr) == (0, "")
    assert "fastapi==" in (tmp_path / "project" / "requirements.txt").read_text(encoding="utf-8")


def test_every_command_is_either_light_or_named_as_one_of_the_server():
    registered = build_commands().registered_commands
    names = {one.name or one.callback.__name__.replace("_", "-") for one in registered}
    assert names == {*PLAIN, *WITH_SERVER}


def test_with_the_server_it_serves_every_file_and_keeps_its_data_in_the_users_folder(
    full: Installed, tmp_path: Path
):
    place = {"XDG_DATA_HOME": str(tmp_path / "data")}
    migrated = full.run("migrate", **place)
    assert migrated.returncode == 0, migrated.stderr
    database = tmp_path / "data" / "framework-advisor" / "advisor.db"
    assert database.exists()
    port = free_port()
    words = [full.command, "serve", "--port", str(port)]
    static = HashedFiles(ROOT / "static")
    names = [
        str(path.relative_to(ROOT / "static"))
        for path in (ROOT / "static").rglob("*")
        if path.is_file()
    ]
    with started(words, full.environment(**place), tmp_path / "log"):
        address = f"http://127.0.0.1:{port}"
        for path in ("/", "/about", "/rulebooks", "/questionnaire/flask-fastapi"):
            with urllib.request.urlopen(address + path) as answer:
                assert b"<title>" in answer.read()
        for name in names:
            with urllib.request.urlopen(address + static.url(name)) as answer:
                assert answer.read() == (ROOT / "static" / name).read_bytes(), name
    told = full.run("doctor", **place).stdout
    assert f"framework-advisor {release()}" in told
    assert str(database) in told
    assert list(full.packages.rglob("*.db")) == []


@pytest.mark.parametrize("name", ["assess", "record", "check", "scan"])
def test_a_light_command_imports_nothing_heavy(name: str, tmp_path: Path):
    (tmp_path / "answers.json").write_text(ANSWERS)
    given = tmp_path if name == "scan" else tmp_path / "answers.json"
    code = (
        "import sys\nfrom app.cli import main\n"
        f"sys.argv = ['x', {name!r}, {str(given)!r}]\n"
        "main()\n"
        f"print([one for one in {HEAVY!r} if one in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env={}
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A project with modules named like ours and Python's; each leaves a trace when it runs."""
    for name in (
        *("app/__init__.py", "app/cli/__init__.py", "typing.py", "ast.py", "re.py", "argparse.py"),
        *("sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "json.py"),
    ):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        trace = str(tmp_path / f"ran-{name.replace('/', '-')}")
        path.write_text(LEAVES_A_TRACE.format(trace=trace))
    return tmp_path / "project"


def ran(folder: Path) -> set[str]:
    return {path.name.removeprefix("ran-") for path in folder.parent.glob("ran-*")}


def test_nothing_of_the_current_folder_runs(light: Installed, hostile: Path):
    (hostile / "answers.json").write_text(ANSWERS)
    for words in (["scan", "."], ["assess", "answers.json"], ["check", "answers.json"]):
        assert light.run(*words, cwd=hostile).returncode == 0
    assert light.run("--version", cwd=hostile).stdout == f"{release()}\n"
    assert ran(hostile) == set()


@pytest.mark.parametrize("named", [".", "the folder"])
def test_where_pythonpath_names_it_our_names_are_still_ours_and_we_say_what_may_have_run(
    light: Installed, hostile: Path, named: str
):
    for name in ("typing.py", "ast.py", "re.py", "argparse.py", "json.py"):
        (hostile / name).unlink()
    path = named if named == "." else str(hostile)
    for words in (["scan", "."], ["check", "answers.json"]):
        done = light.run(*words, cwd=hostile, PYTHONPATH=path)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", REFUSED)
    assert ran(hostile) <= {"sitecustomize.py", "usercustomize.py"}


def test_modules_named_like_pythons_do_not_run_after_our_first_line(
    light: Installed, hostile: Path
):
    for name in ("typing.py", "re.py", "sitecustomize.py", "usercustomize.py"):
        (hostile / name).unlink()  # Python or the script of the command may import them before us
    done = light.run("scan", ".", cwd=hostile, PYTHONPATH=".")
    assert (done.returncode, done.stderr) == (2, REFUSED)
    assert ran(hostile) == set()


def test_elsewhere_named_folders_are_no_matter(light: Installed, hostile: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    assert light.run("scan", ".", cwd=other, PYTHONPATH=str(hostile)).returncode in (0, 1)
    assert "app-__init__.py" not in ran(hostile)


def test_the_folder_of_data_is_where_each_system_has_it():
    home = Path("/home/ada")
    assert data_folder({}, home, "linux") == home / ".local/share/framework-advisor"
    assert data_folder({"XDG_DATA_HOME": "/d"}, home, "linux") == Path("/d/framework-advisor")
    assert data_folder({"XDG_DATA_HOME": "d"}, home, "linux") == data_folder({}, home, "linux")
    assert data_folder({}, home, "darwin").parts[-2:] == (
        "Application Support",
        "framework-advisor",
    )
    assert data_folder({"LOCALAPPDATA": "/l"}, home, "win32") == Path("/l/framework-advisor")
    assert data_folder({}, home, "win32") == home / "AppData/Local/framework-advisor"
