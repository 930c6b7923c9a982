"""The environment of run.py is ready when it was looked at; what is not is repaired or refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from setup import environment
from setup.environment import Environment, Stop, chosen_folder, undisturbed
from setup.packages import Pin, pinned
from tests.setup.everywhere import everywhere
from tests.setup.wheels import make_wheel

READY = f"3 packages, Python {sys.version.split()[0]}"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What pip finds, and nothing else; environments have no pip of their own, to be quicker."""
    folder = tmp_path_factory.mktemp("wheels")
    find_spec = environment.importlib.util.find_spec

    def without_ensurepip(name: str) -> ModuleSpec | None:
        return None if name == "ensurepip" else find_spec(name)

    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            patch.delenv(name)
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(folder))
        patch.setattr(environment.importlib.util, "find_spec", without_ensurepip)
        yield folder


@pytest.fixture(scope="module")
def ready(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lock of two packages, a third for another system, and what it needs."""
    folder = tmp_path_factory.mktemp("ready")
    lines = [make_wheel(wheels, name) for name in ("one", "two_b")]
    third = make_wheel(wheels, "three").replace(" \\", " ; sys_platform == 'x' \\")
    lock = folder / "requirements.lock"
    lock.write_text("".join([*lines, third]).replace("two_b", "two-b"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "LOCK", lock)
        Environment(folder / "my venv é").set_up(lock, tell_nobody)
    return folder


@pytest.fixture
def lock(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = Path(shutil.copy2(ready / "requirements.lock", tmp_path))
    monkeypatch.setattr(environment, "LOCK", path)
    return path


@pytest.fixture
def made(ready: Path, lock: Path, tmp_path: Path) -> Environment:
    """One that is ready."""
    name = "my venv é"
    return Environment(shutil.copytree(ready / name, tmp_path / name, symlinks=True))


def tell_nobody(label: str, text: str) -> None:
    pass


def packages(made: Environment) -> Path:
    (found,) = [*made.folder.glob("lib/*/site-packages"), *made.folder.glob("Lib/site-packages")]
    return found


def version_of_one(made: Environment) -> str:
    """As a program in the environment sees it."""
    command = [str(made.python), "-I", "-c", "import one, two_b; print(one.VERSION)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def set_up_again(made: Environment, lock: Path) -> tuple[str, list[str]]:
    """What is said at the end and before it."""
    told: list[str] = []
    return made.set_up(lock, lambda label, text: told.append(text)), told


def test_what_is_ready_is_not_touched(made: Environment, lock: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.folder.rglob("*")}
    said, told = set_up_again(made, lock)
    assert (said, told) == (READY, [])
    assert {path: path.stat().st_mtime_ns for path in made.folder.rglob("*")} == before
    assert version_of_one(made) == "1.0"


def gone(made: Environment) -> None:
    made.python.unlink()
    made.python.symlink_to("/usr/bin/python3.2")


def moved_on(made: Environment) -> None:
    stamp = made.folder / "requirements.lock.json"
    noted = json.loads(stamp.read_text())
    stamp.write_text(json.dumps(noted | {"python": "cpython-32 x86_64-linux-gnu"}))


def moved_on_without_a_note(made: Environment) -> None:
    (made.folder / "requirements.lock.json").unlink()
    packages(made).parent.rename(made.folder / "lib/python3.2")


def does_not_run(made: Environment) -> None:
    made.python.unlink()
    made.python.write_text("#!/bin/sh\nexit 127\n")
    made.python.chmod(0o755)


def unfinished(made: Environment) -> None:
    (made.folder / "unfinished").touch()


OTHER_PYTHON = [gone, moved_on_without_a_note, moved_on, does_not_run, unfinished]


@pytest.mark.parametrize("happened", everywhere(OTHER_PYTHON, of_them=2))
def test_an_environment_whose_python_is_another_is_made_anew(
    made: Environment, lock: Path, happened: Callable[[Environment], None]
) -> None:
    happened(made)
    (made.folder / "left over").touch()
    said, told = set_up_again(made, lock)
    assert "installed in" in said
    assert told == [f"installing the locked packages into {made.folder}; this takes a minute"]
    assert version_of_one(made) == "1.0"
    assert not (made.folder / "left over").exists()


def without_notes(made: Environment) -> None:
    shutil.rmtree(packages(made) / "one-1.0.dist-info")


def half_noted(made: Environment) -> None:
    (packages(made) / "one-1.0.dist-info/RECORD").unlink()


def half_named(made: Environment) -> None:
    (packages(made) / "one-1.0.dist-info/METADATA").unlink()


def without_code(made: Environment) -> None:
    shutil.rmtree(packages(made) / "one")


def of_another_version(made: Environment) -> None:
    notes = packages(made) / "one-1.0.dist-info"
    (packages(made) / "one/__init__.py").write_text("VERSION = '2.0'")
    metadata = (notes / "METADATA").read_text()
    (notes / "METADATA").write_text(metadata.replace("1.0", "2.0"))
    record = (notes / "RECORD").read_text()
    (notes / "RECORD").write_text(record.replace("one-1.0", "one-2.0"))
    notes.rename(packages(made) / "one-2.0.dist-info")


def unstamped(made: Environment) -> None:
    (made.folder / "requirements.lock.json").write_text("{")


NOT_IN_PLACE = [
    *(half_noted, without_code, without_notes),
    *(half_named, of_another_version, unstamped),
]


@pytest.mark.parametrize("happened", [*OTHER_PYTHON, *NOT_IN_PLACE])
def test_whatever_happened_is_seen(
    made: Environment, lock: Path, happened: Callable[[Environment], None]
) -> None:
    assert made.ready_for(lock)
    happened(made)
    assert made.ready_for(lock) is None


@pytest.mark.parametrize("happened", everywhere(NOT_IN_PLACE, of_them=2))
def test_a_package_that_is_not_in_place_is_installed_again(
    made: Environment, lock: Path, happened: Callable[[Environment], None]
) -> None:
    happened(made)
    (made.folder / "left over").touch()
    said, _ = set_up_again(made, lock)
    assert "installed in" in said
    assert version_of_one(made) == "1.0"
    assert (made.folder / "left over").exists()


def test_another_lock_is_installed_into_what_is_there(
    made: Environment, lock: Path, wheels: Path
) -> None:
    lock.write_text(lock.read_text() + make_wheel(wheels, "four"))
    assert "installed in" in set_up_again(made, lock)[0]
    assert (packages(made) / "four").is_dir()


def test_what_was_ready_stays_ready_when_more_cannot_be_had(
    made: Environment, lock: Path, tmp_path: Path
) -> None:
    more = tmp_path / "requirements-dev.lock"
    more.write_text(lock.read_text() + f"absent==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    with pytest.raises(Stop, match="could not be installed"):
        made.set_up(more, tell_nobody)
    assert set_up_again(made, lock)[1] == []


ASIDE = {
    "PIP_TARGET": "{elsewhere}",
    "PIP_PREFIX": "{elsewhere}",
    "PIP_ROOT": "{elsewhere}",
    "PIP_USER": "1",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PIP_NO_DEPS": "0",
    "PIP_DRY_RUN": "1",
    "PIP_PYTHON": "/nowhere",
    "PIP_NO_BINARY": ":all:",
    "PIP_REQUIREMENT": "{elsewhere}/none.txt",
    "PYTHONHOME": "{elsewhere}",
    "PYTHONPATH": "{elsewhere}",
    "PYTHONUSERBASE": "{elsewhere}",
}


@pytest.mark.parametrize(
    "variables", [list(ASIDE), *([name] for name in everywhere(ASIDE, of_them=0))]
)
def test_variables_lead_neither_pip_nor_python_aside(
    variables: list[str], made: Environment, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = made.folder.parent / "elsewhere"
    (elsewhere / "one").mkdir(parents=True)
    (elsewhere / "pip.py").write_text("raise SystemExit('another pip')")
    without_notes(made)
    for name in variables:
        monkeypatch.setenv(name, ASIDE[name].format(elsewhere=elsewhere))
    made.set_up(lock, tell_nobody)
    assert sorted(path.name for path in elsewhere.rglob("*")) == ["one", "pip.py"]
    for name in variables:
        monkeypatch.delenv(name)
    assert version_of_one(made) == "1.0"


@pytest.mark.parametrize("line", everywhere(["target = {0}", "user = true"], of_them=1))
def test_a_file_of_pips_settings_does_not_lead_it_aside(
    line: str, made: Environment, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, elsewhere = made.folder.parent / "pip.conf", made.folder.parent / "elsewhere"
    file.write_text(f"[install]\n{line.format(elsewhere)}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    without_notes(made)
    made.set_up(lock, tell_nobody)
    assert version_of_one(made) == "1.0"
    assert not elsewhere.exists()


def test_a_pip_that_installs_nothing_is_not_believed(
    made: Environment, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made.folder.parent / "pip.conf"
    file.write_text("[install]\ndry-run = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    without_notes(made)
    with pytest.raises(Stop, match=r"one 1\.0 is not in .*pip config list"):
        made.set_up(lock, tell_nobody)


def test_a_mirror_is_still_asked() -> None:
    mirror = {"PIP_INDEX_URL": "https://mirror.example/simple", "PIP_CERT": "/a.pem", "PATH": "/b"}
    assert undisturbed(mirror | {"PIP_TARGET": "/c", "PYTHONHOME": "/d"}) == mirror


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, lock: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/to a friend").touch()
    with pytest.raises(Stop, match="holds something else than a virtual environment; let ADVISOR_"):
        Environment(tmp_path / "letters").set_up(lock, tell_nobody)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["to a friend"]


def test_somebodys_environment_is_kept_and_added_to(tmp_path: Path, lock: Path) -> None:
    venv.create(tmp_path / "mine", symlinks=os.name != "nt")
    (tmp_path / "mine/notes").touch()
    made = Environment(tmp_path / "mine")
    made.set_up(lock, tell_nobody)
    assert (version_of_one(made), (tmp_path / "mine/notes").exists()) == ("1.0", True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", environment.ROOT / ".venv"),
        ("venvs/a b", environment.ROOT / "venvs/a b"),
        ("/opt/venv", Path("/opt/venv")),
        ("~/venv", Path.home() / "venv"),
    ],
)
def test_the_folder_may_be_chosen(written: str, meant: Path) -> None:
    assert chosen_folder({"ADVISOR_VENV": written}) == meant


def test_pinned_packages_are_read_with_their_conditions(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    path.write_text("one==1 \\\ntwo==2 ; sys_platform == 'x' \\\n# three==3\n")
    assert pinned(path) == [Pin("one", "1", True), Pin("two", "2", False)]
