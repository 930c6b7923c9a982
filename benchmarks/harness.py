"""Starts programs side by side and asks them in turn; what all comparing benchmarks share.

Each program runs in a process of its own on one core, the client on another. Rounds alternate, so
that all see the same machine. The figure that decides is CPU per request of the server's process:
it hardly depends on what else the machine does. The first program is started twice: how far the
two lie apart is the noise, and no smaller difference means anything.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from app.store.sqlite.connection import connect, driver
from benchmarks.client import Answer, ask, exchange, get

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
DATABASE = "advisor.db"
LONGEST_START = 30.0
LONGEST_ROUND = 3.0
MUCH = "100000000"
Figures = dict[str, Any]
PACKAGES = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "jinja2")


@dataclass(frozen=True)
class Program:
    """Something that can be started: `{port}` and `{folder}` in its arguments are filled in."""

    name: str
    serve: Sequence[str]
    prepare: Sequence[str] = ()
    checkout: Path = ROOT
    ready: str = "/healthz"
    settings: dict[str, str] = field(default_factory=dict)
    python: str = sys.executable


def advisor(name: str, checkout: Path = ROOT, **settings: str) -> Program:
    """The advisor of that checkout, on an SQLite database of its own."""
    database = ("--database", f"{{folder}}/{DATABASE}")
    serve = ("-m", "app", "serve", "--port", "{port}", *database)
    return Program(name, serve, ("-m", "app", "migrate", *database), checkout, settings=settings)


def now_and(before: Path | None) -> list[Program]:
    """The advisor of this checkout, and that of an older one, if there is one to compare with."""
    return [advisor("now"), *([advisor("before", before)] if before else [])]


@dataclass
class Server:
    """A program that answers on a port; `world` is where a benchmark keeps what it made there."""

    program: Program
    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    world: dict[str, str] = field(default_factory=dict)

    def cpu_seconds(self) -> float:
        """The processor time so far of its process and those it started, ended threads included."""
        pids = [self.process.pid, *children(self.process.pid)]
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)  # clock_getcpuclockid(3)


@dataclass(frozen=True)
class Case:
    """What is asked of a server, and what its answer has to be to count.

    `shows` asks for a page with what a form changed; without it, the answer says all.
    """

    name: str
    requests: Callable[[Server], Iterator[bytes]]
    status: int = 200
    mark: bytes = b""
    length: int = 0
    bare: bool = False
    shows: Callable[[Server, Answer], bytes] | None = None

    def check(self, answer: Answer) -> None:
        """Raises if the answer is not what was meant to be measured."""
        size = len(answer.body)
        right = answer.status == self.status and self.mark in answer.body and size >= self.length
        if not right:
            raise AssertionError(f"{self.name}: {answer.status}, {size} bytes, {answer.head!r}")


@dataclass(frozen=True)
class Round:
    """One round of one case on one server."""

    cpu_us: float
    per_second: float
    slowest_ms: float
    bytes: int


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in started.split()]


@contextmanager
def running(
    program: Program, folder: Path, core: int, like: Server | None = None
) -> Iterator[Server]:
    """The program, answering; its log goes to a file, as a service manager would keep it.

    It begins with what is in the database of the server it is `like`, if it is like one.
    """
    port = free_port()
    folder.mkdir()
    fill = {"port": str(port), "folder": str(folder)}
    environment = {**os.environ, **_room(program.checkout), **program.settings}
    with (folder / "log").open("wb") as log:
        where = {"cwd": program.checkout, "env": environment, "stdout": log, "stderr": log}
        if program.prepare:
            subprocess.run(_command(program, program.prepare, fill), check=True, **where)
        if like:
            copy_database(like.folder / DATABASE, folder / DATABASE)
        process = subprocess.Popen(_command(program, program.serve, fill), **where)
        try:
            os.sched_setaffinity(process.pid, {core})  # and so whatever it starts, later
            _wait(process, port, program.ready)
            yield Server(program, folder, port, process, dict(like.world) if like else {})
        finally:
            process.terminate()
            process.wait(20)


def copy_database(source: Path, target: Path) -> None:
    """A copy of an SQLite file that others may be using, in place of what is there."""
    target.touch()
    with closing(connect(source, driver())) as old, closing(connect(target, driver())) as new:
        old.backup(new)


def _room(checkout: Path) -> dict[str, str]:
    """All clients come from one address, and use few workspaces without end.

    An older checkout has no bound, nor the setting for it.
    """
    settings = (checkout / "app/settings.py").read_text(encoding="utf-8")
    names = (
        "connections",
        "quota_assessments",
        "quota_versions",
        "quota_open_links",
        "quota_saves",
    )
    return {f"ADVISOR_{name.upper()}": MUCH for name in names if f"    {name}: int" in settings}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def cores() -> tuple[int, int]:
    """One for the client and one for the servers; the same if there is only one."""
    available = sorted(os.sched_getaffinity(0))
    return available[0], available[-1]


def measure(
    server: Server, case: Case, requests: int, connections: int, seconds: float = LONGEST_ROUND
) -> Round:
    """One round, the last request at most so many seconds after the first.

    The answers are checked after the clocks have been read.
    """
    asked = islice(case.requests(server), requests)
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    answers = exchange(server.port, asked, connections=connections, seconds=seconds)
    spent, used = time.perf_counter() - begun, server.cpu_seconds() - cpu
    for answer in answers:
        case.check(answer)
    return Round(
        used / len(answers) * 1e6,
        len(answers) / spent,
        max(answer.seconds for answer in answers) * 1000,
        len(answers[0].body),
    )


def alternate(
    sides: Sequence[tuple[Server, Case]], rounds: int, requests: int, connections: int
) -> dict[str, Figures]:
    """The medians of each side, asked in turn."""

    def ask_one(server: Server, case: Case) -> Round:
        return measure(server, case, requests, connections)

    return {name: summary(taken) for name, taken in in_turn(sides, rounds, ask_one).items()}


def in_turn(
    sides: Sequence[tuple[Server, Case]], rounds: int, ask_one: Callable[[Server, Case], Round]
) -> dict[str, list[Round]]:
    """The rounds of each side, asked in turn, after a round that does not count."""
    taken: dict[str, list[Round]] = {server.program.name: [] for server, _ in sides}
    for number in range(rounds + 1):
        for server, case in sides if number % 2 else reversed(sides):
            measured = ask_one(server, case)
            if number:
                taken[server.program.name].append(measured)
    return taken


def summary(rounds: Sequence[Round]) -> Figures:
    """The median of each figure, and how far the rounds lie apart in CPU."""
    cpu = [round_.cpu_us for round_ in rounds]
    return {
        "cpu_us": round(statistics.median(cpu), 1),
        "cpu_us_spread": [round(min(cpu), 1), round(max(cpu), 1)],
        "per_second": round(statistics.median(round_.per_second for round_ in rounds)),
        "slowest_ms": round(max(round_.slowest_ms for round_ in rounds), 1),
        "bytes": rounds[0].bytes,
    }


def keep(name: str, figures: dict[str, object]) -> None:
    """Writes the figures, with what they were measured on, into benchmarks/results/."""
    machine = {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        **{package: version(package) for package in PACKAGES},
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine, **figures}, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _command(program: Program, arguments: Sequence[str], fill: dict[str, str]) -> list[str]:
    return [program.python, *(argument.format(**fill) for argument in arguments)]


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        try:
            if ask(port, get(path)).status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("The program did not start; its log says why.")
