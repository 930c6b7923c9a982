"""More people save than the server can take, for long: how many still get through, and what do the
refused cost?

    .venv/bin/python -m benchmarks.overload                            this checkout
    .venv/bin/python -m benchmarks.overload --before ../old            and an older one, before it
    .venv/bin/python -m benchmarks.overload --processes 4              four servers on one file

First as many as it can take come one after the other: that is the best throughput. Then saves
arrive at 1, 2 and 4 times that rate, whether earlier ones were answered or not, as strangers do.
Everything stays on this machine and ends after `--seconds` for each rate.
Wanted: at 4 times the rate at least 0.8 of the best throughput, and 0.3 ms of processor time for a
refusal. That is measured by itself, on a server which refuses every save: twice, for the noise.
Where others use the machine, too, saves for each second of processor time tell more than saves for
each second: `of_best_by_cpu`.
"""

from __future__ import annotations

import argparse
import os
import resource
import selectors
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks.cases import form, save
from benchmarks.client import HOST, Answer, _Connection, exchange, post
from benchmarks.harness import (
    ROOT,
    Case,
    Figures,
    Program,
    Server,
    alternate,
    cores,
    keep,
    running,
)

TIMES = (1, 2, 4)
MOST_CONNECTIONS = 4_000
LONGEST_ANSWER = 15.0  # seconds after the last save was sent
REFUSING = """
import sys
from contextlib import asynccontextmanager
from app.store.faults import busy
from app.web.admission import Admission

@asynccontextmanager
async def full(self):
    raise busy()
    yield

Admission.place = full
Admission.is_full = True
from app.__main__ import main
sys.argv[0] = "app"
main()
"""


@dataclass(frozen=True)
class Load:
    """What came of the saves that arrived at one rate."""

    sent: int
    seconds: float
    cpu: float
    saved: list[float]
    refused: list[float]
    unanswered: int

    def figures(self) -> Figures:
        """Rates a second; milliseconds."""
        return {
            "arriving": round(self.sent / self.seconds),
            "saved": round(len(self.saved) / self.seconds, 1),
            "refused": round(len(self.refused) / self.seconds, 1),
            "unanswered": self.unanswered,
            "saved_median_ms": _ms(self.saved, 0.5),
            "saved_p99_ms": _ms(self.saved, 0.99),
            "refused_p99_ms": _ms(self.refused, 0.99),
            "cpu": round(self.cpu / self.seconds, 2),
            "saved_by_cpu": round(len(self.saved) / self.cpu, 1),
        }


def _ms(seconds: list[float], share: float) -> float | None:
    ordered = sorted(seconds)
    return round(ordered[int(len(ordered) * share)] * 1000, 1) if ordered else None


@dataclass(slots=True)
class Stranger(_Connection):
    """A connection that knows where it leads."""

    port: int = 0


class Crowd:
    """Strangers that each send one save when it is due, on a connection nobody uses just then."""

    def __init__(self, servers: list[Server]) -> None:
        self._servers = servers
        self._idle: dict[int, dict[int, Stranger]] = {server.port: {} for server in servers}
        self._opened = 0
        self._selector = selectors.DefaultSelector()

    def come(self, rate: float, seconds: float, requests: Iterator[bytes]) -> Load:
        """All that arrive within the seconds, and the answers to them."""
        cpu = _cpu(self._servers)
        begun, sent, under_way = time.perf_counter(), 0, 0
        answers: list[Answer] = []
        ports = cycle(server.port for server in self._servers)
        while (passed := time.perf_counter() - begun) < seconds + LONGEST_ANSWER:
            due = min(int(passed * rate), int(seconds * rate)) - sent
            for _ in range(due):
                under_way += self._send(next(ports), next(requests))
            sent += due
            if passed > seconds and not under_way:
                break
            for connection in self._ready():
                if (answer := connection.answer()) is not None:
                    answers.append(answer)
                    self._idle[connection.port][connection.socket.fileno()] = connection
                    under_way -= 1
        used = max(seconds, time.perf_counter() - begun)
        saved = [answer.seconds for answer in answers if answer.status == 303]
        refused = [answer.seconds for answer in answers if answer.status == 503]
        odd = {answer.status for answer in answers} - {303, 503}
        if odd:
            raise AssertionError(f"Some saves were answered by {odd}.")
        return Load(sent, used, _cpu(self._servers) - cpu, saved, refused, under_way)

    def leave(self) -> None:
        """Close every connection."""
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()

    def _send(self, port: int, request: bytes) -> int:
        idle = self._idle[port]
        while idle:
            _, connection = idle.popitem()
            try:
                connection.ask(request)
                return 1
            except OSError:  # as in _ready
                self._forget(connection)
        if self._opened >= MOST_CONNECTIONS:
            raise RuntimeError("There are too many connections under way.")
        self._opened += 1
        connection = Stranger(socket.create_connection((HOST, port)), port=port)
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask(request)
        return 1

    def _ready(self) -> Iterator[Stranger]:
        for key, _ in self._selector.select(0.002):
            connection: Stranger = key.data
            if self._idle[connection.port].pop(connection.socket.fileno(), None) is None:
                yield connection
            else:  # the server closed what was idle for long
                self._forget(connection)

    def _forget(self, connection: Stranger) -> None:
        self._selector.unregister(connection.socket)
        connection.socket.close()
        self._opened -= 1


def _cpu(servers: list[Server]) -> float:
    return sum(server.cpu_seconds() for server in servers)


def saves(cookies: list[str]) -> Iterator[bytes]:
    """Saves of these people in turn, as a browser sends them."""
    for cookie in cycle(cookies):
        yield post("/questionnaire", form(), Cookie=cookie, Accept_Encoding="gzip, deflate, br")


def best(servers: list[Server], cookies: list[str], seconds: float) -> tuple[float, float]:
    """Saves a second, of the clock and of the processor, when each comes after an answer."""
    cpu, begun, done = _cpu(servers), time.perf_counter(), 0
    for server in servers:
        share = seconds / len(servers)
        answers = exchange(server.port, saves(cookies), connections=16, seconds=share)
        done += sum(answer.status == 303 for answer in answers)
    return done / (time.perf_counter() - begun), done / (_cpu(servers) - cpu)


def measure(name: str, checkout: Path, processes: int, seconds: float) -> Figures:
    """The figures of one checkout."""
    core = cores()[1]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [
            stack.enter_context(running(program, folder / program.name, core))
            for program in sharing(folder / "advisor.db", checkout, processes)
        ]
        cookies = [save(servers[0].port)[1] for _ in range(20)]
        top, by_cpu = best(servers, cookies, seconds)
        figures: Figures = {"best": round(top, 1), "best_by_cpu": round(by_cpu, 1)}
        print(name, figures, flush=True)
        for times in TIMES:
            crowd = Crowd(servers)
            load = crowd.come(top * times, seconds, saves(cookies))
            crowd.leave()
            figures[f"{times}x"] = load.figures() | {
                "of_best": round(len(load.saved) / load.seconds / top, 2),
                "of_best_by_cpu": round(len(load.saved) / load.cpu / by_cpu, 2),
            }
            print(name, f"{times}x", figures[f"{times}x"], flush=True)
        figures["log_bytes"] = sum(
            (folder / server.program.name / "log").stat().st_size for server in servers
        )
    return figures


def sharing(file: Path, checkout: Path, processes: int) -> Iterator[Program]:
    """So many advisors of that checkout on one file, which the first one makes."""
    given = ("--database", str(file))
    serve = ("-m", "app", "serve", "--port", "{port}", *given)
    for number in range(processes):
        prepare = () if number else ("-m", "app", "migrate", *given)
        yield Program(f"server-{number}", serve, prepare, checkout)


def refusals(checkouts: dict[str, Path]) -> Figures:
    """What a refusal costs on servers that refuse every save, asked in turn."""
    case = Case("refused", lambda _: saves(["ws=" + "x" * 43]), status=503, mark=b"")
    core = cores()[1]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = ("--database", "{folder}/advisor.db")
        sides = []
        for name, checkout in checkouts.items():
            serve = ("-c", REFUSING, "serve", "--port", "{port}", *database)
            prepare = ("-m", "app", "migrate", *database)
            program = Program(name, serve, prepare, checkout)
            sides.append((stack.enter_context(running(program, folder / name, core)), case))
        return alternate(sides, rounds=9, requests=600, connections=8)


def main() -> None:
    wanted = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.sched_setaffinity(0, {cores()[0]})
    checkouts = {"before": wanted.before} if wanted.before else {}
    checkouts["now"] = ROOT
    figures: Figures = {"refusal": refusals({**checkouts, "now again": ROOT})}
    for name, side in figures["refusal"].items():
        print("a refusal", name, side, flush=True)
    if not wanted.refusals_only:
        for name, checkout in checkouts.items():
            figures[name] = measure(name, checkout, wanted.processes, wanted.seconds)
    keep(wanted.name, {"processes": wanted.processes, **figures})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.overload", description=__doc__)
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--processes", type=int, default=1, help="servers on the same file")
    parser.add_argument("--seconds", type=float, default=15.0, help="for each rate")
    parser.add_argument("--refusals-only", action="store_true", help="only what a refusal costs")
    parser.add_argument("--name", default="overload", help="of the file in benchmarks/results/")
    return parser.parse_args()


if __name__ == "__main__":
    main()
