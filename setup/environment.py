"""The virtual environment of run.py: made, looked at, repaired, by one set-up at a time.

Ready is said of what was looked at: its Python runs and is the one the packages were installed for,
and each package of the lock is there in its version. What else is in there is not asked.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from errno import EACCES
from pathlib import Path
from typing import Any, NamedTuple

from app.store.sqlite.ownership import whose
from setup.packages import digest, forget_broken, installed, pinned

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
VARIABLE = "ADVISOR_VENV"
OF_SOMEWHERE = ("PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE", "PYTHONPLATLIBDIR")
"""They turn a Python away from its own packages."""
HOW_TO_FETCH = {
    f"PIP_{name}"
    for name in (
        *("INDEX_URL", "PYPI_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "TRUSTED_HOST"),
        *(
            "CERT",
            "CLIENT_CERT",
            "PROXY",
            "RETRIES",
            "TIMEOUT",
            "DEFAULT_TIMEOUT",
            "RESUME_RETRIES",
        ),
        *("CACHE_DIR", "NO_CACHE_DIR", "CONFIG_FILE", "KEYRING_PROVIDER", "USE_FEATURE"),
        *("USE_DEPRECATED", "PREFER_BINARY", "CONSTRAINT", "DISABLE_PIP_VERSION_CHECK"),
    )
}
"""What may be said to pip: where packages come from, not where they go or which."""
INTO_THE_ENVIRONMENT = ["--no-user", "--target=", "--no-deps", "--require-hashes"]
"""Whatever a file of pip's settings says; that nothing else led it aside is seen afterwards."""
WHO_ARE_YOU = """
import json, sys, sysconfig
kind = sys.implementation
words = [kind.cache_tag, getattr(sys, "abiflags", ""), getattr(kind, "_multiarch", sys.platform)]
print(json.dumps([" ".join(filter(None, words)), sys.version.split()[0],
                  sysconfig.get_path("purelib")]))
"""
SECONDS_BETWEEN_TRIES = 0.2

Tell = Callable[[str, str], None]
"""Where a label and what takes a while go."""


class Stop(Exception):  # noqa: N818
    """There is no going on; the message is one plain sentence."""


class Interpreter(NamedTuple):
    """The environment's Python: for which binaries, its version, where its packages are."""

    kind: str
    version: str
    packages: Path


def chosen_folder(environ: Mapping[str, str]) -> Path:
    """Where the environment is: ADVISOR_VENV, relative to the folder of run.py, or .venv there."""
    return ROOT / Path(environ.get(VARIABLE) or ".venv").expanduser()


def undisturbed(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables without those that lead a Python or its pip somewhere else."""
    return {
        name: value
        for name, value in environ.items()
        if name not in OF_SOMEWHERE and (name in HOW_TO_FETCH or not name.startswith("PIP_"))
    }


def spent(seconds: float) -> str:
    """`14 s`, or `3 min 12 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class Environment:
    """The environment in that folder; nothing is read or made before it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._unfinished = folder / "unfinished"
        self._turn = folder / "setup.lock"

    @property
    def name(self) -> str:
        """How it is called in reports."""
        return ".venv" if self.folder == ROOT / ".venv" else str(self.folder)

    def set_up(self, lock: Path, tell: Tell) -> str:
        """Makes sure that it holds the packages of the lock, and says in some words what it holds.

        Raises Stop, with one plain sentence, if that cannot be done.
        """
        started = time.monotonic()
        try:
            interpreter, took = self.ready_for(lock), ""
            if interpreter is None:
                interpreter = self._set_up_alone(lock, tell)
                took = f", installed in {spent(time.monotonic() - started)}"
        except OSError as error:
            raise self._cannot_write(error) from None
        return f"{len(pinned(lock))} packages, Python {interpreter.version}{took}"

    def _set_up_alone(self, lock: Path, tell: Tell) -> Interpreter:
        self._refuse_others()
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone(tell):
            if done := self.ready_for(lock):  # by whom we waited for
                return done
            what = f"installing the locked packages into {self.name}; this takes a minute"
            tell("Environment", what)
            return self._make(lock)

    # What is there

    def ready_for(self, lock: Path) -> Interpreter | None:
        """Its Python, if that and all packages are what was installed for this lock."""
        stamp = self._stamp(lock)
        if self._unfinished.exists() or stamp.get("lock") != digest(lock):
            return None
        interpreter = self._interpreter()
        if interpreter is None or interpreter.kind != stamp.get("python"):
            return None
        there = installed(interpreter.packages)
        names = dict(package.split("==") for package in stamp.get("packages", []))
        return interpreter if names.items() <= there.items() else None

    def _interpreter(self) -> Interpreter | None:
        """What its Python says of itself; None if it does not run."""
        command = [str(self.python), "-I", "-c", WHO_ARE_YOU]
        try:
            asked = subprocess.run(command, capture_output=True, check=True, timeout=60)
            kind, version, packages = json.loads(asked.stdout)
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
        return Interpreter(kind, version, Path(packages))

    def _stamp_file(self, lock: Path) -> Path:
        return self.folder / f"{lock.name}.json"

    def _stamp(self, lock: Path) -> dict[str, Any]:
        """What was installed for the lock, and for which Python; empty if nothing was."""
        try:
            stamp = json.loads(self._stamp_file(lock).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    # Making it

    def _refuse_others(self) -> None:
        """Stop if the folder is somebody's who keeps something else in it."""
        if not self.folder.exists() or self.name == ".venv":
            return
        names = {path.name for path in self.folder.iterdir()}
        if names and "pyvenv.cfg" not in names and not names & {"unfinished", "setup.lock"}:
            raise Stop(
                f"{self.folder} holds something else than a virtual environment; let {VARIABLE} "
                "name a folder that is empty, or not there yet."
            )

    @contextmanager
    def _alone(self, tell: Tell) -> Iterator[None]:
        """While it lasts no other set-up is at work here; who comes second waits and says so."""
        with self._turn.open("ab") as file:
            told = False
            while not _locked(file.fileno()):
                if not told:
                    tell("Environment", f"another set-up is at work on {self.name}; waiting for it")
                    told = True
                time.sleep(SECONDS_BETWEEN_TRIES)
            yield

    def _make(self, lock: Path) -> Interpreter:
        """The environment with the packages of the lock, whatever was there before."""
        interpreter = self._interpreter()
        if interpreter is None or self._is_for_another(lock, interpreter):
            interpreter = self._make_anew()
        if not os.access(interpreter.packages, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(interpreter.packages))
        forget_broken(interpreter.packages)
        self._install(lock, interpreter.packages)
        self._note(lock, interpreter)
        self._unfinished.unlink(missing_ok=True)
        return interpreter

    def _is_for_another(self, lock: Path, interpreter: Interpreter) -> bool:
        """Whether what is in there was not finished, or is for another Python than it has now."""
        stamped = {self._stamp(each).get("python") for each in (lock, LOCK)} - {None}
        other = bool(stamped - {interpreter.kind}) or not interpreter.packages.is_dir()
        return other or self._unfinished.exists()

    def _make_anew(self) -> Interpreter:
        self._clear()
        self._unfinished.touch()
        with_pip = importlib.util.find_spec("ensurepip") is not None
        venv.create(self.folder, with_pip=with_pip, symlinks=os.name != "nt")
        interpreter = self._interpreter()
        if interpreter is None:
            raise Stop(f"The Python in {self.name} does not run; {sys.executable} made it.")
        return interpreter

    def _clear(self) -> None:
        """Empties the folder, which others may have mounted; who waits holds a file in it open."""
        for path in self.folder.iterdir():
            if path == self._turn:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _install(self, lock: Path, packages: Path) -> None:
        options = ["--quiet", "--disable-pip-version-check", "--no-input", *INTO_THE_ENVIRONMENT]
        command = [*self._pip(installed(packages)), "install", *options, "-r", str(lock)]
        environ = undisturbed(os.environ)
        done = subprocess.run(command, cwd=ROOT, env=environ, stdout=sys.stderr, check=False)
        if done.returncode != 0:
            raise Stop("The packages could not be installed; see above, and run this again.")

    def _pip(self, there: Container[str]) -> list[str]:
        """The environment's pip, else the one beside this Python working on the environment."""
        if "pip" in there:
            return [str(self.python), "-I", "-m", "pip"]
        if importlib.util.find_spec("pip") is not None:
            return [sys.executable, "-m", "pip", "--python", str(self.python)]
        raise Stop(
            "This Python has neither ensurepip nor pip; "
            "install the package python3-venv (or python3-pip) and run this again."
        )

    def _note(self, lock: Path, interpreter: Interpreter) -> None:
        """Stamps what is in place; the development lock contains the other one."""
        there = installed(interpreter.packages)
        for done in {lock, LOCK}:
            pins = pinned(done)
            missing = [pin for pin in pins if pin.always and not pin.is_in(there)]
            if missing:
                raise Stop(
                    f"pip says that all is installed, but {missing[0].name} {missing[0].version} "
                    f"is not in {self.name}: look where `pip config list` sends it."
                )
            packages = [f"{pin.name}=={pin.version}" for pin in pins if pin.is_in(there)]
            stamp = {"lock": digest(done), "python": interpreter.kind, "packages": packages}
            self._stamp_file(done).write_text(json.dumps(stamp, indent=1), encoding="utf-8")

    def _cannot_write(self, error: OSError) -> Stop:
        place = Path(error.filename or self.folder)
        return Stop(
            f"The environment {self.name} cannot be set up: {error.strerror} ({place}). "
            f"{whose(place)} Run this as the owner, or let {VARIABLE} name a folder of your own."
        )


def _locked(descriptor: int) -> bool:
    """Whether the lock was free and is ours now; the system drops it when we end."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks
        return True
    return True
