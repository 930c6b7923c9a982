"""`run.py` as it is typed, on copies: two at once, without the right to write, read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.servers import clean_environment, free_port, started
from tests.deployment.units import as_user
from tests.setup.checkouts import copy_to
from tests.setup.wheels import make_wheel

IS_ROOT = os.geteuid() == 0
USER = 65_534 if IS_ROOT else os.geteuid()
BECOME = as_user(USER) if IS_ROOT else []


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach."""
    made = Path(tempfile.mkdtemp(prefix="advisor set-up é "))
    made.chmod(0o755)
    yield made
    for path in made.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture
def checkout(folder: Path) -> Path:
    return copy_to(folder / "a checkout")


def of_two_packages(checkout: Path) -> dict[str, str]:
    """The variables with which it is set up from what is made here."""
    wheels = checkout.parent / "wheels"
    (checkout / "requirements.lock").write_text(make_wheel(wheels, "one") + make_wheel(wheels, "b"))
    return {
        "PATH": os.environ["PATH"],
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": wheels.as_uri(),
    }


def typed(checkout: Path, *words: str) -> list[str]:
    return [*BECOME, sys.executable, str(checkout / "run.py"), *words]


def test_of_two_set_ups_at_once_the_second_waits_and_says_so(checkout: Path) -> None:
    environ = of_two_packages(checkout)
    running = [
        subprocess.Popen(
            [sys.executable, str(checkout / "run.py"), "setup"],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=300)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert sorted("installing the locked packages" in text for text in told) == [False, True]
    assert sorted("at work on .venv; waiting for it" in text for text in told) == [False, True]
    assert all(".venv ready (2 packages, Python " in text for text in told)


def close(place: Path) -> None:
    """Nobody but root may write there any more."""
    place.chmod(0o555)


@pytest.mark.parametrize(
    ("venv", "closed", "reason"),
    [
        (None, "a checkout", "The environment .venv cannot be set up: Permission denied"),
        ("a checkout/venv", "a checkout/venv", "cannot be set up: Permission denied"),
        ("shut/venv", "shut", "cannot be set up: Permission denied"),
    ],
)
def test_without_the_right_to_write_an_environment_it_is_one_sentence(
    folder: Path, checkout: Path, venv: str | None, closed: str, reason: str
) -> None:
    environ = of_two_packages(checkout)
    if venv:
        environ["ADVISOR_VENV"] = str(folder / venv)
    (folder / closed).mkdir(exist_ok=True)
    close(folder / closed)
    done = subprocess.run(typed(checkout, "setup"), env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
    owner = (folder / closed).owner()
    assert reason in done.stderr
    assert f"{folder / closed} belongs to {owner}, and you are " in done.stderr
    assert "Run this as the owner, or let ADVISOR_VENV name a folder of your own." in done.stderr


def test_a_read_only_checkout_is_set_up_and_served_with_all_else_elsewhere(
    folder: Path, checkout: Path
) -> None:
    (folder / "venv").symlink_to(sys.prefix)
    data = folder / "data"
    data.mkdir()
    if IS_ROOT:
        os.chown(data, USER, USER)
    for path in (checkout, *checkout.rglob("*")):
        path.chmod(path.stat().st_mode & 0o555)
    before = {path: path.stat().st_mtime_ns for path in checkout.rglob("*")}
    port = free_port()
    environ = clean_environment(
        ADVISOR_VENV=str(folder / "venv"), ADVISOR_DATABASE=str(data / "deeper/advisor.db")
    )
    with started(typed(checkout, "--port", str(port)), environ, folder / "log") as server:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            assert answer.status == 200
        assert server.output[0].startswith(f"Environment  {folder / 'venv'} ready (")
    assert {path: path.stat().st_mtime_ns for path in checkout.rglob("*")} == before


@pytest.mark.parametrize("how", ["made there", "given"])
def test_without_the_right_to_write_data_it_is_one_sentence(
    folder: Path, checkout: Path, how: str
) -> None:
    (folder / "venv").symlink_to(sys.prefix)
    words = typed(checkout, "--port", str(free_port()))
    place = checkout / "data"
    if how == "given":
        place = folder / "data"
        place.mkdir()
        words += ["--database", str(place / "advisor.db")]
    shut = place if place.exists() else checkout
    close(shut)
    environ = clean_environment(ADVISOR_VENV=str(folder / "venv"))
    done = subprocess.run(words, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert f"{place / 'advisor.db'} cannot be made: Permission denied." in done.stderr
    assert f"{shut} belongs to {shut.owner()}, and you are " in done.stderr
    assert "ADVISOR_DATABASE" in done.stderr


@pytest.mark.parametrize("shut", ["advisor.db", ".", "advisor.db-wal"])
@pytest.mark.parametrize("typed", ["serve", "migrate"])
def test_a_database_that_one_may_not_write_is_one_sentence(
    migrated_file: Path, folder: Path, shut: str, typed: str
) -> None:
    database = Path(shutil.copyfile(migrated_file, folder / "advisor.db"))
    (folder / "advisor.db-wal").touch()
    for place in (database, folder / "advisor.db-wal", folder):
        if IS_ROOT:
            os.chown(place, USER, USER)
    place = folder / shut
    if IS_ROOT:
        os.chown(place, 0, 0)
    close(place)
    words = [*BECOME, sys.executable, "-m", "app", typed, "--database", str(database)]
    done = subprocess.run(words, env=clean_environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert f"{place} cannot be written. {place} belongs to " in done.stderr
    assert ", and you are " in done.stderr
